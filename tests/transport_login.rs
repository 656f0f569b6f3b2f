//! Tests of the login over a connection.

#[path = "common/script.rs"]
mod script;

use core::ops::ControlFlow::Continue;
use core::time::Duration;
use std::io::{Cursor, ErrorKind};
use std::thread;

use broadworks_cap::login::{Account, Claim, Login, Password, Registrar};
use broadworks_cap::message::values::FailureCause;
use broadworks_cap::transport::{Connection, LoginError, Receiver, SendError};
use broadworks_cap::{Event, Limits};
use script::{Script, Turn, pair};

fn users(claim: &Claim<'_>) -> Result<Account, FailureCause> {
    match &*claim.id {
        "alice@example.com" => Ok(Account::new(Password::new("open sesame"))),
        _ => Err(FailureCause::UnknownId),
    }
}

#[test]
fn a_login_over_a_socket_lets_everything_else_through() {
    let (mut near, mut far) = pair();
    let server = thread::spawn(move || {
        // Malformed bytes, another document, and only then the login.
        far.send_encoded(b"<a></b>").expect("the peer takes it");
        far.keep_alive().expect("the peer takes it");
        let mut others = 0;
        let served = far.serve_login(&mut Registrar::new("1700000000123", "1007"), &mut users, |_| {
            others += 1;
            Continue(())
        });
        (served.expect("the password is right"), others)
    });
    near.keep_alive().expect("the peer takes it");
    let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
    let mut others = Vec::new();
    let session = near.log_in(&mut login, |event| {
        others.push(match event {
            Event::Document(document) => document.command.command_type().map(|command| command.as_str()),
            Event::Malformed(_) => Some("refused"),
            _ => None,
        });
        Continue(())
    });
    let (served, ignored) = server.join().expect("no panic");
    assert_eq!(session.expect("the password is right"), served);
    assert_eq!((others, ignored), (vec![Some("refused"), Some("serverStatusRequest")], 1));
}

#[test]
fn a_login_that_fails_says_why_on_both_sides() {
    for (id, word, cause) in [
        ("alice@example.com", "wrong", FailureCause::IncorrectPassword),
        ("bob@example.com", "open sesame", FailureCause::UnknownId),
    ] {
        let (mut near, mut far) = pair();
        let server = thread::spawn(move || {
            far.serve_login(&mut Registrar::new("1", "1007"), &mut users, |_| Continue(())).unwrap_err()
        });
        let mut login = Login::call_client(id, "demo").password(Password::new(word));
        let error = near.log_in(&mut login, |_| Continue(())).unwrap_err();
        let failed =
            |error: &LoginError| matches!(error, LoginError::Failed(failure) if failure.cause() == Some(cause));
        assert!(failed(&error) && failed(&server.join().expect("no panic")), "{error}");
    }
}

#[test]
fn a_login_survives_timeouts_and_names_an_early_end() {
    let (mut near, mut far) = pair();
    near.set_login_timeout(Some(Duration::from_millis(5)));
    let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
    assert!(matches!(near.log_in(&mut login, |_| Continue(())), Err(LoginError::Timeout)));
    let server = thread::spawn(move || {
        far.serve_login(&mut Registrar::new("1", "1007"), &mut users, |_| Continue(())).expect("the password is right");
        far
    });
    let mut tries = (0..4_000).map(|_| near.log_in(&mut login, |_| Continue(())));
    let session = tries.find(|tried| !matches!(tried, Err(LoginError::Timeout)));
    let session = session.expect("it ends").expect("the password is right");
    assert_eq!(session.user_uid, Some("1007".into()));
    drop(server.join().expect("no panic"));
    near.set_login_timeout(Some(Duration::from_secs(20)));
    let error = near.log_in(&mut login, |_| Continue(())).unwrap_err();
    // A closed peer may also reset the connection.
    assert!(matches!(error, LoginError::Closed | LoginError::Io(_) | LoginError::Send(SendError::Io(_))), "{error}");
}

#[test]
fn a_slow_writer_does_not_break_a_login_off() {
    // The scripted stream accepts one byte per write, then times out.
    let mut registrar = Registrar::new("1", "1007");
    let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
    let mut probe = login.clone();
    let challenge = registrar.receive(&probe.start(), &mut users).send.expect("a nonce");
    let request = probe.receive(&challenge).send.expect("a digest");
    let verdict = registrar.receive(&request, &mut users).send.expect("a verdict");
    let mut input = Vec::new();
    for document in [challenge, verdict] {
        document.encode(&mut input).expect("it can be written");
    }
    let writes = (0..4000).map(|n| if n % 2 == 0 { Turn::Bytes(1) } else { Turn::Fails(ErrorKind::TimedOut) });
    let mut script = Script::reading(&input, []);
    script.writes = writes.collect();
    let mut connection = Connection::new(script);
    connection.log_in(&mut login, |_| Continue(())).expect("the password is right");
    while connection.flush().is_err() {}
    let mut sent = Receiver::new(Cursor::new(&connection.get_ref().output), Limits::default());
    let mut documents = 0;
    while let Event::Document(_) = sent.receive_owned().expect("no fault of the stream") {
        documents += 1;
    }
    assert_eq!(documents, 3);
    assert!(matches!(sent.receive(), Ok(Event::Closed { clean: true })));
}
