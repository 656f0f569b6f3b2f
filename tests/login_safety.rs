//! Safety tests of the login: no digest is sent twice, no success is accepted too early, and no
//! secret is shown.

mod common;
#[path = "common/exchange.rs"]
mod exchange;

use broadworks_cap::login::{Account, Claim, Failure, Login, Outcome, Password, Registrar, Reply, secure_password};
use broadworks_cap::message::register_response::RegisterResponse;
use broadworks_cap::message::values::{CapVersion, FailureCause};
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
    let (_, _, bare) = run(&mut Login::call_client("alice@example.com", "demo"), &mut registrar());
    let mut fresh = registrar();
    // Even a digest over the right nonce is not checked before the nonce was sent.
    for request in [&sent[2], &bare[2]] {
        let early = fresh.receive(request, &mut directory());
        assert_eq!(early.outcome, refused(FailureCause::IncorrectPassword));
        assert!(early.send.is_some(), "the client is told");
    }
    session(run(&mut alice(), &mut fresh).1);
}

/// The request without the two messages before it, and its acknowledgement.
fn non_secured(login: &mut Login, registrar: &mut Registrar) -> Outcome {
    let (_, _, sent) = run(login, &mut Registrar::new(NONCE, "1007"));
    let reply = registrar.receive(&sent[2], &mut directory());
    match reply.outcome {
        Outcome::Waiting => registrar.receive(&sent[4], &mut directory()).outcome,
        outcome => outcome,
    }
}

#[test]
fn only_an_account_without_a_password_needs_no_nonce() {
    let open = || Login::call_client("open@example.com", "demo");
    let entered = session(non_secured(&mut open(), &mut registrar()));
    assert_eq!((&*entered.applicant.id, entered.user_uid), ("open@example.com", Some("1007".into())));
    // Neither a nonce that somebody else was given nor a digest that nobody asked for stands in its way.
    let mut given = registrar();
    given.receive(&alice().start(), &mut directory());
    session(non_secured(&mut open(), &mut given));
    session(non_secured(&mut open().password(Password::new(WORD)), &mut registrar()));
    // Every other refusal has its own cause.
    let (_, _, sent) = run(&mut open(), &mut registrar());
    let mut old = registrar().versions([CapVersion::V14_0]);
    assert_eq!(old.receive(&sent[2], &mut directory()).outcome, refused(FailureCause::UnsupportedVersion));
    let mut nobody = |_: &Claim<'_>| Err(FailureCause::UnknownId);
    assert_eq!(registrar().receive(&sent[2], &mut nobody).outcome, refused(FailureCause::UnknownId));
    let mut barred = |_: &Claim<'_>| Ok(Account::open().refused(FailureCause::UnauthorizedClientLicense));
    assert_eq!(registrar().receive(&sent[2], &mut barred).outcome, refused(FailureCause::UnauthorizedClientLicense));
}

#[test]
fn the_nonce_serves_only_whom_it_was_given_to() {
    // Everybody has the same password, so only the identity tells the digests apart.
    let mut directory = |_: &Claim<'_>| Ok(Account::new(Password::new(WORD)));
    let mut request = alice();
    request.start();
    let request = request.receive(&challenge(Some(NONCE), Some("MD5"))).send.expect("a digest");
    for (opening, outcome) in [
        (alice().start(), Outcome::Waiting),
        (Login::call_client("bob@example.com", "demo").start(), refused(FailureCause::IncorrectPassword)),
        (Login::call_client("alice@example.com", "another").start(), refused(FailureCause::IncorrectPassword)),
        (Login::attendant_console("alice@example.com", "demo").start(), refused(FailureCause::IncorrectPassword)),
    ] {
        let mut registrar = registrar();
        registrar.receive(&opening, &mut directory);
        assert_eq!(registrar.receive(&request, &mut directory).outcome, outcome, "{opening:?}");
        // One digest per nonce: whatever the outcome, no other is checked.
        assert_eq!(registrar.receive(&request, &mut directory).outcome, Outcome::Ignored, "{opening:?}");
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
