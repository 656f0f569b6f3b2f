//! Tests of listeners: TLS, several at once, versions, passwords from elsewhere, and clients that only keep a connection.

#[allow(dead_code, reason = "the flows need more of it")]
#[path = "flows/client.rs"]
mod client;
#[path = "flows/running.rs"]
mod running;

use core::ops::ControlFlow::Continue;
use core::time::Duration;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::Arc;

use broadworks_cap::login::{Login, Password, Session};
use broadworks_cap::message::info_request::InfoRequest;
use broadworks_cap::message::values::{FailureCause, UserLogoutReason};
use broadworks_cap::schema::Value;
use broadworks_cap::transport::{Connection, LoginError};
use broadworks_cap::{Command, Document, Event, Protocol};
use broadworks_simulator::{Manners, Settings, Setup, Simulator, Tls};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use client::{ALICE, BOB, Client};
use running::Running;

const PATIENCE: Duration = Duration::from_secs(20);

fn login() -> Login {
    Login::call_client(ALICE, "demo").password(Password::new("open sesame"))
}

type Secret = Connection<StreamOwned<ClientConnection, TcpStream>>;

/// Connects over TLS as a client that trusts this certificate.
fn connect(address: SocketAddr, certificate: &str) -> Secret {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(certificate.as_bytes()).expect("a certificate")).expect("one to trust");
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
    Connection::new(StreamOwned::new(ClientConnection::new(Arc::new(config), name).expect("a client"), stream))
}

fn session(connection: &mut Secret) -> Session {
    connection.log_in(&mut login(), |_| Continue(())).expect("the password is right")
}

#[test]
fn tls_and_tcp_and_farms_see_one_world() {
    let (tls, certificate) = Tls::self_signed(["localhost"]).expect("a name");
    let free: SocketAddr = ([127, 0, 0, 1], 0).into();
    let setup = Setup::new().user((ALICE, "open sesame")).user(BOB).listen_tls(free, tls.clone()).listen_tls(free, tls);
    let simulator = Simulator::start(setup.ccc2().listen(free).listen(free)).expect("free ports");
    let kinds: Vec<_> = simulator.listeners().iter().map(|it| (it.protocol, it.tls)).collect();
    let (cap_c, ccc2) = (Protocol::CapC, Protocol::Ccc2);
    assert_eq!(kinds, [(cap_c, false), (cap_c, false), (ccc2, false), (cap_c, true), (cap_c, true)]);
    let mut farm = Client::connect(simulator.ccc2().expect("farms"), Protocol::Ccc2);
    farm.settle();
    let mut secret = connect(simulator.tls().expect("TLS"), &certificate);
    session(&mut secret);
    let mut open = Client::connect(simulator.listeners()[1].address, Protocol::CapC);
    open.log_in(Login::call_client(ALICE, "other").password(Password::new("open sesame")))
        .expect("the password is right");
    let call = simulator.ring(ALICE, "2405550190").expect("the phone is free");
    assert_eq!(client::id(&open.ringing()), call);
    assert_eq!(client::id(&farm.call(broadworks_cap::message::values::CallState::Alerting)), call);
    // The simulator writes while its reading thread waits, documents longer than a record, and an orderly end.
    let mut rang = false;
    while !rang {
        let event = secret.receive_owned().expect("no fault of the stream");
        rang = matches!(&event, Event::Document(Document { command: Command::CallUpdate(_), .. }));
    }
    let questions = Document::new(InfoRequest::versions()).to_vec().expect("bytes").repeat(500);
    secret.send_encoded(&questions).expect("it takes it");
    let mut answers = 0;
    while answers < 500 {
        let event = secret.receive_owned().expect("no fault of the stream");
        answers += usize::from(matches!(&event, Event::Document(Document { command: Command::InfoResponse(_), .. })));
    }
    simulator.force_logout(ALICE, UserLogoutReason::ForceLogoutUnassigned).expect("logged in");
    simulator.stop();
    loop {
        match secret.receive_owned().expect("no fault of the stream") {
            Event::Closed { clean } => break assert!(clean),
            Event::Document(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn who_speaks_no_tls_or_never_finishes_its_handshake_is_disconnected() {
    let (tls, certificate) = Tls::self_signed(["localhost"]).expect("a name");
    let manners = Manners { login_timeout: Some(Duration::from_millis(300)), ..Manners::default() };
    let setup = Setup::new().user((ALICE, "open sesame")).manners(manners).listen_tls(([127, 0, 0, 1], 0).into(), tls);
    let simulator = Simulator::start(setup).expect("free ports");
    let address = simulator.tls().expect("TLS");
    for (sent, drips) in
        [(&b"<?xml version=\"1.0\"?><BroadsoftDocument/>"[..], false), (b"", false), (&[22, 3, 1, 2, 0, 1], true)]
    {
        let mut stream = TcpStream::connect(address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_millis(20))).expect("a timeout can be set");
        stream.write_all(sent).expect("it takes it");
        loop {
            // A byte from time to time does not extend the time for a login.
            let dripped = if drips { stream.write_all(&[0]) } else { Ok(()) };
            match dripped.and_then(|()| stream.read(&mut [0; 512])) {
                Ok(0) => break,
                Err(error) if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
                _ => {}
            }
        }
    }
    session(&mut connect(address, &certificate));
}

/// Logs in with this version, and returns the version of the answer.
fn version_of(simulator: &Simulator, version: &str) -> Result<String, FailureCause> {
    let mut connection = Connection::connect(simulator.cap_c()).expect("it listens");
    connection.set_receive_timeout(Some(PATIENCE));
    let mut login = login().version(Value::from_text(version.to_owned().into()));
    match connection.log_in(&mut login, |_| Continue(())) {
        Ok(session) => Ok(session.version.to_string()),
        Err(LoginError::Failed(failure)) => Err(failure.cause().expect("a cause")),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn versions_in_the_range_log_in_and_keep_their_version() {
    let start = |versions: &str| {
        let versions = versions.parse().expect("a range");
        let settings = Settings { versions, ..Settings::default() };
        Simulator::start(Setup::new().user((ALICE, "open sesame")).settings(settings)).expect("a free port")
    };
    let simulator = start("14.0-22.0");
    for version in ["14.0", "17.0", "21.0", "22.0"] {
        assert_eq!(version_of(&simulator, version).as_deref(), Ok(version));
    }
    for version in ["13.0", "23.0", "new", "17"] {
        assert_eq!(version_of(&simulator, version), Err(FailureCause::UnsupportedVersion), "{version}");
    }
    // Everything that is sent has the version of the client, and the range can be asked for.
    let sent = simulator.journal().entries();
    let updates = sent.iter().filter(|entry| matches!(entry.sent(), Some(Command::ProfileUpdate(_))));
    let versions: Vec<String> =
        updates.filter_map(|entry| Some(entry.document()?.version.as_ref()?.to_string())).collect();
    assert_eq!(versions, ["14.0", "17.0", "21.0", "22.0"]);
    let mut client = Connection::connect(simulator.cap_c()).expect("it listens");
    client.set_receive_timeout(Some(PATIENCE));
    client.send(&Document::new(InfoRequest::versions())).expect("it takes it");
    let Ok(Event::Document(Document { command: Command::InfoResponse(response), .. })) = client.receive_owned() else {
        panic!("no response")
    };
    let all: Vec<String> = response.versions.iter().map(ToString::to_string).collect();
    assert_eq!(all, ["14.0", "15.0", "16.0", "17.0", "22.0"]);
    assert_eq!(version_of(&start("17.0"), "16.0"), Err(FailureCause::UnsupportedVersion));
}

/// Starts the program, and returns it with as many of its addresses.
fn program(change: impl FnOnce(&mut Process) -> &mut Process, addresses: usize) -> (Running, Vec<SocketAddr>) {
    let mut process = Process::new(env!("CARGO_BIN_EXE_broadworks-simulator"));
    change(&mut process).args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut running = Running(process.spawn().expect("it starts"));
    let lines = BufReader::new(running.0.stdout.take().expect("a pipe")).lines().take(addresses);
    let addresses = lines.map(|line| line.expect("text").parse().expect("an address")).collect();
    (running, addresses)
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("it can be written");
    path
}

#[test]
fn passwords_come_from_files_and_the_environment() {
    let users = file("users.txt", "# who is there\nalice@example.com:open sesame\r\n\nbob@example.com\n");
    let (_running, addresses) =
        program(|it| it.arg("--users").arg(&users).args(["--password-env", "SECRET"]).env("SECRET", "hidden"), 1);
    let mut alice = Client::connect(addresses[0], Protocol::CapC);
    alice.log_in(login()).expect("her own");
    let mut bob = Client::connect(addresses[0], Protocol::CapC);
    bob.log_in(Login::call_client(BOB, "demo").password(Password::new("hidden"))).expect("that of all others");
    let secret = file("password.txt", "open sesame\n");
    let (_running, addresses) = program(|it| it.args(["--user", ALICE]).arg("--password-file").arg(secret), 1);
    Client::connect(addresses[0], Protocol::CapC).log_in(login()).expect("the one of the file");
}

#[test]
fn the_program_listens_over_tls() {
    let certificate = Path::new(env!("CARGO_TARGET_TMPDIR")).join("self-signed.pem");
    let (_running, addresses) = program(
        |it| {
            let it = it.args(["--user", "alice@example.com:open sesame", "--tls", "localhost:0"]);
            it.arg("--tls-self-signed").arg(&certificate)
        },
        2,
    );
    let text = fs::read_to_string(&certificate).expect("it is written");
    session(&mut connect(addresses[1], &text));
    for (arguments, said) in [
        (&["--tls", "127.0.0.1:0"][..], "--tls-self-signed"),
        (&["--tls", "127.0.0.1:0", "--tls-certificate", "none.pem", "--tls-key", "none.pem"], "none.pem"),
        (&["--tls-certificate", "none.pem"], "--tls"),
        (&["--password-env", "NOT_THERE_AT_ALL"], "NOT_THERE_AT_ALL"),
        (&["--users", "none.txt"], "none.txt"),
        (&["--versions", "17.0-14.0"], "LEAST-MOST"),
        (&["--user", "sip:bob@example.com:secret"], "user id"),
        (&["--listen", "no such host:1"], "HOST:PORT"),
        (&["--control", "here"], "HOST:PORT"),
    ] {
        let mut process = Process::new(env!("CARGO_BIN_EXE_broadworks-simulator"));
        let output = process.args(["--user", ALICE]).args(arguments).output().expect("it starts");
        let told = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
}

/// Returns that Alice can log in three times while there are so many connections on which nobody does.
fn is_open_to_alice(address: SocketAddr, most: usize) {
    // The limit of this process may be lower than that of the simulator.
    let idle: Vec<TcpStream> = (0..most).map_while(|_| TcpStream::connect(address).ok()).collect();
    assert!(idle.len() > 200, "{}", idle.len());
    for _ in 0..3 {
        let mut alice = Client::connect(address, Protocol::CapC);
        alice.log_in(login()).expect("there is room");
        alice.settle();
    }
}

#[test]
fn a_thousand_idle_connections_shut_nobody_out() {
    let (_running, addresses) = program(|it| it.args(["--user", "alice@example.com:open sesame"]), 1);
    is_open_to_alice(addresses[0], 1_100);
}

#[cfg(unix)]
#[test]
fn a_process_that_may_open_few_files_gives_them_to_who_logs_in() {
    let mut process = Process::new("sh");
    let program = env!("CARGO_BIN_EXE_broadworks-simulator");
    let arguments = "--listen 127.0.0.1:0 --user 'alice@example.com:open sesame'";
    process.arg("-c").arg(format!("ulimit -n 64 && exec '{program}' {arguments}"));
    let mut running = Running(process.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts"));
    let mut lines = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
    let address = lines.next().expect("an address").expect("text").parse().expect("an address");
    is_open_to_alice(address, 250);
}
