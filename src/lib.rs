//! Codec for the BroadWorks CAP-C and CCC2 call-control protocols.
//!
//! CAP-C (for desktop clients) and CCC2 (for server farms) send small XML documents back to back
//! over TCP, without a length prefix or a separator. This crate finds the documents in a stream,
//! decodes each into a typed message that borrows from the buffer, and encodes messages on one
//! line, in the order of the DTD. It does not need `std`, has no `unsafe` code, and does not
//! allocate for a message whose lists fit their inline capacity.
//!
//! # Layers
//!
//! Each module uses only those above it.
//!
//! | Module | Contents |
//! |---|---|
//! | [`error`] | the error type: kind and byte offset |
//! | [`Limits`] | every limit on the demands of a peer, and its one comparison |
//! | [`xml`] | the XML subset: tokens, text, writing |
//! | `envelope` | `BroadsoftDocument`, `command` and `commandData`, read and written |
//! | [`event`] | the events of a stream, whatever carries it |
//! | [`frame`] | framing: the bounds of each document, and recovery after a malformed one |
//! | [`schema`] | element declarations, and decoding and encoding driven by them |
//! | [`message`] | the commands as tables; [`Document`] and [`Command`] |
//! | [`dtd`] | both DTDs as tables, and a validator for them |
//! | [`validate`] | the rules that the field tables add to the DTDs; [`Validator`] |
#![cfg_attr(
    feature = "login",
    doc = "| [`login`] | the login digest, and a state machine for each side of the registration |"
)]
//!
//! # From a stream to messages
//!
//! ```
//! use broadworks_cap::{Event, Command, StreamDecoder, Limits, message::values::CallState};
//!
//! let stream = br#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="callUpdate">
//!   <commandData><user userType="CallClient" userUid="7" id="alice@example.com">
//!     <call callId="callhalf-101:0" extTrackingId="9:1"><state>2</state></call>
//!   </user></commandData></command></BroadsoftDocument>"#;
//!
//! let mut decoder = StreamDecoder::new(Limits::default());
//! let Event::Document(document) = decoder.step(stream) else { panic!("the document is complete") };
//! let Command::CallUpdate(update) = &document.command else { panic!("it is a callUpdate") };
//! assert_eq!(update.user.calls[0].state(), Some(CallState::Active));
//! ```
//!
//! [`Framer`] finds documents without decoding them, and [`Document::decode`] decodes one.
//!
//! # From a message to bytes
//!
//! ```
//! use broadworks_cap::{Document, message::{Identity, call_action::CallAction}};
//!
//! let alice = Identity::cap_c("alice@example.com", "demo");
//! let mut out = Vec::new();
//! Document::new(CallAction::dial(alice, "2405550123")).encode(&mut out)?;
//! assert!(out.ends_with(b"</BroadsoftDocument>\n"));
//! # Ok::<(), broadworks_cap::Error>(())
//! ```
//!
//! # Strictness
//!
//! Well-formedness is strict: XML that is not well-formed is an [`Error`] with a byte offset. The
//! vocabulary is tolerant: elements in any order, the other spellings that the specification itself
//! uses, and unknown elements, attributes, values, commands and versions all decode. Anything the
//! tables do not know is kept in a field `unknown` ([`Unknown`](schema::Unknown)) and written back.
//!
//! # Validation
//!
//! [`Protocol::validate`] checks a message against the DTD and then against the field tables, and
//! returns every [`Diagnostic`] with its position. [`Validator`] also checks the direction, and
//! decodes messages that pass.
//!
//! # Features
//!
//! | Feature | Adds |
//! |---|---|
//! | `serde` | `Serialize` and `Deserialize` for [`Document`] (`docs/json.md`), value sets and stable names |
//! | `arbitrary` | `Arbitrary` for [`Document`], [`Command`] and every element |
//! | `std` | conversions of [`Timestamp`] from and to `std::time::SystemTime` |
//! | `jiff` | conversions of [`Timestamp`] from and to `jiff::Timestamp` |
//! | `login` | `login`: the digest and both sides of the registration, without I/O |
//! | `transport` | `transport`: connections over `Read` and `Write` streams; needs `std` |
//! | `tokio` | `codec`: codecs for `tokio_util::codec::Framed`; needs `std` |
//! | `cli` | the command-line tool `bwcap` |

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(clippy::std_instead_of_core, clippy::alloc_instead_of_core)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "tokio")]
pub mod codec;
pub mod dtd;
mod envelope;
pub mod error;
pub mod event;
pub mod frame;
mod identified;
#[cfg(feature = "_laws")]
#[doc(hidden)]
pub mod laws;
mod limits;
#[cfg(feature = "login")]
pub mod login;
pub mod message;
pub mod schema;
#[cfg(feature = "transport")]
pub mod transport;
pub mod validate;
pub mod xml;

pub use error::{Error, Kind, Result};
pub use event::Event;
pub use frame::{Framed, Framer};
pub use identified::UnknownWord;
pub use limits::Limits;
pub use message::{Command, Decoder, Document, Encoder, Message, OwnedMessage, StreamDecoder, StreamReader};
pub use schema::{List, Millis, Protocol, Timestamp};
pub use validate::{Diagnostic, Validator};
pub use xml::Text;

/// The examples of the README, compiled and run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
