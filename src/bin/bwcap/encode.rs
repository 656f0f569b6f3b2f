//! Subcommand `bwcap encode`: converts JSON lines to documents.

use std::io::{BufRead, BufReader, BufWriter, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::xml::{Lexer, Token, write};
use broadworks_cap::{Document, Encoder, Limits, Protocol};

use crate::Stop;
use crate::input::open;

/// Encodes the JSON lines of all files. Returns `false` if a line was invalid.
pub fn run(protocol: Protocol, pretty: bool, files: &[PathBuf]) -> Result<bool, Stop> {
    let mut out = BufWriter::new(stdout().lock());
    let encoder = Encoder::new(protocol);
    let mut good = true;
    let mut bytes = Vec::new();
    for path in files {
        let input = open(path)?;
        let mut reader = BufReader::new(input.reader);
        let mut line = Vec::new();
        for number in 1u64.. {
            line.clear();
            let failed = |e: std::io::Error| Stop::Failed(format!("{}: {e}", input.name));
            if reader.read_until(b'\n', &mut line).map_err(failed)? == 0 {
                break;
            }
            input.progress.inc(line.len() as u64);
            if line.trim_ascii().is_empty() {
                continue;
            }
            bytes.clear();
            let problem = match serde_json::from_slice::<Document<'static>>(&line) {
                Err(e) => {
                    // The position is printed before the text, so it is removed from the text.
                    let text = e.to_string();
                    let text = text.rsplit_once(" at line ").map_or(&*text, |(text, _)| text).to_string();
                    Some((e.column(), text))
                }
                Ok(document) => match encoder.encode(&document, &mut bytes) {
                    Err(e) => Some((1, e.kind().describe().to_string())),
                    Ok(()) => None,
                },
            };
            if let Some((column, text)) = problem {
                good = false;
                out.flush()?;
                eprintln!("{}:{number}:{}: {text}", input.name, column.max(1));
                continue;
            }
            if pretty {
                bytes = indented(&bytes).map_err(|e| Stop::Failed(e.to_string()))?;
            }
            out.write_all(&bytes)?;
        }
    }
    out.flush()?;
    Ok(good)
}

/// Returns the document on several indented lines. Text is not changed.
fn indented(document: &[u8]) -> broadworks_cap::Result<Vec<u8>> {
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
