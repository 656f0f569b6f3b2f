//! One end of a connection that is passed on: TCP, or TLS over it. One thread reads it while another one writes.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
#[cfg(feature = "tls")]
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::connect::stream::{Tls, Trust};

/// How the connections are encrypted, on either side.
#[derive(Args)]
pub struct Encryption {
    #[command(flatten)]
    pub upstream: Tls,
    /// File with the certificates (PEM) that clients are shown: with it, clients must use TLS.
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// File with the private key (PEM) of the certificate.
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
}

/// What makes the two ends of a connection.
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "without TLS, they are the sockets"))]
pub struct Ends {
    trust: Trust,
    /// The host of the server.
    host: String,
    #[cfg(feature = "tls")]
    server: Option<Arc<rustls::ServerConfig>>,
    /// Time that a peer has to agree on the encryption.
    timeout: Duration,
}

impl Ends {
    /// Reads the certificates. The error is for people.
    pub fn new(encryption: &Encryption, upstream: &str, timeout: Duration) -> Result<Self, String> {
        let trust = encryption.upstream.trust()?;
        let host = upstream.rsplit_once(':').map_or(upstream, |(host, _)| host);
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        #[cfg(feature = "tls")]
        let server = tls::server(encryption)?;
        #[cfg(not(feature = "tls"))]
        if encryption.cert.is_some() {
            return Err(crate::connect::stream::WITHOUT_TLS.into());
        }
        Ok(Self {
            trust,
            host,
            #[cfg(feature = "tls")]
            server,
            timeout,
        })
    }

    /// Makes the end of a client that has connected.
    pub fn near(&self, socket: TcpStream) -> io::Result<End> {
        #[cfg(feature = "tls")]
        if let Some(config) = &self.server {
            let server = rustls::ServerConnection::new(config.clone()).map_err(io::Error::other)?;
            return tls::agree(socket, server.into(), self.timeout);
        }
        Ok(End::plain(socket))
    }

    /// Makes the end of the server, to which a connection was made.
    pub fn far(&self, socket: TcpStream) -> io::Result<End> {
        #[cfg(feature = "tls")]
        if let Some(client) = self.trust.client(&self.host).map_err(io::Error::other)? {
            return tls::agree(socket, client.into(), self.timeout);
        }
        Ok(End::plain(socket))
    }
}

/// An end of a connection. Its clones are the same end.
pub struct End {
    socket: TcpStream,
    #[cfg(feature = "tls")]
    tls: Option<Arc<tls::Shared>>,
}

impl End {
    fn plain(socket: TcpStream) -> Self {
        Self {
            socket,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Returns another handle of the same end.
    pub fn try_clone(&self) -> io::Result<Self> {
        Ok(Self {
            socket: self.socket.try_clone()?,
            #[cfg(feature = "tls")]
            tls: self.tls.clone(),
        })
    }

    /// Reads what comes next; 0 at the end.
    pub fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            return tls.read(&mut self.socket, buffer);
        }
        self.socket.read(buffer)
    }

    pub fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            return tls.write(&mut self.socket, bytes);
        }
        self.socket.write_all(bytes)
    }

    /// Says to the peer that nothing more comes.
    pub fn finish(&mut self) {
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            _ = tls.finish(&mut self.socket);
        }
        _ = self.socket.shutdown(Shutdown::Write);
    }

    /// Ends the reading, also that of other handles.
    pub fn stop_reading(&self) {
        _ = self.socket.shutdown(Shutdown::Read);
    }
}

#[cfg(feature = "tls")]
mod tls {
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use broadworks_cap::transport::{Socket, Timed};
    use rustls::crypto::ring;
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use rustls::{Connection, ServerConfig};

    use super::*;

    /// Reads the certificates and the key for clients, if they are given.
    pub fn server(encryption: &Encryption) -> Result<Option<Arc<ServerConfig>>, String> {
        let (Some(cert), Some(key)) = (&encryption.cert, &encryption.key) else { return Ok(None) };
        let failed = |file: &PathBuf, error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let certificates = CertificateDer::pem_file_iter(cert).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let certificates = certificates.map_err(|error| failed(cert, &error))?;
        if certificates.is_empty() {
            return Err(failed(cert, &"no certificate in it; it must be a PEM file"));
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| failed(key, &error))?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let config = config.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
        let config = config.with_no_client_auth().with_single_cert(certificates, secret);
        config.map(|config| Some(Arc::new(config))).map_err(|error| failed(key, &error))
    }

    /// Agrees with the peer on the encryption.
    pub fn agree(socket: TcpStream, mut connection: Connection, timeout: Duration) -> io::Result<End> {
        let mut timed = Timed::new(socket.try_clone()?);
        timed.set_read_timeout(Some(timeout))?;
        timed.set_write_timeout(Some(timeout))?;
        connection.complete_io(&mut timed).map_err(|error| io::Error::new(error.kind(), format!("TLS: {error}")))?;
        socket.set_read_timeout(None)?;
        socket.set_write_timeout(None)?;
        let shared = Shared { connection: Mutex::new(connection), order: Mutex::new(()) };
        Ok(End { socket, tls: Some(Arc::new(shared)) })
    }

    /// The encryption of a connection, for the thread that reads and the one that writes. Neither waits for the peer while it
    /// has the state, so neither keeps the other one waiting.
    pub struct Shared {
        connection: Mutex<Connection>,
        /// Taken before the state by those who write: records are sent in the order in which they are made.
        order: Mutex<()>,
    }

    fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the records that are to be sent.
    fn records(connection: &mut Connection) -> io::Result<Vec<u8>> {
        let mut records = Vec::new();
        while connection.wants_write() {
            connection.write_tls(&mut records)?;
        }
        Ok(records)
    }

    impl Shared {
        pub fn read(&self, socket: &mut TcpStream, buffer: &mut [u8]) -> io::Result<usize> {
            let mut raw = vec![0; buffer.len()];
            loop {
                match locked(&self.connection).reader().read(buffer) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    done => return done,
                }
                let read = socket.read(&mut raw)?;
                let mut connection = locked(&self.connection);
                let mut rest = &raw[..read];
                loop {
                    connection.read_tls(&mut rest)?;
                    connection.process_new_packets().map_err(io::Error::other)?;
                    if rest.is_empty() {
                        break;
                    }
                }
                // An answer that the encryption itself needs. If something is being sent, it goes with what is sent next.
                if connection.wants_write() {
                    drop(connection);
                    if let Ok(_order) = self.order.try_lock() {
                        let records = records(&mut locked(&self.connection))?;
                        socket.write_all(&records)?;
                    }
                }
            }
        }

        pub fn write(&self, socket: &mut TcpStream, mut bytes: &[u8]) -> io::Result<()> {
            let _order = locked(&self.order);
            while !bytes.is_empty() {
                let records = {
                    let mut connection = locked(&self.connection);
                    let taken = connection.writer().write(bytes)?;
                    bytes = &bytes[taken..];
                    records(&mut connection)?
                };
                socket.write_all(&records)?;
            }
            Ok(())
        }

        pub fn finish(&self, socket: &mut TcpStream) -> io::Result<()> {
            let _order = locked(&self.order);
            let records = {
                let mut connection = locked(&self.connection);
                connection.send_close_notify();
                records(&mut connection)?
            };
            socket.write_all(&records)
        }
    }
}
