//! Asynchronous client: logs in over tokio, prints events, and logs out on Ctrl-D.
//!
//! ```sh
//! cargo run --example simulator --features transport,login -- --user alice@example.com:secret --ring 2 &
//! CAP_PASSWORD=secret cargo run --example async_client --features tokio,login -- 127.0.0.1:2208 alice@example.com
//! ```

use std::env;
use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use broadworks_cap::Event;
use broadworks_cap::codec::DocumentCodec;
use broadworks_cap::login::{Login, Outcome, Password, Session};
use broadworks_cap::message::values::UserLogoutReason;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_util::codec::Framed;

const USAGE: &str = "usage: async_client ADDRESS USER

Prints what happens to USER until standard input ends, then logs out. The
password is taken from CAP_PASSWORD.";

/// Interval between keepalives, as a deployed client uses it; the specification defines none.
const KEEPALIVE: Duration = Duration::from_secs(5 * 60);

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
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut connection = Framed::new(stream, DocumentCodec::new());
    let mut login = Login::call_client(user, "async example");
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    let session = log_in(&mut connection, &mut login).await?;
    println!("logged in as {user}");

    // Reading standard input blocks, so it runs in a thread of its own.
    let (quit, mut quits) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        _ = io::copy(&mut io::stdin(), &mut io::sink());
        _ = quit.send(());
    });
    let mut alive = tokio::time::interval(KEEPALIVE);
    loop {
        tokio::select! {
            received = connection.next() => {
                let document = match received.ok_or("the server is gone")?? {
                    Event::Document(document) => document,
                    Event::Malformed(malformed) => {
                        eprintln!("passed over: {}", malformed.error);
                        continue;
                    }
                    _ => continue,
                };
                if let Some(reason) = session.ended_by(&document) {
                    return Err(format!("logged out by the server: {reason}").into());
                }
                println!("{}", document.summary());
            }
            _ = alive.tick() => connection.send(session.keepalive()).await?,
            _ = &mut quits => {
                connection.send(session.log_out(UserLogoutReason::ClientLogout)).await?;
                return Ok(());
            }
        }
    }
}

async fn log_in(connection: &mut Connection, login: &mut Login) -> Result<Session, Box<dyn Error>> {
    connection.send(login.start()).await?;
    while let Some(received) = connection.next().await {
        let Event::Document(document) = received? else { continue };
        let reply = login.receive(&document);
        if let Some(document) = reply.send {
            connection.send(document).await?;
        }
        match reply.outcome {
            Outcome::LoggedIn(session) => return Ok(session),
            Outcome::Failed(failure) => return Err(failure.into()),
            // Updates may arrive before the login is complete.
            Outcome::Ignored => println!("{}", document.summary()),
            _ => {}
        }
    }
    Err("the server is gone".into())
}
