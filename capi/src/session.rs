//! Session: who is logged in, and the messages that keep and end it.

use std::ffi::c_char;

use codec::login::Session;
use codec::message::values::UserLogoutReason;

use crate::handle::Held;
use crate::login::message;
use crate::memory::{handle, name, out};
use crate::message::{Message, bwcap_message};
use crate::status::{BWCAP_NONE, BWCAP_UNKNOWN_NAME, bwcap_status, guard};
use crate::types::bwcap_text;

/// A user who is logged in. It never changes, and any number of threads may read it at the same time.
pub struct bwcap_session(());

/// A session, with its texts.
pub(crate) struct LoggedIn {
    session: Session,
    user_type: String,
    version: String,
}

impl Held for LoggedIn {
    type Handle = bwcap_session;
}

impl LoggedIn {
    pub(crate) fn new(session: Session) -> Self {
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
