//! Asynchronous transport: codecs for [`tokio_util::codec::Framed`].
//!
//! [`DocumentCodec`] returns owned documents. [`FrameCodec`] returns their bytes, which share the
//! memory they were read into and can be decoded in place, forwarded, or moved to another task.
//! Both send documents, owned or borrowed, and bytes that are already encoded.
//!
//! - A malformed document is an item, not an error: the stream continues after it.
//! - A stream that ends between documents just ends. One that ends inside a document gives the rest
//!   as a malformed item, then an error of kind [`UnexpectedEof`](std::io::ErrorKind::UnexpectedEof).
//! - All state is in the codec, so a receiving future can be dropped at any time, as `select!` does,
//!   and nothing is lost.
//! - The stream is read only when everything in the buffer has been consumed, and sending waits for
//!   a slow peer, so neither buffer grows beyond the limits.
//!
//! Because more than one type can be sent, `flush` and `close` of `SinkExt` need a type argument:
//! `SinkExt::<&Document>::close(&mut framed)`.
#![cfg_attr(feature = "login", doc = include_str!("login.md"))]

mod codec;

pub use codec::{DocumentCodec, FrameCodec};

use bytes::Bytes;

use crate::event;

/// The next thing on a connection: a document or malformed bytes, and nothing else. A future waits by
/// itself, and the end of the stream is the end of the items.
pub type Event<T> = event::Event<T, Bytes>;

/// Bytes that are no document, and why.
pub type Malformed = event::Malformed<Bytes>;

/// The bytes of one document, not decoded yet.
///
/// They share memory with what was read at the same time. To keep a few frames of many, copy them.
pub type Frame = event::Frame<Bytes>;
