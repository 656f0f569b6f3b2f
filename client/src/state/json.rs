//! JSON form of times: milliseconds since 1970, and milliseconds.

use broadworks_cap::{Millis, Timestamp};
use serde::{Serialize, Serializer};

#[expect(clippy::ref_option, reason = "serde calls it so")]
pub(super) fn time<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(Timestamp::as_millis).serialize(serializer)
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
pub(super) fn duration<S: Serializer>(duration: &Option<Millis>, serializer: S) -> Result<S::Ok, S::Error> {
    duration.map(Millis::as_millis).serialize(serializer)
}
