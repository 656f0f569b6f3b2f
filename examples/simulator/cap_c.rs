//! A connection of a CAP-C client.

use std::net::TcpStream;

use broadworks_cap::login::{Claim, Outcome, Registrar, Reply};
use broadworks_cap::message::Identity;
use broadworks_cap::transport::{Event, Receiver};
use broadworks_cap::{Command, Document, Text};

use crate::hub::{Hub, State};
use crate::world::World;

/// Logins that may be under way on one connection; the oldest makes room for another.
const MAX_LOGINS: usize = 16;
/// Sessions that may be on one connection.
const MAX_SESSIONS: usize = 64;

/// What a connection has: logins under way, each with its own nonce, and sessions.
#[derive(Default)]
struct Client {
    logins: Vec<(Who, Registrar)>,
    sessions: Vec<String>,
}

/// Who logs in, as far as it tells logins apart.
#[derive(Clone, PartialEq, Eq)]
struct Who {
    user_type: String,
    id: String,
    application: String,
}

/// Serves the connection to its end and says why it ended.
pub fn serve(hub: &Hub, connection: u64, mut receiver: Receiver<TcpStream>) -> String {
    let mut client = Client::default();
    loop {
        match receiver.receive() {
            Ok(Event::Document(document)) => {
                let mut state = hub.lock();
                client.take(hub, &mut state, connection, &document);
                drop(state);
                hub.wake();
            }
            // What comes behind it still counts.
            Ok(Event::Malformed(refused)) => hub.say(|| format!("passed over {refused:?}")),
            Ok(Event::Closed { clean: true }) => return "it is done".into(),
            Ok(Event::Closed { .. }) => return "it was cut off in a document".into(),
            Ok(_) => {}
            Err(error) => return error.to_string(),
        }
    }
}

impl Client {
    fn take(&mut self, hub: &Hub, state: &mut State, connection: u64, document: &Document<'_>) {
        let now = hub.now();
        if let Some(answer) = self.login(hub, state, document) {
            if let Some(document) = &answer.send {
                state.send(connection, document);
            }
            match answer.outcome {
                Outcome::LoggedIn(session) => {
                    let Identity { user_uid, .. } = session.identity();
                    let uid = user_uid.map(|uid| uid.to_cow().into_owned()).unwrap_or_default();
                    hub.say(|| format!("{} is logged in", session.applicant.id));
                    self.sessions.push(uid.clone());
                    state.bind(uid, connection);
                    let outgoing = state.world.log_in(session, now);
                    state.deliver(outgoing, Some(connection));
                }
                Outcome::Failed(failure) => hub.say(|| failure.to_string()),
                _ => {}
            }
            return;
        }
        self.sessions.retain(|uid| state.world.is_logged_in(uid));
        let outgoing = state.world.receive_cap_c(&self.sessions, document, now);
        state.deliver(outgoing, Some(connection));
    }

    /// What a document means to the logins under way; `None` if nothing.
    fn login(&mut self, hub: &Hub, state: &mut State, document: &Document<'_>) -> Option<Reply> {
        let who = Who::of(&document.command);
        let room = self.sessions.len() < MAX_SESSIONS;
        if let Some(who) = who.as_ref().filter(|who| room && self.logins.iter().all(|(other, _)| other != *who)) {
            if self.logins.len() >= MAX_LOGINS {
                self.logins.remove(0);
            }
            let serial = state.next();
            self.logins.push((who.clone(), Registrar::new(hub.nonce(serial), serial.to_string())));
        }
        let world: &World = &state.world;
        let mut directory = |applicant: &Claim<'_>| world.account(applicant);
        let answered = self.logins.iter_mut().enumerate().find_map(|(at, (other, registrar))| {
            let answer =
                who.as_ref().is_none_or(|who| who == other).then(|| registrar.receive(document, &mut directory))?;
            (answer.outcome != Outcome::Ignored).then_some((at, answer))
        });
        let (at, answer) = answered?;
        if answer.outcome != Outcome::Waiting {
            self.logins.remove(at);
        }
        Some(answer)
    }
}

impl Who {
    /// Who asks to be logged in; nobody, if that is not what the command is about.
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
