//! Text: lines of a log, and documents that may be wrapped in them.

use super::channel::{Channel, Step};
use super::detect::{self, Line, Wrapping};
use super::hex::{Dump, Dumped, Found};
use super::log::{Context, Way};
use super::packet::{Connections, Link};
use super::{Form, Place, Run, escaped};
use crate::Stop;

use broadworks_cap::validate::Direction;

/// A log is taken for that of a client, as long as no document shows the contrary.
const SENT: Option<Direction> = Some(Direction::ToServer);
/// Number of first bytes that are kept, to say what a text without documents is.
const HEAD: usize = 512;

/// The wrapping of a channel, and whether it is the other one of two directions.
type Key = (Wrapping, bool);

/// A text.
pub struct Text {
    head: Vec<u8>,
    plain: Channel,
    /// What is wrapped, by its wrapping and direction.
    wrapped: Vec<(Key, Channel)>,
    /// The last wrapping.
    last: Option<Key>,
    dump: Dump,
    /// The packets of a dump.
    connections: Option<Box<Connections>>,
}

impl Text {
    pub fn new(run: &Run<'_>) -> Self {
        Self {
            head: Vec::new(),
            plain: Channel::new(run, SENT),
            wrapped: Vec::new(),
            last: None,
            dump: Dump::default(),
            connections: None,
        }
    }

    /// Keeps the first bytes; so many were added to the channel.
    fn keep_head(&mut self, length: usize) {
        let missing = HEAD - self.head.len();
        if missing > 0 {
            let rest = self.plain.rest();
            let new = &rest[rest.len() - length..];
            self.head.extend_from_slice(&new[..new.len().min(missing)]);
        }
    }

    fn read(&mut self, run: &mut Run<'_>, is_end: bool) -> Result<(), Stop> {
        while let Step::Line = self.plain.advance(run, true, is_end)? {
            let is_inside = |last: &Key| last.0 == Wrapping::Hex || self.is_inside(*last);
            let last = self.last.filter(is_inside);
            match detect::line(self.plain.rest(), last.map(|(wrapping, _)| wrapping), is_end) {
                Line::Open => break,
                Line::Plain => {
                    self.last = self.last.filter(|last| last.0 != Wrapping::Hex);
                    self.end_packet(run)?;
                    self.plain.pass_line();
                }
                Line::Wrapped(wrapping, length) => self.unwrap(run, wrapping, length)?,
            }
        }
        Ok(())
    }

    /// Returns whether a document in a wrapping has begun and not ended.
    fn is_inside(&self, key: Key) -> bool {
        self.wrapped.iter().any(|(known, channel)| *known == key && channel.is_inside())
    }

    fn channel(&mut self, key: Key) -> Option<&mut Channel> {
        self.wrapped.iter_mut().find(|(known, _)| *known == key).map(|(_, channel)| channel)
    }

    /// Reads the next line without what it is wrapped in.
    fn unwrap(&mut self, run: &mut Run<'_>, wrapping: Wrapping, length: usize) -> Result<(), Stop> {
        let place = self.plain.place();
        let beside = self.plain.context(run);
        let line = self.plain.rest()[..length].to_vec();
        self.plain.take(length);
        match wrapping {
            Wrapping::Hex => {
                if self.dump.begins_packet(&line) {
                    self.end_packet(run)?;
                }
                match self.dump.line(&line, &beside) {
                    Some(Found::Packet(packet)) => self.packet(run, packet)?,
                    Some(Found::Bytes { bytes, is_other_way }) => {
                        let way =
                            self.dump.has_two_ways().then_some(if is_other_way { Way::Received } else { Way::Sent });
                        let context = Context { way, ..Context::default() };
                        self.give(run, (wrapping, is_other_way), &bytes, place, (context, beside))?;
                    }
                    None => {}
                }
            }
            Wrapping::Json => {
                self.end_packet(run)?;
                for (text, context) in escaped::records(&line, run.day) {
                    self.give(run, (wrapping, false), text.as_bytes(), place, (context, beside.clone()))?;
                }
            }
            Wrapping::References | Wrapping::Backslashes | Wrapping::Doubled | Wrapping::Octal => {
                let line = match wrapping {
                    Wrapping::References => escaped::references(&line),
                    Wrapping::Doubled => escaped::doubled(&line),
                    Wrapping::Octal => escaped::octal(&line),
                    _ => escaped::backslashes(&line),
                };
                self.give(run, (wrapping, false), &line, place, (Context::default(), beside))?;
            }
        }
        Ok(())
    }

    /// Hands on what was wrapped, with what holds for it and what the text around it says.
    fn give(
        &mut self,
        run: &mut Run<'_>,
        key: Key,
        bytes: &[u8],
        place: Place,
        contexts: (Context, Context),
    ) -> Result<(), Stop> {
        self.last = Some(key);
        if self.channel(key).is_none() {
            self.wrapped.push((key, Channel::new(run, SENT)));
        }
        let Some(channel) = self.channel(key) else { return Ok(()) };
        channel.mark(Some(place), Some(contexts));
        channel.push(bytes);
        channel.advance(run, false, false)?;
        Ok(())
    }

    fn packet(&mut self, run: &mut Run<'_>, packet: Dumped) -> Result<(), Stop> {
        let connections = self.connections.get_or_insert_with(Box::default);
        connections.packet(run, Link::guess(&packet.bytes), &packet.bytes, packet.beside.time)
    }

    /// Hands on a packet of a dump that has ended.
    fn end_packet(&mut self, run: &mut Run<'_>) -> Result<(), Stop> {
        match self.dump.end() {
            Some(packet) => self.packet(run, packet),
            None => Ok(()),
        }
    }
}

impl Form for Text {
    fn feed(&mut self, run: &mut Run<'_>, bytes: &[u8]) -> Result<(), Stop> {
        self.plain.push(bytes);
        self.keep_head(bytes.len());
        self.read(run, false)
    }

    fn room(&mut self, length: usize) -> Option<&mut [u8]> {
        Some(self.plain.room(length))
    }

    fn feed_room(&mut self, run: &mut Run<'_>, length: usize) -> Result<(), Stop> {
        self.plain.grow(length);
        self.keep_head(length);
        self.read(run, false)
    }

    fn finish(&mut self, run: &mut Run<'_>) -> Result<(), Stop> {
        self.read(run, true)?;
        self.end_packet(run)?;
        for (_, channel) in &mut self.wrapped {
            channel.advance(run, false, true)?;
        }
        if let Some(connections) = &mut self.connections {
            connections.finish(run)?;
        }
        run.tally.kind = detect::without_documents(&self.head);
        Ok(())
    }
}
