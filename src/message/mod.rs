//! The commands and their parts, as tables, and the document that carries one.
//!
//! A module per command: its elements, the formats it comes in and their field tables. The path in Rust is the path on the wire in snake case:
//! `commandData/user/call/remoteNumber` is `update.user.calls[0].remote_number`. A command that
//! comes in several formats has one struct with the fields of all and a `format()`.
//!
//! # Sizes
//!
//! Bytes on a 64-bit machine, with the inline room of its lists. A [`Document`] takes as much as its
//! largest command; where moving one matters, [`Decoder::decode_into`] fills one that stays where
//! it is.
//!
#![doc = include_str!("sizes.md")]

mod command;
mod document;
mod format;
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
pub use call_update::CallUpdateFormat;
pub use command::{Command, Direction, Opaque, Other};
pub use document::{Decoder, Document, Encoder};
pub(crate) use format::Signs;
pub use format::{FieldRule, FieldType, Format};
pub use profile_update::ProfileUpdateFormat;
pub use register_response::RegisterResponseFormat;
pub use response_authentication::ResponseAuthenticationFormat;
pub use session_update::SessionUpdateFormat;
pub use stream::{Event, StreamDecoder};
