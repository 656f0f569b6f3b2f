//! `callAction` (section 6.11).

use core::fmt;

use super::format::{BOTH, Format, TRUE_OR_FALSE, may, must};
use super::summary::{Line, Summarize, named};
use super::values::{ActionParamName, ActionType, CommandType, UserType};
use crate::schema::{WireValue, element};
use crate::xml::Text;

element! {
    /// Asks the server to perform an action on calls.
    ///
    /// Specification section 6.11; CAP-C and CCC2; client to server.
    pub struct CallAction<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `callAction`.
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
    /// `commandData/user/action` of `callAction`.
    pub struct Action<'a> = "action" {
        attributes {
            /// Kind of action.
            "actionType" => action_type: word ActionType,
            /// `True` to ask for a response; absent means `False`.
            "responseRequested" => response_requested: boolean,
            /// Correlates action and response.
            "id" | "Id" => id: text,
        }
        children {
            /// Parameters in order; names may repeat.
            "actionParam" => params: list ActionParam 2,
        }
    }
}

element! {
    /// `commandData/user/action/actionParam` of `callAction`.
    pub struct ActionParam<'a> = "actionParam" {
        attributes {
            /// Name of the parameter.
            "actionParamName" => action_param_name: word ActionParamName,
        }
        text {
            /// Text of the element.
            value: text,
        }
    }
}

impl Summarize for CallAction<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let action = &self.user.action;
        let parameters = action.params.iter().map(|param| Some(Text::from(&param.value)));
        line.part([named(&action.action_type)].into_iter().chain(parameters))
    }
}

/// Field table of `callAction`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::CallAction,
    "default",
    "6.11",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        may("@userUid"),
        may("@id"),
        must("action").container().with(&[
            must("@actionType").words(ActionType::WORDS),
            may("@responseRequested").words(TRUE_OR_FALSE),
            may("@id"),
            may("actionParam").many().with(&[must("@actionParamName").words(ActionParamName::WORDS)]),
        ]),
        must("applicationId").blank_in_ccc2(),
    ])],
)
.identity()];
