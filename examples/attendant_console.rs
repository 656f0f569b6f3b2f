//! Attendant console: logs in and prints the activity of watched users.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- --user alice@example.com:secret --user bob@example.com &
//! CAP_PASSWORD=secret cargo run --example attendant_console --features transport,login -- \
//!   127.0.0.1:2208 alice@example.com bob@example.com
//! ```

use std::env;
use std::error::Error;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::transport::{Connection, KEEPALIVE_INTERVAL};
use broadworks_cap::{Command, Document, Event};

const USAGE: &str = "usage: attendant_console ADDRESS USER WATCHED...

Watches the users WATCHED as the console of USER until the server or Ctrl-C ends
it. The password is taken from CAP_PASSWORD.";

/// Time that the server has to accept a connection, and a document.
const PATIENCE: Duration = Duration::from_secs(10);

/// Time after which a silent server counts as gone. It sends keepalives, at an interval that nobody documents.
const IDLE_LIMIT: Duration = Duration::from_secs(15 * 60);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [help] if help == "--help" || help == "-h" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [address, user, watched @ ..] if !watched.is_empty() => run(address, user, watched),
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

fn run(address: &str, user: &str, watched: &[String]) -> Result<(), Box<dyn Error>> {
    let mut connection = Connection::connect_timeout(address, PATIENCE)?;
    connection.set_send_timeout(Some(PATIENCE));
    // The loop below looks at the clock this often. The login has a timeout of its own.
    connection.set_receive_timeout(Some(Duration::from_secs(1)));
    let mut login = Login::attendant_console(user, "console example");
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    // For users who are already watched, the state may arrive at once.
    let session = connection.log_in(&mut login, |event| {
        if let Event::Document(document) = event {
            print(&document);
        }
        ControlFlow::Continue(())
    })?;
    if let Some(console) = session.console {
        println!("{user} watches {} users already", console.num_monitored_users.unwrap_or_default());
    }
    let watched = watched.iter().map(String::as_str);
    connection.send(&Document::new(MonitoringUsersRequest::add(session.identity(), watched)))?;
    let mut keepalive = Instant::now() + KEEPALIVE_INTERVAL;
    loop {
        if Instant::now() >= keepalive {
            connection.send(&session.keepalive())?;
            keepalive = Instant::now() + KEEPALIVE_INTERVAL;
        }
        if connection.idle() > IDLE_LIMIT {
            return Err("the server is silent".into());
        }
        match connection.receive()? {
            Event::Document(document) => match session.ended_by(&document) {
                Some(reason) => return Err(format!("logged out by the server: {reason}").into()),
                None => print(&document),
            },
            Event::Malformed(malformed) => eprintln!("passed over: {malformed}"),
            Event::Closed { .. } => return Err("the server is gone".into()),
            _ => {}
        }
    }
}

fn print(document: &Document<'_>) {
    let subject = document.subject();
    let who = subject.who().unwrap_or_default();
    match &document.command {
        Command::MonitoringUsersResponse(response) => {
            for failed in &response.user.failed_users {
                let reason = failed.failure_reason().map_or("unknown reason", |reason| reason.meaning());
                println!("{} cannot be watched: {reason}", failed.id().unwrap_or_default());
            }
        }
        Command::ProfileUpdate(update) if update.user.initial_update() => {
            let user = &update.user;
            let [first, last, phone] =
                [user.first_name(), user.last_name(), user.phone()].map(Option::unwrap_or_default);
            println!("{who} is {first} {last}, {phone}");
        }
        Command::ProfileUpdate(_) => println!("the profile of {who} changed"),
        Command::SessionUpdate(update) => {
            println!("{who} is {}", if update.user.off_hook() == Some(true) { "busy" } else { "idle" });
        }
        Command::CallUpdate(update) => {
            for call in &update.user.calls {
                let state = call.state().map_or("unknown", |state| state.name());
                println!("{who}: {} {state}", call.remote_number().unwrap_or_default());
            }
        }
        _ => {}
    }
}
