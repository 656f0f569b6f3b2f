//! A state over connections to the simulator, with a reconnect.

use std::net::{SocketAddr, TcpStream};
use std::ops::ControlFlow;
use std::time::Duration;

use broadworks_cap::login::{Login, Session};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::info_request::InfoRequest;
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{AcdState, UserLogoutReason};
use broadworks_cap::transport::Connection;
use broadworks_cap::{Command, Document, Event, Protocol};
use broadworks_client::state::{Availability, State};
use broadworks_simulator::{Change, Setup, Simulator};

use crate::documents::{ALICE, BOB, QUEUE};
use crate::mirror::Watched;
use crate::truth::{assert_calls, assert_queue, is_agent};

const PATIENCE: Duration = Duration::from_secs(20);

/// A connection, and the states of its sessions. Each gets every document.
struct Client {
    connection: Connection<TcpStream>,
    states: Vec<Watched>,
}

impl Client {
    fn connect(address: SocketAddr) -> Self {
        let mut connection = Connection::connect_timeout(address, PATIENCE).expect("it listens");
        connection.set_receive_timeout(Some(PATIENCE));
        connection.set_send_timeout(Some(PATIENCE));
        Self { connection, states: Vec::new() }
    }

    /// Logs in, and lets a state begin with the session.
    fn log_in(&mut self, mut login: Login, mut state: Watched) -> Session {
        let states = &mut self.states;
        let session = self.connection.log_in(&mut login, |event| {
            if let Event::Document(document) = event {
                states.iter_mut().for_each(|state| _ = state.apply(&document));
            }
            ControlFlow::Continue(())
        });
        let session = session.expect("no password is needed");
        let changes = state.state.begin(&session);
        state.follow(changes);
        self.states.push(state);
        session
    }

    fn send(&mut self, document: &Document<'_>) {
        self.states.iter_mut().for_each(|state| _ = state.apply(document));
        self.connection.send(document).expect("the simulator takes it");
    }

    /// Takes everything that the simulator has sent until now.
    fn settle(&mut self) {
        self.connection.send(&Document::new(InfoRequest::versions())).expect("the simulator takes it");
        loop {
            match self.connection.receive_owned().expect("no fault") {
                Event::Document(Document { command: Command::InfoResponse(_), .. }) => return,
                Event::Document(document) => self.states.iter_mut().for_each(|state| _ = state.apply(&document)),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_board_of_two_connections_is_right_before_and_after_a_reconnect() {
    let setup = Setup::new().user(ALICE).user(BOB).queue(QUEUE).clock_at(1_700_000_000_000);
    let simulator = Simulator::start(setup).expect("a free port");
    let fresh = || Watched::new(State::new(Protocol::CapC));
    let mut alice = Client::connect(simulator.cap_c());
    alice.log_in(Login::call_client(ALICE, "phone"), fresh());
    // A console and the client of a call center over one connection.
    let mut board = Client::connect(simulator.cap_c());
    let console = board.log_in(Login::attendant_console(ALICE, "board"), fresh());
    board.log_in(Login::call_client(QUEUE, "board").supervisor(BOB), fresh());
    board.send(&Document::new(MonitoringUsersRequest::add(console.identity(), [BOB])));

    let compare = |alice: &mut Client, board: &mut Client| {
        alice.settle();
        board.settle();
        let truth = simulator.snapshot();
        let [own] = &alice.states[..] else { panic!("one") };
        let [watched, queue] = &board.states[..] else { panic!("two") };
        for state in [own, watched, queue] {
            assert!(state.state.is_current());
        }
        assert_calls(&own.state, ALICE, &truth.users[ALICE]);
        assert_queue(&queue.state, &truth);
        let bob = watched.state.user(BOB).expect("watched");
        assert_eq!(bob.presence().off_hook, Some(truth.users[BOB].off_hook));
        if let Some(agent) = bob.agent() {
            assert!(is_agent(agent, &truth.users[BOB]));
        }
    };
    compare(&mut alice, &mut board);
    let call = simulator.ring(ALICE, "2405550190").expect("the phone is free");
    simulator.queue_call(QUEUE, "2405550191").expect("there is room");
    let busy = simulator.ring(BOB, "2405550192").expect("the phone is free");
    simulator.answer(&busy).expect("it rings");
    simulator.profile(BOB, Change::Acd(AcdState::Unavailable)).expect("an agent");
    compare(&mut alice, &mut board);
    assert_eq!(alice.states[0].state.availability(ALICE), Availability::Ringing);
    assert_eq!(board.states[0].state.availability(BOB), Availability::Busy);

    // While both are away, calls end and others come.
    let mut states: Vec<Watched> = alice.states.drain(..).chain(board.states.drain(..)).collect();
    drop(alice);
    drop(board);
    for state in &mut states {
        let changes = state.state.interrupt();
        state.follow(changes);
    }
    simulator.hang_up(&call).expect("it rings");
    simulator.hang_up(&busy).expect("it is answered");
    simulator.advance(Duration::from_secs(90));
    simulator.ring(ALICE, "2405550192").expect("the phone is free");
    let [own, watched, queue] = <[Watched; 3]>::try_from(states).ok().expect("three");
    let mut alice = Client::connect(simulator.cap_c());
    let session = alice.log_in(Login::call_client(ALICE, "phone"), own);
    let mut board = Client::connect(simulator.cap_c());
    board.log_in(Login::attendant_console(ALICE, "board"), watched);
    let supervisor = board.log_in(Login::call_client(QUEUE, "board").supervisor(BOB), queue);
    compare(&mut alice, &mut board);
    assert_eq!(board.states[0].state.availability(BOB), Availability::Idle);

    alice.send(&Document::new(CallAction::dial(session.identity(), "2405550102")));
    let first = simulator.queue(QUEUE)[0].id.clone();
    board.send(&Document::new(QueueAction::reorder(supervisor.identity(), first, 3)));
    compare(&mut alice, &mut board);
    simulator.force_logout(ALICE, UserLogoutReason::ForceLogoutLocked).expect("logged in");
    alice.settle();
    board.settle();
    assert!(!alice.states[0].state.is_current() && !board.states[0].state.is_current());
    assert!(board.states[1].state.is_current(), "the session of another user over the same connection");
}
