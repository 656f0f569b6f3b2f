//! Subcommand `bwcap stats`: numbers of a stream.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write, stdout};

use broadworks_cap::schema::{Holds, UnknownContent};
use broadworks_cap::validate::session;
use broadworks_cap::{Decoder, Error};
use clap::Args;
use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde_json::{Value, json};

use crate::arguments::Reading;
use crate::calls::{Call, Calls};
use crate::clock::span;
use crate::fields::{self, Part};
use crate::select::{self, Filter, Selection, Towards};
use crate::shown::visible;
use crate::stream::{Listener, Piece};
use crate::table::Keys;
use crate::timeline::plural;
use crate::{Stop, record, terminal};

/// Most different values of one sort that are counted by themselves.
const COUNTED: usize = 10_000;
/// Longest value that is kept as it is, in characters.
const LONGEST: usize = 60;

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bwcap stats day.log\n  \
    bwcap stats --user alice --since 10:00 --until 11:00 day.log\n  \
    bwcap stats --json day.log | jq .commands\n  \
    bwcap stats --csv day.log > day.csv")]
pub struct Options {
    /// One JSON object instead of tables.
    #[arg(long)]
    json: bool,
    /// Comma-separated values: a row per number, with the key that it has in JSON, its name, and for calls the mean and
    /// the longest duration in milliseconds.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Most lines of a table.
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    towards: Towards,
}

/// Counts what is in all files. Returns `false` if something was malformed.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let decoder = Decoder::new().limits(options.reading.limits());
    let mut stats = Stats { decoder, ..Stats::default() };
    let selection = Selection { filter: &options.filter, direction: options.towards.direction, protocol: None };
    let done = select::read(&options.reading, selection, &mut stats)?;
    let mut calls = std::mem::take(&mut stats.calls);
    calls.finish(&mut |call| stats.call(&call));
    stats.calls = calls;
    let mut out = BufWriter::new(stdout().lock());
    if options.json {
        let mut line = Vec::new();
        record::push(&mut line, &stats.json())?;
        out.write_all(&line)?;
    } else if options.csv {
        rows(&stats.json(), &mut out)?;
    } else {
        stats.print(&mut out, options.top)?
    }
    out.flush()?;
    done.status(stats.malformed == 0)
}

/// Counts of different values.
#[derive(Default)]
struct Counts {
    counts: BTreeMap<String, u64>,
    /// Count of all that came when there were too many different ones.
    others: u64,
}

impl Counts {
    fn add(&mut self, value: &str) {
        if let Some(count) = self.counts.get_mut(value) {
            *count += 1;
        } else if self.counts.len() < COUNTED {
            self.counts.insert(value.into(), 1);
        } else {
            self.others += 1;
        }
    }

    /// Returns the values, the most frequent first.
    fn sorted(&self) -> Vec<(&str, u64)> {
        let mut sorted: Vec<_> = self.counts.iter().map(|(value, count)| (&**value, *count)).collect();
        sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        sorted
    }

    fn json(&self) -> Value {
        let mut all: serde_json::Map<_, _> =
            self.counts.iter().map(|(value, count)| (value.clone(), (*count).into())).collect();
        if self.others > 0 {
            all.insert("(others)".into(), self.others.into());
        }
        all.into()
    }
}

/// Sizes in bytes.
#[derive(Default)]
struct Sizes {
    smallest: Option<usize>,
    largest: usize,
    total: u64,
}

/// Calls of one outcome.
#[derive(Default)]
struct Ended {
    count: u64,
    /// Number of those whose duration is known, with the sum and the longest.
    timed: u64,
    total: SignedDuration,
    longest: SignedDuration,
}

#[derive(Default)]
struct Stats {
    decoder: Decoder,
    calls: Calls,
    messages: u64,
    malformed: u64,
    sizes: Sizes,
    commands: Counts,
    users: Counts,
    directions: Counts,
    versions: Counts,
    errors: Counts,
    unknown_elements: Counts,
    unknown_values: Counts,
    /// By whether they are in a queue, and outcome.
    ended: BTreeMap<(bool, &'static str), Ended>,
    causes: Counts,
    /// The present minute and its number of messages, and the busiest one.
    minute: Option<(DateTime, u64)>,
    busiest: Option<(DateTime, u64)>,
}

impl Stats {
    fn call(&mut self, call: &Call) {
        let ended = self.ended.entry((call.is_queued, call.outcome.id())).or_default();
        ended.count += 1;
        if let Some(lasted) = call.lasted() {
            ended.timed += 1;
            ended.total += lasted;
            ended.longest = ended.longest.max(lasted);
        }
        if let Some(end) = &call.end {
            // Where the call went stands before the cause.
            self.causes.add(end.split("; ").last().unwrap_or_default());
        }
    }

    fn time(&mut self, time: Option<DateTime>) {
        let minute = time.and_then(|time| time.with().second(0).subsec_nanosecond(0).build().ok());
        let Some(minute) = minute else { return };
        match &mut self.minute {
            Some((present, count)) if *present == minute => *count += 1,
            present => *present = Some((minute, 1)),
        }
        if self.minute.map(|(_, count)| count) > self.busiest.map(|(_, count)| count) {
            self.busiest = self.minute;
        }
    }

    /// Returns the time from the first to the last message, if the stream has times.
    fn lasted(&self) -> Option<(DateTime, DateTime)> {
        self.calls.clock.first().zip(self.calls.clock.now())
    }

    fn json(&self) -> Value {
        let millis = |duration: SignedDuration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        let calls = |queued: bool| -> serde_json::Value {
            let of = self.ended.iter().filter(|((is_queued, _), _)| *is_queued == queued);
            of.map(|((_, outcome), ended)| {
                let mean = ended.total.checked_div(i32::try_from(ended.timed).unwrap_or(i32::MAX)).map(millis);
                let longest = (ended.timed > 0).then(|| millis(ended.longest));
                ((*outcome).to_owned(), json!({ "count": ended.count, "mean": mean, "longest": longest }))
            })
            .collect::<serde_json::Map<_, _>>()
            .into()
        };
        let whole = self.messages + self.malformed;
        let (first, last) = self.lasted().unzip();
        json!({
            "messages": self.messages,
            "malformed": self.malformed,
            "bytes": self.sizes.total,
            "smallest": self.sizes.smallest,
            "mean": self.sizes.total.checked_div(whole),
            "largest": self.sizes.largest,
            "first": first.map(|time| time.to_string()),
            "last": last.map(|time| time.to_string()),
            "busiestMinute": self.busiest.map(|(time, count)| json!({ "time": time.to_string(), "messages": count })),
            "commands": self.commands.json(),
            "users": self.users.json(),
            "directions": self.directions.json(),
            "versions": self.versions.json(),
            "errors": self.errors.json(),
            "calls": calls(false),
            "queuedCalls": calls(true),
            "ends": self.causes.json(),
            "unknown": self.unknown_elements.json(),
            "unknownValues": self.unknown_values.json(),
        })
    }

    fn print(&self, out: &mut dyn Write, top: usize) -> Result<(), Stop> {
        let screen = terminal::output();
        let whole = self.messages + self.malformed;
        let malformed = plural(self.malformed, "malformed piece");
        writeln!(out, "{}, {malformed}, {}", plural(self.messages, "message"), plural(self.sizes.total, "byte"))?;
        if let (Some(smallest), Some(mean)) = (self.sizes.smallest, self.sizes.total.checked_div(whole)) {
            writeln!(out, "sizes from {smallest} to {} bytes, {mean} on average", self.sizes.largest)?;
        }
        if let Some((first, last)) = self.lasted() {
            let lasted = last.duration_since(first);
            let mut line = format!("from {first} to {last}, {}", span(lasted));
            if !self.calls.clock.is_told {
                line += " (as the messages tell; the stream has no times)";
            } else if lasted > SignedDuration::ZERO {
                let seconds = lasted.as_secs_f64();
                #[expect(clippy::cast_precision_loss, reason = "it is shown with one digit")]
                let rate = whole as f64 / seconds;
                let (rate, unit) = if rate < 1.0 { (60.0 * rate, "minute") } else { (rate, "second") };
                line += &format!(": {rate:.1} messages per {unit}");
                if let Some((time, count)) = self.busiest {
                    line += &format!(", busiest minute {} with {count}", time.strftime("%H:%M"));
                }
            }
            writeln!(out, "{}", screen.wrap(&line, 0))?;
        }
        for (title, counts) in [
            ("command", &self.commands),
            ("user", &self.users),
            ("direction", &self.directions),
            ("version", &self.versions),
            ("error", &self.errors),
        ] {
            self.table(out, title, counts, top)?;
        }
        for (queued, title) in [(false, "calls by outcome"), (true, "calls in queues by outcome")] {
            let of: Vec<_> = self.ended.iter().filter(|((is_queued, _), _)| *is_queued == queued).collect();
            if of.is_empty() {
                continue;
            }
            writeln!(
                out,
                "\n{}",
                screen.bold(&format!("{:>8}  {title:<30} {:>12} {:>12}", "count", "mean", "longest"))
            )?;
            for ((_, outcome), ended) in of {
                let mean = ended.total.checked_div(i32::try_from(ended.timed).unwrap_or(i32::MAX)).map(span);
                let longest = (ended.timed > 0).then(|| span(ended.longest));
                let (mean, longest) = (mean.unwrap_or_default(), longest.unwrap_or_default());
                let line = format!("{:>8}  {outcome:<30} {mean:>12} {longest:>12}", ended.count);
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        self.table(out, "end of a call", &self.causes, top)?;
        self.table(out, "unknown element or attribute", &self.unknown_elements, top)?;
        self.table(out, "value that the tables do not list", &self.unknown_values, top)
    }

    fn table(&self, out: &mut dyn Write, title: &str, counts: &Counts, top: usize) -> Result<(), Stop> {
        if counts.counts.is_empty() {
            return Ok(());
        }
        let sorted = counts.sorted();
        let head = format!("{:>8}  {title}", "count");
        writeln!(out, "\n{}", terminal::output().bold(&head))?;
        for (value, count) in sorted.iter().take(top) {
            writeln!(out, "{count:>8}  {}", visible(value))?;
        }
        let (kinds, rest) =
            sorted.iter().skip(top).fold((0, counts.others), |(kinds, sum), (_, count)| (kinds + 1, sum + count));
        if rest > 0 {
            let more = if counts.others > 0 { "or more " } else { "" };
            writeln!(out, "{rest:>8}  {kinds} {more}others; --top shows more")?;
        }
        Ok(())
    }
}

/// Writes the numbers of a JSON object as a table.
fn rows(form: &Value, out: &mut dyn Write) -> Result<(), Stop> {
    let mut table = Keys::new(out, &["key", "name", "count", "mean", "longest"])?;
    for (key, value) in form.as_object().into_iter().flatten() {
        match value {
            Value::Object(names) if names.contains_key("messages") => {
                table.push(&json!({ "key": key, "name": names["time"], "count": names["messages"] }))?;
            }
            Value::Object(names) => {
                for (name, value) in names {
                    let (count, mean, longest) = match value {
                        Value::Object(of) => (&of["count"], &of["mean"], &of["longest"]),
                        count => (count, &Value::Null, &Value::Null),
                    };
                    table
                        .push(&json!({ "key": key, "name": name, "count": count, "mean": mean, "longest": longest }))?;
                }
            }
            Value::String(name) => table.push(&json!({ "key": key, "name": name }))?,
            Value::Null => {}
            count => table.push(&json!({ "key": key, "count": count }))?,
        }
    }
    table.flush()
}

/// Returns the beginning of a value.
fn short(value: &str) -> String {
    let mut short: String = value.chars().take(LONGEST).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

impl Listener for Stats {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let Self { decoder, commands, users, directions, versions, unknown_elements, unknown_values, .. } = self;
        let document = match decoder.decode(piece.bytes) {
            Ok(document) => document,
            Err(error) => return self.malformed(piece, error),
        };
        let command = document.command.name().unwrap_or("(no command)").to_owned();
        commands.add(&command);
        if let Some(user) = document.subject().who() {
            users.add(user);
        }
        let towards = piece.origin.direction.or_else(|| session::direction(&document));
        directions.add(towards.map_or("not known", |towards| towards.id()));
        versions.add(&document.version.as_ref().map(|version| version.to_string()).unwrap_or_default());
        if document.command.command_type().is_none() {
            unknown_elements.add(&format!("command {command}"));
        }
        let mut unknown = |path: &str, unknown: &broadworks_cap::schema::Unknown<'_>| {
            for (name, _) in unknown.attributes() {
                unknown_elements.add(&format!("{command}: {path}/@{name}"));
            }
            for content in unknown.content() {
                if let UnknownContent::Element(xml) = content {
                    let name =
                        xml.trim_start_matches('<').split(|c: char| c.is_whitespace() || "/>".contains(c)).next();
                    unknown_elements.add(&format!("{command}: {path}/{}", name.unwrap_or_default()));
                }
            }
        };
        for part in [&document.unknown, &document.command_unknown] {
            unknown("", part);
        }
        fields::visit(&document, &mut |path, part| match part {
            Part::Element(element) if !element.unknown().is_empty() => unknown(&path.unnumbered(), element.unknown()),
            Part::Text(field, item) => {
                let (Holds::Word(words), Some(text)) = (field.row().holds, field.text(item)) else { return };
                if !words.iter().any(|word| *text == *word.wire) {
                    unknown_values.add(&format!("{command}: {} = {}", path.unnumbered(), short(&text)));
                }
            }
            Part::Element(_) => {}
        });
        let mut ended = Vec::new();
        self.calls.piece(piece, Some(&document), &mut |call| ended.push(call));
        self.messages += 1;
        self.count(piece);
        ended.iter().for_each(|call| self.call(call));
        Ok(())
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        self.calls.piece(piece, None, &mut |_| {});
        self.malformed += 1;
        self.errors.add(error.kind().id());
        self.count(piece);
        Ok(())
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(())
    }
}

impl Stats {
    fn count(&mut self, piece: &Piece<'_>) {
        let length = piece.bytes.len();
        self.sizes.total += length as u64;
        self.sizes.largest = self.sizes.largest.max(length);
        self.sizes.smallest = Some(self.sizes.smallest.map_or(length, |smallest| smallest.min(length)));
        self.time(self.calls.clock.now());
    }
}
