//! Tests of network faults: broken connections, and peers that flood or stop reading. Complete documents are
//! delivered, memory is bounded, and every end of a connection is reported with its cause.

#[allow(dead_code, reason = "other tests need more of it")]
#[path = "common/script.rs"]
mod script;

use core::time::Duration;
use std::io::{ErrorKind, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::transport::{Connection, SendError};
use broadworks_cap::{Command, Document, Event, Kind};

use script::pair;

const ALICE: &str = "alice@example.com";

fn encoded(document: &Document<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.encode(&mut bytes).expect("it can be written");
    bytes
}

fn dial(number: usize) -> Document<'static> {
    Document::new(CallAction::dial(Identity::cap_c(ALICE, "demo"), number.to_string()))
}

fn number(document: &Document<'_>) -> usize {
    let Command::CallAction(action) = &document.command else { panic!("a callAction: {document:?}") };
    action.user.action.params[0].value.parse().expect("a number")
}

/// Receives `count` documents, which must be numbered from 0.
fn receive_numbered(connection: &mut Connection<TcpStream>, count: usize) {
    for expected in 0..count {
        match connection.receive().expect("no fault of the stream") {
            Event::Document(document) => assert_eq!(number(&document), expected),
            other => panic!("{other:?} instead of document {expected}"),
        }
    }
}

#[test]
fn a_reset_in_a_document_comes_behind_those_before_and_is_an_error() {
    let document = encoded(&dial(20));
    for cut in [1, document.len() / 2, document.len() - 2] {
        let (mut near, mut far) = pair();
        // Unread data makes the peer's system reset the connection.
        near.send(&dial(0)).expect("the peer takes it");
        far.get_mut().peek(&mut [0; 8]).expect("it is there");
        for number in 0..20 {
            far.send(&dial(number)).expect("the peer takes it");
        }
        far.send_encoded(&document[..cut]).expect("the peer takes it");
        receive_numbered(&mut near, 20);
        drop(far);
        let error = near.receive().expect_err("it was reset");
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "cut at {cut}");
    }
}

#[test]
fn an_end_in_a_document_is_none_between_two() {
    let document = encoded(&dial(3));
    let root_ends = document.trim_ascii_end().len();
    for cut in 0..=document.len() {
        let (mut near, mut far) = pair();
        for number in 0..3 {
            far.send(&dial(number)).expect("the peer takes it");
        }
        far.send_encoded(&document[..cut]).expect("the peer takes it");
        far.get_ref().shutdown(Shutdown::Write).expect("the direction ends");
        receive_numbered(&mut near, 3);
        let whole = cut == 0 || cut >= root_ends;
        if cut >= root_ends {
            let Ok(Event::Document(document)) = near.receive() else { panic!("cut at {cut}") };
            assert_eq!(number(&document), 3);
        } else if cut > 0 {
            let Ok(Event::Malformed(refused)) = near.receive() else { panic!("cut at {cut}") };
            assert_eq!(refused.bytes.trim_ascii_start(), &document[..cut]);
            // If only the declaration arrived, no root element is open.
            assert!(matches!(refused.error.kind(), Kind::UnexpectedEnd | Kind::NoRoot), "cut at {cut}");
        }
        let Ok(Event::Closed { clean }) = near.receive() else { panic!("cut at {cut}") };
        assert_eq!(clean, whole, "cut at {cut}");
        // The connection is half-closed: the other direction is still open.
        near.send(&dial(4)).expect("the peer takes it");
        let Ok(Event::Document(document)) = far.receive() else { panic!("cut at {cut}") };
        assert_eq!(number(&document), 4);
    }
}

#[test]
fn a_flood_of_tiny_documents_is_told_in_full_in_bounded_memory() {
    const COUNT: usize = 200_000;
    let (mut near, far) = pair();
    let flood = thread::spawn(move || {
        let many = b"<BroadsoftDocument/>\n".repeat(1_000);
        let mut stream = far.into_parts().0;
        for _ in 0..COUNT / 1_000 {
            stream.write_all(&many).expect("the peer takes it");
        }
    });
    let (mut count, mut most) = (0, 0);
    loop {
        match near.receive_frame().expect("no fault of the stream") {
            Event::Document(_) => count += 1,
            Event::Closed { clean } => break assert!(clean),
            other => panic!("{other:?}"),
        }
        most = most.max(near.buffered());
    }
    flood.join().expect("no panic");
    assert_eq!(count, COUNT);
    assert!(most <= 64 << 10, "{most} bytes for what comes in tiny pieces");
}

#[test]
fn a_peer_that_stops_reading_costs_a_bounded_backlog_and_loses_nothing() {
    let (mut near, mut far) = pair();
    near.set_send_timeout(Some(Duration::from_millis(20)));
    let document = dial(0);
    let long = "9".repeat(20_000);
    let long = Document::new(CallAction::dial(Identity::cap_c(ALICE, "demo"), long));
    // Long documents fill the pipe, then short ones fill the send buffer completely.
    let (mut taken, mut refused) = (Vec::new(), false);
    for (kind, document) in [(false, &long), (true, &document)] {
        for _ in 0..100_000 {
            match near.send(document) {
                Ok(()) | Err(SendError::Timeout) => taken.push(kind),
                Err(SendError::Backlog) => {
                    refused = true;
                    break;
                }
                Err(error) => panic!("{error}"),
            }
            assert!(near.waiting() <= (1 << 20) + encoded(&long).len(), "{}", near.waiting());
        }
    }
    assert!(refused, "it is said that nothing more is taken");
    // The peer reads again.
    far.set_receive_timeout(Some(Duration::from_secs(20)));
    let expected = taken.clone();
    let reading = thread::spawn(move || {
        for (at, short) in expected.into_iter().enumerate() {
            let Ok(Event::Document(document)) = far.receive() else { panic!("document {at} is lost") };
            let Command::CallAction(action) = &document.command else { panic!("a callAction") };
            let length = action.user.action.params[0].value.len();
            assert_eq!(length, if short { 1 } else { 20_000 }, "document {at}");
        }
        assert!(matches!(far.receive(), Ok(Event::Closed { clean: true })));
    });
    near.set_send_timeout(Some(Duration::from_secs(20)));
    near.flush().expect("the peer takes it");
    assert_eq!(near.waiting(), 0);
    drop(near);
    reading.join().expect("no panic");
}
