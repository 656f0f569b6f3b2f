//! Sequences that the facts tell and the simulator cannot make.

use broadworks_cap::message::call_control_info::{Call as Controlled, CallControlInfo, Control};
use broadworks_cap::message::call_update::Call;
use broadworks_cap::message::profile_update::{CallCenter, Cfa};
use broadworks_cap::message::session_update::{CallIn, Conference};
use broadworks_cap::message::values::{
    AcdState, CallState, ConferenceState, ControlType, Personality, RecallType, ReleaseCause, ServiceState, UserType,
};
use broadworks_cap::{Document, Protocol, Text, Timestamp};
use broadworks_client::state::{Agent, Availability, Change, End, State};

use crate::documents::{ALICE, BOB, call, first_profile, hook, profile, text, watched_hook, watched_profile};
use crate::mirror::{Watched, availabilities};

fn client() -> Watched {
    Watched::new(State::new(Protocol::CapC))
}

fn leg(leg: Personality) -> impl FnOnce(&mut Call<'static>) {
    move |call| call.personality = Some(leg.into())
}

fn controls(id: &str, allowed: &[(ControlType, bool)]) -> Document<'static> {
    let controls = allowed.iter().map(|(kind, allowed)| {
        Control::build(|it| (it.control_type, it.value) = (Some((*kind).into()), (*allowed).into()))
    });
    let call = Controlled::build(|it| (it.call_id, it.controls) = (text(id), controls.collect()));
    Document::new(CallControlInfo::build(|it| {
        it.user.id = text(ALICE);
        it.user.user_type = Some(UserType::CallClient.into());
        it.user.call = Some(call);
    }))
}

#[test]
fn a_call_that_is_placed_has_two_legs_with_one_id() {
    let mut client = client();
    let legs = [
        (CallState::Alerting, Personality::BroadWorksOriginator),
        (CallState::Active, Personality::BroadWorksOriginator),
        (CallState::Alerting, Personality::Originator),
        (CallState::Active, Personality::Originator),
        (CallState::Held, Personality::Originator),
    ];
    for (state, personality) in legs {
        client.apply(&call(ALICE, "c:1", state, leg(personality)));
        assert_eq!(client.state.availability(ALICE), Availability::Busy, "the user's own call does not ring");
        assert_eq!(client.state.calls().len(), 1);
    }
    let ended = client.apply(&call(ALICE, "c:1", CallState::Released, |call| {
        call.release_cause = Some(ReleaseCause::Busy.into());
    }));
    let is_busy =
        |change: &Change| matches!(change, Change::CallEnded { end: End::Released(Some(ReleaseCause::Busy)), .. });
    assert!(ended.iter().any(is_busy), "{ended:?}");
}

#[test]
fn before_release_16_the_first_leg_ends_with_an_id_of_its_own() {
    let mut client = client();
    client.apply(&call(ALICE, "c:1", CallState::Active, leg(Personality::BroadWorksOriginator)));
    client.apply(&call(ALICE, "c:1", CallState::Released, leg(Personality::BroadWorksOriginator)));
    client.apply(&call(ALICE, "c:2", CallState::Alerting, leg(Personality::Originator)));
    assert_eq!(client.state.calls().of(ALICE).map(|call| call.id.to_string()).collect::<Vec<_>>(), ["c:2"]);
}

#[test]
fn a_detached_call_is_over_for_the_user_and_may_come_back() {
    let mut client = client();
    client.apply(&call(ALICE, "c:1", CallState::Alerting, |_| {}));
    let changes = client.apply(&call(ALICE, "c:1", CallState::Detached, |_| {}));
    assert!(matches!(changes[0], Change::CallEnded { end: End::Detached, .. }), "{changes:?}");
    assert_eq!(client.state.availability(ALICE), Availability::Idle);
    // Its end is told once.
    assert!(client.apply(&call(ALICE, "c:1", CallState::Released, |_| {})).is_empty());
    assert!(client.apply(&call(ALICE, "c:1", CallState::Detached, |_| {})).is_empty());
    client.apply(&call(ALICE, "c:1", CallState::Active, |_| {}));
    assert_eq!(client.state.availability(ALICE), Availability::Busy);
    // Over connections without an order, it would be a message that has come late.
    let mut farm = Watched::new(State::new(Protocol::Ccc2));
    farm.apply(&call(ALICE, "c:1", CallState::Detached, |_| {}));
    assert!(farm.apply(&call(ALICE, "c:1", CallState::Active, |_| {})).is_empty());
}

#[test]
fn a_call_that_comes_back_rings_again() {
    let mut farm = Watched::new(State::new(Protocol::Ccc2));
    farm.apply(&call(ALICE, "c:1", CallState::Held, |_| {}));
    let recalled = call(ALICE, "c:1", CallState::Alerting, |call| {
        call.recall_type = Some(RecallType::AutomaticHoldRetrieve.into());
    });
    assert_eq!(availabilities(&farm.apply(&recalled)), [(ALICE, Availability::Ringing)]);
}

#[test]
fn a_message_without_a_state_keeps_it() {
    let mut client = client();
    client.apply(&call(ALICE, "c:1", CallState::Active, |_| {}));
    for state in [None, Some(broadworks_cap::Value::from_text("99".into()))] {
        client.apply(&call(ALICE, "c:1", CallState::Active, |call| {
            (call.state, call.personality) = (state, None);
            call.remote_name = text("Bob");
        }));
        let known = client.state.calls().get(ALICE, "c:1").expect("told");
        assert_eq!((known.state, known.personality), (Some(CallState::Active), Some(Personality::Terminator)));
    }
    // Every other field is as the snapshot has it.
    client.apply(&call(ALICE, "c:1", CallState::Active, |_| {}));
    assert_eq!(client.state.calls().get(ALICE, "c:1").expect("told").remote_name, None);
}

#[test]
fn controls_hold_until_the_state_changes() {
    let mut client = client();
    assert!(client.apply(&controls("c:1", &[(ControlType::Answer, true)])).is_empty(), "no such call");
    client.apply(&call(ALICE, "c:1", CallState::Alerting, |_| {}));
    let changes = client.apply(&controls("c:1", &[(ControlType::Answer, true), (ControlType::Hold, false)]));
    assert!(matches!(&changes[..], [Change::CallChanged { before: Some(CallState::Alerting), .. }]), "{changes:?}");
    let can = |client: &Watched| {
        let controls = client.state.calls().get(ALICE, "c:1").expect("told").controls;
        [controls.answer, controls.hold, controls.retrieve]
    };
    assert_eq!(can(&client), [Some(true), Some(false), None]);
    client.apply(&call(ALICE, "c:1", CallState::Alerting, |call| call.remote_name = text("Bob")));
    assert_eq!(can(&client), [Some(true), Some(false), None]);
    client.apply(&call(ALICE, "c:1", CallState::Active, |_| {}));
    assert_eq!(can(&client), [None; 3]);
}

#[test]
fn a_conference_stays_until_it_is_told_to_be_over() {
    let mut client = client();
    let conference = |state: ConferenceState, calls: &[&str]| {
        let calls = calls.iter().map(|id| CallIn::build(|it| it.call_in_id = text(id))).collect();
        hook(|user| {
            user.conference = Some(Conference::build(|it| {
                (it.conference_state, it.call_ins) = (Some(state.into()), calls);
            }));
        })
    };
    let known = |client: &Watched| client.state.user(ALICE).expect("told").conference().cloned();
    client.apply(&conference(ConferenceState::Active, &["c:1", "c:2"]));
    // Only the hook has changed.
    client.apply(&hook(|user| user.off_hook = Some(true.into())));
    assert_eq!(known(&client).expect("it goes on").calls.len(), 2);
    let changes = client.apply(&conference(ConferenceState::Released, &[]));
    assert_eq!(changes, [Change::ConferenceChanged { user: ALICE.into(), conference: None }]);
    // After a login it would have been told.
    client.apply(&conference(ConferenceState::Held, &["c:1"]));
    client.apply(&hook(|user| user.num_calls = Some(0.into())));
    assert!(known(&client).is_none());
}

#[test]
fn presence_is_what_matters_most() {
    let mut client = client();
    client.apply(&hook(|user| user.off_hook = Some(false.into())));
    let dnd = |state: ServiceState| profile(|user| user.dnd = Some(state.into()));
    assert_eq!(availabilities(&client.apply(&dnd(ServiceState::On))), [(ALICE, Availability::DoNotDisturb)]);
    let ringing = call(ALICE, "c:1", CallState::ClientAlerting, |_| {});
    assert_eq!(availabilities(&client.apply(&ringing)), [(ALICE, Availability::Ringing)]);
    let second = call(ALICE, "c:2", CallState::RemoteHeld, |_| {});
    assert_eq!(availabilities(&client.apply(&second)), [(ALICE, Availability::Busy)]);
    client.apply(&call(ALICE, "c:2", CallState::Released, |_| {}));
    client.apply(&call(ALICE, "c:1", CallState::Released, |_| {}));
    assert_eq!(availabilities(&client.apply(&dnd(ServiceState::Off))), [(ALICE, Availability::Idle)]);
    // Who has no such service is not disturbed by it.
    client.apply(&dnd(ServiceState::NotAssigned));
    assert_eq!(client.state.user(ALICE).expect("told").presence().do_not_disturb, Some(false));
    let off = client.apply(&hook(|user| user.off_hook = Some(true.into())));
    assert_eq!(availabilities(&off), [(ALICE, Availability::Busy)]);
    client.apply(&watched_hook(BOB, false));
    assert_eq!(client.state.availability(BOB), Availability::Idle);
}

fn agent(client: &Watched) -> Agent {
    (**client.state.user(ALICE).expect("told").agent().expect("an agent")).clone()
}

#[test]
fn the_state_of_an_agent_clears_what_belongs_to_another_state() {
    let mut client = client();
    let acd = |state: AcdState, code: Option<&'static str>, call: Option<&'static str>, since: i64| {
        profile(|user| {
            user.acd_state = Some(state.into());
            user.acd_state_time = Some(Timestamp::from_millis(since).into());
            user.unavailability_code = code.map(Text::from);
            user.wrap_up_call_center_call_id = call.map(Text::from);
        })
    };
    client.apply(&acd(AcdState::Unavailable, Some("Lunch"), None, 1));
    assert_eq!(agent(&client).unavailability_code.as_deref(), Some("Lunch"));
    client.apply(&profile(|user| user.unavailability_code = text("Meeting")));
    assert_eq!(agent(&client).unavailability_code.as_deref(), Some("Meeting"));
    client.apply(&acd(AcdState::WrapUp, None, Some("c:1"), 2));
    let known = agent(&client);
    assert_eq!((known.unavailability_code, known.wraps_up.as_deref()), (None, Some("c:1")));
    let changes = client.apply(&acd(AcdState::Available, None, None, 3));
    assert!(matches!(&changes[..], [Change::AgentChanged { before: Some(AcdState::WrapUp), .. }]), "{changes:?}");
    let known = agent(&client);
    assert_eq!((known.wraps_up, known.since), (None, Some(Timestamp::from_millis(3))));
    // What is no news of the agent changes nothing.
    assert!(client.apply(&profile(|user| user.application_id = text("demo"))).is_empty());
    // An empty code is none.
    client.apply(&acd(AcdState::Unavailable, Some(""), None, 4));
    assert_eq!(agent(&client).unavailability_code, None);
}

#[test]
fn an_agent_joins_and_leaves_call_centers_one_by_one() {
    let mut client = client();
    let joins = |centers: &[(&str, bool)]| {
        let centers = centers.iter().map(|(id, joined)| {
            CallCenter::build(|it| (it.id, it.join_call_center) = (text(id), Some((*joined).into())))
        });
        centers.collect()
    };
    client.apply(&profile(|user| user.call_centers = joins(&[("q@example.com", true), ("r@example.com", false)])));
    client.apply(&profile(|user| user.call_centers = joins(&[("q@example.com", false)])));
    let centers = agent(&client).call_centers;
    assert_eq!(
        centers.iter().map(|(id, joined)| (&**id, *joined)).collect::<Vec<_>>(),
        [("q@example.com", false), ("r@example.com", false)]
    );
    client.apply(&first_profile());
    assert!(client.state.user(ALICE).expect("told").agent().is_none(), "the whole profile says nothing of it");
}

#[test]
fn a_profile_changes_by_what_is_told_and_begins_anew_with_the_initial_one() {
    let mut client = client();
    let forwards = |state: ServiceState, destination: Option<&str>| {
        let destination = destination.and_then(text);
        watched_profile(BOB, |user| {
            user.cfa = Some(Cfa::build(|it| (it.value, it.cfa_destination) = (state.into(), destination)));
        })
    };
    client.apply(&watched_profile(BOB, |user| user.cpe = text("In the office")));
    client.apply(&forwards(ServiceState::On, Some("2405550199")));
    let profile = client.state.user(BOB).expect("told").profile().clone();
    assert_eq!((profile.cfa, profile.cfa_destination.as_deref()), (Some(ServiceState::On), Some("2405550199")));
    assert_eq!(profile.cpe.as_deref(), Some("In the office"));
    client.apply(&forwards(ServiceState::Off, None));
    assert_eq!(client.state.user(BOB).expect("told").profile().cfa_destination, None);
    client.apply(&watched_profile(BOB, |user| user.cpe = text("")));
    assert_eq!(client.state.user(BOB).expect("told").profile().cpe.as_deref(), Some(""), "empty is a value");
    client.apply(&watched_profile(BOB, |user| {
        user.initial_update = Some(broadworks_cap::schema::Flag::default());
        user.first_name = text("Bob");
    }));
    let profile = client.state.user(BOB).expect("told").profile().clone();
    assert_eq!((profile.cfa, profile.cpe.as_deref(), profile.first_name.as_deref()), (None, None, Some("Bob")));
}
