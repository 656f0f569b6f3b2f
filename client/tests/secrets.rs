//! What a client traces and shows: everything that happens, and no secret.

use std::io::Write;
use std::sync::{Arc, Mutex};

use broadworks_cap::Command;
use broadworks_client::{Event, Login, Options, Password, blocking::Client};
use broadworks_simulator::{Setup, Simulator};
use tracing_subscriber::fmt::MakeWriter;

const PASSWORD: &str = "a very secret word";

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[test]
fn no_secret_is_traced_or_shown() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    let nonce = "1700000000123456789";
    let setup = Setup::new().user(("alice@example.com", PASSWORD)).nonce(nonce);
    let simulator = Simulator::start(setup).expect("a free port");
    let login = |password: &str| Login::call_client("alice@example.com", "demo").password(Password::new(password));
    let shown = tracing::subscriber::with_default(subscriber, || {
        let options = Options::cap_c(simulator.cap_c().to_string(), login(PASSWORD));
        let mut shown = format!("{options:?}");
        let mut client = Client::new(options);
        client.info().expect("an answer");
        while let Some(event) = client.next_within(std::time::Duration::from_millis(50)) {
            shown += &format!("{event:?}");
        }
        shown += &format!("{client:?} {:?}", client.log_out());
        // Refused, with a password that is wrong.
        let options = Options::cap_c(simulator.cap_c().to_string(), login("another secret word"));
        let refused = Client::new(options).next();
        assert!(matches!(refused, Some(Event::Offline { retry: None, .. })));
        shown + &format!("{refused:?}")
    });
    let traced = String::from_utf8(lines.0.lock().expect("no panic").clone()).expect("text");
    let entries = simulator.journal().entries();
    let digests: Vec<String> = entries
        .iter()
        .filter_map(|entry| match entry.received() {
            Some(Command::RegisterRequest(request)) => {
                request.user.secure_password.as_ref().map(|secret| secret.reveal().to_string())
            }
            _ => None,
        })
        .collect();
    assert_eq!(digests.len(), 2);
    for secret in digests.iter().map(String::as_str).chain([PASSWORD, "another secret word", nonce]) {
        assert!(!traced.contains(secret), "{secret} is traced: {traced}");
        assert!(!shown.contains(secret), "{secret} is shown: {shown}");
    }
    // Everything that happened is traced, with the server and the user.
    for told in
        ["connecting", "sent registerRequest", "online", "received infoResponse", "logging out", "login refused"]
    {
        assert!(traced.contains(told), "{told} is not traced: {traced}");
    }
    assert!(traced.contains("alice@example.com") && traced.contains(&simulator.cap_c().to_string()));
}
