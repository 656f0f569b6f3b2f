//! StreamDecoder over asynchronous streams: codecs for [`tokio_util::codec::Framed`].
//!
//! [`DocumentCodec`] gives documents to keep; [`FrameCodec`] gives their bytes, which share the
//! memory they were read into and can be decoded in place, sent on, or handed to another task.
//! Both send documents, borrowed or not, and bytes that were encoded before.
//!
//! - A refused document is an item, not an error: the stream goes on behind it.
//! - A stream that ends between documents just ends. One that ends inside a document gives the rest
//!   as a refused item, then an error of kind [`UnexpectedEof`](std::io::ErrorKind::UnexpectedEof).
//! - All state is in the codec, so a receiving future can be dropped at any time, as `select!` does,
//!   and nothing is lost.
//! - Reading asks for more only when everything that came was taken, and sending waits for a slow
//!   peer, so neither buffer grows beyond the limits.
//!
//! Since more than one type can be sent, `flush` and `close` of `SinkExt` want to be told one:
//! `SinkExt::<&Document>::close(&mut framed)`.
#![cfg_attr(feature = "login", doc = include_str!("login.md"))]

mod codec;
mod frame;

pub use codec::{DocumentCodec, FrameCodec};
pub use frame::{Frame, Malformed, Received};
