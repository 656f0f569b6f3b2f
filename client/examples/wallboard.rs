//! Wallboard: shows the queue of a call center whenever it changes, and how long its calls have waited.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- --user bob@example.com --queue support@example.com:secret &
//! CAP_PASSWORD=secret cargo run -p broadworks-client --example wallboard -- \
//!   127.0.0.1:2208 support@example.com bob@example.com
//! ```

use std::{env, error::Error};

use broadworks_cap::message::Identity;
use broadworks_cap::{Protocol, Timestamp};
use broadworks_client::state::State;
use broadworks_client::{Login, Options, Password, blocking::Client};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [server, queue, supervisor] = &arguments[..] else {
        return Err("usage: wallboard SERVER QUEUE SUPERVISOR (the password is CAP_PASSWORD)".into());
    };
    // The user is the call center; the supervisor is a field of its own.
    let login = Login::call_client(queue, "wallboard example").supervisor(supervisor);
    let login = login.password(Password::new(env::var("CAP_PASSWORD")?));
    let mut client = Client::new(Options::cap_c(server, login));
    // Of an empty queue a server may tell nothing by itself. It is asked again after every reconnect.
    client.queue(Identity::default())?;
    let mut state = State::new(Protocol::CapC);
    while let Some(event) = client.next() {
        if state.follow(&event).is_empty() {
            continue;
        }
        let Some(board) = state.queue(queue) else { continue };
        println!("{queue}: {} calls{}", board.entries().len(), if board.is_current() { "" } else { " (old)" });
        for (position, call) in (1..).zip(board.entries()) {
            let waited = call.waited(Timestamp::now()).unwrap_or_default().as_millis() / 1_000;
            println!("{position:4} {:15} {waited:5} s", call.remote_number.as_deref().unwrap_or_default());
        }
    }
    Ok(())
}
