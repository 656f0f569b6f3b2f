//! Entries of the journal as JSON lines. Digests are hidden.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use broadworks_cap::{Command, Document};
use serde_json::{Value, json};

use crate::journal::{Entry, Event, Finding, Journal};

/// Longest time until the end of the run is noticed.
const PAUSE: Duration = Duration::from_millis(100);

/// Writes the entries of a journal, each on a line, until the run is over and all are written.
///
/// # Errors
/// Returns the error of the output.
pub(crate) fn write(mut journal: Journal, out: &mut dyn Write, is_over: &AtomicBool) -> io::Result<()> {
    loop {
        let was_over = is_over.load(Ordering::SeqCst);
        let new = journal.entries();
        for entry in &new {
            serde_json::to_writer(&mut *out, &record(entry))?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
        match new.last() {
            Some(last) => journal = journal.after(last),
            None if was_over => return Ok(()),
            None => journal.await_any(PAUSE),
        }
    }
}

/// Returns the object of an entry. All have the same keys.
pub(crate) fn record(entry: &Entry) -> Value {
    let (event, reason) = match &entry.event {
        Event::Connected => ("connected", None),
        Event::Received(_) => ("received", None),
        Event::Malformed(error) => ("malformed", Some(error.to_string())),
        Event::Sent(_) => ("sent", None),
        Event::Closed(why) => ("closed", Some(why.clone())),
    };
    let finding = |it: &Finding| {
        let severity = it.severity.map(|severity| severity.id());
        json!({ "id": it.id, "severity": severity, "path": it.path, "text": it.text })
    };
    json!({
        "number": entry.number,
        "time": entry.at,
        "connection": entry.connection,
        "peer": entry.peer.to_string(),
        "protocol": entry.protocol.id(),
        "event": event,
        "reason": reason,
        "user": entry.user,
        "application": entry.application,
        "command": entry.document().and_then(|document| document.command.name()),
        "bytes": entry.bytes.len(),
        "ignored": entry.ignored.map(|ignored| json!({ "id": ignored.id(), "text": ignored.to_string() })),
        "mistake": entry.mistake.map(|mistake| json!({ "id": mistake.id(), "text": mistake.to_string() })),
        "findings": entry.findings.iter().map(finding).collect::<Vec<_>>(),
        "document": entry.document().map(hidden),
    })
}

/// Returns the document without the digest, which is as good as a password while its nonce is new.
fn hidden(document: &Document<'static>) -> Document<'static> {
    let mut document = document.clone();
    if let Command::RegisterRequest(request) = &mut document.command
        && request.user.secure_password.is_some()
    {
        request.user.secure_password = Some(broadworks_cap::Text::from("(hidden)").into());
    }
    document
}
