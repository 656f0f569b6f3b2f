//! Reader for a stream of JSON values, on one line each or on several, in constant memory.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use serde::de::{Deserialize, IgnoredAny};
use serde_json::Deserializer;

use crate::Stop;
use crate::faults;
use crate::input::{Input, Place, Progress};
use crate::shown::Name;

/// What the stream has next.
pub enum Next {
    /// An object, array or string, which is in [`Values::bytes`].
    Value,
    /// Something else, and what is wrong with it. Reading continues at the next line that begins with `{`.
    Refused(Place, String),
    End,
}

/// A reader of the values of an input.
pub struct Values {
    pub name: Name,
    reader: BufReader<Box<dyn Read>>,
    progress: Progress,
    /// Most bytes of a value.
    longest: usize,
    /// The bytes of the current value.
    bytes: Vec<u8>,
    /// The position of the current value.
    start: Place,
    /// The position of the next byte.
    place: Place,
    /// A `{` that was read to find out that a value is wrong, and begins the next one.
    is_begun: bool,
}

/// Why a value was not read to its end.
enum Fault {
    TooLong,
    Failed(io::Error),
}

/// Hands out the bytes of one value one by one and keeps them, so that the JSON parser finds its end.
struct Feed<'v> {
    values: &'v mut Values,
    fault: Option<Fault>,
}

impl Read for Feed<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let Some(to) = to.first_mut() else { return Ok(0) };
        let values = &mut *self.values;
        let fault = if values.bytes.len() >= values.longest {
            Fault::TooLong
        } else if std::mem::take(&mut values.is_begun) {
            *to = b'{';
            values.bytes.push(*to);
            return Ok(1);
        } else {
            match values.available() {
                Ok([]) => return Ok(0),
                Ok([byte, ..]) => {
                    *to = *byte;
                    values.reader.consume(1);
                    values.bytes.push(*to);
                    return Ok(1);
                }
                Err(error) => Fault::Failed(error),
            }
        };
        self.fault = Some(fault);
        Err(ErrorKind::Other.into())
    }
}

impl Values {
    pub fn new(input: Input, longest: usize) -> Self {
        let Input { name, reader, progress, .. } = input;
        let reader = BufReader::with_capacity(64 << 10, reader);
        let (start, place) = (Place::START, Place::START);
        Self { name, reader, progress, longest, bytes: Vec::new(), start, place, is_begun: false }
    }

    /// Returns the bytes of the value that was read last.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the position of the value that was read last.
    pub fn start(&self) -> Place {
        self.start
    }

    /// Returns whether the next value may not be there yet, so that output can be flushed for a reader who follows a
    /// live stream.
    pub fn must_wait(&self) -> bool {
        !self.reader.buffer().trim_ascii_start().contains(&b'\n')
    }

    /// Returns the place and the text of an error in the value that was read last.
    pub fn fault(&self, error: &serde_json::Error) -> (Place, String) {
        let (offset, text) = faults::of(&self.bytes, error);
        (self.start.after(&self.bytes[..offset]), text)
    }

    /// Reads the next value.
    pub fn next(&mut self) -> Result<Next, Stop> {
        let name = self.name.clone();
        self.read().map_err(|error| Stop::Failed(format!("{name}: {error}")))
    }

    fn read(&mut self) -> io::Result<Next> {
        self.skip_blanks()?;
        self.progress.update();
        self.start = self.place;
        self.bytes.clear();
        if !self.is_begun && self.available()?.is_empty() {
            self.progress.clear();
            return Ok(Next::End);
        }
        let mut feed = Feed { values: &mut *self, fault: None };
        let read = IgnoredAny::deserialize(&mut Deserializer::from_reader(&mut feed));
        let (place, text) = match (feed.fault, read) {
            (Some(Fault::Failed(error)), _) => return Err(error),
            (Some(Fault::TooLong), _) => {
                let text = format!("the message is longer than {} bytes; --max-bytes allows more", self.longest);
                (self.start, text)
            }
            (None, Err(error)) => self.fault(&error),
            (None, Ok(_)) if matches!(self.bytes.first(), Some(b'{' | b'[' | b'"')) => {
                self.place = self.place.after(&self.bytes);
                return Ok(Next::Value);
            }
            // The byte behind a number was read to find its end.
            (None, Ok(_)) => (self.start, "expected an object".into()),
        };
        self.skip_to_object()?;
        Ok(Next::Refused(place, text))
    }

    /// Passes over the rest of a wrong value, to the next line that begins with `{`.
    fn skip_to_object(&mut self) -> io::Result<()> {
        self.is_begun = self.bytes.ends_with(b"\n{");
        if self.is_begun {
            self.bytes.pop();
        }
        self.place = self.place.after(&self.bytes);
        let mut is_line_start = self.bytes.ends_with(b"\n");
        while !self.is_begun {
            let bytes = self.available()?;
            if bytes.is_empty() || (is_line_start && bytes[0] == b'{') {
                break;
            }
            let line_end = bytes.iter().position(|byte| *byte == b'\n');
            let count = line_end.map_or(bytes.len(), |end| end + 1);
            is_line_start = line_end.is_some();
            self.pass(count);
        }
        Ok(())
    }

    fn skip_blanks(&mut self) -> io::Result<()> {
        while !self.is_begun {
            let bytes = self.available()?;
            let blanks = bytes.len() - bytes.trim_ascii_start().len();
            if blanks == 0 {
                break;
            }
            self.pass(blanks);
        }
        Ok(())
    }

    /// Passes over so many of the available bytes.
    fn pass(&mut self, count: usize) {
        self.place = self.place.after(&self.reader.buffer()[..count]);
        self.reader.consume(count);
    }

    /// Returns some of the next bytes; none at the end.
    fn available(&mut self) -> io::Result<&[u8]> {
        while let Err(error) = self.reader.fill_buf() {
            if error.kind() != ErrorKind::Interrupted {
                return Err(error);
            }
        }
        Ok(self.reader.buffer())
    }
}
