//! The commands and their elements, as tables, and the document that carries a command.
//!
//! There is one module per command: its elements, the formats it comes in, and their field tables.
//! The path in Rust is the path on the wire in snake case: `commandData/user/call/remoteNumber` is
//! `update.user.calls[0].remote_number`. A command with several formats has one struct with the
//! fields of all formats, and a method `format()`.
//!
//! # Sizes
//!
//! The table gives the size of each struct in bytes on a 64-bit machine, including the inline
//! capacity of its lists. A [`Document`] is as large as its largest command. To avoid moving a
//! document, use [`Decoder::decode_into`], which fills an existing one in place.
//!
#![doc = include_str!("sizes.md")]

mod command;
mod decoder;
mod document;
mod erratum;
mod format;
mod owned;
mod patch;
mod relation;
mod stream;
mod subject;
mod summary;
mod view;

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

#[cfg(feature = "serde")]
mod json;
#[cfg(feature = "serde")]
mod json_tree;
mod requests;

pub use call_update::CallUpdateFormat;
pub use command::{Application, Command, Direction, Environment, Opaque, Other};
pub use decoder::Decoder;
pub use document::{Document, Encoder};
pub(crate) use erratum::other_name;
pub use erratum::{Erratum, Excuse};
pub(crate) use format::Signs;
pub use format::{FieldRule, FieldType, Format};
pub use owned::OwnedMessage;
pub use profile_update::ProfileUpdateFormat;
pub use register_response::RegisterResponseFormat;
pub(crate) use relation::Facts;
pub use relation::{About, Relation};
pub use requests::{Identity, ParkTarget};
pub use response_authentication::ResponseAuthenticationFormat;
pub use session_update::SessionUpdateFormat;
#[cfg(feature = "transport")]
pub(crate) use stream::Found;
pub use stream::{StreamDecoder, StreamReader};
pub use subject::Subject;
pub use summary::Summary;
pub use view::Message;
