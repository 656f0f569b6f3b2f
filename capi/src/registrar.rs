//! Registrar: the server side of a login as a state machine without I/O.

use std::ffi::c_char;

use codec::login::{Account, Claim, Password, Registrar};
use codec::message::values::FailureCause;

use crate::handle::Held;
use crate::login::{Told, bwcap_reply};
use crate::memory::{handle, input, name, out};
use crate::message::{Message, bwcap_message};
use crate::status::{BWCAP_UNKNOWN_NAME, Done, bwcap_status, guard};

/// The server side of one login. One thread uses it at a time; otherwise it is `BWCAP_BUSY`.
pub struct bwcap_registrar(());

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
                let mut directory = |_: &Claim<'_>| account.clone();
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
