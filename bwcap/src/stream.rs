//! Reader for the documents of a stream of any length, in constant memory.

use std::rc::Rc;

use broadworks_cap::Error;
use broadworks_cap::validate::Direction;
use jiff::civil::DateTime;

use crate::Stop;
use crate::arguments::Reading;
use crate::input::{self, Place, Run, Tally};
use crate::shown::{Name, complain, note, visible};

/// Where a piece of a stream comes from, and what stands beside it.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub file: Name,
    /// Its time, as the log has it; in UTC where the zone is known.
    pub time: Option<DateTime>,
    /// Its direction, if a mark in the log, the capture or the user says so.
    pub direction: Option<Direction>,
    /// The connection of a capture, as two addresses.
    pub connection: Option<Rc<str>>,
    /// The last line of other text before it, in a log.
    pub text: Option<String>,
}

/// A piece of a stream: a document, or bytes that are none.
pub struct Piece<'p> {
    pub bytes: &'p [u8],
    pub place: Place,
    /// Number of the piece in the run, from 1; the same in every subcommand.
    pub number: u64,
    pub origin: &'p Origin,
}

/// A receiver of the pieces of a stream, in order.
pub trait Listener {
    /// Called for a complete document.
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop>;
    /// Called for bytes that are no document. The place of the error is counted from the start of the piece.
    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop>;
    /// Called for the piece before and behind one that was asked for by its place.
    fn beside(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        _ = piece;
        Ok(())
    }
    /// Called when no more bytes are available for now, so that output can be flushed for a reader
    /// who follows a live stream.
    fn pause(&mut self) -> Result<(), Stop>;
    /// Returns whether nothing further was asked for, so that [`Stop::Unread`] is no failure.
    fn is_done(&self) -> bool {
        false
    }
    /// Called at the end of each file.
    fn end(&mut self, file: &Name) -> Result<(), Stop> {
        _ = file;
        self.pause()
    }
}

/// How the reading went.
#[derive(Default)]
#[must_use]
pub struct Outcome {
    /// Whether something could not be read, which was said.
    is_partial: bool,
    /// Whether a file had nothing to read, which was said.
    is_empty: bool,
}

impl Outcome {
    /// Returns the result of the run; `good` says whether what was read was good.
    pub fn status(&self, good: bool) -> Result<bool, Stop> {
        if self.is_partial { Err(Stop::Told) } else { Ok(good && !self.is_empty) }
    }
}

/// Reads all files to their ends. What cannot be read, and what was passed over, is told on standard error.
pub fn read(reading: &Reading, listener: &mut dyn Listener) -> Result<Outcome, Stop> {
    let mut outcome = Outcome::default();
    let (mut number, mut without) = (0, 0_u64);
    let done = input::sources(reading.files(), reading.recursive(), &mut |source| {
        let opened = match source {
            Ok(source) => input::open(&source.path).map(|input| (input, source.is_found)),
            Err((path, error)) => Err(Stop::Failed(format!("{}: {error}", Name(path.display().to_string())))),
        };
        let (input, is_found) = match opened {
            Ok(opened) => opened,
            Err(Stop::Failed(message)) => {
                listener.pause()?;
                complain(format_args!("bwcap: {message}"));
                outcome.is_partial = true;
                return Ok(());
            }
            Err(stop) => return Err(stop),
        };
        let file = input.name.clone();
        let (day, limits) = (input.day, reading.limits());
        let mut run = Run { listener, limits, file: file.clone(), day, number, tally: Tally::default() };
        let done = input::read(input, reading.encoding(), &mut run);
        let tally = run.tally;
        number = run.number;
        listener.end(&file)?;
        done?;
        if let Some(fault) = &tally.fault {
            complain(format_args!("bwcap: {file}: {}; what follows is not read", visible(fault)));
            outcome.is_partial = true;
        }
        if tally.is_empty() && is_found {
            without += 1;
            return Ok(());
        }
        if let Some(summary) = tally.summary() {
            note(format_args!("bwcap: {file}: {summary}"));
        }
        if tally.is_empty() && tally.fault.is_none() {
            outcome.is_empty = true;
            match tally.kind {
                Some(kind) => {
                    complain(format_args!("bwcap: {file}: no messages: this is {}; {}", kind.name, kind.advice))
                }
                None => complain(format_args!("bwcap: {file}: no messages")),
            }
        }
        Ok(())
    });
    match done {
        Err(Stop::Unread) if listener.is_done() => return listener.pause().map(|()| outcome),
        done => done?,
    }
    if without > 0 {
        let files = if without == 1 { "file" } else { "files" };
        note(format_args!("bwcap: {without} {files} in folders had no messages"));
        outcome.is_empty |= number == 0;
    }
    Ok(outcome)
}
