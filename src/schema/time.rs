//! Times and durations, in milliseconds as on the wire.

use core::fmt;
use core::num::ParseIntError;
use core::ops::{Add, Sub};
use core::str::FromStr;
use core::time::Duration;

use super::element::Sealed;
use super::table::Holds;
use super::value::{SPELLING, WireValue};
use crate::xml::Text;

/// A time: milliseconds since 1970 in UTC. Negative before that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A duration in milliseconds. A peer may send a negative one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(i64);

/// Implements what both types share: they stand on the wire as a number.
macro_rules! milliseconds {
    ($($Name:ident, $holds:expr;)*) => {$(
        impl $Name {
            /// Creates it from a number of milliseconds.
            #[must_use]
            pub const fn from_millis(millis: i64) -> Self {
                Self(millis)
            }

            /// Returns the number of milliseconds.
            #[must_use]
            pub const fn as_millis(self) -> i64 {
                self.0
            }
        }

        impl Sealed for $Name {}

        impl WireValue for $Name {
            const WORDS: &'static [&'static str] = &[];
            const HOLDS: Holds = $holds;
            fn from_wire(text: &str) -> Option<Self> {
                i64::from_wire(text).map(Self)
            }
            fn to_wire(self) -> Text<'static> {
                self.0.to_wire()
            }
            #[inline(always)]
            fn spell(self, room: &mut [u8; SPELLING]) -> Option<usize> {
                self.0.spell(room)
            }
        }

        /// Prints the number of milliseconds.
        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        /// Parses a number of milliseconds.
        impl FromStr for $Name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    )*};
}
milliseconds! {
    Timestamp, Holds::Time;
    Millis, Holds::Duration;
}

impl Timestamp {
    /// Creates it from seconds since 1970. Saturates.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Returns the whole seconds since 1970, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

/// The time between two times; negative if the second is later. Saturates.
impl Sub for Timestamp {
    type Output = Millis;
    fn sub(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }
}

/// Saturates.
impl Add<Millis> for Timestamp {
    type Output = Self;
    fn add(self, millis: Millis) -> Self {
        Self(self.0.saturating_add(millis.0))
    }
}

/// Saturates.
impl Add for Millis {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Millis {
    /// Returns the duration; `None` if it is negative.
    #[must_use]
    pub fn to_duration(self) -> Option<Duration> {
        u64::try_from(self.0).ok().map(Duration::from_millis)
    }
}

/// Rounds down to milliseconds, and saturates.
impl From<Duration> for Millis {
    fn from(duration: Duration) -> Self {
        Self(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }
}

#[cfg(feature = "std")]
mod system {
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::{Duration, Millis, Timestamp};

    /// Conversions from and to the clock of the system.
    impl Timestamp {
        /// Returns the present time.
        #[must_use]
        pub fn now() -> Self {
            SystemTime::now().into()
        }

        /// Returns the time for the system's clock; `None` if that cannot express it.
        #[must_use]
        pub fn to_system_time(self) -> Option<SystemTime> {
            let distance = Duration::from_millis(self.0.unsigned_abs());
            if self.0 < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
        }
    }

    /// Rounds towards 1970 to milliseconds, and saturates.
    impl From<SystemTime> for Timestamp {
        fn from(time: SystemTime) -> Self {
            match time.duration_since(UNIX_EPOCH) {
                Ok(since) => Self(Millis::from(since).0),
                Err(before) => Self(-Millis::from(before.duration()).0),
            }
        }
    }
}

#[cfg(feature = "jiff")]
mod jiff {
    use super::Timestamp;

    /// Fails if the time is not in the years that `jiff` supports, -9999 to 9999.
    impl TryFrom<Timestamp> for ::jiff::Timestamp {
        type Error = ::jiff::Error;
        fn try_from(time: Timestamp) -> Result<Self, ::jiff::Error> {
            Self::from_millisecond(time.0)
        }
    }

    /// Rounds towards 1970 to milliseconds.
    impl From<::jiff::Timestamp> for Timestamp {
        fn from(time: ::jiff::Timestamp) -> Self {
            Self(time.as_millisecond())
        }
    }
}
