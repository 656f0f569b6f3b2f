//! Tests of connections over streams that read and write in chunks of any size, fail, and end.

mod common;
#[path = "common/random.rs"]
mod random;
#[path = "common/script.rs"]
mod script;

use core::cell::Cell;
use core::time::Duration;
use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::VecDeque;
use std::io::{self, Cursor, ErrorKind, Read};
use std::thread;

use broadworks_cap::login::Failure;
use broadworks_cap::message::{Identity, call_action::CallAction};
use broadworks_cap::transport::{Connection, LoginError, Receiver, SendError, Sender};
use broadworks_cap::{Command, Document, Encoder, Error, Event, Kind, Limits, Protocol};
use common::{Piece, folder, frame};
use random::Random;
use script::{Script, Turn, pair};

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

// A counting allocator cannot be written without `unsafe`; the crate itself forbids it.
// SAFETY: every call is forwarded unchanged to the system allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        LARGEST.with(|largest| largest.set(largest.get().max(layout.size())));
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// An event without its borrow.
#[derive(Debug, PartialEq, Clone)]
enum Told {
    Document(Vec<u8>),
    Malformed(u64, Vec<u8>, Error),
    Timeout,
    Closed(bool),
    Failed(ErrorKind),
}

fn next<S: Read>(receiver: &mut Receiver<S>) -> Told {
    match receiver.receive_frame() {
        Ok(Event::Document(frame)) => Told::Document(frame.to_vec()),
        Ok(Event::Malformed(refused)) => Told::Malformed(refused.offset, refused.bytes.to_vec(), refused.error),
        Ok(Event::Pending) => Told::Timeout,
        Ok(Event::Closed { clean }) => Told::Closed(clean),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Told::Failed(error.kind()),
    }
}

/// Returns all events of a stream up to its end, without timeouts.
fn told(stream: Script, limits: Limits) -> Vec<Told> {
    let mut receiver = Receiver::new(stream, limits);
    let mut all = Vec::new();
    loop {
        match next(&mut receiver) {
            Told::Timeout => {}
            end @ Told::Closed(_) => {
                assert_eq!(next(&mut receiver), end, "the end stays the end");
                all.push(end);
                return all;
            }
            other => all.push(other),
        }
    }
}

/// Returns the events that the framer alone gives for the stream.
fn expected(stream: &[u8], limits: Limits) -> Vec<Told> {
    let pieces = frame(stream, &[], limits).0.into_iter().map(|piece| match piece {
        Piece::Frame(start, end) => Told::Document(stream[start..end].to_vec()),
        Piece::Malformed(start, end, error) => {
            let error = Error::new(error.kind(), error.offset() - start);
            Told::Malformed(start as u64, stream[start..end].to_vec(), error)
        }
    });
    pieces.collect()
}

fn streams() -> Vec<Vec<u8>> {
    let good = folder("cap-c").into_iter().map(|(_, bytes)| bytes);
    let mut streams: Vec<_> = folder("stream").into_iter().chain(folder("invalid")).map(|(_, bytes)| bytes).collect();
    streams.push(good.flatten().collect());
    streams
}

const OFTEN: [ErrorKind; 3] = [ErrorKind::Interrupted, ErrorKind::WouldBlock, ErrorKind::TimedOut];

#[test]
fn any_pieces_interruptions_and_timeouts_tell_the_same() {
    let mut random = Random::new(7);
    for stream in streams() {
        let whole = expected(&stream, Limits::default());
        let bytewise = (0..stream.len()).map(|_| Turn::Bytes(1));
        let mut all = vec![told(Script::reading(&stream, []), Limits::default())];
        all.push(told(Script::reading(&stream, bytewise), Limits::default()));
        for _ in 0..20 {
            let most = *random.choose(&[2, 9, 100, 1000, 5000]);
            let turns = (0..stream.len()).map(|_| match random.below(4) {
                0 => Turn::Fails(*random.choose(&OFTEN)),
                _ => Turn::Bytes(1 + random.below(most)),
            });
            let turns: Vec<_> = turns.collect();
            all.push(told(Script::reading(&stream, turns), Limits::default()));
        }
        for told in all {
            assert_eq!(told[..told.len() - 1], whole);
        }
    }
}

#[test]
fn an_interruption_is_not_told_and_a_timeout_is() {
    let interrupted = || Script::reading(b"<a/>", vec![Turn::Fails(ErrorKind::Interrupted); 9]);
    assert_eq!(next(&mut Receiver::new(interrupted(), Limits::default())), Told::Document(b"<a/>".to_vec()));
    for kind in [ErrorKind::WouldBlock, ErrorKind::TimedOut] {
        let turns = [Turn::Bytes(2), Turn::Fails(kind), Turn::Fails(kind)];
        let mut receiver = Receiver::new(Script::reading(b"<a/>", turns), Limits::default());
        let told = [next(&mut receiver), next(&mut receiver), next(&mut receiver)];
        assert_eq!(told, [Told::Timeout, Told::Timeout, Told::Document(b"<a/>".to_vec())]);
    }
}

#[test]
fn every_end_of_a_stream_is_told_clean_or_not() {
    let stream: Vec<u8> = folder("cap-c").into_iter().take(3).flat_map(|(_, bytes)| bytes).collect();
    let ends: Vec<usize> = expected(&stream, Limits::default())
        .iter()
        .scan(0, |at, told| {
            let Told::Document(bytes) = told else { panic!("{told:?}") };
            *at = stream[*at..].iter().position(|b| !b.is_ascii_whitespace()).map(|blank| *at + blank + bytes.len())?;
            Some(*at)
        })
        .collect();
    for end in 0..=stream.len() {
        let told = told(Script::reading(&stream[..end], []), Limits::default());
        let whole = ends.iter().filter(|at| **at <= end).count();
        let last = ends[..whole].last().copied().unwrap_or_default();
        let rest = stream[last..end].trim_ascii();
        assert!(told[..whole].iter().all(|told| matches!(told, Told::Document(_))), "cut at {end}");
        assert_eq!(told.last(), Some(&Told::Closed(rest.is_empty())), "cut at {end}");
        if !rest.is_empty() {
            let Told::Malformed(offset, bytes, error) = &told[whole] else { panic!("cut at {end}: {told:?}") };
            assert_eq!((*offset as usize + bytes.len(), bytes.trim_ascii()), (end, rest));
            assert!(matches!(error.kind(), Kind::UnexpectedEnd | Kind::NoRoot), "{error:?}");
        }
        assert_eq!(told.len(), whole + 1 + usize::from(!rest.is_empty()), "cut at {end}");
    }
}

#[test]
fn a_bad_document_takes_nothing_with_it() {
    let good = folder("cap-c").remove(0).1;
    for (path, bad) in folder("invalid") {
        let stream = [good.trim_ascii(), &bad, &good].concat();
        let mut connection = Connection::new(Script::reading(&stream, (0..stream.len()).map(|_| Turn::Bytes(7))));
        let (mut documents, mut refused, mut total) = (Vec::new(), 0, 0);
        loop {
            match connection.receive().expect("no fault of the stream") {
                Event::Document(document) => documents.push(document.into_owned()),
                Event::Malformed(what) => {
                    refused += 1;
                    total += what.bytes.len();
                    let from = what.offset as usize;
                    assert_eq!(&stream[from..from + what.bytes.len()], what.bytes, "{}", path.display());
                    assert!(what.error.offset() <= what.bytes.len(), "{}", path.display());
                }
                Event::Closed { .. } => break,
                other => panic!("{other:?}"),
            }
        }
        let whole = Document::decode(good.trim_ascii()).expect("a good document").into_owned();
        assert_eq!((documents.first(), documents.last()), (Some(&whole), Some(&whole)), "{}", path.display());
        assert!(refused > 0 && total <= bad.len(), "{}", path.display());
    }
}

#[test]
fn a_document_without_end_is_refused_in_bounded_memory() {
    let limits = Limits::default().document(20_000).filler(1_000);
    let endless = [b"<BroadsoftDocument>".as_slice(), &vec![b'x'; 300_000]].concat();
    let stream = [endless.as_slice(), b"</BroadsoftDocument><BroadsoftDocument/>"].concat();
    let mut receiver = Receiver::new(Cursor::new(&stream), limits);
    let (mut most, mut refusals) = (0, 0);
    loop {
        most = most.max(receiver.buffered());
        match next(&mut receiver) {
            Told::Malformed(_, bytes, error) => {
                assert_eq!(error.kind(), Kind::DocumentTooLong);
                assert!(bytes.len() <= 21_000);
                refusals += 1;
            }
            Told::Document(bytes) => assert_eq!(bytes, b"<BroadsoftDocument/>"),
            end => break assert_eq!(end, Told::Closed(true)),
        }
    }
    assert!(refusals >= 15, "{refusals}");
    assert!(most <= 4 * 21_000, "{most}");
    // The same without an end of the document: no end of the stream is clean.
    for end in [20_000, 20_001, 30_000, 40_000, 40_001, endless.len()] {
        let told = told(Script::reading(&endless[..end], []), limits);
        assert_eq!(told.last(), Some(&Told::Closed(false)), "cut at {end}");
    }
}

#[test]
fn the_buffer_grows_for_a_large_document_and_shrinks_again() {
    let large = format!("<BroadsoftDocument>{}</BroadsoftDocument>", "x".repeat(900_000));
    let small = "<BroadsoftDocument/>\n";
    let stream = format!("{}{large}{}", small.repeat(5), small.repeat(2_000));
    let turns: Vec<_> = (0..stream.len() / 1000).map(|_| Turn::Bytes(1460)).collect();
    let mut receiver = Receiver::new(Script::reading(stream.as_bytes(), turns), Limits::default());
    let (mut documents, mut most) = (0, 0);
    while let Told::Document(_) = next(&mut receiver) {
        documents += 1;
        most = most.max(receiver.buffered());
    }
    assert_eq!(documents, 2_006);
    assert!((900_000..2_200_000).contains(&most), "{most}");
    assert!(receiver.buffered() <= 64 << 10, "{}", receiver.buffered());
}

#[test]
fn usual_messages_are_received_and_sent_without_allocation() {
    let messages: Vec<_> =
        ["cap-c", "ccc2", "actions"].iter().flat_map(|name| folder(name)).map(|(_, bytes)| bytes).collect();
    let stream = messages.concat();
    let mut input = Cursor::new(stream.clone());
    let mut output = vec![0; stream.len()];
    let mut sender = Sender::new(Cursor::new(output.as_mut_slice()), Protocol::CapC);
    let mut receiver = Receiver::new(&mut input, Limits::default());
    let longest = messages.iter().map(Vec::len).max().unwrap_or_default();
    sender.send_encoded(&vec![b' '; longest]).expect("it fits");
    sender.get_mut().set_position(0);
    let mut received = 0;
    loop {
        let before = COUNT.with(Cell::get);
        let event = receiver.receive().expect("no fault of the stream");
        match event {
            Event::Document(document) => {
                sender.send(&document).expect("it fits");
                received += 1;
            }
            Event::Closed { clean } => break assert!(clean),
            other => panic!("{other:?}"),
        }
        let count = COUNT.with(Cell::get) - before;
        // The first document allocates the buffer.
        assert!(received == 1 || count == 0, "{count} allocations for document {received}");
    }
    assert_eq!(received, messages.len());
    assert!(COUNT.with(Cell::get) > 0, "the counter counts");
}

#[test]
fn a_reset_never_overtakes_what_came_before_and_keeps_what_was_under_way() {
    let document = "<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>";
    let stream = [document, document].concat();
    for cut in 1..document.len() {
        let turns = [Turn::Bytes(document.len() + cut), Turn::Fails(ErrorKind::ConnectionReset)];
        let mut receiver = Receiver::new(Script::reading(stream.as_bytes(), turns), Limits::default());
        assert_eq!(next(&mut receiver), Told::Document(document.into()));
        assert_eq!(next(&mut receiver), Told::Failed(ErrorKind::ConnectionReset));
        // If the stream recovers, the document is completed.
        assert_eq!(next(&mut receiver), Told::Document(document.into()));
        assert_eq!(next(&mut receiver), Told::Closed(true));
    }
}

#[test]
fn a_preamble_passes_only_by_its_limit() {
    let bytes = folder("stream").into_iter().find(|(path, _)| path.ends_with("preamble.xml")).expect("preamble.xml").1;
    let stream = |limits| told(Script::reading(&bytes, []), limits);
    assert!(matches!(stream(Limits::default())[0], Told::Malformed(0, ..)));
    assert!(matches!(stream(Limits::default().preamble(true))[0], Told::Document(_)));
    let blank = told(Script::reading(b" \n ", []), Limits::default().preamble(true));
    assert_eq!(blank, [Told::Closed(true)]);
    let junk = told(Script::reading(b"POST /", []), Limits::default().preamble(true));
    assert_eq!(junk.last(), Some(&Told::Closed(false)));
}

fn dial(number: &str) -> Document<'static> {
    Document::new(CallAction::dial(Identity::cap_c("alice@example.com", "demo"), number.to_string())).into_owned()
}

#[test]
fn short_writes_interruptions_and_timeouts_lose_and_repeat_nothing() {
    let mut random = Random::new(11);
    let documents: Vec<_> = (0..20).map(|n| dial(&format!("24055501{n:02}"))).collect();
    let mut expected = Vec::new();
    for document in &documents {
        document.encode(&mut expected).expect("it can be written");
    }
    for round in 0..50 {
        let mut turns = |most| -> VecDeque<Turn> {
            let turn = |_| match random.below(3) {
                0 => Turn::Fails(*random.choose(&OFTEN)),
                _ => Turn::Bytes(1 + random.below(most)),
            };
            (0..300).map(turn).collect()
        };
        let (writes, flushes) = (turns(if round % 2 == 0 { 3 } else { 700 }), turns(1));
        let mut sender = Sender::new(Script { writes, flushes, ..Script::default() }, Protocol::CapC);
        for document in &documents {
            match sender.send(document) {
                Ok(()) => assert_eq!(sender.waiting(), 0),
                Err(SendError::Timeout) => {}
                Err(error) => panic!("{error}"),
            }
        }
        while let Err(error) = sender.flush() {
            assert!(matches!(error, SendError::Timeout), "{error}");
        }
        assert_eq!(sender.get_ref().output, expected);
    }
}

#[test]
fn what_cannot_be_sent_is_named_and_leaves_nothing_behind() {
    let mut sender = Sender::new(Script::default(), Protocol::CapC);
    let error = sender.send(&dial("\u{0}")).expect_err("XML has no such character");
    assert!(matches!(error, SendError::Encode(error) if error.kind() == Kind::UnwritableCharacter));
    assert!(sender.get_ref().output.is_empty());
    sender.send(&dial("1")).expect("the next one is fine");
    let mut alone = Vec::new();
    dial("1").encode(&mut alone).expect("it can be written");
    assert_eq!(sender.get_ref().output, alone);
    sender.get_mut().writes = VecDeque::from([Turn::Bytes(0)]);
    let error = sender.send(&dial("1")).expect_err("nothing is taken");
    assert_eq!(io::Error::from(error).kind(), ErrorKind::WriteZero);
    let broken = Script { writes: VecDeque::from([Turn::Fails(ErrorKind::BrokenPipe)]), ..Script::default() };
    let error = Sender::new(broken, Protocol::CapC).send(&dial("1")).expect_err("the pipe is broken");
    assert_eq!(io::Error::from(error).kind(), ErrorKind::BrokenPipe);
}

#[test]
fn errors_of_sending_keep_their_meaning_among_others() {
    use std::error::Error as _;
    let encode = || SendError::Encode(Error::new(Kind::UnwritableCharacter, 7));
    let io = || SendError::Io(ErrorKind::BrokenPipe.into());
    // The kind as an I/O error, `true` if it has a source, and the message.
    for (error, kind, caused, says) in [
        (encode as fn() -> SendError, ErrorKind::InvalidInput, true, "(at byte 7)"),
        (|| SendError::Timeout, ErrorKind::TimedOut, false, "the rest waits"),
        (|| SendError::Backlog, ErrorKind::WouldBlock, false, "was not taken"),
        (io, ErrorKind::BrokenPipe, true, "broken pipe"),
    ] {
        assert!(error().to_string().contains(says), "{}", error());
        assert_eq!(error().source().is_some(), caused, "{}", error());
        let other = io::Error::from(error());
        assert_eq!(other.kind(), kind);
        assert!(kind == ErrorKind::BrokenPipe || other.to_string() == error().to_string(), "{other}");
        let of_login = LoginError::Send(error());
        assert_eq!(of_login.to_string(), error().to_string());
        assert!(of_login.source().is_some());
    }
    let failed = LoginError::Failed(Failure::NotAcknowledged);
    assert_eq!(failed.to_string(), Failure::NotAcknowledged.to_string());
    assert!(failed.source().is_some());
    let io = LoginError::Io(ErrorKind::ConnectionReset.into());
    assert!(io.to_string().contains("connection reset") && io.source().is_some(), "{io}");
    for ended in [LoginError::Timeout, LoginError::Closed] {
        assert!(ended.source().is_none() && ended.to_string().contains("the login"), "{ended}");
    }
}

#[test]
fn a_connection_holds_the_limits_it_was_given() {
    let document = Encoder::default().to_vec(&dial("1")).expect("it can be written");
    for (limit, good) in [(document.len(), true), (document.len() - 2, false)] {
        let limits = Limits::default().document(limit);
        let mut connection = Connection::new(Cursor::new(document.clone())).limits(limits);
        match connection.receive_frame().expect("no fault of the stream") {
            Event::Document(frame) => {
                let received = frame.decode().expect("a good document").into_owned();
                assert!(good && received == dial("1"));
            }
            Event::Malformed(refused) => assert!(!good && refused.error.kind() == Kind::DocumentTooLong),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_host_by_name_is_connected_to_without_delay() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    let mut near = Connection::connect(("localhost", address.port())).expect("it listens");
    assert!(near.get_ref().nodelay().expect("an option"), "small messages wait for nobody");
    let mut far = Connection::new(listener.accept().expect("it connects").0);
    near.send(&dial("1")).expect("the peer takes it");
    let received = far.receive_owned().expect("no fault of the stream");
    assert!(matches!(received, Event::Document(document) if document == dial("1")));
    drop(listener);
    assert!(Connection::connect(address).is_err(), "nobody listens");
}

#[test]
fn a_peer_that_takes_nothing_costs_bounded_memory() {
    let writes = (0..4_000).map(|_| Turn::Fails(ErrorKind::TimedOut)).collect();
    let mut sender = Sender::new(Script { writes, ..Script::default() }, Protocol::CapC);
    let line = format!("{}\n", "x".repeat(999));
    let mut taken = 0;
    for _ in 0..1_500 {
        match sender.send_encoded(line.as_bytes()).expect_err("nothing is taken") {
            SendError::Timeout => taken += 1,
            SendError::Backlog => {}
            error => panic!("{error}"),
        }
        assert_eq!(sender.waiting(), taken * line.len());
    }
    assert!(sender.waiting() < (1 << 20) + line.len() && sender.waiting() >= 1 << 20, "{}", sender.waiting());
    sender.get_mut().writes.clear();
    sender.flush().expect("the peer takes it all");
    assert_eq!(sender.get_ref().output.len(), taken * line.len());
}

#[test]
fn a_peer_that_is_always_late_costs_little_memory() {
    let line = vec![b'x'; 1000];
    // Half of every line is accepted at once, and the rest with the next, so the queue is never
    // empty.
    let turns = (0..20_000).map(|n| if n % 2 == 0 { Turn::Bytes(1000) } else { Turn::Fails(ErrorKind::TimedOut) });
    let writes = [Turn::Bytes(500), Turn::Fails(ErrorKind::TimedOut)].into_iter().chain(turns).collect();
    let output = Vec::with_capacity(6_000_000);
    let mut sender = Sender::new(Script { writes, output, ..Script::default() }, Protocol::CapC);
    LARGEST.with(|largest| largest.set(0));
    for _ in 0..5_000 {
        assert!(matches!(sender.send_encoded(&line), Err(SendError::Timeout)));
        assert_eq!(sender.waiting(), 500);
    }
    let largest = LARGEST.with(Cell::get);
    assert!(largest <= 16 << 10, "{largest}");
}

#[test]
fn documents_are_sent_in_the_order_of_the_protocol() {
    let mut differ = 0;
    for (_, bytes) in folder("cap-c").into_iter().chain(folder("ccc2")) {
        let document = Document::decode(&bytes).expect("a good document");
        let sent = |protocol| {
            let mut connection = Connection::new(Script::default()).protocol(protocol);
            connection.send(&document).expect("it can be written");
            let mut sender = Sender::new(Script::default(), protocol);
            sender.send(&document).expect("it can be written");
            assert_eq!(connection.get_ref().output, sender.get_ref().output);
            let alone = Encoder::new(protocol).to_vec(&document).expect("it can be written");
            assert_eq!(alone, sender.get_ref().output);
            alone
        };
        differ += usize::from(sent(Protocol::CapC) != sent(Protocol::Ccc2));
    }
    assert!(differ > 0, "the protocols differ");
}

#[cfg(unix)]
#[test]
fn a_unix_socket_is_as_good() {
    let (near, far) = std::os::unix::net::UnixStream::pair().expect("a pair");
    let (mut receiver, sender) = Connection::new(near).split().expect("a second handle");
    let mut far = Connection::new(far);
    far.send(&dial("1")).expect("the peer takes it");
    assert!(matches!(receiver.receive().expect("no fault of the stream"), Event::Document(_)));
    drop((receiver, sender));
    assert!(matches!(far.receive().expect("no fault of the stream"), Event::Closed { clean: true }));
}

#[test]
fn two_threads_share_a_connection() {
    let (near, mut far) = pair();
    let echo = thread::spawn(move || {
        let mut count = 0;
        while let Event::Document(document) = far.receive_owned().expect("no fault of the stream") {
            far.send(&document).expect("the peer takes it");
            count += 1;
        }
        count
    });
    let (mut receiver, mut sender) = near.split().expect("a second handle");
    let reading = thread::spawn(move || {
        let mut numbers = Vec::new();
        while let Event::Document(document) = receiver.receive().expect("no fault of the stream") {
            let Command::CallAction(action) = document.command else { panic!("a callAction") };
            numbers.push(action.user.action.params[0].value.to_string());
        }
        numbers
    });
    let numbers: Vec<_> = (0..500).map(|n| format!("{n}")).collect();
    for number in &numbers {
        sender.send(&dial(number)).expect("the peer takes it");
    }
    // The connection is half-closed: replies still arrive.
    sender.finish().expect("the direction ends");
    assert_eq!(echo.join().expect("no panic"), 500);
    assert_eq!(reading.join().expect("no panic"), numbers);
}

#[test]
fn a_read_timeout_of_a_socket_loses_nothing() {
    let (mut near, mut far) = pair();
    near.set_receive_timeout(Some(Duration::from_millis(5)));
    let mut bytes = Vec::new();
    dial("2405550123").encode(&mut bytes).expect("it can be written");
    for cut in [1, 50, bytes.len() - 2] {
        far.send_encoded(&bytes[..cut]).expect("the peer takes it");
        assert!(matches!(near.receive().expect("no fault of the stream"), Event::Pending));
        assert!(matches!(near.receive_owned().expect("no fault of the stream"), Event::Pending));
        far.send_encoded(&bytes[cut..]).expect("the peer takes it");
        near.set_receive_timeout(Some(Duration::from_secs(20)));
        let Event::Document(document) = near.receive().expect("no fault of the stream") else { panic!("cut at {cut}") };
        assert_eq!(document.into_owned(), dial("2405550123"));
        near.set_receive_timeout(Some(Duration::from_millis(5)));
    }
    near.keep_alive().expect("the peer takes it");
    let Event::Document(document) = far.receive().expect("no fault of the stream") else { panic!("a keepalive") };
    assert!(matches!(document.command, Command::ServerStatusRequest(request) if request.user.is_none()));
}

#[test]
fn nothing_that_was_read_is_lost_with_the_connection() {
    let mut connection = Connection::new(Script::reading(b"<a/><b", []));
    assert!(matches!(connection.receive_frame(), Ok(Event::Document(frame)) if &*frame == b"<a/>"));
    assert_eq!(connection.into_parts().1, b"<b");
}

#[test]
fn debug_shows_no_bytes() {
    let secret = "0123456789abcdef0123456789abcdef";
    let good = format!(
        "<BroadsoftDocument><command commandType='registerRequest'><commandData><user>\
         <securePassword>{secret}</securePassword></user></commandData></command></BroadsoftDocument>"
    );
    let bad = good.replace("</user>", "");
    let stream = [good.as_str(), &good, &bad].concat();
    let mut connection = Connection::new(Cursor::new(stream.into_bytes()));
    let mut text = format!("{:?}", connection.receive().expect("a document"));
    text += &format!("{:?}", connection.receive_frame().expect("a document"));
    text += &format!("{:?}", connection.receive().expect("a refusal"));
    let Event::Closed { clean: true } = connection.receive().expect("the end") else { panic!("{text}") };
    let mut sender =
        Sender::new(Script { writes: [Turn::Fails(ErrorKind::TimedOut)].into(), ..Script::default() }, Protocol::CapC);
    text += &format!("{:?}", sender.send_encoded(good.as_bytes()));
    let plain = Sender::new(io::sink(), Protocol::CapC);
    text += &format!("{plain:?} {:?} {}", SendError::Backlog, LoginError::Failed(Failure::NoNonce));
    assert!(text.contains("RegisterRequest") && text.contains("Malformed"), "{text}");
    let numbers: Vec<_> = secret.bytes().take(8).map(|byte| byte.to_string()).collect();
    assert!(!text.contains(&secret[..8]) && !text.contains(&numbers.join(", ")), "{text}");
}
