//! Connections over TLS, of both clients.

#![cfg(all(feature = "rustls", feature = "tokio"))]

use std::sync::Arc;

use broadworks_client::{Backoff, Event, Login, Options, Password, Reason, asynchronous, blocking};
use broadworks_simulator::{Setup, Simulator};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const ALICE: &str = "alice@example.com";

/// Starts a TLS server before the simulator. Returns its port, and its certificate.
async fn proxy(simulator: &Simulator) -> (u16, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let certificate = made.cert.der().clone();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![certificate.clone()], key.into()).expect("they fit");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("it has one").port();
    let server = simulator.cap_c();
    tokio::spawn(async move {
        while let Ok((peer, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut tls = acceptor.accept(peer).await?;
                let mut plain = TcpStream::connect(server).await?;
                tokio::io::copy_bidirectional(&mut tls, &mut plain).await
            });
        }
    });
    (port, certificate)
}

fn trusting(certificate: Option<CertificateDer<'static>>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    certificate.into_iter().for_each(|certificate| roots.add(certificate).expect("it is one"));
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

#[tokio::test]
async fn clients_log_in_over_tls_and_trust_only_whom_they_are_told() {
    let simulator = Simulator::start(Setup::new().user((ALICE, "secret"))).expect("a free port");
    let (port, certificate) = proxy(&simulator).await;
    let options = |certificate| {
        let login = Login::call_client(ALICE, "demo").password(Password::new("secret"));
        let options = Options::cap_c(format!("localhost:{port}"), login).tls(trusting(certificate));
        options.backoff(Backoff::new(std::time::Duration::from_millis(1), std::time::Duration::from_millis(1)))
    };
    let (client, mut events) = asynchronous::Client::start(options(Some(certificate.clone())));
    assert!(client.online().await.expect("the password is right").is_some());
    assert!(matches!(events.next().await, Some(Event::Online { .. })));
    assert!(matches!(client.log_out().await, Reason::LogOut { complete: true }));

    let (_client, mut events) = asynchronous::Client::start(options(None));
    assert!(matches!(events.next().await, Some(Event::Offline { reason: Reason::Unreachable(_), retry: Some(_) })));

    let (trusted, distrusted) = (options(Some(certificate)), options(None));
    let blocking = tokio::task::spawn_blocking(move || {
        let mut client = blocking::Client::new(trusted);
        assert!(matches!(client.next(), Some(Event::Online { .. })));
        assert!(!client.info().expect("an answer").versions.is_empty());
        assert!(matches!(client.log_out(), Reason::LogOut { complete: true }));
        let mut client = blocking::Client::new(distrusted);
        assert!(matches!(client.next(), Some(Event::Offline { reason: Reason::Unreachable(_), retry: Some(_) })));
    });
    blocking.await.expect("no panic");
}
