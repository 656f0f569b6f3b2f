//! Load: documents that are made up and published, to see what workers and NATS can do.

use std::collections::VecDeque;
use std::future::IntoFuture;

use async_nats::jetstream::message::PublishMessage;
use broadworks_cap::message::call_update::{Call, CallUpdate};
use broadworks_cap::message::values::{CallState, Personality};
use broadworks_cap::{Document, Encoder, Protocol};
use clap::Args;

use crate::Error;
use crate::layout::Farm;
use crate::origin::{Incarnation, Origin};
use crate::subject::EventSubject;

/// Most documents that are not yet acknowledged.
const AT_ONCE: usize = 512;

/// How much is published.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Number of documents
    #[arg(long, default_value_t = 10_000)]
    pub documents: u64,
    /// Number of users, who are told of in turn
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub users: u64,
}

/// Publishes calls of all users in turn: each call rings, is answered, and is over.
///
/// # Errors
/// If NATS does not take a document. It is not tried again.
pub async fn run(farm: &Farm, options: &Options) -> Result<(), Error> {
    let connection = Incarnation::new("load").id();
    let mut stored = VecDeque::new();
    for number in 1..=options.documents {
        let (user, bytes) = document(number - 1, options.users);
        let origin = Origin::new(&connection, number, &bytes);
        let subject = EventSubject::new("callUpdate", &user, farm.layout.partitions).under(&farm.prefix);
        let message = PublishMessage::build().message_id(origin.to_string()).payload(bytes.into());
        // One after the other, as workers expect of a connection; only the acknowledgements may wait.
        stored.push_back(farm.context.send_publish(subject, message).await?.into_future());
        if stored.len() >= AT_ONCE
            && let Some(first) = stored.pop_front()
        {
            first.await?;
        }
    }
    for rest in stored {
        rest.await?;
    }
    Ok(())
}

/// Returns a document of the load, and its user.
fn document(number: u64, users: u64) -> (String, Vec<u8>) {
    let user = format!("user{}@example.com", number % users);
    let turn = number / users;
    let state = [CallState::Alerting, CallState::Active, CallState::Released][(turn % 3) as usize];
    let id = format!("callhalf-{}:{}", turn / 3, number % users);
    let update = CallUpdate::build(|update| {
        update.user.id = Some(user.as_str().into());
        update.user.calls.push(Call::build(|call| {
            call.call_id = Some(id.as_str().into());
            call.ext_tracking_id = Some("7001:1".into());
            call.personality = Some(Personality::Terminator.into());
            call.state = Some(state.into());
            call.remote_number = Some("2405550123".into());
            call.remote_name = Some("Bob Example".into());
            call.local_number = Some("2405550101".into());
        }));
    });
    let bytes = Encoder::new(Protocol::Ccc2).to_vec(&Document::new(update)).unwrap_or_default();
    (user, bytes)
}
