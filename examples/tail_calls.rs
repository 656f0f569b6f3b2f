//! Tail of calls: prints one line for each call of a user, and stays connected: it logs in again where this can help.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- --user alice@example.com:secret --ring 3 &
//! CAP_PASSWORD=secret cargo run --example tail_calls --features transport,login -- 127.0.0.1:2208 alice@example.com
//! ```

use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use broadworks_cap::login::{Login, Password};
use broadworks_cap::transport::{Connection, KEEPALIVE_INTERVAL, LoginError};
use broadworks_cap::{Command, Document, Event, Text};

/// Time that the server has to accept a connection, and a document.
const PATIENCE: Duration = Duration::from_secs(10);
/// Time after which a silent server counts as gone.
const IDLE_LIMIT: Duration = Duration::from_secs(15 * 60);
/// The longest pause before the next login.
const LONGEST: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    run().map_or_else(
        |error| {
            eprintln!("{error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [address, user] = &arguments[..] else {
        println!("usage: tail_calls ADDRESS USER\n\nThe password is taken from CAP_PASSWORD.");
        return Ok(());
    };
    let mut pause = Duration::from_secs(1);
    loop {
        let begun = Instant::now();
        let why = follow(address, user)?;
        // A session that lasted shows that the server is well.
        pause = if begun.elapsed() > LONGEST { Duration::from_secs(1) } else { pause };
        eprintln!("{why}; the next login is in {} s", pause.as_secs());
        sleep(pause);
        pause = LONGEST.min(2 * pause);
    }
}

/// Follows the calls of one session. Returns why it ended if another login can help.
fn follow(address: &str, user: &str) -> Result<String, Box<dyn Error>> {
    let mut connection = match Connection::connect_timeout(address, PATIENCE) {
        Ok(connection) => connection,
        Err(error) => return Ok(format!("{address} cannot be reached: {error}")),
    };
    connection.set_send_timeout(Some(PATIENCE));
    connection.set_receive_timeout(Some(Duration::from_secs(1)));
    let mut login = Login::call_client(user, "tail example");
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    let mut calls = Calls::default();
    let logged_in = connection.log_in(&mut login, |event| {
        if let Event::Document(document) = event {
            calls.update(&document);
        }
        ControlFlow::Continue(())
    });
    let session = match logged_in {
        Ok(session) => session,
        Err(error) if error.is_permanent() => return Err(error.into()),
        Err(error @ LoginError::Timeout) => return Ok(format!("{error}")),
        Err(error) => return Ok(format!("no login: {error}")),
    };
    eprintln!("logged in");
    let mut keepalive = Instant::now() + KEEPALIVE_INTERVAL;
    loop {
        if Instant::now() >= keepalive {
            connection.send(&session.keepalive())?;
            keepalive = Instant::now() + KEEPALIVE_INTERVAL;
        }
        if connection.idle() > IDLE_LIMIT {
            return Ok("the server is silent".into());
        }
        match connection.receive() {
            Ok(Event::Document(document)) => match session.ended_by(&document) {
                Some(reason) if reason.may_reconnect() => return Ok(format!("logged out: {reason}")),
                Some(reason) => return Err(format!("logged out: {reason}").into()),
                None => calls.update(&document),
            },
            Ok(Event::Malformed(bad)) => eprintln!("passed over: {bad}"),
            Ok(Event::Closed { .. }) => return Ok("the server has closed the connection".into()),
            Ok(_) => {}
            Err(error) => return Ok(format!("the connection broke: {error}")),
        }
    }
}

/// The last line of each call, so that only changes are printed.
#[derive(Default)]
struct Calls(HashMap<Text<'static>, String>);

impl Calls {
    fn update(&mut self, document: &Document<'_>) {
        let Command::CallUpdate(update) = &document.command else { return };
        for call in &update.user.calls {
            let Some(id) = call.call_id.clone() else { continue };
            let state = call.state().map_or("in an unknown state", |state| state.name());
            let line = format!("{} {state}", call.remote_number().unwrap_or("unknown"));
            if self.0.get(&id) != Some(&line) {
                println!("{id} {line}");
                self.0.insert(id.into_owned(), line);
            }
        }
    }
}
