//! Messages of live connections, printed as `decode` prints those of files; passwords are hidden in JSON, too.

use std::borrow::Cow;
use std::io::{Write, stdout};

use broadworks_cap::validate::Direction;
use broadworks_cap::{Document, Error, Protocol};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::Stop;
use crate::diagnostic::{self, Judged};
use crate::input::Place;
use crate::secrets::{is_root_secret, veil, veil_all};
use crate::shown::{Name, complain};
use crate::stream::{Origin, Piece};
use crate::{readable, record, terminal};

/// Returns the time, in UTC, in milliseconds.
pub fn now() -> DateTime {
    let now = Timestamp::now();
    let millis = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
    millis.to_zoned(TimeZone::UTC).datetime()
}

/// What hides the passwords of one direction of a connection, also where one is in the pieces of a malformed document.
#[derive(Default)]
pub struct Hider {
    is_secret_near: bool,
}

impl Hider {
    /// Returns a piece without passwords, of the same length.
    pub fn hide<'b>(&mut self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let veiled = veil(bytes);
        if Document::decode(bytes).is_ok() {
            self.is_secret_near = false;
            return veiled.shown;
        }
        let shown = if self.is_secret_near { veil_all(bytes) } else { veiled.shown };
        self.is_secret_near |= veiled.is_secret_near || is_root_secret(bytes);
        shown
    }
}

/// The printer of a run.
pub struct Live {
    json: bool,
    protocol: Protocol,
    /// Number of the last piece.
    number: u64,
    text: Vec<u8>,
}

/// Where a piece comes from.
pub struct From<'f> {
    pub peer: &'f str,
    pub connection: Option<&'f str>,
    pub time: DateTime,
    pub direction: Direction,
    /// Offset in the stream of this direction.
    pub offset: u64,
}

impl Live {
    pub fn new(json: bool, protocol: Protocol) -> Self {
        Self { json, protocol, number: 0, text: Vec::new() }
    }

    /// Prints a document, or bytes that are none, at once. Returns `false` if it is malformed.
    ///
    /// `shown` is the same without passwords, of the same length.
    pub fn show(&mut self, from: &From<'_>, bytes: &[u8], shown: &[u8], error: Option<Error>) -> Result<bool, Stop> {
        self.number += 1;
        let origin = Origin {
            file: Name(from.peer.into()),
            time: Some(from.time),
            direction: Some(from.direction),
            connection: from.connection.map(Into::into),
            ..Origin::default()
        };
        let place = Place { line: 1, column: from.offset + 1, offset: from.offset };
        let piece = Piece { bytes, place, number: self.number, origin: &origin };
        let error = match error.map_or_else(|| Document::decode(bytes), Err) {
            Ok(document) if self.json => {
                // Nothing is left of one whose password cannot be cut out.
                let hidden = Document::decode(shown).unwrap_or_else(|_| Document::new(document.command.clone()));
                record::document(&mut self.text, &piece, &hidden)?;
                None
            }
            Ok(document) => {
                readable::message(&mut self.text, &piece, &document);
                None
            }
            Err(error) => Some(error),
        };
        if self.json
            && let Some(error) = &error
        {
            record::malformed(&mut self.text, &piece, error)?;
        }
        let mut out = stdout().lock();
        out.write_all(&self.text)?;
        out.flush()?;
        self.text.clear();
        let is_good = error.is_none();
        if let Some(error) = error {
            let judged = Judged::new(&piece, shown, self.protocol);
            let finding = diagnostic::malformed(self.protocol, error);
            complain(format_args!("{}", judged.text(&finding, terminal::error()).trim_end_matches('\n')));
        }
        Ok(is_good)
    }
}
