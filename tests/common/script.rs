//! Streams for tests: a scripted stream, and loopback sockets.

use core::time::Duration;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};

use broadworks_cap::transport::Connection;

/// The behaviour of a stream for one call.
#[derive(Clone)]
pub enum Turn {
    /// Reads or writes at most this many bytes.
    Bytes(usize),
    Fails(ErrorKind),
}

/// A stream that reads and writes in the given turns, and then without restriction.
#[derive(Default)]
pub struct Script {
    pub input: VecDeque<u8>,
    pub reads: VecDeque<Turn>,
    pub output: Vec<u8>,
    pub writes: VecDeque<Turn>,
    pub flushes: VecDeque<Turn>,
}

impl Script {
    pub fn reading(input: &[u8], reads: impl IntoIterator<Item = Turn>) -> Self {
        Self { input: input.iter().copied().collect(), reads: reads.into_iter().collect(), ..Self::default() }
    }
}

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        assert!(!buffer.is_empty(), "room to read into");
        let most = match self.reads.pop_front() {
            Some(Turn::Fails(kind)) => return Err(kind.into()),
            Some(Turn::Bytes(bytes)) => bytes.max(1),
            None => usize::MAX,
        };
        let read = most.min(buffer.len()).min(self.input.len());
        for (place, byte) in buffer.iter_mut().zip(self.input.drain(..read)) {
            *place = byte;
        }
        Ok(read)
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let most = match self.writes.pop_front() {
            Some(Turn::Fails(kind)) => return Err(kind.into()),
            Some(Turn::Bytes(bytes)) => bytes,
            None => usize::MAX,
        };
        let written = most.min(bytes.len());
        self.output.extend(&bytes[..written]);
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        match self.flushes.pop_front() {
            Some(Turn::Fails(kind)) => Err(kind.into()),
            _ => Ok(()),
        }
    }
}

/// Returns the two ends of a loopback connection, with a timeout for every wait.
pub fn pair() -> (Connection<TcpStream>, Connection<TcpStream>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    let mut near = Connection::connect_timeout(address, Duration::from_secs(20)).expect("it listens");
    let mut far = Connection::from(listener.accept().expect("it connects").0);
    for end in [&mut near, &mut far] {
        end.set_receive_timeout(Some(Duration::from_secs(20)));
        end.set_send_timeout(Some(Duration::from_secs(20)));
    }
    (near, far)
}
