//! Streams of the blocking client, and how they are made: all servers, and all their addresses, in turn.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use broadworks_cap::transport::Socket;

use crate::options::{Options, told};

/// Shortest time that a socket waits: shorter ones are none on some systems.
const LEAST: Duration = Duration::from_millis(1);

/// A stream that the blocking client can use.
pub trait Stream: Read + Write + Send {
    /// Returns where the timeouts are set. Under TLS, put a [`Timed`](broadworks_cap::transport::Timed) socket.
    fn socket(&mut self) -> &mut dyn Socket;

    /// Ends the sending direction. The receiving direction stays open.
    ///
    /// # Errors
    /// The error of the operating system.
    fn finish(&mut self) -> io::Result<()>;
}

impl Stream for TcpStream {
    fn socket(&mut self) -> &mut dyn Socket {
        self
    }
    fn finish(&mut self) -> io::Result<()> {
        self.shutdown(Shutdown::Write)
    }
}

#[cfg(unix)]
impl Stream for std::os::unix::net::UnixStream {
    fn socket(&mut self) -> &mut dyn Socket {
        self
    }
    fn finish(&mut self) -> io::Result<()> {
        self.shutdown(Shutdown::Write)
    }
}

#[cfg(feature = "blocking-rustls")]
type Tls = rustls::StreamOwned<rustls::ClientConnection, broadworks_cap::transport::Timed<TcpStream>>;

#[cfg(feature = "blocking-rustls")]
impl Stream for Tls {
    fn socket(&mut self) -> &mut dyn Socket {
        &mut self.sock
    }
    fn finish(&mut self) -> io::Result<()> {
        self.conn.send_close_notify();
        while self.conn.wants_write() {
            self.conn.write_tls(&mut self.sock)?;
        }
        self.sock.get_ref().shutdown(Shutdown::Write)
    }
}

/// Reads what there is within a time; `None` if there is nothing.
pub(super) fn read(stream: &mut dyn Stream, room: &mut [u8], wait: Duration) -> io::Result<Option<usize>> {
    stream.socket().set_read_timeout(limit(wait))?;
    none_if_late(stream.read(room))
}

/// Writes what the stream takes within a time, and returns its length.
pub(super) fn write(stream: &mut dyn Stream, bytes: &[u8], wait: Duration) -> io::Result<usize> {
    stream.socket().set_write_timeout(limit(wait))?;
    match none_if_late(stream.write(bytes))? {
        Some(0) => Err(ErrorKind::WriteZero.into()),
        written => {
            none_if_late(stream.flush())?;
            Ok(written.unwrap_or(0))
        }
    }
}

fn limit(wait: Duration) -> Option<Duration> {
    // A year is as good as forever, which some systems do not accept.
    Some(wait.clamp(LEAST, Duration::from_secs(365 * 24 * 3_600)))
}

fn none_if_late<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) => match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::Interrupted => Ok(None),
            // Of the operating system, the error says that the peer no longer answers; only on Windows is it also that of
            // a timeout.
            ErrorKind::TimedOut if cfg!(windows) || error.raw_os_error().is_none() => Ok(None),
            _ => Err(error),
        },
    }
}

/// A connector: makes the connections of a client over TCP or TLS, as the options say.
///
/// [`Client::new`](super::Client::new) uses one. A program uses it to do something with the streams, in
/// [`Client::over`](super::Client::over).
#[derive(Debug)]
pub struct Connector {
    options: Options,
    /// Number of the server to begin with.
    next: usize,
}

impl Connector {
    /// Creates a connector for the servers of these options.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        Self { options: options.clone(), next: 0 }
    }

    /// Connects within a time, of which each address may use its share of what is left.
    ///
    /// # Errors
    /// The last error of an address.
    pub fn connect(&mut self, timeout: Duration) -> io::Result<Box<dyn Stream>> {
        let deadline = Instant::now() + timeout;
        let mut failed = None;
        let hosts: Vec<_> = self.options.hosts(self.next).collect();
        for (left, (number, host, port)) in (1..=hosts.len() as u32).rev().zip(hosts) {
            let share = Instant::now() + deadline.saturating_duration_since(Instant::now()) / left;
            match self.connect_host(&host, port, share) {
                Ok(stream) => {
                    self.next = number + 1;
                    return Ok(stream);
                }
                Err(error) => failed = told(failed, error),
            }
        }
        Err(failed.unwrap_or_else(no_address))
    }

    fn connect_host(&self, host: &str, port: u16, deadline: Instant) -> io::Result<Box<dyn Stream>> {
        let addresses = resolve(host, port, deadline)?;
        let mut failed = None;
        for (left, address) in (1..=addresses.len() as u32).rev().zip(addresses) {
            let share = deadline.saturating_duration_since(Instant::now()) / left;
            let until = Instant::now() + share.max(LEAST);
            let connected = TcpStream::connect_timeout(&address, share.max(LEAST));
            match connected.and_then(|stream| self.secure(stream, host, until)) {
                Ok(stream) => return Ok(stream),
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.unwrap_or_else(no_address))
    }

    /// Puts TLS over a stream, if the options say so.
    fn secure(&self, stream: TcpStream, _host: &str, _until: Instant) -> io::Result<Box<dyn Stream>> {
        stream.set_nodelay(true)?;
        #[cfg(feature = "blocking-rustls")]
        if let Some(config) = &self.options.tls {
            let name = rustls::pki_types::ServerName::try_from(_host.to_owned());
            let name = name.map_err(|error| io::Error::new(ErrorKind::InvalidInput, error))?;
            let mut tls = rustls::ClientConnection::new(config.clone(), name).map_err(io::Error::other)?;
            let mut socket = broadworks_cap::transport::Timed::new(stream);
            let left = Some(_until.saturating_duration_since(Instant::now()).max(LEAST));
            socket.set_read_timeout(left)?;
            socket.set_write_timeout(left)?;
            // The handshake fails here, and not at the first document.
            while tls.is_handshaking() {
                tls.complete_io(&mut socket)?;
            }
            return Ok(Box::new(Tls::new(tls, socket)));
        }
        Ok(Box::new(stream))
    }
}

/// Resolves a name before a time. The resolver of the system has no limit, so it runs in a thread.
fn resolve(host: &str, port: u16, deadline: Instant) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (found, addresses) = mpsc::channel();
    let host = host.to_owned();
    thread::Builder::new().name("resolver".into()).spawn(move || {
        // Nobody waits if it was too slow.
        _ = found.send((host.as_str(), port).to_socket_addrs().map(Iterator::collect));
    })?;
    match addresses.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(addresses) => addresses,
        Err(RecvTimeoutError::Timeout) => Err(io::Error::new(ErrorKind::TimedOut, "the name was not resolved in time")),
        Err(RecvTimeoutError::Disconnected) => Err(no_address()),
    }
}

fn no_address() -> io::Error {
    io::Error::new(ErrorKind::NotFound, "the host has no address")
}
