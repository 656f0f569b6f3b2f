//! The 24 commands and their elements, as tables, and the document that carries a command.
//!
//! There is one module per command. The path in Rust is the path on the wire in snake case:
//! `commandData/user/call/remoteNumber` is `update.user.calls[0].remote_number`. A command with
//! several formats has one struct with the fields of all formats, and a method `format()`.
//!
//! # Sizes
//!
//! The table gives the size of each struct in bytes on a 64-bit machine, including the inline
//! capacity of its lists. A [`Document`] is as large as its largest command. To avoid moving a
//! document, use [`Decoder::decode_into`], which fills an existing one in place.
//!
//! | | bytes |
//! |---|---|
//! | `Document` | 1360 |
//! | `profileUpdate` | 1296 |
//! | `callUpdate` | 1000 |
//! | `queueUpdate` | 888 |
//! | `sessionUpdate` | 408 |
//! | `callControlInfo` | 344 |
//! | `callAction` | 312 |
//! | `monitoringUsersResponse` | 264 |
//! | `monitoringUsersRequest` | 248 |
//! | `queueAction` | 248 |
//! | `datagram` | 240 |
//! | `queueInfoResponse` | 232 |
//! | `callActionResponse` | 224 |
//! | `registerResponse` | 216 |
//! | `queueProfileUpdate` | 208 |
//! | `acknowledgement` | 200 |
//! | `responseAuthentication` | 192 |
//! | `externalNotify` | 160 |
//! | `registerRequest` | 136 |
//! | `unRegister` | 136 |
//! | `registerAuthentication` | 112 |
//! | `serverStatusRequest` | 112 |
//! | `queueInfoRequest` | 112 |
//! | `infoResponse` | 64 |
//! | `infoRequest` | 32 |

mod command;
mod decoder;
mod document;
mod format;
mod message;
mod stream;

pub mod acknowledgement;
pub mod call_action;
pub mod call_action_response;
pub mod call_control_info;
pub mod call_update;
pub mod datagram;
pub mod external_notify;
pub mod info_request;
pub mod info_response;
pub mod monitoring_users_request;
pub mod monitoring_users_response;
pub mod profile_update;
pub mod queue_action;
pub mod queue_info_request;
pub mod queue_info_response;
pub mod queue_profile_update;
pub mod queue_update;
pub mod register_authentication;
pub mod register_request;
pub mod register_response;
pub mod response_authentication;
pub mod server_status_request;
pub mod session_update;
pub mod un_register;
pub mod values;

mod actions;
#[cfg(feature = "serde")]
mod json;

pub use actions::{Identity, ParkTarget};
pub use command::{Command, Other};
pub use decoder::Decoder;
pub use document::{Document, Encoder};
pub use format::{
    CallUpdateFormat, Opaque, ProfileUpdateFormat, RegisterResponseFormat, ResponseAuthenticationFormat,
    SessionUpdateFormat,
};
pub use message::Message;
pub use stream::{Event, StreamDecoder};
