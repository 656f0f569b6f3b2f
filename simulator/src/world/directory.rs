//! Directory of users, call centers and outside parties.

use broadworks_cap::login::{Account, Claim};
use broadworks_cap::message::values::{AcdState, FailureCause, UserType};

use super::agents::Agent;
use super::conferences::Conference;
use super::queues::{Queue, Services};
use super::{Subscriber, World};

/// Number of the first user; the others follow.
const FIRST_NUMBER: u64 = 2_405_550_101;

/// Numbers outside the simulator, from which automatic calls come.
const STRANGERS: [(&str, &str); 3] =
    [("2405550190", "Carol Outside"), ("2405550191", "Dave Outside"), ("2405550192", "Erin & Sons")];

/// A user of the simulator.
#[derive(Debug)]
pub struct User {
    pub subscriber: Subscriber,
    pub number: String,
    /// The value of `userUid` in CCC2, which has no sessions.
    pub uid: String,
    pub off_hook: bool,
    pub conference: Option<Conference>,
    pub last_dialled: Option<String>,
    pub voice_message: bool,
    pub third_party_message: bool,
    pub dnd: bool,
    /// Number that all calls are forwarded to.
    pub forwarding: Option<String>,
    /// The user as an agent of every call center.
    pub agent: Option<Agent>,
}

/// One side of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub number: String,
    pub name: String,
}

impl Party {
    /// Creates the voice mail.
    pub fn voice_mail() -> Self {
        Self { number: "2405550100".into(), name: "Voice Mail".into() }
    }

    /// Creates an outside party.
    pub fn outside(number: &str) -> Self {
        let known = STRANGERS.iter().find(|(known, _)| *known == number);
        Self { number: number.into(), name: known.map_or_else(|| "Outside".into(), |(_, name)| (*name).into()) }
    }
}

/// The target of a number.
pub enum Target {
    User(String),
    Queue(String),
    Outside(Party),
}

impl User {
    pub fn party(&self) -> Party {
        let (first, last) = self.names();
        Party { number: self.number.clone(), name: format!("{first} {last}") }
    }

    /// Returns first and last name, derived from the user id.
    pub fn names(&self) -> (String, String) {
        let (name, domain) = self.subscriber.id.split_once('@').unwrap_or((&self.subscriber.id, "user"));
        (capital(name), capital(domain.split('.').next().unwrap_or_default()))
    }

    /// Returns the extension: the last four digits of the number.
    pub fn extension(&self) -> &str {
        &self.number[self.number.len() - 4..]
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

impl World {
    pub(super) fn populate(&mut self, users: Vec<Subscriber>, queues: Vec<Subscriber>) {
        let mut numbers = (FIRST_NUMBER..).map(|number| number.to_string());
        let mut uids = 1_000_u64..;
        let agents = !queues.is_empty();
        for subscriber in users {
            let user = User {
                number: numbers.next().unwrap_or_default(),
                uid: uids.next().unwrap_or_default().to_string(),
                off_hook: false,
                conference: None,
                last_dialled: None,
                voice_message: true,
                third_party_message: false,
                dnd: false,
                forwarding: None,
                agent: agents.then_some(Agent { state: AcdState::Available, since: self.now, wraps_up: None }),
                subscriber,
            };
            self.users.insert(user.subscriber.id.clone(), user);
        }
        for subscriber in queues {
            let number = numbers.next().unwrap_or_default();
            let uid = uids.next().unwrap_or_default().to_string();
            let id = subscriber.id.clone();
            self.queues.insert(
                id.clone(),
                Queue { subscriber, number, uid, calls: Vec::new(), services: Services::default() },
            );
            for _ in 0..self.settings.queued {
                let caller = self.stranger();
                self.enqueue(&id, caller, None, false, 0);
            }
        }
        self.outgoing.clear();
    }

    /// Returns the ids and numbers of all users, then those of all queues.
    pub fn numbers(&self) -> impl Iterator<Item = (&str, &str)> {
        let users = self.users.iter().map(|(id, user)| (&**id, &*user.number));
        users.chain(self.queues.iter().map(|(id, queue)| (&**id, &*queue.number)))
    }

    /// Returns the account that a client claims.
    ///
    /// # Errors
    /// The reason the login fails before the password is checked.
    pub fn account(&self, claim: &Claim<'_>) -> Result<Account, FailureCause> {
        let (id, console) = (&*claim.id, claim.user_type == UserType::AttendantConsole);
        let queue = self.queues.get(id).map(|queue| &queue.subscriber);
        let subscriber = self.users.get(id).map(|user| &user.subscriber).or(queue).ok_or(FailureCause::UnknownId)?;
        if claim.supervisor_id.as_ref().is_some_and(|id| !self.users.contains_key(&**id)) {
            return Err(FailureCause::UnknownId);
        }
        // These two causes do not depend on the password: `responseAuthentication` reports them.
        let early = [FailureCause::UnknownId, FailureCause::NetworkServerConnectivityFailure];
        if let Some(cause) = subscriber.refusal.filter(|cause| early.contains(cause)) {
            return Err(cause);
        }
        let mut account = Account::open();
        account.password = subscriber.password.clone();
        // A call center has no phone, so it cannot log in as a console.
        account.refusal =
            subscriber.refusal.or((console && queue.is_some()).then_some(FailureCause::UnauthorizedAttendantConsole));
        if console {
            let list = (id.to_owned(), claim.application_id.to_string());
            account.num_monitored_users =
                self.watched.get(&list).map_or(0, |users| users.len().try_into().unwrap_or(u32::MAX));
            account.call_details_enabled = true;
        }
        Ok(account)
    }

    /// Counts a login that was refused by order.
    pub(crate) fn count_refusal(&mut self, id: &str, cause: FailureCause) {
        let queue = self.queues.get_mut(id).map(|queue| &mut queue.subscriber);
        let Some(subscriber) = self.users.get_mut(id).map(|user| &mut user.subscriber).or(queue) else { return };
        if let Some(times) = subscriber.times.as_mut().filter(|_| subscriber.refusal == Some(cause)) {
            *times = times.saturating_sub(1);
            if *times == 0 {
                let next = subscriber.then.pop_front();
                (subscriber.refusal, subscriber.times) =
                    next.map_or((None, None), |(cause, times)| (Some(cause), times));
            }
        }
    }

    /// Refuses the login of a user or call center, so many times or always, from now on; `false` if there is none with this
    /// id.
    #[cfg(feature = "program")]
    pub(crate) fn refuse(&mut self, id: &str, cause: Option<FailureCause>, times: Option<u64>) -> bool {
        let queue = self.queues.get_mut(id).map(|queue| &mut queue.subscriber);
        let known = self.users.get_mut(id).map(|user| &mut user.subscriber).or(queue);
        known.map(|known| known.refuse(cause.filter(|_| times != Some(0)), times)).is_some()
    }

    /// Refuses no login any more.
    #[cfg(feature = "program")]
    pub(crate) fn refuse_nobody(&mut self) {
        let users = self.users.values_mut().map(|user| &mut user.subscriber);
        users.chain(self.queues.values_mut().map(|queue| &mut queue.subscriber)).for_each(|it| it.refuse(None, None));
    }

    /// Returns whether there is a user or call center with this id.
    #[cfg(feature = "program")]
    pub(crate) fn knows(&self, id: &str) -> bool {
        self.users.contains_key(id) || self.queues.contains_key(id)
    }

    /// Returns the password of a user or call center, as it is.
    pub(crate) fn plain(&self, id: &str) -> Option<&str> {
        let queue = self.queues.get(id).map(|queue| &queue.subscriber);
        self.users.get(id).map(|user| &user.subscriber).or(queue)?.plain.0.as_deref()
    }

    /// Returns the target of a number or extension. Only digits are compared.
    pub(super) fn target(&self, number: &str) -> Target {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let is = |own: &str| !digits.is_empty() && (own == digits || (digits.len() == 4 && own.ends_with(&digits)));
        if let Some((id, _)) = self.users.iter().find(|(_, user)| is(&user.number)) {
            Target::User(id.clone())
        } else if let Some((id, _)) = self.queues.iter().find(|(_, queue)| is(&queue.number)) {
            Target::Queue(id.clone())
        } else {
            Target::Outside(Party::outside(number))
        }
    }

    /// Returns whether this is a user in an INSC environment.
    pub(super) fn is_insc(&self, id: &str) -> bool {
        self.users.get(id).is_some_and(|user| user.subscriber.insc)
    }

    /// Returns the user with a number.
    pub(super) fn user_with(&self, number: &str) -> Option<String> {
        match self.target(number) {
            Target::User(id) => Some(id),
            Target::Queue(_) | Target::Outside(_) => None,
        }
    }

    /// Returns the next outside caller.
    pub(super) fn stranger(&mut self) -> Party {
        let (number, _) = STRANGERS[usize::try_from(self.next()).unwrap_or_default() % STRANGERS.len()];
        Party::outside(number)
    }
}
