//! Values of options.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::path::Path;
use std::time::Duration;

use broadworks_cap::message::values::{AcdState, FailureCause};
use broadworks_cap::schema::WireValue;

use super::options::Control;
use crate::versions::Versions;
use crate::world::{Change, Subscriber};

/// Returns the address of a host and a port.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs().map_err(|error| format!("expected HOST:PORT: {error}"))?;
    // IPv4 first: a client that is told `localhost` tries it too.
    let all: Vec<SocketAddr> = found.collect();
    all.iter().find(|address| address.is_ipv4()).or(all.first()).copied().ok_or_else(|| "it has no address".into())
}

/// Returns where commands come from. A port alone is one of the loopback.
pub(super) fn command_address(text: &str) -> Result<Control, String> {
    match (text, text.parse::<u16>()) {
        ("-", _) => Ok(Control::Input),
        (_, Ok(port)) => Ok(Control::At((Ipv4Addr::LOCALHOST, port).into())),
        _ => address(text).map(Control::At),
    }
}

/// Returns a user or call center, with this password if it is given without one.
pub(super) fn subscriber(text: &str, password: Option<&str>) -> Result<Subscriber, String> {
    let (id, own) = text.split_once(':').map_or((text, None), |(id, own)| (id, Some(own)));
    if id.is_empty() {
        return Err("--user and --queue want an id, and a password behind a colon".into());
    }
    if matches!(id, "sip" | "sips" | "tel") {
        return Err(format!("`{id}:` is no part of a user id: leave it out"));
    }
    Ok(Subscriber::new(id, own.or(password)))
}

/// Returns the lines of a file that are neither empty nor comments.
pub(super) fn ids(file: &Path) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let lines = text.lines().map(|line| line.trim_end_matches('\r'));
    Ok(lines.filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
}

/// Returns the first line of a file, which is a password.
pub(super) fn password_in(file: &Path) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(format!("{}: the first line, which is the password, is empty", file.display()));
    }
    Ok(line.to_owned())
}

pub(super) fn versions(text: &str) -> Result<Versions, String> {
    text.parse()
}

pub(super) fn refusal(text: &str) -> Result<(String, FailureCause), String> {
    let (id, cause) = text.split_once(':').ok_or("expected ID:CAUSE")?;
    let known = FailureCause::from_wire(cause);
    known.map(|cause| (id.into(), cause)).ok_or_else(|| format!("a cause is one of {}", FailureCause::WORDS.join(", ")))
}

pub(super) fn change(text: &str) -> Result<(Duration, String, Change), String> {
    let (after, (id, change)) = text
        .split_once(':')
        .and_then(|(after, rest)| Some((after, rest.rsplit_once(':')?)))
        .ok_or("expected SECONDS:ID:CHANGE")?;
    let change = match change.split_once('=') {
        Some(("dnd", "On")) => Change::Dnd(true),
        Some(("dnd", "Off")) => Change::Dnd(false),
        Some(("cfa", "Off")) => Change::Forwarding(None),
        Some(("cfa", number)) if !number.is_empty() => Change::Forwarding(Some(number.into())),
        Some(("acdState", state)) => {
            let known = AcdState::from_wire(state);
            Change::Acd(known.ok_or_else(|| format!("a state is one of {}", AcdState::WORDS.join(", ")))?)
        }
        _ => return Err("a change is dnd=On, dnd=Off, cfa=NUMBER, cfa=Off or acdState=STATE".into()),
    };
    Ok((seconds(after)?, id.into(), change))
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
