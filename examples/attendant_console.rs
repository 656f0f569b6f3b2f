//! Attendant console: logs in and prints the activity of watched users.
//!
//! ```sh
//! cargo run --example simulator --features transport,login -- --user alice@example.com:secret --user bob@example.com &
//! CAP_PASSWORD=secret cargo run --example attendant_console --features transport,login -- \
//!   127.0.0.1:2208 alice@example.com bob@example.com
//! ```

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use broadworks_cap::login::{Login, Password, Session};
use broadworks_cap::message::monitoring_users_request::{Monitoring, MonitoringUsersRequest, User};
use broadworks_cap::message::values::{MonType, UserType};
use broadworks_cap::transport::{Connection, KEEPALIVE_INTERVAL};
use broadworks_cap::{Command, Document, Event, Text};

const USAGE: &str = "usage: attendant_console ADDRESS USER WATCHED...

Watches the users WATCHED as the console of USER until the server or Ctrl-C ends
it. The password is taken from CAP_PASSWORD.";

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
    let mut connection = Connection::connect(address)?;
    let mut login = Login::attendant_console(user.to_owned(), "console example");
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    // For users who are already watched, the state may arrive at once.
    let session = connection.log_in(&mut login, |_| {})?;
    if let Some(console) = session.console {
        println!("{user} watches {} users already", console.num_monitored_users.unwrap_or_default());
    }
    connection.send(&Document::new(add(&session, watched)))?;
    connection.set_receive_timeout(Some(KEEPALIVE_INTERVAL))?;
    let mut alive = Instant::now();
    loop {
        match connection.receive()? {
            Event::Document(document) => match session.ended_by(&document) {
                Some(reason) => return Err(format!("logged out by the server: {reason}").into()),
                None => print(&document),
            },
            Event::Malformed(malformed) => eprintln!("passed over: {}", malformed.error),
            Event::Closed { .. } => return Err("the server is gone".into()),
            _ => {}
        }
        if alive.elapsed() >= KEEPALIVE_INTERVAL {
            connection.send(&session.keepalive())?;
            alive = Instant::now();
        }
    }
}

fn add<'a>(session: &'a Session, watched: &'a [String]) -> MonitoringUsersRequest<'a> {
    let identity = session.identity();
    let user = User::build(|it| {
        it.user_type = Some(UserType::AttendantConsole.into());
        it.id = identity.id;
        it.user_uid = identity.user_uid;
        it.application_id = identity.application_id;
        it.monitoring = Some(Monitoring::build(|it| it.mon_type = Some(MonType::Add.into())));
        it.mon_users = watched.iter().map(|id| Text::from(id.as_str())).collect();
    });
    MonitoringUsersRequest::build(|it| it.user = user)
}

fn print(document: &Document<'_>) {
    let shown = |text: &Option<Text<'_>>| text.as_ref().map(ToString::to_string).unwrap_or_default();
    match &document.command {
        Command::MonitoringUsersResponse(response) => {
            for failed in &response.user.failed_users {
                let reason = failed.failure_reason.as_ref().map(ToString::to_string).unwrap_or_default();
                println!("{} cannot be watched: {reason}", shown(&failed.id));
            }
        }
        Command::ProfileUpdate(update) => {
            let user = &update.user;
            let (id, first, last) = (shown(&user.monitored_user_id), shown(&user.first_name), shown(&user.last_name));
            match &user.initial_update {
                Some(_) => println!("{id} is {first} {last}, {}", shown(&user.phone)),
                None => println!("the profile of {id} changed"),
            }
        }
        Command::SessionUpdate(update) => {
            let off_hook = update.user.off_hook.as_ref().is_some_and(|off_hook| *off_hook == true);
            println!("{} is {}", shown(&update.user.monitored_user_id), if off_hook { "busy" } else { "idle" });
        }
        Command::CallUpdate(update) => {
            for call in &update.user.calls {
                let state = call.state.as_ref().and_then(|state| state.known());
                println!("{}: {} {state:?}", shown(&update.user.monitored_user_id), shown(&call.remote_number));
            }
        }
        _ => {}
    }
}
