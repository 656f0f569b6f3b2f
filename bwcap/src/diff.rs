//! Subcommand `bwcap diff`: what two streams say differently.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufWriter, Write, stdout};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use broadworks_cap::schema::{Unknown, UnknownContent, is_secret};
use broadworks_cap::xml::{Lexer, Token, write};
use broadworks_cap::{Decoder, Document, Error, Limits};
use clap::Args;
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::arguments::Reading;
use crate::fields::{self, Part};
use crate::secrets::{is_root_secret, veil};
use crate::select::{self, Filter, Selection, Towards};
use crate::shown::{Name, complain, visible};
use crate::stream::{Listener, Piece};
use crate::timeline::plural;
use crate::{Stop, record, terminal};

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bwcap diff yesterday.log today.log\n  \
    bwcap diff --ignore userUid,callId,extTrackingId before.pcap after.pcap\n  \
    bwcap diff s.xml#1 s.xml#4                # two messages of one stream\n\n\
    Messages of the same command, user and call are compared in their order, whatever comes between them. The order of \
    attributes, white space between elements, and how characters are written do not count. Both streams are kept in \
    memory. Exit status: 0 the same, 1 different, 2 usage or input/output.")]
pub struct Options {
    /// Fields that do not count: a name such as `userUid`, or a path such as `user/call/callId`.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    ignore: Vec<String>,
    /// One JSON object per difference instead of the readable form.
    #[arg(long)]
    json: bool,
    /// The two streams; `#N` or `#N..M` behind the name takes only messages of these numbers.
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    towards: Towards,
}

/// Compares two streams. Returns `false` if they differ.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let files: Vec<&Path> = options.reading.files().collect();
    let [first, second] = *files else {
        return Err(Stop::Failed("two streams are needed: bwcap diff A B; `-` is standard input".into()));
    };
    let (mut before, after) = (read(options, first)?, read(options, second)?);
    // Two messages are meant, whatever they are.
    if let ([_], [_]) = (&*before, &*after) {
        before[0].key.clone_from(&after[0].key);
    }
    let mut by_key: BTreeMap<&Key, [Vec<&Message>; 2]> = BTreeMap::new();
    for (side, messages) in [&before, &after].into_iter().enumerate() {
        for message in messages {
            by_key.entry(&message.key).or_default()[side].push(message);
        }
    }
    let mut differences = Vec::new();
    let (mut same, deadline) = (0, Instant::now() + SEARCH);
    for [before, after] in by_key.into_values() {
        same += compare(&before, &after, deadline, &mut differences);
    }
    // In the order of the streams.
    differences.sort_by_key(|difference| match difference {
        Difference::Changed(before, _) | Difference::Removed(before) => (before.at.number, 0),
        Difference::Added(after) => (after.at.number, 1),
    });
    let mut out = BufWriter::new(stdout().lock());
    differences.iter().try_for_each(|difference| difference.write(&mut out, options.json))?;
    if !options.json && !terminal::is_quiet() {
        let count =
            |is: fn(&Difference<'_>) -> bool| differences.iter().filter(|difference| is(difference)).count() as u64;
        writeln!(
            out,
            "{} the same, {} changed, {} only in the first, {} only in the second",
            plural(same, "message"),
            count(|difference| matches!(difference, Difference::Changed(..))),
            count(|difference| matches!(difference, Difference::Removed(_))),
            count(|difference| matches!(difference, Difference::Added(_))),
        )?;
    }
    out.flush()?;
    Ok(differences.is_empty())
}

/// Most time to look for the smallest difference. After that, one is shown that may be larger.
const SEARCH: Duration = Duration::from_secs(60);

/// Command, user and call: what stays the same when a message says something else.
type Key = (String, String, String);

/// Where a message stands.
#[derive(Serialize)]
struct At {
    number: u64,
    file: String,
    line: u64,
    column: u64,
    offset: u64,
}

/// A message, or bytes that are none, in a form that does not depend on how it is written.
struct Message {
    key: Key,
    at: At,
    summary: String,
    fields: Vec<Told>,
}

/// A field: its path, its value, and what that means, if it is a code.
type Told = (String, String, Option<&'static str>);

/// Reads all messages of one stream.
fn read(options: &Options, path: &Path) -> Result<Vec<Message>, Stop> {
    let (path, numbers) = split(path);
    let filter = match numbers {
        Some(numbers) => options.filter.clone().numbered(&numbers).map_err(Stop::Failed)?,
        None => options.filter.clone(),
    };
    let decoder = Decoder::new().limits(options.reading.limits());
    let mut reader = Reader { decoder, ignore: &options.ignore, is_secret_near: false, messages: Vec::new() };
    let selection = Selection { filter: &filter, direction: options.towards.direction, protocol: None };
    let outcome = select::read(&options.reading.only(path), selection, &mut reader)?;
    // What cannot be read cannot be compared.
    outcome.status(true)?;
    Ok(reader.messages)
}

/// Splits a name into that of the file and the numbers behind it.
fn split(path: &Path) -> (PathBuf, Option<String>) {
    let text = path.to_str().filter(|_| !path.exists());
    match text.and_then(|text| text.rsplit_once('#')) {
        Some((file, numbers)) => (file.into(), Some(numbers.into())),
        None => (path.into(), None),
    }
}

struct Reader<'o> {
    decoder: Decoder,
    ignore: &'o [String],
    /// Whether the next bytes may have the rest of a secret in malformed ones.
    is_secret_near: bool,
    messages: Vec<Message>,
}

impl Reader<'_> {
    /// Returns whether a field does not count.
    fn ignores(&self, path: &str, name: &str) -> bool {
        self.ignore.iter().any(|ignored| ignored == name || ignored == path)
    }

    fn push(&mut self, piece: &Piece<'_>, key: Key, summary: String, fields: Vec<Told>) {
        let Piece { place, number, origin, .. } = *piece;
        let file = origin.file.0.clone();
        let at = At { number, file, line: place.line, column: place.column, offset: place.offset };
        self.messages.push(Message { key, at, summary, fields });
    }
}

impl Listener for Reader<'_> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let document = match self.decoder.decode(piece.bytes) {
            Ok(document) => document,
            Err(error) => {
                self.is_secret_near = is_root_secret(piece.bytes);
                return self.malformed(piece, error);
            }
        };
        self.is_secret_near = false;
        let mut fields = Vec::new();
        let mut push = |path: String, value: &str, label| {
            let name = path.rsplit('/').next().unwrap_or_default();
            let value = if is_secret(name) { secret(value) } else { value.into() };
            fields.push((path, value, label));
        };
        // If there is a secret anywhere, what the tables do not know may be one.
        let hides = OnceCell::new();
        let told = |value: &str| {
            let hides =
                *hides.get_or_init(|| matches!(veil(piece.bytes).shown, Cow::Owned(_)) || mentions_secret(&document));
            if hides { secret(value) } else { value.into() }
        };
        for (name, value) in [
            ("protocol", document.protocol.as_ref().map(ToString::to_string)),
            ("version", document.version.as_ref().map(|version| version.to_string())),
        ] {
            if let Some(value) = value.filter(|_| !self.ignores(name, name)) {
                push(name.into(), &value, None);
            }
        }
        fields::visit(&document, &mut |path, part| match part {
            Part::Text(field, item) => {
                // The text of an element has the path of the element.
                let plain = path.unnumbered();
                let name = plain.rsplit('/').next().unwrap_or_default();
                if !self.ignores(&plain, name) {
                    let text = field.text(item).unwrap_or_default();
                    push(path.to_string(), &text, field.label(item).filter(|label| *text != **label));
                }
            }
            Part::Element(element) => {
                let unknown = element.unknown();
                let is_empty = (0..element.schema().rows.len()).all(|row| element.field(row).count() == 0);
                if is_empty && !element.is_absent() {
                    push(path.to_string(), "", None);
                }
                if !unknown.is_empty() {
                    push_unknown(&path.to_string(), unknown, &told, &mut push);
                }
            }
        });
        for unknown in [&document.unknown, &document.command_unknown] {
            push_unknown("", unknown, &told, &mut push);
        }
        // Attributes have no order.
        fields.sort_by(|a, b| a.0.cmp(&b.0));
        let counts = |name: &str| !self.ignores(name, name);
        let user = document.subject().who().filter(|_| counts("id")).unwrap_or_default().to_owned();
        let mut call = String::new();
        if counts("callId") {
            fields::calls(&document, &mut |id| {
                if call.is_empty() {
                    call = id.into();
                }
            });
        }
        let command = document.command.name().unwrap_or_default().to_owned();
        let summary = document.summary().to_string();
        self.push(piece, (command, user, call), summary, fields);
        Ok(())
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        let file = &piece.origin.file;
        let text = error.kind().describe();
        complain(format_args!("{file}:{}:{}: {text}; its bytes are compared", piece.place.line, piece.place.column));
        let veiled = veil(piece.bytes);
        let bytes = String::from_utf8_lossy(&veiled.shown).trim().to_owned();
        let bytes = if self.is_secret_near { secret(&bytes) } else { bytes };
        self.is_secret_near |= veiled.is_secret_near;
        let key = ("(malformed)".into(), String::new(), String::new());
        self.push(piece, key, format!("{} malformed bytes", piece.bytes.len()), vec![("bytes".into(), bytes, None)]);
        Ok(())
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(())
    }

    fn end(&mut self, _: &Name) -> Result<(), Stop> {
        self.is_secret_near = false;
        Ok(())
    }
}

/// Returns whether a message has a field for a secret, which may be empty because the secret is beside it.
fn mentions_secret(document: &Document<'_>) -> bool {
    let mut has = false;
    fields::visit(document, &mut |_, part| {
        if let Part::Element(element) = part {
            has |= element.schema().rows.iter().any(|row| row.is_secret());
        }
    });
    has
}

/// How a mark of a secret begins.
const SECRET: &str = "<secret ";

/// Returns a mark that two equal secrets have in common, and that does not tell them.
fn secret(value: &str) -> String {
    static STATE: OnceLock<RandomState> = OnceLock::new();
    format!("{SECRET}{:016x}>", STATE.get_or_init(RandomState::new).hash_one(value))
}

/// Receives a field.
type Push<'p> = dyn FnMut(String, &str, Option<&'static str>) + 'p;

/// Returns an element in one spelling: its attributes by name, without comments and without white space between elements.
fn canonical(xml: &str) -> broadworks_cap::Result<String> {
    let mut lexer = Lexer::new(xml.as_bytes(), Limits::default().document(usize::MAX))?;
    let mut out = Vec::new();
    let mut attributes = BTreeMap::new();
    let mut is_open = false;
    loop {
        let token = lexer.next()?;
        if let Some(Token::Attribute(name, value)) = &token {
            attributes.insert(name.to_string(), value.to_text().to_string());
            continue;
        }
        // The start tag ends.
        if mem::take(&mut is_open) {
            for (name, value) in mem::take(&mut attributes) {
                write::attribute(&mut out, &name, &value)?;
            }
            out.push(b'>');
        }
        match token {
            Some(Token::Open(name)) => {
                out.push(b'<');
                out.extend_from_slice(name.as_bytes());
                is_open = true;
            }
            Some(Token::Text(text)) if text.to_text().trim().is_empty() => {}
            Some(Token::Text(text)) => write::text(&mut out, &text.to_text())?,
            Some(Token::Close(name)) => write::end(&mut out, name)?,
            Some(_) => {}
            None => return Ok(String::from_utf8_lossy(&out).into_owned()),
        }
    }
}

/// Pushes what the tables do not know, as `told` shows it.
fn push_unknown(path: &str, unknown: &Unknown<'_>, told: &dyn Fn(&str) -> String, push: &mut Push<'_>) {
    let slash = if path.is_empty() { "" } else { "/" };
    for (name, value) in unknown.attributes() {
        push(format!("{path}{slash}@{name}"), &told(value), None);
    }
    for (row, index, name, value) in unknown.leaf_attributes() {
        push(format!("{path}{slash}({row}.{index})/@{name}"), &told(value), None);
    }
    for (index, content) in unknown.content().enumerate() {
        let value = match content {
            UnknownContent::Element(xml) => canonical(xml).unwrap_or_else(|_| xml.to_string()),
            UnknownContent::Text(text) => text.to_string(),
            _ => continue,
        };
        push(format!("{path}{slash}extra[{index}]"), &told(&value), None);
    }
}

enum Difference<'m> {
    Changed(&'m Message, &'m Message),
    Removed(&'m Message),
    Added(&'m Message),
}

/// Compares messages of one key. Returns the number of those that are the same.
fn compare<'m>(
    before: &[&'m Message],
    after: &[&'m Message],
    deadline: Instant,
    found: &mut Vec<Difference<'m>>,
) -> u64 {
    let contents =
        |messages: &[&'m Message]| -> Vec<&'m [Told]> { messages.iter().map(|message| &*message.fields).collect() };
    let (old, new) = (contents(before), contents(after));
    let mut same = 0;
    for operation in capture_diff_slices_deadline(Algorithm::Myers, &old, &new, Some(deadline)) {
        let (old, new) = match operation {
            DiffOp::Equal { len, .. } => {
                same += len as u64;
                continue;
            }
            operation => (operation.old_range(), operation.new_range()),
        };
        let (mut old, mut new) = (before[old].iter(), after[new].iter());
        loop {
            match (old.next(), new.next()) {
                (Some(before), Some(after)) => found.push(Difference::Changed(before, after)),
                (Some(before), None) => found.push(Difference::Removed(before)),
                (None, Some(after)) => found.push(Difference::Added(after)),
                (None, None) => break,
            }
        }
    }
    same
}

/// Returns the fields that differ, with both values.
fn changes<'m>(before: &'m Message, after: &'m Message) -> Vec<(&'m str, Option<&'m Told>, Option<&'m Told>)> {
    let mut both: BTreeMap<&str, [Option<&Told>; 2]> = BTreeMap::new();
    for (side, message) in [before, after].into_iter().enumerate() {
        for told in &message.fields {
            both.entry(&told.0).or_default()[side] = Some(told);
        }
    }
    both.into_iter().filter(|(_, [before, after])| before != after).map(|(path, [a, b])| (path, a, b)).collect()
}

impl Difference<'_> {
    fn write(&self, out: &mut dyn Write, is_json: bool) -> Result<(), Stop> {
        if is_json {
            return self.json(out);
        }
        let screen = terminal::output();
        let place = |at: &At| format!("#{} {}:{}:{}", at.number, Name(at.file.clone()), at.line, at.column);
        match self {
            Self::Changed(before, after) => {
                let title = visible(&format!("~ {}", after.summary));
                let places = format!("({} -> {})", place(&before.at), place(&after.at));
                writeln!(out, "{}  {}", screen.bold(&title), screen.dim(&places))?;
                for (path, before, after) in changes(before, after) {
                    let value = |told: Option<&Told>| match told {
                        Some((_, value, _)) if value.is_empty() => "(empty)".into(),
                        Some((_, value, _)) if value.starts_with(SECRET) => "(a secret)".into(),
                        Some((_, value, None)) => visible(value),
                        Some((_, value, Some(label))) => format!("{} {label}", visible(value)),
                        None => "(none)".into(),
                    };
                    writeln!(out, "    {:<32} {} -> {}", visible(path), value(before), value(after))?;
                }
            }
            Self::Removed(message) | Self::Added(message) => {
                let sign = if matches!(self, Self::Removed(_)) { '-' } else { '+' };
                let title = visible(&format!("{sign} {}", message.summary));
                writeln!(out, "{}  {}", screen.bold(&title), screen.dim(&format!("({})", place(&message.at))))?;
            }
        }
        Ok(writeln!(out)?)
    }

    fn json(&self, out: &mut dyn Write) -> Result<(), Stop> {
        let (kind, before, after) = match self {
            Self::Changed(before, after) => ("changed", Some(*before), Some(*after)),
            Self::Removed(before) => ("removed", Some(*before), None),
            Self::Added(after) => ("added", None, Some(*after)),
        };
        let fields: Vec<_> = before.zip(after).map(|(before, after)| changes(before, after)).unwrap_or_default();
        let fields: Vec<_> = fields
            .into_iter()
            .map(|(path, before, after)| {
                let value = |told: Option<&Told>| told.map(|(_, value, _)| value.clone());
                serde_json::json!({ "path": path, "before": value(before), "after": value(after) })
            })
            .collect();
        let command = after.or(before).map(|message| &message.key.0);
        let mut line = Vec::new();
        let form = serde_json::json!({
            "difference": kind,
            "command": command,
            "before": before.map(|message| &message.at),
            "after": after.map(|message| &message.at),
            "fields": fields,
        });
        record::push(&mut line, &form)?;
        Ok(out.write_all(&line)?)
    }
}
