//! Counters: what a client has done so far, for metrics.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$meta:meta])* $name:ident,)*) => {
        /// Counters of a client, which other threads may read.
        #[derive(Debug, Default)]
        pub(crate) struct Counters { $(pub $name: Counter,)* }

        /// What a client has done since its start. Every number only grows.
        ///
        /// A program reads it when its metrics are asked for; the [names](Self::fields) are made for that.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Counts { $($(#[$meta])* pub $name: u64,)* }

        impl Counters {
            pub fn read(&self) -> Counts {
                Counts { $($name: self.$name.0.load(Ordering::Relaxed),)* }
            }
        }

        impl Counts {
            /// Returns each name with its number.
            #[must_use]
            pub fn fields(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name),)*]
            }
        }
    };
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub fn add(&self, count: usize) {
        self.0.fetch_add(count as u64, Ordering::Relaxed);
    }
}

counters! {
    /// Attempts to connect.
    attempts,
    /// Times the client was online.
    onlines,
    /// Times the client was online and is no longer.
    disconnects,
    /// Logins that failed.
    refusals,
    /// Bytes that were received.
    bytes_received,
    /// Bytes that were sent.
    bytes_sent,
    /// Documents that were received, with those of logins.
    documents_received,
    /// Documents that were sent, with those of logins and keepalives.
    documents_sent,
    /// Pieces of a stream that were no documents.
    malformed,
    /// Keepalives that were sent.
    keepalives,
    /// Requests that were sent for the caller.
    requests,
    /// Requests that were answered.
    answers,
    /// Requests that got no answer in time.
    unanswered,
}
