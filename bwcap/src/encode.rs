//! Subcommand `bwcap encode`: converts a stream of JSON objects to documents.

use std::io::{BufWriter, IsTerminal, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::xml::{Lexer, Token, write};
use broadworks_cap::{Document, Encoder, Limits, Protocol};
use clap::Args;

use crate::Stop;
use crate::arguments::{or_standard_input, protocol};
use crate::input::{Place, open};
use crate::shown::{complain, visible, visible_xml};
use crate::values::{Next, Values, text_of};

#[derive(Args)]
pub struct Options {
    /// Protocol whose element order is used.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    /// Several indented lines for people, instead of one line for a peer.
    #[arg(long)]
    pretty: bool,
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
                Next::Value => encoded(options, &values),
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
    Ok(good)
}

/// Encodes the value that was read last. The error is its text and place.
fn encoded(options: &Options, values: &Values) -> Result<Vec<u8>, (Place, String)> {
    let document: Document<'static> =
        serde_json::from_slice(values.bytes()).map_err(|error| (values.place_of(&error), text_of(&error)))?;
    let encoded = Encoder::new(options.protocol).to_vec(&document);
    let encoded = if options.pretty { encoded.and_then(|bytes| indented(&bytes)) } else { encoded };
    encoded.map_err(|error| (values.start(), error.kind().describe().into()))
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
