//! Tests of the login: client and server side against each other.

mod common;
#[path = "common/exchange.rs"]
mod exchange;

use broadworks_cap::login::{Claim, Console, Failure, Login, Outcome, Password, Registrar, Reply, secure_password};
use broadworks_cap::message::register_response::RegisterResponse;
use broadworks_cap::message::response_authentication::ResponseAuthentication;
use broadworks_cap::message::server_status_request::ServerStatusRequest;
use broadworks_cap::message::un_register::UnRegister;
use broadworks_cap::message::values::{CapVersion, FailureCause, UserLogoutReason, UserType};
use broadworks_cap::schema::Value;
use broadworks_cap::{Command, Document, Protocol, Text, Validator};
use exchange::*;

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
    let mut console = Console::default();
    (console.num_monitored_users, console.call_details_enabled) = (Some(2), Some(true));
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
        // A client with a wrong password does not learn that the service is missing, either.
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
        let mut anything = |_: &Claim<'_>| Err(*cause);
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
    // A cause of a newer server, and no cause at all.
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
    // An action and a keepalive carry the same identity.
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

/// Documents that may arrive during a login: a keepalive, updates of other sessions, and so on.
fn bystanders() -> Vec<Document<'static>> {
    let mut documents = vec![Document::new(ServerStatusRequest::default())];
    let ours = ["regist", "responseA", "acknow", "unR"];
    for (path, bytes) in common::folder("cap-c") {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_string();
        if !ours.iter().any(|start| name.starts_with(start)) {
            documents.push(Document::decode(&bytes).expect("a good document").into_owned());
        }
    }
    // The end of another session of the same user, and the login of another application.
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
            let ignored = Reply { send: None, outcome: Outcome::Ignored };
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
fn a_login_can_be_started_again() {
    let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("wrong"));
    assert_eq!(run(&mut login, &mut registrar()).0, refused(FailureCause::IncorrectPassword));
    assert_eq!(run(&mut login.password(Password::new(WORD)), &mut Registrar::new("2", "1008")).2.len(), 5);
    // A restart in the middle: the server sends the unused nonce again.
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
        // The server may name only the user, or only the session.
        let strip = |uid: bool| {
            let mut document = ending.clone();
            if let Command::UnRegister(ending) = &mut document.command {
                if uid { ending.user.user_uid = None } else { ending.user.id = None }
            }
            document
        };
        assert!(client.ended_by(&strip(true)).is_some() && client.ended_by(&strip(false)).is_some());
        assert_eq!(client.ended_by(&wire(&server.keepalive())), None);
        // During a login there is no session id yet.
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
            .receive(&wire(&Document::new(changed)), &mut |_: &Claim<'_>| Err(FailureCause::UnknownId))
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
        let mut document = challenge(Some(NONCE), Some("MD5"));
        document.version = version;
        assert_eq!(login.receive(&document).outcome, Outcome::Waiting);
    }
    let unversioned = |mut document: Document<'static>| {
        document.version = None;
        document
    };
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
