//! `infoRequest` (section 6.15).

use core::fmt;

use super::format::{BOTH, Format, must};
use super::summary::{Line, Summarize};
use super::values::CommandType;
use crate::schema::element;

element! {
    /// Asks for the versions the server supports.
    ///
    /// Specification section 6.15; CAP-C and CCC2; client to server.
    pub struct InfoRequest<'a> = "commandData" {
        children {
            /// Present to ask which versions of the protocol the server supports.
            "capVersionRequest" => cap_version_request: flag,
        }
    }
}

impl Summarize for InfoRequest<'_> {
    fn summarize(&self, _: &mut Line<'_, '_>) -> fmt::Result {
        Ok(())
    }
}

/// Field table of `infoRequest`.
pub(super) static FORMATS: &[Format] =
    &[Format::new(CommandType::InfoRequest, "default", "6.15", BOTH, &[must("capVersionRequest").nothing()])];
