//! Log lines, and what they say about the document beside them: when, in which direction, on which connection.

use std::net::SocketAddr;
use std::rc::Rc;

use broadworks_cap::validate::Direction;
use jiff::civil::{Date, DateTime};

use super::time;

/// Ports of the server.
pub const SERVER_PORTS: [u16; 2] = [2208, 2209];

/// What is known of a document besides its bytes.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub time: Option<DateTime>,
    pub way: Option<Way>,
    pub connection: Option<Rc<str>>,
    /// The last line.
    pub text: Option<String>,
}

/// The direction of a document as its surroundings have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// Out of the program that wrote the log, whichever side that is; of a capture, the way of this stream.
    Sent,
    Received,
    To(Direction),
}

impl Context {
    /// Returns what lines say, the last of them being nearest to the document. They are read up to the last one with a
    /// time stamp, because what is above that belongs to something else.
    pub fn of(lines: &[u8], day: Date) -> Self {
        let plain = without_colors(lines);
        let mut context = Self::default();
        for line in plain.split(|byte| *byte == b'\n').rev() {
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            let text = String::from_utf8_lossy(line);
            context.time = time::find(line, day).map(|stamp| stamp.time);
            context.way = context.way.or_else(|| way(&text));
            context.connection = context.connection.take().or_else(|| connection(&text).map(Into::into));
            context.text.get_or_insert_with(|| text.chars().take(LONGEST_TEXT).collect());
            if context.time.is_some() {
                break;
            }
        }
        context
    }

    /// Returns this context, with what it lacks from another one.
    pub fn or(&self, other: &Self) -> Self {
        Self {
            time: self.time.or(other.time),
            way: self.way.or(other.way),
            connection: self.connection.as_ref().or(other.connection.as_ref()).cloned(),
            text: self.text.as_ref().or(other.text.as_ref()).cloned(),
        }
    }
}

/// Most characters of a line that are kept.
const LONGEST_TEXT: usize = 200;

/// Removes the escape sequences that colour a line.
fn without_colors(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(0x1b, rest) {
        out.extend(&rest[..at]);
        rest = rest[at + 1..].strip_prefix(b"[").map_or(&rest[at + 1..], |sequence| {
            let end = sequence.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b';' | b'?'));
            end.map_or(&[][..], |end| &sequence[end + 1..])
        });
    }
    out.extend(rest);
    out
}

/// Returns the direction that a line says.
pub fn way(line: &str) -> Option<Way> {
    let words = || line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let side = |word: &str| match word.to_ascii_lowercase().as_str() {
        "server" | "as" | "ocs" | "s" => Some(Direction::ToServer),
        "client" | "c" => Some(Direction::ToClient),
        _ => None,
    };
    let all: Vec<&str> = words().collect();
    for pair in all.windows(2) {
        match (pair[0].to_ascii_lowercase().as_str(), side(pair[1])) {
            ("to", Some(towards)) if pair[1].len() > 1 => return Some(Way::To(towards)),
            ("from", Some(Direction::ToServer)) if pair[1].len() > 1 => return Some(Way::To(Direction::ToClient)),
            ("from", Some(Direction::ToClient)) if pair[1].len() > 1 => return Some(Way::To(Direction::ToServer)),
            _ => {}
        }
    }
    // `client->server`, `C>S`, `192.0.2.1:51234 -> 192.0.2.2:2208`
    if let Some((before, after)) = line.split_once('>') {
        let before = before.trim_end_matches(['-', '=', ' ']);
        let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let first = after.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if let (Some(from), Some(towards)) = (side(last), side(first))
            && from != towards
        {
            return Some(Way::To(towards));
        }
    }
    if let [from, to] = addresses(line)[..] {
        let is_server = |address: SocketAddr| SERVER_PORTS.contains(&address.port());
        match (is_server(from), is_server(to)) {
            (false, true) => return Some(Way::To(Direction::ToServer)),
            (true, false) => return Some(Way::To(Direction::ToClient)),
            _ => {}
        }
    }
    arrow(line).or_else(|| all.iter().find_map(|found| word(found)))
}

/// Returns the direction of an arrow that stands alone: `<<<`, `-->`, `<=`. A single `<` or `>` counts only at the start of a
/// line with a time, as `socat -v` writes it.
fn arrow(line: &str) -> Option<Way> {
    let tokens = line.split(|c: char| c.is_whitespace() || "[](){}|,:;\"'".contains(c));
    tokens.filter(|token| !token.is_empty()).enumerate().find_map(|(index, token)| {
        let is_arrow = token.chars().all(|c| "<>-=".contains(c));
        let is_long =
            token.len() > 1 || (index == 0 && line[1..].trim_start().starts_with(|c: char| c.is_ascii_digit()));
        match (token.contains('<'), token.contains('>')) {
            (true, false) if is_arrow && is_long => Some(Way::Received),
            (false, true) if is_arrow && is_long => Some(Way::Sent),
            _ => None,
        }
    })
}

fn word(word: &str) -> Option<Way> {
    Some(match word {
        "IN" | "RX" | "READ" | "Rx" => Way::Received,
        "OUT" | "TX" | "WRITE" | "Tx" => Way::Sent,
        _ => match word.to_ascii_lowercase().as_str() {
            "recv" | "rcvd" | "received" | "receive" | "receiving" | "incoming" | "inbound" => Way::Received,
            "send" | "sent" | "sending" | "outgoing" | "outbound" => Way::Sent,
            _ => return None,
        },
    })
}

/// Returns the direction that a field of a record says, such as `"direction":"in"`.
pub fn way_of_field(value: &str) -> Option<Way> {
    way(value).or_else(|| word(&value.to_ascii_uppercase()))
}

/// Returns the addresses with ports in a line, at most two.
fn addresses(line: &str) -> Vec<SocketAddr> {
    let tokens = line.split(|c: char| !(c.is_ascii_hexdigit() || "[].:".contains(c)));
    let parsed = tokens.filter(|token| token.len() > 8 && token.contains(':')).filter_map(|token| {
        let token = token.trim_end_matches([':', '.']);
        // `[192.0.2.1:2208]` has brackets of the log, `[2001:db8::1]:2208` its own.
        token.parse().ok().or_else(|| token.trim_start_matches('[').trim_end_matches(']').parse().ok())
    });
    parsed.take(2).collect()
}

/// Returns what a line calls its connection: addresses, or an id behind such a word as `conn` or `session`.
fn connection(line: &str) -> Option<String> {
    match addresses(line)[..] {
        [one] => return Some(one.to_string()),
        // The same text for both directions.
        [a, b] => return Some(pair(a, b)),
        _ => {}
    }
    let mut rest = line;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        rest = &rest[at..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let name = name.to_ascii_lowercase();
        let named =
            ["conn", "connection", "session", "socket", "channel", "cid", "connid", "connectionid", "sessionid"];
        if named.contains(&name.as_str())
            && let Some(id) = after.strip_prefix(['=', ':', '#', '-', '_', ' '])
        {
            let id = id.trim_start_matches([' ', '#', '"', '[']);
            let id = &id[..id.find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).unwrap_or(id.len())];
            let id = id.trim_end_matches(['.', '-', '_']);
            if id.len() <= 40 && id.contains(|c: char| c.is_ascii_digit()) {
                return Some(format!("{name} {id}"));
            }
        }
        rest = after;
    }
    None
}

/// Returns the name of the connection of two addresses, the same in both directions: the server last, if its port tells.
pub fn pair(a: SocketAddr, b: SocketAddr) -> String {
    let key =
        |address: SocketAddr| (SERVER_PORTS.contains(&address.port()), std::cmp::Reverse(address.port()), address);
    let (first, last) = if key(a) <= key(b) { (a, b) } else { (b, a) };
    format!("{first} - {last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_the_direction() {
        let (to_server, to_client) = (Some(Way::To(Direction::ToServer)), Some(Way::To(Direction::ToClient)));
        for (line, expected) in [
            ("12:00 DEBUG <<<", Some(Way::Received)),
            ("12:00 DEBUG >>", Some(Way::Sent)),
            ("12:00 [conn-3] -->", Some(Way::Sent)),
            ("> 2026/11/20 12:00:00.5 length=3", Some(Way::Sent)),
            ("RECV:", Some(Way::Received)),
            ("Message sent:", Some(Way::Sent)),
            ("dir OUT |", Some(Way::Sent)),
            ("started in 5 ms", None),
            ("to server", to_server),
            ("received from client", to_server),
            ("read from server 3", to_client),
            ("client->server", to_server),
            ("S>C", to_client),
            ("192.0.2.1:51234 -> 192.0.2.2:2208", to_server),
            ("[2001:db8::2]:2208 > [2001:db8::1]:51234", to_client),
        ] {
            assert_eq!(way(line), expected, "{line}");
        }
    }

    #[test]
    fn a_line_tells_the_connection() {
        for (line, expected) in [
            ("DEBUG conn=12 >>>", Some("conn 12")),
            ("[conn-3] x", Some("conn 3")),
            ("Session: ab12cd, x", Some("session ab12cd")),
            ("connection closed", None),
            ("from 192.0.2.2:2208:", Some("192.0.2.2:2208")),
            ("192.0.2.2:2208 -> 192.0.2.1:51234", Some("192.0.2.1:51234 - 192.0.2.2:2208")),
            ("192.0.2.1:51234 -> 192.0.2.2:2208", Some("192.0.2.1:51234 - 192.0.2.2:2208")),
            ("2026-11-20 12:00:00,123 DEBUG", None),
        ] {
            assert_eq!(connection(line).as_deref(), expected, "{line}");
        }
    }
}
