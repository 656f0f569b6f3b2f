//! Delivery: a request is delivered when the stream has taken it, and not before.

#![cfg(feature = "tokio")]

use std::time::Duration;

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_client::asynchronous::Client;
use broadworks_client::{Options, RequestError};
use tokio::io::{AsyncReadExt, DuplexStream, duplex};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Upper bound for every wait, longer than any takes.
const LONG: Duration = Duration::from_secs(30);

/// Starts a client over streams that hold few bytes, and returns the ends of the server.
fn start() -> (Client, broadworks_client::asynchronous::Events, mpsc::UnboundedReceiver<DuplexStream>) {
    let (ends, servers) = mpsc::unbounded_channel();
    let (client, events) = Client::start_over(Options::ccc2("as.example.com"), move || {
        let (near, far) = duplex(16);
        let sent = ends.send(far);
        async move { sent.map(|()| near).map_err(std::io::Error::other) }
    });
    (client, events, servers)
}

fn redial() -> CallAction<'static> {
    CallAction::redial(Identity::ccc2("alice@example.com"))
}

#[tokio::test]
async fn a_request_is_delivered_when_the_stream_has_taken_it() {
    let (client, _events, mut servers) = start();
    let mut server = timeout(LONG, servers.recv()).await.expect("it connects").expect("it is there");
    client.online().await.expect("it is online");
    let delivering = tokio::spawn({
        let client = client.clone();
        async move { client.deliver(redial()).await }
    });
    // As long as the stream still has more to take than it holds, it is not delivered.
    let mut read = Vec::new();
    while !read.ends_with(b"</BroadsoftDocument>") {
        assert!(!delivering.is_finished() || read.windows(9).any(|bytes| bytes == b"</command"));
        read.push(timeout(LONG, server.read_u8()).await.expect("it is sent").expect("it is sent"));
    }
    assert_eq!(timeout(LONG, delivering).await.expect("it is delivered").expect("no panic"), Ok(()));
}

#[tokio::test]
async fn a_request_that_the_stream_does_not_take_is_not_delivered() {
    let (client, _events, mut servers) = start();
    let server = timeout(LONG, servers.recv()).await.expect("it connects").expect("it is there");
    client.online().await.expect("it is online");
    let (delivered, ()) = tokio::join!(client.deliver(redial()), async {
        tokio::task::yield_now().await;
        drop(server);
    });
    assert_eq!(delivered, Err(RequestError::Disconnected));
}
