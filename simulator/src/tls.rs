//! TLS for listeners: the certificate of the simulator, and the encryption of a stream that two threads share.

use core::fmt;
use std::io::{self, ErrorKind, Read, Write};
#[cfg(feature = "program")]
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};

/// A certificate and its key, for [`Setup::listen_tls`](crate::Setup::listen_tls).
#[derive(Clone)]
pub struct Tls(Arc<ServerConfig>);

impl Tls {
    /// Reads the certificates, that of the simulator first, and the private key from PEM files.
    ///
    /// # Errors
    /// What is wrong with which file, for people.
    pub fn from_files(certificates: &Path, key: &Path) -> Result<Self, String> {
        let told = |path: &Path, error: &dyn fmt::Display| format!("{}: {error}", path.display());
        let read = CertificateDer::pem_file_iter(certificates).and_then(Iterator::collect);
        let chain: Vec<_> = read.map_err(|error| told(certificates, &error))?;
        if chain.is_empty() {
            return Err(told(certificates, &"no certificate in it; it must be a PEM file"));
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| told(key, &error))?;
        Self::with(chain, secret).map_err(|error| told(certificates, &error))
    }

    /// Makes a certificate for these names and addresses, such as `localhost`, which nobody but who gets it can trust.
    /// Returns it in PEM form, too: the client under test must trust it.
    ///
    /// # Errors
    /// A name that cannot stand in a certificate, for people.
    pub fn self_signed<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<(Self, String), String> {
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let own = rcgen::generate_simple_self_signed(names).map_err(|error| error.to_string())?;
        let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
        let tls = Self::with(vec![own.cert.der().clone()], key.into()).map_err(|error| error.to_string())?;
        Ok((tls, own.cert.pem()))
    }

    fn with(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, rustls::Error> {
        let provider = Arc::new(ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(Self(Arc::new(config.with_no_client_auth().with_single_cert(chain, key)?)))
    }

    /// Begins the encryption of a connection.
    pub(crate) fn begin(&self) -> io::Result<Encrypted> {
        let connection = ServerConnection::new(self.0.clone()).map_err(io::Error::other)?;
        Ok(Encrypted { connection: Mutex::new(connection) })
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

/// Returns the names of a certificate for clients that connect to this address.
#[cfg(feature = "program")]
pub(crate) fn names_of(address: IpAddr) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let own = address.to_string();
    if !names.contains(&own) && !address.is_unspecified() {
        names.push(own);
    }
    names
}

/// The encryption of a connection. The thread that waits for the peer holds no lock meanwhile, so the other one can write.
pub(crate) struct Encrypted {
    connection: Mutex<ServerConnection>,
}

impl Encrypted {
    fn lock(&self) -> MutexGuard<'_, ServerConnection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what the peer has sent, or waits for it with `receive`, which reads from the socket.
    pub fn read(
        &self,
        buffer: &mut [u8],
        receive: impl Fn(&mut [u8]) -> io::Result<usize>,
        socket: &mut impl Write,
    ) -> io::Result<usize> {
        let mut raw = [0; 4096];
        loop {
            match self.lock().reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                // Many clients end without the alert that TLS wants; the framing tells whether a document is cut off.
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(0),
                other => return other,
            }
            let length = receive(&mut raw)?;
            let mut rest = &raw[..length];
            let mut connection = self.lock();
            loop {
                connection.read_tls(&mut rest)?;
                let taken = connection.process_new_packets();
                // The handshake has its answers, and an error its alert.
                while connection.wants_write() {
                    connection.write_tls(socket)?;
                }
                taken.map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
                if rest.is_empty() {
                    break;
                }
            }
        }
    }

    /// Writes all of the bytes that the connection takes.
    pub fn write(&self, bytes: &[u8], socket: &mut impl Write) -> io::Result<usize> {
        let mut connection = self.lock();
        let taken = connection.writer().write(bytes)?;
        while connection.wants_write() {
            connection.write_tls(socket)?;
        }
        Ok(taken)
    }

    /// Tells the peer that nothing more comes.
    pub fn close(&self, socket: &mut impl Write) {
        let mut connection = self.lock();
        connection.send_close_notify();
        while connection.wants_write() && connection.write_tls(socket).is_ok() {}
    }
}
