//! TCP: what connections have beyond reading and writing.

use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::{Shutdown, TcpStream, ToSocketAddrs};

use super::connection::{Connection, Receiver, Sender};
use super::{CAP_C_PORT, CCC2_PORT};
use crate::schema::Protocol;

impl Connection<TcpStream> {
    /// Connects, for CAP-C. Messages are small and wait for nobody, so they are not held back to be
    /// sent together.
    ///
    /// # Errors
    /// What the operating system reports.
    pub fn connect(address: impl ToSocketAddrs) -> io::Result<Self> {
        Self::over(TcpStream::connect(address)?)
    }

    /// The same, but gives up after a while.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub fn connect_timeout(address: &SocketAddr, timeout: Duration) -> io::Result<Self> {
        Self::over(TcpStream::connect_timeout(address, timeout)?)
    }

    /// Connects a CAP-C client to the usual port of an Open Client Server, [`CAP_C_PORT`].
    ///
    /// For TLS, connect to [`CAP_C_TLS_PORT`](super::CAP_C_TLS_PORT), wrap the stream with the TLS
    /// library of your choice and hand it to [`Connection::new`].
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub fn connect_cap_c(host: &str) -> io::Result<Self> {
        Self::connect((host, CAP_C_PORT))
    }

    /// Connects a server farm to the usual CCC2 port of an Execution Server, [`CCC2_PORT`]. Such a
    /// connection is live at once: CCC2 has no login.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub fn connect_ccc2(host: &str) -> io::Result<Self> {
        Ok(Self::connect((host, CCC2_PORT))?.protocol(Protocol::Ccc2))
    }

    fn over(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self::new(stream))
    }

    /// How long to wait for something to come; `None` waits for ever. Zero is refused.
    ///
    /// # Errors
    /// What the operating system reports.
    pub fn set_receive_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.get_ref().set_read_timeout(timeout)
    }

    /// How long to wait for the peer to take something; `None` waits for ever. Zero is refused.
    ///
    /// # Errors
    /// What the operating system reports.
    pub fn set_send_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.get_ref().set_write_timeout(timeout)
    }

    /// Takes both directions apart, for two threads.
    ///
    /// # Errors
    /// What the operating system reports.
    pub fn split(self) -> io::Result<(Receiver<TcpStream>, Sender<TcpStream>)> {
        self.split_with(TcpStream::try_clone)
    }
}

impl Sender<TcpStream> {
    /// Says that nothing more will be sent. The other direction stays open.
    ///
    /// # Errors
    /// What the operating system reports.
    pub fn finish(self) -> io::Result<()> {
        self.get_ref().shutdown(Shutdown::Write)
    }
}

#[cfg(unix)]
impl Connection<std::os::unix::net::UnixStream> {
    /// Takes both directions apart, for two threads.
    ///
    /// # Errors
    /// What the operating system reports.
    pub fn split(
        self,
    ) -> io::Result<(Receiver<std::os::unix::net::UnixStream>, Sender<std::os::unix::net::UnixStream>)> {
        self.split_with(std::os::unix::net::UnixStream::try_clone)
    }
}
