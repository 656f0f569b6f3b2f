//! Versions, keepalive and relayed data (sections 6.15 to 6.17 and 6.25).

use crate::message::values::{CommandType, UserType};
use crate::schema::WireValue;
use crate::validate::table::{BOTH, Format, may, must};

pub(super) static INFO_REQUEST: Format =
    Format::new(CommandType::InfoRequest, "default", "6.15", BOTH, &[must("capVersionRequest").nothing()]);

pub(super) static INFO_RESPONSE: Format =
    Format::new(CommandType::InfoResponse, "default", "6.16", BOTH, &[must("capVersionResponse").many()]);

pub(super) static SERVER_STATUS_REQUEST: Format = Format::new(
    CommandType::ServerStatusRequest,
    "default",
    "6.17",
    BOTH,
    &[may("user").container().with(&[
        may("@userType").words(UserType::WORDS),
        may("@userUid"),
        may("@id"),
        must("applicationId"),
    ])],
);

pub(super) static DATAGRAM: Format = Format::new(
    CommandType::Datagram,
    "default",
    "6.25",
    BOTH,
    &[
        must("from").container().with(&[must("user").container().with(&[
            must("@userType").words(UserType::WORDS),
            must("@id"),
            must("applicationId"),
        ])]),
        must("to").container().with(&[must("user").container().with(&[
            must("@userType").words(UserType::WORDS),
            must("@id"),
            must("applicationId"),
        ])]),
        must("payload").with(&[may("@payloadType")]),
    ],
);
