//! Time stamps in the forms that logs have.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// How far into a line its time stamp is looked for, in bytes.
const REACH: usize = 200;

/// A time stamp in a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stamp {
    /// As the log has it; in UTC where it names a zone by its offset.
    pub time: DateTime,
    /// Where it begins in the line.
    pub at: usize,
    /// Where it ends, with its zone.
    pub end: usize,
    /// Which of the forms it has.
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// `2026-11-20 12:00:00,123`, with any usual separators; also `20261120T120000Z`.
    YearFirst,
    /// `20.11.2026 12:00:00`, `20/Nov/2026:12:00:00 +0000`, `Fri, 20 Nov 2026 12:00:00`.
    DayFirst,
    /// `11/20/2026 12:00:00 PM`
    MonthFirst,
    /// `Nov 20 12:00:00`, as syslog writes it, and `Fri Nov 20 12:00:00 2026`.
    Syslog,
    /// `12:00:00.123456`
    TimeAlone,
    /// Seconds or milliseconds since 1970.
    Epoch,
}

/// Finds the first time stamp of a line. A date or year that it lacks is taken from `day`.
pub fn find(line: &[u8], day: Date) -> Option<Stamp> {
    let line = &line[..line.len().min(REACH)];
    let mut alone = None;
    for at in 0..line.len() {
        let before = at.checked_sub(1).map(|before| line[before]);
        // Not in the middle of a word or number.
        if !line[at].is_ascii_alphanumeric() || before.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'.') {
            continue;
        }
        let is_first = || line[..at].iter().all(|b| !b.is_ascii_alphanumeric());
        if let Some((time, length, form)) = dated(&line[at..], day) {
            return Some(Stamp { time, at, end: at + length, form });
        }
        if alone.is_none() {
            let timed = time_alone(&line[at..], day).or_else(|| is_first().then(|| epoch(&line[at..])).flatten());
            alone = timed.map(|(time, length, form)| Stamp { time, at, end: at + length, form });
        }
    }
    alone
}

/// Reads a text that is a time stamp as a whole, such as a field of a JSON log.
pub fn parse(text: &str, day: Date) -> Option<DateTime> {
    find(text.trim().as_bytes(), day).filter(|stamp| stamp.at == 0).map(|stamp| stamp.time)
}

/// Returns the time this long after 1970, in UTC.
pub fn since_1970(seconds: i64, nanoseconds: u32) -> Option<DateTime> {
    let stamp = Timestamp::new(seconds, i32::try_from(nanoseconds).ok()?).ok()?;
    Some(TimeZone::UTC.to_datetime(stamp))
}

type Found = (DateTime, usize, Form);

fn dated(text: &[u8], day: Date) -> Option<Found> {
    let mut rest = text;
    let (date, form) = date(&mut rest, day)?;
    // Between date and time.
    match rest {
        [b'T' | b't' | b':' | b'_' | b'-', after @ ..] => rest = after,
        [b',', b' ', after @ ..] => rest = after,
        [b' ' | b'\t', ..] => rest = rest.trim_ascii_start(),
        _ => return None,
    }
    let (mut time, mut form) = (clock(&mut rest, date)?, form);
    if form == Form::MonthFirst || form == Form::DayFirst {
        let behind = rest.trim_ascii_start();
        if let [half @ (b'A' | b'P' | b'a' | b'p'), b'M' | b'm', after @ ..] = behind {
            let hour = time.hour() % 12 + if half.eq_ignore_ascii_case(&b'p') { 12 } else { 0 };
            time = time.with().hour(hour).build().ok()?;
            rest = after;
        }
    }
    if form == Form::Syslog {
        // `Fri Nov 20 12:00:00 2026`
        let mut behind = rest.trim_ascii_start();
        if let Some(year) = digits(&mut behind, 4, 4).filter(|year| (1990..2100).contains(year))
            && !behind.first().is_some_and(u8::is_ascii_alphanumeric)
        {
            time = time.with().year(i16::try_from(year).ok()?).build().ok()?;
            rest = behind;
        }
    }
    if form == Form::MonthFirst && time.date().month() > 12 {
        form = Form::DayFirst;
    }
    time = zone(&mut rest, time)?;
    Some((time, text.len() - rest.len(), form))
}

fn date(rest: &mut &[u8], day: Date) -> Option<(Date, Form)> {
    let start = *rest;
    let made = |year: u32, month: u32, day: u32| Date::new(year as i16, month as i8, day as i8).ok();
    // `Fri, 20 Nov 2026`: the name of the day is passed over.
    if start.len() > 5 && DAYS.iter().any(|name| start[..3].eq_ignore_ascii_case(name.as_bytes())) {
        *rest = start[3..].strip_prefix(b",").unwrap_or(&start[3..]).trim_ascii_start();
        return date(rest, day).filter(|(_, form)| matches!(form, Form::Syslog | Form::DayFirst));
    }
    if let Some(month) = month_name(rest) {
        separator(rest, b" ")?;
        *rest = rest.trim_ascii_start();
        let number = digits(rest, 1, 2)?;
        return Some((made(day.year().unsigned_abs().into(), month, number)?, Form::Syslog));
    }
    if let Some(all) = digits(rest, 8, 8) {
        return Some((made(all / 10_000, all / 100 % 100, all % 100)?, Form::YearFirst));
    }
    *rest = start;
    if let Some(year) = digits(rest, 4, 4) {
        let mark = separator(rest, b"-/.")?;
        let month = digits(rest, 1, 2)?;
        separator(rest, &[mark])?;
        return Some((made(year, month, digits(rest, 1, 2)?)?, Form::YearFirst));
    }
    *rest = start;
    let first = digits(rest, 1, 2)?;
    let mark = separator(rest, b"-/. ")?;
    if let Some(month) = month_name(rest) {
        separator(rest, &[mark])?;
        return Some((made(digits(rest, 4, 4)?, month, first)?, Form::DayFirst));
    }
    if mark == b' ' {
        return None;
    }
    let second = digits(rest, 1, 2)?;
    separator(rest, &[mark])?;
    let year = digits(rest, 4, 4)?;
    // With slashes the month comes first, as in the United States, unless it is too high for one.
    if mark == b'/' && first <= 12 {
        return Some((made(year, first, second)?, Form::MonthFirst));
    }
    Some((made(year, second, first)?, Form::DayFirst))
}

fn time_alone(text: &[u8], day: Date) -> Option<Found> {
    let mut rest = text;
    let time = clock(&mut rest, day)?;
    let is_end = !rest.first().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-'));
    is_end.then(|| (time, text.len() - rest.len(), Form::TimeAlone))
}

/// Reads `12:00:00`, or `120000`, with a fraction of any length.
fn clock(rest: &mut &[u8], date: Date) -> Option<DateTime> {
    let start = *rest;
    let (hour, minute, second) = match digits(rest, 6, 6) {
        Some(all) => (all / 10_000, all / 100 % 100, all % 100),
        None => {
            *rest = start;
            let hour = digits(rest, 1, 2)?;
            separator(rest, b":")?;
            let minute = digits(rest, 2, 2)?;
            separator(rest, b":")?;
            (hour, minute, digits(rest, 2, 2)?)
        }
    };
    let mut nanoseconds = 0;
    if let [b'.' | b',' | b':', behind @ ..] = *rest {
        let count = behind.iter().take_while(|b| b.is_ascii_digit()).count();
        if count > 0 {
            let places = behind[..count].iter().chain(std::iter::repeat(&b'0')).take(9);
            nanoseconds = places.fold(0, |all, digit| all * 10 + i32::from(digit - b'0'));
            *rest = &behind[count..];
        }
    }
    // A leap second is the last of its minute here.
    let second = second.min(59 + u32::from(second > 60));
    Some(date.at(0, 0, 0, 0).with().hour(hour as i8).minute(minute as i8).second(second as i8).build().ok()?)
        .and_then(|time| time.with().subsec_nanosecond(nanoseconds).build().ok())
}

/// Reads `Z` or an offset such as `+01:00`, and moves the time to UTC. Names of zones are not believed: many are ambiguous.
fn zone(rest: &mut &[u8], time: DateTime) -> Option<DateTime> {
    if let [b'Z', behind @ ..] = *rest
        && !behind.first().is_some_and(u8::is_ascii_alphanumeric)
    {
        *rest = behind;
        return Some(time);
    }
    let mut behind = rest.strip_prefix(b" ").unwrap_or(rest);
    let [sign @ (b'+' | b'-'), after @ ..] = behind else { return Some(time) };
    behind = after;
    let offset = digits(&mut behind, 4, 4).map(|all| (all / 100, all % 100)).or_else(|| {
        let hours = digits(&mut behind, 2, 2)?;
        separator(&mut behind, b":")?;
        Some((hours, digits(&mut behind, 2, 2)?))
    });
    let Some((hours @ 0..=14, minutes @ 0..=59)) = offset else { return Some(time) };
    if behind.first().is_some_and(u8::is_ascii_alphanumeric) {
        return Some(time);
    }
    *rest = behind;
    let minutes = i64::from(hours * 60 + minutes) * if *sign == b'+' { -1 } else { 1 };
    time.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()
}

fn epoch(text: &[u8]) -> Option<Found> {
    let mut rest = text;
    let count = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let all: i64 = std::str::from_utf8(&text[..count]).ok()?.parse().ok()?;
    rest = &rest[count..];
    let (seconds, mut nanoseconds) = match count {
        10 => (all, 0),
        13 => (all / 1000, u32::try_from(all % 1000).ok()? * 1_000_000),
        _ => return None,
    };
    // Other numbers of that length are phone numbers and ids.
    if !(1_000_000_000..2_500_000_000).contains(&seconds) {
        return None;
    }
    if count == 10 {
        let [b'.', behind @ ..] = rest else { return None };
        let places = behind.iter().take_while(|b| b.is_ascii_digit()).count();
        let digits = behind[..places].iter().chain(std::iter::repeat(&b'0')).take(9);
        nanoseconds = digits.fold(0, |all, digit| all * 10 + u32::from(digit - b'0'));
        rest = &behind[places..];
    }
    if rest.first().is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    Some((since_1970(seconds, nanoseconds)?, text.len() - rest.len(), Form::Epoch))
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn month_name(rest: &mut &[u8]) -> Option<u32> {
    let name = rest.get(..3)?;
    let month = MONTHS.iter().position(|month| name.eq_ignore_ascii_case(month.as_bytes()))?;
    *rest = &rest[3..];
    u32::try_from(month + 1).ok()
}

/// Reads a number of `least` to `most` digits that no digit follows.
fn digits(rest: &mut &[u8], least: usize, most: usize) -> Option<u32> {
    let count = rest.iter().take(most + 1).take_while(|b| b.is_ascii_digit()).count();
    if count < least || count > most {
        return None;
    }
    let (number, behind) = rest.split_at(count);
    *rest = behind;
    std::str::from_utf8(number).ok()?.parse().ok()
}

fn separator(rest: &mut &[u8], any: &[u8]) -> Option<u8> {
    let (first, behind) = rest.split_first().filter(|(first, _)| any.contains(first))?;
    *rest = behind;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_stamps_of_logs_are_read() {
        let day = Date::new(2026, 11, 21).expect("a day");
        for (line, expected) in [
            ("2026-11-20 12:00:00,123 DEBUG", "2026-11-20T12:00:00.123"),
            ("2026-11-20T12:00:00.123456Z x", "2026-11-20T12:00:00.123456"),
            ("[2026-11-20T12:00:00+01:00] x", "2026-11-20T11:00:00"),
            ("2026.11.20 12:00:00:123 EST | Info", "2026-11-20T12:00:00.123"),
            ("> 2026/11/20 12:00:00.000123  length=5", "2026-11-20T12:00:00.000123"),
            ("20261120T120000Z", "2026-11-20T12:00:00"),
            ("20.11.2026 12:00:00 x", "2026-11-20T12:00:00"),
            ("11/20/2026 02:03:04 PM - x", "2026-11-20T14:03:04"),
            ("::1 - - [20/Nov/2026:12:00:00 -0500] \"GET", "2026-11-20T17:00:00"),
            ("<13>Nov 20 12:00:01 host app[12]: x", "2026-11-20T12:00:01"),
            ("Nov  2 12:00:01 host", "2026-11-02T12:00:01"),
            ("Fri Nov 20 12:00:01 2025", "2025-11-20T12:00:01"),
            ("Fri, 20 Nov 2026 12:00:00 GMT", "2026-11-20T12:00:00"),
            ("12:00:00.5 IP 192.0.2.1.51234 > 192.0.2.2.2208: Flags", "2026-11-21T12:00:00.5"),
            ("1795176000.25 x", "2026-11-20T12:00:00.25"),
            ("1795176000250 x", "2026-11-20T12:00:00.25"),
            ("INFO at 12:00:00 of 2026-11-20 13:00:00", "2026-11-20T13:00:00"),
        ] {
            let found = find(line.as_bytes(), day).map(|stamp| stamp.time.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{line}");
        }
        for line in
            ["", "callhalf-101:0", "192.0.2.1:2208", "2405550123 x", "2026-13-40 99:99:99", "a12:00:00", "12:00"]
        {
            assert_eq!(find(line.as_bytes(), day), None, "{line}");
        }
    }
}
