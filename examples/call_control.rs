//! Call control client: logs in, calls a number, prints events for a while, and logs out.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- --user alice@example.com:secret &
//! CAP_PASSWORD=secret cargo run --example call_control --features transport,login -- \
//!   127.0.0.1:2208 alice@example.com 2405550199
//! ```

use std::env;
use std::error::Error;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{CallState, UserLogoutReason};
use broadworks_cap::transport::{Connection, KEEPALIVE_INTERVAL};
use broadworks_cap::{Command, Document, Event};

const USAGE: &str = "usage: call_control ADDRESS USER NUMBER [SECONDS]

Calls NUMBER as USER, prints updates for SECONDS (10 if not given) or until the
call is released, and logs out. The password is taken from CAP_PASSWORD.";

/// Time that the server has to accept a connection, and a document.
const PATIENCE: Duration = Duration::from_secs(10);

/// Time after which a silent server counts as gone. It sends keepalives, at an interval that nobody documents.
const IDLE_LIMIT: Duration = Duration::from_secs(15 * 60);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match *arguments.as_slice() {
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [address, user, number] => run(address, user, number, "10"),
        [address, user, number, seconds] => run(address, user, number, seconds),
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

fn run(address: &str, user: &str, number: &str, seconds: &str) -> Result<(), Box<dyn Error>> {
    let end = Instant::now() + Duration::from_secs(seconds.parse()?);
    let mut connection = Connection::connect_timeout(address, PATIENCE)?;
    connection.set_send_timeout(Some(PATIENCE));
    // The loop below looks at the clock this often. The login has a timeout of its own.
    connection.set_receive_timeout(Some(Duration::from_millis(200)));
    let mut login = Login::call_client(user, "call-control example");
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    // Updates may arrive before the login is complete.
    let session = connection.log_in(&mut login, |event| {
        if let Event::Document(document) = event {
            print(&document);
        }
        ControlFlow::Continue(())
    })?;
    println!("logged in as {user}");
    connection.send(&Document::new(CallAction::dial(session.identity(), number)))?;

    let mut keepalive = Instant::now() + KEEPALIVE_INTERVAL;
    let mut over = false;
    while !over && Instant::now() < end {
        if Instant::now() >= keepalive {
            connection.send(&session.keepalive())?;
            keepalive = Instant::now() + KEEPALIVE_INTERVAL;
        }
        if connection.idle() > IDLE_LIMIT {
            return Err("the server is silent".into());
        }
        match connection.receive()? {
            Event::Document(document) => {
                if let Some(reason) = session.ended_by(&document) {
                    let again = if reason.may_reconnect() { "log in again" } else { "do not log in again" };
                    return Err(format!("logged out by the server: {reason}; {again}").into());
                }
                over = print(&document);
            }
            Event::Malformed(malformed) => eprintln!("passed over: {malformed}"),
            Event::Closed { .. } => return Err("the server is gone".into()),
            _ => {}
        }
    }
    connection.send(&session.log_out(UserLogoutReason::ClientLogout))?;
    println!("logged out");
    Ok(())
}

/// Prints a document. Returns `true` if it reports that a call is released.
fn print(document: &Document<'_>) -> bool {
    println!("{}", document.summary());
    let Command::CallUpdate(update) = &document.command else { return false };
    update.user.calls.iter().any(|call| call.state() == Some(CallState::Released))
}
