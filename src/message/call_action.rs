//! `callAction` (section 6.11).

use super::format::{BOTH, Format, TRUE_OR_FALSE, may, must};
use super::values::{ActionParamName, ActionType, CommandType, UserType};
use crate::schema::{List, Value, WireValue, element};
use crate::xml::Text;

element! {
    /// Asks the server to perform an action on calls.
    ///
    /// Specification section 6.11; CAP-C and CCC2; client to server.
    pub struct CallAction<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: User<'a>,
        }
    }
}

element! {
    /// `commandData/user` of `callAction`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: Option<Value<'a, UserType>>,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: Option<Text<'a>>,
            /// User id.
            "id" | "Id" or child => id: Option<Text<'a>>,
        }
        children {
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: Option<Text<'a>>,
            /// The action.
            "action" => action: Action<'a>,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/action` of `callAction`.
    pub struct Action<'a> = "action" {
        attributes {
            /// Kind of action.
            "actionType" => action_type: Option<Value<'a, ActionType>>,
            /// `True` to ask for a response; absent means `False`.
            "responseRequested" => response_requested: Option<Value<'a, bool>>,
            /// Correlates action and response.
            "id" | "Id" => id: Option<Text<'a>>,
        }
        children {
            /// Parameters in order; names may repeat.
            "actionParam" => params: List<ActionParam<'a>, 2>,
        }
    }
}

element! {
    /// `commandData/user/action/actionParam` of `callAction`.
    pub struct ActionParam<'a> = "actionParam" {
        attributes {
            /// Name of the parameter.
            "actionParamName" => action_param_name: Option<Value<'a, ActionParamName>>,
        }
        text {
            /// Text of the element.
            value: Text<'a>,
        }
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
