//! Backoff: the pauses between attempts, which grow and vary.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

/// The pauses between attempts to connect.
///
/// A pause is between half of a span of time and all of it. The span doubles with each attempt, up to the longest, so the
/// clients of a server that restarts do not come back all at once. With the same seed, the pauses are the same.
///
/// ```
/// use std::time::Duration;
/// use broadworks_client::Backoff;
///
/// let second = Duration::from_secs(1);
/// let mut backoff = Backoff::new(second, 60 * second).seed(7);
/// assert!((second / 2..=second).contains(&backoff.pause()));
/// assert!((second..=2 * second).contains(&backoff.pause()));
/// backoff.reset();
/// assert!(backoff.pause() <= second);
/// ```
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    span: Duration,
    random: u64,
    varies: bool,
}

impl Backoff {
    /// Creates pauses from the first span on, up to the longest, with a seed that differs each time.
    #[must_use]
    pub fn new(first: Duration, longest: Duration) -> Self {
        Self {
            first,
            longest,
            span: first.min(longest),
            random: RandomState::new().build_hasher().finish(),
            varies: true,
        }
    }

    /// Sets the seed.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.random = seed;
        self
    }

    /// Lets every pause be as long as its span, for a client that is alone.
    #[must_use]
    pub const fn steady(mut self) -> Self {
        self.varies = false;
        self
    }

    /// Returns the next pause.
    pub fn pause(&mut self) -> Duration {
        let half = self.span / 2;
        let part = if self.varies { self.next_random() } else { 1.0 };
        let pause = half + (self.span - half).mul_f64(part);
        self.span = self.span.saturating_mul(2).min(self.longest);
        pause
    }

    /// Begins again with the first span.
    pub fn reset(&mut self) {
        self.span = self.first.min(self.longest);
    }

    /// Returns the longest span.
    pub(crate) const fn longest(&self) -> Duration {
        self.longest
    }

    /// Returns a number from 0 to 1, by SplitMix64.
    fn next_random(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // As many bits as a float holds exactly.
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}
