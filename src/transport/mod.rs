//! Documents over streams that block: TCP, TLS, Unix sockets, anything that reads and writes.
//!
//! A [`Connection`] sends and receives documents over one stream. Its two directions can be taken
//! apart for two threads, as a [`Receiver`] and a [`Sender`]. All thinking is elsewhere: where a
//! document ends is [`frame`](crate::frame)'s, how a login goes is `login`'s.
//!
//! ```
//! use broadworks_cap::{Command, transport::{Connection, Event}};
//!
//! # let stream = std::io::Cursor::new(b"<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>".to_vec());
//! let mut connection = Connection::new(stream);
//! loop {
//!     match connection.receive_owned()? {
//!         Event::Document(document) => println!("{:?}", document.command.command_type()),
//!         Event::Malformed(refused) => eprintln!("{} at byte {} of the stream", refused.error, refused.offset),
//!         Event::Timeout => connection.keep_alive()?,
//!         Event::Closed { clean } => break assert!(clean),
//!         _ => {}
//!     }
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`Connection::receive`] saves the copy; while its document is held, the buffer is in use and
//! nothing can be sent over the same connection. A [`Receiver`] and a [`Sender`] are free of each
//! other.
#![cfg_attr(feature = "login", doc = include_str!("login.md"))]

mod connection;
mod inbox;
#[cfg(feature = "login")]
mod log_in;
mod outbox;
mod tcp;

pub use connection::{Connection, Receiver, Sender};
#[cfg(feature = "login")]
pub use log_in::LoginError;
pub use outbox::SendError;

use core::time::Duration;

use crate::event;
use crate::message::Document;

/// The next thing on a connection; bytes are lent from its buffer.
pub type Event<'c, T = Document<'c>> = event::Event<T, &'c [u8]>;

/// Bytes that are no document, lent from the buffer, and why.
pub type Malformed<'c> = event::Malformed<&'c [u8]>;

/// The bytes of one document, lent from the buffer and not decoded yet.
pub type Frame<'c> = event::Frame<&'c [u8]>;

/// TCP port of a CAP-C Open Client Server, where clients connect. The specification is silent on
/// it; every known client has this default.
pub const CAP_C_PORT: u16 = 2208;

/// TCP port of a CAP-C Open Client Server for clients that speak TLS. As [`CAP_C_PORT`].
pub const CAP_C_TLS_PORT: u16 = 2209;

/// TCP port of an Execution Server, where Open Client Servers connect with CAP-C. Configurable on
/// the server.
pub const CAP_C_SERVER_PORT: u16 = 2206;

/// TCP port of an Execution Server, where server farms connect with CCC2. Configurable on the
/// server from 1025 to 65535.
pub const CCC2_PORT: u16 = 2212;

/// How often to send a keepalive: what a deployed client does. The specification names no
/// interval.
pub const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5 * 60);
