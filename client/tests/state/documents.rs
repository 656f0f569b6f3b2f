//! Documents as a server sends them.

use broadworks_cap::login::{Claim, Console, Session};
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_update::{Call, CallUpdate};
use broadworks_cap::message::profile_update::{self, ProfileUpdate};
use broadworks_cap::message::queue_update::{QueueCall, QueueUpdate};
use broadworks_cap::message::session_update::{self, SessionUpdate};
use broadworks_cap::message::un_register::UnRegister;
use broadworks_cap::message::values::{CallState, Personality, UpdateReason, UserLogoutReason, UserType};
use broadworks_cap::schema::Flag;
use broadworks_cap::{Document, Text};

pub const ALICE: &str = "alice@example.com";
pub const BOB: &str = "bob@example.com";
pub const CAROL: &str = "carol@example.com";
pub const QUEUE: &str = "support@example.com";

pub fn text(text: &str) -> Option<Text<'static>> {
    Some(Text::from(text.to_owned()))
}

/// Returns a session of a user.
pub fn session(user_type: UserType, id: &str, uid: &str) -> Session {
    Session::new(Claim::new(user_type, id, "demo").into_owned(), uid.to_owned())
}

pub fn call_client(uid: &str) -> Session {
    session(UserType::CallClient, ALICE, uid)
}

/// Returns a session of a console that watches so many users.
pub fn console(uid: &str, watched: i64) -> Session {
    let mut session = session(UserType::AttendantConsole, ALICE, uid);
    let mut console = Console::default();
    console.num_monitored_users = Some(watched);
    session.console = Some(console);
    session
}

/// Returns an update of a call that was placed or received by a user.
pub fn call(user: &str, id: &str, state: CallState, change: impl FnOnce(&mut Call<'static>)) -> Document<'static> {
    Document::new(CallUpdate::build(|it| {
        it.user.id = text(user);
        it.user.user_type = Some(UserType::CallClient.into());
        it.user.calls.push(Call::build(|call| {
            call.call_id = text(id);
            call.state = Some(state.into());
            call.personality = Some(Personality::Terminator.into());
            change(call);
        }));
    }))
}

/// Returns an update of a call of a watched user.
pub fn watched_call(user: &str, id: &str, state: CallState) -> Document<'static> {
    Document::new(CallUpdate::build(|it| {
        it.user.id = text(ALICE);
        it.user.user_type = Some(UserType::AttendantConsole.into());
        it.user.monitored_user_id = text(user);
        it.user.calls.push(Call::build(|call| {
            call.call_id = text(id);
            call.state = Some(state.into());
        }));
    }))
}

pub fn hook(change: impl FnOnce(&mut session_update::User<'static>)) -> Document<'static> {
    Document::new(SessionUpdate::build(|it| {
        it.user.id = text(ALICE);
        it.user.user_type = Some(UserType::CallClient.into());
        change(&mut it.user);
    }))
}

/// Returns the `sessionUpdate` that follows a login.
pub fn first_hook(calls: i64) -> Document<'static> {
    hook(|user| (user.off_hook, user.num_calls) = (Some((calls > 0).into()), Some(calls.into())))
}

pub fn watched_hook(watched: &str, off_hook: bool) -> Document<'static> {
    hook(|user| {
        user.user_type = Some(UserType::AttendantConsole.into());
        user.monitored_user_id = text(watched);
        user.off_hook = Some(off_hook.into());
    })
}

pub fn profile(change: impl FnOnce(&mut profile_update::User<'static>)) -> Document<'static> {
    Document::new(ProfileUpdate::build(|it| {
        it.user.id = text(ALICE);
        it.user.user_type = Some(UserType::CallClient.into());
        change(&mut it.user);
    }))
}

pub fn first_profile() -> Document<'static> {
    profile(|user| user.initial_update = Some(Flag::default()))
}

pub fn watched_profile(watched: &str, change: impl FnOnce(&mut profile_update::User<'static>)) -> Document<'static> {
    profile(|user| {
        user.user_type = Some(UserType::AttendantConsole.into());
        user.monitored_user_id = text(watched);
        change(user);
    })
}

pub fn first_watched_profile(watched: &str) -> Document<'static> {
    watched_profile(watched, |user| user.initial_update = Some(Flag::default()))
}

/// Returns an update of a queue with these calls, which have nothing but an id.
pub fn queue(reason: UpdateReason, calls: &[&str]) -> Document<'static> {
    queue_of(reason, calls.iter().map(|id| QueueCall::build(|call| call.call_id = text(id))))
}

pub fn queue_of(reason: UpdateReason, calls: impl IntoIterator<Item = QueueCall<'static>>) -> Document<'static> {
    Document::new(QueueUpdate::build(|it| {
        it.user.id = text(QUEUE);
        it.user.user_type = Some(UserType::CallClient.into());
        it.queue.update_reason = Some(reason.into());
        it.queue.calls = calls.into_iter().collect();
    }))
}

pub fn queue_call(id: &str, change: impl FnOnce(&mut QueueCall<'static>)) -> QueueCall<'static> {
    QueueCall::build(|call| {
        call.call_id = text(id);
        change(call);
    })
}

pub fn logout(reason: UserLogoutReason) -> Document<'static> {
    let mut identity = Identity::cap_c(ALICE, "demo");
    identity.user_uid = None;
    Document::new(UnRegister::new(identity.into_owned(), UserType::CallClient, reason))
}
