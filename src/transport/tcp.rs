//! Methods of a connection over a socket: connecting, splitting.

use alloc::vec::Vec;
use core::time::Duration;
use std::io;
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::Instant;

use super::connection::{Connection, Receiver, Sender};
use super::{CAP_C_PORT, CCC2_PORT};
use crate::schema::Protocol;

impl Connection<TcpStream> {
    /// Connects with CAP-C. `TCP_NODELAY` is set, so that small messages are sent at once.
    ///
    /// The operating system decides how long that may take: often two minutes for each address of the host.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn connect(address: impl ToSocketAddrs) -> io::Result<Self> {
        Self::over(TcpStream::connect(address)?)
    }

    /// Connects like [`connect`](Self::connect), but gives up after `timeout`. If a host has several addresses, each
    /// may use its share of the time that is left. Resolving its name is not limited.
    ///
    /// # Errors
    /// Same as [`connect`](Self::connect).
    pub fn connect_timeout(address: impl ToSocketAddrs, timeout: Duration) -> io::Result<Self> {
        let addresses = address.to_socket_addrs()?;
        let begun = Instant::now();
        let addresses: Vec<_> = addresses.collect();
        let mut failed = None;
        for (left, address) in (1..=addresses.len() as u32).rev().zip(&addresses) {
            let share = timeout.saturating_sub(begun.elapsed()) / left;
            match TcpStream::connect_timeout(address, share.max(Duration::from_millis(1))) {
                Ok(stream) => return Self::over(stream),
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.unwrap_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the host has no address")))
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
        Ok(Self::from(stream))
    }

    /// Splits the connection into its two halves, for two threads.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn split(self) -> io::Result<(Receiver<TcpStream>, Sender<TcpStream>)> {
        let (receiver, sender) = self.split_with(TcpStream::try_clone)?;
        Ok((receiver, sender.socket(|stream| stream)))
    }
}

/// A connection whose timeouts are also those of its [`socket`](Connection::socket).
impl From<TcpStream> for Connection<TcpStream> {
    fn from(stream: TcpStream) -> Self {
        Self::new(stream).socket(|stream| stream)
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
mod unix {
    use super::{Connection, Receiver, Sender, io};
    use std::os::unix::net::UnixStream;

    impl Connection<UnixStream> {
        /// Splits the connection into its two halves, for two threads.
        ///
        /// # Errors
        /// Returns the error of the operating system.
        pub fn split(self) -> io::Result<(Receiver<UnixStream>, Sender<UnixStream>)> {
            let (receiver, sender) = self.split_with(UnixStream::try_clone)?;
            Ok((receiver, sender.socket(|stream| stream)))
        }
    }

    /// A connection whose timeouts are also those of its [`socket`](Connection::socket).
    impl From<UnixStream> for Connection<UnixStream> {
        fn from(stream: UnixStream) -> Self {
            Self::new(stream).socket(|stream| stream)
        }
    }
}
