//! Codec for the BroadWorks CAP-C and CCC2 call-control protocols.
//!
//! CAP-C (for desktop clients) and CCC2 (for server farms) send small XML documents back to back
//! over TCP, without a length prefix or a separator. This crate finds the documents in a stream,
//! decodes each into a typed message that borrows from the buffer, and encodes messages on one
//! line, in the order of the DTD. It does not need `std`, has no `unsafe` code, and does not
//! allocate for a message whose lists fit their inline capacity, unless a text with references is longer than 15
//! bytes.
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
//! # A guided tour
//!
//! ## A stream
//!
//! [`StreamReader`] takes bytes as they arrive and returns [`Event`]s. A malformed document is an event like any
//! other, and the next one decodes. [`StreamDecoder`] does the same in a buffer of the caller, and [`Framer`] finds
//! documents without decoding them.
//!
//! ```
//! use broadworks_cap::{Event, Limits, StreamReader};
//!
//! let stream = br#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="callUpdate">
//!   <commandData><user userType="CallClient" userUid="7" id="alice@example.com">
//!     <call callId="callhalf-101:0" extTrackingId="9:1"><state>2</state></call>
//!   </user></commandData></command></BroadsoftDocument>"#;
//!
//! let mut reader = StreamReader::new(Limits::default());
//! reader.feed(stream);
//! let Event::Document(document) = reader.next() else { panic!("the document is complete") };
//! assert_eq!(document.summary().to_string(), "callUpdate  alice@example.com  callhalf-101:0 Active");
//! assert_eq!(document.subject().who(), Some("alice@example.com"));
//! ```
//!
//! ## A message as a struct
//!
//! [`Document::decode`] and [`Decoder::decode`] fill typed structs. A field holds what the sender wrote, and the method
//! of the same name returns its value: text as `&str`, words as enums, times as [`Timestamp`].
//!
//! ```
//! # let bytes = br#"<BroadsoftDocument><command commandType="callUpdate"><commandData><user id="alice@example.com">
//! #   <call><state>2</state><callStartTime>1700000000000</callStartTime></call></user></commandData></command></BroadsoftDocument>"#;
//! use broadworks_cap::{Command, Document, Timestamp, message::values::CallState};
//!
//! let document = Document::decode(bytes)?;
//! let Command::CallUpdate(update) = &document.command else { panic!("it is a callUpdate") };
//! let call = &update.user.calls[0];
//! assert_eq!(call.state(), Some(CallState::Active));
//! assert_eq!(call.call_start_time(), Some(Timestamp::from_millis(1_700_000_000_000)));
//! assert_eq!(call.remote_number(), None);
//! # Ok::<(), broadworks_cap::Error>(())
//! ```
//!
//! ## A message as a view
//!
//! [`Decoder::read`] returns a [`Message`], which decodes a field when it is asked for: by the same method, or by the
//! path of its wire names. [`OwnedMessage`] keeps the bytes for a queue or another thread, and [`Message::patched`]
//! changes some fields and no other byte.
//!
//! ```
//! # let bytes = br#"<BroadsoftDocument><command commandType="callUpdate"><commandData><user id="alice@example.com">
//! #   <call><state>2</state><remoteNumber>2405550123</remoteNumber></call></user></commandData></command></BroadsoftDocument>"#;
//! use broadworks_cap::{Decoder, message::values::CallState};
//!
//! let mut decoder = Decoder::new();
//! let message = decoder.read(bytes)?;
//! let call = message.call_update().and_then(|update| update.user().calls().next()).expect("it has a call");
//! assert_eq!(call.state(), Some(CallState::Active));
//! assert_eq!(message.get("user/call[0]/remoteNumber").as_deref(), Some("2405550123"));
//! # Ok::<(), broadworks_cap::Error>(())
//! ```
//!
//! ## Writing
//!
//! There is a constructor for each request of a client. Any other message is built with `build`, which every struct
//! has.
//!
//! ```
//! use broadworks_cap::{Document, message::{Identity, call_action::CallAction}};
//! use broadworks_cap::message::{call_update::{Call, CallUpdate}, values::CallState};
//!
//! let alice = Identity::cap_c("alice@example.com", "demo");
//! let bytes = Document::new(CallAction::dial(alice, "2405550123")).to_vec()?;
//! assert!(bytes.ends_with(b"</BroadsoftDocument>\n"));
//!
//! let update = CallUpdate::build(|update| {
//!     update.user.id = Some("alice@example.com".into());
//!     update.user.calls.push(Call::build(|call| call.state = Some(CallState::Active.into())));
//! });
//! let mut room = [0; 1024];
//! let length = Document::new(update).encode_to_slice(&mut room)?;
//! assert!(room[..length].starts_with(b"<?xml"));
//! # Ok::<(), broadworks_cap::Error>(())
//! ```
//!
//! ## Validation
//!
//! [`Protocol::validate`] checks a message against the DTD and then against the field tables, and
//! returns every [`Diagnostic`] with its position. [`Validator`] also checks the direction, and
//! decodes messages that pass. [`validate::session`] checks the messages of a session in their order: who is owed a
//! response, which states of a call follow, what is in a queue.
//!
//! ```
//! use broadworks_cap::Protocol;
//!
//! let message = br#"<BroadsoftDocument protocol="CAP" version="17.0"><command commandType="infoRequest">
//!   <commandData><capVersionReqest/></commandData></command></BroadsoftDocument>"#;
//! let diagnostic = Protocol::CapC.validate(message).next().expect("a wrong name");
//! assert_eq!(diagnostic.to_string(), "no element is called `capVersionReqest`");
//! assert_eq!(&message[diagnostic.span()], b"capVersionReqest");
//! ```
//!
//! ## Logging in
//!
//! With the features `login` and `transport`, `transport::Connection` logs in, receives and sends over any stream;
//! `codec` does so for tokio. Without I/O, `login::Login` is a state machine: it takes documents and says what to send.
//! The folder `examples` has complete programs.
//!
//! # Strictness
//!
//! Well-formedness is strict: XML that is not well-formed is an [`Error`] with a byte offset. The
//! vocabulary is tolerant: elements in any order, the other spellings that the specification itself
//! uses, and unknown elements, attributes, values, commands and versions all decode. Anything the
//! tables do not know is kept in a field `unknown` ([`Unknown`](schema::Unknown)) and written back.
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
#[doc(no_inline)]
pub use message::values;
pub use message::{
    Command, Decoder, Document, Encoder, Identity, Message, OwnedMessage, StreamDecoder, StreamReader, Subject,
};
pub use schema::{List, Millis, Protocol, Timestamp, Value, View};
pub use validate::{Diagnostic, Validator};
pub use xml::Text;

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The examples of the README, compiled and run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
