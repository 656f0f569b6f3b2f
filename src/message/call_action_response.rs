//! `callActionResponse` (section 6.12).

use core::fmt;

use super::erratum::E033;
use super::format::{BOTH, Format, TRUE_OR_FALSE, may, must};
use super::relation::{About, Relation};
use super::summary::{Line, Summarize, named, succeeded, text};
use super::values::{ActionType, CommandType, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Outcome of a `callAction` that asked for a response.
    ///
    /// Specification section 6.12; CAP-C and CCC2; server to client.
    pub struct CallActionResponse<'a> = "commandData" {
        children {
            /// The user, and the outcome.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `callActionResponse`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id of the user whom the message is about, usually with a domain. Servers may leave it out beside
            /// `userUid`.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Name that the client application gave itself at the login; it tells the user's clients apart.
            "applicationId" => application_id: text,
            /// The action that is answered, with its outcome.
            "action" => action: required Action,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/action` of `callActionResponse`.
    pub struct Action<'a> = "action" {
        attributes {
            /// Kind of the action that the outcome belongs to.
            "actionType" => action_type: word ActionType,
            /// The `id` of the `callAction` that is answered; absent if it had none.
            "id" | "Id" => id: text,
        }
        children {
            /// Outcome of the action.
            "result" => result: optional Result,
        }
    }
}

element! {
    /// `commandData/user/action/result` of `callActionResponse`.
    pub struct Result<'a> = "result" {
        attributes {
            /// `true` if the action was done, `false` if it failed.
            "success" | "Success" => success: boolean,
        }
        children {
            /// What went wrong, for people. Only of an action that failed.
            "message" => message: text,
        }
    }
}

impl Summarize for CallActionResponse<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let action = &self.user.action;
        let result = action.result.as_ref();
        let success = result.and_then(|result| succeeded(result.success()));
        line.part([named(&action.action_type), success, result.and_then(|result| text(&result.message))])
    }
}

/// Facts of an action and its result.
const ANSWERED: u16 = 1;
const ACTION: u16 = 2;
const SUCCESS: u16 = 4;
const MESSAGE: u16 = 8;

static OF_ACTION: &[Relation] = &[Relation::never(
    About::Answer,
    ACTION,
    ANSWERED,
    "only `TagCallWithDispositionCode` and `CustOriginatedTraceCall` are answered",
)];

static OF_RESULT: &[Relation] =
    &[Relation::never(About::Outcome, SUCCESS | MESSAGE, 0, "`message` is there only if `success` is `False`")];

/// Field table of `callActionResponse`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::CallActionResponse,
    "default",
    "6.12",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        must("@userUid"),
        must("@id").erratum(&E033),
        must("action").container().relations(OF_ACTION).with(&[
            must("@actionType")
                .words(ActionType::WORDS)
                .dated(ActionType::DATED)
                .there(ACTION)
                .says(&[(ANSWERED, &["TagCallWithDispositionCode", "CustOriginatedTraceCall"])]),
            may("@id"),
            must("result").container().relations(OF_RESULT).with(&[
                must("@success").words(TRUE_OR_FALSE).says(&[(SUCCESS, &["True"])]),
                may("message").there(MESSAGE),
            ]),
        ]),
        must("applicationId").optional_in_ccc2(),
    ])],
)];
