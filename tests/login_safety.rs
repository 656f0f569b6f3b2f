//! Safety tests of the login: no digest is sent twice, no success is accepted too early, and no
//! secret is shown.

mod common;
#[path = "common/exchange.rs"]
mod exchange;

use broadworks_cap::login::{Account, Claim, Failure, Login, Outcome, Password, Registrar, Reply, secure_password};
use broadworks_cap::message::register_response::RegisterResponse;
use broadworks_cap::message::values::FailureCause;
use broadworks_cap::{Command, Document, Text};
use exchange::*;
use proptest::prelude::*;

#[test]
fn an_unknown_algorithm_or_a_missing_nonce_gets_no_digest() {
    for name in ["SHA256", "MD4", "MD5 ", ""] {
        let mut login = alice();
        login.start();
        let answer = login.receive(&challenge(Some(NONCE), Some(name)));
        assert_eq!(answer.send, None);
        assert_eq!(answer.outcome, Outcome::Failed(Failure::UnsupportedAlgorithm(Text::from(name))));
    }
    let fails = |document| {
        let mut login = alice();
        login.start();
        let Reply { send: None, outcome: Outcome::Failed(failure) } = login.receive(&document) else { panic!() };
        assert!(!login.is_waiting());
        failure
    };
    assert_eq!(fails(challenge(Some(NONCE), None)), Failure::UnsupportedAlgorithm(Text::EMPTY));
    assert_eq!(fails(challenge(None, Some("MD5"))), Failure::NoNonce);
    assert_eq!(fails(challenge(Some(""), Some("MD5"))), Failure::NoNonce);
    for name in ["MD5", "md5", "Md5"] {
        let mut login = alice();
        login.start();
        assert!(login.receive(&challenge(Some(NONCE), Some(name))).send.is_some(), "case does not matter");
    }
}

#[test]
fn the_nonce_is_used_as_its_characters() {
    let bytes = b"<BroadsoftDocument><command commandType='responseAuthentication'><commandData><user/>\
        <nonce>n\xc3\xa9&amp;<![CDATA[<>]]></nonce><algorithm>MD5</algorithm></commandData></command></BroadsoftDocument>";
    let mut login = Login::call_client("a", "demo").password(Password::new("quote\"'"));
    login.start();
    let request = login.receive(&Document::decode(bytes).expect("a good document")).send.expect("an answer");
    let Command::RegisterRequest(request) = request.command else { panic!("{request:?}") };
    let digest = request.user.secure_password.expect("a digest");
    assert_eq!(*digest.reveal(), "2d00b6bd6dfa9fe6ec1a006151083ec7");
}

#[test]
fn nothing_can_be_replayed() {
    let (mut login, mut server, mut directory) = (alice(), registrar(), directory());
    let opening = login.start();
    let challenge = server.receive(&opening, &mut directory).send.expect("a nonce");
    let request = login.receive(&challenge).send.expect("a digest");
    // Each start computes one digest, even if the server sends more nonces.
    let mut second = challenge.clone();
    if let Command::ResponseAuthentication(response) = &mut second.command {
        response.nonce = Some("chosen by somebody".into());
    }
    for replayed in [&challenge, &second] {
        assert_eq!(login.receive(replayed), Reply { send: None, outcome: Outcome::Ignored });
    }
    let mut wrong = request.clone();
    if let Command::RegisterRequest(request) = &mut wrong.command {
        request.user.secure_password = Some(Text::from("0".repeat(32)).into());
    }
    // Each nonce allows one attempt: after a wrong digest, the right one is not checked.
    let mut guessed = server.clone();
    assert_eq!(guessed.receive(&wrong, &mut directory).outcome, refused(FailureCause::IncorrectPassword));
    assert!(guessed.is_over());
    for late in [&request, &opening] {
        assert_eq!(guessed.receive(late, &mut directory), Reply { send: None, outcome: Outcome::Ignored });
    }
    // The right digest is accepted once.
    let response = server.receive(&request, &mut directory).send.expect("a verdict");
    assert_eq!(server.receive(&request, &mut directory).outcome, Outcome::Ignored);
    let acknowledgement = login.receive(&response).send.expect("an acknowledgement");
    assert_eq!(login.receive(&response).outcome, Outcome::Ignored);
    session(server.receive(&acknowledgement, &mut directory).outcome);
    assert_eq!(server.receive(&acknowledgement, &mut directory).outcome, Outcome::Ignored);
    // A recorded digest is worthless with the next nonce.
    let mut next = Registrar::new("1700000000124", "1008");
    next.receive(&opening, &mut directory);
    assert_eq!(next.receive(&request, &mut directory).outcome, refused(FailureCause::IncorrectPassword));
}

#[test]
fn a_request_without_its_nonce_is_refused_and_spends_none() {
    let (_, _, sent) = run(&mut alice(), &mut registrar());
    let mut fresh = registrar();
    let early = fresh.receive(&sent[2], &mut directory());
    assert_eq!(early.outcome, refused(FailureCause::IncorrectPassword));
    assert!(early.send.is_some(), "the client is told");
    session(run(&mut alice(), &mut fresh).1);
    // An account without a password needs the right order of messages, too.
    let (_, _, sent) = run(&mut Login::call_client("open@example.com", "demo"), &mut registrar());
    assert_eq!(registrar().receive(&sent[2], &mut directory()).outcome, refused(FailureCause::IncorrectPassword));
}

#[test]
fn the_nonce_serves_only_whom_it_was_given_to() {
    let (_, _, sent) = run(&mut Login::call_client("open@example.com", "demo"), &mut registrar());
    for (opening, request) in [
        (alice().start(), sent[2].clone()),
        (Login::call_client("open@example.com", "another").start(), sent[2].clone()),
        (Login::attendant_console("open@example.com", "demo").start(), sent[2].clone()),
    ] {
        let mut registrar = registrar();
        registrar.receive(&opening, &mut directory());
        let outcome = registrar.receive(&request, &mut directory()).outcome;
        assert_eq!(outcome, refused(FailureCause::IncorrectPassword), "{opening:?}");
    }
}

#[test]
fn success_without_a_digest_is_not_believed() {
    let mut login = alice();
    let success = Document::new(RegisterResponse::default());
    assert_eq!(login.receive(&success).outcome, Outcome::Ignored, "not started");
    login.start();
    assert_eq!(login.receive(&success).outcome, Outcome::Ignored, "no digest was sent");
    assert!(login.is_waiting());
}

#[test]
fn no_secret_is_ever_printed() {
    let word = "correct horse";
    let digest = secure_password(NONCE, &Password::new(word));
    let mut login = Login::call_client("alice@example.com", "demo").password(Password::new(word));
    let mut text = format!("{login:?} {digest:?} {:?} {:?}", Password::new(word), Account::new(Password::new(word)));
    let mut accounts = |_: &Claim<'_>| Ok(Account::new(Password::new(word)));
    let mut server = registrar();
    let mut next = login.start();
    for turn in 0..5 {
        let answer = if turn % 2 == 0 { server.receive(&next, &mut accounts) } else { login.receive(&next) };
        text += &format!("{login:?} {server:?} {answer:?}");
        next = answer.send.unwrap_or(next);
    }
    let sha1 = Password::new(word);
    text += &format!("{sha1:#?} {login:#?}");
    assert!(text.contains("redacted") && text.contains("RegisterRequest"));
    for secret in [word, digest.reveal(), &digest.reveal()[..8]] {
        assert!(!text.contains(secret), "{text}");
    }
    let failure = Failure::UnsupportedAlgorithm(Text::from("\u{1b}[2J".repeat(100)));
    assert!(!failure.to_string().contains('\u{1b}') && failure.to_string().len() < 1000, "{failure}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// For any messages in any order, a client is logged in only with a digest over this nonce.
    #[test]
    fn only_the_right_digest_gets_in(steps in proptest::collection::vec(0usize..9, 0..12)) {
        let (mut login, mut server, mut directory) = (alice(), registrar(), directory());
        let (_, _, recorded) = run(&mut alice(), &mut Registrar::new("another nonce", "1"));
        let mut queue: Vec<Document<'static>> = vec![login.start()];
        for step in steps {
            let document = match step {
                0..5 => recorded[step].clone(),
                5 => login.start(),
                6 => challenge(Some("another nonce"), Some("MD5")),
                _ => queue[queue.len() - 1].clone(),
            };
            let digest = match &document.command {
                Command::RegisterRequest(request) => request.user.secure_password.clone(),
                _ => None,
            };
            let right = secure_password(NONCE, &Password::new(WORD));
            let answer = server.receive(&document, &mut directory);
            if let Some(Document { command: Command::RegisterResponse(response), .. }) = &answer.send {
                let inside = response.user.failure.is_none();
                prop_assert_eq!(inside, digest.is_some_and(|digest| right.matches(&digest)));
            }
            queue.extend(answer.send);
            queue.extend(login.receive(&document).send);
        }
    }
}
