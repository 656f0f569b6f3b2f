//! Wire: a stream that hands over what passes through it, and a thread that shows it.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use broadworks_cap::message::StreamReader;
use broadworks_cap::transport::Socket;
use broadworks_cap::validate::Direction;
use broadworks_cap::{Event, Limits};
use broadworks_client::Options as Connecting;
use broadworks_client::blocking::{Connector, Stream};

use super::Options;
use crate::Stop;
use crate::live::{From, Hider, Live, now};
use crate::secrets::veil;
use crate::shown::{complain, note, visible};

/// Something that happened to the stream.
enum Passed {
    Connected,
    Received(Vec<u8>),
    Sent(Vec<u8>),
    Ended,
}

/// The printer of what passes.
pub struct Wire {
    server: String,
    shows_sent: bool,
    is_insecure: bool,
    connecting: Connecting,
    live: Live,
    passed: (Sender<Passed>, Receiver<Passed>),
    received: StreamReader,
    sent: StreamReader,
    hider: Hider,
}

impl Wire {
    pub fn new(options: &Options, connecting: &Connecting) -> Self {
        Self {
            server: options.server.clone(),
            shows_sent: options.sent,
            is_insecure: options.tls.insecure,
            connecting: connecting.clone(),
            live: Live::new(options.json, options.protocol),
            passed: channel(),
            received: StreamReader::new(Limits::default()),
            sent: StreamReader::new(Limits::default()),
            hider: Hider::default(),
        }
    }

    /// Returns what makes the connections.
    pub fn tapped(&self) -> impl FnMut(Duration) -> io::Result<Box<dyn Stream>> + Send + 'static + use<> {
        let (mut connector, passed) = (Connector::new(&self.connecting), self.passed.0.clone());
        move |timeout| {
            let stream = connector.connect(timeout)?;
            // The receiver lives as long as the client.
            _ = passed.send(Passed::Connected);
            Ok(Box::new(Tap { stream, passed: passed.clone() }))
        }
    }

    /// Shows what has passed since the last time. Returns `false` if something malformed came.
    pub fn show(&mut self) -> Result<bool, Stop> {
        let mut good = true;
        while let Ok(passed) = self.passed.1.try_recv() {
            match passed {
                Passed::Connected => {
                    if self.is_insecure {
                        complain(format_args!(
                            "bwcap: WARNING: --insecure: the certificate of {} is not checked; anybody on the way can read and \
                             change everything, and can guess the password",
                            visible(&self.server)
                        ));
                    }
                    note(format_args!("bwcap: connected to {}", visible(&self.server)));
                    self.received = StreamReader::new(Limits::default());
                    self.sent = StreamReader::new(Limits::default());
                    self.hider = Hider::default();
                }
                Passed::Received(bytes) => {
                    self.received.feed(&bytes);
                    good &= self.show_received()?;
                }
                Passed::Sent(bytes) => {
                    self.sent.feed(&bytes);
                    self.show_sent()?;
                }
                Passed::Ended => {
                    self.received.end();
                    good &= self.show_received()?;
                }
            }
        }
        Ok(good)
    }

    fn show_received(&mut self) -> Result<bool, Stop> {
        let mut good = true;
        loop {
            let (bytes, error, offset) = match self.received.next_frame() {
                Event::Document(frame) => (frame.bytes(), None, None),
                Event::Malformed(malformed) => (malformed.bytes, Some(malformed.error), Some(malformed.offset)),
                _ => return Ok(good),
            };
            let shown = self.hider.hide(bytes);
            let (bytes, shown) = (bytes.to_vec(), shown.into_owned());
            let offset = offset.unwrap_or_else(|| self.received.offset());
            good &= self.live.show(&origin(&self.server, Direction::ToClient, offset), &bytes, &shown, error)?;
        }
    }

    fn show_sent(&mut self) -> Result<(), Stop> {
        while let Event::Document(frame) = self.sent.next_frame() {
            if self.shows_sent {
                let bytes = frame.bytes();
                self.live.show(&origin(&self.server, Direction::ToServer, 0), bytes, &veil(bytes).shown, None)?;
            }
        }
        Ok(())
    }
}

fn origin(peer: &str, direction: Direction, offset: u64) -> From<'_> {
    From { peer, connection: None, time: now(), direction, offset }
}

/// A stream that tells what passes.
struct Tap {
    stream: Box<dyn Stream>,
    passed: Sender<Passed>,
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        let passed = if count == 0 { Passed::Ended } else { Passed::Received(buffer[..count].to_vec()) };
        // Who shows it may have ended.
        _ = self.passed.send(passed);
        Ok(count)
    }
}

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.stream.write(bytes)?;
        _ = self.passed.send(Passed::Sent(bytes[..count].to_vec()));
        Ok(count)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Stream for Tap {
    fn socket(&mut self) -> &mut dyn Socket {
        self.stream.socket()
    }
    fn finish(&mut self) -> io::Result<()> {
        self.stream.finish()
    }
}
