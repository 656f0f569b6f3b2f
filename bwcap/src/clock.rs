//! Times of the messages of a stream, and times that a person gives.

use std::str::FromStr;

use broadworks_cap::Document;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::fields;
use crate::stream::Piece;

/// Returns a time on the wire as date and time in UTC.
pub fn of_millis(millis: i64) -> Option<DateTime> {
    Some(Timestamp::from_millisecond(millis).ok()?.to_zoned(TimeZone::UTC).datetime())
}

/// The clock of a stream. If the log or the capture has times, those are its times. If not, it is as late as the latest
/// time that stood in a message so far.
#[derive(Clone, Default)]
pub struct Clock {
    first: Option<DateTime>,
    now: Option<DateTime>,
    /// Whether the stream has times of its own.
    pub is_told: bool,
}

impl Clock {
    /// Returns the time of the next piece; `None` if nothing has told a time so far.
    pub fn tick(&mut self, piece: &Piece<'_>, document: Option<&Document<'_>>) -> Option<DateTime> {
        if let Some(time) = piece.origin.time {
            if !self.is_told {
                // What messages say may be of another time zone.
                (self.is_told, self.first) = (true, None);
            }
            self.now = Some(time);
        } else if !self.is_told {
            self.now = self.now.max(document.and_then(fields::latest_time).and_then(of_millis));
        }
        self.first = self.first.or(self.now);
        self.now
    }

    /// Returns the time of the last piece.
    pub fn now(&self) -> Option<DateTime> {
        self.now
    }

    /// Returns the first time.
    pub fn first(&self) -> Option<DateTime> {
        self.first
    }
}

/// A time as a person gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    At(DateTime),
    /// A time of the first day of the stream.
    OfDay(Time),
    /// So long after the first time of the stream.
    After(SignedDuration),
}

impl Moment {
    /// Returns the time in a stream that began at `first`.
    pub fn in_stream(self, first: DateTime) -> Option<DateTime> {
        match self {
            Self::At(time) => Some(time),
            Self::OfDay(time) => Some(first.date().to_datetime(time)),
            Self::After(duration) => first.checked_add(duration).ok(),
        }
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let millis = || text.parse().ok().filter(|_| text.len() > 10).and_then(of_millis).map(Self::At);
        let after = || text.strip_prefix('+').and_then(|text| text.parse().ok()).map(Self::After);
        let zoned = || text.parse().ok().map(|time: Timestamp| Self::At(time.to_zoned(TimeZone::UTC).datetime()));
        // A date alone is its first moment.
        let civil = || text.parse().ok().map(Self::At);
        let of_day = || text.parse().ok().map(Self::OfDay);
        let found = millis().or_else(after).or_else(zoned).or_else(of_day).or_else(civil);
        found.ok_or_else(|| {
            "expected a time such as `10:15`, `2026-11-20T10:15:30`, `2026-11-20T10:15:30Z`, `+5m` after the first \
             message, or milliseconds since 1970"
                .into()
        })
    }
}

/// Returns a duration in seconds, minutes and hours.
pub fn span(duration: SignedDuration) -> String {
    let sign = if duration.is_negative() { "-" } else { "" };
    let millis = duration.as_millis().unsigned_abs();
    let (seconds, rest) = (millis / 1000, millis % 1000);
    let (minutes, hours) = (seconds / 60, seconds / 3600);
    match (hours, minutes) {
        (0, 0) => format!("{sign}{seconds}.{rest:03} s"),
        (0, _) => format!("{sign}{minutes} min {:02} s", seconds % 60),
        _ => format!("{sign}{hours} h {:02} min {:02} s", minutes % 60, seconds % 60),
    }
}

/// Returns a time of day, to the millisecond.
pub fn of_day(time: DateTime) -> String {
    time.strftime("%H:%M:%S%.3f").to_string()
}
