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
            /// The user, and what to do.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `callAction`.
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
            /// Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2.
            "applicationId" => application_id: text,
            /// What the server is asked to do.
            "action" => action: required Action,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/action` of `callAction`.
    pub struct Action<'a> = "action" {
        attributes {
            /// Kind of action. INSC users can only use `Release`, `Answer`, `Xfer` and `XferVM`.
            "actionType" => action_type: word ActionType,
            /// `True` to be answered by a `callActionResponse` (since 17.0), which only `TagCallWithDispositionCode`
            /// and `CustOriginatedTraceCall` can; absent means `False`.
            "responseRequested" => response_requested: boolean,
            /// Any text by which the client recognises the response (since 17.0). Not a user id.
            "id" | "Id" => id: text,
        }
        children {
            /// Parameters. Their order counts, and a name can occur twice (`XferConsult`, `ConfStart`).
            "actionParam" => params: list ActionParam 2,
        }
    }
}

element! {
    /// `commandData/user/action/actionParam` of `callAction`.
    pub struct ActionParam<'a> = "actionParam" {
        attributes {
            /// Meaning of the parameter.
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
        may("@id").since("14.sp1"),
        must("action").container().with(&[
            must("@actionType").words(ActionType::WORDS).dated(ActionType::DATED),
            may("@responseRequested").since("17.0").words(TRUE_OR_FALSE),
            may("@id").since("17.0"),
            may("actionParam")
                .many()
                .with(&[must("@actionParamName").words(ActionParamName::WORDS).dated(ActionParamName::DATED)]),
        ]),
        must("applicationId").since("14.sp3").blank_in_ccc2(),
    ])],
)
.identity()];
