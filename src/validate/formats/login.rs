//! Logging in and out (sections 6.2 to 6.7).

use crate::message::values::{CommandType, MessageName, UserLogoutReason, UserType};
use crate::schema::WireValue;
use crate::validate::table::{CAP_C, Format, TRUE_OR_FALSE, may, must, stray};

pub(super) static REGISTER_AUTHENTICATION: Format = Format::new(
    CommandType::RegisterAuthentication,
    "default",
    "6.2",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(UserType::WORDS),
        must("id"),
        must("applicationId"),
        may("supervisorId"),
    ])],
);

pub(super) static RESPONSE_AUTHENTICATION_SUCCESS: Format = Format::new(
    CommandType::ResponseAuthentication,
    "success",
    "6.3.1",
    CAP_C,
    &[
        must("user").container().with(&[
            must("@userType").words(UserType::WORDS),
            must("id"),
            must("applicationId"),
            may("supervisorId"),
        ]),
        must("nonce"),
        must("algorithm"),
    ],
);

pub(super) static RESPONSE_AUTHENTICATION_FAILURE: Format = Format::new(
    CommandType::ResponseAuthentication,
    "failure",
    "6.3.2",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(UserType::WORDS),
        must("failure").container().with(&[must("@failureCause")
            .words(&["UnknownID", "NetworkServerConnectivityFailure", "WASConnectivityError", "WASProcessingError"])
            .erratum(51)]),
        must("id"),
        must("applicationId"),
        may("supervisorId"),
    ])],
);

pub(super) static REGISTER_REQUEST: Format = Format::new(
    CommandType::RegisterRequest,
    "default",
    "6.4",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(UserType::WORDS),
        must("id"),
        may("securePassword").digest(),
        must("applicationId"),
        may("supervisorId"),
    ])],
);

pub(super) static REGISTER_RESPONSE_SUCCESSFUL_CALL_CLIENT: Format = Format::new(
    CommandType::RegisterResponse,
    "successful-call-client",
    "6.5.1",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        must("@userUid"),
        must("id"),
        must("applicationId"),
        may("supervisorId"),
    ])],
);

pub(super) static REGISTER_RESPONSE_SUCCESSFUL_ATTENDANT_CONSOLE: Format = Format::new(
    CommandType::RegisterResponse,
    "successful-attendant-console",
    "6.5.2",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(&["AttendantConsole"]),
        must("@userUid"),
        must("id"),
        must("applicationId"),
        must("numMonitoredUsers").number(),
        must("callDetailsEnabled").words(TRUE_OR_FALSE),
        stray("supervisorId").erratum(56),
    ])],
);

pub(super) static REGISTER_RESPONSE_FAILURE: Format = Format::new(
    CommandType::RegisterResponse,
    "failure",
    "6.5.3",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(UserType::WORDS),
        must("failure").container().with(&[must("@failureCause")
            .words(&[
                "UnknownID",
                "IncorrectPassword",
                "UnsupportedVersion",
                "UnauthorizedCommPilotCallManager",
                "UnauthorizedAttendantConsole",
                "UnauthorizedClientCallControl",
                "UnauthorizedPhoneStatusMonitoring",
                "UnauthorizedClientLicense",
                "WASConnectivityError",
                "WASProcessingError",
                "ExtAuthHostNotInACLError",
            ])
            .erratum(51)]),
        must("id"),
        must("applicationId"),
        may("supervisorId"),
    ])],
);

pub(super) static ACKNOWLEDGEMENT: Format = Format::new(
    CommandType::Acknowledgement,
    "default",
    "6.6",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(UserType::WORDS),
        may("@userUid"),
        may("@id"),
        must("message").container().with(&[must("@messageName").words(MessageName::WORDS)]),
        may("failure").container().with(&[may("@failureCause").erratum(51)]),
        must("applicationId"),
        may("supervisorId"),
    ])],
)
.identity();

pub(super) static UN_REGISTER: Format = Format::new(
    CommandType::UnRegister,
    "default",
    "6.7",
    CAP_C,
    &[must("user").container().with(&[
        must("@userLogoutReason").words(UserLogoutReason::WORDS),
        must("@userType").words(UserType::WORDS),
        may("@userUid"),
        may("@id"),
        must("applicationId"),
    ])],
)
.identity();
