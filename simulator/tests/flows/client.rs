//! Simulator on a free port, and its clients.

use core::time::Duration;
use std::net::{SocketAddr, TcpStream};

use broadworks_cap::login::{Failure, Login, Outcome, Password, Session};
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::call_update::Call;
use broadworks_cap::message::session_update;
use broadworks_cap::message::values::{CallState, Personality, UserLogoutReason};
use broadworks_cap::transport::{Connection, Receiver, Sender};
use broadworks_cap::validate::session::{SessionChecker, SessionFinding, SessionRule};
use broadworks_cap::validate::{Direction, Validator};
use broadworks_cap::{Command, Document, Event, Protocol};

use broadworks_simulator::{Manners, Settings, Setup, Subscriber};

/// A time longer than any test takes, in milliseconds.
pub const NEVER: u64 = 3_600_000;

pub const ALICE: &str = "alice@example.com";
pub const BOB: &str = "bob@example.com";
pub const CAROL: &str = "carol@example.com";
pub const QUEUE: &str = "support@example.com";

/// Numbers, in the order of the users, then of the queue.
pub const ALICES: &str = "2405550101";
pub const BOBS: &str = "2405550102";
pub const CAROLS: &str = "2405550103";
pub const QUEUES: &str = "2405550104";

pub fn subscribers() -> (Vec<Subscriber>, Vec<Subscriber>) {
    let users = [ALICE, BOB, CAROL].map(|id| Subscriber::new(id, Some("open sesame")));
    (users.into(), vec![Subscriber::new(QUEUE, Some("open sesame"))])
}

/// A running simulator with these subscribers, for both protocols. It is stopped when dropped.
pub struct Simulator {
    pub simulator: broadworks_simulator::Simulator,
    pub cap_c: SocketAddr,
    pub ccc2: SocketAddr,
}

impl Simulator {
    /// Starts a simulator in which outside phones answer after `answer` milliseconds.
    pub fn start(answer: u64) -> Self {
        Self::with(Settings { answer, farm: true, ..Settings::default() }, |_| {}, Manners::default())
    }

    pub fn with(settings: Settings, change: impl Fn(&mut Subscriber), manners: Manners) -> Self {
        let (mut users, mut queues) = subscribers();
        users.iter_mut().chain(&mut queues).for_each(change);
        let setup = Setup::new().settings(settings).manners(manners).ccc2();
        let setup = users.into_iter().fold(setup, Setup::user);
        let setup = queues.into_iter().fold(setup, Setup::queue);
        let simulator = broadworks_simulator::Simulator::start(setup).expect("free ports");
        let (cap_c, ccc2) = (simulator.cap_c(), simulator.ccc2().expect("farms may connect"));
        Self { simulator, cap_c, ccc2 }
    }
}

/// A connection, which checks that everything it receives is as documented and follows from what was before.
pub struct Client {
    receiver: Receiver<TcpStream>,
    pub sender: Sender<TcpStream>,
    protocol: Protocol,
    session: Option<Session>,
    /// Both directions of this connection.
    checker: SessionChecker,
    /// Whether the test sends on purpose what makes no sense in the session.
    pub is_senseless: bool,
}

impl Client {
    pub fn connect(address: SocketAddr, protocol: Protocol) -> Self {
        let mut connection = Connection::connect_timeout(address, Duration::from_secs(20)).expect("it listens");
        connection.set_receive_timeout(Some(Duration::from_secs(20)));
        connection.set_send_timeout(Some(Duration::from_secs(20)));
        let (receiver, sender) = connection.protocol(protocol).split().expect("a second handle");
        let checker = SessionChecker::new(protocol).from_start(protocol == Protocol::CapC);
        Self { receiver, sender, protocol, session: None, checker, is_senseless: false }
    }

    /// Returns a call client of a user that is logged in and has received its initial state.
    pub fn ready(simulator: &Simulator, id: &'static str) -> Self {
        let mut client = Self::connect(simulator.cap_c, Protocol::CapC);
        let login = Login::call_client(id, "demo").password(Password::new("open sesame"));
        client.log_in(login).expect("the password is right");
        client.until(|command| matches!(command, Command::SessionUpdate(_)).then_some(()));
        client
    }

    pub fn farm(simulator: &Simulator) -> Self {
        Self::connect(simulator.ccc2, Protocol::Ccc2)
    }

    pub fn log_in(&mut self, mut login: Login) -> Result<&Session, Failure> {
        self.send(&login.start());
        loop {
            let answer = login.receive(&self.next());
            if let Some(document) = answer.send {
                self.send(&document);
            }
            match answer.outcome {
                Outcome::LoggedIn(session) => return Ok(self.session.insert(session)),
                Outcome::Failed(failure) => return Err(failure),
                _ => {}
            }
        }
    }

    /// Returns the session after the login.
    pub fn session(&self) -> Session {
        self.session.clone().expect("logged in")
    }

    pub fn send(&mut self, document: &Document<'_>) {
        let bytes = broadworks_cap::Encoder::new(self.protocol).to_vec(document).expect("it can be written");
        let validator = Validator::new(self.protocol).direction(Direction::ToServer);
        // The simulator must withstand numbers out of their range.
        let found = validator.validate(&bytes).filter(|finding| finding.id() != "number-range");
        let found: Vec<_> = found.map(|finding| finding.to_string()).collect();
        assert!(found.is_empty(), "a test should send what is documented: {found:?}");
        let found: Vec<SessionFinding> = self.checker.check(Direction::ToServer, document).collect();
        assert!(self.is_senseless || found.is_empty(), "a test should say that it makes no sense: {found:?}");
        self.sender.send_encoded(&bytes).expect("the simulator takes it");
    }

    /// Sends a document that is not as documented.
    pub fn send_undocumented(&mut self, document: &Document<'_>) {
        self.checker.check(Direction::ToServer, document);
        self.sender.send(document).expect("the simulator takes it");
    }

    /// Sends an action of the logged-in user.
    pub fn act<'a>(&mut self, action: impl FnOnce(Identity<'a>) -> CallAction<'a>) {
        let session = self.session();
        let identity = session.identity();
        let identity = identity.into_owned();
        self.send(&Document::new(action(identity)));
    }

    /// Receives the next document, or `None` at the end.
    pub fn receive(&mut self) -> Option<Document<'static>> {
        match self.receiver.receive_frame().expect("no fault of the stream") {
            Event::Document(frame) => {
                let validator = Validator::new(self.protocol).direction(Direction::ToClient);
                let found: Vec<_> = validator.validate(&frame).map(|finding| finding.to_string()).collect();
                let document = frame.decode().expect("a good document").into_owned();
                // The update of an empty queue after a refresh has no call (E086).
                let empty = matches!(&document.command, Command::QueueUpdate(update) if update.queue.calls.is_empty());
                assert!(found.is_empty() || (empty && found.len() == 1), "{found:?} in {document:?}");
                let mut found: Vec<SessionFinding> = self.checker.check(Direction::ToClient, &document).collect();
                // What the server had sent before it read a logout is on its way.
                found.retain(|finding| finding.rule() != SessionRule::CrossedLogout);
                assert!(found.is_empty(), "{found:?} in {document:?}");
                Some(document)
            }
            Event::Closed { clean } => {
                assert!(clean, "the end of a stream is between documents");
                None
            }
            Event::Pending => panic!("nothing came"),
            other => panic!("{other:?}"),
        }
    }

    pub fn next(&mut self) -> Document<'static> {
        self.receive().expect("the simulator stays")
    }

    /// Receives documents until `wanted` returns a value.
    pub fn until<T>(&mut self, mut wanted: impl FnMut(&Command<'static>) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(&self.next().command) {
                return found;
            }
        }
    }

    /// Receives the next call in this state.
    pub fn call(&mut self, state: CallState) -> Call<'static> {
        self.until(|command| match command {
            Command::CallUpdate(update) => {
                update.user.calls.iter().find(|call| call.state == Some(state.into())).cloned()
            }
            _ => None,
        })
    }

    /// Receives the two legs of an outgoing call, from a phone that was on hook. The session update belongs to the
    /// first and comes before the second.
    pub fn legs(&mut self) -> [Call<'static>; 2] {
        fn leg(client: &mut Client, personality: Personality) -> Call<'static> {
            let Command::CallUpdate(update) = client.next().command else { panic!("a callUpdate") };
            let call = update.user.calls.into_iter().next().expect("a call");
            assert_eq!((call.state(), call.personality()), (Some(CallState::Alerting), Some(personality)));
            call
        }
        let own = leg(self, Personality::BroadWorksOriginator);
        let Command::SessionUpdate(session) = self.next().command else { panic!("a sessionUpdate") };
        assert_eq!(session.user.off_hook, Some(true.into()));
        [own, leg(self, Personality::Originator)]
    }

    /// Receives the next call that rings, and the permission to answer it.
    pub fn ringing(&mut self) -> Call<'static> {
        let call = self.call(CallState::Alerting);
        self.until(|command| matches!(command, Command::CallControlInfo(_)).then_some(()));
        call
    }

    /// Receives the next session update.
    pub fn hook(&mut self) -> session_update::User<'static> {
        self.until(|command| match command {
            Command::SessionUpdate(update) => Some(update.user.clone()),
            _ => None,
        })
    }

    /// Calls a number and waits for the answer.
    pub fn reach(&mut self, number: &'static str) -> Call<'static> {
        self.act(|user| CallAction::dial(user, number));
        self.call(CallState::Active)
    }

    /// Returns everything received until the simulator replies to a request sent now; by then, all
    /// earlier requests have taken effect.
    pub fn settle(&mut self) -> Vec<Command<'static>> {
        let question = broadworks_cap::message::info_request::InfoRequest::build(|it| {
            it.cap_version_request = Some(Default::default())
        });
        self.send(&Document::new(question));
        let mut all = Vec::new();
        loop {
            match self.next().command {
                Command::InfoResponse(_) => {
                    // The connections of a farm share their responses.
                    if self.protocol == Protocol::CapC {
                        let owed: Vec<SessionFinding> = self.checker.clone().finish().collect();
                        assert!(owed.is_empty(), "{owed:?}");
                    }
                    return all;
                }
                command => all.push(command),
            }
        }
    }

    /// Returns everything up to the end.
    pub fn until_end(&mut self) -> Vec<Document<'static>> {
        core::iter::from_fn(|| self.receive()).collect()
    }

    pub fn log_out(&mut self) {
        let session = self.session();
        self.send(&session.log_out(UserLogoutReason::ClientLogout));
    }
}

/// Returns the text of a field, which must be present.
pub fn text(field: &Option<broadworks_cap::Text<'_>>) -> String {
    field.as_ref().expect("the field is there").to_string()
}

/// Returns the id of a call.
pub fn id(call: &Call<'_>) -> String {
    text(&call.call_id)
}
