//! Stream of a connection: TCP, or TLS over it. Clones are handles to the same stream, one for the thread that reads and
//! one for the thread that writes.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use broadworks_cap::transport::Socket;
use socket2::SockRef;

#[cfg(feature = "tls")]
use crate::tls::Encrypted;

/// The shortest timeout that a socket is given; zero is an error.
const LEAST: Duration = Duration::from_millis(1);

/// A handle to the stream.
#[derive(Clone)]
pub struct Stream {
    /// There is one file descriptor for each connection, however many handles it has.
    socket: Arc<TcpStream>,
    #[cfg(feature = "tls")]
    encrypted: Option<Arc<Encrypted>>,
    /// The time until which a read may wait.
    late: Option<Instant>,
}

impl Stream {
    /// Creates a stream that is not encrypted.
    pub fn new(socket: TcpStream) -> Self {
        Self {
            socket: Arc::new(socket),
            #[cfg(feature = "tls")]
            encrypted: None,
            late: None,
        }
    }

    /// Encrypts the stream. The handshake takes place with the first bytes that are read.
    #[cfg(feature = "tls")]
    pub fn encrypted(mut self, with: Encrypted) -> Self {
        self.encrypted = Some(Arc::new(with));
        self
    }

    /// Says to the peer that nothing more comes, and ends both directions.
    pub fn end(&self) {
        #[cfg(feature = "tls")]
        if let Some(encrypted) = &self.encrypted {
            encrypted.close(&mut &*self.socket);
        }
        self.cut();
    }

    /// Ends both directions at once.
    pub fn cut(&self) {
        _ = self.socket.shutdown(Shutdown::Both);
    }

    /// Lets the peer see a reset as soon as the last handle is dropped.
    pub fn reset(&self) {
        // With no time to linger, closing is a reset; `shutdown` in both directions would be an end.
        _ = SockRef::from(&*self.socket).set_linger(Some(Duration::ZERO));
        _ = self.socket.shutdown(Shutdown::Read);
    }

    /// Reads from the socket, but not after the time that is set.
    fn read_socket(&self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(late) = self.late {
            let left = late.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            self.socket.set_read_timeout(Some(left.max(LEAST)))?;
        }
        (&*self.socket).read(buffer)
    }
}

impl Socket for Stream {
    fn set_read_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        // One read of an encrypted stream may read the socket many times: all of them together have this time.
        self.late = timeout.map(|timeout| Instant::now() + timeout);
        self.socket.set_read_timeout(timeout)
    }

    fn set_write_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        self.socket.set_write_timeout(timeout)
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(feature = "tls")]
        if let Some(encrypted) = self.encrypted.clone() {
            return encrypted.read(buffer, |bytes| self.read_socket(bytes), &mut &*self.socket);
        }
        self.read_socket(buffer)
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(feature = "tls")]
        if let Some(encrypted) = &self.encrypted {
            return encrypted.write(bytes, &mut &*self.socket);
        }
        (&*self.socket).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.socket).flush()
    }
}
