//! `infoRequest` (section 6.15).

use crate::schema::{Flag, element};

element! {
    /// Asks for the versions the server supports.
    ///
    /// Specification section 6.15; CAP-C and CCC2; client to server.
    pub struct InfoRequest<'a> = "commandData" {
        children {
            /// Present to ask for the versions.
            "capVersionRequest" => cap_version_request: Option<Flag<'a>>,
        }
    }
}
