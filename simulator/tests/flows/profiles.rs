//! Tests of profiles that change: do not disturb, call forwarding, and the states of agents. The time is simulated.

use broadworks_cap::login::{Claim, Session};
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::call_update::Call;
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::profile_update;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{
    AcdState, CallState, Personality, RedirectFromReason, ReleaseCause, ServiceState, UserType,
};
use broadworks_cap::validate::{Direction, Validator};
use broadworks_cap::{Command, Document, Encoder, Protocol};

use crate::client::{ALICE, BOB, BOBS, CAROL, CAROLS, QUEUE, subscribers, text};
use broadworks_simulator::world::{Change, Outgoing, Settings, To, World};

/// A world with clients of Bob, the queue and Alice, and a console of Alice that watches Bob.
struct Stage {
    world: World,
    now: u64,
}

const SESSIONS: [(&str, UserType, &str); 4] = [
    ("1", UserType::CallClient, BOB),
    ("2", UserType::CallClient, QUEUE),
    ("3", UserType::AttendantConsole, ALICE),
    ("4", UserType::CallClient, ALICE),
];

impl Stage {
    fn new(changes: &[(u64, &str, Change)]) -> Self {
        let (users, queues) = subscribers();
        let changes = changes.iter().map(|(after, user, change)| (*after, (*user).to_owned(), change.clone()));
        let settings = Settings {
            answer: 60_000,
            ring: Some(20_000),
            wrap_up: 3_000,
            changes: changes.collect(),
            farm: true,
            ..Settings::default()
        };
        let mut stage = Self { world: World::new(settings, users, queues, 0), now: 0 };
        for (uid, user_type, id) in SESSIONS {
            stage.world.log_in(Session::new(Claim::new(user_type, id, "demo"), uid), 0);
        }
        let console = Session::new(Claim::new(UserType::AttendantConsole, ALICE, "demo"), "3");
        let request = Document::new(MonitoringUsersRequest::add(console.identity(), [BOB])).into_owned();
        assert!(!stage.send(2, request).is_empty());
        stage
    }

    /// Sends a document of the session with this index.
    fn send(&mut self, session: usize, document: Document<'static>) -> Vec<Outgoing> {
        checked(self.world.receive_cap_c(&[SESSIONS[session].0.to_owned()], &document, self.now).outgoing)
    }

    fn act(&mut self, session: usize, action: impl FnOnce(Identity<'static>) -> CallAction<'static>) -> Vec<Outgoing> {
        let identity = Identity::cap_c(SESSIONS[session].2, "demo");
        self.send(session, Document::new(action(identity)))
    }

    /// Sends the first call of the queue to Bob, and returns the id it has there.
    fn distribute(&mut self) -> String {
        let queue = || Identity::cap_c(QUEUE, "demo");
        let told = self.send(1, Document::new(QueueAction::refresh(queue())));
        let Command::QueueUpdate(update) = &told[0].document.command else { panic!("a queueUpdate") };
        let transfer = QueueAction::transfer(queue(), text(&update.queue.calls[0].call_id), BOBS);
        text(&calls(&self.send(1, Document::new(transfer)), "1")[0].call_id)
    }

    fn after(&mut self, milliseconds: u64) -> Vec<Outgoing> {
        self.now += milliseconds;
        checked(self.world.advance(self.now))
    }
}

/// Checks that documents are as documented.
fn checked(outgoing: Vec<Outgoing>) -> Vec<Outgoing> {
    for Outgoing { to, document } in &outgoing {
        let protocol = if *to == To::Farm { Protocol::Ccc2 } else { Protocol::CapC };
        let bytes = Encoder::new(protocol).to_vec(document).expect("it can be written");
        let found: Vec<_> = Validator::new(protocol).direction(Direction::ToClient).validate(&bytes).collect();
        assert!(found.is_empty(), "{found:?} in {document:?}");
    }
    outgoing
}

/// The profiles that a session got.
fn profiles<'a>(outgoing: &'a [Outgoing], uid: &str) -> Vec<&'a profile_update::User<'static>> {
    let own = outgoing.iter().filter(|outgoing| outgoing.to == To::Session(uid.into()));
    own.filter_map(|outgoing| match &outgoing.document.command {
        Command::ProfileUpdate(update) => Some(&update.user),
        _ => None,
    })
    .collect()
}

/// The calls that a session was told about.
fn calls(outgoing: &[Outgoing], uid: &str) -> Vec<Call<'static>> {
    let own = outgoing.iter().filter(|outgoing| outgoing.to == To::Session(uid.into()));
    own.filter_map(|outgoing| match &outgoing.document.command {
        Command::CallUpdate(update) => update.user.calls.first().cloned(),
        _ => None,
    })
    .collect()
}

#[test]
fn the_user_and_who_watches_the_user_learn_of_a_change_and_of_nothing_else() {
    let mut stage = Stage::new(&[
        (1_000, BOB, Change::Dnd(true)),
        (2_000, BOB, Change::Forwarding(Some(CAROLS.into()))),
        (3_000, BOB, Change::Forwarding(None)),
        (4_000, BOB, Change::Acd(AcdState::Unavailable)),
        (5_000, CAROL, Change::Dnd(true)),
    ]);
    for second in 1..=4 {
        let told = stage.after(1_000);
        let [own, console] = ["1", "3"].map(|uid| profiles(&told, uid));
        assert_eq!((own.len(), console.len(), told.len()), (1, 1, 3), "Bob, the console, and the farm");
        assert_eq!(text(&console[0].monitored_user_id), BOB);
        for user in [own[0], console[0]] {
            assert!(user.initial_update.is_none());
            assert_eq!(user.dnd(), (second == 1).then_some(ServiceState::On));
            let forwarded = user.cfa.as_ref().map(|cfa| cfa.value == ServiceState::On);
            assert_eq!(forwarded, [None, Some(true), Some(false), None][second - 1]);
            assert_eq!(user.acd_state(), (second == 4).then_some(AcdState::Unavailable));
            assert_eq!(user.acd_state_time.is_some(), second == 4);
        }
        // Only the console learns where the calls go.
        let destination =
            |user: &profile_update::User<'_>| user.cfa.as_ref().is_some_and(|c| c.cfa_destination.is_some());
        assert_eq!([destination(own[0]), destination(console[0])], [false, second == 2]);
    }
    assert_eq!(stage.after(1_000).len(), 1, "nobody watches Carol, only the farm is told");
}

#[test]
fn what_changes_at_the_start_is_in_the_first_profile() {
    let changes = [
        (0, ALICE, Change::Dnd(true)),
        (0, ALICE, Change::Forwarding(Some(CAROLS.into()))),
        (0, ALICE, Change::Acd(AcdState::SignOut)),
    ];
    let mut stage = Stage::new(&changes);
    let told = stage.world.log_in(Session::new(Claim::new(UserType::CallClient, ALICE, "another"), "5"), 0);
    let profile = profiles(&told, "5")[0];
    assert!(profile.initial_update.is_some());
    assert_eq!((profile.dnd(), profile.acd_state()), (Some(ServiceState::On), Some(AcdState::SignOut)));
    assert!(profile.cfa.as_ref().is_some_and(|cfa| cfa.value == ServiceState::On));
}

#[test]
fn an_agent_wraps_up_a_call_of_the_queue() {
    let mut stage = Stage::new(&[]);
    let call = stage.distribute();
    stage.act(0, |bob| CallAction::answer(bob, call.clone()));
    let told = stage.act(0, |bob| CallAction::release(bob, call.clone()));
    let (own, console) = (profiles(&told, "1"), profiles(&told, "3"));
    assert_eq!([own[0].acd_state(), console[0].acd_state()], [Some(AcdState::WrapUp); 2]);
    assert_eq!((text(&own[0].wrap_up_call_center_call_id), &console[0].wrap_up_call_center_call_id), (call, &None));
    assert!(stage.after(2_999).is_empty());
    let told = stage.after(1);
    for uid in ["1", "3"] {
        let profile = profiles(&told, uid)[0];
        assert_eq!(profile.acd_state(), Some(AcdState::Available));
        assert!(profile.wrap_up_call_center_call_id.is_none(), "it goes with the state only");
    }
    // A call that was not answered, or that came from elsewhere, has nothing to wrap up.
    let call = stage.distribute();
    let told = stage.act(0, |bob| CallAction::release(bob, call));
    assert!(profiles(&told, "1").is_empty());
    let told = stage.act(3, |alice| CallAction::dial(alice, BOBS));
    let call = text(&calls(&told, "1")[0].call_id);
    stage.act(0, |bob| CallAction::answer(bob, call.clone()));
    let told = stage.act(0, |bob| CallAction::release(bob, call));
    assert!(profiles(&told, "1").is_empty() && calls(&told, "1")[0].state() == Some(CallState::Released));
}

#[test]
fn who_changes_state_in_wrap_up_stays_in_it() {
    let mut stage = Stage::new(&[(2_000, BOB, Change::Acd(AcdState::SignOut))]);
    let call = stage.distribute();
    stage.act(0, |bob| CallAction::answer(bob, call.clone()));
    stage.act(0, |bob| CallAction::release(bob, call));
    assert_eq!(profiles(&stage.after(2_000), "1")[0].acd_state(), Some(AcdState::SignOut));
    assert!(stage.after(10_000).is_empty());
}

#[test]
fn calls_find_a_user_busy_or_go_where_the_user_forwards_them() {
    let mut stage = Stage::new(&[(0, BOB, Change::Dnd(true)), (1_000, BOB, Change::Dnd(false))]);
    let told = calls(&stage.act(3, |alice| CallAction::dial(alice, BOBS)), "4");
    assert_eq!(told.last().and_then(|call| call.release_cause()), Some(ReleaseCause::Busy));
    stage.after(1_000);
    let told = stage.act(3, |alice| CallAction::dial(alice, BOBS));
    assert_eq!(calls(&told, "1").len(), 1, "Bob's phone rings");
    // Carol's calls go to Bob.
    let mut stage = Stage::new(&[(0, CAROL, Change::Forwarding(Some(BOBS.into())))]);
    let told = stage.act(3, |alice| CallAction::dial(alice, CAROLS));
    let call = calls(&told, "1").remove(0);
    assert_eq!(call.personality(), Some(Personality::Terminator));
    assert_eq!(call.redirect_from_reason(), Some(RedirectFromReason::Unconditional));
    assert_eq!(text(&call.redirect_from_number), CAROLS);
    // A call that comes by itself is forwarded and refused like any other.
    let changes = [(0, BOB, Change::Forwarding(Some(CAROLS.into()))), (0, CAROL, Change::Dnd(true))];
    let mut stage = Stage::new(&changes);
    assert!(calls(&stage.after(20_000), "1").is_empty());
    let changes = [(0, ALICE, Change::Forwarding(Some(BOBS.into()))), (0, CAROL, Change::Forwarding(None))];
    let mut stage = Stage::new(&changes);
    let told = calls(&stage.after(20_000), "1");
    let from: Vec<_> = told.iter().map(|call| call.redirect_from_reason()).collect();
    assert_eq!(from, [None, Some(RedirectFromReason::Unconditional)], "Bob's own call, and Alice's");
}
