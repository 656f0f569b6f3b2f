//! Tests of the simulator's world alone, without sockets and with simulated time: for any actions
//! in any order, the updates are as documented and consistent.

use std::collections::{BTreeMap, BTreeSet};

use broadworks_cap::login::{Claim, Session};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{CallState, ConferenceState, Priority, UpdateReason, UserType};
use broadworks_cap::message::{Identity, ParkTarget};
use broadworks_cap::validate::session::SessionChecker;
use broadworks_cap::validate::{Direction, Validator};
use broadworks_cap::{Command, Document, Encoder, Protocol};

use crate::client::{ALICE, ALICES, BOB, BOBS, CAROL, QUEUE, QUEUES, subscribers, text};
use crate::random::Random;
use broadworks_simulator::world::{Outgoing, Settings, To, World};

const IDS: [&str; 4] = [ALICE, BOB, CAROL, QUEUE];
const NUMBERS: [&str; 6] = [ALICES, BOBS, "0103", QUEUES, "2405550199", "+1 (240) 555-0198"];

fn session(uid: usize, user_type: UserType, id: &'static str) -> Session {
    Session::new(Claim::new(user_type, id, "demo"), uid.to_string())
}

/// The state that a call client knows from its updates.
#[derive(Debug, Default)]
struct View {
    calls: BTreeMap<String, CallState>,
    over: BTreeSet<String>,
    off_hook: Option<bool>,
    conference: Option<Vec<String>>,
    queue: Vec<String>,
    /// What the client received.
    checker: Option<SessionChecker>,
}

impl View {
    fn take(&mut self, protocol: Protocol, document: &Document<'_>) {
        let checker = self.checker.get_or_insert_with(|| SessionChecker::new(protocol));
        let found: Vec<_> = checker.check(Direction::ToClient, document).collect();
        assert!(found.is_empty(), "{found:?} in {document:?}");
        match &document.command {
            Command::CallUpdate(update) => {
                for call in &update.user.calls {
                    let (id, state) = (text(&call.call_id), call.state.as_ref().and_then(|state| state.known()));
                    let state = state.expect("a known state");
                    assert!(!self.over.contains(&id), "{id} is over and came again");
                    if state == CallState::Released {
                        self.calls.remove(&id);
                        self.over.insert(id);
                    } else {
                        self.calls.insert(id, state);
                    }
                }
            }
            Command::SessionUpdate(update) => {
                self.off_hook = update.user.off_hook.as_ref().and_then(|hook| hook.known());
                self.conference = update.user.conference.as_ref().and_then(|conference| {
                    assert_eq!(conference.appearance, Some(1.into()), "lines are counted from 1");
                    let over = conference.conference_state == Some(ConferenceState::Released.into());
                    let calls = conference.call_ins.iter().map(|call| text(&call.call_in_id)).collect();
                    (!over).then_some(calls)
                });
            }
            Command::QueueUpdate(update) => self.queue_update(&update.queue),
            _ => {}
        }
    }

    fn queue_update(&mut self, queue: &broadworks_cap::message::queue_update::Queue<'_>) {
        let calls = queue.calls.iter().map(|call| text(&call.call_id));
        match queue.update_reason.as_ref().and_then(|reason| reason.known()).expect("a known reason") {
            UpdateReason::Initial | UpdateReason::CallReordered | UpdateReason::Refresh => self.queue = calls.collect(),
            UpdateReason::CallAdded | UpdateReason::CallPromoted => {
                for call in &queue.calls {
                    let place = call.position.as_ref().and_then(|place| place.lenient()).expect("a place");
                    self.queue.retain(|id| *id != text(&call.call_id));
                    self.queue.insert(usize::try_from(place).expect("from 1") - 1, text(&call.call_id));
                }
            }
            _ => {
                for call in calls {
                    assert!(self.queue.contains(&call), "{call} left and was not there");
                    self.queue.retain(|id| *id != call);
                }
            }
        }
    }
}

/// Returns a random action of a random user on known calls.
fn action(random: &mut Random, views: &BTreeMap<String, View>) -> Document<'static> {
    let id = *random.choose(&IDS);
    let user = || Identity::cap_c(id, "demo");
    let calls: Vec<String> = views.values().flat_map(|view| view.calls.keys().chain(&view.queue).cloned()).collect();
    let mut call = || if calls.is_empty() { "callhalf-1:0".to_owned() } else { random.choose(&calls).clone() };
    let (first, second) = (call(), call());
    let number = *random.choose(&NUMBERS);
    if id == QUEUE {
        return Document::new(match random.below(4) {
            0 => QueueAction::reorder(user(), first, random.below(5) as i64),
            1 => QueueAction::transfer(user(), first, number),
            2 => QueueAction::promote(user(), first, *random.choose(Priority::ALL)),
            _ => QueueAction::refresh(user()),
        });
    }
    Document::new(match random.below(20) {
        0..3 => CallAction::dial(user(), number),
        3..6 => CallAction::answer(user(), first),
        6 => CallAction::hold(user(), first),
        7 => CallAction::release(user(), first),
        8 => CallAction::xfer(user(), first, number),
        9 => CallAction::xfer_cc(user(), first, QUEUES),
        10 => CallAction::xfer_consult(user(), first, second),
        11 => CallAction::xfer_vm(user(), first, number),
        12 => CallAction::conf_start(user(), first, second),
        13 => CallAction::conf_add(user(), first),
        14 => CallAction::conf_hold(user()),
        15 => CallAction::conf_answer(user()),
        16 => CallAction::conf_release(user()),
        17 => CallAction::call_park(user(), first, ParkTarget::Number(number.into())),
        18 => CallAction::call_park_retrieve(user(), ParkTarget::Number(number.into())),
        _ => match random.below(4) {
            0 => CallAction::silent_monitor_call(user(), number),
            1 => CallAction::conference_unmute(user()),
            2 => CallAction::make_agent_emergency_call(user(), first, None),
            _ => CallAction::redial(user()),
        },
    })
}

#[test]
fn whatever_is_done_every_client_can_tell_how_things_stand() {
    for seed in 0..15 {
        let mut random = Random::new(seed);
        let settings = Settings { answer: 1_000, ring: Some(5_000), farm: true, ..Settings::default() };
        let (users, queues) = subscribers();
        let mut now = 1_700_000_000_000;
        let mut world = World::new(settings, users, queues, now);
        let mut views: BTreeMap<String, View> = BTreeMap::new();
        let mut farm: BTreeMap<String, View> = BTreeMap::new();
        let sessions: Vec<String> = (0..IDS.len()).map(|uid| uid.to_string()).collect();
        for (uid, id) in IDS.into_iter().enumerate() {
            let outgoing = world.log_in(session(uid, UserType::CallClient, id), now);
            look(&outgoing, &mut views, &mut farm);
        }
        for step in 0..150 {
            now += random.below(700) as u64;
            let outgoing = world.advance(now);
            look(&outgoing, &mut views, &mut farm);
            let outgoing = world.receive_cap_c(&sessions, &action(&mut random, &views), now).outgoing;
            look(&outgoing, &mut views, &mut farm);
            for (uid, view) in &views {
                let context =
                    format!("seed {seed}, step {step}, {}: {view:?}", IDS[uid.parse::<usize>().expect("a number")]);
                assert!(
                    view.calls.values().filter(|state| **state == CallState::Active).count() <= 1
                        || view.conference.is_some(),
                    "{context}"
                );
                for call in view.conference.iter().flatten() {
                    assert!(view.calls.contains_key(call), "{context}: {call} is over and in a conference");
                }
                let talks = view.calls.values().any(|state| *state != CallState::Alerting);
                assert!(view.off_hook == Some(true) || !talks, "{context}");
            }
        }
        // A new client must get the same state at once that another got step by step.
        for (uid, id) in IDS.into_iter().enumerate() {
            let before = views.remove(&uid.to_string()).expect("it was told something");
            let mut fresh = BTreeMap::new();
            world.log_out(&uid.to_string());
            look(&world.log_in(session(uid, UserType::CallClient, id), now), &mut fresh, &mut farm);
            let now = fresh.remove(&uid.to_string()).expect("an initial state");
            assert_eq!((&before.calls, &before.queue), (&now.calls, &now.queue), "seed {seed}: {id}");
            assert_eq!(
                (before.off_hook.unwrap_or(false), &before.conference),
                (now.off_hook.unwrap_or(false), &now.conference),
                "seed {seed}: {id}"
            );
            // The farm must have the same state, except for events before it connected.
            let farm = farm.entry(id.to_owned()).or_default();
            assert_eq!(farm.calls, now.calls, "seed {seed}: {id}");
        }
    }
}

/// Checks documents against the field tables, and updates the views.
fn look(outgoing: &[Outgoing], views: &mut BTreeMap<String, View>, farm: &mut BTreeMap<String, View>) {
    for Outgoing { to, document } in outgoing {
        let protocol = if *to == To::Farm { Protocol::Ccc2 } else { Protocol::CapC };
        let bytes = Encoder::new(protocol).to_vec(document).expect("it can be written");
        let found: Vec<_> = Validator::new(protocol).direction(Direction::ToClient).validate(&bytes).collect();
        let empty = matches!(&document.command, Command::QueueUpdate(update) if update.queue.calls.is_empty());
        assert!(found.is_empty() || (empty && found.len() == 1), "{found:?} in {document:?}");
        let view = match (to, &document.command) {
            (To::Session(uid), _) => views.entry(uid.clone()).or_default(),
            (_, Command::CallUpdate(update)) => farm.entry(text(&update.user.id)).or_default(),
            _ => continue,
        };
        view.take(protocol, document);
    }
}

#[test]
fn the_same_inputs_have_the_same_outputs() {
    let run = || {
        let (users, queues) = subscribers();
        let mut world = World::new(Settings { ring: Some(10), ..Settings::default() }, users, queues, 0);
        let mut all = world.log_in(session(0, UserType::CallClient, ALICE), 0);
        while let Some(due) = world.due() {
            all.extend(world.advance(due));
        }
        all
    };
    assert_eq!(run(), run());
    assert!(run().len() > 5);
}

#[test]
fn a_client_in_a_loop_does_not_fill_the_memory() {
    let (users, queues) = subscribers();
    let mut world = World::new(Settings::default(), users, queues, 0);
    world.log_in(session(0, UserType::CallClient, ALICE), 0);
    for number in [BOBS, QUEUES, "2405550199"] {
        for _ in 0..1_000 {
            let dial = Document::new(CallAction::dial(Identity::cap_c(ALICE, "demo"), number));
            _ = world.receive_cap_c(&["0".into()], &dial, 0);
        }
    }
    let state = world.log_in(session(1, UserType::CallClient, ALICE), 0);
    assert!(state.len() < 100, "{}", state.len());
}
