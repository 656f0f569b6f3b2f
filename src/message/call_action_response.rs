//! `callActionResponse` (section 6.12).

use core::fmt;

use super::format::{BOTH, Format, TRUE_OR_FALSE, may, must};
use super::summary::{Line, Summarize, named, succeeded, text};
use super::values::{ActionType, CommandType, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Outcome of a `callAction` that asked for a response.
    ///
    /// Specification section 6.12; CAP-C and CCC2; server to client.
    pub struct CallActionResponse<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `callActionResponse`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: word UserType,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
            /// The action.
            "action" => action: required Action,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/action` of `callActionResponse`.
    pub struct Action<'a> = "action" {
        attributes {
            /// Kind of action.
            "actionType" => action_type: word ActionType,
            /// Correlates action and response.
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
            /// `true` if the action succeeded.
            "success" | "Success" => success: boolean,
        }
        children {
            /// Description of the error, for people.
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

/// Field table of `callActionResponse`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::CallActionResponse,
    "default",
    "6.12",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        must("@userUid").erratum(33),
        must("@id").erratum(33),
        must("action").container().with(&[
            must("@actionType").words(ActionType::WORDS),
            may("@id"),
            must("result").container().with(&[must("@success").words(TRUE_OR_FALSE), may("message")]),
        ]),
        must("applicationId").blank_in_ccc2(),
    ])],
)];
