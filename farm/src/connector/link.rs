//! A link: one connection to the server after the other, read into the lanes, with actions going the other way.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use broadworks_cap::codec::FrameCodec;
use broadworks_cap::event::Frame;
use broadworks_cap::{Decoder, Event, Limits, Protocol};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::time::{sleep, timeout};
use tokio_util::codec::{Decoder as _, FramedRead, FramedWrite};

use super::actions::Errand;
use super::lanes::Lanes;
use crate::counters::ConnectorCounters;
use crate::layout::pause;
use crate::origin::Incarnation;
use crate::{Error, set};

/// Time that the server has to accept a connection, and a document.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection to the server, which is made again when it ends.
pub(super) struct Link {
    pub address: String,
    /// Length of the longest document.
    pub limit: usize,
    pub lanes: Lanes,
    pub ids: Arc<Incarnation>,
    pub actions: Arc<Mutex<mpsc::Receiver<Errand>>>,
    /// Number of connections that are up.
    pub online: watch::Sender<usize>,
    pub counters: Arc<ConnectorCounters>,
}

impl Link {
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        for attempt in 0.. {
            let connection = self.ids.id();
            if let Err(error) = self.connect(&connection, &mut stop).await {
                eprintln!("{connection} to {}: {error}", self.address);
            }
            tokio::select! {
                () = set(&mut stop) => return,
                () = sleep(pause(attempt)) => {}
            }
        }
    }

    async fn connect(&self, connection: &str, stop: &mut watch::Receiver<bool>) -> Result<(), Error> {
        let stream = timeout(PATIENCE, TcpStream::connect(&self.address)).await??;
        stream.set_nodelay(true)?;
        eprintln!("{connection} is up from {}", stream.local_addr()?);
        let (into, out) = stream.into_split();
        let codec = FrameCodec::new().limits(Limits::default().document(self.limit)).protocol(Protocol::Ccc2);
        let _up = Up::new(&self.online, &self.counters);
        let mut reading = Reading { link: self, connection, number: 0, decoder: Decoder::new() };
        tokio::select! {
            end = reading.run(FramedRead::new(into, codec.clone()), stop) => end,
            end = self.write(FramedWrite::new(out, codec)) => end,
        }
    }

    async fn write(&self, mut out: FramedWrite<OwnedWriteHalf, FrameCodec>) -> Result<(), Error> {
        loop {
            // Whichever connection is free takes the next one.
            let errand = self.actions.lock().await.recv().await;
            let Some(errand) = errand else { return std::future::pending().await };
            if errand.is_late() {
                continue;
            }
            timeout(PATIENCE, out.send(errand.bytes())).await??;
            self.counters.actions.add(1);
            if let Err(error) = errand.done().await {
                eprintln!("an action was sent, and may be sent again: {error}");
            }
        }
    }
}

/// The receiving direction of a connection.
struct Reading<'a> {
    link: &'a Link,
    connection: &'a str,
    /// Number of documents and malformed pieces that have come.
    number: u64,
    decoder: Decoder,
}

impl Reading<'_> {
    /// Reads until the connection ends or the connector stops. Whatever is read whole is published.
    async fn run(
        &mut self,
        mut stream: FramedRead<OwnedReadHalf, FrameCodec>,
        stop: &mut watch::Receiver<bool>,
    ) -> Result<(), Error> {
        loop {
            let event = tokio::select! {
                () = set(stop) => break,
                event = stream.next() => event,
            };
            let event = event.transpose()?.ok_or("the server has closed it")?;
            self.take(event).await;
        }
        // What came with the last bytes that were read.
        let mut rest = mem::take(stream.read_buffer_mut());
        while let Some(event) = stream.decoder_mut().decode(&mut rest)? {
            self.take(event).await;
        }
        Ok(())
    }

    async fn take(&mut self, event: Event<Frame<Bytes>, Bytes>) {
        let Link { counters, lanes, .. } = self.link;
        self.number += 1;
        counters.received.add(1);
        match event {
            Event::Document(frame) => {
                let message = self.decoder.read(&frame).ok();
                let about = message.map(|message| {
                    let who = message.subject().who().unwrap_or_default().to_owned();
                    (message.command_name().unwrap_or_default().to_string(), who)
                });
                let about = about.as_ref().map(|(command, user)| (command.as_str(), user.as_str()));
                counters.malformed.add(usize::from(about.is_none()));
                lanes.push(self.connection, self.number, about, &frame).await;
            }
            Event::Malformed(malformed) => {
                counters.malformed.add(1);
                eprintln!("{}: {malformed}", self.connection);
                lanes.push(self.connection, self.number, None, &malformed.bytes).await;
            }
            _ => {}
        }
    }
}

/// A connection that counts as up.
struct Up<'a>(&'a watch::Sender<usize>, &'a ConnectorCounters);

impl<'a> Up<'a> {
    fn new(online: &'a watch::Sender<usize>, counters: &'a ConnectorCounters) -> Self {
        online.send_modify(|count| {
            *count += 1;
            counters.connections.set(*count);
        });
        Self(online, counters)
    }
}

impl Drop for Up<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| {
            *count -= 1;
            self.1.connections.set(*count);
        });
    }
}
