//! Rules of a session, and findings about it.

use alloc::boxed::Box;
use core::fmt;

use crate::identified::identified;
use crate::message::Direction;
use crate::message::values::CommandType;

identified! {
    /// What a rule of a session rests on.
    pub enum Basis {
        /// An inference from the specification, or a remark of the checker about itself.
        "inferred" Inferred: "inferred from the specification",
        /// A statement of the specification.
        "stated" Stated: "stated by the specification",
    }
}

identified! {
    /// A rule about the messages of a session in their order. The description of each says what it rests on.
    #[non_exhaustive]
    pub enum SessionRule {
        /// Stated: the flow of a registration. `registerAuthentication` is first, each response follows its request,
        /// a `registerRequest` with a digest needs the nonce, a failure ends the login, and the acknowledgement
        /// follows one successful `registerResponse`.
        "login-order" LoginOrder: "The messages of a login have an order, and a failure ends it.",
        /// Stated: the server waits for the acknowledgement. Keepalives, `infoResponse`, datagrams and `unRegister`
        /// are excepted, and also all messages while an earlier login of the same client may still last.
        "before-acknowledgement" BeforeAcknowledgement: "The server sends a user nothing but the responses of the login before the acknowledgement.",
        /// Inferred from `registerAuthentication` being the first message of a client.
        "client-before-login" ClientBeforeLogin: "A client asks nothing for a user before its login is over.",
        /// Stated: `unRegister` ends the session. Only messages of the side that sent it are reported here.
        "after-logout" AfterLogout: "Who sent `unRegister` sends nothing more for the user until the next login.",
        /// Inferred: the other side may have sent the message before the `unRegister` reached it. Responses that are
        /// owed are excepted.
        "crossed-logout" CrossedLogout: "After `unRegister` nothing more comes for the user, unless it has crossed it.",
        /// Stated of `numCalls` and of the initial `profileUpdate`: they come once after a login, for a console once
        /// for each user whom it watched before.
        "initial-once" InitialOnce: "What belongs to the initial state comes once after a login.",
        /// The number is stated: a `callUpdate` follows for each call. That the initial state is over when the first
        /// change comes (a call that was told before, or a `sessionUpdate` without `numCalls`) is inferred. More calls
        /// than told are no finding, because new ones may come at any time.
        "missing-calls" MissingCalls: "After the first `sessionUpdate`, one `callUpdate` comes for each of its `numCalls` calls.",
        /// The number is stated: one initial `profileUpdate` and one `sessionUpdate` for each user whom the console
        /// watches. That the initial state is over when the first change comes is inferred.
        "missing-watched" MissingWatched: "After its login, a console is told of as many users as `numMonitoredUsers` says.",
        /// Stated of `callDetailsEnabled` in `registerResponse`.
        "call-details" CallDetails: "A console is told of no calls if `callDetailsEnabled` is `False`.",
        /// Stated: updates come for watched users, and `numMonitoredUsers` is their number at the login. Reported when
        /// that many others were told of and no request names the user, or after a `Delete` or `Replace` succeeded.
        "not-watched" NotWatched: "A console is told only of the users whom it watches.",
        /// Inferred from the labels of the states, which are not explained: a call that was answered does not ring
        /// again, and no call becomes idle again. Changes of a detached or recalled call are not reported.
        "call-state" CallStateOrder: "A call does not go back to a state from before it was answered.",
        /// Stated: state 5 is the release, and it comes once. In CCC2 only a second release is reported. The second leg
        /// of a call that the server places for the user is excepted.
        "after-release" AfterRelease: "A call is released once, and nothing comes for it after that.",
        /// Stated of `callAnswerTime`: absent while the call is unanswered. Not checked in CCC2, where the answer may
        /// come on another connection.
        "answer-time" AnswerTime: "A call that was never active has no `callAnswerTime`.",
        /// Inferred: since Release 16.0 both legs of a call that the server places have one call id, and two before.
        /// The version of a document need not be that of the server. Legs with two ids are known by one
        /// `extTrackingId`.
        "leg-ids" LegIds: "Both legs of a call that the server places have one call id since 16.0, and two before.",
        /// Stated of the controls of `callControlInfo`, and of the limits of `Answer`. `Answer` without a control is
        /// reported only for the user's only call. A control told before the call changed its state does not count.
        "not-permitted" NotPermitted: "`Answer` and `Hold` need the permission of the last `callControlInfo`.",
        /// Stated: `CallId` is the id of an established call, and every call of a user is told. Not checked of
        /// `TagCallWithDispositionCode` and `CustOriginatedTraceCall`, which can mean a call that is over.
        "call-of-action" CallOfAction: "An action names a call that was told and is not released.",
        /// Stated: a consultative transfer and a conference join two calls.
        "two-calls" TwoCalls: "`XferConsult` and `ConfStart` name two different calls.",
        /// Inferred: each action is described as being about the conference, but not what it does without one. Not
        /// checked between such an action and the next `sessionUpdate` with a conference.
        "conference-action" ConferenceAction: "An action on the conference needs a conference in a state that fits.",
        /// Stated: a response is sent when a client asks. `callActionResponse` repeats type and id of the action.
        "unasked-response" UnaskedResponse: "A response answers a request, with its type and id.",
        /// Stated of each of these requests. A forced logout waives the responses. Reported at the end.
        "owed-response" OwedResponse: "A request that has a response gets it.",
        /// Stated: `CallAdded` has the new call. A call that bounced is excepted.
        "queue-added-twice" QueueAddedTwice: "A call is added to a queue that it is not in.",
        /// Stated: the reasons tell of a call that left the queue, or of a queued one. `QueueOverflow` is excepted.
        "queue-absent" QueueAbsent: "A change in a queue is about a call that is in it.",
        /// Stated of updates with all calls.
        "queue-duplicate" QueueDuplicate: "A queue has each call once.",
        /// Inferred: positions count from 1 at the head, and end at the number of calls.
        "queue-position" QueuePosition: "A position is a place in the queue, that of the call in a full list.",
        /// Stated: `CallPromoted` tells of a higher priority, and `Promote` asks for one. 0 is the highest.
        "queue-promotion" QueuePromotion: "A promotion raises the priority.",
        /// Inferred: an action names a call that the last full update and the changes since have.
        "queue-call-of-action" QueueCallOfAction: "A queue action names a call that is in the queue.",
        /// No finding about the session: a limit of the checker is reached, and what is no longer known is not
        /// checked. Reported once.
        "forgotten" Forgotten: "The session has more than the checker remembers.",
    }
}

impl SessionRule {
    /// Returns what the rule rests on.
    #[must_use]
    pub const fn basis(self) -> Basis {
        match self {
            Self::ClientBeforeLogin
            | Self::CrossedLogout
            | Self::MissingCalls
            | Self::MissingWatched
            | Self::CallStateOrder
            | Self::LegIds
            | Self::ConferenceAction
            | Self::QueuePosition
            | Self::QueueCallOfAction
            | Self::Forgotten => Basis::Inferred,
            _ => Basis::Stated,
        }
    }
}

/// Something in a session that is not as the flows of the protocol are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFinding {
    pub(super) rule: SessionRule,
    pub(super) number: u64,
    pub(super) direction: Direction,
    pub(super) command: Option<CommandType>,
    pub(super) path: &'static str,
    pub(super) subject: Box<str>,
}

impl SessionFinding {
    /// Returns the rule.
    #[must_use]
    pub const fn rule(&self) -> SessionRule {
        self.rule
    }

    /// Returns the number of the message in the session, from 1. For a response that never came, it is the message
    /// that asked for it.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Returns the direction of that message.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// Returns the command of that message, if it has a known one.
    #[must_use]
    pub const fn command(&self) -> Option<CommandType> {
        self.command
    }

    /// Returns the path of wire names from `commandData` to the field that tells it, such as `user/call/state`; it is
    /// empty if the whole message does. In a list it is the item of the [`subject`](Self::subject).
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// Returns the call id or user id that it is about; empty if there is none.
    #[must_use]
    pub const fn subject(&self) -> &str {
        &self.subject
    }
}

/// Describes the finding in a sentence, with the command and the subject, but without the place.
impl fmt::Display for SessionFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(command) = self.command {
            write!(f, "`{}`", command.as_str())?;
            if !self.subject.is_empty() {
                write!(f, " of `{}`", self.subject)?;
            }
            f.write_str(": ")?;
        }
        f.write_str(self.rule.describe())
    }
}

impl core::error::Error for SessionFinding {}
