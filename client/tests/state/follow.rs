//! A state that follows a client, which reconnects by itself.

use std::time::Duration;

use broadworks_cap::Protocol;
use broadworks_client::blocking::Client;
use broadworks_client::state::{Availability, Change, End, State};
use broadworks_client::{Backoff, Event, Login, Options};
use broadworks_simulator::{Setup, Simulator};

use crate::documents::ALICE;
use crate::mirror::Watched;

const PATIENCE: Duration = Duration::from_secs(20);

fn setup() -> Setup {
    Setup::new().user(ALICE).clock_at(1_700_000_000_000)
}

/// Takes events until a change is wanted, and returns all changes until then.
fn until(client: &mut Client, state: &mut Watched, wanted: impl Fn(&Change) -> bool) -> Vec<Change> {
    let mut all = Vec::new();
    while !all.iter().any(&wanted) {
        let event: Event = client.next_within(PATIENCE).expect("the client goes on");
        let changes = state.state.follow(&event);
        all.extend(state.follow(changes));
    }
    all
}

#[test]
fn a_state_that_follows_a_client_is_current_again_after_a_reconnect() {
    let simulator = Simulator::start(setup()).expect("a free port");
    let address = simulator.cap_c();
    let millis = Duration::from_millis;
    let options = Options::cap_c(address.to_string(), Login::call_client(ALICE, "demo"));
    let mut client = Client::new(options.backoff(Backoff::new(millis(1), millis(10))));
    let mut state = Watched::new(State::new(Protocol::CapC));
    until(&mut client, &mut state, |change| *change == Change::Current);
    let call = simulator.ring(ALICE, "2405550190").expect("the phone is free");
    until(&mut client, &mut state, |change| matches!(change, Change::CallAdded { .. }));
    assert_eq!(state.state.availability(ALICE), Availability::Ringing);
    let stopping = std::thread::spawn(|| simulator.stop());
    until(&mut client, &mut state, |change| *change == Change::Stale);
    assert!(state.state.calls().get(ALICE, &call).is_some() && !state.state.calls().is_current(ALICE, &call));
    stopping.join().expect("no panic");
    // A server that has started anew has no calls.
    let _simulator = Simulator::start(setup().listen(address)).expect("the port is free again");
    let changes = until(&mut client, &mut state, |change| *change == Change::Current);
    assert!(changes.iter().any(|change| matches!(change, Change::CallEnded { end: End::Missing, .. })), "{changes:?}");
    assert_eq!(state.state.availability(ALICE), Availability::Idle);
}
