//! Laws of the login: whatever becomes of the documents on their way, nobody logs in without the right digest, a
//! nonce serves one digest, a login that is over says nothing, and no secret is shown.

use alloc::collections::VecDeque;
use alloc::{format, string::String, vec::Vec};
use arbitrary::{Arbitrary, Result, Unstructured};

use crate::login::{Account, Claim, Login, Outcome, Password, Registrar, Reply, secure_password};
use crate::message::values::{FailureCause, UserType};
use crate::message::{Command, Document};
use crate::schema::Value;
use crate::xml::Text;

const NONCE: &str = "1700000000123";
const OTHER_NONCE: &str = "1700000000124";
const USERS: &[&str] =
    &["alice@example.com", "open@example.com", "barred@example.com", "offline@example.com", "nobody"];

/// What a document on its way can be changed to: paths of `commandData`, and values for them.
const PATHS: &[&str] = &[
    "user/id",
    "user/userType",
    "user/applicationId",
    "user/userUid",
    "user/supervisorId",
    "user/securePassword",
    "user/failure/failureCause",
    "user/message/messageName",
    "user/userLogoutReason",
    "nonce",
    "algorithm",
];
const TEXTS: &[&str] = &[
    "",
    "alice@example.com",
    "ALICE",
    "open@example.com",
    "barred@example.com",
    "CallClient",
    "AttendantConsole",
    "demo",
    "1007",
    NONCE,
    OTHER_NONCE,
    "MD5",
    "SHA256",
    "IncorrectPassword",
    "registerResponse",
    "UserLogout",
    "00000000000000000000000000000000",
];

/// A way of the documents: to the server, or to the client.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    ToServer,
    ToClient,
}

/// A login of a client at a server, with all that was ever sent.
struct Exchange {
    client: Login,
    server: Registrar,
    word: String,
    queues: [VecDeque<Document<'static>>; 2],
    /// Every document that was sent, here or in an earlier login.
    sent: Vec<Document<'static>>,
    /// The digests that must not be shown.
    digests: Vec<String>,
    /// The client that the server gave its nonce to last.
    challenged: Option<Claim<'static>>,
    /// The number of digests that the server has judged.
    judged: usize,
    /// Whether the server has accepted a request.
    admitted: bool,
    /// Since the client started: whether it has sent its request, and whether it is over.
    requested: bool,
    client_over: bool,
    /// Who is logged in: the client, and the server.
    inside: [bool; 2],
}

/// The claim that the user of a message makes.
macro_rules! claim {
    ($user:expr) => {
        Claim {
            user_type: $user.user_type.clone().unwrap_or_default().into_owned(),
            id: $user.id.clone().unwrap_or_default().into_owned(),
            application_id: $user.application_id.clone().unwrap_or_default().into_owned(),
            supervisor_id: $user.supervisor_id.clone().map(Text::into_owned),
        }
    };
}

impl Exchange {
    /// Returns the account of a user.
    fn account(word: &str, claim: &Claim<'_>) -> core::result::Result<Account, FailureCause> {
        match &*claim.id {
            "open@example.com" => Ok(Account::open()),
            "barred@example.com" => {
                Ok(Account::new(Password::new(word)).refused(FailureCause::UnauthorizedClientCallControl))
            }
            "offline@example.com" => Err(FailureCause::WasConnectivityError),
            name if name.eq_ignore_ascii_case("alice@example.com") || name.eq_ignore_ascii_case("alice") => {
                Ok(Account::new(Password::new(word)))
            }
            _ => Err(FailureCause::UnknownId),
        }
    }

    fn start(&mut self) {
        let document = self.client.start();
        (self.requested, self.client_over, self.inside[0]) = (false, false, false);
        self.send(Way::ToServer, document);
    }

    fn send(&mut self, way: Way, document: Document<'static>) {
        self.sent.push(document.clone());
        self.queues[way as usize].push_back(document);
    }

    /// No text that a program prints has a secret in it.
    fn conceal(&self, text: &str) {
        assert!(!text.contains(&self.word), "the password is shown");
        for digest in &self.digests {
            // Half of it, for the first few digits are those of a nonce or of an id now and then.
            assert!(!text.contains(&digest[..16]), "a digest is shown");
        }
    }

    fn check(&self, document: &Document<'_>, reply: &Reply) {
        self.conceal(&format!("{document:?} {reply:?} {:?} {:?}", self.client, self.server));
        if let Outcome::Failed(failure) = &reply.outcome {
            self.conceal(&format!("{failure} {failure:#?}"));
        }
    }

    /// Delivers a document to one side, and what it replies to the queue of the other.
    fn deliver(&mut self, way: Way, document: &Document<'_>) {
        let reply = match way {
            Way::ToServer => self.tell_server(document),
            Way::ToClient => self.tell_client(document),
        };
        self.check(document, &reply);
        let back = if way == Way::ToServer { Way::ToClient } else { Way::ToServer };
        if let Some(answer) = reply.send {
            self.send(back, answer);
        }
    }

    fn tell_server(&mut self, document: &Document<'_>) -> Reply {
        let word = self.word.clone();
        let over = self.server.is_over();
        let reply = self.server.receive(document, &mut |claim: &Claim<'_>| Self::account(&word, claim));
        if over {
            assert_eq!(reply, Reply { send: None, outcome: Outcome::Ignored }, "over is over");
        }
        match reply.send.as_ref().map(|answer| &answer.command) {
            None => {}
            Some(Command::ResponseAuthentication(response)) => {
                assert_eq!(self.judged, 0, "a nonce is not given again after its digest");
                let Command::RegisterAuthentication(request) = &document.command else { panic!("{document:?}") };
                let user = &request.user;
                self.challenged = (response.nonce.as_deref() == Some(NONCE)).then(|| claim!(user));
                assert_eq!(self.challenged.is_none(), response.user.failure.is_some(), "a nonce or a reason");
            }
            Some(Command::RegisterResponse(response)) => {
                let Command::RegisterRequest(request) = &document.command else { panic!("{document:?}") };
                let challenged = self.challenged.take();
                if challenged.is_some() {
                    self.judged += 1;
                    assert_eq!(self.judged, 1, "a nonce serves one digest");
                }
                if response.user.failure.is_none() {
                    // An account without a password needs no nonce (E113). Any other is that of the client that got
                    // the nonce: its request may leave fields out.
                    let named = Self::account(&word, &claim!(request.user));
                    if !named.is_ok_and(|account| account.password.is_none()) {
                        let claim = challenged.expect("a nonce");
                        let account = Self::account(&word, &claim).expect("an account");
                        assert_eq!(account.refusal, None);
                        let digest = request.user.secure_password.as_ref();
                        let right =
                            |password| digest.is_some_and(|digest| secure_password(NONCE, password).matches(digest));
                        assert!(account.password.as_ref().is_none_or(right), "the digest is right");
                    }
                    self.admitted = true;
                }
            }
            Some(other) => panic!("a registrar does not send {other:?}"),
        }
        if let Outcome::LoggedIn(_) = &reply.outcome {
            assert!(self.admitted && self.server.is_over(), "behind its request, and the last word");
            self.inside[1] = true;
        }
        reply
    }

    fn tell_client(&mut self, document: &Document<'_>) -> Reply {
        let waiting = self.client.is_waiting();
        let reply = self.client.receive(document);
        if !waiting || self.client_over {
            assert_eq!(reply, Reply { send: None, outcome: Outcome::Ignored }, "over is over");
        }
        match reply.send.as_ref().map(|answer| &answer.command) {
            None => {}
            Some(Command::RegisterRequest(request)) => {
                assert!(!core::mem::replace(&mut self.requested, true), "one digest for each start");
                let Command::ResponseAuthentication(response) = &document.command else { panic!("{document:?}") };
                if let Some(digest) = &request.user.secure_password {
                    let nonce = response.nonce.as_deref().expect("a digest needs a nonce");
                    assert!(secure_password(nonce, &Password::new(&*self.word)).matches(digest) || self.is_wrong());
                    self.digests.push(digest.reveal().as_str().into());
                }
            }
            Some(Command::Acknowledgement(_)) => {
                assert!(matches!(reply.outcome, Outcome::LoggedIn(_)), "only a success is acknowledged");
            }
            Some(other) => panic!("a client does not send {other:?}"),
        }
        match &reply.outcome {
            Outcome::LoggedIn(_) => {
                let success =
                    matches!(&document.command, Command::RegisterResponse(response) if response.user.failure.is_none());
                assert!(self.requested && success, "only after its own request");
                (self.client_over, self.inside[0]) = (true, true);
            }
            Outcome::Failed(_) => self.client_over = true,
            Outcome::Waiting | Outcome::Ignored => {}
        }
        assert_eq!(self.client.is_waiting(), waiting && !self.client_over, "over, or not");
        reply
    }

    /// Whether the password of the client is a wrong one.
    fn is_wrong(&self) -> bool {
        self.client.applicant().application_id == "wrong"
    }

    /// Delivers the next document of a queue as it is.
    fn pass(&mut self, way: Way) -> bool {
        let Some(document) = self.queues[way as usize].pop_front() else { return false };
        self.deliver(way, &document);
        true
    }

    /// One step of those who deliver, lose, repeat, change and invent documents. Returns whether it was an honest one.
    fn step(&mut self, u: &mut Unstructured<'_>) -> Result<bool> {
        let choice = u.int_in_range(0..=15)?;
        let way = if u.arbitrary()? { Way::ToServer } else { Way::ToClient };
        let queue = &mut self.queues[way as usize];
        match choice {
            0..6 => {
                self.pass(way);
                return Ok(true);
            }
            6 => drop(queue.pop_front()),
            7 => queue.extend(queue.front().cloned()),
            8 if queue.len() > 1 => queue.swap(0, 1),
            9 | 10 => {
                let document = u.choose(&self.sent)?.clone();
                self.deliver(way, &document);
            }
            11 | 12 => {
                if let Some(document) = queue.front_mut() {
                    // A field that the message does not have stays as it is.
                    _ = document.set(u.choose(PATHS)?, *u.choose(TEXTS)?);
                }
            }
            13 => {
                if let Some(document) = queue.front_mut() {
                    document.version =
                        u.arbitrary::<Option<&str>>()?.map(|text| Value::from_text(Text::from(text)).into_owned());
                }
            }
            14 => {
                let document = Document::arbitrary(u)?;
                self.deliver(way, &document);
            }
            _ => self.start(),
        }
        Ok(false)
    }
}

/// Runs a login whose documents are delivered, lost, repeated, reordered, replayed, changed and invented as the bytes
/// say, and then delivers what is left.
pub fn login(data: &[u8]) {
    let mut u = Unstructured::new(data);
    // The password is no part of the bytes, so that no document has it by chance.
    let hash = data
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let word = format!("open {hash:016x} sesame");
    let run = |u: &mut Unstructured<'_>| -> Result<()> {
        let user = *u.choose(USERS)?;
        let kind = if u.ratio(1, 4)? { UserType::AttendantConsole } else { UserType::CallClient };
        let (application, password) = match u.int_in_range(0..=7)? {
            0 => ("demo", None),
            1 => ("wrong", Some("close sesame")),
            _ => ("demo", Some(&*word)),
        };
        let mut client = Login::new(kind, user, application);
        if let Some(password) = password {
            client = client.password(Password::new(password));
        }
        let recorded = record(&client, &word);
        let digests = recorded.iter().filter_map(digest).collect();
        let mut exchange = Exchange {
            client,
            server: Registrar::new(NONCE, "1007"),
            word: word.clone(),
            queues: [VecDeque::new(), VecDeque::new()],
            sent: recorded,
            digests,
            challenged: None,
            judged: 0,
            admitted: false,
            requested: false,
            client_over: false,
            inside: [false; 2],
        };
        exchange.start();
        let mut honest = true;
        for _ in 0..40 {
            if u.is_empty() {
                break;
            }
            honest &= exchange.step(u)?;
        }
        while exchange.pass(Way::ToServer) || exchange.pass(Way::ToClient) {}
        if honest {
            let may = match user {
                "alice@example.com" => password == Some(&*word),
                user => user == "open@example.com",
            };
            assert_eq!(exchange.inside, [may; 2], "an honest login ends as it should");
            assert!(!exchange.client.is_waiting());
        }
        Ok(())
    };
    // Fewer bytes are a shorter login.
    _ = run(&mut u);
}

/// Returns the documents of an earlier login of the same client, with another nonce.
fn record(client: &Login, word: &str) -> Vec<Document<'static>> {
    let (mut client, mut server) = (client.clone(), Registrar::new(OTHER_NONCE, "1006"));
    let mut sent = Vec::from([client.start()]);
    while let Some(last) = sent.last() {
        let answer = if sent.len() % 2 == 1 {
            server.receive(last, &mut |claim: &Claim<'_>| Exchange::account(word, claim))
        } else {
            client.receive(last)
        };
        match answer.send {
            Some(document) => sent.push(document),
            None => break,
        }
    }
    sent
}

/// Returns the digest in a document, if there is one.
fn digest(document: &Document<'_>) -> Option<String> {
    match &document.command {
        Command::RegisterRequest(request) => {
            request.user.secure_password.as_ref().map(|digest| String::from(&**digest.reveal()))
        }
        _ => None,
    }
}
