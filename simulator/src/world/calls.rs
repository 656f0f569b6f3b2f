//! Calls. Each is one user's half of a call, with a link to the other half if that belongs to a
//! user.

use broadworks_cap::message::values::{
    CallState, Personality, RedirectFromReason, RedirectToReason, ReleaseCause, UpdateReason,
};

use super::directory::{Party, Target};
use super::{Timer, World};

/// Maximum number of calls per user, so that a client in a loop cannot use up the memory.
const MAX_CALLS: usize = 32;

/// One user's half of a call.
#[derive(Debug, Clone)]
pub struct Call {
    pub id: String,
    pub tracking: String,
    pub user: String,
    pub personality: Personality,
    pub state: CallState,
    pub release_cause: ReleaseCause,
    pub remote: Party,
    /// The other half, if it belongs to a user or waits in a queue.
    pub peer: Option<String>,
    pub redirected: Option<Redirect>,
    pub started: u64,
    pub answered: Option<u64>,
    /// `true` if the user has put the call on hold, whatever the other party does.
    pub held: bool,
    /// Duration after the answer, in milliseconds, if the call ends automatically.
    pub talk: Option<u64>,
    /// The call to make a conference with as soon as this one is answered.
    pub joins: Option<String>,
    /// `true` if an outside party has put the call on hold.
    pub far_held: bool,
    /// Number that the user has sent the other party to, and why.
    pub sent_to: Option<(String, RedirectToReason)>,
    /// The queue in which the call waits.
    pub waits_in: Option<String>,
    /// The abilities last reported: answering, holding and retrieving.
    pub controls: [bool; 3],
}

/// The party that redirected a call.
#[derive(Debug, Clone)]
pub struct Redirect {
    pub by: Party,
    pub reason: RedirectFromReason,
    /// The call center that redirected the call, and the waiting time there in milliseconds.
    pub queue: Option<(String, u64)>,
}

/// The remote party of a call, after the user has left it.
#[derive(Debug)]
pub struct Far {
    pub party: Party,
    pub peer: Option<String>,
}

impl World {
    /// Calls a number for the user.
    pub(super) fn place(&mut self, user: &str, number: &str) -> Option<String> {
        let (target, forwarded) = self.reach(number);
        let remote = match &target {
            Target::User(id) => self.users.get(id)?.party(),
            Target::Queue(id) => self.queues.get(id)?.party(),
            Target::Outside(party) => party.clone(),
        };
        self.users.get_mut(user)?.last_dialled = Some(number.into());
        let id = self.originate(user, remote, None)?;
        match target {
            Target::User(callee) if callee == user => self.release(&id, ReleaseCause::Busy),
            Target::User(callee) => {
                let caller = self.users.get(user)?.party();
                match self.alert(&callee, caller, Some(id.clone()), forwarded, None) {
                    Some(peer) => self.calls.get_mut(&id)?.peer = Some(peer),
                    None => self.release(&id, ReleaseCause::Busy),
                }
            }
            Target::Queue(queue) => {
                let caller = self.users.get(user)?.party();
                self.answer(&id);
                self.enqueue(&queue, caller, Some(id.clone()), false, 0);
            }
            Target::Outside(_) => self.schedule(self.settings.answer, Timer::Answer(id.clone())),
        }
        Some(id)
    }

    /// Begins an outgoing call of the user. Since release 16 both legs have the same id: first the leg to the user's
    /// phone, which goes off hook, then the outgoing leg.
    pub(super) fn originate(&mut self, user: &str, remote: Party, peer: Option<String>) -> Option<String> {
        let id = self.new_call(user, remote, Personality::BroadWorksOriginator, peer)?;
        self.hold_others(user, core::slice::from_ref(&id));
        self.tell_call(&id);
        self.check_hook(user);
        self.calls.get_mut(&id)?.personality = Personality::Originator;
        self.tell_call(&id);
        Some(id)
    }

    /// Lets the phone of the user ring, unless the user does not want to be disturbed.
    pub(super) fn alert(
        &mut self,
        user: &str,
        caller: Party,
        peer: Option<String>,
        redirected: Option<Redirect>,
        talk: Option<u64>,
    ) -> Option<String> {
        if self.users.get(user)?.dnd {
            return None;
        }
        let id = self.new_call(user, caller, Personality::Terminator, peer)?;
        let call = self.calls.get_mut(&id)?;
        (call.redirected, call.talk) = (redirected, talk);
        self.tell_call(&id);
        self.tell_controls(&id);
        self.schedule(self.settings.answer, Timer::Answer(id.clone()));
        Some(id)
    }

    /// Answers a call: on this side, or on the other side if the call is outgoing.
    pub(super) fn answer(&mut self, id: &str) {
        let Some(call) = self.calls.get(id).filter(|call| call.answered.is_none()).cloned() else { return };
        self.begin(id);
        if let Some(peer) = &call.peer {
            self.begin(peer);
        }
        if let Some(talk) = call.talk {
            self.schedule(talk, Timer::Release(id.into()));
        }
    }

    fn begin(&mut self, id: &str) {
        let now = self.now;
        let Some(call) = self.calls.get_mut(id).filter(|call| call.answered.is_none()) else { return };
        call.answered = Some(now);
        let (user, joins) = (call.user.clone(), call.joins.take());
        self.hold_others(&user, &[id.into()]);
        self.refresh(id);
        self.accept(id);
        if let Some(other) = joins {
            self.confer(&user, &other, id);
        }
    }

    pub(super) fn hold(&mut self, id: &str) {
        self.set_held(id, true);
    }

    /// Takes a call off hold, and puts the other active calls on hold, as a phone does.
    pub(super) fn retrieve(&mut self, id: &str) {
        let Some(call) = self.calls.get(id).filter(|call| call.held) else { return };
        let user = call.user.clone();
        if self.members(&user).iter().any(|member| member == id) {
            return self.answer_conference(&user);
        }
        self.hold_others(&user, &[id.into()]);
        self.set_held(id, false);
    }

    pub(super) fn set_held(&mut self, id: &str, held: bool) {
        let Some(call) = self.calls.get_mut(id).filter(|call| call.answered.is_some() && call.held != held) else {
            return;
        };
        call.held = held;
        let peer = call.peer.clone();
        self.refresh(id);
        if let Some(peer) = peer {
            self.refresh(&peer);
        }
    }

    /// Reports the state of a call, if it has changed.
    pub(super) fn refresh(&mut self, id: &str) {
        let Some(call) = self.calls.get(id) else { return };
        let peer = || call.peer.as_ref().and_then(|peer| self.calls.get(peer));
        let far_held = || call.far_held || peer().is_some_and(|peer| peer.held);
        let state = match call {
            Call { answered: None, .. } => CallState::Alerting,
            Call { held: true, .. } => CallState::Held,
            _ if far_held() => CallState::RemoteHeld,
            _ => CallState::Active,
        };
        if state != call.state {
            let user = call.user.clone();
            if let Some(call) = self.calls.get_mut(id) {
                call.state = state;
            }
            self.tell_call(id);
            self.tell_controls(id);
            self.check_hook(&user);
        }
    }

    /// Ends a call for both sides.
    pub(super) fn release(&mut self, id: &str, cause: ReleaseCause) {
        let Some(mut call) = self.calls.remove(id) else { return };
        call.state = CallState::Released;
        call.release_cause = cause;
        self.tell(&call);
        self.return_to_queue(&call);
        if let Some(queue) = &call.waits_in {
            self.abandon(queue, id);
        }
        self.leave_conference(&call.user, id);
        self.check_hook(&call.user);
        if let Some(peer) = &call.peer {
            self.release(peer, ReleaseCause::Normal);
        }
        self.wrap_up(&call);
    }

    /// Ends a call from the other side.
    pub(super) fn hang_up(&mut self, id: &str) {
        self.release(id, ReleaseCause::Normal);
    }

    /// Removes the user from a call and returns the other party.
    pub(super) fn detach(&mut self, id: &str) -> Option<Far> {
        // An agent whose phone rings for a call of a queue sends it on in place of the queue.
        let offered = self.dequeue_offered(id);
        if let Some((queue, waiting)) = &offered {
            self.tell_queue(queue, UpdateReason::CallTransferred, &[(0, waiting.clone())]);
        }
        let call = self.calls.get_mut(id)?;
        let caller = offered.and_then(|(_, waiting)| waiting.caller);
        let far = Far { party: call.remote.clone(), peer: call.peer.take().or(caller) };
        if let Some(peer) = far.peer.as_ref().and_then(|peer| self.calls.get_mut(peer)) {
            peer.peer = None;
        }
        self.release(id, ReleaseCause::Normal);
        Some(far)
    }

    /// Redirects one side of a call to a number.
    pub(super) fn send_on(&mut self, far: Far, number: &str, redirect: Redirect) {
        let (target, forwarded) = self.reach(number);
        match target {
            Target::User(id) => {
                let Some(party) = self.users.get(&id).map(|user| user.party()) else { return };
                let redirect = forwarded.unwrap_or(redirect);
                match (self.alert(&id, far.party, far.peer.clone(), Some(redirect), None), far.peer) {
                    (None, Some(peer)) => self.release(&peer, ReleaseCause::Busy),
                    (new, peer) => self.relink(peer, new, party),
                }
            }
            Target::Queue(id) => {
                let waited = redirect.queue.map_or(0, |(_, waited)| waited);
                self.send_to_queue(far, &id, false, waited);
            }
            Target::Outside(party) => self.relink(far.peer, None, party),
        }
    }

    /// Connects two sides with each other.
    pub(super) fn connect(&mut self, one: Far, other: Far) {
        self.relink(one.peer.clone(), other.peer.clone(), other.party);
        self.relink(other.peer, one.peer, one.party);
    }

    /// Replaces the other side of a call.
    pub(super) fn relink(&mut self, id: Option<String>, peer: Option<String>, remote: Party) {
        let Some(call) = id.and_then(|id| self.calls.get_mut(&id)) else { return };
        (call.peer, call.remote) = (peer, remote);
        let (id, before) = (call.id.clone(), call.state);
        self.refresh(&id);
        if self.is_in(&id, before) {
            self.tell_call(&id);
        }
    }

    /// Puts the active calls of a user on hold, except those in `but`, and also the conference,
    /// unless one of them is in it.
    pub(super) fn hold_others(&mut self, user: &str, but: &[String]) {
        let members = self.members(user);
        let of_conference = but.iter().any(|id| members.contains(id));
        if !of_conference && !members.is_empty() {
            self.hold_conference(user);
        }
        for id in self.calls_of(user) {
            let stays = but.contains(&id) || (of_conference && members.contains(&id));
            if !stays {
                self.hold(&id);
            }
        }
    }

    /// Returns the calls in the conference of a user.
    pub(super) fn members(&self, user: &str) -> Vec<String> {
        let conference = self.users.get(user).and_then(|user| user.conference.as_ref());
        conference.map(|conference| conference.calls.clone()).unwrap_or_default()
    }

    /// Returns the ids of the calls of a user.
    pub(super) fn calls_of(&self, user: &str) -> Vec<String> {
        self.calls.values().filter(|call| call.user == user).map(|call| call.id.clone()).collect()
    }

    pub(super) fn is_in(&self, id: &str, state: CallState) -> bool {
        self.calls.get(id).is_some_and(|call| call.state == state)
    }

    /// Returns where a call to a number goes, and who forwards it. A forwarded call is not forwarded again.
    pub(super) fn reach(&self, number: &str) -> (Target, Option<Redirect>) {
        let target = self.target(number);
        if let Target::User(id) = &target
            && let Some(user) = self.users.get(id)
            && let Some(destination) = &user.forwarding
        {
            let redirect = Redirect { by: user.party(), reason: RedirectFromReason::Unconditional, queue: None };
            return (self.target(destination), Some(redirect));
        }
        (target, None)
    }

    fn new_call(
        &mut self,
        user: &str,
        remote: Party,
        personality: Personality,
        peer: Option<String>,
    ) -> Option<String> {
        if !self.users.contains_key(user) || self.calls_of(user).len() >= MAX_CALLS {
            return None;
        }
        let serial = self.next();
        let other = peer.as_ref().and_then(|peer| self.calls.get(peer));
        let call = Call {
            id: format!("callhalf-{serial}:0"),
            tracking: other.map_or_else(|| format!("{serial}:1"), |other| other.tracking.clone()),
            user: user.into(),
            personality,
            state: CallState::Alerting,
            release_cause: ReleaseCause::Normal,
            remote,
            peer,
            redirected: None,
            started: self.now,
            answered: None,
            held: false,
            talk: None,
            joins: None,
            far_held: false,
            sent_to: None,
            waits_in: None,
            controls: [false; 3],
        };
        let id = call.id.clone();
        self.calls.insert(id.clone(), call);
        Some(id)
    }
}
