//! Presence gateway: watches users and serves their presence as JSON lines to any number of local clients over tokio.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- --user alice@example.com:secret --user bob@example.com &
//! CAP_PASSWORD=secret cargo run --example presence_gateway --features tokio,login,serde -- \
//!   127.0.0.1:2208 127.0.0.1:7000 alice@example.com bob@example.com
//! nc 127.0.0.1 7000    # {"onPhone":false,"user":"bob@example.com"}
//! ```

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use broadworks_cap::codec::DocumentCodec;
use broadworks_cap::login::{Login, Outcome, Password};
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::values::ServiceState;
use broadworks_cap::{Command, Document, Event};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio::time::{interval, timeout};
use tokio_util::codec::Framed;

const KEEPALIVE: Duration = Duration::from_secs(5 * 60);
const PATIENCE: Duration = Duration::from_secs(10);

/// What is known of each user.
#[derive(Default)]
struct Presence(BTreeMap<String, Map<String, Value>>);

impl Presence {
    /// Takes a document in. Returns the line of the user whose presence changed.
    fn update(&mut self, document: &Document<'_>) -> Option<String> {
        let subject = document.subject();
        // Only what is told of a watched user: the console itself is told of nothing else.
        let user = subject.monitored_user_id.as_deref()?.to_owned();
        let known = self.0.entry(user.clone()).or_default();
        let before = known.clone();
        match &document.command {
            Command::SessionUpdate(update) => {
                known.extend(update.user.off_hook().map(|off_hook| ("onPhone".into(), json!(off_hook))));
            }
            // An update without `initialUpdate` has only what changed.
            Command::ProfileUpdate(update) => {
                let dnd = update.user.dnd().map(|state| ("doNotDisturb".into(), json!(state == ServiceState::On)));
                let agent = update.user.acd_state().map(|state| ("agent".into(), json!(state)));
                known.extend(dnd.into_iter().chain(agent));
            }
            _ => {}
        }
        (*known != before).then(|| line(&user, known))
    }
}

fn line(user: &str, known: &Map<String, Value>) -> String {
    let mut all = Map::from_iter([("user".into(), user.into())]);
    all.extend(known.clone());
    format!("{}\n", Value::Object(all))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run().await.map_or_else(
        |error| {
            eprintln!("{error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

async fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [server, listen, user, watched @ ..] = &arguments[..] else {
        println!("usage: presence_gateway SERVER LISTEN USER WATCHED...\n\nThe password is taken from CAP_PASSWORD.");
        return Ok(());
    };
    let stream = timeout(PATIENCE, TcpStream::connect(server)).await??;
    let mut connection = Framed::new(stream, DocumentCodec::new());
    let mut login = Login::attendant_console(user, "presence example");
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    connection.send(login.start()).await?;

    let listener = TcpListener::bind(listen).await?;
    println!("listening on {}", listener.local_addr()?);
    let (lines, _) = broadcast::channel(256);
    let (mut presence, mut session) = (Presence::default(), None);
    let mut keepalive = interval(KEEPALIVE);
    loop {
        tokio::select! {
            received = connection.next() => {
                let document = match received.ok_or("the server is gone")?? {
                    Event::Document(document) => document,
                    Event::Malformed(bad) => { eprintln!("passed over: {bad}"); continue }
                    _ => continue,
                };
                let reply = login.receive(&document);
                if let Some(answer) = reply.send {
                    connection.send(answer).await?;
                }
                match (reply.outcome, &session) {
                    (Outcome::LoggedIn(new), _) => {
                        let watched = watched.iter().map(String::as_str);
                        connection.send(Document::new(MonitoringUsersRequest::add(new.identity(), watched))).await?;
                        session = Some(new);
                    }
                    (Outcome::Failed(failure), _) => return Err(failure.into()),
                    (_, Some(session)) if session.ended_by(&document).is_some() => {
                        return Err("logged out by the server".into());
                    }
                    _ => {}
                }
                if let Some(line) = presence.update(&document) {
                    // It fails only if nobody listens.
                    _ = lines.send(line);
                }
            }
            accepted = listener.accept() => {
                let (mut client, mut news) = (accepted?.0, lines.subscribe());
                let now: String = presence.0.iter().map(|(user, known)| line(user, known)).collect();
                // A client that reads too slowly is left behind and closed.
                tokio::spawn(async move {
                    client.write_all(now.as_bytes()).await?;
                    while let Ok(line) = news.recv().await {
                        timeout(PATIENCE, client.write_all(line.as_bytes())).await??;
                    }
                    Ok::<_, std::io::Error>(())
                });
            }
            _ = keepalive.tick() => if let Some(session) = &session {
                connection.send(session.keepalive()).await?;
            },
        }
    }
}
