//! Tests of connections over TLS. The crate has no TLS code; a connection works over any stream.

use core::ops::ControlFlow::Continue;
use core::time::Duration;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use broadworks_cap::login::{Account, Claim, Login, Password, Registrar};
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{FailureCause, UserLogoutReason};
use broadworks_cap::transport::Connection;
use broadworks_cap::{Document, Event};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned};

type Near = Connection<StreamOwned<ClientConnection, TcpStream>>;
type Far = Connection<StreamOwned<ServerConnection, TcpStream>>;

/// Returns the configuration of a server, its certificate, and the certificate in PEM form.
fn server() -> (ServerConfig, CertificateDer<'static>, String) {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(own.signing_key.serialize_der().into());
    let server = ServerConfig::builder().with_no_client_auth();
    let server = server.with_single_cert(vec![own.cert.der().clone()], key).expect("a pair");
    (server, own.cert.der().clone(), own.cert.pem())
}

/// Returns the two ends of a TLS connection. The handshake takes place with the first bytes.
fn pair() -> (Near, Far) {
    let (server, certificate, _) = server();
    let mut roots = RootCertStore::empty();
    roots.add(certificate).expect("a certificate");
    let client = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let near = TcpStream::connect(listener.local_addr().expect("an address")).expect("it listens");
    let far = listener.accept().expect("it connects").0;
    for stream in [&near, &far] {
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
        stream.set_nodelay(true).expect("an option can be set");
    }
    let name = ServerName::try_from("localhost").expect("a name");
    let near = StreamOwned::new(ClientConnection::new(Arc::new(client), name).expect("a client"), near);
    let far = StreamOwned::new(ServerConnection::new(Arc::new(server)).expect("a server"), far);
    (Connection::new(near), Connection::new(far))
}

fn users(claim: &Claim<'_>) -> Result<Account, FailureCause> {
    match &*claim.id {
        "alice@example.com" => Ok(Account::new(Password::new("open sesame"))),
        _ => Err(FailureCause::UnknownId),
    }
}

fn dial(number: &str) -> Document<'_> {
    Document::new(CallAction::dial(Identity::cap_c("alice@example.com", "demo"), number))
}

#[test]
fn a_login_and_documents_of_any_size_go_through() {
    let (mut near, mut far) = pair();
    // Some are longer than a TLS record.
    let sizes = [1, 100, 16_000, 17_000, 300_000];
    let server = thread::spawn(move || {
        let session = far.serve_login(&mut Registrar::new("1700000000123", "1007"), &mut users, |_| Continue(()));
        let mut echoed = 0;
        while let Event::Document(document) = far.receive_owned().expect("no fault of the stream") {
            far.send(&document).expect("the peer takes it");
            echoed += 1;
        }
        (session.expect("the password is right"), echoed)
    });
    let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
    let session = near.log_in(&mut login, |_| Continue(())).expect("the password is right");
    for size in sizes {
        let number = "9".repeat(size);
        near.send(&dial(&number)).expect("the peer takes it");
        let Event::Document(document) = near.receive().expect("no fault of the stream") else { panic!("an echo") };
        assert_eq!(document, dial(&number));
    }
    let stream = near.get_mut();
    stream.conn.send_close_notify();
    stream.conn.complete_io(&mut stream.sock).expect("the peer takes it");
    assert_eq!(server.join().expect("no panic"), (session, sizes.len()));
}

#[test]
fn an_end_is_clean_only_if_the_peer_said_so() {
    for said in [true, false] {
        let (mut near, mut far) = pair();
        let server = thread::spawn(move || {
            far.receive_owned().map(drop).expect("no fault of the stream");
            far.send(&dial("1")).expect("the peer takes it");
            if said {
                let stream = far.get_mut();
                stream.conn.send_close_notify();
                stream.conn.complete_io(&mut stream.sock).expect("the peer takes it");
            }
        });
        near.send(&dial("0")).expect("the peer takes it");
        assert!(matches!(near.receive(), Ok(Event::Document(_))));
        server.join().expect("no panic");
        match near.receive() {
            Ok(Event::Closed { clean: true }) => assert!(said),
            // The connection may have been cut by an attacker.
            Err(error) => assert!(!said, "{error}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_timeout_of_the_stream_below_is_a_timeout() {
    let (mut near, mut far) = pair();
    let server = thread::spawn(move || {
        assert!(matches!(far.receive(), Ok(Event::Document(_))));
        far
    });
    near.send(&dial("0")).expect("the peer takes it");
    let mut far = server.join().expect("no panic");
    near.get_ref().sock.set_read_timeout(Some(Duration::from_millis(5))).expect("a timeout can be set");
    assert!(matches!(near.receive(), Ok(Event::Pending)));
    near.get_ref().sock.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    far.send(&dial("1")).expect("the peer takes it");
    assert!(matches!(near.receive(), Ok(Event::Document(_))));
}

/// The test needs the example, which `cargo test` builds first, but `cargo test --test` does not.
#[test]
fn the_example_trusts_whom_it_is_told_to() {
    let test = std::env::current_exe().expect("this test is a file");
    let folder = test.ancestors().nth(2).expect("it is in deps").join("examples");
    let program = folder.join(format!("tls_client{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        return eprintln!("skipped: {} was not built", program.display());
    }
    let (config, _, pem) = server();
    let config = Arc::new(config);
    let authority = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("authority-{}.pem", std::process::id()));
    fs::write(&authority, pem).expect("a file");
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = format!("localhost:{}", listener.local_addr().expect("an address").port());
    let serving = thread::spawn(move || {
        let mut ends = Vec::new();
        for _ in 0..2 {
            let stream = listener.accept().expect("it connects").0;
            stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
            let tls = ServerConnection::new(config.clone()).expect("a server");
            let mut far = Connection::new(StreamOwned::new(tls, stream));
            let session = far.serve_login(&mut Registrar::new("1700000000123", "1007"), &mut users, |_| Continue(()));
            if let Ok(session) = &session {
                far.send(&session.log_out(UserLogoutReason::ForceLogoutLocked)).expect("the peer takes it");
                // Receive until the peer is gone; closing earlier could lose the message.
                while let Ok(Event::Document(_)) = far.receive() {}
            }
            ends.push(session.is_ok());
        }
        ends
    });
    let run = |arguments: &[&str]| {
        let mut process = Command::new(&program);
        process.args(arguments).env("CAP_PASSWORD", "open sesame").stdin(Stdio::null());
        let output = process.output().expect("it starts");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let file = authority.to_str().expect("text");
    let told = run(&[&address, "alice@example.com", "--ca", file]);
    assert!(told.contains("logged in as alice@example.com") && told.contains("ForceLogoutL"), "{told}");
    // The Mozilla root certificates do not include this authority.
    let told = run(&[&address, "alice@example.com"]);
    assert!(told.contains("certificate") && !told.contains("logged in"), "{told}");
    assert_eq!(serving.join().expect("no panic"), [true, false]);
    fs::remove_file(authority).expect("it is there");
}
