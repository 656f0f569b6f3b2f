//! Call control client: logs in, calls a number, prints events for a while, and logs out.
//!
//! ```sh
//! cargo run --example simulator --features transport,login -- --user alice@example.com:secret &
//! CAP_PASSWORD=secret cargo run --example call_control --features transport,login -- \
//!   127.0.0.1:2208 alice@example.com 2405550199
//! ```

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{CallState, UserLogoutReason};
use broadworks_cap::transport::Connection;
use broadworks_cap::{Command, Document, Event};

const USAGE: &str = "usage: call_control ADDRESS USER NUMBER [SECONDS]

Calls NUMBER as USER, prints updates for SECONDS (10 if not given) or until the
call is released, and logs out. The password is taken from CAP_PASSWORD.";

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
    let mut connection = Connection::connect(address)?;
    // A login asks a database or two, and may take a while.
    connection.set_receive_timeout(Some(Duration::from_secs(20)))?;
    let mut login = Login::call_client(user, "call-control example");
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    let session = connection.log_in(&mut login, |_| {})?;
    println!("logged in as {user}");
    // A short timeout, so that the loop checks the time regularly.
    connection.set_receive_timeout(Some(Duration::from_millis(200)))?;
    connection.send(&Document::new(CallAction::dial(session.identity(), number)))?;

    let mut over = false;
    while !over && Instant::now() < end {
        match connection.receive()? {
            Event::Document(document) => {
                if let Some(reason) = session.ended_by(&document) {
                    println!("logged out by the server: {reason}");
                    return Ok(());
                }
                over = print(&document);
            }
            Event::Malformed(malformed) => eprintln!("passed over: {}", malformed.error),
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
