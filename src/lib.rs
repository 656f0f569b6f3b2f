//! Codec for the BroadWorks CAP-C and CCC2 call-control protocols.
//!
//! CAP-C (desktop clients) and CCC2 (server farms) are small XML documents, sent back to back over
//! TCP without length or separator. This crate finds the documents in a stream, decodes each into
//! a typed message that borrows from the buffer, and encodes messages on one line, in the order of
//! the DTD. It needs no `std`, has no `unsafe`, and allocates nothing for a message whose lists fit
//! their inline room.
//!
//! # Layers
//!
//! Each module uses only those above it.
//!
//! | Module | What it knows |
//! |---|---|
//! | [`error`] | one error value: kind and byte offset |
//! | [`Limits`] | every limit on what a peer may ask, and its one comparison |
//! | [`xml`] | the XML subset: tokens, text, writing |
//! | `envelope` | `BroadsoftDocument`, `command` and `commandData`, read and written |
//! | [`frame`] | where a document starts and ends in a stream, and how to go on after a bad one |
//! | [`schema`] | how an element is declared once and walked |
//! | [`message`] | the 24 commands as tables; [`Document`] and [`Command`] |
//! | [`dtd`] | both DTDs as tables, and a validator over tokens |
//! | [`validate`] | what the field tables add to the DTDs; [`Validator`] |
#![cfg_attr(
    feature = "login",
    doc = "| [`login`] | the login digest, and the registration as a state machine for both sides |"
)]
#![cfg_attr(
    any(feature = "transport", feature = "tokio"),
    doc = "| [`event`] | the events of a connection, whatever carries it |"
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
//! let mut documents = StreamDecoder::new(Limits::default());
//! let Event::Document { document, .. } = documents.step(stream) else { panic!("a whole document is here") };
//! let Command::CallUpdate(update) = &document.command else { panic!("it is a callUpdate") };
//! assert_eq!(update.user.calls[0].state, Some(CallState::Active.into()));
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
//! # What decodes and what does not
//!
//! Well-formedness is strict: ill-formed XML is an [`Error`] with a place. The vocabulary is
//! tolerant: any order of elements, other spellings the specification itself uses, unknown
//! elements, attributes, words, commands and versions all decode. What the tables do not know is
//! kept in an [`unknown`](schema::Unknown) and written back.
//!
//! # What is wrong with a message
//!
//! [`Protocol::validate`] holds a message against the DTD and then against the field tables, and
//! gives every [`Diagnostic`] with its place; [`Validator`] adds a direction, and decodes what passes.
//!
//! # Features
//!
//! | Feature | Adds |
//! |---|---|
//! | `serde` | `Serialize` and `Deserialize` for [`Document`]: wire names as keys, leaf values as strings |
//! | `arbitrary` | `Arbitrary` for [`Document`], [`Command`] and every element |
//! | `login` | `login`: the digest and both sides of the registration, without I/O |
//! | `transport` | `transport`: connections over `Read` and `Write` streams; needs std |
//! | `tokio` | `tokio`: a codec for `tokio_util::codec::Framed`; needs std |
//! | `cli` | the tool `bwcap` |

#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![warn(clippy::std_instead_of_core, clippy::alloc_instead_of_core)]

extern crate alloc;
#[cfg(any(feature = "transport", feature = "tokio"))]
extern crate std;

pub mod dtd;
mod envelope;
pub mod error;
#[cfg(any(feature = "transport", feature = "tokio"))]
pub mod event;
pub mod frame;
#[cfg(feature = "_laws")]
#[doc(hidden)]
pub mod laws;
mod limits;
#[cfg(feature = "login")]
pub mod login;
pub mod message;
pub mod schema;
#[cfg(feature = "tokio")]
pub mod tokio;
#[cfg(feature = "transport")]
pub mod transport;
pub mod validate;
pub mod xml;

pub use error::{Error, Kind, Result};
pub use frame::{Framed, Framer};
pub use limits::Limits;
pub use message::{Command, Decoder, Document, Encoder, Event, StreamDecoder};
pub use schema::Protocol;
pub use validate::{Diagnostic, Validator};
pub use xml::Text;

/// The examples of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
