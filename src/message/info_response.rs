//! `infoResponse` (section 6.16).

use super::format::{BOTH, Format, must};
use super::values::{CapVersion, CommandType};
use crate::schema::element;

element! {
    /// The versions the server supports.
    ///
    /// Specification section 6.16; CAP-C and CCC2; server to client.
    pub struct InfoResponse<'a> = "commandData" {
        children {
            /// A version the server supports.
            "capVersionResponse" => versions: words CapVersion 2,
        }
    }
}

/// Field table of `infoResponse`.
pub(super) static FORMATS: &[Format] =
    &[Format::new(CommandType::InfoResponse, "default", "6.16", BOTH, &[must("capVersionResponse").many()])];
