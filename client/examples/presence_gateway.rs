//! Presence gateway: watches users and serves their presence as JSON lines to any number of local clients.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- --user alice@example.com:secret --user bob@example.com &
//! CAP_PASSWORD=secret cargo run -p broadworks-client --example presence_gateway --features serde -- \
//!   127.0.0.1:2208 127.0.0.1:7000 alice@example.com bob@example.com
//! nc 127.0.0.1 7000    # {"presence":{"availability":"idle",...},"user":"bob@example.com"}
//! ```

use std::{env, error::Error};

use broadworks_cap::Protocol;
use broadworks_client::state::{Change, Presence, State};
use broadworks_client::{Login, Options, Password, asynchronous::Client};
use tokio::{io::AsyncWriteExt, net::TcpListener, sync::broadcast};

fn line(user: &str, presence: Presence) -> String {
    format!("{}\n", serde_json::json!({ "user": user, "presence": presence }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [server, listen, user, watched @ ..] = &arguments[..] else {
        return Err("usage: presence_gateway SERVER LISTEN USER WATCHED... (the password is CAP_PASSWORD)".into());
    };
    let login = Login::attendant_console(user, "presence example").password(Password::new(env::var("CAP_PASSWORD")?));
    let (client, mut events) = Client::start(Options::cap_c(server, login));
    // They are asked for again after every reconnect. The answer is an event, too.
    let watched = watched.to_vec();
    tokio::spawn(async move { client.monitor(watched).await });
    let listener = TcpListener::bind(listen).await?;
    println!("listening on {}", listener.local_addr()?);
    let (mut state, lines) = (State::new(Protocol::CapC), broadcast::Sender::new(256));
    loop {
        tokio::select! {
            event = events.next() => for change in state.follow(&event.ok_or("no login helps any more")?) {
                if let Change::PresenceChanged { user, presence, .. } = change {
                    _ = lines.send(line(&user, presence)); // it fails only if nobody listens
                }
            },
            accepted = listener.accept() => {
                let (mut peer, mut news) = (accepted?.0, lines.subscribe());
                let now: String = state.users().map(|(user, known)| line(user, known.presence())).collect();
                // Whoever reads too slowly is left behind and closed.
                tokio::spawn(async move {
                    peer.write_all(now.as_bytes()).await?;
                    while let Ok(line) = news.recv().await {
                        peer.write_all(line.as_bytes()).await?;
                    }
                    Ok::<_, std::io::Error>(())
                });
            }
        }
    }
}
