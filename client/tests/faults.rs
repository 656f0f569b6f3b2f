//! Both clients under every fault that the simulator has, and servers that stop, start again, or say nothing.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use broadworks_client::{Backoff, Event, Login, Options, Password, Reason, blocking};
use broadworks_simulator::{Scenario, Setup, Simulator};

const ALICE: &str = "alice@example.com";
const PATIENCE: Duration = Duration::from_secs(20);

fn start(scenario: &str) -> Simulator {
    let scenario = Scenario::from_toml(scenario).unwrap_or_else(|error| panic!("{scenario}: {error}"));
    let setup = Setup::new().user((ALICE, "secret")).clock_at(1_700_000_000_000).scenario(scenario);
    Simulator::start(setup).expect("a free port")
}

fn options(address: std::net::SocketAddr) -> Options {
    let login = Login::call_client(ALICE, "demo").password(Password::new("secret"));
    let millis = Duration::from_millis;
    Options::cap_c(address.to_string(), login).backoff(Backoff::new(millis(1), millis(20)).seed(5))
}

/// The two clients, as one thing that gives events.
enum Client {
    Blocking(Box<blocking::Client>),
    #[cfg(feature = "tokio")]
    Asynchronous(
        tokio::runtime::Runtime,
        broadworks_client::asynchronous::Client,
        broadworks_client::asynchronous::Events,
    ),
}

impl Client {
    fn both(options: impl Fn() -> Options) -> Vec<Self> {
        vec![
            Self::Blocking(Box::new(blocking::Client::new(options()))),
            #[cfg(feature = "tokio")]
            {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                let (client, events) =
                    runtime.block_on(async { broadworks_client::asynchronous::Client::start(options()) });
                Self::Asynchronous(runtime, client, events)
            },
        ]
    }

    fn next(&mut self) -> Event {
        match self {
            Self::Blocking(client) => client.next_within(PATIENCE).expect("an event"),
            #[cfg(feature = "tokio")]
            Self::Asynchronous(runtime, _, events) => runtime
                .block_on(async { tokio::time::timeout(PATIENCE, events.next()).await })
                .expect("it comes soon")
                .expect("the client goes on"),
        }
    }

    /// Returns the names of everything that comes, up to one of them.
    fn until(&mut self, last: &str) -> Vec<String> {
        let mut names = Vec::new();
        while names.last().is_none_or(|name| name != last) {
            assert!(names.len() < 100, "{names:?}");
            names.push(match self.next() {
                Event::Online { .. } => "online".into(),
                Event::Offline { reason: Reason::Closed { clean: true }, .. } => "closed".into(),
                Event::Offline { reason: Reason::Closed { clean: false }, .. } => "cut".into(),
                Event::Offline { reason: Reason::Broken(_), .. } => "broken".into(),
                Event::Offline { reason: Reason::Login(_), retry } => format!("refused {}", retry.is_some()),
                Event::Offline { reason, .. } => reason.to_string(),
                Event::Document(document) => document.command.name().unwrap_or_default().into(),
                Event::Malformed(_) => "malformed".into(),
                other => panic!("{other:?}"),
            });
        }
        names
    }

    fn log_out(&mut self) -> Reason {
        match self {
            Self::Blocking(client) => client.log_out(),
            #[cfg(feature = "tokio")]
            Self::Asynchronous(runtime, client, _) => runtime.block_on(client.log_out()),
        }
    }
}

/// Returns what both clients are told under a fault of `sessionUpdate`, up to one event.
fn under(fault: &str, last: &str) -> Vec<String> {
    let scenario = format!("[[fault]]\non = {{ sent = \"sessionUpdate\" }}\ntimes = 1\n{fault}");
    let mut told = Vec::new();
    for number in 0..2 {
        let simulator = start(&scenario);
        let address = simulator.cap_c();
        let mut client = Client::both(|| options(address)).remove(if cfg!(feature = "tokio") { number } else { 0 });
        told.push(client.until(last));
        assert!(matches!(client.log_out(), Reason::LogOut { complete: true }), "{fault}");
    }
    assert_eq!(told[0], told[1], "{fault}");
    told.remove(0)
}

#[test]
fn faults_of_the_stream_cost_what_they_break_and_no_more() {
    let whole = ["online", "profileUpdate", "sessionUpdate"];
    for fault in ["split = 7", "drip = 0.0001", "delay = 0.01", "split = 3"] {
        assert_eq!(under(fault, "sessionUpdate"), whole, "{fault}");
    }
    let found = under("garbage = \"no message\\n\"", "sessionUpdate");
    assert_eq!(found, ["online", "profileUpdate", "malformed", "sessionUpdate"]);
    // What broke is connected again, and the second time it goes well.
    let again = |first: &[&'static str]| [&whole[..2], first, &whole[..]].concat();
    assert_eq!(under("cut = 0.5", "sessionUpdate"), again(&["malformed", "cut"]));
    assert_eq!(under("cut = 0.0", "sessionUpdate"), again(&["closed"]));
    // After a reset, the system may give up what had come before it.
    let reset = under("cut = 0.5\nreset = true", "sessionUpdate");
    assert_eq!(reset[reset.len() - 3..], whole);
    assert!(reset.contains(&"broken".to_owned()), "{reset:?}");
}

#[test]
fn a_login_that_is_refused_for_a_while_goes_through() {
    let scenario = format!("[[refuse]]\nuser = \"{ALICE}\"\ncause = \"WASConnectivityError\"\ntimes = 3");
    for number in 0..2 {
        let simulator = start(&scenario);
        let mut clients = Client::both(|| options(simulator.cap_c()));
        let mut client = clients.swap_remove(number % clients.len());
        assert_eq!(client.until("online"), ["refused true", "refused true", "refused true", "online"]);
    }
}

#[test]
fn a_login_that_is_refused_for_good_ends_the_client() {
    let simulator = start(&format!("[[refuse]]\nuser = \"{ALICE}\"\ncause = \"IncorrectPassword\""));
    for mut client in Client::both(|| options(simulator.cap_c())) {
        assert_eq!(client.until("refused false"), ["refused false"]);
        assert!(matches!(client.log_out(), Reason::Login(_)));
    }
}

#[test]
fn servers_that_say_nothing_are_given_up() {
    let millis = Duration::from_millis;
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("it has one");
    // It accepts, and is silent.
    for mut client in Client::both(|| options(address).login_timeout(millis(50))) {
        let late = client.next();
        assert!(matches!(late, Event::Offline { reason: Reason::LoginTimeout, retry: Some(_) }), "{late:?}");
    }
    for mut client in Client::both(|| Options::ccc2(address.to_string()).idle_limit(Some(millis(50)))) {
        assert!(matches!(client.next(), Event::Online { session: None }));
        assert!(matches!(client.next(), Event::Offline { reason: Reason::Silent, retry: Some(_) }));
        assert!(matches!(client.log_out(), Reason::LogOut { complete: false }));
    }
}

#[test]
fn a_server_that_takes_nothing_is_given_up() {
    use broadworks_cap::message::Identity;
    use broadworks_cap::message::call_action::CallAction;
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("it has one");
    let options = Options::ccc2(address.to_string()).send_timeout(Duration::from_millis(50)).reconnect(false);
    let mut client = blocking::Client::new(options);
    assert!(matches!(client.next(), Some(Event::Online { .. })));
    let long = "9".repeat(60_000);
    let dial = || CallAction::dial(Identity::ccc2(ALICE), long.clone());
    while client.send(dial()).is_ok() {}
    assert!(matches!(client.next(), Some(Event::Offline { reason: Reason::Stalled, retry: None })));
}

/// A process that is stopped keeps its connections, and answers nothing.
#[cfg(all(unix, feature = "tokio"))]
#[test]
fn a_server_that_is_stopped_is_noticed_and_is_used_again_when_it_goes_on() {
    use std::process::{Command, Stdio};
    // A server of a few lines that says something every few milliseconds.
    const SERVER: &str = "
import socket, threading, time
listener = socket.create_server(('127.0.0.1', 0))
print(listener.getsockname()[1], flush=True)
def serve(peer):
    try:
        while True:
            peer.sendall(b'<BroadsoftDocument/>\\n')
            time.sleep(0.005)
    except OSError:
        pass
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
";
    let spawned = Command::new("python3").args(["-c", SERVER]).stdout(Stdio::piped()).spawn();
    let Ok(mut server) = spawned else { return eprintln!("python3 is missing; skipped") };
    let mut port = String::new();
    let mut lines = std::io::BufReader::new(server.stdout.take().expect("it is piped"));
    std::io::BufRead::read_line(&mut lines, &mut port).expect("it says its port");
    let address = format!("127.0.0.1:{}", port.trim());
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &server.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
    };
    let millis = Duration::from_millis;
    let options = || {
        let options = Options::ccc2(&address).idle_limit(Some(millis(300))).connect_timeout(millis(300));
        options.backoff(Backoff::new(millis(1), millis(20)))
    };
    for mut client in Client::both(options) {
        assert!(matches!(client.next(), Event::Online { .. }));
        assert!(matches!(client.next(), Event::Document(_)));
        signal("-STOP");
        loop {
            match client.next() {
                Event::Offline { reason: Reason::Silent, retry: Some(_) } => break,
                Event::Document(_) => {}
                other => panic!("{other:?}"),
            }
        }
        signal("-CONT");
        while !matches!(client.next(), Event::Document(_)) {}
    }
    server.kill().expect("it runs");
    server.wait().expect("it ends");
}

#[test]
fn a_server_whose_name_is_none_is_given_up_unless_there_is_another() {
    let dead = TcpListener::bind(("127.0.0.1", 0)).expect("a free port").local_addr().expect("it has one").to_string();
    for (options, retries) in [
        (Options::ccc2("no\0name"), false),
        (Options::ccc2("no\0name").or_server(&dead), true),
        (Options::ccc2(&dead).or_server("no\0name"), true),
    ] {
        for mut client in Client::both(|| options.clone()) {
            let event = client.next();
            let Event::Offline { reason: Reason::Unreachable(_), retry } = &event else { panic!("{event:?}") };
            assert_eq!(retry.is_some(), retries, "{event:?}");
        }
    }
}

#[test]
fn several_servers_are_tried_in_turn() {
    // The first two do not listen.
    let dead: Vec<_> = (0..2).map(|_| TcpListener::bind(("127.0.0.1", 0)).expect("a free port")).collect();
    let dead: Vec<String> = dead.into_iter().map(|it| it.local_addr().expect("it has one").to_string()).collect();
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = listener.local_addr().expect("it has one").port();
    let server = thread::spawn(move || {
        for _ in 0..4 {
            let (mut peer, _) = listener.accept().expect("a client");
            peer.write_all(b"<BroadsoftDocument/>\n").expect("it reads");
            peer.shutdown(std::net::Shutdown::Write).expect("it is open");
            _ = peer.read_to_end(&mut Vec::new());
        }
    });
    let millis = Duration::from_millis;
    // A name has several addresses, of which one may have a listener.
    let options = || {
        let options = Options::ccc2(&dead[0]).or_server(&dead[1]).or_server(format!("localhost:{port}"));
        options.backoff(Backoff::new(millis(1), millis(1)))
    };
    for mut client in Client::both(options) {
        for _ in 0..2 {
            assert!(matches!(client.next(), Event::Online { .. }));
            assert!(matches!(client.next(), Event::Document(_)));
            assert!(matches!(client.next(), Event::Offline { reason: Reason::Closed { clean: true }, .. }));
        }
        client.log_out();
    }
    server.join().expect("no panic");
}
