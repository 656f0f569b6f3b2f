//! Subcommand `bwcap timeline`: calls over time.

use std::io::{BufWriter, Stdout, Write, stdout};

use broadworks_cap::validate::{Direction, session};
use broadworks_cap::{Decoder, Error};
use clap::Args;
use jiff::civil::DateTime;
use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use crate::arguments::Reading;
use crate::calls::{Call, Calls, Outcome};
use crate::clock::{Clock, of_day, span};
use crate::select::{self, Asked, Filter, Selection, Towards};
use crate::shown::visible;
use crate::stream::{Listener, Piece};
use crate::table::Keys;
use crate::{Stop, record, terminal};

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bwcap timeline --call callhalf-101:0 day.log\n  \
    bwcap timeline --user alice --ladder day.log\n  \
    bwcap timeline --command queueUpdate --until 10:15 --open day.log\n  \
    bwcap timeline --csv day.log > calls.csv\n\n\
    The third one says who waited in a queue at 10:15.\n\n\
    A call is shown when it ends, or at the end of the stream. The times are those of the log or the capture; of a \
    stream without any, those that stand in the messages.")]
pub struct Options {
    /// Draws each message as an arrow between client and server.
    #[arg(long, conflicts_with_all = ["json", "open"])]
    ladder: bool,
    /// Only calls that have not ended at the end of what was read.
    #[arg(long)]
    open: bool,
    /// One JSON object per call instead of the readable form.
    #[arg(long)]
    json: bool,
    /// A table of comma-separated values, with a row per call; durations are in milliseconds.
    #[arg(long, conflicts_with_all = ["json", "ladder"])]
    csv: bool,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    towards: Towards,
}

/// Shows the calls of all files. Returns `false` if something was malformed.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let (mut filter, direction) = (options.filter.clone(), options.towards.direction);
    // Some of the messages about a call do not name it.
    let calls = if options.ladder { Vec::new() } else { filter.take_calls() };
    let selection = Selection { filter: &filter, direction, protocol: None };
    let decoder = Decoder::new().limits(options.reading.limits());
    let out = BufWriter::new(stdout().lock());
    if options.ladder {
        let mut ladder = Ladder { decoder, clock: Clock::default(), good: true, is_begun: false, user: None, out };
        let done = select::read(&options.reading, selection, &mut ladder);
        ladder.out.flush()?;
        return done?.status(ladder.good);
    }
    let mut shown = Shown {
        options,
        decoder,
        asked: Asked::new("call", &calls),
        calls: Calls::default(),
        good: true,
        count: 0,
        malformed: 0,
        messages: 0,
        table: options.csv.then(|| Keys::new(stdout(), COLUMNS)).transpose()?,
        out,
    };
    let done = select::read(&options.reading, selection, &mut shown);
    shown.finish()?;
    shown.asked.say_not_found();
    done?.status(shown.good)
}

struct Shown<'o, W> {
    options: &'o Options,
    decoder: Decoder,
    /// The calls that were asked for; all, if there are none.
    asked: Asked<'o>,
    calls: Calls,
    good: bool,
    /// Number of calls that were shown.
    count: u64,
    malformed: u64,
    messages: u64,
    table: Option<Keys<Stdout>>,
    out: W,
}

/// The columns of `--csv`.
const COLUMNS: &[&str] =
    &["call", "tracking", "user", "queued", "side", "other", "outcome", "state", "end", "first", "last", "duration"];

#[derive(Serialize)]
struct EventForm<'e> {
    number: u64,
    time: Option<String>,
    text: &'e str,
}

#[derive(Serialize)]
struct CallForm<'c> {
    call: &'c str,
    tracking: Option<&'c str>,
    user: &'c str,
    queued: bool,
    side: Option<&'c str>,
    other: Option<&'c str>,
    outcome: &'static str,
    state: Option<&'c str>,
    end: Option<&'c str>,
    first: Option<String>,
    last: Option<String>,
    /// In milliseconds.
    duration: Option<i64>,
    /// In milliseconds, by state.
    durations: serde_json::Map<String, serde_json::Value>,
    events: Vec<EventForm<'c>>,
}

fn time(time: Option<DateTime>) -> Option<String> {
    time.map(|time| time.to_string())
}

fn millis(duration: jiff::SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

impl<W: Write> Shown<'_, W> {
    fn show(&mut self, call: &Call) -> Result<(), Stop> {
        let ids: Vec<String> = [Some(call.id.clone()), call.tracking.clone()].into_iter().flatten().collect();
        let is_asked = self.asked.fits(&ids, |given, found| given == found);
        if !is_asked || self.options.open && call.outcome != Outcome::Open {
            return Ok(());
        }
        self.count += 1;
        if self.options.json || self.table.is_some() {
            let events = call.events.iter();
            let form = CallForm {
                call: &call.id,
                tracking: call.tracking.as_deref(),
                user: &call.user,
                queued: call.is_queued,
                side: call.side,
                other: call.other.as_deref(),
                outcome: call.outcome.id(),
                state: call.state.as_deref(),
                end: call.end.as_deref(),
                first: time(call.first),
                last: time(call.last),
                duration: call.lasted().map(millis),
                durations: call.durations.iter().map(|(state, spent)| (state.clone(), millis(*spent).into())).collect(),
                events: events
                    .map(|event| EventForm { number: event.number, time: time(event.time), text: &event.text })
                    .collect(),
            };
            if let Some(table) = &mut self.table {
                return table.push(&form);
            }
            let mut line = Vec::new();
            record::push(&mut line, &form)?;
            return Ok(self.out.write_all(&line)?);
        }
        self.print(call)
    }

    fn print(&mut self, call: &Call) -> Result<(), Stop> {
        let screen = terminal::output();
        let sort = if call.is_queued { "queued call" } else { "call" };
        write!(self.out, "{}", screen.bold(&visible(&format!("{sort} {}", call.id))))?;
        let preposition = if call.is_queued { "at" } else { "of" };
        let other = call.other.as_deref();
        let side = match call.side {
            _ if call.is_queued => other.map(|other| format!(", from {other}")),
            Some(side) => {
                let way = if side == "incoming" { "from" } else { "to" };
                Some(format!(", {side}{}", other.map(|other| format!(" {way} {other}")).unwrap_or_default()))
            }
            None => other.map(|other| format!(", with {other}")),
        };
        let tracking = call.tracking.as_ref().map(|id| format!("  (tracking {id})")).unwrap_or_default();
        writeln!(
            self.out,
            "{}{}",
            visible(&format!(" {preposition} {}{}", call.user, side.unwrap_or_default())),
            screen.dim(&visible(&tracking)),
        )?;
        // A stream that tells no times needs no columns for them.
        let has_times = call.events.iter().any(|event| event.time.is_some());
        let mut before = None;
        for event in &call.events {
            write!(self.out, "  {:>5}", format!("#{}", event.number))?;
            if has_times {
                let passed = match (before, event.time) {
                    (Some(before), Some(time)) => format!("+{}", span(DateTime::duration_since(time, before))),
                    _ => String::new(),
                };
                write!(self.out, "  {:<12}  {passed:<12}", event.time.map(of_day).unwrap_or_default())?;
                before = event.time.or(before);
            }
            writeln!(self.out, "  {}", visible(&event.text))?;
        }
        if call.omitted > 0 {
            writeln!(self.out, "  and {} further messages", call.omitted)?;
        }
        let mut facts: Vec<String> = call
            .durations
            .iter()
            .filter(|(_, spent)| !spent.is_zero())
            .map(|(state, spent)| format!("{state} {}", span(*spent)))
            .collect();
        if let (Some(lasted), true) = (call.lasted().filter(|lasted| !lasted.is_zero()), facts.len() > 1) {
            facts.push(format!("in all {}", span(lasted)));
        }
        let outcome = match call.outcome {
            Outcome::Open => format!("still {} at the end", call.state.as_deref().unwrap_or("open")),
            outcome => outcome.id().into(),
        };
        let end = call.end.as_ref().map(|end| format!(": {end}")).unwrap_or_default();
        let facts = if facts.is_empty() { String::new() } else { format!("  ({})", facts.join(", ")) };
        writeln!(self.out, "  => {}{}\n", screen.bold(&visible(&outcome)), visible(&(end + &facts)))?;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Stop> {
        let mut open = Vec::new();
        self.calls.finish(&mut |call| open.push(call));
        open.iter().try_for_each(|call| self.show(call))?;
        if !self.options.json && self.table.is_none() && !terminal::is_quiet() {
            let (calls, messages) = (plural(self.count, "call"), plural(self.messages, "message"));
            let malformed = match self.malformed {
                0 => String::new(),
                count => format!(", {count} malformed"),
            };
            writeln!(self.out, "{calls} in {messages}{malformed}")?;
            let clock = &self.calls.clock;
            match clock.now() {
                None if self.count > 0 => writeln!(self.out, "neither the stream nor its messages tell times")?,
                Some(_) if !clock.is_told => {
                    writeln!(
                        self.out,
                        "the stream has no times of its own; these are the latest that its messages told"
                    )?;
                }
                _ => {}
            }
        }
        self.pause()
    }
}

/// Returns a number of things.
pub fn plural(count: u64, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

impl<W: Write> Listener for Shown<'_, W> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let document = match self.decoder.decode(piece.bytes) {
            Ok(document) => document,
            Err(error) => return self.malformed(piece, error),
        };
        self.messages += 1;
        let mut ended = Vec::new();
        self.calls.piece(piece, Some(&document), &mut |call| ended.push(call));
        ended.iter().try_for_each(|call| self.show(call))
    }

    fn malformed(&mut self, piece: &Piece<'_>, _: Error) -> Result<(), Stop> {
        self.good = false;
        self.malformed += 1;
        self.calls.piece(piece, None, &mut |_| {});
        Ok(())
    }

    fn pause(&mut self) -> Result<(), Stop> {
        if let Some(table) = &mut self.table {
            table.flush()?;
        }
        Ok(self.out.flush()?)
    }
}

/// Columns of the ladder, unless the terminal has others.
const WIDTH: usize = 80;
/// Columns before the line of the client: the time and the number.
const MARGIN: usize = 20;

/// A ladder of messages between client and server.
struct Ladder<W> {
    decoder: Decoder,
    clock: Clock,
    good: bool,
    is_begun: bool,
    /// The user of the last message.
    user: Option<String>,
    out: W,
}

/// Returns the beginning of a text that fits into so many columns, and how many it takes.
fn fitting(text: &str, columns: usize) -> (String, usize) {
    let width = |c: char| c.width().unwrap_or(0);
    let whole: usize = text.chars().map(width).sum();
    if whole <= columns {
        return (text.into(), whole);
    }
    let (mut out, mut used) = (String::new(), 0);
    for c in text.chars() {
        if used + width(c) + 1 > columns {
            break;
        }
        used += width(c);
        out.push(c);
    }
    out.push('…');
    (out, used + 1)
}

impl<W: Write> Ladder<W> {
    /// Returns the number of columns between the two lines.
    fn room(&self) -> usize {
        terminal::output().width().unwrap_or(WIDTH).clamp(60, 2 * WIDTH) - MARGIN - 2
    }

    /// Writes the names of the two sides, at the beginning.
    fn head(&mut self) -> Result<(), Stop> {
        if !std::mem::replace(&mut self.is_begun, true) {
            let room = self.room();
            writeln!(self.out, "{:MARGIN$}client{:>2$}", "", "server", room - 4)?;
        }
        Ok(())
    }

    fn line(
        &mut self,
        piece: &Piece<'_>,
        time: Option<DateTime>,
        towards: Option<Direction>,
        text: &str,
    ) -> Result<(), Stop> {
        self.head()?;
        let room = self.room();
        let margin = format!("{:<12} {:>6}", time.map(of_day).unwrap_or_default(), format!("#{}", piece.number));
        let (text, used) = fitting(&visible(text), room - 6);
        let rest = "─".repeat(room - 4 - used);
        let arrow = match towards {
            Some(Direction::ToServer) => format!("─ {text} {rest}>"),
            Some(Direction::ToClient) => format!("<{rest} {text} ─"),
            None => format!("  {text} {}", " ".repeat(room - 3 - used)),
        };
        Ok(writeln!(self.out, "{margin} │{arrow}│")?)
    }
}

impl<W: Write> Listener for Ladder<W> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let document = match self.decoder.decode(piece.bytes) {
            Ok(document) => document,
            Err(error) => return self.malformed(piece, error),
        };
        let time = self.clock.tick(piece, Some(&document));
        let towards = piece.origin.direction.or_else(|| session::direction(&document));
        // The user is named where it is another one, and not in each line.
        let user = document.subject().who().map(visible);
        let summary = document.summary().to_string();
        let mut parts: Vec<&str> = summary.split("  ").collect();
        if let Some(user) = user {
            parts.retain(|part| *part != user);
            if self.user.as_ref() != Some(&user) {
                self.head()?;
                let room = self.room();
                let (shown, used) = fitting(&user, room - 2);
                writeln!(self.out, "{:MARGIN$}│ {shown}{} │", "", " ".repeat(room - 2 - used))?;
                self.user = Some(user);
            }
        }
        self.line(piece, time, towards, &parts.join(" "))
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        self.good = false;
        let time = self.clock.tick(piece, None);
        let text = format!("✗ {} bytes: {}", piece.bytes.len(), error.kind().describe());
        self.line(piece, time, piece.origin.direction, &text)
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(self.out.flush()?)
    }
}
