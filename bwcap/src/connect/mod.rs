//! Subcommand `bwcap connect`: logs in to a server, prints what it sends, and sends what is typed.

pub mod stream;
mod typed;

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use broadworks_cap::login::{Failure, Login, Outcome, Session};
use broadworks_cap::message::values::{UserLogoutReason, UserType};
use broadworks_cap::transport::{
    CAP_C_PORT, CAP_C_TLS_PORT, CCC2_PORT, Connection, KEEPALIVE_INTERVAL, LOGIN_TIMEOUT, SendError,
};
use broadworks_cap::validate::Direction;
use broadworks_cap::{Document, Encoder, Event, Protocol};
use clap::Args;
use zeroize::Zeroizing;

use crate::arguments::protocol;
use crate::encode::fill;
use crate::live::{From, Hider, Live, now};
use crate::secrets::veil;
use crate::shown::{complain, note, visible};
use crate::{Stop, password};
use stream::{Stream, Tls, Trust};
use typed::Typed;

/// Time after which the loop looks at what was typed, and at the clock.
const TURN: Duration = Duration::from_millis(20);

/// Most messages that are sent in one turn.
const TYPED: usize = 64;

/// Time that the peer has to close the connection after a logout.
const FAREWELL: Duration = Duration::from_secs(2);

/// Longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

#[derive(Args)]
#[command(after_help = "\
Examples:
  bwcap connect ocs.example.com --user alice@example.com
  bwcap connect ocs.example.com --user alice@example.com --tls --ca company.pem
  bwcap new callAction Redial --json |
    bwcap connect ocs.example.com --user alice@example.com --wait 5
  bwcap connect as.example.com --protocol ccc2

The password comes from --password-file, from the environment variable CAP_PASSWORD, or is asked for at the terminal. \
It is never an argument, because other users of the machine can see those.

Messages that are typed, as JSON (see `bwcap encode`) or as XML, are sent. In JSON, what says who sends may be left out. \
Ctrl-C logs out and ends. If the connection is lost, the next attempt comes after a pause, which doubles up to a minute.")]
pub struct Options {
    /// Server. The port is 2208 if it is not given, 2209 with --tls, and 2212 for CCC2.
    #[arg(value_name = "HOST[:PORT]")]
    server: String,
    /// User who logs in; not for CCC2, which has no login.
    #[arg(long, value_name = "ID")]
    user: Option<String>,
    /// Protocol: `cap-c` is that of clients, `ccc2` that of server farms.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    /// Logs in as an attendant console, which watches other users.
    #[arg(long)]
    console: bool,
    /// Supervisor who logs in as the call center that --user names.
    #[arg(long, value_name = "ID")]
    supervisor: Option<String>,
    /// Name of the application, which tells apart several clients of a user.
    #[arg(long, value_name = "NAME", default_value = "bwcap")]
    application: String,
    /// File whose first line is the password.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    #[command(flatten)]
    tls: Tls,
    /// One JSON object per line, as `decode --json` writes them. Passwords are hidden.
    #[arg(long)]
    json: bool,
    /// Also prints what is sent.
    #[arg(long)]
    sent: bool,
    /// Ends when the connection ends, instead of connecting again.
    #[arg(long)]
    once: bool,
    /// Logs out and ends so long after the end of standard input.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    wait: Option<Duration>,
    /// Pause before the second attempt to connect.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "1")]
    pause: Duration,
    /// Time that the server has to accept a connection, and a message.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "10")]
    timeout: Duration,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Whether the user has asked for the end.
static STOP: AtomicBool = AtomicBool::new(false);

/// Makes Ctrl-C, and a request of the system to end, set [`STOP`]. The second one ends at once.
pub fn stop_when_told() -> Result<(), Stop> {
    let told = || {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(told).map_err(|error| Stop::Failed(format!("signals: {error}")))
}

/// Returns whether the user has asked for the end.
pub fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// How a connection ended.
enum End {
    /// The user asked for it, or standard input is over.
    Wanted,
    /// Another attempt can help.
    Lost(String),
    /// No other attempt can help.
    Refused(String),
}

/// Connects, and stays connected. Returns `false` if the login was refused, or something malformed came.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let protocol = options.protocol;
    if protocol == Protocol::CapC && options.user.is_none() {
        return Err(Stop::Failed("CAP-C needs a user: --user ID".into()));
    }
    let trust = options.tls.trust().map_err(|text| Stop::Failed(visible(&text)))?;
    let password = if protocol == Protocol::CapC { password::get(options.password_file.as_deref())? } else { None };
    if protocol == Protocol::CapC && password.is_none() {
        complain(format_args!("bwcap: no password (see --help); trying without one"));
    }
    stop_when_told()?;
    let (host, address) = address(&options.server, protocol, options.tls.tls);
    let live = Live::new(options.json, protocol);
    let mut client = Client {
        options,
        protocol,
        trust,
        password,
        host,
        address,
        live,
        typed: typed::start(),
        waiting: VecDeque::new(),
        end_of_input: None,
        session: None,
        offset: 0,
        hider: Hider::default(),
        good: true,
        is_used: false,
    };
    let stayed = client.stay();
    if !client.waiting.is_empty() {
        client.good = false;
        complain(format_args!("bwcap: {} typed messages were not sent", client.waiting.len()));
    }
    stayed.map(|()| client.good)
}

/// Returns the host, and the host with the port.
fn address(server: &str, protocol: Protocol, tls: bool) -> (String, String) {
    let port = match (protocol, tls) {
        (Protocol::Ccc2, _) => CCC2_PORT,
        (_, true) => CAP_C_TLS_PORT,
        _ => CAP_C_PORT,
    };
    let has_port = server.rsplit_once(':').filter(|(host, port)| {
        // The colons of an IPv6 address are inside of brackets.
        (!host.contains(':') || host.ends_with(']')) && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    let bare = |host: &str| host.trim_start_matches('[').trim_end_matches(']').to_owned();
    match has_port {
        Some((host, _)) => (bare(host), server.to_owned()),
        None if server.contains(':') => (bare(server), format!("[{}]:{port}", bare(server))),
        None => (server.to_owned(), format!("{server}:{port}")),
    }
}

struct Client<'o> {
    options: &'o Options,
    protocol: Protocol,
    trust: Trust,
    password: Option<Zeroizing<String>>,
    host: String,
    address: String,
    live: Live,
    typed: Receiver<Typed>,
    /// What was typed and is not yet sent.
    waiting: VecDeque<Typed>,
    /// When standard input ended.
    end_of_input: Option<Instant>,
    session: Option<Session>,
    /// Number of bytes that were received.
    offset: u64,
    hider: Hider,
    good: bool,
    /// Whether the login succeeded, since the last pause.
    is_used: bool,
}

type Link = Connection<Stream>;

/// Something that arrived.
enum Arrived {
    Document(Box<Document<'static>>),
    /// Nothing, or something malformed, which was shown.
    Nothing,
    Closed,
}

impl Client<'_> {
    /// Returns whether standard input has ended long enough ago.
    fn is_over(&self) -> bool {
        self.options.wait.zip(self.end_of_input).is_some_and(|(wait, ended)| ended.elapsed() >= wait)
    }

    /// Connects, again and again.
    fn stay(&mut self) -> Result<(), Stop> {
        let mut pause = self.options.pause;
        loop {
            let lost = match self.connect()? {
                End::Wanted => return Ok(()),
                End::Refused(text) => {
                    self.good = false;
                    complain(format_args!("bwcap: {}", visible(&text)));
                    return Ok(());
                }
                End::Lost(text) => text,
            };
            if self.options.once {
                return Err(Stop::Failed(visible(&lost)));
            }
            if std::mem::take(&mut self.is_used) {
                pause = self.options.pause;
            }
            complain(format_args!("bwcap: {}; next attempt in {} s", visible(&lost), pause.as_secs_f32()));
            let until = Instant::now() + pause;
            while Instant::now() < until {
                self.take_typed();
                if is_stopped() || self.is_over() {
                    return Ok(());
                }
                thread::sleep(TURN.min(until.saturating_duration_since(Instant::now())));
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Runs one connection from its start to its end.
    fn connect(&mut self) -> Result<End, Stop> {
        let timeout = self.options.timeout;
        let lost = |text: String| Ok(End::Lost(text));
        let socket = match Connection::connect_timeout(&*self.address, timeout) {
            Ok(connection) => connection.into_parts().0,
            Err(error) => return lost(format!("{}: {error}", self.address)),
        };
        let stream = match self.trust.wrap(socket, &self.host) {
            Ok(stream) => stream,
            Err(text) => return Ok(End::Refused(text)),
        };
        if self.options.tls.insecure {
            complain(format_args!(
                "bwcap: WARNING: --insecure: the certificate of {} is not checked; anybody on the way can read and change \
                 everything, and can guess the password",
                visible(&self.host)
            ));
        }
        let mut link = Connection::new(stream).socket(Stream::socket).protocol(self.protocol);
        link.set_send_timeout(Some(timeout));
        link.set_receive_timeout(Some(TURN));
        self.offset = 0;
        self.session = None;
        note(format_args!("bwcap: connected to {}", visible(&self.address)));
        if self.protocol == Protocol::CapC {
            match self.log_in(&mut link)? {
                Ok(session) => {
                    let uid = session.user_uid.as_ref().map_or(String::new(), |uid| format!(", session {uid}"));
                    note(format_args!("bwcap: logged in as {}{}", visible(&session.applicant.id), visible(&uid)));
                    self.session = Some(session);
                }
                Err(end) => return Ok(end),
            }
        }
        self.is_used = true;
        let end = self.converse(&mut link);
        // Whatever has happened: the server is told, if it is still there.
        if !matches!(end, Ok(End::Lost(_) | End::Refused(_))) {
            self.leave(&mut link)?;
        }
        end
    }

    /// Receives the next document, shows it, and shows what is malformed.
    fn receive(&mut self, link: &mut Link) -> Result<Result<Arrived, String>, Stop> {
        let (bytes, error) = match link.receive_frame() {
            Ok(Event::Document(frame)) => (frame.bytes(), None),
            Ok(Event::Malformed(malformed)) => (malformed.bytes, Some(malformed.error)),
            Ok(Event::Closed { .. }) => return Ok(Ok(Arrived::Closed)),
            Ok(_) => return Ok(Ok(Arrived::Nothing)),
            // A TLS peer that did not say goodbye.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(Ok(Arrived::Closed)),
            Err(error) => return Ok(Err(error.to_string())),
        };
        let from = From {
            peer: &self.address,
            connection: None,
            time: now(),
            direction: Direction::ToClient,
            offset: self.offset,
        };
        self.offset += bytes.len() as u64;
        self.good &= self.live.show(&from, bytes, &self.hider.hide(bytes), error)?;
        Ok(Ok(Document::decode(bytes)
            .map_or(Arrived::Nothing, |document| Arrived::Document(Box::new(document.into_owned())))))
    }

    fn send(&mut self, link: &mut Link, document: &Document<'_>) -> Result<Result<(), String>, Stop> {
        match Encoder::new(self.protocol).to_vec(document) {
            Ok(bytes) => self.send_bytes(link, &bytes),
            Err(error) => {
                self.good = false;
                complain(format_args!("bwcap: not sent: {}", error.kind().describe()));
                Ok(Ok(()))
            }
        }
    }

    fn send_bytes(&mut self, link: &mut Link, bytes: &[u8]) -> Result<Result<(), String>, Stop> {
        if self.options.sent {
            let from =
                From { peer: &self.address, connection: None, time: now(), direction: Direction::ToServer, offset: 0 };
            let bytes = bytes.trim_ascii_end();
            self.live.show(&from, bytes, &veil(bytes).shown, None)?;
        }
        Ok(link.send_encoded(bytes).map_err(|error| match error {
            SendError::Timeout | SendError::Backlog => "the server takes nothing more".into(),
            error => error.to_string(),
        }))
    }

    /// Logs in.
    fn log_in(&mut self, link: &mut Link) -> Result<Result<Session, End>, Stop> {
        let user_type = if self.options.console { UserType::AttendantConsole } else { UserType::CallClient };
        let user = self.options.user.clone().unwrap_or_default();
        let mut login = Login::new(user_type, user, self.options.application.clone());
        if let Some(supervisor) = &self.options.supervisor {
            login = login.supervisor(supervisor.clone());
        }
        if let Some(password) = &self.password {
            login = login.password(password::for_login(password));
        }
        let until = Instant::now() + LOGIN_TIMEOUT;
        if let Err(text) = self.send(link, &login.start())? {
            return Ok(Err(End::Lost(text)));
        }
        while Instant::now() < until {
            if is_stopped() {
                return Ok(Err(End::Wanted));
            }
            let document = match self.receive(link)? {
                Ok(Arrived::Document(document)) => document,
                Ok(Arrived::Nothing) => continue,
                Ok(Arrived::Closed) => return Ok(Err(End::Lost("the connection ended during the login".into()))),
                Err(text) => return Ok(Err(End::Lost(text))),
            };
            let reply = login.receive(&document);
            if let Some(document) = reply.send
                && let Err(text) = self.send(link, &document)?
            {
                return Ok(Err(End::Lost(text)));
            }
            match reply.outcome {
                Outcome::LoggedIn(session) => return Ok(Ok(session)),
                Outcome::Failed(failure) => return Ok(Err(refused(&failure))),
                _ => {}
            }
        }
        Ok(Err(End::Lost("the server did not go on with the login in time".into())))
    }

    /// Shows what arrives and sends what is typed, until one of them ends.
    fn converse(&mut self, link: &mut Link) -> Result<End, Stop> {
        let mut keepalive = Instant::now() + KEEPALIVE_INTERVAL;
        loop {
            if is_stopped() || self.is_over() {
                return Ok(End::Wanted);
            }
            match self.receive(link)? {
                Ok(Arrived::Document(document)) => {
                    if let Some(reason) = self.session.as_ref().and_then(|session| session.ended_by(&document)) {
                        let text = format!("logged out by the server: {reason}");
                        return Ok(if reason.may_reconnect() { End::Lost(text) } else { End::Refused(text) });
                    }
                }
                Ok(Arrived::Nothing) => {}
                Ok(Arrived::Closed) => return Ok(End::Lost("the server has closed the connection".into())),
                Err(text) => return Ok(End::Lost(text)),
            }
            if link.idle() > 3 * KEEPALIVE_INTERVAL {
                return Ok(End::Lost("nothing has come from the server for a quarter of an hour".into()));
            }
            if Instant::now() >= keepalive {
                keepalive = Instant::now() + KEEPALIVE_INTERVAL;
                let sent = match self.session.clone() {
                    Some(session) => self.send(link, &session.keepalive())?,
                    None => link.keep_alive().map_err(|error| error.to_string()),
                };
                if let Err(text) = sent {
                    return Ok(End::Lost(text));
                }
            }
            // A server that takes less than is typed must not keep what arrives from being shown.
            self.take_typed();
            for _ in 0..self.waiting.len() {
                let Some(typed) = self.waiting.pop_front() else { break };
                if let Err(text) = self.send_typed(link, typed)? {
                    return Ok(End::Lost(text));
                }
            }
        }
    }

    /// Takes what was typed since the last time, as much as may wait.
    fn take_typed(&mut self) {
        while self.waiting.len() < TYPED {
            match self.typed.try_recv() {
                Ok(Typed::End) => self.end_of_input = Some(Instant::now()),
                Ok(typed) => self.waiting.push_back(typed),
                Err(_) => break,
            }
        }
    }

    fn send_typed(&mut self, link: &mut Link, typed: Typed) -> Result<Result<(), String>, Stop> {
        match typed {
            Typed::Json(mut document) => {
                let mut filled = fill(&mut document, self.protocol);
                filled.extend(self.identify(&mut document));
                if !filled.is_empty() {
                    note(format_args!("bwcap: note: filled in {}", visible(&filled.join(", "))));
                }
                match Encoder::new(self.protocol).to_vec(&document) {
                    Ok(bytes) => {
                        self.warn(&bytes);
                        return self.send_bytes(link, &bytes);
                    }
                    Err(error) => {
                        self.good = false;
                        complain(format_args!("bwcap: not sent: {}", error.kind().describe()));
                    }
                }
            }
            Typed::Xml(bytes) => {
                self.warn(&bytes);
                return self.send_bytes(link, &bytes);
            }
            Typed::Fault(place, text) => {
                self.good = false;
                complain(format_args!("-:{}:{}: not sent: {}", place.line, place.column, visible(&text)));
            }
            Typed::End => {}
        }
        Ok(Ok(()))
    }

    /// Says what is wrong with a message that is sent all the same.
    fn warn(&self, bytes: &[u8]) {
        for diagnostic in self.protocol.validate(bytes).take(10) {
            complain(format_args!("bwcap: warning: {} [{}]", visible(&diagnostic.to_string()), diagnostic.id()));
        }
    }

    /// Fills in who sends a message, where that is missing. Returns what was filled in.
    fn identify(&self, document: &mut Document<'static>) -> Vec<String> {
        let Some(session) = &self.session else { return Vec::new() };
        let identity = session.identity();
        let fields = [("userUid", identity.user_uid), ("id", identity.id), ("applicationId", identity.application_id)];
        let mut filled = Vec::new();
        for (name, value) in fields {
            let path = format!("user/{name}");
            if let Some(value) = value.map(|value| value.to_string())
                && document.command.command_type().is_some()
                && document.command.data().is_some_and(|data| data.get(&path).is_none())
                && document.command.data_mut().set(&path, value.clone()).is_ok()
            {
                filled.push(format!("{name} `{value}`"));
            }
        }
        filled
    }

    /// Logs out, and waits until the server has noticed.
    fn leave(&mut self, link: &mut Link) -> Result<(), Stop> {
        if let Some(session) = self.session.take() {
            _ = self.send(link, &session.log_out(UserLogoutReason::ClientLogout))?;
            note(format_args!("bwcap: logged out"));
        }
        if link.get_mut().finish().is_err() {
            return Ok(());
        }
        let until = Instant::now() + FAREWELL;
        while Instant::now() < until {
            match self.receive(link)? {
                Ok(Arrived::Closed) | Err(_) => break,
                Ok(_) => {}
            }
        }
        Ok(())
    }
}

fn refused(failure: &Failure) -> End {
    let text = failure.to_string();
    if failure.is_permanent() { End::Refused(text) } else { End::Lost(text) }
}
