//! Tests of deadlines: no peer, however slow, silent or talkative, keeps a call longer than its timeout. The clock is a
//! number that the streams advance.

use core::cell::Cell;
use core::ops::ControlFlow::{Break, Continue};
use core::time::Duration;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::time::Instant;

use broadworks_cap::login::{Account, Claim, Login, Password, Registrar};
use broadworks_cap::message::values::FailureCause;
use broadworks_cap::transport::{Connection, LOGIN_TIMEOUT, LoginError, Receiver, SendError, Sender, Socket, Timed};
use broadworks_cap::{Command, Document, Event, Limits, Protocol};

thread_local! {
    static START: Instant = Instant::now();
    static PASSED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// Returns the time since the test began.
fn passed() -> Duration {
    PASSED.get()
}

fn advance(time: Duration) {
    PASSED.set(passed() + time);
    assert!(passed() < Duration::from_secs(24 * 3_600), "the call does not end");
}

fn clock() -> Instant {
    START.with(|start| *start) + passed()
}

/// Returns how much time passes in a call, and its result.
fn timed<T>(call: impl FnOnce() -> T) -> (Duration, T) {
    let before = passed();
    let result = call();
    (passed() - before, result)
}

const fn ms(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// Time between two pieces of a slow peer.
const STEP: Duration = ms(30);

/// A peer that sends and accepts one piece in each step, and is silent in the end.
struct Slow {
    input: VecDeque<Vec<u8>>,
    output: Vec<u8>,
    /// Number of bytes accepted in each step.
    accepts: usize,
    /// When the next piece arrives, and when the next bytes are accepted.
    due: [Duration; 2],
    /// The timeouts of reads and of writes.
    timeouts: [Option<Duration>; 2],
}

impl Slow {
    fn new(pieces: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let due = [passed() + STEP; 2];
        Self { input: pieces.into_iter().collect(), output: Vec::new(), accepts: usize::MAX, due, timeouts: [None; 2] }
    }

    /// A peer that sends one byte at a time.
    fn dripping(bytes: &[u8]) -> Self {
        Self::new(bytes.iter().map(|byte| vec![*byte]))
    }

    /// Waits for a piece, if one will come, as long as the timeout allows.
    fn wait(&mut self, which: usize, comes: bool) -> io::Result<()> {
        let wait = if comes { self.due[which].saturating_sub(passed()) } else { Duration::MAX };
        match self.timeouts[which] {
            Some(timeout) if timeout < wait => {
                advance(timeout);
                return Err(ErrorKind::WouldBlock.into());
            }
            _ => assert!(comes, "the call waits forever"),
        }
        advance(wait);
        self.due[which] = passed() + STEP;
        Ok(())
    }
}

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.wait(0, !self.input.is_empty())?;
        let mut piece = self.input.pop_front().expect("it came");
        let read = piece.len().min(buffer.len());
        buffer[..read].copy_from_slice(&piece[..read]);
        piece.drain(..read);
        if !piece.is_empty() {
            self.input.push_front(piece);
        }
        Ok(read)
    }
}

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.accepts < usize::MAX {
            self.wait(1, self.accepts > 0)?;
        }
        let written = bytes.len().min(self.accepts);
        self.output.extend(&bytes[..written]);
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Socket for Slow {
    fn set_read_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        assert_ne!(timeout, Some(Duration::ZERO), "sockets refuse it");
        self.timeouts[0] = timeout;
        Ok(())
    }
    fn set_write_timeout(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        assert_ne!(timeout, Some(Duration::ZERO), "sockets refuse it");
        self.timeouts[1] = timeout;
        Ok(())
    }
}

/// A connection over a stream whose reads cannot be limited.
fn plain(stream: Slow) -> Connection<Slow> {
    Connection::new(stream).clock(clock)
}

/// A connection over a socket.
fn over(stream: Slow) -> Connection<Slow> {
    plain(stream).socket(|stream| stream)
}

fn question() -> Vec<u8> {
    b"<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>\n".to_vec()
}

fn login() -> Login {
    Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"))
}

fn users(_: &Claim<'_>) -> Result<Account, FailureCause> {
    Ok(Account::new(Password::new("open sesame")))
}

fn encoded(document: &Document<'_>) -> Vec<u8> {
    document.to_vec().expect("it can be written")
}

/// Returns what a server sends in a login, and what the client does.
fn exchange() -> ([Vec<u8>; 2], [Vec<u8>; 3]) {
    let (mut login, mut registrar) = (login(), Registrar::new("1700000000123", "1007"));
    let start = login.start();
    let challenge = registrar.receive(&start, &mut users).send.expect("a nonce");
    let request = login.receive(&challenge).send.expect("a digest");
    let verdict = registrar.receive(&request, &mut users).send.expect("a verdict");
    let acknowledgement = login.receive(&verdict).send.expect("an acknowledgement");
    ([challenge, verdict].map(|document| encoded(&document)), [start, request, acknowledgement].map(|it| encoded(&it)))
}

type Make = fn(Slow) -> Connection<Slow>;

/// How a connection is made, and how far a call may exceed its timeout.
const MAKES: [(Make, Duration); 2] = [(plain, STEP), (over, Duration::ZERO)];

#[test]
fn a_byte_at_a_time_does_not_extend_a_receive() {
    let bytes = question();
    for timeout in [0, 1, 29, 30, 31, 100, 1_000].map(ms) {
        for (make, excess) in MAKES {
            let mut connection = make(Slow::dripping(&bytes));
            connection.set_receive_timeout(Some(timeout));
            let mut took;
            loop {
                let pending;
                (took, pending) = timed(|| match connection.receive().expect("no fault of the stream") {
                    Event::Pending => true,
                    Event::Document(_) => false,
                    other => panic!("{other:?}"),
                });
                assert!(took <= timeout.max(ms(1)) + excess, "{took:?} of {timeout:?}");
                if !pending {
                    break;
                }
                assert!(took >= timeout, "{took:?} of {timeout:?}");
            }
            // It was received in pieces of time, and nothing was lost.
            assert!(passed() >= STEP * (bytes.len() as u32 - 1));
            let (stream, rest) = connection.into_parts();
            assert_eq!((stream.timeouts, &*rest, stream.input.len()), ([None; 2], &b""[..], 1), "a line feed is left");
        }
    }
}

#[test]
fn a_silent_peer_is_waited_for_exactly_as_long_as_allowed() {
    let mut connection = over(Slow::new([]));
    for timeout in [1, 100, 60_000].map(ms) {
        connection.set_receive_timeout(Some(timeout));
        for _ in 0..3 {
            assert!(matches!(timed(|| connection.receive_frame()), (took, Ok(Event::Pending)) if took == timeout));
        }
    }
    // Without a timeout it waits as long as it takes.
    connection.get_mut().input.push_back(question());
    connection.get_mut().due[0] = passed() + LOGIN_TIMEOUT * 100;
    connection.set_receive_timeout(None);
    assert!(matches!(connection.receive(), Ok(Event::Document(_))));
    assert_eq!(connection.get_ref().timeouts[0], None);
}

#[test]
fn what_has_come_is_told_whatever_the_time() {
    let mut connection = over(Slow::new([question().repeat(50)]));
    connection.set_receive_timeout(Some(STEP));
    for number in 0..50 {
        assert!(matches!(connection.receive(), Ok(Event::Document(_))), "document {number}");
        advance(STEP * 10);
    }
    assert!(matches!(connection.receive(), Ok(Event::Pending)));
}

#[test]
fn a_login_ends_in_time_whatever_the_peer_sends() {
    let ([challenge, verdict], [start, ..]) = exchange();
    let malformed = b"<a></b>\n".to_vec();
    let foreign = || [question(), malformed.clone()].into_iter().cycle().take(4_000);
    let quick = question().repeat(1_000_000);
    for timeout in [None, Some(ms(1)), Some(ms(700)), Some(ms(90_000))] {
        for (make, excess) in MAKES {
            for (name, pieces) in [
                ("foreign documents", foreign().collect::<Vec<_>>()),
                ("the challenge, then foreign documents", [challenge.clone()].into_iter().chain(foreign()).collect()),
                ("a document in drips", vec![b" ".to_vec(); 4_000]),
                ("the challenge in drips", challenge.repeat(20).chunks(1).map(<[u8]>::to_vec).collect()),
            ] {
                let mut connection = make(Slow::new(pieces));
                if timeout.is_some() {
                    connection.set_login_timeout(timeout);
                }
                let bound = timeout.unwrap_or(LOGIN_TIMEOUT);
                // The timeout of a receive has no effect on a login.
                connection.set_receive_timeout(Some(ms(1)));
                let (took, outcome) = timed(|| connection.log_in(&mut login(), |_| Continue(())));
                assert!(matches!(outcome, Err(LoginError::Timeout)), "{name}: {outcome:?}");
                assert!(took >= bound && took <= bound + excess, "{name}: {took:?} of {bound:?}");
            }
            for pieces in [foreign().collect(), [start.clone()].into_iter().chain(foreign()).collect::<Vec<_>>()] {
                let mut connection = make(Slow::new(pieces));
                if timeout.is_some() {
                    connection.set_login_timeout(timeout);
                }
                let bound = timeout.unwrap_or(LOGIN_TIMEOUT);
                let mut registrar = Registrar::new("1700000000123", "1007");
                let (took, outcome) = timed(|| connection.serve_login(&mut registrar, &mut users, |_| Continue(())));
                assert!(matches!(outcome, Err(LoginError::Timeout)), "{outcome:?}");
                assert!(took >= bound && took <= bound + excess, "{took:?} of {bound:?}");
            }
        }
    }
    // A flood that never lets the login wait: only handling it takes time.
    let mut connection = over(Slow::new([quick]));
    let mut count = 0;
    let (took, outcome) = timed(|| {
        connection.log_in(&mut login(), |_| {
            count += 1;
            advance(ms(1));
            Continue(())
        })
    });
    assert!(matches!(outcome, Err(LoginError::Timeout)) && took <= LOGIN_TIMEOUT + ms(1), "{took:?}");
    assert!((29_000..=30_000).contains(&count), "{count}");
    // Without a timeout, the same peers do not end a login that goes on afterwards.
    let pieces = foreign().chain([challenge]).chain(foreign()).chain([verdict]);
    let mut connection = over(Slow::new(pieces));
    connection.set_login_timeout(None);
    assert!(connection.log_in(&mut login(), |_| Continue(())).is_ok());
    assert!(passed() > LOGIN_TIMEOUT * 4);
}

#[test]
fn a_login_goes_on_where_a_timeout_or_the_callback_stopped_it() {
    let ([challenge, verdict], sent) = exchange();
    let pieces = [question(), challenge, question(), b"<a></b>\n".to_vec(), verdict, question()].concat();
    for stops in [false, true] {
        let mut connection = over(Slow::dripping(&pieces));
        connection.set_login_timeout((!stops).then_some(ms(500)));
        let (mut login, mut calls, mut others) = (login(), 0, Vec::new());
        let session = loop {
            calls += 1;
            let outcome = connection.log_in(&mut login, |event| {
                others.push(matches!(event, Event::Document(_)));
                if stops { Break(()) } else { Continue(()) }
            });
            match outcome {
                Ok(session) => break session,
                Err(LoginError::Stopped) => assert_eq!(others.len(), calls, "it stops at once"),
                Err(LoginError::Timeout) => assert!(!stops),
                Err(error) => panic!("{error}"),
            }
            assert!(login.is_waiting());
        };
        assert_eq!(session.user_uid, Some("1007".into()));
        assert_eq!(others, [true, true, false], "each once, in order");
        assert!(if stops { calls == 4 } else { calls > 10 }, "{calls}");
        assert_eq!(connection.get_ref().output, sent.concat(), "each once, in order");
        connection.set_receive_timeout(None);
        assert!(matches!(connection.receive(), Ok(Event::Document(_))), "what follows is still there");
    }
}

#[test]
fn a_server_is_stopped_by_its_callback_as_well() {
    let mut connection = over(Slow::new([question(), question()]));
    let mut registrar = Registrar::new("1700000000123", "1007");
    let mut count = 0;
    let outcome = connection.serve_login(&mut registrar, &mut users, |_| {
        count += 1;
        Break(())
    });
    assert!(matches!(outcome, Err(LoginError::Stopped)) && count == 1);
    let error = outcome.expect_err("it was stopped");
    assert!(!error.is_permanent() && error.cause().is_none() && error.to_string().contains("stopped"));
}

#[test]
fn a_peer_that_accepts_a_byte_at_a_time_does_not_extend_a_send() {
    let document = Document::decode(&question()).expect("a good document").into_owned();
    let bytes = encoded(&document);
    for timeout in [0, 1, 30, 31, 100, 1_000].map(ms) {
        for (limited, excess) in [(false, STEP), (true, Duration::ZERO)] {
            let mut slow = Slow::new([]);
            slow.accepts = 1;
            let mut sender = Sender::new(slow, Protocol::CapC).clock(clock);
            if limited {
                sender = sender.socket(|stream| stream);
            }
            sender.set_send_timeout(Some(timeout));
            let mut send = timed(|| sender.send(&document));
            for _ in 0..2 {
                assert!(matches!(send.1, Err(SendError::Timeout)), "{:?}", send.1);
                assert!(send.0 >= timeout && send.0 <= timeout.max(ms(1)) + excess, "{:?} of {timeout:?}", send.0);
                send = timed(|| sender.send_encoded(&bytes));
            }
            while sender.waiting() > 0 {
                let (took, flushed) = timed(|| sender.flush());
                assert!(matches!(flushed, Ok(()) | Err(SendError::Timeout)), "{flushed:?}");
                assert!(took <= timeout.max(ms(1)) + excess, "{took:?} of {timeout:?}");
            }
            assert_eq!(sender.get_ref().output, bytes.repeat(3), "each once, in order");
        }
    }
    // One that accepts nothing is waited for exactly as long as allowed; without a timeout, as long as it takes.
    let mut slow = Slow::new([]);
    slow.accepts = 0;
    let mut sender = Sender::new(slow, Protocol::CapC).clock(clock).socket(|stream| stream);
    sender.set_send_timeout(Some(ms(250)));
    assert!(matches!(timed(|| sender.send(&document)), (took, Err(SendError::Timeout)) if took == ms(250)));
    sender.get_mut().accepts = 1;
    sender.set_send_timeout(None);
    sender.flush().expect("the peer accepts it");
    assert_eq!((&sender.get_ref().output, sender.get_ref().timeouts), (&bytes, [None; 2]));
}

#[test]
fn a_login_does_not_wait_for_a_peer_that_accepts_nothing() {
    let mut slow = Slow::new(vec![question(); 4_000]);
    slow.accepts = 0;
    let mut connection = over(slow);
    let (took, outcome) = timed(|| connection.log_in(&mut login(), |_| Continue(())));
    assert!(matches!(outcome, Err(LoginError::Timeout)));
    assert!(took <= LOGIN_TIMEOUT + ms(1), "{took:?}");
}

#[test]
fn interruptions_do_not_extend_a_call() {
    struct Interrupted;
    impl Read for Interrupted {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            advance(ms(10));
            Err(ErrorKind::Interrupted.into())
        }
    }
    impl Write for Interrupted {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            advance(ms(10));
            Err(ErrorKind::Interrupted.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut connection = Connection::new(Interrupted).clock(clock);
    connection.set_receive_timeout(Some(ms(95)));
    connection.set_send_timeout(Some(ms(95)));
    assert!(matches!(timed(|| connection.receive()), (took, Ok(Event::Pending)) if took == ms(100)));
    assert!(matches!(timed(|| connection.keep_alive()), (took, Err(SendError::Timeout)) if took == ms(100)));
}

/// A stream that reads its socket until a record is complete, as TLS does.
struct Records<S>(S, Vec<u8>);

const RECORD: usize = 50;

impl<S: Read> Read for Records<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.1.len() < RECORD {
            let mut byte = [0];
            let read = self.0.read(&mut byte)?;
            self.1.extend(&byte[..read]);
        }
        let read = buffer.len().min(RECORD);
        buffer[..read].copy_from_slice(&self.1[..read]);
        self.1.drain(..read);
        Ok(read)
    }
}

/// A stream that writes to its socket until all is written, as TLS does.
impl<S: Write> Write for Records<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.extend(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        while !self.1.is_empty() {
            let written = self.0.write(&self.1)?;
            self.1.drain(..written);
        }
        self.0.flush()
    }
}

#[test]
fn a_timed_socket_keeps_the_deadline_within_one_read_and_write() {
    let bytes = [question(), vec![b'\n'; RECORD]].concat();
    let slow = Timed::new(Slow::dripping(&bytes)).clock(clock);
    let mut receiver = Receiver::new(Records(slow, Vec::new()), Limits::default()).clock(clock);
    receiver = receiver.socket(|stream| &mut stream.0);
    receiver.set_receive_timeout(Some(ms(100)));
    let mut calls = 0;
    while !matches!(receiver.receive(), Ok(Event::Document(_))) {
        calls += 1;
        assert_eq!(passed(), ms(100) * calls);
    }
    assert!(calls > 20, "{calls}");
    assert!(receiver.get_ref().0.get_ref().timeouts[0].is_some());

    let mut slow = Slow::new([]);
    slow.accepts = 1;
    let slow = Timed::new(slow).clock(clock);
    let mut sender = Sender::new(Records(slow, Vec::new()), Protocol::CapC).clock(clock);
    sender = sender.socket(|stream| &mut stream.0);
    sender.set_send_timeout(Some(ms(100)));
    let mut calls = 1;
    let (mut took, mut sent) = timed(|| sender.send_encoded(&question()));
    while sent.is_err() {
        assert!(matches!(sent, Err(SendError::Timeout)) && took == ms(100), "{took:?}: {sent:?}");
        (took, sent) = timed(|| sender.flush());
        calls += 1;
    }
    assert!(calls > 20, "{calls}");
    assert_eq!(sender.get_ref().0.get_ref().output, question());
    // Without a timeout, neither waits less than it takes.
    sender.set_send_timeout(None);
    sender.send_encoded(&question()).expect("the peer accepts it");
    assert_eq!(sender.get_ref().0.get_ref().output, question().repeat(2));
}

#[test]
fn a_dead_peer_is_noticed() {
    let mut connection = over(Slow::new([question(), b"<".to_vec()]));
    assert_eq!(connection.idle(), ms(0));
    advance(ms(20));
    assert_eq!(connection.idle(), ms(20), "at first, since the connection was made");
    connection.set_receive_timeout(Some(ms(500)));
    assert!(matches!(connection.receive(), Ok(Event::Document(_))));
    assert_eq!(connection.idle(), ms(0));
    connection.send_encoded(&question()).expect("the peer accepts it");
    advance(ms(10));
    assert_eq!(connection.idle(), ms(10), "what is sent is no sign of life");
    assert!(matches!(connection.receive(), Ok(Event::Pending)));
    assert_eq!(connection.idle(), ms(480), "part of a document is one");
    for _ in 0..10 {
        assert!(matches!(connection.receive(), Ok(Event::Pending)));
    }
    assert_eq!(connection.idle(), ms(5_480), "a timeout is none");
    let (receiver, _) = connection.split_with(|_| Ok(io::sink())).expect("no fault of the stream");
    assert_eq!(receiver.idle(), ms(5_480));
}

#[test]
fn keepalives_are_sent_on_time_whatever_comes() {
    const INTERVAL: Duration = ms(1_000);
    const TICK: Duration = ms(100);
    let busy = vec![question(); 500];
    let dripping = question().repeat(4).chunks(1).map(<[u8]>::to_vec).collect();
    let bursts = [question().repeat(30), Vec::new()].concat();
    for pieces in [busy, dripping, vec![bursts; 100], Vec::new()] {
        let mut connection = over(Slow::new(pieces));
        connection.set_receive_timeout(Some(TICK));
        let (begun, mut sent, mut due) = (passed(), 0, clock() + INTERVAL);
        while passed() - begun < INTERVAL * 10 {
            if clock() >= due {
                sent += 1;
                assert!(passed() - begun <= (INTERVAL + TICK) * sent, "number {sent} is late");
                connection.keep_alive().expect("the peer accepts it");
                due = clock() + INTERVAL;
            }
            connection.receive().expect("no fault of the stream");
        }
        assert!(sent >= 8, "{sent}");
        let mut receiver = Receiver::new(&*connection.get_ref().output, Limits::default());
        for _ in 0..sent {
            let Ok(Event::Document(document)) = receiver.receive() else { panic!("a keepalive") };
            assert!(matches!(document.command, Command::ServerStatusRequest(_)));
        }
    }
}

/// The system ends a connection whose peer no longer answers with an error of the same kind as a timeout.
#[cfg(unix)]
#[test]
fn a_peer_that_the_system_gave_up_is_no_timeout() {
    struct Dead;
    fn error() -> io::Error {
        let mut errors = (1..200).map(io::Error::from_raw_os_error);
        errors.find(|error| error.kind() == ErrorKind::TimedOut).expect("every Unix has it")
    }
    impl Read for Dead {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(error())
        }
    }
    impl Write for Dead {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(error())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut connection = Connection::new(Dead).clock(clock);
    assert_eq!(connection.receive().expect_err("the peer is dead").kind(), ErrorKind::TimedOut);
    assert!(matches!(connection.keep_alive(), Err(SendError::Io(error)) if error.kind() == ErrorKind::TimedOut));
}

#[test]
fn a_clock_at_its_end_is_no_deadline() {
    let mut connection = over(Slow::new([question()]));
    connection.set_receive_timeout(Some(Duration::MAX));
    assert!(matches!(connection.receive(), Ok(Event::Document(_))));
}
