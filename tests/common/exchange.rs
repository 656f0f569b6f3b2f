//! Login between a client and a server, for tests.
#![allow(dead_code, reason = "not every test uses every function")]

use broadworks_cap::login::{Account, Claim, Directory, Failure, Login, Outcome, Password, Registrar, Reply, Session};
use broadworks_cap::message::response_authentication::ResponseAuthentication;
use broadworks_cap::message::values::FailureCause;
use broadworks_cap::{Document, Text};

pub const NONCE: &str = "1700000000123";
pub const WORD: &str = "open sesame";

pub fn directory() -> impl Directory {
    |claim: &Claim<'_>| match &*claim.id {
        "alice@example.com" => Ok(Account::new(Password::new(WORD))),
        "console@example.com" => Ok(Account::new(Password::new(WORD)).watching(2, true)),
        "support@example.com" if claim.supervisor_id == Some("carol@example.com".into()) => {
            Ok(Account::new(Password::new("carol's")))
        }
        "open@example.com" => Ok(Account::open()),
        "barred@example.com" => {
            Ok(Account::new(Password::new(WORD)).refused(FailureCause::UnauthorizedClientCallControl))
        }
        "offline@example.com" => Err(FailureCause::WasConnectivityError),
        "host@example.com" => Err(FailureCause::ExtAuthHostNotInAclError),
        _ => Err(FailureCause::UnknownId),
    }
}

pub fn alice() -> Login {
    Login::call_client("alice@example.com", "demo").password(Password::new(WORD))
}

pub fn registrar() -> Registrar {
    Registrar::new(NONCE, "1007")
}

/// Encodes and decodes a document, as on the wire.
pub fn wire(document: &Document<'_>) -> Document<'static> {
    let mut bytes = Vec::new();
    document.encode(&mut bytes).expect("it can be written");
    Document::decode(&bytes).expect("it can be read").into_owned()
}

/// Runs a login to its end. Returns the outcome on both sides, and every document sent.
pub fn run(login: &mut Login, registrar: &mut Registrar) -> (Outcome, Outcome, Vec<Document<'static>>) {
    let mut directory = directory();
    let (mut client, mut server) = (Outcome::Waiting, Outcome::Waiting);
    let mut sent = vec![login.start()];
    for turn in 0.. {
        assert!(turn < 10, "a login takes five messages");
        let document = wire(sent.last().expect("somebody spoke"));
        let Reply { send, outcome } =
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

pub fn session(outcome: Outcome) -> Session {
    match outcome {
        Outcome::LoggedIn(session) => session,
        other => panic!("{other:?}"),
    }
}

pub fn refused(cause: FailureCause) -> Outcome {
    Outcome::Failed(Failure::Refused(cause.into()))
}

pub fn challenge(nonce: Option<&'static str>, algorithm: Option<&'static str>) -> Document<'static> {
    let response = ResponseAuthentication::build(|it| {
        it.nonce = nonce.map(Text::from);
        it.algorithm = algorithm.map(Text::from);
    });
    Document::new(response)
}
