//! Connection of a CAP-C client.

use std::time::{Duration, Instant};

use broadworks_cap::login::{Claim, Outcome, Registrar, Reply};
use broadworks_cap::message::Identity;
use broadworks_cap::message::values::{CapVersion, FailureCause};
use broadworks_cap::schema::Value;
use broadworks_cap::transport::Receiver;
use broadworks_cap::{Command, Document, Text};

use crate::hub::Hub;
use crate::mistake::Mistake;
use crate::state::State;
use crate::stream::Stream;
use crate::world::World;

/// Maximum number of logins in progress on one connection; a new one replaces the oldest.
const MAX_LOGINS: usize = 16;
/// Maximum number of sessions on one connection.
const MAX_SESSIONS: usize = 64;
/// Number of failed logins after which a connection is closed, so that passwords cannot be guessed quickly.
const MAX_FAILURES: usize = 10;

/// State of a connection: logins in progress, each with its own nonce, and sessions.
#[derive(Default)]
struct Client {
    logins: Vec<Attempt>,
    sessions: Vec<String>,
    /// Number of failed logins.
    failures: usize,
}

/// A login in progress.
struct Attempt {
    who: Who,
    registrar: Registrar,
    nonce: String,
    /// The version of the client.
    version: Option<Value<'static, CapVersion>>,
    /// `true` if the client was told the nonce.
    has_nonce: bool,
}

/// The fields of a login that identify it on its connection.
#[derive(Clone, PartialEq, Eq)]
struct Who {
    user_type: String,
    id: String,
    application: String,
}

/// Serves the connection to its end, and returns the reason it ended.
pub fn serve(hub: &Hub, connection: u64, mut receiver: Receiver<Stream>) -> String {
    let mut client = Client::default();
    // The time since which nobody is logged in.
    let mut since = Instant::now();
    loop {
        let logged_in = client.is_logged_in(&hub.lock().world);
        let passed = if logged_in { Duration::ZERO } else { since.elapsed() };
        let left = hub.manners().login_timeout.map(|timeout| timeout.saturating_sub(passed));
        if left.is_some_and(|left| left.is_zero()) {
            return "it did not log in in time".into();
        }
        receiver.set_receive_timeout(left);
        let take = |state: &mut State, bytes: &[u8], document: &Document<'_>| {
            client.take(hub, state, connection, bytes, document);
        };
        if let Err(reason) = hub.receive(connection, &mut receiver, take) {
            return reason;
        }
        if client.failures >= MAX_FAILURES {
            return "too many of its logins failed".into();
        }
        // A session may have ended during the wait.
        if logged_in {
            since = Instant::now();
        }
    }
}

impl Client {
    /// Returns whether anybody is logged in over the connection.
    fn is_logged_in(&mut self, world: &World) -> bool {
        self.sessions.retain(|uid| world.is_logged_in(uid));
        !self.sessions.is_empty()
    }

    fn take(&mut self, hub: &Hub, state: &mut State, connection: u64, bytes: &[u8], document: &Document<'_>) {
        let now = hub.now();
        if let Some((reply, mistake)) = self.login(hub, state, document) {
            hub.received(state, connection, bytes, document, None, mistake);
            if let Some(document) = &reply.send {
                hub.send(state, connection, document);
            }
            match reply.outcome {
                Outcome::LoggedIn(session) => {
                    let Identity { user_uid, .. } = session.identity();
                    let uid = user_uid.map(|uid| uid.to_string()).unwrap_or_default();
                    self.sessions.push(uid.clone());
                    state.bind(uid, connection);
                    let outgoing = state.world.log_in(session, now);
                    hub.deliver(state, outgoing, Some(connection));
                }
                Outcome::Failed(_) => self.failures += 1,
                _ => {}
            }
            return;
        }
        self.is_logged_in(&state.world);
        let reaction = state.world.receive_cap_c(&self.sessions, document, now);
        hub.react(state, connection, bytes, document, reaction);
    }

    /// Passes a document to the login it belongs to; `None` if it belongs to none. Also returns what is wrong with a
    /// digest that was refused.
    fn login(&mut self, hub: &Hub, state: &mut State, document: &Document<'_>) -> Option<(Reply, Option<Mistake>)> {
        let who = Who::of(&document.command);
        let room = self.sessions.len() < MAX_SESSIONS;
        if let Some(who) = who.as_ref().filter(|who| room && self.logins.iter().all(|login| login.who != **who)) {
            if self.logins.len() >= MAX_LOGINS {
                self.logins.remove(0);
            }
            let serial = state.next();
            let nonce = hub.nonce(serial);
            let registrar = Registrar::new(nonce.clone(), serial.to_string());
            self.logins.push(Attempt { who: who.clone(), registrar, nonce, version: None, has_nonce: false });
        }
        if self.logins.is_empty() {
            return None;
        }
        let world: &World = &state.world;
        // The registrar knows the documented versions alone, and here others may be supported.
        let versions = world.versions();
        let version = if versions.fit(document) { document.version.clone() } else { None };
        let mut known = document.clone();
        known.version = Some(version.as_ref().map_or(Value::from_text(Text::EMPTY), |_| CapVersion::V17_0.into()));
        let version = version.map(Value::into_owned);
        let shared = who.as_ref().is_some_and(|who| self.controls_another(world, who));
        let mut directory = |claim: &Claim<'_>| {
            let account = world.account(claim)?;
            Ok(if shared { account.refused(FailureCause::UnauthorizedClientCallControl) } else { account })
        };
        let answered = self.logins.iter_mut().enumerate().find_map(|(at, login)| {
            let is_meant = who.as_ref().is_none_or(|who| *who == login.who);
            let reply = is_meant.then(|| login.registrar.receive(&known, &mut directory))?;
            (reply.outcome != Outcome::Ignored).then_some((at, reply))
        });
        let (at, mut reply) = answered?;
        let login = &mut self.logins[at];
        if let Some(sent) = &mut reply.send {
            sent.version = Some(version.clone().unwrap_or_else(|| versions.newest()));
        }
        if matches!(document.command, Command::RegisterRequest(_)) {
            login.version = version;
        }
        if let Outcome::LoggedIn(session) = &mut reply.outcome {
            session.version = login.version.take().unwrap_or_default();
        }
        let mut mistake = None;
        match (&document.command, &reply.outcome) {
            (Command::RegisterAuthentication(_), Outcome::Waiting) => {
                login.has_nonce = true;
                state.nonces.push(login.nonce.clone());
            }
            (Command::RegisterRequest(request), Outcome::Failed(failure))
                if failure.cause() == Some(FailureCause::IncorrectPassword) =>
            {
                let sent = request.user.secure_password.as_ref();
                let nonce = login.has_nonce.then_some(&*login.nonce);
                let plain = state.world.plain(&login.who.id);
                mistake = plain.map(|plain| state.nonces.mistake(sent, nonce, plain));
            }
            _ => {}
        }
        if let Outcome::Failed(failure) = &reply.outcome
            && let Some(cause) = failure.cause()
        {
            state.world.count_refusal(&login.who.id, cause);
        }
        if reply.outcome != Outcome::Waiting {
            self.logins.remove(at);
        }
        Some((reply, mistake))
    }
}

impl Client {
    /// Returns `true` if the connection already controls the calls of another user than this login would: a call
    /// control connection is on behalf of one user. Of logins in progress, the first counts.
    fn controls_another(&self, world: &World, who: &Who) -> bool {
        let before = self.logins.iter().map(|login| &login.who).take_while(|other| *other != who);
        let before = before.filter(|other| world.controls(&other.user_type, &other.id)).map(|other| &*other.id);
        let mut users = self.sessions.iter().filter_map(|uid| world.controlled_by(uid)).chain(before);
        world.controls(&who.user_type, &who.id) && users.any(|user| user != who.id)
    }
}

impl Who {
    /// Returns the fields that identify the login, if the command is part of one.
    fn of(command: &Command<'_>) -> Option<Self> {
        let (user_type, id, application) = match command {
            Command::RegisterAuthentication(request) => {
                let user = &request.user;
                (&user.user_type, &user.id, &user.application_id)
            }
            Command::RegisterRequest(request) => {
                let user = &request.user;
                (&user.user_type, &user.id, &user.application_id)
            }
            _ => return None,
        };
        let own = |text: &Option<Text<'_>>| text.as_ref().map(ToString::to_string).unwrap_or_default();
        let user_type = user_type.as_ref().map(ToString::to_string).unwrap_or_default();
        Some(Self { user_type, id: own(id), application: own(application) })
    }
}
