//! Stream of a connection, and the deadlines of waiting for its peer.

use core::time::Duration;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

/// Shortest timeout that a socket is given: once its deadline has passed, a call still takes what is there. Shorter
/// ones are none on some systems, and zero is an error on all of them.
const LEAST: Duration = Duration::from_millis(1);

/// A socket that can end a read or a write after a time.
///
/// A connection sets these timeouts before it reads or writes, so that even a silent peer cannot keep it past a deadline.
/// Those over [`TcpStream`] and `UnixStream` made with `From` do so, others do once
/// [`Connection::socket`](super::Connection::socket) says where the socket is.
pub trait Socket {
    /// Sets how long a read may wait; `None` waits forever. It fails with [`ErrorKind::WouldBlock`] or
    /// [`ErrorKind::TimedOut`] then.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    fn set_read_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()>;

    /// Sets how long a write may wait, likewise.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    fn set_write_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()>;
}

macro_rules! socket {
    ($Stream:ty) => {
        impl Socket for $Stream {
            fn set_read_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()> {
                <$Stream>::set_read_timeout(self, timeout)
            }
            fn set_write_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()> {
                <$Stream>::set_write_timeout(self, timeout)
            }
        }
    };
}

socket!(TcpStream);
#[cfg(unix)]
socket!(std::os::unix::net::UnixStream);

/// The stream of a connection. A deadline is a moment of its clock, and `None` is none.
pub(super) struct Peer<S> {
    pub stream: S,
    pub socket: Option<fn(&mut S) -> &mut dyn Socket>,
    clock: fn() -> Instant,
    /// The time at which bytes came last; at first, the time at which the connection was made.
    heard: Instant,
    /// Whether the socket has a timeout from an earlier call, for [`READS`] and for [`WRITES`].
    limited: [bool; 2],
}

const READS: usize = 0;
const WRITES: usize = 1;

impl<S> Peer<S> {
    pub fn new(stream: S) -> Self {
        Self { stream, socket: None, clock: Instant::now, heard: Instant::now(), limited: [false; 2] }
    }

    /// Returns a peer with the same clock over another handle of the stream.
    pub fn with_stream<W>(&self, stream: W) -> Peer<W> {
        Peer { stream, socket: None, clock: self.clock, heard: self.heard, limited: [false; 2] }
    }

    pub fn set_clock(&mut self, clock: fn() -> Instant) {
        self.clock = clock;
        self.heard = clock();
    }

    /// Returns how long nothing has come from the peer.
    pub fn idle(&self) -> Duration {
        (self.clock)().saturating_duration_since(self.heard)
    }

    pub fn deadline(&self, timeout: Option<Duration>) -> Option<Instant> {
        timeout.and_then(|timeout| (self.clock)().checked_add(timeout))
    }

    pub fn has_passed(&self, deadline: Option<Instant>) -> bool {
        deadline.is_some_and(|deadline| (self.clock)() >= deadline)
    }

    /// Removes the timeouts that earlier calls gave to the socket.
    pub fn release(&mut self) {
        // If it fails, the stream is broken, as its next use will show.
        _ = self.limit(READS, None);
        _ = self.limit(WRITES, None);
    }

    /// Gives the socket, if there is one, a timeout up to the deadline.
    fn limit(&mut self, which: usize, deadline: Option<Instant>) -> io::Result<()> {
        let Some(socket) = self.socket.filter(|_| deadline.is_some() || self.limited[which]) else { return Ok(()) };
        let left = deadline.map(|deadline| deadline.saturating_duration_since((self.clock)()).max(LEAST));
        self.limited[which] = left.is_some();
        let socket = socket(&mut self.stream);
        if which == READS { socket.set_read_timeout(left) } else { socket.set_write_timeout(left) }
    }
}

impl<S: Read> Peer<S> {
    pub fn read(&mut self, buffer: &mut [u8], deadline: Option<Instant>) -> io::Result<usize> {
        self.limit(READS, deadline)?;
        let read = self.stream.read(buffer)?;
        if read > 0 {
            self.heard = (self.clock)();
        }
        Ok(read)
    }
}

impl<S: Write> Peer<S> {
    pub fn write(&mut self, bytes: &[u8], deadline: Option<Instant>) -> io::Result<usize> {
        self.limit(WRITES, deadline)?;
        self.stream.write(bytes)
    }

    pub fn flush(&mut self, deadline: Option<Instant>) -> io::Result<()> {
        self.limit(WRITES, deadline)?;
        self.stream.flush()
    }
}

/// Returns whether an error of a stream means that its timeout has passed, or that it does not block.
///
/// The operating system has an error `TimedOut` for a peer that no longer answers. Only on Windows is it also the
/// error of a timeout.
pub(super) fn is_timeout(error: &io::Error) -> bool {
    match error.kind() {
        ErrorKind::WouldBlock => true,
        ErrorKind::TimedOut => cfg!(windows) || error.raw_os_error().is_none(),
        _ => false,
    }
}

/// A socket whose timeouts hold for all reads, or all writes, together, from the moment they are set.
///
/// One read of a TLS stream may read its socket many times: during the handshake, and while a record arrives in
/// pieces. With a `Timed` socket under the TLS stream, the deadlines of the connection hold there, too.
///
/// ```
/// use std::{io::Read, net::TcpStream};
/// use broadworks_cap::transport::{Connection, Timed};
///
/// /// The stream of some TLS library.
/// # struct Tls { sock: Timed<TcpStream> }
/// # impl Read for Tls { fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> { self.sock.read(buffer) } }
/// fn connection(stream: Tls) -> Connection<Tls> {
///     Connection::new(stream).socket(|tls| &mut tls.sock)
/// }
/// ```
#[derive(Debug)]
pub struct Timed<S> {
    socket: S,
    clock: fn() -> Instant,
    read: Option<Instant>,
    write: Option<Instant>,
}

impl<S: Socket> Timed<S> {
    /// Creates it from a socket.
    #[must_use]
    pub fn new(socket: S) -> Self {
        Self { socket, clock: Instant::now, read: None, write: None }
    }

    /// Sets the clock, for tests; the default is [`Instant::now`].
    #[must_use]
    pub fn clock(mut self, clock: fn() -> Instant) -> Self {
        self.clock = clock;
        self
    }

    /// Returns a reference to the socket.
    #[must_use]
    pub const fn get_ref(&self) -> &S {
        &self.socket
    }

    /// Returns the time that is left before a deadline.
    fn left(&self, deadline: Instant) -> io::Result<Duration> {
        let left = deadline.saturating_duration_since((self.clock)());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left.max(LEAST)) }
    }
}

impl<S: Socket> Socket for Timed<S> {
    fn set_read_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        self.read = timeout.and_then(|timeout| (self.clock)().checked_add(timeout));
        self.socket.set_read_timeout(timeout)
    }
    fn set_write_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        self.write = timeout.and_then(|timeout| (self.clock)().checked_add(timeout));
        self.socket.set_write_timeout(timeout)
    }
}

impl<S: Socket + Read> Read for Timed<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(deadline) = self.read {
            self.socket.set_read_timeout(Some(self.left(deadline)?))?;
        }
        self.socket.read(buffer)
    }
}

impl<S: Socket + Write> Write for Timed<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(deadline) = self.write {
            self.socket.set_write_timeout(Some(self.left(deadline)?))?;
        }
        self.socket.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}
