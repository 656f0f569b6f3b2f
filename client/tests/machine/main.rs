//! The machine with a fake clock: how connections end, what is tried again, deadlines, backpressure.

mod night;
mod peer;
mod requests;

use std::io;
use std::time::Duration;

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{FailureCause, UserLogoutReason};
use broadworks_cap::{Command, Document};
use broadworks_client::machine::Order;
use broadworks_client::{Backoff, Event, Reason, RequestError};

use peer::{BOB, World, farm, logout, number, numbered, options, seconds};

/// The end of a connection: the reason, and whether there is another attempt.
fn offline(world: &mut World) -> (Reason, bool) {
    match world.event() {
        Some(Event::Offline { reason, retry }) => (reason, retry.is_some()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_parts_in_which_bytes_come_do_not_matter() {
    let stream: Vec<u8> = (0..20).flat_map(numbered).chain(*b"garbage").chain(numbered(20)).collect();
    let told = |size: usize| {
        let mut world = World::online(farm());
        let mut events = Vec::new();
        for part in stream.chunks(size) {
            world.receive(part);
            events.extend(world.events());
        }
        events.iter().map(number).collect::<Vec<_>>()
    };
    let whole = told(stream.len());
    assert_eq!(whole.iter().filter(|number| number.is_none()).count(), 1, "the garbage");
    assert_eq!(whole.iter().flatten().copied().collect::<Vec<_>>(), (0..=20).collect::<Vec<_>>());
    (1..300).for_each(|size| assert_eq!(told(size), whole, "in parts of {size}"));
}

#[test]
fn a_connection_that_is_cut_anywhere_costs_the_document_that_is_cut() {
    let document = numbered(1);
    let end = document.len() - 1;
    for cut in 0..=document.len() {
        for error in [None, Some(io::ErrorKind::ConnectionReset), Some(io::ErrorKind::UnexpectedEof)] {
            let mut world = World::online(farm());
            world.receive(&[&numbered(0)[..], &document[..cut]].concat());
            world.machine.closed(error.map(Into::into));
            world.advance();
            let mut events = world.events();
            let Some(Event::Offline { reason, retry: Some(_) }) = events.pop() else { panic!("cut at {cut}") };
            match (error, reason) {
                (Some(io::ErrorKind::ConnectionReset), Reason::Broken(_)) => {}
                (_, Reason::Closed { clean }) => assert_eq!(clean, cut == 0 || cut >= end, "cut at {cut}"),
                (_, other) => panic!("{other}"),
            }
            let whole = if cut >= end { vec![Some(0), Some(1)] } else { vec![Some(0), None] };
            let whole = if cut == 0 { &whole[..1] } else { &whole };
            assert_eq!(events.iter().map(number).collect::<Vec<_>>(), whole, "cut at {cut}");
        }
    }
}

#[test]
fn a_login_is_tried_again_where_the_cause_permits() {
    for cause in FailureCause::ALL {
        let mut world = World::new(options());
        world.refusal = Some(*cause);
        world.connect();
        let (reason, retries) = offline(&mut world);
        assert!(matches!(&reason, Reason::Login(failure) if failure.cause() == Some(*cause)), "{reason}");
        assert_eq!(retries, !cause.is_permanent(), "{cause:?}");
        assert!(!world.is_connected);
        assert_eq!(world.machine.ended().is_some(), cause.is_permanent());
        if retries {
            world.refusal = None;
            world.sleep();
            world.connect();
            assert!(matches!(world.event(), Some(Event::Online { .. })));
        } else {
            assert_eq!(world.machine.wake(), None);
        }
    }
}

#[test]
fn a_session_that_was_ended_is_begun_again_where_the_reason_permits() {
    for reason in UserLogoutReason::ALL {
        let mut world = World::online(options());
        world.receive(&[numbered(1), logout(*reason), numbered(2)].concat());
        assert_eq!(world.event().as_ref().and_then(number), Some(1));
        // What was on its way is not lost.
        assert_eq!(world.event().as_ref().and_then(number), Some(2));
        let (ended, retries) = offline(&mut world);
        assert!(matches!(ended, Reason::LoggedOut(given) if given == *reason));
        assert_eq!(retries, reason.may_reconnect(), "{reason:?}");
        assert!(!world.is_connected);
    }
}

#[test]
fn pauses_grow_vary_and_begin_anew_after_a_good_connection() {
    let mut expected = Backoff::new(seconds(1), seconds(60)).seed(11);
    let mut world = World::new(farm().backoff(expected.clone()));
    world.advance();
    let fail = |world: &mut World| {
        world.machine.connect_failed(world.now, io::ErrorKind::ConnectionRefused.into());
        world.advance();
        let Some(Event::Offline { retry: Some(pause), .. }) = world.event() else { panic!("it goes on") };
        assert_eq!(world.sleep(), pause);
        assert_eq!(world.orders.last(), Some(&Order::Connect));
        pause
    };
    let pauses: Vec<Duration> = (0..12).map(|_| fail(&mut world)).collect();
    assert_eq!(pauses, (0..12).map(|_| expected.pause()).collect::<Vec<_>>());
    assert!(pauses[11] >= seconds(30) && pauses.iter().all(|pause| *pause <= seconds(60)));
    // A connection that ends at once changes nothing, one that lasts does.
    for (lasts, most) in [(0, 60), (60, 60), (61, 1)] {
        world.accept();
        assert!(matches!(world.event(), Some(Event::Online { .. })));
        world.now += seconds(lasts);
        world.close();
        let Some(Event::Offline { retry: Some(pause), .. }) = world.event() else { panic!("it goes on") };
        assert!(pause >= seconds(most) / 2 && pause <= seconds(most), "{pause:?} after {lasts} s");
        world.sleep();
    }
}

#[test]
fn every_wait_for_the_server_has_an_end() {
    // It does not accept the connection.
    let mut world = World::new(options());
    world.advance();
    assert_eq!(world.sleep(), seconds(10));
    assert!(matches!(offline(&mut world), (Reason::ConnectTimeout, true)));
    assert_eq!(world.orders, [Order::Connect, Order::Disconnect]);
    // A connection that comes too late is dropped.
    world.machine.connected(world.now);
    world.advance();
    assert_eq!(world.orders.last(), Some(&Order::Disconnect));

    // It accepts, and sends what leads nowhere, byte by byte.
    let mut world = World::new(options());
    world.advance();
    world.accept();
    world.machine.sent(world.now, world.machine.outgoing().len());
    let nowhere: Vec<u8> = (0..100).flat_map(numbered).collect();
    for byte in nowhere {
        world.now += Duration::from_millis(10);
        world.receive(&[byte]);
        if !world.is_connected {
            break;
        }
        while world.machine.peek().is_some_and(|event| number(event).is_some()) {
            world.event();
        }
    }
    assert_eq!(world.now, seconds(30));
    assert!(world.events().iter().any(|event| matches!(event, Event::Offline { reason: Reason::LoginTimeout, .. })));

    // It takes nothing more, whatever it sends.
    let mut world = World::online(farm());
    world.machine.send(world.now, Document::new(CallAction::redial(Identity::ccc2(BOB)))).expect("it is online");
    let begun = world.now;
    while world.machine.is_online() {
        world.now += seconds(1);
        world.receive(&numbered(1));
        world.event();
    }
    assert_eq!(world.now - begun, seconds(10));
    world.advance();

    // It is silent. Keepalives go out until then.
    let mut world = World::online(options().idle_limit(Some(seconds(1_000))));
    while world.machine.is_online() {
        world.sleep();
        world.serve();
    }
    assert_eq!(world.now, seconds(1_000));
    assert!(matches!(offline(&mut world), (Reason::Silent, true)));
    assert_eq!(world.requests.len(), 3, "every five minutes");
    assert!(world.requests.iter().all(|sent| matches!(sent.command, Command::ServerStatusRequest(_))));
}

#[test]
fn nothing_is_read_while_an_event_waits_and_that_is_not_silence() {
    let mut world = World::online(farm().keepalive(None));
    world.receive(&[numbered(1), numbered(2)].concat());
    for hour in 0..100 {
        world.now += seconds(3_600);
        world.advance();
        assert!(world.machine.is_online() && !world.machine.wants_bytes(), "hour {hour}");
        assert_eq!(world.machine.wake(), None);
    }
    // Nobody need look while nothing can happen.
    world.now += seconds(3_600);
    assert_eq!(world.event().as_ref().and_then(number), Some(1));
    assert!(!world.machine.wants_bytes());
    assert_eq!(world.event().as_ref().and_then(number), Some(2));
    assert!(world.machine.wants_bytes());
    // From now on it is.
    assert_eq!(world.sleep(), seconds(15 * 60));
    assert!(matches!(offline(&mut world), (Reason::Silent, true)));
}

#[test]
fn a_stream_that_cannot_be_written_is_still_read() {
    let mut world = World::online(options());
    world.machine.send_failed(world.now, io::ErrorKind::BrokenPipe.into());
    world.advance();
    assert_eq!(
        world.machine.send(world.now, Document::new(CallAction::redial(Identity::default()))),
        Err(RequestError::Offline)
    );
    // The server says why.
    world.receive(&[numbered(1), logout(UserLogoutReason::ForceLogoutUnassigned)].concat());
    assert_eq!(world.event().as_ref().and_then(number), Some(1));
    assert!(matches!(offline(&mut world), (Reason::LoggedOut(_), false)));
    // Or it does not.
    let mut world = World::online(options());
    world.machine.send_failed(world.now, io::ErrorKind::BrokenPipe.into());
    assert_eq!(world.sleep(), seconds(2));
    assert!(matches!(offline(&mut world), (Reason::Broken(_), true)));
    // Or it only closes the connection, which was broken before.
    let mut world = World::online(options());
    world.machine.send_failed(world.now, io::ErrorKind::BrokenPipe.into());
    world.close();
    let (reason, _) = offline(&mut world);
    assert!(matches!(&reason, Reason::Broken(error) if error.kind() == io::ErrorKind::BrokenPipe), "{reason}");
}

#[test]
fn a_logout_says_whether_all_has_arrived() {
    let mut world = World::online(options());
    world.machine.send(world.now, Document::new(CallAction::redial(Identity::default()))).expect("it is online");
    world.machine.log_out(world.now);
    world.advance();
    assert!(!world.orders.contains(&Order::Finish), "something is left to send");
    world.serve();
    assert_eq!(world.orders.last(), Some(&Order::Finish));
    let names: Vec<_> = world.requests.iter().filter_map(|sent| sent.command.name()).collect();
    assert_eq!(names, ["callAction", "unRegister"]);
    world.receive(&numbered(1));
    world.close();
    assert_eq!(world.event().as_ref().and_then(number), Some(1));
    assert!(matches!(offline(&mut world), (Reason::LogOut { complete: true }, false)));
    assert_eq!((world.machine.wake(), world.event().is_none()), (None, true));

    // The server does not close the connection, or takes nothing, or nobody takes the events.
    for (takes, sends) in [(true, false), (false, false), (true, true)] {
        let mut world = World::online(options());
        if sends {
            world.receive(&numbered(1));
        }
        world.machine.log_out(world.now);
        world.advance();
        if takes {
            world.serve();
        }
        assert_eq!(world.sleep(), seconds(2));
        assert!(matches!(world.machine.ended(), Some(Reason::LogOut { complete: false })));
        assert!(matches!(world.events().last(), Some(Event::Offline { retry: None, .. })));
    }

    // There is no session yet.
    for accepted in [None, Some(false), Some(true)] {
        let mut world = World::new(options());
        if let Some(accepted) = accepted {
            world.advance();
            if accepted {
                world.accept();
            }
        }
        world.machine.log_out(world.now);
        world.advance();
        assert!(matches!(offline(&mut world), (Reason::LogOut { complete: false }, false)));
        assert_eq!(world.orders.last() == Some(&Order::Disconnect), accepted.is_some());
    }
}

#[test]
fn without_reconnects_the_first_end_is_the_last() {
    let mut world = World::online(farm().reconnect(false));
    world.close();
    assert!(matches!(offline(&mut world), (Reason::Closed { clean: true }, false)));
    assert_eq!(world.machine.wake(), None);
}
