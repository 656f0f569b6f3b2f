//! The stage on which a scenario is played: the simulator, whose clock stands, and the clients of the script.

use core::ops::ControlFlow::Continue;
use core::time::Duration;
use std::net::TcpStream;

use broadworks_cap::login::{Login, Password, Session};
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::CallState;
use broadworks_cap::transport::Connection;
use broadworks_cap::{Command, Document, Event, Protocol};
use broadworks_simulator::{Scenario, Setup, Simulator, Subscriber};

use crate::client::{ALICE, BOB, CAROL, Client, QUEUE, id};

/// A user that no console may watch.
pub const DAVE: &str = "dave@example.com";

pub const PATIENCE: Duration = Duration::from_secs(20);

const PASSWORD: &str = "open sesame";

pub struct Stage {
    pub simulator: Simulator,
    /// Whether Alice acts through a server farm.
    pub farm: bool,
}

impl Stage {
    pub fn new(scenario: Scenario, farm: bool) -> Self {
        let setup = Setup::new().user((ALICE, PASSWORD)).user((BOB, PASSWORD)).user((CAROL, PASSWORD));
        let setup = setup.user(Subscriber::new(DAVE, Some(PASSWORD)).private()).queue((QUEUE, PASSWORD)).ccc2();
        let setup = setup.clock_at(1_700_000_000_000).scenario(scenario);
        Self { simulator: Simulator::start(setup).expect("free ports"), farm }
    }

    /// Lets time pass.
    pub fn advance(&self, seconds: f64) {
        self.simulator.advance(Duration::from_secs_f64(seconds));
    }

    pub fn number(&self, id: &str) -> String {
        self.simulator.number(id).expect("a user")
    }

    /// Returns a client of this user or call center that is logged in.
    pub fn client(&self, id: &'static str) -> Client {
        self.logged_in(Login::call_client(id, "demo"))
    }

    pub fn logged_in(&self, login: Login) -> Client {
        let mut client = Client::connect(self.simulator.cap_c(), Protocol::CapC);
        client.log_in(login.password(Password::new(PASSWORD))).expect("the password is right");
        client.settle();
        client
    }

    /// Returns a client of Alice, over the protocol that is played.
    pub fn alice(&self) -> Phone {
        if !self.farm {
            return self.phone(ALICE);
        }
        let mut client = Client::connect(self.simulator.ccc2().expect("farms"), Protocol::Ccc2);
        client.settle();
        // What the scenario does after a login follows that of another client of hers.
        let other = self.logged_in(Login::call_client(ALICE, "other"));
        Phone { client, user: ALICE, identity: Identity::ccc2(ALICE), _other: Some(other) }
    }

    pub fn phone(&self, user: &'static str) -> Phone {
        let client = self.client(user);
        let identity = client.session().identity().into_owned();
        Phone { client, user, identity, _other: None }
    }

    /// Connects and logs in as Alice, without a look at what comes. Everything of the login has been sent when this
    /// returns.
    pub fn rough(&self) -> (Connection<TcpStream>, Session) {
        let sent = self.simulator.journal().from_now();
        let mut connection = Connection::connect(self.simulator.cap_c()).expect("it listens");
        connection.set_receive_timeout(Some(PATIENCE));
        let mut login = Login::call_client(ALICE, "demo").password(Password::new(PASSWORD));
        let session = connection.log_in(&mut login, |_| Continue(())).expect("the password is right");
        let is_last = |entry: &broadworks_simulator::Entry| matches!(entry.sent(), Some(Command::SessionUpdate(_)));
        sent.wait_for(PATIENCE, is_last).expect("it is sent");
        (connection, session)
    }
}

/// A client that acts for a user, over either protocol.
pub struct Phone {
    pub client: Client,
    user: &'static str,
    pub identity: Identity<'static>,
    _other: Option<Client>,
}

impl Phone {
    pub fn act(&mut self, action: impl FnOnce(Identity<'static>) -> CallAction<'static>) {
        self.client.send(&Document::new(action(self.identity.clone())));
    }

    /// Receives until `wanted` returns a value of a message about the user.
    pub fn until<T>(&mut self, mut wanted: impl FnMut(&Command<'static>) -> Option<T>) -> T {
        let user = self.user;
        self.client.until(|command| {
            let document = Document::new(command.clone());
            let is_own = document.subject().id.is_none_or(|id| id == user);
            if is_own { wanted(command) } else { None }
        })
    }

    /// Receives the next call in this state, and returns its id.
    pub fn call(&mut self, state: CallState) -> String {
        self.until(|command| match command {
            Command::CallUpdate(update) => update.user.calls.iter().find(|call| call.state() == Some(state)).map(id),
            _ => None,
        })
    }

    /// Receives the next call that may be answered.
    pub fn ringing(&mut self) -> String {
        let call = self.call(CallState::Alerting);
        self.until(|command| matches!(command, Command::CallControlInfo(_)).then_some(()));
        call
    }

    /// Answers the next call.
    pub fn answer(&mut self) -> String {
        let call = self.ringing();
        self.act(|user| CallAction::answer(user, call.clone()));
        self.call(CallState::Active)
    }

    /// Does something with a call after which it is over for the user.
    pub fn end(&mut self, action: impl FnOnce(Identity<'static>) -> CallAction<'static>) {
        self.act(action);
        self.call(CallState::Released);
    }
}

/// Answers the call that comes, whatever is wrong with the messages, and returns what was no message.
pub fn answer_roughly(stage: &Stage) -> usize {
    let (mut connection, session) = stage.rough();
    stage.advance(0.5);
    let mut malformed = 0;
    loop {
        match connection.receive_owned().expect("no fault of the stream") {
            Event::Document(Document { command: Command::CallUpdate(update), .. }) => {
                let call = &update.user.calls[0];
                match call.state() {
                    Some(CallState::Active) => return malformed,
                    Some(CallState::Alerting) => {
                        let action = CallAction::answer(session.identity(), id(call));
                        connection.send(&Document::new(action)).expect("it takes it");
                    }
                    _ => {}
                }
            }
            Event::Document(_) => {}
            Event::Malformed(_) => malformed += 1,
            other => panic!("{other:?}"),
        }
    }
}
