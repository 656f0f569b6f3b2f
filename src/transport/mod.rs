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
//!
//! # Deadlines
//!
//! A peer may be slow, silent, or send things that lead nowhere. Every call that waits for one can be limited. Limits
//! are for the whole call: a peer that sends or accepts a byte from time to time does not extend them.
//!
//! | Call | Limit | Default | Then |
//! |---|---|---|---|
//! | [`receive`](Connection::receive), `receive_frame`, `receive_owned` | [`set_receive_timeout`](Connection::set_receive_timeout) | none | [`Event::Pending`](crate::Event::Pending) |
//! | [`send`](Connection::send), `send_encoded`, `keep_alive`, `flush` | [`set_send_timeout`](Connection::set_send_timeout) | none | [`SendError::Timeout`] |
//! | `log_in`, `serve_login` | `set_login_timeout` | 30 seconds | `LoginError::Timeout` |
//! | [`connect`](Connection::connect) | [`connect_timeout`](Connection::connect_timeout) | the operating system's | an error |
//!
//! Nothing is lost: what has come and what is queued stays, and the call can be made again.
//!
//! One read or write can be interrupted only by the timeout of the socket. Before each, a connection sets it to the time
//! that is left, so the limits are exact for connections made with `connect` or `From`. Any other stream needs to say
//! where its [`socket`](Connection::socket) is; until it does, a call can exceed its limit by the time that one read
//! or write takes, which is forever if the peer is silent and the stream has no timeout. One read of a TLS stream may
//! read the socket many times: put a [`Timed`] socket under it.
//!
//! # Peers that are gone
//!
//! A peer that loses power or its network does not close the connection: nothing comes any more. There are two ways to
//! notice, and both are needed:
//!
//! - Servers send keepalives to all clients, so a connection that is [`idle`](Connection::idle) for several of their
//!   intervals is dead. Set a short receive timeout, so that the loop looks at it; the same loop sends the client's own
//!   keepalives. A program that waits for a reply can look for less time.
//! - What is sent to such a peer is not acknowledged, and after a quarter of an hour or so the operating system ends the
//!   connection with an error, which `receive` and `send` return. With TCP keepalives it does that for idle connections,
//!   too, and as early as it is told:
//!
//! ```no_run
//! use broadworks_cap::transport::Connection;
//! use socket2::{SockRef, TcpKeepalive};
//! use std::time::Duration;
//!
//! let connection = Connection::connect_cap_c("ocs.example.com")?;
//! let keepalive = TcpKeepalive::new().with_time(Duration::from_secs(60)).with_interval(Duration::from_secs(10));
//! SockRef::from(connection.get_ref()).set_tcp_keepalive(&keepalive)?;
//! # Ok::<(), std::io::Error>(())
//! ```
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
