//! The state against the simulator's own state, in random scenarios with reconnects.

use std::collections::BTreeMap;

use broadworks_cap::login::Session;
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{AcdState, Priority, ServiceState, UserLogoutReason, UserType};
use broadworks_cap::{Command, Decoder, Document, Encoder, Protocol};
use broadworks_client::state::State;
use broadworks_simulator::world::snapshot::{self, Snapshot};
use broadworks_simulator::world::{Outgoing, To, World};
use broadworks_simulator::{Action, Change, Settings, Subscriber};

use crate::documents::{ALICE, BOB, CAROL, QUEUE, console, session};
use crate::mirror::Watched;
use crate::truth::{assert_calls, assert_queue, assert_user, assert_watched, is_agent};

pub const USERS: [&str; 3] = [ALICE, BOB, CAROL];
/// Numbers of the users, of the queue, and of an outside party.
pub const NUMBERS: [&str; 5] = ["2405550101", "2405550102", "2405550103", "2405550104", "2405550199"];

/// Numbers that look random and are the same in every run.
pub struct Seeded(pub u64);

impl Seeded {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }

    pub fn one_of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        all.get(self.below(all.len())).cloned()
    }
}

/// A login and its state.
struct Client {
    kind: Kind,
    user: &'static str,
    /// `None` while it is logged out.
    session: Option<Session>,
    /// Whether it was ever logged in.
    has_begun: bool,
    watched: Watched,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Kind {
    User,
    Console,
    Queue,
}

struct Bench {
    world: World,
    now: u64,
    serial: u64,
    random: Seeded,
    clients: Vec<Client>,
    farm: Watched,
}

/// Sends a document over the wire.
pub fn carried(protocol: Protocol, document: &Document<'_>) -> Document<'static> {
    let bytes = Encoder::new(protocol).to_vec(document).expect("it can be written");
    Decoder::new().decode(&bytes).expect("what was written").into_owned()
}

pub fn world(farm: bool) -> World {
    let users = USERS.map(|id| Subscriber::new(id, None)).into();
    let settings =
        Settings { farm, bounce: Some(1_500), queue_timeout: Some(60_000), queue_limit: 6, ..Settings::default() };
    World::new(settings, users, vec![Subscriber::new(QUEUE, None)], 1_700_000_000_000)
}

/// Returns something that may happen.
pub fn action(random: &mut Seeded, truth: &Snapshot) -> Action {
    let user = random.one_of(&USERS).expect("three").to_owned();
    let calls: Vec<String> = truth.users.values().flat_map(|user| &user.calls).map(|call| call.id.clone()).collect();
    let waiting: Vec<String> = truth.queues[QUEUE].calls.iter().map(|call| call.id.clone()).collect();
    let call = random.one_of(&calls).unwrap_or_default();
    let queued = random.one_of(&waiting).unwrap_or_default();
    let from = random.one_of(&NUMBERS).expect("five").to_owned();
    match random.below(16) {
        0 | 1 => Action::Ring { user, from },
        2 | 3 => Action::Answer { call },
        4..=6 => Action::HangUp { call },
        7 | 8 => Action::QueueCall { queue: QUEUE.into(), from },
        9 => Action::HangUp { call: queued },
        10 => Action::Offer { call: queued, agent: user },
        11 => Action::Bounce { call },
        12 => Action::Expire { call: queued },
        13 => Action::RemoteHold { call },
        14 => Action::RemoteRetrieve { call },
        _ => Action::Profile { user, change: change(random) },
    }
}

fn change(random: &mut Seeded) -> Change {
    let states = [AcdState::Available, AcdState::Unavailable, AcdState::SignOut];
    match random.below(4) {
        0 => Change::Dnd(random.below(2) == 0),
        1 => Change::Forwarding((random.below(3) == 0).then(|| "2405550199".into())),
        2 => Change::VoiceMessage(random.below(2) == 0),
        _ => Change::Acd(random.one_of(&states).expect("three")),
    }
}

/// Returns a request of a user's client.
pub fn request(random: &mut Seeded, user: Identity<'static>, calls: &[snapshot::Call]) -> CallAction<'static> {
    let ids: Vec<String> = calls.iter().map(|call| call.id.clone()).collect();
    let at = random.below(ids.len());
    let [call, other] =
        [at, (at + 1) % ids.len().max(1)].map(|at| ids.get(at).map_or("callhalf-1:0", |id| id).to_owned());
    let number = random.one_of(&NUMBERS).expect("five");
    match random.below(17) {
        0..=3 => CallAction::dial(user, number),
        4 => CallAction::hold(user, call),
        5 | 6 => CallAction::answer(user, call),
        7 => CallAction::release(user, call),
        8 => CallAction::xfer(user, call, number),
        9 => CallAction::xfer_consult(user, call, other),
        10 | 11 => CallAction::conf_start(user, call, other),
        12 => CallAction::conf_add(user, call),
        13 => CallAction::conf_hold(user),
        14 => CallAction::conf_answer(user),
        15 => CallAction::xfer_cc(user, call, NUMBERS[3]),
        _ => CallAction::group_call_park(user, call),
    }
}

pub fn queue_request(random: &mut Seeded, queue: Identity<'static>, truth: &Snapshot) -> QueueAction<'static> {
    let ids: Vec<String> = truth.queues[QUEUE].calls.iter().map(|call| call.id.clone()).collect();
    let call = random.one_of(&ids).unwrap_or_default();
    match random.below(5) {
        0 | 1 => QueueAction::reorder(queue, call, i64::try_from(random.below(7)).expect("small") + 1),
        2 => QueueAction::promote(queue, call, Priority::High),
        3 => QueueAction::transfer(queue, call, random.one_of(&NUMBERS).expect("five")),
        _ => QueueAction::refresh(queue),
    }
}

impl Bench {
    fn new(seed: u64) -> Self {
        let world = world(true);
        let clients = [(Kind::User, ALICE), (Kind::User, BOB), (Kind::Console, ALICE), (Kind::Queue, QUEUE)];
        let client = |(kind, user)| Client {
            kind,
            user,
            session: None,
            has_begun: false,
            watched: Watched::new(State::new(Protocol::CapC)),
        };
        let mut bench = Self {
            world,
            now: 1_700_000_000_000,
            serial: 500,
            random: Seeded(seed),
            clients: clients.map(client).into(),
            farm: Watched::new(State::new(Protocol::Ccc2)),
        };
        bench.ask_farm(&Document::new(QueueAction::refresh(Identity::ccc2(QUEUE))));
        bench
    }

    fn deliver(&mut self, outgoing: Vec<Outgoing>) {
        for Outgoing { to, document } in outgoing {
            match to {
                To::Session(uid) => {
                    // A state that gets the documents of others, too, takes its own.
                    let document = carried(Protocol::CapC, &document);
                    let is_logout = matches!(document.command, Command::UnRegister(_));
                    for client in self.clients.iter_mut().filter(|client| client.has_begun) {
                        let is_own = client.session.as_ref().and_then(|own| own.user_uid.as_deref()) == Some(&*uid);
                        let changes = client.watched.apply(&document);
                        assert!(is_own || changes.is_empty(), "{changes:?} of the session of another: {document:?}");
                        if is_own && is_logout {
                            assert!(!client.watched.state.is_current(), "logged out");
                            client.session = None;
                        }
                    }
                }
                To::Farm => {
                    let document = carried(Protocol::Ccc2, &document);
                    self.farm.apply(&document);
                }
                To::Asker => panic!("nobody asks for versions"),
            }
        }
    }

    fn ask_farm(&mut self, document: &Document<'_>) {
        let reaction = self.world.receive_ccc2(document, self.now);
        self.deliver(reaction.outgoing);
    }

    fn ask(&mut self, at: usize, document: impl FnOnce(Identity<'static>) -> Document<'static>) {
        let Some(session) = &self.clients[at].session else { return };
        let document = document(session.identity().into_owned());
        let uid = session.user_uid.as_ref().expect("a session id").to_string();
        // A console is told only who could not be removed from its list.
        assert!(self.clients[at].watched.apply(&document).is_empty());
        let reaction = self.world.receive_cap_c(&[uid], &document, self.now);
        self.deliver(reaction.outgoing);
    }

    fn log_in(&mut self, at: usize) {
        self.serial += 1;
        let (kind, user, uid) = (self.clients[at].kind, self.clients[at].user, self.serial.to_string());
        let mut new = session(UserType::CallClient, user, &uid);
        if kind == Kind::Console {
            new = console(&uid, 0);
            let account = self.world.account(&new.applicant).expect("it may log in");
            new = console(&uid, account.num_monitored_users.into());
        }
        let client = &mut self.clients[at];
        (client.session, client.has_begun) = (Some(new.clone()), true);
        let changes = client.watched.state.begin(&new);
        client.watched.follow(changes);
        let again = client.watched.state.begin(&new);
        assert!(again.is_empty());
        let outgoing = self.world.log_in(new, self.now);
        self.deliver(outgoing);
        if kind == Kind::Console && self.clients[at].watched.state.users().next().is_none() {
            self.ask(at, |user| Document::new(MonitoringUsersRequest::add(user, [BOB, CAROL])));
        }
        if self.clients[at].watched.state.needs_refresh().next().is_some() {
            self.ask(at, |queue| Document::new(QueueAction::refresh(queue)));
        }
    }

    fn lose(&mut self, at: usize) {
        if let Some(session) = self.clients[at].session.take() {
            self.world.log_out(session.user_uid.as_deref().expect("a session id"));
            let changes = self.clients[at].watched.state.interrupt();
            self.clients[at].watched.follow(changes);
            assert!(!self.clients[at].watched.state.is_current());
        }
    }

    fn step(&mut self) {
        let truth = self.world.snapshot(self.now);
        let at = self.random.below(self.clients.len());
        match self.random.below(20) {
            0 => self.lose(at),
            1 | 2 if self.clients[at].session.is_none() => self.log_in(at),
            3 if self.random.below(6) == 0 => {
                let user = self.clients[at].user.into();
                let action = Action::ForceLogout { user, reason: UserLogoutReason::ForceLogoutLocked };
                if let Ok((_, outgoing)) = self.world.act(&action, self.now) {
                    self.deliver(outgoing);
                }
            }
            4..=6 => {
                self.now += u64::try_from(self.random.below(1_500)).expect("small");
                let outgoing = self.world.advance(self.now);
                self.deliver(outgoing);
            }
            7..=12 => {
                let action = action(&mut self.random, &truth);
                if let Ok((_, outgoing)) = self.world.act(&action, self.now) {
                    self.deliver(outgoing);
                }
            }
            _ => {
                let mut random = Seeded(u64::try_from(self.random.below(1 << 30)).expect("small"));
                match self.clients[at].kind {
                    Kind::User => {
                        let calls = &truth.users[self.clients[at].user].calls;
                        self.ask(at, |user| Document::new(request(&mut random, user, calls)));
                    }
                    Kind::Queue => {
                        self.ask(at, |queue| Document::new(queue_request(&mut random, queue, &truth)));
                    }
                    Kind::Console => {
                        let list = [&[BOB, CAROL][..], &[BOB], &[CAROL], &[BOB, CAROL, "mallory@example.com"]];
                        let list = random.one_of(&list).expect("four").iter().copied();
                        let kind = random.below(3);
                        self.ask(at, |user| {
                            Document::new(match kind {
                                0 => MonitoringUsersRequest::add(user, list),
                                1 => MonitoringUsersRequest::delete(user, list),
                                _ => MonitoringUsersRequest::replace(user, list),
                            })
                        });
                    }
                }
            }
        }
    }

    /// Compares every state with the truth.
    fn compare(&self) {
        let truth = self.world.snapshot(self.now);
        for client in self.clients.iter().filter(|client| client.session.is_some()) {
            let state = &client.watched.state;
            assert!(state.is_current(), "{:?} {}", client.kind, client.user);
            match client.kind {
                Kind::User => assert_user(state, client.user, &truth),
                Kind::Queue => assert_queue(state, &truth),
                Kind::Console => assert_watched(state, &truth),
            }
        }
        let farm = &self.farm.state;
        assert!(farm.is_current());
        USERS.iter().for_each(|user| assert_calls(farm, user, &truth.users[*user]));
        for (id, user) in farm.users() {
            let truth = &truth.users[&**id];
            assert!(user.presence().off_hook.is_none_or(|off_hook| off_hook == truth.off_hook));
            assert!(user.profile().dnd.is_none_or(|dnd| (dnd == ServiceState::On) == truth.dnd));
            assert!(user.agent().is_none_or(|agent| agent.state.is_none() || is_agent(agent, truth)));
        }
        assert_queue(farm, &truth);
    }
}

#[test]
fn every_state_is_as_the_simulator_knows_it() {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..24 {
        let mut bench = Bench::new(seed);
        (0..bench.clients.len()).for_each(|at| bench.log_in(at));
        bench.compare();
        for step in 0..250 {
            bench.step();
            let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| bench.compare()));
            assert!(compared.is_ok(), "seed {seed}, step {step}");
        }
        // Each call has ended once for everybody who was told of it without a break.
        assert!(bench.farm.mirror.ends.values().all(|times| *times == 1));
        for (kind, count) in bench.clients.into_iter().flat_map(|client| client.watched.mirror.kinds) {
            *kinds.entry(kind).or_default() += count;
        }
    }
    // The scenarios reach every change but one that needs a limit.
    assert_eq!(kinds.len(), 15, "{kinds:?}");
    assert!(kinds.values().all(|count| *count > 5), "{kinds:?}");
}
