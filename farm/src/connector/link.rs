//! A link: one connection to the server after the other, read into the lanes, with actions going the other way.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use broadworks_cap::{Document, Limits};
use broadworks_client::asynchronous::{Client, Events};
use broadworks_client::{Backoff, Event, Options};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};

use super::actions::Errand;
use super::lanes::Lanes;
use crate::counters::ConnectorCounters;
use crate::origin::Incarnation;
use crate::set;

/// Receiver of actions, which the connections share.
type Errands = Arc<tokio::sync::Mutex<mpsc::Receiver<Errand>>>;

/// A connection to the server, which is made again when it ends.
pub(super) struct Link {
    pub address: String,
    /// Length of the longest document.
    pub limit: usize,
    pub lanes: Lanes,
    pub ids: Arc<Incarnation>,
    pub errands: Errands,
    /// Number of connections that are up.
    pub online: watch::Sender<usize>,
    pub counters: Arc<ConnectorCounters>,
}

/// The connection that is up, or was last.
struct Connection {
    id: String,
    /// Number of documents and malformed pieces that have come on it.
    number: u64,
    is_up: bool,
}

impl Link {
    /// Reads and sends until the connector stops. Then the sending direction is ended, and what the server sends until it ends its own
    /// is still published.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        // What waits in the client has been read and can be lost, so it is one document: the room is in the lanes.
        let backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(10));
        let options = Options::ccc2(&self.address)
            .limits(Limits::default().document(self.limit))
            .backoff(backoff)
            .room(1, self.limit);
        // The addresses of connections that were made, whose `Online` is still to come.
        let made: Arc<Mutex<VecDeque<SocketAddr>>> = Arc::default();
        let (address, making) = (self.address.clone(), made.clone());
        let (client, events) = Client::start_over(options, move || {
            let (address, making) = (address.clone(), making.clone());
            async move {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                making.lock().unwrap_or_else(PoisonError::into_inner).push_back(stream.local_addr()?);
                Ok(stream)
            }
        });
        let stopping = async {
            set(&mut stop).await;
            client.log_out().await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = self.read(events, &made) => {}
            () = self.write(&client) => {}
            () = stopping => {}
        }
    }

    async fn read(&self, mut events: Events, made: &Mutex<VecDeque<SocketAddr>>) {
        let mut connection = Connection { id: String::new(), number: 0, is_up: false };
        while let Some(event) = events.next().await {
            match event {
                Event::Online { .. } => {
                    connection = Connection { id: self.ids.id(), number: 0, is_up: true };
                    let address = made.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let address = address.map_or("somewhere".into(), |address| address.to_string());
                    eprintln!("{} is up from {address}", connection.id);
                    self.count(1);
                }
                Event::Offline { reason, .. } => {
                    eprintln!("connection {} to {}: {reason}", connection.id, self.address);
                    if std::mem::take(&mut connection.is_up) {
                        self.count(-1);
                    }
                }
                Event::Document(received) => {
                    connection.number += 1;
                    self.counters.received.add(1);
                    let (bytes, message) = (received.message().as_bytes(), received.message().as_message());
                    let subject = message.subject();
                    let command = message.command_name().unwrap_or_default();
                    let about = Some((&*command, subject.who().unwrap_or_default()));
                    self.lanes.push(&connection.id, connection.number, about, bytes).await;
                }
                Event::Malformed(malformed) => {
                    connection.number += 1;
                    self.counters.received.add(1);
                    self.counters.malformed.add(1);
                    eprintln!("{}: {malformed}", connection.id);
                    self.lanes.push(&connection.id, connection.number, None, &malformed.bytes).await;
                }
                _ => {}
            }
        }
    }

    /// Sends actions, one after the other. Whichever connection is free takes the next one.
    async fn write(&self, client: &Client) {
        loop {
            if client.online().await.is_err() {
                return std::future::pending().await;
            }
            let Some(errand) = self.errands.lock().await.recv().await else { return std::future::pending().await };
            if errand.is_late() {
                continue;
            }
            let done = match Document::decode(&errand.bytes()) {
                Ok(document) => match client.deliver(document.into_owned().command).await {
                    Ok(()) => {
                        self.counters.actions.add(1);
                        errand.done().await
                    }
                    // Nobody acknowledges it, so it comes again.
                    Err(error) => Err(error.into()),
                },
                Err(error) => {
                    eprintln!("an action is no document: {error}");
                    errand.done().await
                }
            };
            if let Err(error) = done {
                eprintln!("an action comes again: {error}");
            }
        }
    }

    fn count(&self, change: isize) {
        self.online.send_modify(|count| {
            *count = count.saturating_add_signed(change);
            self.counters.connections.set(*count);
        });
    }
}
