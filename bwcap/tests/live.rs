//! Tests of `bwcap connect` and `bwcap tap` as processes, against the simulator and other servers on loopback.

#![allow(dead_code, reason = "not all of the simulator is used")]

#[path = "../../examples/simulator/cap_c.rs"]
mod cap_c;
#[path = "../../examples/simulator/ccc2.rs"]
mod ccc2;
#[path = "../../examples/simulator/hub.rs"]
mod hub;
#[path = "../../examples/simulator/world/mod.rs"]
mod world;

use core::ops::ControlFlow::Continue;
use core::time::Duration;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use broadworks_cap::login::{Account, Claim, Password, Registrar};
use broadworks_cap::message::values::{FailureCause, UserLogoutReason};
use broadworks_cap::transport::Connection;
use broadworks_cap::{Command as Cap, Event, Protocol};
use serde_json::Value;

use hub::{Hub, Manners};
use world::{Settings, Subscriber};

const ALICE: &str = "alice@example.com";
const PASSWORD: &str = "hunter2-hunter2";

/// Longest time that a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// A simulator on free ports, which is stopped when dropped.
struct Simulator {
    hub: Hub,
    cap_c: SocketAddr,
    ccc2: SocketAddr,
}

impl Simulator {
    fn start() -> Self {
        let users = [ALICE, "bob@example.com"].map(|id| Subscriber::new(id, Some(PASSWORD)));
        let settings = Settings { answer: 10, farm: true, ..Settings::default() };
        let hub = Hub::new(settings, users.into(), Vec::new(), Manners::default());
        let listen = |protocol| {
            let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
            let address = listener.local_addr().expect("an address");
            hub.listen(listener, protocol).expect("it listens");
            address
        };
        let (cap_c, ccc2) = (listen(Protocol::CapC), listen(Protocol::Ccc2));
        Self { hub, cap_c, ccc2 }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.hub.stop();
    }
}

/// The tool, which is killed when the test ends.
struct Tool {
    child: Child,
    stdin: Option<ChildStdin>,
    out: Receiver<String>,
    told: Receiver<String>,
    /// Everything that was printed so far.
    seen: String,
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

impl Tool {
    fn start(arguments: &[&str], password: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_bwcap"))
            .args(arguments)
            .env("CAP_PASSWORD", password)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let out = lines(child.stdout.take().expect("a pipe"));
        let told = lines(child.stderr.take().expect("a pipe"));
        let stdin = child.stdin.take();
        Self { child, stdin, out, told, seen: String::new() }
    }

    /// Returns the next line of standard error with these words.
    fn told(&mut self, words: &str) -> String {
        loop {
            let line = self.told.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no `{words}` in {}", self.seen));
            self.seen += &format!("{line}\n");
            if line.contains(words) {
                return line;
            }
        }
    }

    /// Returns the next line of output with these words.
    fn prints(&mut self, words: &str) -> String {
        loop {
            let line = self.out.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no `{words}` in {}", self.seen));
            self.seen += &format!("{line}\n");
            if line.contains(words) {
                return line;
            }
        }
    }

    fn types(&mut self, text: &str) {
        self.stdin.as_mut().expect("it is open").write_all(text.as_bytes()).expect("it reads");
    }

    fn interrupt(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill is there").success());
    }

    /// Waits for the end. Returns the exit status and all that was printed.
    fn end(mut self) -> (Option<i32>, String) {
        drop(self.stdin.take());
        for line in self.out.iter().chain(self.told.iter()).collect::<Vec<_>>() {
            self.seen += &format!("{line}\n");
        }
        let status = self.child.wait().expect("it is ours");
        (status.code(), std::mem::take(&mut self.seen))
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn users(claim: &Claim<'_>) -> Result<Account, FailureCause> {
    if claim.id == ALICE { Ok(Account::new(Password::new(PASSWORD))) } else { Err(FailureCause::UnknownId) }
}

#[test]
fn a_client_logs_in_shows_what_comes_sends_what_is_typed_and_logs_out() {
    let simulator = Simulator::start();
    let server = simulator.cap_c.to_string();
    let mut tool = Tool::start(&["connect", &server, "--user", ALICE, "--sent", "--wait", "0"], PASSWORD);
    tool.told("logged in as alice@example.com");
    // JSON on several lines, without what says who sends it.
    tool.types("{\"commandType\":\"callAction\",\"commandData\":{\"user\":{\"action\":{\"actionType\":\"Dial\",\n");
    tool.types("\"actionParam\":[{\"actionParamName\":\"Number\",\"value\":\"2405550177\"}]}}}}\n");
    tool.told("filled in protocol `CAP`, version `17.0`, userType `CallClient`, userUid `");
    let headline = tool.prints("Active 2405550177");
    assert!(headline.contains("to-client"), "{headline}");
    // XML, and what is neither.
    tool.types("<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"infoRequest\">\n");
    tool.types("<commandData><capVersionRequest/></commandData></command></BroadsoftDocument>\nwhat?\n");
    tool.prints("infoResponse");
    let refusal = tool.told("not sent");
    assert!(refusal.starts_with("-:5:1: not sent: expected a message"), "{refusal}");
    // The end of standard input is the end.
    let (code, seen) = tool.end();
    assert_eq!(code, Some(1), "something was not sent");
    assert!(seen.contains("unRegister") && seen.contains("logged out"), "{seen}");
    assert!(!seen.contains(PASSWORD) && seen.contains("<redacted>"), "{seen}");
}

#[test]
#[cfg(unix)]
fn an_interrupt_logs_out() {
    let simulator = Simulator::start();
    let server = simulator.cap_c.to_string();
    let mut tool = Tool::start(&["connect", &server, "--user", ALICE, "--json"], PASSWORD);
    let update: Value = serde_json::from_str(&tool.prints("sessionUpdate")).expect("JSON");
    assert_eq!((&update["direction"], &update["document"]["protocol"]), (&"to-client".into(), &"CAP".into()));
    tool.interrupt();
    tool.told("logged out");
    assert_eq!(tool.end().0, Some(0));
}

#[test]
fn a_farm_needs_no_login() {
    let simulator = Simulator::start();
    let server = simulator.ccc2.to_string();
    let mut farm = Tool::start(&["connect", &server, "--protocol", "ccc2", "--wait", "0"], "");
    farm.told("connected");
    farm.types("{\"commandType\":\"callAction\",\"commandData\":{\"user\":{\"id\":\"alice@example.com\",\"action\":{\"actionType\":\"Dial\",");
    farm.types("\"actionParam\":[{\"actionParamName\":\"Number\",\"value\":\"2405550177\"}]}}}}\n");
    farm.prints("Active 2405550177");
    let (code, seen) = farm.end();
    assert_eq!(code, Some(0), "{seen}");
    assert!(!seen.contains("logged"), "{seen}");
}

#[test]
fn a_refused_login_is_not_tried_again() {
    let simulator = Simulator::start();
    let server = simulator.cap_c.to_string();
    for (user, password, says) in [
        (ALICE, "wrong", "login refused: the password is wrong (IncorrectPassword)"),
        ("nobody@example.com", PASSWORD, "login refused: the server does not know this user"),
    ] {
        let tool = Tool::start(&["connect", &server, "--user", user], password);
        let (code, seen) = tool.end();
        assert_eq!(code, Some(1), "{seen}");
        assert!(seen.contains(says), "{seen}");
    }
}

#[test]
fn a_lost_connection_is_made_again() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let mut tool = Tool::start(&["connect", &address, "--user", ALICE, "--pause", "0.01", "--wait", "0"], PASSWORD);
    // Twice there is nothing.
    drop(listener.accept().expect("it connects"));
    drop(listener.accept().expect("it connects"));
    let mut server = Connection::from(listener.accept().expect("it connects").0);
    let session = server.serve_login(&mut Registrar::new("1700000000123", "1007"), &mut users, |_| Continue(()));
    let session = session.expect("the password is right");
    tool.told("next attempt in 0.01 s");
    tool.told("next attempt in 0.02 s");
    tool.told("logged in");
    // What is typed while there is no connection is sent later; a logout that allows it is followed by a login.
    server.send(&session.log_out(UserLogoutReason::ForceLogoutRedundancy)).expect("it reads");
    drop(server);
    tool.told("logged out by the server");
    tool.types("{\"commandType\":\"infoRequest\",\"commandData\":{\"capVersionRequest\":true}}\n");
    let mut server = Connection::from(listener.accept().expect("it connects").0);
    server
        .serve_login(&mut Registrar::new("1700000000124", "1008"), &mut users, |_| Continue(()))
        .expect("it is right");
    server.set_receive_timeout(Some(PATIENCE));
    let Ok(Event::Document(document)) = server.receive_owned() else { panic!("it is sent") };
    assert!(matches!(document.command, Cap::InfoRequest(_)));
    drop(tool.stdin.take());
    let ended = loop {
        match server.receive_owned().expect("no fault") {
            Event::Document(document) => break matches!(document.command, Cap::UnRegister(_)),
            Event::Closed { .. } => break false,
            _ => {}
        }
    };
    assert!(ended, "it logs out");
    drop(server);
    assert_eq!(tool.end().0, Some(0));
}

#[test]
fn usage_and_what_cannot_be_reached_are_errors() {
    let free = TcpListener::bind(("127.0.0.1", 0)).expect("a free port").local_addr().expect("an address").to_string();
    for (arguments, says) in [
        (&["connect", &free][..], "--user"),
        (&["connect", &free, "--user", ALICE, "--once"], "refused"),
        (&["connect", &free, "--user", ALICE, "--insecure"], "--tls"),
        (&["connect", &free, "--user", ALICE, "--password-file", "/nonexistent"], "/nonexistent"),
        (&["connect", &free, "--user", ALICE, "--tls", "--ca", "/nonexistent"], "/nonexistent"),
        (&["tap", "127.0.0.1:0", "nowhere.invalid:1"], "nowhere.invalid"),
        (&["tap", "nowhere.invalid:1", &free], "nowhere.invalid"),
    ] {
        let (code, seen) = Tool::start(arguments, PASSWORD).end();
        assert_eq!(code, Some(2), "{arguments:?} {seen}");
        assert!(seen.contains(says), "{seen}");
    }
}

#[cfg(feature = "tls")]
mod tls {
    use super::*;
    use rustls::pki_types::PrivateKeyDer;
    use rustls::{ServerConfig, ServerConnection, StreamOwned};
    use std::sync::Arc;

    /// Returns the configuration of a server, and its certificate in PEM form.
    fn server() -> (Arc<ServerConfig>, String) {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(own.signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config =
            ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
        let config = config.with_no_client_auth().with_single_cert(vec![own.cert.der().clone()], key).expect("a pair");
        (Arc::new(config), own.cert.pem())
    }

    #[test]
    fn a_certificate_is_checked_unless_told_otherwise() {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let ((config, right), (_, other)) = (server(), server());
        let (right_file, other_file) = (folder.join("right.pem"), folder.join("other.pem"));
        fs::write(&right_file, right).expect("a file");
        fs::write(&other_file, other).expect("a file");
        let ca = |file: &PathBuf| vec!["--ca".to_owned(), file.display().to_string()];
        for (trust, is_trusted) in
            [(ca(&right_file), true), (ca(&other_file), false), (Vec::new(), false), (vec!["--insecure".into()], true)]
        {
            let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
            let port = listener.local_addr().expect("an address").port();
            let config = config.clone();
            let server = thread::spawn(move || {
                let tcp = listener.accept().expect("it connects").0;
                tcp.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
                let tls = ServerConnection::new(config).expect("a server");
                let mut server = Connection::new(StreamOwned::new(tls, tcp));
                server.serve_login(&mut Registrar::new("1700000000123", "1007"), &mut users, |_| Continue(())).is_ok()
            });
            let address = format!("localhost:{port}");
            let mut arguments = vec!["connect", &address, "--user", ALICE, "--tls", "--once", "--wait", "0"];
            arguments.extend(trust.iter().map(String::as_str));
            let (_, seen) = Tool::start(&arguments, PASSWORD).end();
            assert_eq!(seen.contains("logged in"), is_trusted, "{trust:?} {seen}");
            assert_eq!(server.join().expect("no panic"), is_trusted, "{trust:?}");
            assert_eq!(seen.contains("WARNING: --insecure"), trust.concat() == "--insecure", "{seen}");
            assert!(is_trusted || seen.contains("certificate"), "{seen}");
        }
    }
}

/// A client, the proxy and a server that all encrypt: the messages are seen, and every byte arrives.
#[test]
#[cfg(all(unix, feature = "tls"))]
fn a_proxy_encrypts_both_sides() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let (cert, key) = (folder.join("tap.pem"), folder.join("tap.key"));
    fs::write(&cert, own.cert.pem()).expect("a file");
    fs::write(&key, own.signing_key.serialize_pem()).expect("a file");
    let (cert, key) = (cert.display().to_string(), key.display().to_string());
    let simulator = Simulator::start();
    let local = |address: &str| format!("localhost:{}", address.rsplit_once(':').expect("a port").1);
    // The server is behind a proxy of its own, which encrypts for it.
    let (server, inner) = tap(&simulator.cap_c.to_string(), &["--cert", &cert, "--key", &key]);
    let (mut tap, address) = tap(&local(&inner), &["--cert", &cert, "--key", &key, "--tls", "--ca", &cert]);
    let connect = |more: &[&str]| {
        let address = local(&address);
        Tool::start(&[&["connect", &address, "--user", ALICE, "--once", "--wait", "0"], more].concat(), PASSWORD)
    };
    let mut client = connect(&["--tls", "--ca", &cert]);
    client.prints("sessionUpdate");
    let (code, seen) = client.end();
    assert_eq!(code, Some(0), "{seen}");
    tap.told(": closed");
    // One that does not encrypt is told of, and does no harm.
    let (code, seen) = connect(&[]).end();
    assert_eq!(code, Some(2), "{seen}");
    tap.told("TLS: ");
    let (code, seen) = connect(&["--tls", "--ca", &cert]).end();
    assert_eq!(code, Some(0), "{seen}");
    for tool in [tap, server] {
        tool.interrupt();
        let (code, seen) = tool.end();
        assert_eq!(code, Some(0), "{seen}");
        assert!(seen.contains("registerRequest") && seen.contains("unRegister"), "{seen}");
    }
}

/// Starts a proxy, and returns its address.
fn tap(upstream: &str, more: &[&str]) -> (Tool, String) {
    let mut tool = Tool::start(&[&["tap", "127.0.0.1:0", upstream], more].concat(), "");
    let line = tool.told("listening on ");
    let address = line.split_whitespace().nth(3).expect("an address").trim_end_matches(',').to_owned();
    (tool, address)
}

#[test]
#[cfg(unix)]
fn a_proxy_shows_both_directions_and_hides_passwords() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("tap.log");
    _ = fs::remove_file(&file);
    let raw = file.display().to_string();
    let simulator = Simulator::start();
    for json in [&["--raw", &raw][..], &["--json"]] {
        let (mut tap, address) = tap(&simulator.cap_c.to_string(), json);
        let mut client = Tool::start(&["connect", &address, "--user", ALICE, "--sent", "--wait", "0"], PASSWORD);
        client.prints("sessionUpdate");
        let (code, _) = client.end();
        assert_eq!(code, Some(0));
        tap.told(": closed");
        tap.interrupt();
        let (code, seen) = tap.end();
        assert_eq!(code, Some(0), "{seen}");
        let names =
            ["registerAuthentication", "responseAuthentication", "registerRequest", "registerResponse", "unRegister"];
        let mut rest = &*seen;
        for name in names {
            rest = rest.split_once(name).unwrap_or_else(|| panic!("{name} in its order in {seen}")).1;
        }
        assert!(seen.contains("to-server") && seen.contains("to-client"), "{seen}");
        // 32 hexadecimal digits are a digest.
        let is_digest = |word: &str| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(!seen.split(|c: char| !c.is_ascii_alphanumeric()).any(is_digest), "{seen}");
    }
    // What was written can be read.
    let log = fs::read_to_string(&file).expect("the log");
    assert!(log.contains("<securePassword>********************************</securePassword>"), "{log}");
    assert!(log.contains(" to server\n") && log.contains(" to client\n"), "{log}");
    let output =
        Command::new(env!("CARGO_BIN_EXE_bwcap")).args(["decode", "--json"]).arg(&file).output().expect("it runs");
    let json = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(json.matches("\"command\":\"registerRequest\"").count(), 1, "{json}");
}

#[test]
#[cfg(unix)]
fn a_proxy_passes_on_all_bytes_of_many_connections_unchanged() {
    const CONNECTIONS: usize = 20;
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let upstream = listener.local_addr().expect("an address").to_string();
    // It sends back everything in another order of bits.
    let server = thread::spawn(move || {
        let peers: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let (mut near, _) = listener.accept().expect("it connects");
                thread::spawn(move || {
                    let mut buffer = [0; 4096];
                    loop {
                        let read = near.read(&mut buffer).expect("no fault");
                        if read == 0 {
                            break;
                        }
                        let bytes: Vec<u8> = buffer[..read].iter().map(|byte| !byte).collect();
                        near.write_all(&bytes).expect("no fault");
                    }
                    near.shutdown(Shutdown::Write).expect("no fault");
                })
            })
            .collect();
        peers.into_iter().for_each(|peer| peer.join().expect("no panic"));
    });
    let (tap, address) = tap(&upstream, &[]);
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|index| {
            let address = address.clone();
            thread::spawn(move || {
                let mut stream = TcpStream::connect(address).expect("it listens");
                stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
                // Documents, halves of documents, and bytes of every value.
                let mut sent: Vec<u8> = (0..20_000).map(|at: usize| (at * (index + 1) / 7 % 256) as u8).collect();
                sent.extend_from_slice(
                    b"<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument><Broad",
                );
                let (mut writer, bytes) = (stream.try_clone().expect("a handle"), sent.clone());
                let writing = thread::spawn(move || {
                    bytes.chunks(index * 100 + 1).for_each(|chunk| writer.write_all(chunk).expect("no fault"));
                    writer.shutdown(Shutdown::Write).expect("no fault");
                });
                let mut received = Vec::new();
                stream.read_to_end(&mut received).expect("no fault");
                writing.join().expect("no panic");
                assert!(received.iter().map(|byte| !byte).eq(sent.iter().copied()), "connection {index}");
            })
        })
        .collect();
    clients.into_iter().for_each(|client| client.join().expect("all bytes came back"));
    server.join().expect("no panic");
    tap.interrupt();
    let (code, seen) = tap.end();
    assert_eq!(code, Some(1), "malformed bytes were seen");
    assert!(seen.contains("infoRequest"), "{}", &seen[..seen.len().min(2000)]);
}
