//! Call center client: logs in as a supervisor, shows the queue, and moves the last call to its
//! head.
//!
//! ```sh
//! cargo run -p broadworks-simulator -- \
//!   --user bob@example.com --queue support@example.com:secret &
//! CAP_PASSWORD=secret cargo run --example call_center --features transport,login -- \
//!   127.0.0.1:2208 support@example.com bob@example.com
//! ```

use std::env;
use std::error::Error;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::Duration;

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::queue_update::Queue;
use broadworks_cap::message::values::{UpdateReason, UserLogoutReason};
use broadworks_cap::transport::Connection;
use broadworks_cap::{Command, Document, Event, Timestamp};

const USAGE: &str = "usage: call_center ADDRESS QUEUE SUPERVISOR

Shows the calls that wait in QUEUE, moves the last one to the head, and logs out
when the server did so. The password is taken from CAP_PASSWORD.";

/// Time that the server has to accept a connection, and a document, and to answer.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match *arguments.as_slice() {
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [address, queue, supervisor] => run(address, queue, supervisor),
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

fn run(address: &str, queue: &str, supervisor: &str) -> Result<(), Box<dyn Error>> {
    let mut connection = Connection::connect_timeout(address, PATIENCE)?;
    connection.set_send_timeout(Some(PATIENCE));
    connection.set_receive_timeout(Some(PATIENCE));
    // The user is the call center; the supervisor is a field of its own.
    let mut login = Login::call_client(queue, "queue example").supervisor(supervisor);
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    let session = connection.log_in(&mut login, |_| ControlFlow::Continue(()))?;
    // The server may send no initial update for an empty queue, so the client asks for one.
    connection.send(&Document::new(QueueAction::refresh(session.identity())))?;
    loop {
        let document = match connection.receive_owned()? {
            Event::Document(document) => document,
            Event::Malformed(malformed) => {
                eprintln!("passed over: {malformed}");
                continue;
            }
            Event::Pending => return Err("the server does not answer".into()),
            _ => return Err("the server is gone".into()),
        };
        if let Some(reason) = session.ended_by(&document) {
            return Err(format!("logged out by the server: {reason}").into());
        }
        let Command::QueueUpdate(update) = document.command else { continue };
        show(&update.queue);
        match update.queue.update_reason() {
            Some(UpdateReason::Refresh) => {
                let Some(last) = update.queue.calls.last() else { break };
                let id = last.call_id().unwrap_or_default();
                connection.send(&Document::new(QueueAction::reorder(session.identity(), id, 1)))?;
            }
            Some(UpdateReason::CallReordered) => break,
            _ => {}
        }
    }
    connection.send(&session.log_out(UserLogoutReason::ClientLogout))?;
    Ok(())
}

/// Prints the calls of an update: the whole queue in order, or only what changed.
fn show(queue: &Queue<'_>) {
    let reason = queue.update_reason();
    let what = if reason.is_some_and(UpdateReason::is_snapshot) { "calls" } else { "changed" };
    println!("{}: {} {what}", reason.map_or("", |reason| reason.name()), queue.calls.len());
    for call in &queue.calls {
        let [id, number, name] =
            [call.call_id(), call.remote_number(), call.remote_name()].map(Option::unwrap_or_default);
        println!(
            "  {id} {number} ({name}), waiting for {} s",
            call.waited(Timestamp::now()).unwrap_or_default().as_millis() / 1_000
        );
    }
}
