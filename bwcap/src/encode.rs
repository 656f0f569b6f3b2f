//! Subcommand `bwcap encode`: converts a stream of JSON objects to documents.

use std::collections::HashMap;
use std::io::{BufWriter, IsTerminal, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::validate::FieldType;
use broadworks_cap::values::CommandType;
use broadworks_cap::xml::{Lexer, Token, write};
use broadworks_cap::{Command, Document, Encoder, Limits, Protocol};
use clap::Args;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::arguments::{or_standard_input, protocol};
use crate::input::{Place, open};
use crate::shown::{Name, complain, note, visible, visible_xml};
use crate::values::{Next, Values};
use crate::{Stop, terminal};

#[derive(Args)]
#[command(after_help = "\
Examples:
  bwcap decode --json --command callAction day.log > actions.json
  bwcap encode actions.json > actions.xml       # after changes in an editor
  bwcap new infoRequest --json | bwcap encode --pretty

`bwcap new COMMAND --json` writes JSON to begin with.")]
pub struct Options {
    /// Protocol whose element order is used.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    /// Several indented lines for people, instead of one line for a peer.
    #[arg(long)]
    pretty: bool,
    /// Writes what the JSON says and nothing else: fills nothing in, and warns of nothing.
    #[arg(long)]
    as_is: bool,
    /// Most bytes of the JSON of one message.
    #[arg(long, value_name = "BYTES", default_value_t = 4 << 20)]
    max_bytes: usize,
    /// Files; `-`, or none, for standard input.
    files: Vec<PathBuf>,
}

/// Encodes the messages of all files. Returns `false` if one was refused.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let mut out = BufWriter::new(stdout().lock());
    let is_terminal = stdout().is_terminal();
    let mut notes = Notes::default();
    let mut good = true;
    for path in or_standard_input(&options.files) {
        let mut values = Values::new(open(path)?, options.max_bytes);
        loop {
            if values.must_wait() {
                out.flush()?;
            }
            let encoded = match values.next()? {
                Next::End => break,
                Next::Refused(place, text) => Err((place, text)),
                Next::Value => encoded(options, &values, &mut notes),
            };
            match encoded {
                Ok(bytes) if is_terminal => write!(out, "{}", visible_xml(&String::from_utf8_lossy(&bytes)))?,
                Ok(bytes) => out.write_all(&bytes)?,
                Err((place, text)) => {
                    good = false;
                    out.flush()?;
                    complain(format_args!("{}:{}:{}: {}", values.name, place.line, place.column, visible(&text)));
                }
            }
        }
    }
    out.flush()?;
    notes.finish();
    Ok(good)
}

/// Encodes the value that was read last. The error is its text and place.
fn encoded(options: &Options, values: &Values, notes: &mut Notes) -> Result<Vec<u8>, (Place, String)> {
    let (name, start) = (&values.name, values.start());
    let mut document = document(values)?;
    if !options.as_is {
        let filled = fill(&mut document, options.protocol);
        if !filled.is_empty() && !terminal::is_quiet() {
            notes.add(name, start, &format!("note: filled in {}", filled.join(", ")));
        }
    }
    let encoded = Encoder::new(options.protocol).to_vec(&document);
    let bytes = encoded.map_err(|error| (start, error.kind().describe().into()))?;
    if !options.as_is {
        for diagnostic in options.protocol.validate(&bytes) {
            notes.add(name, start, &format!("warning: {diagnostic} [{}]", diagnostic.id()));
        }
    }
    if options.pretty { indented(&bytes).map_err(|error| (start, error.kind().describe().into())) } else { Ok(bytes) }
}

/// Fills in what every message has and what can have one value only. Returns what was filled in, for people.
pub fn fill(document: &mut Document<'static>, protocol: Protocol) -> Vec<String> {
    let mut filled = Vec::new();
    let of_all = Document::new(Command::empty(CommandType::InfoRequest));
    if document.protocol.is_none() {
        document.protocol = of_all.protocol;
        filled.extend(document.protocol.as_ref().map(|protocol| format!("protocol `{protocol}`")));
    }
    if document.version.is_none() {
        document.version = of_all.version;
        filled.extend(document.version.as_ref().map(|version| format!("version `{version}`")));
    }
    let Some(command) = document.command.command_type() else { return filled };
    let formats = command.formats().iter().filter(|format| format.protocols.contains(&protocol));
    let mut types = formats.map(|format| {
        let user = format.fields.iter().find(|field| field.name == "user" && field.required)?;
        let user_type = user.fields.iter().find(|field| field.name == "userType" && field.required)?;
        let FieldType::Words([only]) = user_type.holds else { return None };
        Some(*only)
    });
    if let Some(Some(only)) = types.next()
        && types.all(|other| other == Some(only))
        && document.get("user/userType").is_none()
        && document.command.data_mut().set("user/userType", only).is_ok()
    {
        filled.push(format!("userType `{only}`"));
    }
    filled
}

/// What was noticed in messages that were encoded. The same thing is told once, and then counted.
#[derive(Default)]
struct Notes(HashMap<String, u64>);

impl Notes {
    /// Most different texts; further ones are told each time.
    const MOST: usize = 1000;

    fn add(&mut self, name: &Name, place: Place, text: &str) {
        if let Some(count) = self.0.get_mut(text) {
            *count += 1;
            return;
        }
        complain(format_args!("{name}:{}:{}: {}", place.line, place.column, visible(text)));
        if self.0.len() < Self::MOST {
            self.0.insert(text.into(), 0);
        }
    }

    fn finish(self) {
        let mut more: Vec<(String, u64)> = self.0.into_iter().filter(|(_, count)| *count > 0).collect();
        more.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        for (text, count) in more {
            note(format_args!("{count} more: {}", visible(&text)));
        }
    }
}

/// The keys by which a record of `decode --json` is known.
#[derive(Deserialize)]
struct Record<'v> {
    #[serde(borrow)]
    document: &'v RawValue,
}

/// Reads the value that was read last: a document, or a record of `decode --json` that has one.
fn document(values: &Values) -> Result<Document<'static>, (Place, String)> {
    let bytes = values.bytes();
    let Ok(Record { document }) = serde_json::from_slice(bytes) else {
        return serde_json::from_slice(bytes).map_err(|error| values.fault(&error));
    };
    if document.get() == "null" {
        return Err((values.start(), "this record is of malformed bytes, and has no document".into()));
    }
    // Blanks in place of all that is before it, so that the places of errors are right.
    let start = document.get().as_ptr() as usize - bytes.as_ptr() as usize;
    let blank = |byte: &u8| if *byte == b'\n' { b'\n' } else { b' ' };
    let mut alone: Vec<u8> = bytes[..start].iter().map(blank).collect();
    alone.extend_from_slice(document.get().as_bytes());
    serde_json::from_slice(&alone).map_err(|error| values.fault(&error))
}

/// Returns the document on several indented lines. Text is not changed.
pub fn indented(document: &[u8]) -> broadworks_cap::Result<Vec<u8>> {
    let mut lexer = Lexer::new(document, Limits::default().document(usize::MAX))?;
    let mut out = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_vec();
    let mut level = 0;
    // `open`: a start tag still needs its `>`. `inline`: text came last, so no line break.
    let (mut open, mut inline) = (false, false);
    let line = |out: &mut Vec<u8>, level: usize| {
        out.push(b'\n');
        out.extend(core::iter::repeat_n(b' ', 2 * level));
    };
    while let Some(token) = lexer.next()? {
        match token {
            Token::Open(name) => {
                if open {
                    out.push(b'>');
                }
                if !inline {
                    line(&mut out, level);
                }
                out.push(b'<');
                out.extend(name.as_bytes());
                (open, inline, level) = (true, false, level + 1);
            }
            Token::Attribute(name, value) => write::attribute(&mut out, name, &value.to_text())?,
            Token::Text(text) => {
                if open {
                    out.push(b'>');
                }
                write::text(&mut out, &text.to_text())?;
                (open, inline) = (false, true);
            }
            Token::Close(name) => {
                level -= 1;
                if open {
                    out.extend(b"/>");
                } else {
                    if !inline {
                        line(&mut out, level);
                    }
                    write::end(&mut out, name)?;
                }
                (open, inline) = (false, false);
            }
            _ => {}
        }
    }
    out.push(b'\n');
    Ok(out)
}
