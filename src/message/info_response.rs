//! `infoResponse` (section 6.16).

use core::fmt;

use super::format::{BOTH, Format, must};
use super::summary::{Line, Summarize};
use super::values::{CapVersion, CommandType};
use crate::schema::element;

element! {
    /// The versions the server supports.
    ///
    /// Specification section 6.16; CAP-C and CCC2; server to client.
    pub struct InfoResponse<'a> = "commandData" {
        children {
            /// Versions of the protocol that the server supports.
            "capVersionResponse" => versions: words CapVersion 2,
        }
    }
}

impl Summarize for InfoResponse<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(self.versions.iter().map(|version| Some(version.name())))
    }
}

/// Field table of `infoResponse`.
pub(super) static FORMATS: &[Format] =
    &[Format::new(CommandType::InfoResponse, "default", "6.16", BOTH, &[must("capVersionResponse").many()])];
