//! The login: its digest, and both sides of the registration as state machines without I/O.

use std::ffi::c_char;

use codec::login::{Account, Failure, Login, Outcome, Password, Registrar, Reply, Session, secure_password};
use codec::message::values::{CapVersion, FailureCause, UserLogoutReason, UserType};
use codec::{Document, Encoder, Limits, Protocol, Value};

use crate::handle::Held;
use crate::memory::{handle, input, name, out, put, text};
use crate::message::{Message, bwcap_message};
use crate::status::{BWCAP_NONE, BWCAP_UNKNOWN_NAME, BWCAP_WRONG_STATE, Done, bwcap_status, guard};
use crate::types::{bwcap_error, bwcap_text};

/// The client side of one login. One thread uses it at a time; otherwise it is `BWCAP_BUSY`. It holds the digest of a password,
/// which is wiped when it is freed.
pub struct bwcap_login(());

/// The server side of one login. One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
pub struct bwcap_registrar(());

/// A user who is logged in. It never changes, and any number of threads may read it at the same time.
pub struct bwcap_session(());

/// State of a login after a message: one of `BWCAP_OUTCOME_...`.
pub type bwcap_outcome = i32;
/// The message is not part of this login, which has not changed. Process it as if no login were in progress.
pub const BWCAP_OUTCOME_IGNORED: bwcap_outcome = 0;
/// The message was part of the login, which waits for the next one.
pub const BWCAP_OUTCOME_WAITING: bwcap_outcome = 1;
/// The login is complete.
pub const BWCAP_OUTCOME_LOGGED_IN: bwcap_outcome = 2;
/// The login failed.
pub const BWCAP_OUTCOME_FAILED: bwcap_outcome = 3;

/// Why a login failed: one of `BWCAP_FAILURE_...`.
pub type bwcap_failure = i32;
/// It did not fail.
pub const BWCAP_FAILURE_NONE: bwcap_failure = 0;
/// The server refused it. The cause is one of `BWCAP_WORD_FAILURE_CAUSE_...`, another text, or empty.
pub const BWCAP_FAILURE_REFUSED: bwcap_failure = 1;
/// The server asked for another algorithm than MD5, or named none. The cause is its name.
pub const BWCAP_FAILURE_UNSUPPORTED_ALGORITHM: bwcap_failure = 2;
/// The server asked for a digest without a nonce.
pub const BWCAP_FAILURE_NO_NONCE: bwcap_failure = 3;
/// The peer sent `unRegister`. The cause is one of `BWCAP_WORD_USER_LOGOUT_REASON_...`, another text, or empty.
pub const BWCAP_FAILURE_LOGGED_OUT: bwcap_failure = 4;
/// The client did not accept the registration.
pub const BWCAP_FAILURE_NOT_ACKNOWLEDGED: bwcap_failure = 5;

/// What follows from a message of a login.
#[repr(C)]
pub struct bwcap_reply {
    /// State of the login.
    pub outcome: bwcap_outcome,
    /// Why it failed.
    pub failure: bwcap_failure,
    /// 1 if the same login will fail again until somebody changes something.
    pub permanent: i32,
    /// What the peer gave as a cause. The texts live until the next call with the login.
    pub cause: bwcap_text,
    /// A sentence for people about the failure. It holds no password and no digest.
    pub sentence: bwcap_text,
    /// The message to send to the peer, whatever the outcome; null if there is none. It is yours.
    pub send: *mut bwcap_message,
    /// The session, of `BWCAP_OUTCOME_LOGGED_IN`; otherwise null. It is yours: free it with `bwcap_session_free`.
    pub session: *mut bwcap_session,
}

impl Default for bwcap_reply {
    fn default() -> Self {
        Self {
            outcome: BWCAP_OUTCOME_IGNORED,
            failure: BWCAP_FAILURE_NONE,
            permanent: 0,
            cause: bwcap_text::default(),
            sentence: bwcap_text::default(),
            send: std::ptr::null_mut(),
            session: std::ptr::null_mut(),
        }
    }
}

/// The texts of the last failure of a login.
#[derive(Default)]
struct Told {
    cause: String,
    sentence: String,
}

impl Told {
    /// Writes a reply.
    fn reply(&mut self, reply: Reply, out: &mut bwcap_reply) -> Done {
        *self = Self::default();
        if let Some(document) = &reply.send {
            out.send = message(document)?.open()?;
        }
        out.outcome = match reply.outcome {
            Outcome::Waiting => BWCAP_OUTCOME_WAITING,
            Outcome::LoggedIn(session) => {
                match LoggedIn::new(session).open() {
                    Ok(session) => out.session = session,
                    Err(status) => {
                        // Nothing is handed out by a call that fails.
                        let sent = std::mem::replace(&mut out.send, std::ptr::null_mut());
                        return Message::close(sent).and(Err(status));
                    }
                }
                BWCAP_OUTCOME_LOGGED_IN
            }
            Outcome::Failed(failure) => {
                (self.sentence, out.permanent) = (failure.to_string(), failure.is_permanent().into());
                (out.failure, self.cause) = match &failure {
                    Failure::Refused(cause) => (BWCAP_FAILURE_REFUSED, cause.to_text().to_string()),
                    Failure::UnsupportedAlgorithm(name) => (BWCAP_FAILURE_UNSUPPORTED_ALGORITHM, name.to_string()),
                    Failure::NoNonce => (BWCAP_FAILURE_NO_NONCE, String::new()),
                    Failure::LoggedOut(reason) => (BWCAP_FAILURE_LOGGED_OUT, reason.to_text().to_string()),
                    _ => (BWCAP_FAILURE_NOT_ACKNOWLEDGED, String::new()),
                };
                (out.cause, out.sentence) = (self.cause.as_str().into(), self.sentence.as_str().into());
                BWCAP_OUTCOME_FAILED
            }
            _ => BWCAP_OUTCOME_IGNORED,
        };
        Ok(())
    }
}

/// Encodes a document of a login. It is refused only if an id holds a character that XML cannot represent.
fn message(document: &Document<'_>) -> Done<Message> {
    let mut report = bwcap_error::default();
    let bytes = Encoder::new(Protocol::CapC).to_vec(document).map_err(|error| report.codec(error))?;
    Message::read(&bytes, Limits::default(), &mut report)
}

/// Computes the digest of a login: the 32 digits of `securePassword`, for the nonce as it was received and the password in UTF-8.
///
/// The digits are written to `digits`, with a zero byte after them: it needs 33 bytes, otherwise it is
/// `BWCAP_SHORT_BUFFER`. The lengths may be `BWCAP_TERMINATED`. Any thread may call it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_secure_password(
    nonce: *const c_char,
    nonce_length: usize,
    password: *const c_char,
    password_length: usize,
    digits: *mut c_char,
    capacity: usize,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the texts do not change during the call.
        let (nonce, password) = unsafe { (text(nonce, nonce_length)?, text(password, password_length)?) };
        let digest = secure_password(nonce, &Password::new(password));
        let mut bytes = [0; 33];
        bytes[..32].copy_from_slice(digest.reveal().as_bytes());
        // SAFETY: the caller owns the buffer.
        unsafe { put(&bytes, digits, capacity, &mut 0) }
    })
}

/// The client side of a login.
struct Client {
    login: Login,
    told: Told,
}

impl Held for Client {
    type Handle = bwcap_login;
}

impl Client {
    /// Changes the login before it is started.
    fn set(login: *mut bwcap_login, change: impl FnOnce(Login) -> Login) -> Done {
        Self::with_mut(login, |client| {
            if client.login.is_waiting() {
                return Err(BWCAP_WRONG_STATE);
            }
            client.login = change(client.login.clone());
            Ok(())
        })
    }
}

/// Creates a login. `*login` is yours: free it with `bwcap_login_free`. Any thread may call it.
///
/// `user_type` is `BWCAP_WORD_USER_TYPE_CALL_CLIENT` or `BWCAP_WORD_USER_TYPE_ATTENDANT_CONSOLE`. The application id is free text; it
/// tells apart several clients of the same user and type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_login_new(
    user_type: *const c_char,
    id: *const c_char,
    application_id: *const c_char,
    login: *mut *mut bwcap_login,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the texts do not change during the call.
        let (out, user_type, id, application) =
            unsafe { (handle(login)?, name(user_type)?, name(id)?, name(application_id)?) };
        let user_type = user_type.parse::<UserType>().map_err(|_| BWCAP_UNKNOWN_NAME)?;
        *out = Client { login: Login::new(user_type, id, application), told: Told::default() }.open()?;
        Ok(())
    })
}

/// Frees a login, and wipes its password. Null is nothing to free.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_login_free(login: *mut bwcap_login) -> bwcap_status {
    guard(|| Client::close(login))
}

/// Sets the password, in UTF-8. Without one, the login has no digest. `length` may be `BWCAP_TERMINATED`. `BWCAP_WRONG_STATE`
/// while the login waits for a message, as for the other settings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_login_password(
    login: *mut bwcap_login,
    password: *const c_char,
    length: usize,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the text does not change during the call.
        let password = Password::new(unsafe { text(password, length)? });
        Client::set(login, |login| login.password(password))
    })
}

/// Sets the password by its SHA-1 digest of 20 bytes, for those who do not store passwords.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_login_password_sha1(login: *mut bwcap_login, sha1: *const u8) -> bwcap_status {
    guard(|| {
        // SAFETY: the bytes do not change during the call.
        let sha1 = unsafe { input(sha1.cast::<[u8; 20]>())? }.ok_or(crate::status::BWCAP_BAD_POINTER)?;
        Client::set(login, |login| login.password(Password::from_sha1(*sha1)))
    })
}

/// Sets the supervisor who logs in as the call center that the id names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_login_supervisor(login: *mut bwcap_login, id: *const c_char) -> bwcap_status {
    guard(|| {
        // SAFETY: the text does not change during the call.
        let id = unsafe { name(id)? };
        Client::set(login, |login| login.supervisor(id))
    })
}

/// Sets the version of the protocol; `17.0` if it is not set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_login_version(login: *mut bwcap_login, version: *const c_char) -> bwcap_status {
    guard(|| {
        // SAFETY: the text does not change during the call.
        let version = unsafe { name(version)? };
        Client::set(login, |login| login.version(Value::<CapVersion>::from_text(version.to_owned().into())))
    })
}

/// Starts or restarts a login, and writes its first message, `registerAuthentication`, which is yours. Send its bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_login_start(login: *mut bwcap_login, send: *mut *mut bwcap_message) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { handle(send)? };
        *out = Client::with_mut(login, |client| message(&client.login.start()))?.open()?;
        Ok(())
    })
}

/// Processes a message from the server. Send `reply->send` if it is there, until the outcome is `BWCAP_OUTCOME_LOGGED_IN` or
/// `BWCAP_OUTCOME_FAILED`. The message stays yours. There is no timeout: a login that waits too long can be started again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_login_receive(
    login: *mut bwcap_login,
    message: *const bwcap_message,
    reply: *mut bwcap_reply,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(reply)? };
        Client::with_mut(login, |Client { login, told }| {
            Message::with(message, |message| told.reply(login.receive(message.document()), out))
        })
    })
}

/// The server side of a login.
struct Server {
    registrar: Registrar,
    told: Told,
}

impl Held for Server {
    type Handle = bwcap_registrar;
}

/// What a server knows of the user who logs in. All null and zero means an account that needs no password.
#[repr(C)]
pub struct bwcap_account {
    /// The password in UTF-8, which ends with a zero byte; null if there is none, or for `sha1`.
    pub password: *const c_char,
    /// The SHA-1 digest of the password, 20 bytes; null if there is none, or for `password`.
    pub sha1: *const u8,
    /// Why a client that knows the password is refused, one of `BWCAP_WORD_FAILURE_CAUSE_...`; null if it is not.
    pub refusal: *const c_char,
    /// Why the account cannot be looked up, one of `BWCAP_WORD_FAILURE_CAUSE_...`; null if it can.
    pub unavailable: *const c_char,
    /// Of a console: number of the users that it watches.
    pub monitored_users: u32,
    /// Of a console: not 0 if it is told of the calls of those users.
    pub call_details: i32,
}

/// Returns the cause with a name; `None` for null.
///
/// # Safety
/// As for [`name`].
unsafe fn cause(word: *const c_char) -> Done<Option<FailureCause>> {
    if word.is_null() {
        return Ok(None);
    }
    // SAFETY: the same contract.
    unsafe { name(word)? }.parse().map(Some).map_err(|_| BWCAP_UNKNOWN_NAME)
}

/// Returns the account that a pointer leads to; that of an unknown user for null.
///
/// # Safety
/// It is null, or leads to an account whose pointers are null or lead to what they say.
unsafe fn account(account: *const bwcap_account) -> Done<Result<Account, FailureCause>> {
    // SAFETY: the contract of this function.
    unsafe {
        let Some(given) = input(account)? else { return Ok(Err(FailureCause::UnknownId)) };
        if let Some(cause) = cause(given.unavailable)? {
            return Ok(Err(cause));
        }
        let mut account = match (input(given.sha1.cast::<[u8; 20]>())?, given.password) {
            (Some(sha1), _) => Account::new(Password::from_sha1(*sha1)),
            (None, password) if password.is_null() => Account::open(),
            (None, password) => Account::new(Password::new(name(password)?)),
        };
        account.refusal = cause(given.refusal)?;
        Ok(Ok(account.watching(given.monitored_users, given.call_details != 0)))
    }
}

/// Creates the server side of one login. `*registrar` is yours: free it with `bwcap_registrar_free`. Any thread may call it.
///
/// The nonce must be unpredictable and never used before. `user_uid` is the session id that the client gets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_registrar_new(
    nonce: *const c_char,
    user_uid: *const c_char,
    registrar: *mut *mut bwcap_registrar,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the texts do not change during the call.
        let (out, nonce, user_uid) = unsafe { (handle(registrar)?, name(nonce)?, name(user_uid)?) };
        *out = Server { registrar: Registrar::new(nonce, user_uid), told: Told::default() }.open()?;
        Ok(())
    })
}

/// Frees the server side of a login. Null is nothing to free.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_registrar_free(registrar: *mut bwcap_registrar) -> bwcap_status {
    guard(|| Server::close(registrar))
}

/// Processes a message from the client. `account` is that of the user whom the message names in `user/id`; null if there is no
/// such user. Send `reply->send` if it is there. The message stays yours.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_registrar_receive(
    registrar: *mut bwcap_registrar,
    message: *const bwcap_message,
    account: *const bwcap_account,
    reply: *mut bwcap_reply,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the account and its texts do not change during the call.
        let (out, account) = unsafe { (out(reply)?, self::account(account)?) };
        Server::with_mut(registrar, |Server { registrar, told }| {
            Message::with(message, |message| {
                let mut directory = |_: &codec::login::Claim<'_>| account.clone();
                told.reply(registrar.receive(message.document(), &mut directory), out)
            })
        })
    })
}

/// Writes 1 if the login is over and its nonce has been used; otherwise 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_registrar_is_over(registrar: *const bwcap_registrar, over: *mut i32) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(over)? };
        *out = Server::with(registrar, |server| Ok(server.registrar.is_over().into()))?;
        Ok(())
    })
}

/// A session, with its texts.
struct LoggedIn {
    session: Session,
    user_type: String,
    version: String,
}

impl Held for LoggedIn {
    type Handle = bwcap_session;
}

impl LoggedIn {
    fn new(session: Session) -> Self {
        let (user_type, version) = (session.applicant.user_type.to_text(), session.version.to_text());
        Self { user_type: user_type.to_string(), version: version.to_string(), session }
    }
}

/// Who is logged in. The texts live until the session is freed.
#[repr(C)]
#[derive(Default)]
pub struct bwcap_identity {
    /// User id.
    pub id: bwcap_text,
    /// Application id of the client.
    pub application_id: bwcap_text,
    /// Session id; null if the server gave none.
    pub user_uid: bwcap_text,
    /// Kind of client.
    pub user_type: bwcap_text,
    /// Version of the protocol.
    pub version: bwcap_text,
    /// Of a console: number of the users that it watches; -1 if it was not told.
    pub monitored_users: i64,
    /// Of a console: 1 if it is told of their calls, 0 if not; -1 if it was not told.
    pub call_details: i32,
}

/// Frees a session. It sends nothing: see `bwcap_session_log_out`. Null is nothing to free.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_session_free(session: *mut bwcap_session) -> bwcap_status {
    guard(|| LoggedIn::close(session))
}

/// Writes who is logged in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_session_identity(
    session: *const bwcap_session,
    identity: *mut bwcap_identity,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(identity)? };
        *out = LoggedIn::with(session, |LoggedIn { session, user_type, version }| {
            let console = session.console.unwrap_or_default();
            Ok(bwcap_identity {
                id: (&*session.applicant.id).into(),
                application_id: (&*session.applicant.application_id).into(),
                user_uid: session.user_uid.as_deref().into(),
                user_type: user_type.as_str().into(),
                version: version.as_str().into(),
                monitored_users: console.num_monitored_users.unwrap_or(-1),
                call_details: console.call_details_enabled.map_or(-1, i32::from),
            })
        })?;
        Ok(())
    })
}

/// Makes the message that keeps a connection alive, `serverStatusRequest`, which is not answered. `*message` is yours.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_session_keepalive(
    session: *const bwcap_session,
    message: *mut *mut bwcap_message,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { handle(message)? };
        *out = LoggedIn::with(session, |held| self::message(&held.session.keepalive()))?.open()?;
        Ok(())
    })
}

/// Makes the message that ends a session, `unRegister`, which is not answered. `*message` is yours.
///
/// The reason is one of `BWCAP_WORD_USER_LOGOUT_REASON_...`: `ClientLogout` of a client, another one of a server.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_session_log_out(
    session: *const bwcap_session,
    reason: *const c_char,
    message: *mut *mut bwcap_message,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the text does not change during the call.
        let (out, reason) = unsafe { (handle(message)?, name(reason)?) };
        let reason = reason.parse::<UserLogoutReason>().map_err(|_| BWCAP_UNKNOWN_NAME)?;
        *out = LoggedIn::with(session, |held| self::message(&held.session.log_out(reason)))?.open()?;
        Ok(())
    })
}

/// Says whether a message of the peer ends a session: `BWCAP_OK` if it does, `BWCAP_NONE` if not.
///
/// The reason is written, which lives until the message is freed, and whether to log in again: 1, or 0 if that is of no use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_session_ended_by(
    session: *const bwcap_session,
    message: *const bwcap_message,
    reason: *mut bwcap_text,
    may_reconnect: *mut i32,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns both places.
        let (reason, may_reconnect) = unsafe { (out(reason), out(may_reconnect)) };
        let (reason, may_reconnect) = (reason?, may_reconnect?);
        LoggedIn::with(session, |held| {
            Message::with(message, |message| {
                let ended = held.session.ended_by(message.document()).ok_or(BWCAP_NONE)?;
                (*reason, *may_reconnect) = (message.text(&ended.to_text()), ended.may_reconnect().into());
                Ok(())
            })
        })
    })
}
