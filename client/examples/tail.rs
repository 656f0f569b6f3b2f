//! Tail of calls: prints a line whenever a call of a user changes, and stays connected.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- --user alice@example.com:secret --ring 3 &
//! CAP_PASSWORD=secret cargo run -p broadworks-client --example tail -- 127.0.0.1:2208 alice@example.com
//! ```

use std::{env, error::Error};

use broadworks_cap::Protocol;
use broadworks_client::state::{Change, State};
use broadworks_client::{Event, Login, Options, Password, blocking::Client};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [server, user] = &arguments[..] else {
        return Err("usage: tail SERVER USER (the password is CAP_PASSWORD)".into());
    };
    let login = Login::call_client(user, "tail example").password(Password::new(env::var("CAP_PASSWORD")?));
    let mut client = Client::new(Options::cap_c(server, login));
    let mut state = State::new(Protocol::CapC);
    while let Some(event) = client.next() {
        for change in state.follow(&event) {
            match change {
                Change::CallAdded { call, .. } | Change::CallChanged { call, .. } => {
                    let number = call.remote_number.as_deref().unwrap_or("unknown");
                    println!("{} {number} {}", call.id, call.state.map_or("in an unknown state", |state| state.name()));
                }
                Change::CallEnded { call, .. } => println!("{} is over", call.id),
                _ => {}
            }
        }
        match event {
            Event::Online { .. } => eprintln!("logged in"),
            Event::Offline { reason, retry: Some(pause) } => eprintln!("{reason}; the next login is in {pause:.1?}"),
            Event::Offline { reason, retry: None } => return Err(reason.into()),
            Event::Malformed(bad) => eprintln!("passed over: {bad}"),
            _ => {}
        }
    }
    Ok(())
}
