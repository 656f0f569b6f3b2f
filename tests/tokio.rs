//! Tests of the tokio codecs, called directly and over real sockets.

mod common;
#[path = "common/random.rs"]
mod random;

use core::time::Duration;
use std::io::ErrorKind;

use broadworks_cap::codec::{DocumentCodec, FrameCodec};
use broadworks_cap::event::Frame;
use broadworks_cap::login::{Account, Claim, Login, Outcome, Password, Registrar, Session};
use broadworks_cap::message::values::FailureCause;
use broadworks_cap::message::{Identity, call_action::CallAction};
use broadworks_cap::{Command, Document, Error, Event, Kind, Limits, Protocol};
use bytes::{Bytes, BytesMut};
use common::{Piece, folder, frame};
use futures_util::{SinkExt, StreamExt};
use random::Random;
use tokio::io::{AsyncWriteExt, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_util::codec::{Decoder, Encoder, Framed};

/// Upper bound for every wait, longer than any test takes.
const LONG: Duration = Duration::from_secs(30);

/// An item in a form that the results of both codecs can be converted to.
#[derive(Debug, PartialEq, Clone)]
#[allow(clippy::large_enum_variant, reason = "few of them live")]
enum Told {
    Document(Document<'static>),
    Malformed(u64, Vec<u8>, Error),
    Cut,
}

/// Returns the items that the framer and the decoder give for the stream, with an error at the end
/// if the stream was cut.
fn expected(stream: &[u8], limits: Limits) -> Vec<Told> {
    let mut all: Vec<_> = frame(stream, &[], limits)
        .0
        .into_iter()
        .map(|piece| match piece {
            Piece::Frame(start, end) => {
                let bytes = &stream[start..end];
                match Document::decode(bytes) {
                    Ok(document) => Told::Document(document.into_owned()),
                    Err(error) => Told::Malformed(start as u64, bytes.to_vec(), error),
                }
            }
            Piece::Malformed(start, end, error) => {
                let error = Error::new(error.kind(), error.offset() - start);
                Told::Malformed(start as u64, stream[start..end].to_vec(), error)
            }
        })
        .collect();
    let refused = |told: &&Told| {
        matches!(told, Told::Malformed(_, _, error)
        if matches!(error.kind(), Kind::UnexpectedEnd | Kind::NoRoot))
    };
    if all.iter().any(|told| refused(&told)) {
        all.push(Told::Cut);
    }
    all
}

trait Tell {
    fn tell(self) -> Told;
}

impl Tell for Event<Document<'static>, Bytes> {
    fn tell(self) -> Told {
        match self {
            Event::Document(document) => Told::Document(document),
            Event::Malformed(refused) => Told::Malformed(refused.offset, refused.bytes.to_vec(), refused.error),
            other => panic!("{other:?}"),
        }
    }
}

impl Tell for Event<Frame<Bytes>, Bytes> {
    fn tell(self) -> Told {
        match self {
            Event::Document(frame) => Told::Document(frame.decode().expect("decoded before").into_owned()),
            Event::Malformed(refused) => Told::Malformed(refused.offset, refused.bytes.to_vec(), refused.error),
            other => panic!("{other:?}"),
        }
    }
}

/// Feeds a codec the stream in chunks of these sizes, then the rest, then its end.
fn fed<T: Tell, C: Decoder<Item = T, Error = std::io::Error>>(
    mut codec: C,
    stream: &[u8],
    sizes: impl Iterator<Item = usize>,
) -> Vec<Told> {
    let (mut source, mut at, mut all) = (BytesMut::new(), 0usize, Vec::new());
    for size in sizes.chain([usize::MAX]) {
        let end = at.saturating_add(size).min(stream.len());
        source.extend_from_slice(&stream[at..end]);
        at = end;
        while let Some(item) = codec.decode(&mut source).expect("refusals are items") {
            all.push(item.tell());
        }
    }
    loop {
        match codec.decode_eof(&mut source) {
            Ok(Some(item)) => all.push(item.tell()),
            Ok(None) => break,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
                all.push(Told::Cut);
            }
        }
    }
    assert!(codec.decode_eof(&mut source).expect("told before").is_none(), "the end stays the end");
    all
}

fn streams() -> Vec<Vec<u8>> {
    let good = folder("cap-c").into_iter().map(|(_, bytes)| bytes);
    let mut streams: Vec<_> = folder("stream").into_iter().chain(folder("invalid")).map(|(_, bytes)| bytes).collect();
    streams.push(good.flatten().collect());
    streams
}

#[test]
fn any_pieces_give_the_same() {
    let mut random = Random::new(3);
    for stream in streams() {
        let whole = fed(DocumentCodec::new(), &stream, [].into_iter());
        let without_cut: Vec<_> = whole.iter().filter(|told| **told != Told::Cut).cloned().collect();
        let plain: Vec<_> =
            expected(&stream, Limits::default()).into_iter().filter(|told| *told != Told::Cut).collect();
        assert_eq!(without_cut, plain);
        for _ in 0..6 {
            let most = *random.choose(&[1, 2, 30, 1000]);
            let sizes: Vec<_> = (0..stream.len()).map(|_| 1 + random.below(most)).collect();
            assert_eq!(fed(DocumentCodec::new(), &stream, sizes.iter().copied()), whole);
        }
        // Frames that do not decode are documents for the frame codec only; all others are the
        // same.
        let frames = frame(&stream, &[], Limits::default()).0;
        let mut codec = FrameCodec::new();
        let mut source = BytesMut::from(&stream[..]);
        for piece in frames {
            let item = match codec.decode(&mut source).expect("refusals are items") {
                Some(item) => item,
                None => codec.decode_eof(&mut source).expect("not told yet").expect("something is left"),
            };
            match (piece, item) {
                (Piece::Frame(start, end), Event::Document(frame)) => assert_eq!(frame[..], stream[start..end]),
                (Piece::Malformed(start, end, _), Event::Malformed(refused)) => {
                    assert_eq!((refused.offset, &refused.bytes[..]), (start as u64, &stream[start..end]));
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn every_end_of_a_stream_is_clean_or_an_error() {
    let stream: Vec<u8> = folder("cap-c").into_iter().take(3).flat_map(|(_, bytes)| bytes).collect();
    let (mut clean, mut cut) = (0, 0);
    for end in 0..=stream.len() {
        let whole = expected(&stream[..end], Limits::default());
        assert_eq!(fed(DocumentCodec::new(), &stream[..end], [].into_iter()), whole, "cut at {end}");
        assert_eq!(fed(FrameCodec::new(), &stream[..end], [end / 2].into_iter()), whole, "cut at {end}");
        if whole.last() == Some(&Told::Cut) { cut += 1 } else { clean += 1 }
    }
    // Clean ends: before the first document, at the end of each, and after its line feed.
    assert_eq!((clean, cut), (1 + 3 * 2, stream.len() - 6));
}

#[test]
fn a_document_without_end_is_refused_and_its_end_is_not_clean() {
    let limits = Limits::default().document(2_000).filler(100);
    let endless = [b"<BroadsoftDocument>".as_slice(), &vec![b'x'; 30_000]].concat();
    for end in [2_001, 4_000, 4_001, endless.len()] {
        let told = fed(FrameCodec::new().limits(limits), &endless[..end], core::iter::repeat_n(100, 200));
        assert_eq!(told.last(), Some(&Told::Cut), "cut at {end}");
        for told in &told[..told.len() - 1] {
            let Told::Malformed(_, bytes, error) = told else { panic!("{told:?}") };
            assert!(error.kind() == Kind::DocumentTooLong && bytes.len() <= 2_100);
        }
    }
}

fn dial(number: &str) -> Document<'static> {
    Document::new(CallAction::dial(Identity::cap_c("alice@example.com", "demo"), number.to_string())).into_owned()
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let mut codec = DocumentCodec::new();
    let mut out = BytesMut::from(&b"before"[..]);
    let error = codec.encode(&dial("\u{0}"), &mut out).expect_err("XML has no such character");
    assert_eq!((error.kind(), &out[..]), (ErrorKind::InvalidInput, &b"before"[..]));
    codec.encode(dial("1"), &mut out).expect("it can be written");
    let mut expected = b"before".to_vec();
    dial("1").encode(&mut expected).expect("it can be written");
    assert_eq!(out, expected);
}

/// Returns the two ends of a loopback connection.
async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let near = TcpStream::connect(listener.local_addr().expect("an address")).await.expect("it listens");
    (near, listener.accept().await.expect("it connects").0)
}

fn run(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async { timeout(LONG, work).await.expect("it ends") });
}

#[test]
fn streams_come_over_a_socket_as_they_are() {
    run(async {
        for stream in streams() {
            let (near, mut far) = pair().await;
            far.set_nodelay(true).expect("an option can be set");
            let whole = fed(DocumentCodec::new(), &stream, [].into_iter());
            let pieces = stream.clone();
            let writer = tokio::spawn(async move {
                for piece in pieces.chunks(97) {
                    far.write_all(piece).await.expect("the peer takes it");
                    tokio::task::yield_now().await;
                }
            });
            let mut framed = Framed::new(near, DocumentCodec::new());
            let mut all = Vec::new();
            while let Some(item) = framed.next().await {
                all.push(match item {
                    Ok(item) => item.tell(),
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
                        Told::Cut
                    }
                });
            }
            writer.await.expect("no panic");
            assert_eq!(all, whole);
        }
    });
}

#[test]
fn a_dropped_future_loses_nothing() {
    run(async {
        let (near, mut far) = duplex(3);
        let numbers: Vec<_> = (0..10).map(|n| n.to_string()).collect();
        let mut bytes = Vec::new();
        for number in &numbers {
            dial(number).encode(&mut bytes).expect("it can be written");
        }
        let writer = tokio::spawn(async move {
            far.write_all(&bytes).await.expect("the peer takes it");
        });
        let mut framed = Framed::new(near, DocumentCodec::new());
        let (mut got, mut dropped) = (Vec::new(), 0);
        loop {
            tokio::select! {
                biased;
                item = framed.next() => match item {
                    Some(item) => got.push(item.expect("no fault of the stream").tell()),
                    None => break,
                },
                () = tokio::task::yield_now() => dropped += 1,
            }
        }
        writer.await.expect("no panic");
        assert_eq!(got, numbers.iter().map(|number| Told::Document(dial(number))).collect::<Vec<_>>());
        assert!(dropped > 100, "{dropped}");
    });
}

#[test]
fn sending_waits_for_a_slow_peer_in_bounded_memory() {
    run(async {
        let (near, far) = duplex(512);
        let mut framed = Framed::new(near, DocumentCodec::new());
        framed.set_backpressure_boundary(4096);
        let mut sent = 0;
        // The peer does not read: soon no more data is accepted, and the queue stays small.
        while let Ok(result) = timeout(Duration::from_millis(50), framed.feed(dial("2405550123"))).await {
            result.expect("no fault of the stream");
            sent += 1;
            assert!(sent < 100, "it never waits");
            assert!(framed.write_buffer().len() < 2 * 4096);
        }
        let reader = tokio::spawn(async move {
            let mut count = 0;
            let mut framed = Framed::new(far, FrameCodec::new());
            while let Some(item) = framed.next().await {
                assert!(matches!(item.expect("no fault of the stream"), Event::Document(_)));
                count += 1;
            }
            count
        });
        SinkExt::<Document<'_>>::close(&mut framed).await.expect("the peer takes the rest");
        drop(framed);
        assert_eq!(reader.await.expect("no panic"), sent);
    });
}

#[test]
fn frames_can_be_sent_on_and_encoded_bytes_too() {
    run(async {
        let (near, far) = pair().await;
        let relay = tokio::spawn(async move {
            let mut framed = Framed::new(far, FrameCodec::new().protocol(Protocol::Ccc2));
            while let Some(item) = framed.next().await {
                let Event::Document(frame) = item.expect("no fault of the stream") else { panic!("all are good") };
                let shared: Bytes = frame.clone().into_bytes();
                assert_eq!(*shared, *frame, "the bytes, without a copy");
                framed.send(frame).await.expect("the peer takes it");
            }
        });
        let mut framed = Framed::new(near, DocumentCodec::new());
        let mut bytes = Vec::new();
        dial("1").encode(&mut bytes).expect("it can be written");
        framed.send(Bytes::from(bytes)).await.expect("the peer takes it");
        framed.send(&dial("2")).await.expect("the peer takes it");
        for number in ["1", "2"] {
            let item = framed.next().await.expect("an answer").expect("no fault of the stream");
            assert_eq!(item.tell(), Told::Document(dial(number)));
        }
        framed.into_inner().shutdown().await.expect("the direction ends");
        relay.await.expect("no panic");
    });
}

#[test]
fn a_reset_is_an_error_and_a_half_close_is_not() {
    run(async {
        let (near, far) = pair().await;
        let mut framed = Framed::new(near, DocumentCodec::new());
        framed.send(dial("1")).await.expect("the peer takes it");
        framed.get_mut().shutdown().await.expect("the direction ends");
        let mut peer = Framed::new(far, DocumentCodec::new());
        assert!(peer.next().await.expect("a document").is_ok());
        assert!(peer.next().await.is_none());
        // The other direction is still open.
        peer.send(dial("2")).await.expect("the peer takes it");
        let item = framed.next().await.expect("an answer").expect("no fault of the stream");
        assert_eq!(item.tell(), Told::Document(dial("2")));
        let (near, mut far) = pair().await;
        far.write_all(b"<BroadsoftDocument>").await.expect("the peer takes it");
        far.set_zero_linger().expect("an option can be set");
        let mut framed = Framed::new(near, DocumentCodec::new());
        drop(far);
        let error = framed.next().await.expect("an end").expect_err("it was reset");
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn the_buffer_shrinks_after_a_large_document() {
    run(async {
        let (near, mut far) = duplex(4096);
        let large = format!("<BroadsoftDocument>{}</BroadsoftDocument>\n", "x".repeat(900_000));
        let small = "<BroadsoftDocument/>\n".repeat(2_000);
        let writer = tokio::spawn(async move {
            far.write_all((large + &small).as_bytes()).await.expect("the peer takes it");
            far
        });
        let mut framed = Framed::new(near, FrameCodec::new());
        for _ in 0..2_001 {
            framed.next().await.expect("a document").expect("no fault of the stream");
        }
        let far = writer.await.expect("no panic");
        assert!(framed.read_buffer().capacity() <= 64 << 10, "{}", framed.read_buffer().capacity());
        drop(far);
        assert!(framed.next().await.is_none());
    });
}

fn users(claim: &Claim<'_>) -> Result<Account, FailureCause> {
    match &*claim.id {
        "alice@example.com" => Ok(Account::new(Password::new("open sesame"))),
        _ => Err(FailureCause::UnknownId),
    }
}

#[test]
fn a_login_over_a_socket() {
    run(async {
        let (near, far) = pair().await;
        let server = tokio::spawn(async move {
            let mut framed = Framed::new(far, FrameCodec::new());
            let mut registrar = Registrar::new("1700000000123", "1007");
            while let Some(item) = framed.next().await {
                let Event::Document(frame) = item.expect("no fault of the stream") else { panic!("all are good") };
                let answer = registrar.receive(&frame.decode().expect("a good document"), &mut users);
                if let Some(document) = &answer.send {
                    framed.send(document).await.expect("the peer takes it");
                }
                if let Outcome::LoggedIn(session) = answer.outcome {
                    return session;
                }
            }
            panic!("the client left")
        });
        let mut framed = Framed::new(near, DocumentCodec::new());
        let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
        framed.send(login.start()).await.expect("the peer takes it");
        let session: Session = loop {
            let item = framed.next().await.expect("an answer").expect("no fault of the stream");
            let Event::Document(document) = item else { panic!("all are good") };
            let answer = login.receive(&document);
            if let Some(document) = answer.send {
                framed.send(document).await.expect("the peer takes it");
            }
            match answer.outcome {
                Outcome::LoggedIn(session) => break session,
                Outcome::Waiting => {}
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(server.await.expect("no panic"), session);
    });
}

/// Time is that of the runtime, which moves it to the next timer when nothing else is left to do.
#[test]
fn a_peer_that_never_comes_to_the_end_is_left_in_time_and_nothing_is_lost() {
    use tokio::time::{Instant, sleep, timeout_at};
    const ALLOWED: Duration = Duration::from_secs(20);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.expect("a runtime").block_on(async {
        let question = b"<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>\n";
        // One byte, some bytes, or a whole document at a time.
        for size in [1, 7, question.len()] {
            let (near, mut far) = duplex(512);
            let dripping = tokio::spawn(async move {
                for piece in question.repeat(2_000).chunks(size) {
                    sleep(Duration::from_millis(30)).await;
                    if far.write_all(piece).await.is_err() {
                        return;
                    }
                }
            });
            let mut framed = Framed::new(near, DocumentCodec::new());
            let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
            let (begun, mut early) = (Instant::now(), Vec::new());
            let logged_in = timeout_at(begun + ALLOWED, async {
                framed.send(login.start()).await.expect("the peer takes it");
                while let Some(item) = framed.next().await {
                    let Event::Document(document) = item.expect("no fault of the stream") else {
                        panic!("all are good")
                    };
                    assert_eq!(login.receive(&document).outcome, Outcome::Ignored);
                    early.push(document);
                }
            });
            assert!(logged_in.await.is_err() && begun.elapsed() < ALLOWED + Duration::from_millis(10));
            assert_eq!(early.len(), 20_000 / 30 * size / question.len());
            // The stream can still be used where it stopped.
            assert!(matches!(framed.next().await, Some(Ok(Event::Document(_)))));
            drop(framed);
            dripping.await.expect("no panic");
        }
    });
}

#[test]
fn debug_shows_no_bytes() {
    let secret = "0123456789abcdef0123456789abcdef";
    let good = format!(
        "<BroadsoftDocument><command commandType='registerRequest'><commandData><user>\
         <securePassword>{secret}</securePassword></user></commandData></command></BroadsoftDocument>"
    );
    let stream = [good.as_str(), &good.replace("</user>", "")].concat();
    let (mut frames, mut documents) = (FrameCodec::new(), DocumentCodec::new());
    let mut text = String::new();
    let (mut one, mut two) = (BytesMut::from(stream.as_bytes()), BytesMut::from(stream.as_bytes()));
    for _ in 0..2 {
        text += &format!("{:?}{:?}", frames.decode(&mut one), documents.decode(&mut two));
        text += &format!("{frames:?}{documents:?}");
    }
    assert!(text.contains("RegisterRequest") && text.contains("Malformed") && text.contains("Frame"), "{text}");
    assert!(!text.contains(&secret[..8]), "{text}");
    let Some(Event::Document(document)) = DocumentCodec::new().decode(&mut BytesMut::from(good.as_bytes())).unwrap()
    else {
        panic!("a good document")
    };
    let Command::RegisterRequest(request) = document.command else { panic!("a registerRequest") };
    assert_eq!(*request.user.secure_password.expect("it is there").reveal(), secret);
}
