//! Requests of clients.

use broadworks_cap::message::call_action::{Action, CallAction};
use broadworks_cap::message::external_notify::ExternalNotify;
use broadworks_cap::message::values::{
    ActionParamName, ActionType, CallState, Personality, RedirectFromReason, RedirectToReason, ReleaseCause,
    ThirdPartyMwi, UserType,
};
use broadworks_cap::{Command, Document, Text};

use super::calls::{Far, Redirect};
use super::directory::{Party, Target};
use super::tell::Recipient;
use super::{Ignored, Outgoing, Reaction, To, World};

impl World {
    /// Processes a document of a CAP-C client that has these sessions. A document that concerns
    /// none of them, or makes no sense, is ignored, because the protocol has no error reply.
    pub fn receive_cap_c(&mut self, sessions: &[String], document: &Document<'_>, now: u64) -> Reaction {
        self.now = self.now.max(now);
        let client = match user_of(&document.command) {
            Some(named) => sessions.iter().filter_map(|uid| self.recipient(uid)).find(|client| named.is(client)),
            None => None,
        };
        if let (Some(client), Command::UnRegister(_)) = (&client, &document.command) {
            self.log_out(&client.uid);
            return Reaction { outgoing: self.take(), ignored: None };
        }
        self.react(client.as_ref(), document)
    }

    /// Processes a document of the server farm.
    pub fn receive_ccc2(&mut self, document: &Document<'_>, now: u64) -> Reaction {
        self.now = self.now.max(now);
        let named = user_of(&document.command).filter(|named| named.user_type != Some(UserType::AttendantConsole));
        let client = named.and_then(|named| {
            let ids = self.users.keys().chain(self.queues.keys());
            ids.filter_map(|id| self.farm(id)).find(|client| named.is(client))
        });
        self.react(client.as_ref(), document)
    }

    fn react(&mut self, client: Option<&Recipient>, document: &Document<'_>) -> Reaction {
        let done = self.command(client, document);
        let outgoing = self.take();
        // Whatever changes anything tells somebody.
        let is_loud = matches!(&document.command, Command::CallAction(action) if !is_silent(action))
            || matches!(document.command, Command::QueueAction(_));
        let ignored = done.err().or((is_loud && outgoing.is_empty()).then_some(Ignored::WrongState));
        Reaction { outgoing, ignored }
    }

    fn command(&mut self, client: Option<&Recipient>, document: &Document<'_>) -> Result<(), Ignored> {
        match (&document.command, client) {
            (Command::InfoRequest(request), _) if request.cap_version_request.is_some() => self.tell_versions(document),
            (Command::CallAction(action), Some(client)) => {
                if !self.users.contains_key(&client.id) {
                    return Err(Ignored::NotAllowed);
                }
                let kind = action.user.action.action_type.as_ref().and_then(|kind| kind.known());
                let few = [ActionType::Release, ActionType::Answer, ActionType::Xfer, ActionType::XferVm];
                if client.to == To::Farm && self.is_insc(&client.id) && !kind.is_some_and(|kind| few.contains(&kind)) {
                    return Err(Ignored::NotForInsc);
                }
                return self.call_action(client, action);
            }
            (Command::ExternalNotify(_), Some(client)) if client.to == To::Farm && self.is_insc(&client.id) => {
                return Err(Ignored::NotForInsc);
            }
            (Command::QueueAction(action), Some(client)) => return self.queue_action(client, action),
            (Command::QueueInfoRequest(_), Some(client)) => self.tell_queue_info(client),
            (Command::MonitoringUsersRequest(request), Some(client)) => return self.watch(client, request),
            (Command::ExternalNotify(notice), Some(client)) => self.notify(&client.id, notice),
            (Command::Datagram(_), _) => {
                if !self.relay(document) {
                    return Err(Ignored::UnknownUser);
                }
            }
            // A keepalive asks for nothing.
            (Command::ServerStatusRequest(_), _) => {}
            (Command::Acknowledgement(_) | Command::RegisterAuthentication(_) | Command::RegisterRequest(_), _) => {
                return Err(Ignored::NotExpected);
            }
            (command, None) if user_of(command).is_some() => return Err(Ignored::NotLoggedIn),
            _ => return Err(Ignored::NotARequest),
        }
        Ok(())
    }

    fn call_action(&mut self, client: &Recipient, action: &CallAction<'_>) -> Result<(), Ignored> {
        let user = &*client.id;
        let action = &action.user.action;
        let kind = action.action_type.as_ref().and_then(|kind| kind.known()).ok_or(Ignored::UnknownAction)?;
        let number = param(action, ActionParamName::Number, 0);
        let first = param(action, ActionParamName::CallId, 0).filter(|id| self.is_of(id, user));
        let second = param(action, ActionParamName::CallId, 1).filter(|id| self.is_of(id, user));
        let target = number.clone().or_else(|| param(action, ActionParamName::UserId, 0));
        match (kind, first, number) {
            (ActionType::Dial | ActionType::MakeCallAsCc | ActionType::MakePersonalCall, _, Some(number)) => {
                self.place(user, &number);
            }
            (ActionType::MakeAgentEscalationCall, _, number) => {
                if let Some(number) = number.or_else(|| self.supervisor_of(user)) {
                    self.place(user, &number);
                }
            }
            (ActionType::Redial, ..) => {
                if let Some(number) = self.users.get(user).and_then(|user| user.last_dialled.clone()) {
                    self.place(user, &number);
                }
            }
            (ActionType::MakeAgentEmergencyCall, Some(call), number) => {
                let placed = number.or_else(|| self.supervisor_of(user)).and_then(|number| self.place(user, &number));
                if let Some(placed) = placed.and_then(|id| self.calls.get_mut(&id)) {
                    placed.joins = Some(call);
                }
            }
            (ActionType::Hold, Some(call), _) => self.hold(&call),
            (ActionType::Answer, Some(call), _) => {
                if self.is_in(&call, CallState::Held) {
                    self.retrieve(&call);
                } else if self.calls.get(&call).is_some_and(|call| call.personality == Personality::Terminator) {
                    self.answer(&call);
                }
            }
            (ActionType::Release, Some(call), _) => self.release(&call, ReleaseCause::Normal),
            (ActionType::Xfer, Some(call), Some(number)) => self.transfer(user, &call, &number),
            (ActionType::XferVm, Some(call), Some(number)) => self.send_to_voice_mail(&call, &number),
            (ActionType::XferCc, Some(call), Some(number)) => {
                if let Target::Queue(queue) = self.target(&number)
                    && let Some(far) = self.send_away(&call, &number, RedirectToReason::Transfer)
                {
                    self.send_to_queue(far, &queue, true, 0);
                }
            }
            (ActionType::XferConsult, Some(call), _) => {
                if let Some(other) = second.filter(|other| *other != call)
                    && let Some(one) = self.detach(&call)
                    && let Some(other) = self.detach(&other)
                {
                    self.connect(one, other);
                }
            }
            (ActionType::ConfStart, Some(call), _) => {
                if let Some(other) = second {
                    self.confer(user, &call, &other);
                }
            }
            (ActionType::ConfAdd, Some(call), _) => self.add_to_conference(user, &call),
            (ActionType::ConfHold, ..) => self.hold_conference(user),
            (ActionType::ConfAnswer, ..) => self.answer_conference(user),
            (ActionType::ConfRelease, ..) => self.release_conference(user),
            (ActionType::CallPark, Some(call), _) => {
                if let Some(target) = target {
                    self.park(&call, target);
                }
            }
            (ActionType::GroupCallPark, Some(call), _) => {
                // A group park chooses the place itself; the simulator has one place per user.
                self.park(&call, user.into());
            }
            (ActionType::CallParkRetrieve, ..) => self.unpark(user, &target.unwrap_or_else(|| user.into())),
            (ActionType::SilentMonitorCall, _, Some(number)) => self.listen(user, &number),
            (ActionType::ConferenceUnmute, ..) => self.unmute(user),
            (ActionType::TagCallWithDispositionCode | ActionType::CustOriginatedTraceCall, call, _) => {
                let named = param(action, ActionParamName::CallId, 0).is_some();
                let error = (named && call.is_none()).then_some("There is no such call.");
                if action.response_requested.as_ref().is_some_and(|asked| *asked == true) {
                    self.answer_action(client, kind, action.id.as_ref(), error);
                }
            }
            (ActionType::SetDial, ..) => return Err(Ignored::UnknownAction),
            (_, None, _) if param(action, ActionParamName::CallId, 0).is_some() => return Err(Ignored::UnknownCall),
            _ => return Err(Ignored::MissingParameter),
        }
        Ok(())
    }

    fn is_of(&self, call: &str, user: &str) -> bool {
        self.calls.get(call).is_some_and(|call| call.user == user)
    }

    /// Returns any other user, because the simulator has no supervisors.
    fn supervisor_of(&self, user: &str) -> Option<String> {
        self.users.iter().find(|(id, _)| *id != user).map(|(_, other)| other.number.clone())
    }

    fn transfer(&mut self, user: &str, call: &str, number: &str) {
        let Some(by) = self.users.get(user).map(|user| user.party()) else { return };
        if let Some(far) = self.send_away(call, number, RedirectToReason::Transfer) {
            self.send_on(far, number, Redirect { by, reason: RedirectFromReason::Transfer, queue: None });
        }
    }

    /// Removes the user from a call and returns the other party, who goes to a number. Only a farm is told where to.
    fn send_away(&mut self, call: &str, number: &str, reason: RedirectToReason) -> Option<Far> {
        self.calls.get_mut(call)?.sent_to = Some((number.into(), reason));
        self.detach(call)
    }

    /// Sends the other side of a call to the voice mail of the user with this number.
    fn send_to_voice_mail(&mut self, call: &str, number: &str) {
        let Some(far) = self.send_away(call, number, RedirectToReason::Voicemail) else { return };
        self.relink(far.peer, None, Party::voice_mail());
        let Some(owner) = self.user_with(number) else { return };
        if let Some(owner) = self.users.get_mut(&owner) {
            owner.voice_message = true;
        }
        self.tell_messages(&owner);
    }

    fn park(&mut self, call: &str, target: String) {
        let place = match self.target(&target) {
            Target::User(id) => id,
            _ => target,
        };
        // A place holds one call; a second call is not parked.
        if self.users.contains_key(&place)
            && !self.parked.contains_key(&place)
            && let Some(far) = self.detach(call)
        {
            self.parked.insert(place, far);
        }
    }

    fn unpark(&mut self, user: &str, target: &str) {
        let place = self.user_with(target).unwrap_or_else(|| target.into());
        let Some(party) = self.users.get(user).map(|user| user.party()) else { return };
        let Some(far) = self.parked.remove(&place) else { return };
        // The other side may have hung up in the meantime.
        if far.peer.as_ref().is_some_and(|peer| !self.calls.contains_key(peer)) {
            return;
        }
        if let Some(id) = self.originate(user, far.party.clone(), far.peer.clone()) {
            self.relink(far.peer, Some(id.clone()), party);
            self.answer(&id);
        } else {
            self.parked.insert(place, far);
        }
    }

    /// Lets the user listen to the agent with this number, if the agent is in a call and the user in no conference.
    fn listen(&mut self, user: &str, number: &str) {
        let talks = |agent: &str| self.calls.values().any(|call| call.user == agent && call.answered.is_some());
        let agent = self.user_with(number).filter(|agent| agent != user && talks(agent));
        let Some(party) = agent.and_then(|agent| self.users.get(&agent)).map(|agent| agent.party()) else { return };
        if self.members(user).is_empty()
            && let Some(call) = self.originate(user, party, None)
        {
            self.answer(&call);
            self.monitor(user, &call);
        }
    }

    fn notify(&mut self, user: &str, notice: &ExternalNotify<'_>) {
        let Some(owner) = self.users.get_mut(user) else { return };
        match notice.user.third_party_mwi.as_ref().and_then(|mwi| mwi.known()) {
            Some(ThirdPartyMwi::On) => owner.third_party_message = true,
            Some(ThirdPartyMwi::Off) => owner.third_party_message = false,
            _ => {}
        }
        if notice.user.clear_vm_mwi.is_some() {
            owner.voice_message = false;
        }
        self.tell_messages(user);
    }

    /// Sends a datagram to every session it is addressed to; `false` if there is none.
    fn relay(&mut self, document: &Document<'_>) -> bool {
        let Command::Datagram(datagram) = &document.command else { return false };
        let to = &datagram.to.user;
        let addressed = |client: &Recipient| {
            to.user_type.as_ref().is_some_and(|kind| *kind == client.user_type)
                && to.id.as_ref().is_some_and(|id| *id == client.id)
                && to.application_id.as_ref().map(|id| id.to_string()) == client.application
        };
        let clients: Vec<_> = self.sessions.keys().filter_map(|uid| self.recipient(uid)).filter(addressed).collect();
        let is_known = !clients.is_empty();
        for client in clients {
            let outgoing = Outgoing { to: To::Session(client.uid), document: document.clone().into_owned() };
            self.outgoing.push(outgoing);
        }
        is_known
    }
}

/// Returns whether an action may take effect without a word to anybody.
fn is_silent(action: &CallAction<'_>) -> bool {
    let kind = action.user.action.action_type.as_ref().and_then(|kind| kind.known());
    matches!(kind, Some(ActionType::TagCallWithDispositionCode | ActionType::CustOriginatedTraceCall))
}

fn param(action: &Action<'_>, name: ActionParamName, nth: usize) -> Option<String> {
    let mut named = action.params.iter().filter(|param| param.action_param_name.as_ref().is_some_and(|n| *n == name));
    named.nth(nth).map(|param| param.value.to_string()).filter(|value| !value.is_empty())
}

/// The identity a client gives in a request. Absent fields match anything.
struct Named {
    user_type: Option<UserType>,
    uid: Option<String>,
    id: Option<String>,
    application: Option<String>,
}

impl Named {
    fn is(&self, client: &Recipient) -> bool {
        (self.uid.is_some() || self.id.is_some())
            && self.user_type.is_none_or(|kind| kind == client.user_type)
            && self.uid.as_ref().is_none_or(|uid| *uid == client.uid)
            && self.id.as_ref().is_none_or(|id| *id == client.id)
            && self.application.as_ref().is_none_or(|id| client.application.as_ref().is_none_or(|own| own == id))
    }
}

fn user_of(command: &Command<'_>) -> Option<Named> {
    fn own(text: Option<&Text<'_>>) -> Option<String> {
        text.map(|text| text.to_string()).filter(|text| !text.is_empty())
    }
    macro_rules! named {
        ($user:expr) => {
            Some(Named {
                user_type: $user.user_type.as_ref().and_then(|kind| kind.known()),
                uid: own($user.user_uid.as_ref()),
                id: own($user.id.as_ref()),
                application: own($user.application_id.as_ref()),
            })
        };
    }
    match command {
        Command::CallAction(c) => named!(c.user),
        Command::QueueAction(c) => named!(c.user),
        Command::QueueInfoRequest(c) => named!(c.user),
        Command::MonitoringUsersRequest(c) => named!(c.user),
        Command::ExternalNotify(c) => named!(c.user),
        Command::UnRegister(c) => named!(c.user),
        _ => None,
    }
}
