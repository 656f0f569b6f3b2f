//! A machine with a fake clock, and a server beside it without any I/O.

use std::time::Duration;

use broadworks_cap::login::{Account, Claim, Outcome, Registrar};
use broadworks_cap::message::call_action_response::CallActionResponse;
use broadworks_cap::message::monitoring_users_response::{MonResult, MonitoringUsersResponse};
use broadworks_cap::message::un_register::UnRegister;
use broadworks_cap::message::values::{FailureCause, UserLogoutReason, UserType};
use broadworks_cap::message::{Identity, StreamReader};
use broadworks_cap::{Command, Document, Limits};
use broadworks_client::machine::{Machine, Order};
use broadworks_client::{Event, Login, Options, Password};

pub const ALICE: &str = "alice@example.com";
pub const BOB: &str = "bob@example.com";
pub const SECRET: &str = "open sesame";

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn options() -> Options {
    let login = Login::attendant_console(ALICE, "demo").password(Password::new(SECRET));
    Options::cap_c("ocs.example.com", login)
}

pub fn farm() -> Options {
    Options::ccc2("as.example.com")
}

pub fn bytes(document: &Document<'_>) -> Vec<u8> {
    document.to_vec().expect("it can be written")
}

/// Returns a document with a number, as a server sends it.
pub fn numbered(number: usize) -> Vec<u8> {
    format!(
        "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"callUpdate\"><commandData>\
         <user id=\"{BOB}\"><call callId=\"{number}\"/></user></commandData></command></BroadsoftDocument>\n"
    )
    .into_bytes()
}

pub fn number(event: &Event) -> Option<usize> {
    let Event::Document(document) = event else { return None };
    document.get("user/call[0]/callId")?.parse().ok()
}

pub fn logout(reason: UserLogoutReason) -> Vec<u8> {
    let mut user = Identity::default();
    user.id = Some(ALICE.into());
    bytes(&Document::new(UnRegister::new(user, UserType::AttendantConsole, reason)))
}

pub fn response(id: Option<&str>, of: &str, success: bool) -> Vec<u8> {
    let id = id.map_or(String::new(), |id| format!(" id=\"{id}\""));
    let text = format!(
        "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"callActionResponse\"><commandData>\
         <user id=\"{ALICE}\"><action actionType=\"{of}\"{id}><result success=\"{success}\"/></action></user>\
         </commandData></command></BroadsoftDocument>\n"
    );
    assert!(matches!(
        Document::decode(text.as_bytes()).expect("well-formed").command,
        Command::CallActionResponse(CallActionResponse { .. })
    ));
    text.into_bytes()
}

pub fn monitored(success: bool) -> Vec<u8> {
    bytes(&Document::new(MonitoringUsersResponse::build(|it| {
        it.user.id = Some(ALICE.into());
        it.user.mon_result = Some(MonResult::build(|result| result.success = Some(success.into())));
    })))
}

/// A machine, its clock, and the server.
pub struct World {
    pub machine: Machine,
    pub now: Duration,
    /// The cause for which logins are refused.
    pub refusal: Option<FailureCause>,
    /// Whether there is a connection.
    pub is_connected: bool,
    /// Orders that were carried out.
    pub orders: Vec<Order>,
    /// What the client has sent, but for its logins.
    pub requests: Vec<Document<'static>>,
    registrar: Registrar,
    reader: StreamReader,
    logins: u64,
}

impl World {
    pub fn new(options: Options) -> Self {
        Self {
            machine: Machine::new(options),
            now: Duration::ZERO,
            refusal: None,
            is_connected: false,
            orders: Vec::new(),
            requests: Vec::new(),
            registrar: Registrar::new("0", "0"),
            reader: StreamReader::new(Limits::default()),
            logins: 0,
        }
    }

    /// Connects, and logs in. Returns the `Online`.
    pub fn online(options: Options) -> Self {
        let mut world = Self::new(options);
        world.connect();
        let event = world.event();
        assert!(matches!(event, Some(Event::Online { .. })), "{event:?}");
        world
    }

    /// Lets the machine do what is due, and carries out its orders.
    pub fn advance(&mut self) {
        self.machine.advance(self.now);
        while let Some(order) = self.machine.order() {
            self.orders.push(order);
            if order == Order::Disconnect {
                self.is_connected = false;
            }
        }
    }

    /// Lets time pass, up to the next thing to do.
    pub fn sleep(&mut self) -> Duration {
        let wake = self.machine.wake().expect("there is something to do");
        let slept = wake.saturating_sub(self.now);
        self.now = self.now.max(wake);
        self.advance();
        slept
    }

    /// Makes the connection that was ordered, and lets the client log in.
    pub fn connect(&mut self) {
        self.advance();
        assert_eq!(self.orders.last(), Some(&Order::Connect));
        self.accept();
        self.serve();
    }

    /// Makes the connection, but answers nothing.
    pub fn accept(&mut self) {
        self.is_connected = true;
        self.logins += 1;
        self.registrar = Registrar::new(format!("17000000{}", self.logins), self.logins.to_string());
        self.reader = StreamReader::new(Limits::default());
        self.machine.connected(self.now);
        self.advance();
    }

    /// Takes what the client sends, and answers its login.
    pub fn serve(&mut self) {
        loop {
            let sent = self.machine.outgoing().to_vec();
            if sent.is_empty() {
                return;
            }
            self.machine.sent(self.now, sent.len());
            self.reader.feed(&sent);
            while let broadworks_cap::Event::Document(document) = self.reader.next() {
                let refusal = self.refusal;
                let mut users = |_: &Claim<'_>| match refusal {
                    Some(cause) => Err(cause),
                    None => Ok(Account::new(Password::new(SECRET))),
                };
                let document = document.into_owned();
                let reply = self.registrar.receive(&document, &mut users);
                if matches!(reply.outcome, Outcome::Ignored) {
                    self.requests.push(document);
                }
                if let Some(answer) = reply.send {
                    self.machine.received(self.now, &bytes(&answer));
                }
            }
            self.advance();
        }
    }

    /// Lets the server send bytes.
    pub fn receive(&mut self, bytes: &[u8]) {
        assert!(self.machine.wants_bytes());
        self.machine.received(self.now, bytes);
        self.advance();
    }

    /// Lets the server close the connection.
    pub fn close(&mut self) {
        self.machine.closed(None);
        self.advance();
    }

    /// Returns the next event.
    pub fn event(&mut self) -> Option<Event> {
        let event = self.machine.event();
        self.advance();
        event
    }

    /// Returns all events that there are.
    pub fn events(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.event()).collect()
    }
}
