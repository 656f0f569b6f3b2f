//! Whom the TLS of a connection trusts.

use std::path::PathBuf;

use clap::Args;

/// Whether and how a connection is encrypted.
#[derive(Args)]
pub struct Tls {
    /// Encrypts the connection to the server.
    #[arg(long)]
    pub tls: bool,
    /// File with the certificates (PEM) of the authorities that are trusted, instead of those that Mozilla trusts.
    #[arg(long, value_name = "FILE", requires = "tls")]
    ca: Option<PathBuf>,
    /// Trusts any certificate. Anybody on the way can then read and change everything.
    #[arg(long, requires = "tls", conflicts_with = "ca")]
    pub insecure: bool,
}

/// What is said of TLS without the feature.
#[cfg(not(feature = "tls"))]
pub const WITHOUT_TLS: &str = "this `bwcap` was built without TLS: build it with `--features tls`";

#[cfg(not(feature = "tls"))]
mod tls {
    use super::{Tls, WITHOUT_TLS};

    pub struct Trust;

    impl Tls {
        pub fn trust(&self) -> Result<Trust, String> {
            if self.tls { Err(WITHOUT_TLS.into()) } else { Ok(Trust) }
        }
    }
}

#[cfg(feature = "tls")]
mod tls {
    use std::sync::Arc;

    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

    use super::Tls;

    /// Whom the connections trust; `None` if they are not encrypted.
    pub struct Trust(Option<Arc<ClientConfig>>);

    impl Tls {
        /// Reads the certificates. The error is for people.
        pub fn trust(&self) -> Result<Trust, String> {
            if !self.tls {
                return Ok(Trust(None));
            }
            let provider = Arc::new(ring::default_provider());
            let config = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
            let config = config.map_err(|error| error.to_string())?;
            if self.insecure {
                let anybody = Arc::new(Anybody(provider));
                let config = config.dangerous().with_custom_certificate_verifier(anybody).with_no_client_auth();
                return Ok(Trust(Some(Arc::new(config))));
            }
            let mut roots = RootCertStore::empty();
            match &self.ca {
                Some(file) => {
                    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
                    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| failed(&error))? {
                        let certificate = certificate.map_err(|error| failed(&error))?;
                        roots.add(certificate).map_err(|error| failed(&error))?;
                    }
                    if roots.is_empty() {
                        return Err(failed(&"no certificate in it; it must be a PEM file"));
                    }
                }
                None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            }
            Ok(Trust(Some(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))))
        }
    }

    impl Trust {
        /// Returns the configuration.
        pub fn config(self) -> Option<Arc<ClientConfig>> {
            self.0
        }

        /// Creates the state of an encrypted connection to a host; `None` if it is not encrypted.
        pub fn client(&self, host: &str) -> Result<Option<ClientConnection>, String> {
            let Some(config) = &self.0 else { return Ok(None) };
            let name = ServerName::try_from(host.to_owned()).map_err(|error| format!("{host}: {error}"))?;
            ClientConnection::new(config.clone(), name).map(Some).map_err(|error| error.to_string())
        }
    }

    /// A verifier that accepts every certificate.
    #[derive(Debug)]
    struct Anybody(Arc<CryptoProvider>);

    impl ServerCertVerifier for Anybody {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.0.signature_verification_algorithms.supported_schemes()
        }
    }
}

pub use tls::Trust;
