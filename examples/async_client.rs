//! Asynchronous client: logs in over tokio, prints events, and logs out on Ctrl-D.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- --user alice@example.com:secret --ring 2 &
//! CAP_PASSWORD=secret cargo run --example async_client --features tokio,login -- 127.0.0.1:2208 alice@example.com
//! ```

use std::env;
use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use broadworks_cap::codec::DocumentCodec;
use broadworks_cap::login::{Login, Outcome, Password, Session};
use broadworks_cap::message::values::UserLogoutReason;
use broadworks_cap::{Document, Event};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, interval_at, sleep_until, timeout};
use tokio_util::codec::Framed;

const USAGE: &str = "usage: async_client ADDRESS USER

Prints what happens to USER until standard input ends, then logs out. The
password is taken from CAP_PASSWORD.";

/// Interval between keepalives, as a deployed client uses it; the specification defines none.
const KEEPALIVE: Duration = Duration::from_secs(5 * 60);

/// Time after which a silent server counts as gone. It sends keepalives, at an interval that nobody documents.
const IDLE_LIMIT: Duration = Duration::from_secs(15 * 60);

/// Time that the server has for a login.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(30);

/// Time that the server has to accept a connection, and a document, and to close the connection.
const PATIENCE: Duration = Duration::from_secs(10);

type Connection = Framed<TcpStream, DocumentCodec>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [help] if help == "--help" || help == "-h" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [address, user] => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Into::into)
            .and_then(|runtime| runtime.block_on(run(address, user))),
        _ => Err(USAGE.into()),
    };
    outcome.map_or_else(
        |error| {
            eprintln!("{error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

async fn run(address: &str, user: &str) -> Result<(), Box<dyn Error>> {
    let stream = timeout(PATIENCE, TcpStream::connect(address)).await??;
    stream.set_nodelay(true)?;
    let mut connection = Framed::new(stream, DocumentCodec::new());
    let mut login = Login::call_client(user, "async example");
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    let mut early = Vec::new();
    let logged_in = timeout(LOGIN_TIMEOUT, log_in(&mut connection, &mut login, &mut early)).await;
    let session = logged_in.map_err(|_| "the server did not go on with the login in time")??;
    println!("logged in as {user}");
    early.iter().for_each(|document| println!("{}", document.summary()));

    // Reading standard input blocks, so it runs in a thread of its own.
    let (quit, mut quits) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        _ = io::copy(&mut io::stdin(), &mut io::sink());
        _ = quit.send(());
    });
    let mut keepalive = interval_at(Instant::now() + KEEPALIVE, KEEPALIVE);
    let mut heard = Instant::now();
    loop {
        // Whatever is ready has its turn, so a busy server delays no keepalive.
        tokio::select! {
            received = connection.next() => {
                heard = Instant::now();
                let document = match received.ok_or("the server is gone")?? {
                    Event::Document(document) => document,
                    Event::Malformed(malformed) => {
                        eprintln!("passed over: {malformed}");
                        continue;
                    }
                    _ => continue,
                };
                if let Some(reason) = session.ended_by(&document) {
                    return Err(format!("logged out by the server: {reason}").into());
                }
                println!("{}", document.summary());
            }
            _ = keepalive.tick() => timeout(PATIENCE, connection.send(session.keepalive())).await??,
            () = sleep_until(heard + IDLE_LIMIT) => return Err("the server is silent".into()),
            _ = &mut quits => break,
        }
    }
    timeout(PATIENCE, leave(&mut connection, &session)).await?
}

/// Logs in. Documents that are not part of the login, such as early updates, are kept in `early`. The caller limits
/// the time: the codec loses nothing when this future is dropped.
async fn log_in(
    connection: &mut Connection,
    login: &mut Login,
    early: &mut Vec<Document<'static>>,
) -> Result<Session, Box<dyn Error>> {
    connection.send(login.start()).await?;
    while let Some(received) = connection.next().await {
        let document = match received? {
            Event::Document(document) => document,
            Event::Malformed(malformed) => {
                eprintln!("passed over: {malformed}");
                continue;
            }
            _ => continue,
        };
        let reply = login.receive(&document);
        if let Some(document) = reply.send {
            connection.send(document).await?;
        }
        match reply.outcome {
            Outcome::LoggedIn(session) => return Ok(session),
            Outcome::Failed(failure) => return Err(failure.into()),
            Outcome::Ignored => early.push(document),
            _ => {}
        }
    }
    Err("the server is gone".into())
}

/// Logs out and closes the connection: what is sent has arrived when the server closes its direction, too.
async fn leave(connection: &mut Connection, session: &Session) -> Result<(), Box<dyn Error>> {
    connection.send(session.log_out(UserLogoutReason::ClientLogout)).await?;
    SinkExt::<&Document<'_>>::close(connection).await?;
    while connection.next().await.transpose()?.is_some() {}
    Ok(())
}
