//! Login of a client: its digest, its state machine without I/O, and the replies of both sides.

use std::ffi::c_char;

use codec::login::{Failure, Login, Outcome, Password, Reply, secure_password};
use codec::message::values::{CapVersion, UserType};
use codec::{Document, Encoder, Limits, Protocol, Value};

use crate::handle::Held;
use crate::memory::{handle, input, name, out, put, text};
use crate::message::{Message, bwcap_message};
use crate::session::{LoggedIn, bwcap_session};
use crate::status::{BWCAP_UNKNOWN_NAME, BWCAP_WRONG_STATE, Done, bwcap_status, guard};
use crate::types::{bwcap_error, bwcap_text};

/// The client side of one login. One thread uses it at a time; otherwise it is `BWCAP_BUSY`. It holds the digest of a password,
/// which is wiped when it is freed.
pub struct bwcap_login(());

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
pub(crate) struct Told {
    cause: String,
    sentence: String,
}

impl Told {
    /// Writes a reply.
    pub(crate) fn reply(&mut self, reply: Reply, out: &mut bwcap_reply) -> Done {
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
pub(crate) fn message(document: &Document<'_>) -> Done<Message> {
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
