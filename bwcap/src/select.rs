//! Filters: which of the messages of a stream are handed on. Every subcommand that reads a stream takes them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

use broadworks_cap::validate::{Direction, Severity, session};
use broadworks_cap::{Decoder, Document, Error, Protocol, Validator};
use clap::Args;
use memchr::memmem;

use crate::Stop;
use crate::arguments::{Reading, direction};
use crate::clock::{Clock, Moment};
use crate::fields;
use crate::input::Place;
use crate::shown::{Name, note, visible};
use crate::stream::{self, Listener, Origin, Outcome, Piece};

/// Most different values that are remembered to be named, if what was asked for does not occur.
const REMEMBERED: usize = 1000;
/// Most values that are named.
const NAMED: usize = 8;

/// Which messages to read. All that is given must be true of a message; of an option that is given twice, one.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Filters")]
pub struct Filter {
    /// Only messages that name this call: its call id, or the tracking id that it keeps from user to user.
    #[arg(long, value_name = "ID")]
    call: Vec<String>,
    /// Only messages about this user: a user id, with or without its domain, or the id of a session.
    #[arg(long, value_name = "ID")]
    user: Vec<String>,
    /// Only messages of this command, such as `callUpdate`.
    #[arg(long, value_name = "NAME")]
    command: Vec<String>,
    /// Only from this time on: `10:15`, `2026-11-20T10:15:30`, or `+5m` after the first message. Of a stream
    /// without times, the times in its messages count.
    #[arg(long, value_name = "TIME")]
    since: Option<Moment>,
    /// Only up to this time.
    #[arg(long, value_name = "TIME")]
    until: Option<Moment>,
    /// Only what has errors.
    #[arg(long)]
    errors_only: bool,
    /// Only the message of this number, or those of `N..M`, with both ends.
    #[arg(long, value_name = "N|N..M", value_parser = numbers)]
    number: Option<RangeInclusive<u64>>,
    /// Only the message at this place: a byte offset, `LINE:COLUMN`, or `FILE:LINE:COLUMN`. If something else is
    /// there, the next message.
    #[arg(long, value_name = "PLACE")]
    at: Option<Spot>,
    /// Stops after this many messages.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max: Option<u64>,
}

/// The filter by direction, which `validate` has under the same name with another meaning.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Filters")]
pub struct Towards {
    /// Only messages in this direction, which the log, the capture or the command tells.
    #[arg(long, value_parser = direction())]
    pub direction: Option<Direction>,
}

/// Numbers from one to another, with both.
fn numbers(text: &str) -> Result<RangeInclusive<u64>, String> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str, open| if text.is_empty() { Ok(open) } else { text.trim_start_matches('=').parse() };
    match (number(from, 1), number(to, u64::MAX)) {
        (Ok(from), Ok(to)) if from <= to && !text.is_empty() => Ok(from..=to),
        _ => Err("expected a number such as `7`, or two such as `7..9`".into()),
    }
}

/// A place that a person gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    file: Option<String>,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    Offset(u64),
    Line(u64, u64),
}

impl FromStr for Spot {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.rsplitn(3, ':').map(|part| (part, part.parse::<u64>().ok()));
        let spot = match (parts.next(), parts.next(), parts.next()) {
            (Some((_, Some(offset))), None, _) => Some((None, At::Offset(offset))),
            (Some((_, Some(column))), Some((_, Some(line))), file) => {
                Some((file.map(|(file, _)| file), At::Line(line, column)))
            }
            (Some((_, Some(line))), Some(_), _) => {
                text.rsplit_once(':').map(|(file, _)| (Some(file), At::Line(line, 1)))
            }
            _ => None,
        };
        let (file, at) = spot.ok_or("expected a byte offset such as `460`, `LINE:COLUMN` or `FILE:LINE:COLUMN`")?;
        Ok(Self { file: file.map(Into::into), at })
    }
}

impl Spot {
    /// Returns whether a piece ends behind this place.
    fn is_before_end(&self, piece: &Piece<'_>) -> bool {
        let is_file = self.file.as_ref().is_none_or(|file| *file == piece.origin.file.0);
        is_file
            && match self.at {
                At::Offset(offset) => offset < piece.place.offset + piece.bytes.len() as u64,
                At::Line(line, column) => {
                    let end = piece.place.after(piece.bytes);
                    (line, column) < (end.line, end.column)
                }
            }
    }
}

impl Filter {
    /// Returns whether it lets through everything.
    fn is_open(&self, towards: Option<Direction>) -> bool {
        let Self { call, user, command, since, until, errors_only, number, at, max } = self;
        let lists = call.is_empty() && user.is_empty() && command.is_empty();
        let times = since.is_none() && until.is_none() && towards.is_none();
        lists && times && !errors_only && number.is_none() && at.is_none() && max.is_none()
    }

    /// Returns whether only what has errors was asked for.
    pub fn errors_only(&self) -> bool {
        self.errors_only
    }

    /// Takes away the calls that were asked for.
    pub fn take_calls(&mut self) -> Vec<String> {
        std::mem::take(&mut self.call)
    }

    /// Returns the same for messages of these numbers, as `--number` takes them.
    pub fn numbered(mut self, text: &str) -> Result<Self, String> {
        self.number = Some(numbers(text)?);
        Ok(self)
    }

    /// Returns whether the message at a place was asked for.
    pub fn is_at_place(&self) -> bool {
        self.at.is_some()
    }

    /// Returns whether a piece was asked for by its place, its number or its errors, and not by what it says.
    pub fn names_pieces(&self) -> bool {
        self.errors_only || self.at.is_some() || self.number.is_some()
    }
}

/// How a subcommand filters: what was asked for, and what it takes for an error.
#[derive(Clone, Copy)]
pub struct Selection<'f> {
    pub filter: &'f Filter,
    pub direction: Option<Direction>,
    /// The protocol by whose rules documents have errors; `None` if only malformed ones have.
    pub protocol: Option<Protocol>,
}

/// Reads all files, and hands on what the filter lets through.
pub fn read(reading: &Reading, selection: Selection<'_>, listener: &mut dyn Listener) -> Result<Outcome, Stop> {
    if selection.filter.is_open(selection.direction) {
        return stream::read(reading, listener);
    }
    let mut selected = Selected {
        selection,
        decoder: Decoder::new().limits(reading.limits()),
        validator: selection.protocol.map(|protocol| Validator::new(protocol).limits(reading.limits())),
        listener,
        clock: Clock::default(),
        passed: 0,
        is_done: false,
        before: None,
        is_behind: false,
        asked: [
            Asked::new("call", &selection.filter.call),
            Asked::new("user", &selection.filter.user),
            Asked::new("command", &selection.filter.command),
        ],
    };
    let done = stream::read(reading, &mut selected);
    selected.say_nothing_found();
    done
}

/// What stood before the place that was asked for.
struct Before {
    bytes: Vec<u8>,
    place: Place,
    number: u64,
    origin: Origin,
}

/// Values of one sort that were asked for.
pub struct Asked<'f> {
    sort: &'static str,
    values: &'f [String],
    is_found: bool,
    /// Those that occur, with their counts, until one is found.
    others: BTreeMap<String, u64>,
}

impl<'f> Asked<'f> {
    pub fn new(sort: &'static str, values: &'f [String]) -> Self {
        Self { sort, values, is_found: false, others: BTreeMap::new() }
    }

    /// Returns whether one of the values of a message was asked for.
    pub fn fits(&mut self, found: &[String], is: impl Fn(&str, &str) -> bool) -> bool {
        if self.values.is_empty() {
            return true;
        }
        let fits = found.iter().any(|found| self.values.iter().any(|value| is(value, found)));
        self.is_found |= fits;
        if self.is_found {
            self.others.clear();
        } else {
            for value in found {
                if let Some(count) = self.others.get_mut(value) {
                    *count += 1;
                } else if self.others.len() < REMEMBERED {
                    self.others.insert(value.clone(), 1);
                }
            }
        }
        fits
    }

    /// Says what does occur, the most alike first, if nothing was found.
    pub fn say_not_found(&self) {
        if self.is_found || self.values.is_empty() {
            return;
        }
        let asked: Vec<String> = self.values.iter().map(|value| format!("`{}`", visible(value))).collect();
        let (sort, asked) = (self.sort, asked.join(" or "));
        if self.others.is_empty() {
            return note(format_args!("bwcap: no message names a {sort}, so none is of {asked}"));
        }
        let likeness = |other: &str| {
            let of = |value: &String| strsim::jaro_winkler(&value.to_lowercase(), &other.to_lowercase());
            self.values.iter().map(of).fold(0.0, f64::max)
        };
        let mut others: Vec<_> = self.others.iter().map(|(other, count)| (likeness(other), *count, other)).collect();
        others.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        let named: Vec<String> =
            others.iter().take(NAMED).map(|(_, count, other)| format!("`{}` ({count})", visible(other))).collect();
        let more = match others.len().saturating_sub(NAMED) {
            0 => String::new(),
            more if others.len() < REMEMBERED => format!(" and {more} more"),
            more => format!(" and {more} or more others"),
        };
        note(format_args!("bwcap: no message is of the {sort} {asked}; there are {}{more}", named.join(", ")));
    }
}

struct Selected<'f> {
    selection: Selection<'f>,
    decoder: Decoder,
    validator: Option<Validator>,
    listener: &'f mut dyn Listener,
    clock: Clock,
    /// Number of pieces that passed.
    passed: u64,
    /// Whether nothing further was asked for.
    is_done: bool,
    /// The last piece before the place that was asked for.
    before: Option<Before>,
    /// Whether the place that was asked for has come.
    is_behind: bool,
    asked: [Asked<'f>; 3],
}

/// Returns whether bytes have a word that stands for itself.
fn mentions(bytes: &[u8], word: &str) -> bool {
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    memmem::find_iter(bytes, word)
        .any(|at| !word.is_empty() && !is_part(bytes[..at].last()) && !is_part(bytes.get(at + word.len())))
}

/// Returns whether a user id is meant, which may be given without its domain.
fn is_user(given: &str, found: &str) -> bool {
    let name = if given.contains('@') { found } else { found.split('@').next().unwrap_or_default() };
    given.eq_ignore_ascii_case(name) || given == found
}

impl Selected<'_> {
    /// Returns whether a piece passes. `document` is `None` if it is malformed.
    fn admits(&mut self, piece: &Piece<'_>, document: Option<&Document<'_>>) -> bool {
        let filter = self.selection.filter;
        let time = self.clock.tick(piece, document);
        let has_number = filter.number.as_ref().is_none_or(|numbers| numbers.contains(&piece.number));
        if let (Some(first), true) = (self.clock.first(), filter.since.is_some() || filter.until.is_some()) {
            let moment = |moment: Option<Moment>| moment.and_then(|moment| moment.in_stream(first));
            let is_early = moment(filter.since).is_some_and(|since| time.is_none_or(|time| time < since));
            let is_late = moment(filter.until).is_some_and(|until| time.is_some_and(|time| time > until));
            if is_early || is_late {
                return false;
            }
        } else if filter.since.is_some() {
            return false;
        }
        let fits = match document {
            Some(document) => self.fits(piece, document),
            None => {
                let mut groups = [&filter.call, &filter.user, &filter.command].into_iter();
                let is_there = |word: &String| mentions(piece.bytes, word);
                groups.all(|words| words.is_empty() || words.iter().any(is_there))
                    && self.selection.direction.is_none_or(|towards| piece.origin.direction == Some(towards))
            }
        };
        has_number && fits
    }

    fn fits(&mut self, piece: &Piece<'_>, document: &Document<'_>) -> bool {
        let Self { selection: Selection { filter, direction, .. }, validator, asked: [call, user, command], .. } = self;
        // What stands in parts that the tables do not know is found as text.
        let is_in_text = |words: &[String]| {
            let is_unknown = document.command.command_type().is_none();
            is_unknown && words.iter().any(|word| mentions(piece.bytes, word))
        };
        let mut found = Vec::new();
        if !filter.call.is_empty() {
            fields::calls(document, &mut |id| found.push(id.to_owned()));
        }
        let has_call = call.fits(&found, |given, found| given == found) || is_in_text(&filter.call);
        found.clear();
        if !filter.user.is_empty() {
            let subject = document.subject();
            let ids = [subject.id, subject.monitored_user_id, subject.user_uid, subject.monitored_user_uid];
            found.extend(ids.into_iter().flatten().map(|id| id.to_string()));
        }
        let has_user = user.fits(&found, is_user) || is_in_text(&filter.user);
        found.clear();
        if !filter.command.is_empty() {
            found.extend(document.command.name().map(|name| name.to_string()));
        }
        let has_command = command.fits(&found, str::eq_ignore_ascii_case);
        let towards = || piece.origin.direction.or_else(|| session::direction(document));
        let has_direction = direction.is_none_or(|direction| towards() == Some(direction));
        let mut has_errors = || {
            validator.as_mut().is_some_and(|validator| {
                validator.validate(piece.bytes).any(|diagnostic| diagnostic.severity() == Severity::Invalid)
            })
        };
        has_call && has_user && has_command && has_direction && (!filter.errors_only || has_errors())
    }

    /// Handles the next piece: passes it on with `pass` if it may pass. Ends the reading if nothing further was asked for.
    fn piece(
        &mut self,
        piece: &Piece<'_>,
        document: Option<&Document<'_>>,
        pass: impl FnOnce(&mut dyn Listener) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let filter = self.selection.filter;
        if self.is_behind {
            self.listener.beside(piece)?;
            return self.end_if(true);
        }
        // Nothing behind the last number needs to be waited for.
        let is_last = filter.number.as_ref().is_some_and(|numbers| piece.number >= *numbers.end());
        if !self.admits(piece, document) {
            return self.end_if(is_last);
        }
        if let Some(spot) = &filter.at {
            if !spot.is_before_end(piece) {
                let Piece { bytes, place, number, origin } = *piece;
                self.before = Some(Before { bytes: bytes.into(), place, number, origin: origin.clone() });
                return Ok(());
            }
            self.is_behind = true;
            if let Some(Before { bytes, place, number, origin }) = self.before.take() {
                self.listener.beside(&Piece { bytes: &bytes, place, number, origin: &origin })?;
            }
        }
        self.passed += 1;
        pass(self.listener)?;
        self.end_if(is_last || filter.max.is_some_and(|max| self.passed >= max))
    }

    /// Ends the reading if nothing further was asked for.
    fn end_if(&mut self, is_done: bool) -> Result<(), Stop> {
        self.is_done = is_done;
        if is_done { Err(Stop::Unread) } else { Ok(()) }
    }

    /// Says why nothing passed.
    fn say_nothing_found(&self) {
        let filter = self.selection.filter;
        let mut is_said = false;
        for asked in self.asked.iter().filter(|asked| !asked.values.is_empty() && !asked.is_found) {
            if self.passed == 0 {
                asked.say_not_found();
                is_said = true;
            }
        }
        if self.passed > 0 || is_said || filter.errors_only {
            return;
        }
        let times = filter.since.is_some() || filter.until.is_some();
        match (self.clock.first(), self.clock.now()) {
            _ if filter.at.is_some() => note(format_args!("bwcap: the stream has no message at or behind this place")),
            (Some(first), Some(last)) if times => note(format_args!(
                "bwcap: no message passes the filters; the times of this stream are from {first} to {last}"
            )),
            (None, _) if filter.since.is_some() => {
                note(format_args!("bwcap: neither the stream nor its messages have times, so `--since` finds nothing"));
            }
            _ => note(format_args!("bwcap: no message passes the filters")),
        }
    }
}

impl Listener for Selected<'_> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        // It is lent for as long as the document lives.
        let mut decoder = std::mem::take(&mut self.decoder);
        let document = decoder.decode(piece.bytes).ok();
        self.decoder = decoder;
        self.piece(piece, document.as_ref(), |listener| listener.document(piece))
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        self.piece(piece, None, |listener| listener.malformed(piece, error))
    }

    fn pause(&mut self) -> Result<(), Stop> {
        self.listener.pause()
    }

    fn is_done(&self) -> bool {
        self.is_done
    }

    fn end(&mut self, file: &Name) -> Result<(), Stop> {
        self.listener.end(file)
    }
}
