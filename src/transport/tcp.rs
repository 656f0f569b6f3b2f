//! Methods of a connection over TCP: connecting, timeouts, splitting.

use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::{Shutdown, TcpStream, ToSocketAddrs};

use super::connection::{Connection, Receiver, Sender};
use super::{CAP_C_PORT, CCC2_PORT};
use crate::schema::Protocol;

impl Connection<TcpStream> {
    /// Connects with CAP-C. `TCP_NODELAY` is set, so that small messages are sent at once.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn connect(address: impl ToSocketAddrs) -> io::Result<Self> {
        Self::over(TcpStream::connect(address)?)
    }

    /// Connects like [`connect`](Self::connect), but gives up after `timeout`.
    ///
    /// # Errors
    /// Same as [`connect`](Self::connect).
    pub fn connect_timeout(address: &SocketAddr, timeout: Duration) -> io::Result<Self> {
        Self::over(TcpStream::connect_timeout(address, timeout)?)
    }

    /// Connects a CAP-C client to the usual port of an Open Client Server, [`CAP_C_PORT`].
    ///
    /// For TLS, connect to [`CAP_C_TLS_PORT`](super::CAP_C_TLS_PORT), wrap the stream with the TLS
    /// library of your choice and pass it to [`Connection::new`].
    ///
    /// # Errors
    /// Same as [`connect`](Self::connect).
    pub fn connect_cap_c(host: &str) -> io::Result<Self> {
        Self::connect((host, CAP_C_PORT))
    }

    /// Connects a server farm to the usual CCC2 port of an Execution Server, [`CCC2_PORT`]. The
    /// connection can be used at once, because CCC2 has no login.
    ///
    /// # Errors
    /// Same as [`connect`](Self::connect).
    pub fn connect_ccc2(host: &str) -> io::Result<Self> {
        Ok(Self::connect((host, CCC2_PORT))?.protocol(Protocol::Ccc2))
    }

    fn over(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self::new(stream))
    }

    /// Sets the read timeout; `None` waits forever. Zero is an error.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn set_receive_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.get_ref().set_read_timeout(timeout)
    }

    /// Sets the write timeout; `None` waits forever. Zero is an error.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn set_send_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.get_ref().set_write_timeout(timeout)
    }

    /// Splits the connection into its two halves, for two threads.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn split(self) -> io::Result<(Receiver<TcpStream>, Sender<TcpStream>)> {
        self.split_with(TcpStream::try_clone)
    }
}

impl Sender<TcpStream> {
    /// Shuts down the sending direction. The receiving direction stays open.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn finish(self) -> io::Result<()> {
        self.get_ref().shutdown(Shutdown::Write)
    }
}

#[cfg(unix)]
impl Connection<std::os::unix::net::UnixStream> {
    /// Splits the connection into its two halves, for two threads.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn split(
        self,
    ) -> io::Result<(Receiver<std::os::unix::net::UnixStream>, Sender<std::os::unix::net::UnixStream>)> {
        self.split_with(std::os::unix::net::UnixStream::try_clone)
    }
}
