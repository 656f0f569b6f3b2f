//! Laws of reading: both readers write the same tape, and views give what structs hold.

use alloc::{format, string::ToString};

use crate::limits::Limits;
use crate::message::{Decoder, Document};

/// Any bytes: the fast and the general reader write the same tape or report the same error, whatever was
/// learned before, and everything that reads a tape gives the same.
pub fn tape(data: &[u8]) {
    let (mut fast, mut general) = (Decoder::new(), Decoder::new().limits(Limits::default().shortcuts(false)));
    let (fast_result, general_result) = (fast.read(data), general.read(data));
    assert_eq!(fast_result.err(), general_result.err(), "the same error");
    let (Ok(message), Ok(other)) = (fast_result, general_result) else { return };
    assert!(message == other, "the same tape");
    let document = message.to_document();
    assert!(message.agrees(&document.command), "views give what structs hold");
    assert_eq!((message.protocol(), message.version()), (document.protocol.clone(), document.version.clone()));
    let owned = message.into_owned();
    assert!(
        owned.as_message() == message && owned.to_document() == document.clone().into_owned(),
        "owning changes nothing"
    );
    let json = serde_json::to_string(&message).map_err(|error| error.to_string());
    assert_eq!(json, serde_json::to_string(&document).map_err(|error| error.to_string()), "the same JSON");
    // What was learned, and a tape that was used, change nothing.
    let shown = format!("{message:?}");
    for _ in 0..2 {
        assert_eq!(fast.read(data).map(|message| format!("{message:?}")).as_ref(), Ok(&shown));
    }
    assert_eq!(Document::decode(data).as_ref(), Ok(&document), "without learning");
}
