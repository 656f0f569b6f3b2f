//! Options of a client: where it connects, as whom, and how long it waits for what.

use std::time::Duration;
use std::{fmt, io};

use broadworks_cap::login::Login;
use broadworks_cap::transport::{CAP_C_PORT, CAP_C_TLS_PORT, CCC2_PORT, KEEPALIVE_INTERVAL, LOGIN_TIMEOUT};
use broadworks_cap::{Limits, Protocol};

use crate::backoff::Backoff;

/// Options of a client.
///
/// ```
/// use std::time::Duration;
/// use broadworks_client::{Login, Options, Password};
///
/// let login = Login::attendant_console("alice@example.com", "demo").password(Password::new("open sesame"));
/// let options = Options::cap_c("ocs1.example.com", login)
///     .or_server("ocs2.example.com:2208")
///     .idle_limit(Some(Duration::from_secs(900)));
/// let farm = Options::ccc2("as.example.com");
/// # drop((options, farm));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Options {
    pub(crate) servers: Vec<String>,
    pub(crate) protocol: Protocol,
    pub(crate) login: Option<Login>,
    pub(crate) limits: Limits,
    pub(crate) connect_timeout: Duration,
    pub(crate) login_timeout: Duration,
    pub(crate) send_timeout: Duration,
    pub(crate) request_timeout: Duration,
    pub(crate) farewell: Duration,
    pub(crate) keepalive: Option<Duration>,
    pub(crate) idle_limit: Option<Duration>,
    pub(crate) backoff: Backoff,
    pub(crate) reconnects: bool,
    pub(crate) events: usize,
    pub(crate) event_bytes: usize,
    #[cfg(feature = "blocking-rustls")]
    pub(crate) tls: Option<std::sync::Arc<rustls::ClientConfig>>,
}

/// Defines the options that set one field.
macro_rules! set {
    ($($(#[$meta:meta])* $name:ident: $Type:ty;)*) => {
        $($(#[$meta])* pub fn $name(mut self, $name: $Type) -> Self { self.$name = $name; self })*
    };
}

impl Options {
    fn new(server: impl fmt::Display, protocol: Protocol, login: Option<Login>) -> Self {
        Self {
            servers: vec![server.to_string()],
            protocol,
            login,
            limits: Limits::default(),
            connect_timeout: Duration::from_secs(10),
            login_timeout: LOGIN_TIMEOUT,
            send_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(10),
            farewell: Duration::from_secs(2),
            keepalive: Some(KEEPALIVE_INTERVAL),
            idle_limit: Some(3 * KEEPALIVE_INTERVAL),
            backoff: Backoff::new(Duration::from_secs(1), Duration::from_secs(60)),
            reconnects: true,
            events: 256,
            event_bytes: 4 << 20,
            #[cfg(feature = "blocking-rustls")]
            tls: None,
        }
    }

    /// Creates the options of a CAP-C client that logs in.
    ///
    /// The server is a name or an address, and a port behind a colon if it is not 2208 (2209 with TLS).
    pub fn cap_c(server: impl fmt::Display, login: Login) -> Self {
        Self::new(server, Protocol::CapC, Some(login))
    }

    /// Creates the options of a connection of a server farm. CCC2 has no login: it is online once it is connected.
    ///
    /// The server is a name or an address, and a port behind a colon if it is not 2212.
    pub fn ccc2(server: impl fmt::Display) -> Self {
        Self::new(server, Protocol::Ccc2, None)
    }

    /// Adds another server. Every attempt to connect goes through all of them and all their addresses, and begins with
    /// the server after the one that was reached last.
    pub fn or_server(mut self, server: impl fmt::Display) -> Self {
        self.servers.push(server.to_string());
        self
    }

    set! {
        /// Sets the limits for received documents, and for those that are sent.
        limits: Limits;
        /// Sets how long one attempt to connect may take, with resolving names, all addresses and TLS; 10 seconds by default.
        connect_timeout: Duration;
        /// Sets how long a login may take; 30 seconds by default.
        login_timeout: Duration;
        /// Sets how long the server may take to accept what is sent; 10 seconds by default. Then the connection counts
        /// as broken.
        send_timeout: Duration;
        /// Sets how long a request waits for its answer; 10 seconds by default.
        request_timeout: Duration;
        /// Sets how long a logout waits for the server to take what was sent and to close the connection; 2 seconds by default.
        farewell: Duration;
        /// Sets the interval between keepalives; 5 minutes by default. `None` sends none.
        keepalive: Option<Duration>;
        /// Sets how long nothing may come before the server counts as gone; 15 minutes by default. `None` is no limit.
        ///
        /// Servers send keepalives, at an interval that nobody documents. Time in which nobody takes the events does not
        /// count, because nothing is read then.
        idle_limit: Option<Duration>;
        /// Sets the pauses between attempts: by default from a second to a minute. They begin anew after a
        /// connection that was online for longer than the longest.
        backoff: Backoff;
    }

    /// Sets whether the client connects again when a connection has ended or cannot be made; it does by default, unless it
    /// [cannot help](crate::Reason::is_permanent).
    pub fn reconnect(mut self, reconnects: bool) -> Self {
        self.reconnects = reconnects;
        self
    }

    /// Sets how many events wait at most for who takes them, and how many bytes they may have together: 256 and 4 MiB by
    /// default. At least one event always waits. When there are as many, the stream is not read until one was taken.
    pub fn room(mut self, events: usize, bytes: usize) -> Self {
        (self.events, self.event_bytes) = (events.max(1), bytes.max(1));
        self
    }

    /// Lets the connection be made over TLS, with this configuration. The certificate must name the server as it
    /// is given.
    #[cfg(feature = "blocking-rustls")]
    pub fn tls(mut self, config: impl Into<std::sync::Arc<rustls::ClientConfig>>) -> Self {
        self.tls = Some(config.into());
        self
    }

    /// Returns the hosts and ports, beginning with the one of this number.
    pub(crate) fn hosts(&self, from: usize) -> impl Iterator<Item = (usize, String, u16)> {
        let count = self.servers.len();
        (from..from + count).map(move |number| {
            let (host, port) = split(&self.servers[number % count]);
            (number % count, host.to_owned(), port.unwrap_or(self.port()))
        })
    }

    fn port(&self) -> u16 {
        #[cfg(feature = "blocking-rustls")]
        let has_tls = self.tls.is_some();
        #[cfg(not(feature = "blocking-rustls"))]
        let has_tls = false;
        match self.protocol {
            Protocol::Ccc2 => CCC2_PORT,
            Protocol::CapC if has_tls => CAP_C_TLS_PORT,
            Protocol::CapC => CAP_C_PORT,
        }
    }
}

/// Returns which of two failures is told: one that may pass, if there is one, for then another attempt may help.
pub(crate) fn told(before: Option<io::Error>, now: io::Error) -> Option<io::Error> {
    before.filter(|before| now.kind() == io::ErrorKind::InvalidInput && before.kind() != now.kind()).or(Some(now))
}

/// Splits a server into its host and its port. The colons of an IPv6 address with a port are inside of brackets.
fn split(server: &str) -> (&str, Option<u16>) {
    let bare = |host: &'_ str| host.len() - host.trim_end_matches(']').len();
    let strip = |host| str::trim_end_matches(str::trim_start_matches(host, '['), ']');
    match server.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || bare(host) > 0 => match port.parse() {
            Ok(port) => (strip(host), Some(port)),
            Err(_) => (strip(server), None),
        },
        _ => (strip(server), None),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn servers_have_hosts_and_perhaps_ports() {
        for (server, host, port) in [
            ("ocs.example.com", "ocs.example.com", None),
            ("ocs.example.com:2208", "ocs.example.com", Some(2208)),
            ("192.0.2.1:1", "192.0.2.1", Some(1)),
            ("2001:db8::1", "2001:db8::1", None),
            ("[2001:db8::1]", "2001:db8::1", None),
            ("[2001:db8::1]:2212", "2001:db8::1", Some(2212)),
        ] {
            assert_eq!(split(server), (host, port), "{server}");
        }
    }
}
