//! The two sides of a registration against each other.

mod common;

use broadworks_cap::login::{
    Account, Answer, Applicant, Console, Directory, Failure, Login, Outcome, Password, Registrar, Session,
    secure_password,
};
use broadworks_cap::message::register_response::RegisterResponse;
use broadworks_cap::message::response_authentication::ResponseAuthentication;
use broadworks_cap::message::server_status_request::ServerStatusRequest;
use broadworks_cap::message::un_register::UnRegister;
use broadworks_cap::message::values::{CapVersion, FailureCause, UserLogoutReason, UserType};
use broadworks_cap::schema::Value;
use broadworks_cap::{Command, Document, Protocol, Text, Validator};
use proptest::prelude::*;

const NONCE: &str = "1700000000123";
const WORD: &str = "open sesame";

fn directory() -> impl Directory {
    |applicant: &Applicant<'_>| match &*applicant.id.to_cow() {
        "alice@example.com" => Ok(Account::new(Password::new(WORD))),
        "console@example.com" => {
            Ok(Account { num_monitored_users: 2, call_details_enabled: true, ..Account::new(Password::new(WORD)) })
        }
        "support@example.com" if applicant.supervisor_id == Some("carol@example.com".into()) => {
            Ok(Account::new(Password::new("carol's")))
        }
        "open@example.com" => Ok(Account::open()),
        "barred@example.com" => Ok(Account {
            refusal: Some(FailureCause::UnauthorizedClientCallControl),
            ..Account::new(Password::new(WORD))
        }),
        "offline@example.com" => Err(FailureCause::WasConnectivityError),
        "host@example.com" => Err(FailureCause::ExtAuthHostNotInAclError),
        _ => Err(FailureCause::UnknownId),
    }
}

fn alice() -> Login {
    Login::call_client("alice@example.com", "demo").password(Password::new(WORD))
}

fn registrar() -> Registrar {
    Registrar::new(NONCE, "1007")
}

/// Over the wire: what the peer sees is what the bytes say.
fn wire(document: &Document<'_>) -> Document<'static> {
    let mut bytes = Vec::new();
    document.encode(&mut bytes).expect("it can be written");
    Document::decode(&bytes).expect("it can be read").into_owned()
}

/// Runs a login to its end: the outcome on either side, and every document sent.
fn run(login: &mut Login, registrar: &mut Registrar) -> (Outcome, Outcome, Vec<Document<'static>>) {
    let mut directory = directory();
    let (mut client, mut server) = (Outcome::Waiting, Outcome::Waiting);
    let mut sent = vec![login.start()];
    for turn in 0.. {
        assert!(turn < 10, "a login takes five messages");
        let document = wire(sent.last().expect("somebody spoke"));
        let Answer { send, outcome } =
            if turn % 2 == 0 { registrar.receive(&document, &mut directory) } else { login.receive(&document) };
        if turn % 2 == 0 {
            server = outcome
        } else {
            client = outcome
        }
        match send {
            Some(document) => sent.push(document),
            None => break,
        }
    }
    (client, server, sent)
}

fn session(outcome: Outcome) -> Session {
    match outcome {
        Outcome::LoggedIn(session) => session,
        other => panic!("{other:?}"),
    }
}

fn refused(cause: FailureCause) -> Outcome {
    Outcome::Failed(Failure::Refused(cause.into()))
}

#[test]
fn a_call_client_logs_in() {
    let (client, server, sent) = run(&mut alice(), &mut registrar());
    let (client, server) = (session(client), session(server));
    assert_eq!(client, server);
    assert_eq!(client.user_uid, Some("1007".into()));
    assert_eq!(client.console, None);
    let names: Vec<_> = sent.iter().map(|document| document.command.name().unwrap_or_default().to_string()).collect();
    let expected =
        ["registerAuthentication", "responseAuthentication", "registerRequest", "registerResponse", "acknowledgement"];
    assert_eq!(names, expected);
    let Command::RegisterRequest(request) = &sent[2].command else { panic!("{names:?}") };
    let digest = secure_password(NONCE, &Password::new(WORD));
    assert!(digest.matches(request.user.secure_password.as_ref().expect("a digest")));
}

#[test]
fn a_console_learns_about_its_work() {
    let mut login = Login::attendant_console("console@example.com", "demo").password(Password::new(WORD));
    let (client, server, _) = run(&mut login, &mut registrar());
    let console = Console { num_monitored_users: Some(2), call_details_enabled: Some(true) };
    assert_eq!(session(client).console, Some(console));
    assert_eq!(session(server).console, Some(console));
}

#[test]
fn a_supervisor_logs_in_as_the_call_center() {
    let login = || Login::call_client("support@example.com", "demo").password(Password::new("carol's"));
    let (client, _, sent) = run(&mut login().supervisor("carol@example.com"), &mut registrar());
    assert_eq!(session(client).applicant.supervisor_id, Some("carol@example.com".into()));
    for document in sent {
        let mut bytes = Vec::new();
        document.encode(&mut bytes).expect("it can be written");
        let named = bytes.windows(17).any(|window| window == b"carol@example.com");
        assert!(named, "{} names the supervisor", document.command.name().unwrap_or_default());
    }
    assert_eq!(run(&mut login(), &mut registrar()).0, refused(FailureCause::UnknownId));
}

#[test]
fn every_message_of_a_login_is_valid_and_documented() {
    for mut login in [
        alice(),
        Login::attendant_console("console@example.com", "demo").password(Password::new(WORD)),
        Login::call_client("support@example.com", "demo")
            .password(Password::new("carol's"))
            .supervisor("carol@example.com"),
        Login::call_client("open@example.com", "demo"),
        Login::call_client("nobody@example.com", "demo"),
        Login::call_client("barred@example.com", "demo").password(Password::new(WORD)),
    ] {
        let (client, _, mut sent) = run(&mut login, &mut registrar());
        if let Outcome::LoggedIn(session) = &client {
            sent.push(wire(&session.keepalive()));
            sent.extend(UserLogoutReason::ALL.iter().map(|reason| wire(&session.log_out(*reason))));
        }
        for document in sent {
            let mut bytes = Vec::new();
            document.encode(&mut bytes).expect("it can be written");
            let protocol = Protocol::CapC;
            assert_eq!(Validator::new(protocol).validate(&bytes).count(), 0, "{document:?}");
        }
    }
}

#[test]
fn failures_name_their_cause_on_both_sides() {
    let client = |id: &'static str, word: &str| Login::call_client(id, "demo").password(Password::new(word));
    for (mut login, cause, messages) in [
        (client("alice@example.com", "wrong"), FailureCause::IncorrectPassword, 4),
        (client("nobody@example.com", WORD), FailureCause::UnknownId, 2),
        (client("offline@example.com", WORD), FailureCause::WasConnectivityError, 2),
        (client("host@example.com", WORD), FailureCause::ExtAuthHostNotInAclError, 4),
        (client("barred@example.com", WORD), FailureCause::UnauthorizedClientCallControl, 4),
        // Who does not know the password does not learn about the service either.
        (client("barred@example.com", "wrong"), FailureCause::IncorrectPassword, 4),
        (Login::call_client("alice@example.com", "demo"), FailureCause::IncorrectPassword, 4),
        (alice().version(CapVersion::V16_0), FailureCause::UnsupportedVersion, 4),
        (alice().version(Value::from_text(Text::from("99.0"))), FailureCause::UnsupportedVersion, 4),
    ] {
        let mut registrar = registrar().versions([CapVersion::V14_0, CapVersion::V17_0]);
        let (client, server, sent) = run(&mut login, &mut registrar);
        assert_eq!((&client, &server), (&refused(cause), &refused(cause)));
        assert_eq!(sent.len(), messages, "{cause:?}");
        let Outcome::Failed(failure) = client else { unreachable!() };
        assert_eq!(failure.cause(), Some(cause));
        assert!(failure.to_string().contains(cause.as_str()), "{failure}");
    }
}

#[test]
fn every_documented_cause_reaches_the_client_at_either_step() {
    for cause in FailureCause::ALL {
        let mut login = alice();
        login.start();
        let mut response = ResponseAuthentication::default();
        response.user.failure.get_or_insert_default().failure_cause = Some((*cause).into());
        assert_eq!(login.receive(&wire(&Document::new(response))).outcome, refused(*cause));
        let mut anything = |_: &Applicant<'_>| Err(*cause);
        let mut registrar = registrar();
        let challenge = registrar.receive(&login.start(), &mut anything);
        let answer = login.receive(&challenge.send.expect("an answer"));
        let outcome = match answer.send {
            None => answer.outcome,
            Some(request) => {
                let verdict = registrar.receive(&request, &mut anything);
                login.receive(&verdict.send.expect("an answer")).outcome
            }
        };
        assert_eq!(outcome, refused(*cause));
    }
    // A cause of a newer server, and none at all.
    for cause in ["QuotaExceeded", ""] {
        let mut login = alice();
        login.start();
        let mut response = RegisterResponse::default();
        response.user.failure.get_or_insert_default().failure_cause = Some(Value::from_text(Text::from(cause)));
        let Outcome::Failed(failure) = login.receive(&Document::new(response)).outcome else { panic!("{cause}") };
        assert_eq!(failure.cause(), None);
        assert!(failure.to_string().contains(&format!("`{cause}`")), "{failure}");
    }
}

#[test]
fn every_failure_is_explained() {
    let mut said = std::collections::BTreeSet::new();
    for cause in FailureCause::ALL {
        let Outcome::Failed(failure) = refused(*cause) else { panic!("{cause:?}") };
        let text = failure.to_string();
        assert!(text.starts_with("login refused: ") && text.ends_with(&format!(" ({})", cause.as_str())), "{text}");
        assert_eq!(failure.cause(), Some(*cause));
        assert!(said.insert(text));
    }
    for reason in UserLogoutReason::ALL {
        let failure = Failure::LoggedOut((*reason).into());
        assert!(failure.to_string().contains(reason.as_str()) && failure.cause().is_none(), "{failure}");
        assert!(said.insert(failure.to_string()));
    }
    for failure in [Failure::NoNonce, Failure::NotAcknowledged, Failure::UnsupportedAlgorithm("SHA".into())] {
        assert!(failure.cause().is_none() && said.insert(failure.to_string()), "{failure}");
    }
}

#[test]
fn a_session_acts_as_whom_it_was_opened_for() {
    use broadworks_cap::message::call_action::CallAction;
    let mut login = alice();
    let (client, ..) = run(&mut login, &mut registrar());
    let session = session(client);
    assert_eq!(session.applicant, *login.applicant());
    let identity = session.identity();
    assert_eq!(identity.id, Some("alice@example.com".into()));
    assert_eq!(identity.user_uid, session.user_uid);
    assert_eq!(identity.application_id, Some("demo".into()));
    // What it says in an action is what it says in a keepalive.
    let Command::CallAction(action) = wire(&Document::new(CallAction::redial(identity))).command else { panic!() };
    let Command::ServerStatusRequest(alive) = wire(&session.keepalive()).command else { panic!() };
    let user = alive.user.expect("a client names itself");
    assert_eq!((action.user.id, action.user.user_uid), (user.id, user.user_uid));
}

#[test]
fn a_login_without_password_is_the_accounts_choice() {
    let (client, _, sent) = run(&mut Login::call_client("open@example.com", "demo"), &mut registrar());
    session(client);
    let Command::RegisterRequest(request) = &sent[2].command else { panic!("{sent:?}") };
    assert_eq!(request.user.secure_password, None);
}

fn challenge(nonce: Option<&'static str>, algorithm: Option<&'static str>) -> Document<'static> {
    let response = ResponseAuthentication {
        nonce: nonce.map(Text::from),
        algorithm: algorithm.map(Text::from),
        ..Default::default()
    };
    Document::new(response)
}

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
        let Answer { send: None, outcome: Outcome::Failed(failure) } = login.receive(&document) else { panic!() };
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

/// A keepalive, updates of other sessions, and what else may come in between.
fn bystanders() -> Vec<Document<'static>> {
    let mut documents = vec![Document::new(ServerStatusRequest::default())];
    let ours = ["regist", "responseA", "acknow", "unR"];
    for (path, bytes) in common::folder("cap-c") {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_string();
        if !ours.iter().any(|start| name.starts_with(start)) {
            documents.push(Document::decode(&bytes).expect("a good document").into_owned());
        }
    }
    // The end of another session of the same user, and a login of another application.
    let mut other = UnRegister::default();
    other.user.id = Some("alice@example.com".into());
    other.user.user_uid = Some("999".into());
    documents.push(Document::new(other));
    let mut other = RegisterResponse::default();
    other.user.application_id = Some("another".into());
    documents.push(Document::new(other));
    documents
}

#[test]
fn documents_in_between_are_passed_by_and_change_nothing() {
    let bystanders = bystanders();
    assert!(bystanders.len() > 20);
    let (mut login, mut registrar, mut directory) = (alice(), registrar(), directory());
    let mut next = login.start();
    let mut outcomes = (Outcome::Waiting, Outcome::Waiting);
    for turn in 0..5 {
        for document in &bystanders {
            let ignored = Answer { send: None, outcome: Outcome::Ignored };
            assert_eq!(login.receive(document), ignored, "{document:?}");
            assert_eq!(registrar.receive(document, &mut directory), ignored, "{document:?}");
        }
        let answer = if turn % 2 == 0 { registrar.receive(&next, &mut directory) } else { login.receive(&next) };
        if turn % 2 == 0 {
            outcomes.1 = answer.outcome
        } else {
            outcomes.0 = answer.outcome
        }
        if let Some(document) = answer.send {
            next = document;
        }
    }
    assert_eq!(session(outcomes.0), session(outcomes.1));
}

#[test]
fn nothing_can_be_replayed() {
    let (mut login, mut server, mut directory) = (alice(), registrar(), directory());
    let opening = login.start();
    let challenge = server.receive(&opening, &mut directory).send.expect("a nonce");
    let request = login.receive(&challenge).send.expect("a digest");
    // One digest per start, whatever nonces are offered.
    let mut second = challenge.clone();
    if let Command::ResponseAuthentication(response) = &mut second.command {
        response.nonce = Some("chosen by somebody".into());
    }
    for replayed in [&challenge, &second] {
        assert_eq!(login.receive(replayed), Answer { send: None, outcome: Outcome::Ignored });
    }
    let mut wrong = request.clone();
    if let Command::RegisterRequest(request) = &mut wrong.command {
        request.user.secure_password = Some(Text::from("0".repeat(32)).into());
    }
    // One try per nonce: after a wrong digest the right one is not looked at.
    let mut guessed = server.clone();
    assert_eq!(guessed.receive(&wrong, &mut directory).outcome, refused(FailureCause::IncorrectPassword));
    assert!(guessed.is_over());
    for late in [&request, &opening] {
        assert_eq!(guessed.receive(late, &mut directory), Answer { send: None, outcome: Outcome::Ignored });
    }
    // The right one counts once.
    let response = server.receive(&request, &mut directory).send.expect("a verdict");
    assert_eq!(server.receive(&request, &mut directory).outcome, Outcome::Ignored);
    let acknowledgement = login.receive(&response).send.expect("an acknowledgement");
    assert_eq!(login.receive(&response).outcome, Outcome::Ignored);
    session(server.receive(&acknowledgement, &mut directory).outcome);
    assert_eq!(server.receive(&acknowledgement, &mut directory).outcome, Outcome::Ignored);
    // What was overheard is worth nothing with the next nonce.
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
    // An account without password needs the order too.
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
fn a_login_can_be_started_again() {
    let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("wrong"));
    assert_eq!(run(&mut login, &mut registrar()).0, refused(FailureCause::IncorrectPassword));
    assert_eq!(run(&mut login.password(Password::new(WORD)), &mut Registrar::new("2", "1008")).2.len(), 5);
    // Anew in the middle: the server gives the unused nonce again.
    let (mut login, mut registrar, mut directory) = (alice(), registrar(), directory());
    registrar.receive(&login.start(), &mut directory);
    session(run(&mut login, &mut registrar).0);
}

#[test]
fn forced_logouts_end_the_right_session() {
    for reason in UserLogoutReason::ALL {
        let (client, server, _) = run(&mut alice(), &mut registrar());
        let (client, server) = (session(client), session(server));
        let ending = wire(&server.log_out(*reason));
        assert_eq!(client.ended_by(&ending), Some((*reason).into()));
        let mut other = client.clone();
        other.user_uid = Some("1008".into());
        assert_eq!(other.ended_by(&ending), None, "the session id decides");
        // A server that names only the user, or only the session.
        let strip = |uid: bool| {
            let mut document = ending.clone();
            if let Command::UnRegister(ending) = &mut document.command {
                if uid { ending.user.user_uid = None } else { ending.user.id = None }
            }
            document
        };
        assert!(client.ended_by(&strip(true)).is_some() && client.ended_by(&strip(false)).is_some());
        assert_eq!(client.ended_by(&wire(&server.keepalive())), None);
        // In the middle of a login, when there is no session id yet.
        let mut login = alice();
        login.start();
        let outcome = login.receive(&strip(true)).outcome;
        assert_eq!(outcome, Outcome::Failed(Failure::LoggedOut((*reason).into())));
    }
}

#[test]
fn a_client_that_gives_up_ends_the_servers_side() {
    let (mut login, mut server, mut directory) = (alice(), registrar(), directory());
    let challenge = server.receive(&login.start(), &mut directory).send.expect("a nonce");
    let request = login.receive(&challenge).send.expect("a digest");
    let response = server.receive(&request, &mut directory).send.expect("a verdict");
    let client = session(login.receive(&response).outcome);
    let left = Outcome::Failed(Failure::LoggedOut(UserLogoutReason::ClientLogout.into()));
    assert_eq!(server.receive(&client.log_out(UserLogoutReason::ClientLogout), &mut directory).outcome, left);
    assert!(server.is_over());
}

#[test]
fn acknowledgements_as_clients_send_them() {
    let (mut login, mut server, mut directory) = (alice(), registrar(), directory());
    let challenge = server.receive(&login.start(), &mut directory).send.expect("a nonce");
    let request = login.receive(&challenge).send.expect("a digest");
    let response = server.receive(&request, &mut directory).send.expect("a verdict");
    let Some(Document { command: Command::Acknowledgement(full), .. }) = login.receive(&response).send else {
        panic!("an acknowledgement")
    };
    let receive = |change: &dyn Fn(&mut broadworks_cap::message::acknowledgement::User<'static>)| {
        let mut changed = full.clone();
        change(&mut changed.user);
        server
            .clone()
            .receive(&wire(&Document::new(changed)), &mut |_: &Applicant<'_>| Err(FailureCause::UnknownId))
            .outcome
    };
    session(receive(&|user| user.user_uid = None));
    session(receive(&|user| user.id = None));
    assert_eq!(receive(&|user| user.user_uid = Some("999".into())), Outcome::Ignored);
    assert_eq!(receive(&|user| user.id = Some("bob@example.com".into())), Outcome::Ignored);
    let other = Value::from_text(Text::from("callUpdate"));
    assert_eq!(
        receive(&|user| user.message.get_or_insert_default().message_name = Some(other.clone())),
        Outcome::Ignored
    );
    assert_eq!(receive(&|user| user.failure = Some(Default::default())), Outcome::Failed(Failure::NotAcknowledged));
}

#[test]
fn versions_are_spoken_back_and_never_a_gate_for_the_client() {
    let mut old = registrar().versions([CapVersion::V14_0, CapVersion::V16_0]);
    let (client, _, sent) = run(&mut alice().version(CapVersion::V14_0), &mut old);
    assert_eq!(session(client).keepalive().version, Some(CapVersion::V14_0.into()));
    assert!(sent.iter().all(|document| document.version == Some(CapVersion::V14_0.into())));
    let (_, _, sent) = run(&mut alice(), &mut registrar().versions([CapVersion::V14_0, CapVersion::V16_0]));
    assert_eq!(sent[3].version, Some(CapVersion::V16_0.into()), "refused in a version the server has");
    for version in [None, Some(Value::from_text(Text::from("18.0")))] {
        let mut login = alice();
        login.start();
        let document = Document { version, ..challenge(Some(NONCE), Some("MD5")) };
        assert_eq!(login.receive(&document).outcome, Outcome::Waiting);
    }
    let unversioned = |document: Document<'static>| Document { version: None, ..document };
    let (mut login, mut server) = (alice(), registrar());
    let challenge = server.receive(&unversioned(login.start()), &mut directory()).send.expect("a nonce");
    let request = unversioned(login.receive(&challenge).send.expect("a digest"));
    assert_eq!(server.receive(&request, &mut directory()).outcome, refused(FailureCause::UnsupportedVersion));
}

#[test]
fn ids_a_server_completed_are_still_ours() {
    for (ours, theirs, same) in [
        ("alice", "alice@example.com", true),
        ("alice@example.com", "Alice@Example.com", true),
        ("alice@example.com", "alice", true),
        ("alice@example.com", "alice@example.org", false),
        ("alice", "bob@example.com", false),
    ] {
        let mut login = Login::new(UserType::CallClient, ours, "demo");
        login.start();
        let mut response = ResponseAuthentication::default();
        response.user.id = Some(theirs.into());
        let outcome = login.receive(&Document::new(response)).outcome;
        assert_eq!(outcome == Outcome::Waiting, same, "{ours} {theirs}");
    }
}

#[test]
fn no_secret_is_ever_printed() {
    let word = "correct horse";
    let digest = secure_password(NONCE, &Password::new(word));
    let mut login = Login::call_client("alice@example.com", "demo").password(Password::new(word));
    let mut text = format!("{login:?} {digest:?} {:?} {:?}", Password::new(word), Account::new(Password::new(word)));
    let mut accounts = |_: &Applicant<'_>| Ok(Account::new(Password::new(word)));
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

    /// Whatever comes in whatever order, a client is let in only with a digest over this nonce.
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
