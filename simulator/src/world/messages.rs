//! Builders of documents, with every field that deployed clients need and that the field tables
//! require.

use std::time::Duration;

use broadworks_cap::message::call_action_response::{self, CallActionResponse};
use broadworks_cap::message::call_control_info::{self, CallControlInfo, Control};
use broadworks_cap::message::call_update::{self, CallUpdate};
use broadworks_cap::message::info_response::InfoResponse;
use broadworks_cap::message::monitoring_users_response::{self, FailedUser, MonResult, MonitoringUsersResponse};
use broadworks_cap::message::profile_update::{self, Cfa, ProfileUpdate};
use broadworks_cap::message::session_update::{self, CallIn, Conference, SessionUpdate};
use broadworks_cap::message::values::{
    ActionType, CallType, ConferenceState, ControlType, FailureReason, LocalAltType, ServiceState, UserType,
};
use broadworks_cap::schema::Flag;
use broadworks_cap::{Document, Millis, Text, Timestamp};

use super::agents::Agent;
use super::calls::Call;
use super::directory::User;
use super::profiles::Change;
use super::tell::Recipient;
use super::{Outgoing, To, World};

/// Country code of all users in the simulator.
pub(super) const COUNTRY: &str = "1";

/// Builds the user of a message. Its `applicationId` in CCC2 is `blank` or `absent` (E037).
macro_rules! user {
    ($module:ident, $client:expr, $application:ident $(, $field:ident: $value:expr)* $(,)?) => {
        $module::User::build(|user| {
            user.id = text(&$client.id);
            user.user_type = Some($client.user_type.into());
            user.user_uid = text(&$client.uid);
            user.application_id = $client.$application();
            $(user.$field = $value;)*
        })
    };
}
pub(super) use user;

/// Sets service fields: `field: state`.
macro_rules! services {
    ($user:ident, $($field:ident: $state:ident,)*) => { $($user.$field = Some(ServiceState::$state.into());)* };
}

impl Recipient {
    pub(super) fn blank(&self) -> Option<Text<'static>> {
        text(self.application.as_deref().unwrap_or_default())
    }

    pub(super) fn absent(&self) -> Option<Text<'static>> {
        self.application.as_deref().and_then(text)
    }
}

impl World {
    pub(super) fn call_update(&self, client: &Recipient, call: &Call) -> CallUpdate<'static> {
        let inside = self.user_with(&call.remote.number).is_some();
        let mut element = self.watched_call(call);
        element.appearance = Some((-1).into());
        element.personality = Some(call.personality.into());
        element.release_cause = Some(call.release_cause.into());
        element.remote_country_code = text(COUNTRY);
        element.local_alt_type = Some(LocalAltType::Main.into());
        element.call_type = Some(if inside { CallType::IntraGroup } else { CallType::Network }.into());
        let owner = self.users.get(&call.user);
        let (insc, farm) = (owner.is_some_and(|user| user.subscriber.insc), client.application.is_none());
        if let Some(redirect) = &call.redirected {
            if !insc {
                element.redirect_from_country_code = text(COUNTRY);
                element.redirect_from_number = text(&redirect.by.number);
                element.redirect_from_name = text(&redirect.by.name);
                element.redirect_from_reason = Some(redirect.reason.into());
            } else if farm {
                element.redirect_from_counter = text("1");
                element.orig_called_num = text(&redirect.by.number);
                element.orig_redir_reason = text(redirect.reason.as_str());
            }
            element.call_center_user_id = redirect.queue.as_ref().and_then(|(id, _)| text(id));
        }
        if farm {
            element.local_number = owner.and_then(|user| text(&user.number));
            element.redirect_to_num = call.sent_to.as_ref().and_then(|(number, _)| text(number));
            element.redirect_to_reason = call.sent_to.as_ref().map(|(_, reason)| (*reason).into());
        }
        let user = user!(call_update, client, blank, calls: [element].into_iter().collect());
        CallUpdate::build(|it| it.user = user)
    }

    pub(super) fn watched_call_update(&self, console: &Recipient, call: &Call) -> CallUpdate<'static> {
        let mut user = user!(call_update, console, blank, calls: [self.watched_call(call)].into_iter().collect());
        user.monitored_user_uid = self.users.get(&call.user).and_then(|user| text(&user.uid));
        user.monitored_user_id = text(&call.user);
        CallUpdate::build(|it| it.user = user)
    }

    fn watched_call(&self, call: &Call) -> call_update::Call<'static> {
        let queue = call.redirected.as_ref().and_then(|redirect| redirect.queue.as_ref());
        let digits = !call.remote.number.is_empty() && call.remote.number.bytes().all(|byte| byte.is_ascii_digit());
        call_update::Call::build(|it| {
            it.call_id = text(&call.id);
            it.ext_tracking_id = text(&call.tracking);
            it.state = Some(call.state.into());
            it.remote_number = text(&call.remote.number);
            it.remote_name = text(&call.remote.name);
            it.remote_tel_uri = if digits { text(&format!("tel:+{COUNTRY}{}", call.remote.number)) } else { None };
            it.call_start_time = Some(time(call.started).into());
            it.call_answer_time = call.answered.map(|at| time(at).into());
            it.call_center = queue.map(|(id, waited)| {
                call_update::CallCenter::build(|it| {
                    it.id = text(id);
                    it.dnis_number = self.queues.get(id).and_then(|queue| text(&queue.number));
                    it.dnis_name = self.queues.get(id).and_then(|queue| text(&queue.party().name));
                    it.call_wait_time = Some(duration(*waited).into());
                    it.num_calls_in_queue = Some(self.waiting_in(id).into());
                    it.longest_wait_time = self.queues.get(id).map(|queue| {
                        let longest = queue.calls.iter().map(|call| call.waited(self.now)).max();
                        duration(longest.unwrap_or_default()).into()
                    });
                })
            });
        })
    }

    pub(super) fn waiting_in(&self, queue: &str) -> i64 {
        self.queues.get(queue).map_or(0, |queue| queue.calls.len().try_into().unwrap_or(i64::MAX))
    }

    pub(super) fn call_control_info(client: &Recipient, call: &Call) -> CallControlInfo<'static> {
        let kinds = [ControlType::Answer, ControlType::Hold, ControlType::Retrieve];
        let controls = kinds.into_iter().zip(call.controls).map(|(kind, allowed)| {
            Control::build(|it| {
                it.control_type = Some(kind.into());
                it.value = allowed.into();
            })
        });
        let element = call_control_info::Call::build(|it| {
            it.call_id = text(&call.id);
            it.ext_tracking_id = text(&call.tracking);
            it.controls = controls.collect();
        });
        CallControlInfo::build(|it| it.user = user!(call_control_info, client, blank, call: Some(element)))
    }

    pub(super) fn session_update(&self, client: &Recipient, id: &str) -> Option<SessionUpdate<'static>> {
        let owner = self.users.get(id)?;
        let conference = owner.conference.as_ref();
        let user = user!(session_update, client, blank,
            off_hook: Some(owner.off_hook.into()),
            conference: conference.map(|c| Self::conference(c.state, &c.calls, c.silent)),
        );
        Some(SessionUpdate::build(|it| it.user = user))
    }

    pub(super) fn conference(state: ConferenceState, calls: &[String], silent: bool) -> Conference<'static> {
        let call_ins = calls.iter().map(|id| CallIn::build(|it| it.call_in_id = text(id)));
        Conference::build(|it| {
            it.conference_state = Some(state.into());
            it.call_ins = call_ins.collect();
            it.appearance = Some(1.into());
            it.silently_monitored = silent.then(Flag::default);
        })
    }

    /// Sends the initial `sessionUpdate`, the only one with the number of calls. Its last two
    /// fields are constant.
    pub(super) fn tell_session_initial(&mut self, client: &Recipient) {
        let calls = i64::try_from(self.calls_of(&client.id).len()).unwrap_or(i64::MAX);
        if let Some(mut update) = self.session_update(client, &client.id) {
            update.user.num_calls = Some(calls.into());
            update.user.max_calls = Some((-1).into());
            update.user.ep_control = Some(true.into());
            self.send(client, update);
        }
    }

    pub(super) fn tell_watched_session(&mut self, console: &Recipient, id: &str) {
        let Some(owner) = self.users.get(id) else { return };
        let user = user!(session_update, console, blank,
            off_hook: Some(owner.off_hook.into()),
            monitored_user_uid: text(&owner.uid),
            monitored_user_id: text(id),
        );
        self.send(console, SessionUpdate::build(|it| it.user = user));
    }

    pub(super) fn tell_profile_initial(&mut self, client: &Recipient) {
        let Some(owner) = self.users.get(&client.id) else { return };
        let mut user = personal(user!(profile_update, client, blank), owner);
        user.group_name = text("Simulated");
        user.service_provider_name = text("Example");
        user.support_email = text("support@example.com");
        user.cfa = Some(Cfa::build(|it| it.value = switch(owner.forwarding.is_some()).into()));
        user.dnd = Some(switch(owner.dnd).into());
        user.cpe = Some(Text::EMPTY);
        services!(user,
            enterprise_user: Off, three_way_call: On, n_way_call: On, call_transfer: On, cwt: On, lnrd: On,
            oi: NotAssigned, ro: Off, simring: Off, li: NotAssigned, call_logs: On,
        );
        user.has_vm_messages = Some(owner.voice_message.into());
        user.has_third_party_vm_messages = Some(owner.third_party_message.into());
        if let Some(agent) = &owner.agent {
            set_agent(&mut user, agent, client);
            let joined = self.queues.keys().map(|id| {
                profile_update::CallCenter::build(|it| {
                    it.id = text(id);
                    it.join_call_center = Some(true.into());
                })
            });
            user.call_centers = joined.collect();
        }
        self.send(client, ProfileUpdate::build(|it| it.user = user));
    }

    pub(super) fn tell_watched_profile(&mut self, console: &Recipient, id: &str) {
        let Some(owner) = self.users.get(id) else { return };
        let mut user = personal(user!(profile_update, console, blank), owner);
        user.monitored_user_uid = text(&owner.uid);
        user.monitored_user_id = text(id);
        user.mobile = Some(Text::EMPTY);
        user.pager = Some(Text::EMPTY);
        user.department = text("Simulated");
        user.title = Some(Text::EMPTY);
        self.send(console, ProfileUpdate::build(|it| it.user = user));
    }

    pub(super) fn messages_update(&self, client: &Recipient, id: &str) -> Option<ProfileUpdate<'static>> {
        let owner = self.users.get(id)?;
        let user = user!(profile_update, client, blank,
            has_vm_messages: Some(owner.voice_message.into()),
            has_third_party_vm_messages: Some(owner.third_party_message.into()),
        );
        Some(ProfileUpdate::build(|it| it.user = user))
    }

    /// Returns the update of one item of a profile, for a client of the user or a console that watches the user.
    pub(super) fn changed_profile(
        &self,
        client: &Recipient,
        id: &str,
        change: &Change,
    ) -> Option<ProfileUpdate<'static>> {
        let owner = self.users.get(id)?;
        let console = client.user_type == UserType::AttendantConsole;
        let mut user = user!(profile_update, client, blank);
        if console {
            user.monitored_user_uid = text(&owner.uid);
            user.monitored_user_id = text(id);
        }
        match change {
            Change::Dnd(on) => user.dnd = Some(switch(*on).into()),
            Change::Forwarding(destination) => {
                user.cfa = Some(Cfa::build(|it| {
                    it.value = switch(destination.is_some()).into();
                    it.cfa_destination = destination.as_deref().filter(|_| console).and_then(text);
                }));
            }
            Change::VoiceMessage(_) => return self.messages_update(client, id),
            Change::Acd(_) => set_agent(&mut user, owner.agent.as_ref()?, client),
        }
        Some(ProfileUpdate::build(|it| it.user = user))
    }

    pub(super) fn answer_action(
        &mut self,
        client: &Recipient,
        kind: ActionType,
        id: Option<&Text<'_>>,
        error: Option<&str>,
    ) {
        let result = call_action_response::Result::build(|it| {
            it.success = Some(error.is_none().into());
            it.message = error.and_then(text);
        });
        let action = call_action_response::Action::build(|it| {
            it.action_type = Some(kind.into());
            it.id = id.map(|id| id.clone().into_owned());
            it.result = Some(result);
        });
        let user = user!(call_action_response, client, absent, action: action);
        self.send(client, CallActionResponse::build(|it| it.user = user));
    }

    pub(super) fn answer_watch(&mut self, console: &Recipient, failed: Vec<(FailureReason, String)>) {
        let success = failed.is_empty();
        let failed = failed.into_iter().map(|(reason, id)| {
            FailedUser::build(|it| {
                it.failure_reason = Some(reason.into());
                it.id = text(&id);
            })
        });
        let user = user!(monitoring_users_response, console, blank,
            mon_result: Some(MonResult::build(|it| it.success = Some(success.into()))),
            failed_users: failed.collect(),
        );
        self.send(console, MonitoringUsersResponse::build(|it| it.user = user));
    }

    pub(super) fn tell_versions(&mut self, asked: &Document<'_>) {
        let versions = self.settings.versions.all().into_iter().collect();
        let mut document = Document::new(InfoResponse::build(|it| it.versions = versions));
        document.version = asked.version.clone().map(|version| version.into_owned()).or(document.version);
        self.outgoing.push(Outgoing { to: To::Asker, document });
    }
}

/// Sets the fields that consoles and call clients both get in their initial update.
fn personal(mut user: profile_update::User<'static>, owner: &User) -> profile_update::User<'static> {
    let (first, last) = owner.names();
    user.initial_update = Some(Flag::default());
    user.first_name = text(&first);
    user.last_name = text(&last);
    user.phone = text(&owner.number);
    user.extension = text(owner.extension());
    user.location_code = Some(Text::EMPTY);
    user.country_code = text(COUNTRY);
    user.national_prefix = text("1");
    user.email = text(&owner.subscriber.id);
    services!(user,
        voice_messaging: On, voice_messaging_group: On, third_party_voice_messaging: On, third_party_vm_group: On,
    );
    user
}

/// Sets the state of an agent. Only the agent's own clients learn which call is wrapped up.
fn set_agent(user: &mut profile_update::User<'static>, agent: &Agent, client: &Recipient) {
    user.acd_state = Some(agent.state.into());
    user.acd_state_time = Some(time(agent.since).into());
    if client.user_type == UserType::CallClient {
        user.wrap_up_call_center_call_id = agent.wraps_up.as_deref().and_then(text);
    }
}

fn switch(on: bool) -> ServiceState {
    if on { ServiceState::On } else { ServiceState::Off }
}

pub(super) fn text(text: &str) -> Option<Text<'static>> {
    Some(Text::from(text.to_owned()))
}

pub(super) fn time(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}

pub(super) fn duration(milliseconds: u64) -> Millis {
    Duration::from_millis(milliseconds).into()
}
