//! What happens without a client: actions of those who run the simulator, and the reasons why a request has no effect.

use core::fmt;

use broadworks_cap::message::values::{ReleaseCause, UserLogoutReason, UserType};

use super::directory::{Party, Target};
use super::profiles::Change;
use super::queues::{Services, Waiting};
use super::{Outgoing, World};

/// Something that happens at the server or in the telephone network, not because a client asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// A call from a number arrives at the phone of a user. It is answered after [`Settings::answer`], unless somebody
    /// answers it before, and lasts until one side hangs up.
    ///
    /// [`Settings::answer`]: super::Settings::answer
    Ring {
        /// User id.
        user: String,
        /// Number of the caller: a user of the simulator or anybody else.
        from: String,
    },
    /// The phone that rings for this call is answered.
    Answer {
        /// Call id.
        call: String,
    },
    /// The other party of this call hangs up. A call that waits in a queue is abandoned.
    HangUp {
        /// Call id.
        call: String,
    },
    /// Every session of a user or a call center is ended by the server.
    ForceLogout {
        /// User id.
        user: String,
        /// The reason that clients are told.
        reason: UserLogoutReason,
    },
    /// The profile of a user changes.
    Profile {
        /// User id.
        user: String,
        /// The change.
        change: Change,
    },
    /// An outside party puts this call on hold.
    RemoteHold {
        /// Call id.
        call: String,
    },
    /// An outside party takes this call off hold.
    RemoteRetrieve {
        /// Call id.
        call: String,
    },
    /// The phone of an available agent rings for a call that waits in a queue. The call leaves the queue when the agent
    /// answers, and goes back if not: by [`Bounce`](Self::Bounce), by [`Settings::bounce`], or because the agent releases it.
    /// An agent who does not answer is unavailable from then on.
    ///
    /// [`Settings::bounce`]: super::Settings::bounce
    Offer {
        /// Id of the waiting call.
        call: String,
        /// User id.
        agent: String,
    },
    /// The phone of the agent stops ringing for this half of a call, or for this waiting call, and the call goes back.
    Bounce {
        /// Call id.
        call: String,
    },
    /// A call has waited for too long, and leaves its queue for the voice mail.
    Expire {
        /// Call id.
        call: String,
    },
    /// The services of a call center change.
    QueueProfile {
        /// Id of the call center.
        queue: String,
        /// The services from now on.
        services: Services,
    },
    /// A call from a number waits in a queue from now on. If the queue is full, it overflows.
    QueueCall {
        /// Id of the call center.
        queue: String,
        /// Number of the caller.
        from: String,
    },
}

/// The reason a request, or an [`Action`], has no effect. The protocol has no error reply, so a client is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Ignored {
    /// The client is not logged in on this connection, or has not acknowledged its login.
    NotLoggedIn,
    /// Only a client of another kind may ask for this: a console for users to watch, a call center for its queue, a
    /// user for calls.
    NotAllowed,
    /// The message answers nothing: no login is waiting for it.
    NotExpected,
    /// The message is none that a client sends.
    NotARequest,
    /// The action is none that the protocol has, or none that the simulator does.
    UnknownAction,
    /// The action needs a parameter that is missing or empty.
    MissingParameter,
    /// There is no such user or call center.
    UnknownUser,
    /// The user has no such call.
    UnknownCall,
    /// The state of the call, the user or the queue does not allow it.
    WrongState,
    /// A user in an INSC environment cannot do this over CCC2.
    NotForInsc,
}

impl Ignored {
    /// Returns a stable name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NotLoggedIn => "not-logged-in",
            Self::NotAllowed => "not-allowed",
            Self::NotExpected => "not-expected",
            Self::NotARequest => "not-a-request",
            Self::UnknownAction => "unknown-action",
            Self::MissingParameter => "missing-parameter",
            Self::UnknownUser => "unknown-user",
            Self::UnknownCall => "unknown-call",
            Self::WrongState => "wrong-state",
            Self::NotForInsc => "not-for-insc",
        }
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotLoggedIn => "nobody with this identity is logged in and acknowledged on this connection",
            Self::NotAllowed => "only a client of another kind may ask for this",
            Self::NotExpected => "no login waits for this answer",
            Self::NotARequest => "it is no message that a client sends",
            Self::UnknownAction => "there is no such action, or the simulator does not do it",
            Self::MissingParameter => "a parameter of the action is missing or empty",
            Self::UnknownUser => "there is no such user or call center",
            Self::UnknownCall => "the user has no such call",
            Self::WrongState => "the state of the call, the user or the queue does not allow it",
            Self::NotForInsc => "over CCC2, a user in an INSC environment can only release, answer and transfer calls",
        })
    }
}

impl core::error::Error for Ignored {}

/// What comes of a document or an action.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Reaction {
    /// Documents to send, in this order.
    pub outgoing: Vec<Outgoing>,
    /// The reason if it had no effect.
    pub ignored: Option<Ignored>,
}

impl World {
    /// Lets something happen. Returns the documents to send, and the id of the new call, if there is one.
    ///
    /// # Errors
    /// The reason it cannot happen. Nothing has changed then.
    pub fn act(&mut self, action: &Action, now: u64) -> Result<(Option<String>, Vec<Outgoing>), Ignored> {
        self.now = self.now.max(now);
        let call = match action {
            Action::Ring { user, from } => Some(self.ring_from(user, from)?),
            Action::QueueCall { queue, from } => {
                let party = self.queues.get(queue).map(|_| self.party_with(from)).ok_or(Ignored::UnknownUser)?;
                Some(self.enqueue(queue, party, None, false, 0).ok_or(Ignored::UnknownUser)?)
            }
            Action::Answer { call } => {
                let known = self.calls.get(call).ok_or(Ignored::UnknownCall)?;
                if known.answered.is_some() {
                    return Err(Ignored::WrongState);
                }
                self.answer(call);
                None
            }
            Action::HangUp { call } => {
                // The other party of an agent whose phone rings still waits in the queue.
                let waits = |waiting: &Waiting| waiting.id == *call || waiting.offered.as_ref() == Some(call);
                if let Some((queue, waiting)) = self.waiting(waits) {
                    self.give_up(&queue, &waiting.id);
                } else if self.calls.contains_key(call) {
                    self.hang_up(call);
                } else {
                    return Err(Ignored::UnknownCall);
                }
                None
            }
            Action::RemoteHold { call } => {
                self.set_far_held(call, true)?;
                None
            }
            Action::RemoteRetrieve { call } => {
                self.set_far_held(call, false)?;
                None
            }
            Action::QueueProfile { queue, services } => {
                if !self.queues.contains_key(queue) {
                    return Err(Ignored::UnknownUser);
                }
                self.serve_as(queue, *services);
                None
            }
            Action::Offer { call, agent } => Some(self.offer(call, agent)?),
            Action::Bounce { call } => {
                let is_meant = |waiting: &Waiting| waiting.id == *call || waiting.offered.as_ref() == Some(call);
                let (_, waiting) = self.waiting(is_meant).ok_or(Ignored::UnknownCall)?;
                self.bounce(&waiting.offered.ok_or(Ignored::WrongState)?);
                None
            }
            Action::Expire { call } => {
                let (queue, _) = self.waiting(|waiting| waiting.id == *call).ok_or(Ignored::UnknownCall)?;
                self.expire(&queue, call);
                None
            }
            Action::ForceLogout { user, reason } => {
                self.known(user)?;
                let of_user = self.sessions.iter().filter(|(_, session)| session.applicant.id == **user);
                let of_user: Vec<_> = of_user.map(|(uid, _)| uid.clone()).collect();
                if of_user.is_empty() {
                    return Err(Ignored::NotLoggedIn);
                }
                of_user.iter().for_each(|uid| self.force_out(uid, *reason));
                None
            }
            Action::Profile { user, change } => {
                if !self.users.contains_key(user) {
                    return Err(Ignored::UnknownUser);
                }
                self.change(user, change.clone());
                None
            }
        };
        Ok((call, self.take()))
    }

    fn set_far_held(&mut self, id: &str, held: bool) -> Result<(), Ignored> {
        let call = self.calls.get_mut(id).ok_or(Ignored::UnknownCall)?;
        if call.peer.is_some() || call.answered.is_none() || call.far_held == held {
            return Err(Ignored::WrongState);
        }
        call.far_held = held;
        self.refresh(id);
        Ok(())
    }

    fn ring_from(&mut self, user: &str, from: &str) -> Result<String, Ignored> {
        let owner = self.users.get(user).ok_or(Ignored::UnknownUser)?;
        let number = owner.number.clone();
        let caller = self.party_with(from);
        // A call that is forwarded to an outside party or a queue is out of sight.
        match self.reach(&number) {
            (Target::User(id), forwarded) => self.alert(&id, caller, None, forwarded, None),
            _ => None,
        }
        .ok_or(Ignored::WrongState)
    }

    /// Returns the party with a number.
    fn party_with(&self, number: &str) -> Party {
        match self.target(number) {
            Target::User(id) => self.users.get(&id).map(|user| user.party()),
            Target::Queue(_) | Target::Outside(_) => None,
        }
        .unwrap_or_else(|| Party::outside(number))
    }

    /// Ends a call that waits in a queue from the side of its caller.
    fn give_up(&mut self, queue: &str, call: &str) {
        let waiting = self.queues.get(queue).and_then(|queue| queue.calls.iter().find(|waiting| waiting.id == call));
        match waiting.and_then(|waiting| waiting.caller.clone()) {
            Some(caller) => self.release(&caller, ReleaseCause::Normal),
            None => self.abandon(queue, call),
        }
    }

    fn known(&self, id: &str) -> Result<(), Ignored> {
        let known = self.users.contains_key(id) || self.queues.contains_key(id);
        known.then_some(()).ok_or(Ignored::UnknownUser)
    }

    /// Returns the user id of the session with this id.
    pub fn user_of(&self, uid: &str) -> Option<(&str, &str, Option<UserType>)> {
        let claim = &self.sessions.get(uid)?.applicant;
        Some((&claim.id, &claim.application_id, claim.user_type.known()))
    }

    /// Returns the user, call center or number with this `userUid` of CCC2.
    pub fn id_of(&self, uid: &str) -> Option<&str> {
        let user = self.users.iter().find(|(_, user)| user.uid == uid).map(|(id, _)| &**id);
        user.or_else(|| self.queues.iter().find(|(_, queue)| queue.uid == uid).map(|(id, _)| &**id))
    }
}
