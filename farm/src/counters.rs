//! Counters: what a program of the farm has done since its start, for those who watch it.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that others may read while it grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Adds to the number.
    pub fn add(&self, count: usize) {
        self.0.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// Sets the number, which thereby tells what is now and not what has been.
    pub fn set(&self, now: usize) {
        self.0.store(now as u64, Ordering::Relaxed);
    }

    /// Returns the number.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

macro_rules! counters {
    ($(#[$meta:meta])* $Name:ident { $($(#[$of:meta])* $name:ident,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        pub struct $Name { $($(#[$of])* pub $name: Counter,)* }

        impl $Name {
            /// Returns each name with its number.
            #[must_use]
            pub fn fields(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name.get()),)*]
            }
        }
    };
}

counters! {
    /// Counters of a connector.
    ConnectorCounters {
        /// Connections that are up now.
        connections,
        /// Documents that were read, malformed pieces included.
        received,
        /// Malformed pieces among them.
        malformed,
        /// Documents that NATS has acknowledged. What is missing to `received` waits in the room.
        published,
        /// Documents among them that NATS had already.
        duplicates,
        /// Attempts to publish that failed.
        retries,
        /// Actions that were sent to the server.
        actions,
    }
}

counters! {
    /// Counters of a worker.
    WorkerCounters {
        /// Partitions that it has now.
        partitions,
        /// Documents that were applied to a state.
        applied,
        /// Documents that were passed over because they were stored twice.
        duplicates,
        /// Documents that were passed over because the saved state had them already.
        again,
        /// Documents that concern no user, and malformed pieces.
        passed_over,
        /// Documents that could not be decoded.
        undecodable,
        /// Actions that were published.
        actions,
        /// Documents that led to no action because they were too old.
        late,
        /// Records that were saved.
        saved,
        /// States that were too big to be saved, and were begun anew.
        oversized,
        /// Times that a partition was opened again after a fault.
        faults,
    }
}

/// Returns counters as a line of JSON.
#[must_use]
pub fn line(kind: &str, name: &str, fields: &[(&'static str, u64)]) -> String {
    let mut object = serde_json::Map::new();
    object.insert("kind".into(), kind.into());
    object.insert("name".into(), name.into());
    object.extend(fields.iter().map(|(name, number)| ((*name).to_owned(), (*number).into())));
    serde_json::Value::Object(object).to_string()
}
