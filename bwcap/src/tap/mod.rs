//! Subcommand `bwcap tap`: a proxy between clients and a server that shows what both say.
//!
//! Two threads for each connection, one for each direction, pass on every read at once and unchanged. What they have
//! passed on goes to the main thread, which finds the documents and prints them. If that is too slow, it misses bytes, and says
//! so: the connections never wait for it.

mod end;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::net::{TcpListener, TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use broadworks_cap::transport::Connection;
use broadworks_cap::validate::Direction;
use broadworks_cap::{Error, Event, Limits, Protocol, StreamReader};
use clap::Args;
use jiff::civil::DateTime;

use crate::Stop;
use crate::arguments::protocol;
use crate::connect::{is_stopped, stop_when_told};
use crate::live::{From, Hider, Live, now};
use crate::shown::{complain, note, visible};
use end::{Encryption, End, Ends};

/// Maximum number of bytes per read.
const CHUNK: usize = 16 << 10;

/// Number of reads that may wait for being shown: 64 MiB at most.
const WAITING: usize = 4096;

/// Time after which the main thread looks whether the user has asked for the end.
const TURN: Duration = Duration::from_millis(50);

#[derive(Args)]
#[command(after_help = "\
Example:
  bwcap tap 127.0.0.1:2208 ocs.example.com:2208 --raw today.log
  bwcap tap 0.0.0.0:2209 ocs.example.com:2209 --tls --cert me.pem --key me.key
  bwcap decode today.log                        # later

Let the client connect to the first address. Every message appears at once, with its time and its direction.

With --tls, the connection to the server is encrypted, with --cert and --key that of the client. Each can be without \
the other.

Bytes are passed on as they are, whatever they are. Passwords are hidden in what is printed and in the file. Ctrl-C ends.")]
pub struct Options {
    /// Address to listen on; port 0 takes a free one, which is printed.
    #[arg(value_name = "LISTEN")]
    listen: String,
    /// Address of the server, HOST:PORT.
    #[arg(value_name = "UPSTREAM")]
    upstream: String,
    /// File to which all messages are written, too: a log that `bwcap decode` reads. It is appended to.
    #[arg(long, value_name = "FILE")]
    raw: Option<PathBuf>,
    #[command(flatten)]
    encryption: Encryption,
    /// One JSON object per line, as `decode --json` writes them. Passwords are hidden.
    #[arg(long)]
    json: bool,
    /// Protocol whose names are suggested for wrong ones.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    /// Most connections at a time.
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    connections: usize,
    /// Time that the server has to accept a connection, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    timeout: u64,
}

/// Something that happened on a connection.
struct News {
    connection: u64,
    time: DateTime,
    what: What,
}

enum What {
    Opened(String),
    Passed(Direction, Vec<u8>),
    /// Bytes that were passed on and are not shown.
    Missed(Direction, u64),
    Ended(Direction),
    Failed(String),
}

/// Passes on connections until the user asks for the end. Returns `false` if something malformed was seen.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let failed = |name: &str, error: std::io::Error| Stop::Failed(format!("{}: {error}", visible(name)));
    let listener = TcpListener::bind(&*options.listen).map_err(|error| failed(&options.listen, error))?;
    let address = listener.local_addr().map_err(|error| failed(&options.listen, error))?;
    // A wrong name is told now, and not to the first client.
    let known = options.upstream.to_socket_addrs().map_err(|error| failed(&options.upstream, error))?;
    if known.count() == 0 {
        return Err(Stop::Failed(format!("{}: the host has no address", visible(&options.upstream))));
    }
    let raw = options.raw.as_ref().map(|path| {
        let opened = File::options().append(true).create(true).open(path);
        opened.map(BufWriter::new).map_err(|error| failed(&path.display().to_string(), error))
    });
    let raw = raw.transpose()?;
    let (most, timeout) = (options.connections, Duration::from_secs(options.timeout));
    let ends = Ends::new(&options.encryption, &options.upstream, timeout);
    let ends = ends.map_err(|text| Stop::Failed(visible(&text)))?;
    if options.encryption.upstream.insecure {
        complain(format_args!(
            "bwcap: WARNING: --insecure: the certificate of {} is not checked; anybody on the way can read and change \
             everything",
            visible(&options.upstream)
        ));
    }
    stop_when_told()?;
    complain(format_args!("bwcap: listening on {address}, passing on to {}", visible(&options.upstream)));
    let (sender, receiver) = sync_channel(WAITING);
    let upstream = options.upstream.clone();
    thread::spawn(move || accept(&listener, &upstream, &Arc::new(ends), most, timeout, &sender));
    let live = Live::new(options.json, options.protocol);
    let mut watcher = Watcher { live, raw, connections: HashMap::new(), good: true };
    watcher.watch(&receiver, &options.upstream)?;
    Ok(watcher.good)
}

/// Accepts connections for as long as the program runs.
fn accept(
    listener: &TcpListener,
    upstream: &str,
    ends: &Arc<Ends>,
    most: usize,
    timeout: Duration,
    news: &SyncSender<News>,
) {
    let open = Arc::new(AtomicU64::new(0));
    for connection in 1.. {
        let near = match listener.accept() {
            Ok((near, _)) => near,
            Err(error) => {
                tell(news, connection, What::Failed(error.to_string()));
                thread::sleep(TURN);
                continue;
            }
        };
        if open.load(Ordering::Relaxed) >= most as u64 {
            tell(news, connection, What::Failed(format!("not accepted: {most} connections are open")));
            continue;
        }
        open.fetch_add(1, Ordering::Relaxed);
        let (upstream, ends, news, open) = (upstream.to_owned(), ends.clone(), news.clone(), open.clone());
        thread::spawn(move || {
            if let Err(error) = pass(near, &upstream, &ends, timeout, connection, &news) {
                tell(&news, connection, What::Failed(error.to_string()));
            }
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// Passes on both directions of a connection until both have ended.
fn pass(
    near: TcpStream,
    upstream: &str,
    ends: &Ends,
    timeout: Duration,
    connection: u64,
    news: &SyncSender<News>,
) -> std::io::Result<()> {
    let peer = near.peer_addr()?.to_string();
    near.set_nodelay(true)?;
    let of = |name: &str, error: std::io::Error| std::io::Error::new(error.kind(), format!("{name}: {error}"));
    let near = ends.near(near).map_err(|error| of(&peer, error))?;
    let far = Connection::connect_timeout(upstream, timeout).and_then(|far| ends.far(far.into_parts().0));
    let far = far.map_err(|error| of(upstream, error))?;
    tell(news, connection, What::Opened(peer));
    let (near_too, far_too) = (near.try_clone()?, far.try_clone()?);
    let news_too = news.clone();
    let answers = thread::spawn(move || one_way(far_too, near_too, Direction::ToClient, connection, &news_too));
    one_way(near, far, Direction::ToServer, connection, news);
    _ = answers.join();
    Ok(())
}

/// Passes on one direction until it ends, and then its end.
fn one_way(mut from: End, mut to: End, direction: Direction, connection: u64, news: &SyncSender<News>) {
    let mut buffer = vec![0; CHUNK];
    let mut missed = 0;
    loop {
        let read = match from.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Ok(0) | Err(_) => break,
            Ok(read) => read,
        };
        let bytes = &buffer[..read];
        let time = now();
        // This comes first, so that an answer is never shown before its request. It does not wait.
        if missed > 0 && news.try_send(News { connection, time, what: What::Missed(direction, missed) }).is_ok() {
            missed = 0;
        }
        let what = What::Passed(direction, bytes.to_vec());
        if missed > 0 || matches!(news.try_send(News { connection, time, what }), Err(TrySendError::Full(_))) {
            missed += read as u64;
        }
        if to.write_all(bytes).is_err() {
            // Nobody reads any more, so nobody needs to write.
            from.stop_reading();
            break;
        }
    }
    to.finish();
    if missed > 0 {
        tell(news, connection, What::Missed(direction, missed));
    }
    tell(news, connection, What::Ended(direction));
}

/// Tells what happens seldom, and waits until it is taken. If nobody takes it, the run is over.
fn tell(news: &SyncSender<News>, connection: u64, what: What) {
    _ = news.send(News { connection, time: now(), what });
}

/// One direction of a connection while it is shown.
struct Way {
    reader: StreamReader,
    /// Number of bytes that are not part of what the reader has got.
    missed: u64,
    hider: Hider,
    is_over: bool,
}

impl Way {
    fn new() -> Self {
        Self {
            reader: StreamReader::new(Limits::default().preamble(true)),
            missed: 0,
            hider: Hider::default(),
            is_over: false,
        }
    }
}

/// A connection while it is shown.
struct Shown {
    client: String,
    ways: [Way; 2],
}

struct Watcher {
    live: Live,
    raw: Option<BufWriter<File>>,
    connections: HashMap<u64, Shown>,
    good: bool,
}

impl Watcher {
    fn watch(&mut self, news: &Receiver<News>, upstream: &str) -> Result<(), Stop> {
        loop {
            match news.recv_timeout(TURN) {
                Ok(news) => self.take(news, upstream)?,
                Err(RecvTimeoutError::Timeout) if is_stopped() => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            // What has been passed on before the end is shown.
            if is_stopped() {
                while let Ok(news) = news.try_recv() {
                    self.take(news, upstream)?;
                }
                return Ok(());
            }
        }
    }

    fn take(&mut self, news: News, upstream: &str) -> Result<(), Stop> {
        let News { connection, time, what } = news;
        match what {
            What::Failed(text) => complain(format_args!("bwcap: {time} connection {connection}: {}", visible(&text))),
            What::Opened(client) => {
                note(format_args!("bwcap: {time} connection {connection}: opened by {client}"));
                self.connections.insert(connection, Shown { client, ways: [Way::new(), Way::new()] });
            }
            What::Passed(direction, bytes) => {
                self.shown(connection, time, direction, upstream, |way| way.reader.feed(&bytes))?
            }
            What::Missed(direction, count) => {
                self.shown(connection, time, direction, upstream, |way| way.reader.end())?;
                complain(format_args!(
                    "bwcap: {time} connection {connection}: {count} bytes were passed on and are not shown"
                ));
                if let Some(shown) = self.connections.get_mut(&connection) {
                    let way = &mut shown.ways[direction as usize];
                    *way = Way { missed: way.missed + way.reader.offset() + count, ..Way::new() };
                }
            }
            What::Ended(direction) => {
                self.shown(connection, time, direction, upstream, |way| {
                    way.reader.end();
                    way.is_over = true;
                })?;
                if self.connections.get(&connection).is_some_and(|shown| shown.ways.iter().all(|way| way.is_over)) {
                    self.connections.remove(&connection);
                    note(format_args!("bwcap: {time} connection {connection}: closed"));
                }
            }
        }
        Ok(())
    }

    /// Changes a direction, and shows what is complete then.
    fn shown(
        &mut self,
        connection: u64,
        time: DateTime,
        direction: Direction,
        upstream: &str,
        change: impl FnOnce(&mut Way),
    ) -> Result<(), Stop> {
        let Some(Shown { client, ways }) = self.connections.get_mut(&connection) else { return Ok(()) };
        let way = &mut ways[direction as usize];
        change(way);
        let link = match direction {
            Direction::ToClient => format!("{upstream} -> {client}"),
            Direction::ToServer => format!("{client} -> {upstream}"),
        };
        loop {
            let before = way.reader.offset();
            let (bytes, error): (&[u8], Option<Error>) = match way.reader.next_frame() {
                Event::Document(frame) => (frame.bytes(), None),
                Event::Malformed(malformed) => (malformed.bytes, Some(malformed.error)),
                _ => return Ok(()),
            };
            let hidden = way.hider.hide(bytes);
            let offset = way.missed + before;
            let from = From { peer: upstream, connection: Some(&link), time, direction, offset };
            if let Some(raw) = &mut self.raw {
                let towards = if direction == Direction::ToServer { "to server" } else { "to client" };
                let written = writeln!(raw, "{time} {link} {towards}").and_then(|()| {
                    raw.write_all(hidden.trim_ascii())?;
                    raw.write_all(b"\n")?;
                    raw.flush()
                });
                written.map_err(|error| Stop::Failed(format!("--raw: {error}")))?;
            }
            self.good &= self.live.show(&from, bytes, &hidden, error)?;
        }
    }
}
