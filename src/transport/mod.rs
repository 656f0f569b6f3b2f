//! Blocking transport: sends and receives documents over TCP, TLS, Unix sockets, or any other
//! stream that implements `Read` and `Write`.
//!
//! A [`Connection`] sends and receives documents over one stream. It can be split for two threads
//! into a [`Receiver`] and a [`Sender`]. This module does only I/O: [`frame`](crate::frame) finds
//! the end of a document, and `login` runs the login.
//!
//! ```
//! use broadworks_cap::{Event, transport::Connection};
//!
//! # let stream = std::io::Cursor::new(b"<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>".to_vec());
//! let mut connection = Connection::new(stream);
//! loop {
//!     match connection.receive_owned()? {
//!         Event::Document(document) => println!("{}", document.summary()),
//!         Event::Malformed(bad) => eprintln!("{bad}"),
//!         Event::Pending => connection.keep_alive()?,
//!         Event::Closed { clean } => break assert!(clean),
//!         _ => {}
//!     }
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! [`Connection::receive`] avoids the copy, but its document borrows the buffer: while the document
//! is alive, nothing can be sent over the same connection. A [`Receiver`] and a [`Sender`] do not
//! restrict each other.
#![cfg_attr(feature = "login", doc = include_str!("login.md"))]

mod connection;
#[cfg(feature = "login")]
mod log_in;
mod outbox;
mod peer;
mod tcp;

pub use connection::{Connection, Receiver, Sender};
#[cfg(feature = "login")]
pub use log_in::LoginError;
pub use outbox::SendError;
pub use peer::{Socket, Timed};

use core::time::Duration;

/// TCP port of an Open Client Server, to which CAP-C clients connect. The specification does not
/// define it; every known client uses this default.
pub const CAP_C_PORT: u16 = 2208;

/// TCP port of an Open Client Server for CAP-C clients that use TLS. Like [`CAP_C_PORT`], the
/// specification does not define it; every known client uses this default.
pub const CAP_C_TLS_PORT: u16 = 2209;

/// TCP port of an Execution Server, to which Open Client Servers connect with CAP-C. It can be
/// changed in the server's configuration.
pub const CAP_C_SERVER_PORT: u16 = 2206;

/// TCP port of an Execution Server, to which server farms connect with CCC2. It can be changed in
/// the server's configuration, from 1025 to 65535.
pub const CCC2_PORT: u16 = 2212;

/// Interval between keepalives: five minutes, as a deployed client uses. The specification defines
/// no interval.
pub const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5 * 60);

/// Time that a login may take unless [another](Connection::set_login_timeout) is set: 30 seconds. The specification
/// defines none; a server asks a database or two.
#[cfg(feature = "login")]
pub const LOGIN_TIMEOUT: Duration = Duration::from_secs(30);
