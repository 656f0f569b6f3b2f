//! Tests of attendant consoles that watch users.

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::monitoring_users_request::{Monitoring, MonitoringUsersRequest, User};
use broadworks_cap::message::monitoring_users_response;
use broadworks_cap::message::values::{CallState, CommandType, FailureReason, MonType, UserType};
use broadworks_cap::{Command, Document, Protocol, Text};

use crate::client::{ALICE, BOB, CAROL, Client, Simulator, text};
use broadworks_simulator::Manners;
use broadworks_simulator::Settings;

fn console(simulator: &Simulator) -> Client {
    let mut console = Client::connect(simulator.cap_c, Protocol::CapC);
    let login = Login::attendant_console(ALICE, "console").password(Password::new("open sesame"));
    console.log_in(login).expect("the password is right");
    console
}

/// Changes the list, and returns the response with the messages after it.
fn watch(
    console: &mut Client,
    kind: MonType,
    ids: &[&'static str],
) -> (monitoring_users_response::User<'static>, Vec<Command<'static>>) {
    let session = console.session();
    let user = User::build(|it| {
        it.user_type = Some(UserType::AttendantConsole.into());
        it.id = Some(session.applicant.id.clone());
        it.application_id = Some(session.applicant.application_id.clone());
        it.monitoring = Some(Monitoring::build(|it| it.mon_type = Some(kind.into())));
        it.mon_users = ids.iter().map(|id| Text::from(*id)).collect();
    });
    console.send(&Document::new(MonitoringUsersRequest::build(|it| it.user = user)));
    let mut behind = console.settle();
    let Command::MonitoringUsersResponse(response) = behind.remove(0) else { panic!("a response first") };
    (response.user, behind)
}

fn succeeded(user: &monitoring_users_response::User<'_>) -> bool {
    user.mon_result.as_ref().and_then(|result| result.success.as_ref()).is_some_and(|success| *success == true)
}

#[test]
fn every_new_user_is_introduced_and_then_followed() {
    let simulator = Simulator::start(0);
    let (mut console, mut bob) = (console(&simulator), Client::ready(&simulator, BOB));
    let (response, behind) = watch(&mut console, MonType::Add, &[BOB, CAROL]);
    assert!(succeeded(&response) && response.failed_users.is_empty());
    let kinds: Vec<_> = behind.iter().filter_map(Command::command_type).collect();
    assert_eq!(kinds, [CommandType::ProfileUpdate, CommandType::SessionUpdate].repeat(2));
    // The hook state and the calls of the watched user, but only active and released calls.
    let call = bob.reach("2405550199");
    let hook = console.hook();
    assert_eq!((text(&hook.monitored_user_id), hook.off_hook), (BOB.into(), Some(true.into())));
    bob.act(|user| CallAction::release(user, text(&call.call_id)));
    for state in [CallState::Active, CallState::Released] {
        assert_eq!(console.call(state).call_id, call.call_id);
    }
    assert_eq!(console.hook().off_hook, Some(false.into()));
}

#[test]
fn the_list_changes_as_asked_and_outlives_the_login() {
    let simulator = Simulator::start(0);
    let mut console = console(&simulator);
    assert!(succeeded(&watch(&mut console, MonType::Add, &[BOB, CAROL]).0));
    assert!(succeeded(&watch(&mut console, MonType::Delete, &[CAROL]).0));
    console.log_out();
    let login = Login::attendant_console(ALICE, "console").password(Password::new("open sesame"));
    let told = console.log_in(login).expect("the password is right").console.expect("a console");
    assert_eq!(told.num_monitored_users, Some(1));
    assert_eq!(console.settle().len(), 2, "one profile and one session for each");
    let (_, behind) = watch(&mut console, MonType::Replace, &[CAROL, BOB]);
    assert_eq!(behind.len(), 2, "who was watched before is not introduced again");
}

#[test]
fn each_user_who_cannot_be_watched_is_named() {
    let private = |subscriber: &mut broadworks_simulator::Subscriber| subscriber.private = subscriber.id == CAROL;
    let simulator = Simulator::with(Settings::default(), private, Manners::default());
    let mut console = console(&simulator);
    let (response, behind) = watch(&mut console, MonType::Add, &[BOB, CAROL, "mallory@example.com"]);
    assert!(!succeeded(&response));
    let failed: Vec<_> =
        response.failed_users.iter().map(|failed| (failed.id.clone(), failed.failure_reason.clone())).collect();
    let expected = [(CAROL, FailureReason::PrivateUser), ("mallory@example.com", FailureReason::UnknownUser)];
    assert_eq!(failed, expected.map(|(id, reason)| (Some(id.into()), Some(reason.into()))));
    assert_eq!(behind.len(), 2, "the others are watched all the same");
}
