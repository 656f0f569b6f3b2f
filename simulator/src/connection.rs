//! Connections: how they are accepted, read, written to, and ended. Each has a reading thread and a writing thread.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Line, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use broadworks_cap::message::values::UserLogoutReason;
use broadworks_cap::transport::{Connection, Receiver, Sender};
use broadworks_cap::validate::session::SessionChecker;
use broadworks_cap::{Document, Event as Received, Limits, Protocol};

use socket2::{Domain, Socket, Type};

use crate::hub::Hub;
use crate::journal::Event;
use crate::scenario::Wire;
use crate::state::{Outlet, Room, State};
use crate::stream::Stream;
#[cfg(feature = "tls")]
use crate::tls::Tls;
use crate::{cap_c, ccc2};

/// Number of connections that wait until they are accepted. One too many is tried again by its peer a second later.
const BACKLOG: i32 = 1_024;
/// Maximum number of documents queued for one connection.
const MAX_WAITING: usize = 1_024;
/// Time after which a peer that accepts no data is disconnected.
const PATIENCE: Duration = Duration::from_secs(10);
/// Time that peers have to read their queued documents when the simulator stops.
const FAREWELL: Duration = Duration::from_secs(1);

/// What is spoken at an address.
#[derive(Debug, Clone)]
pub struct Listens {
    pub protocol: Protocol,
    #[cfg(feature = "tls")]
    pub tls: Option<Tls>,
}

impl Listens {
    /// Speaks this protocol without encryption.
    pub const fn plain(protocol: Protocol) -> Self {
        Self {
            protocol,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Returns whether it is encrypted.
    pub fn is_encrypted(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls.is_some();
        #[cfg(not(feature = "tls"))]
        false
    }

    fn wrap(&self, socket: TcpStream) -> io::Result<Stream> {
        let stream = Stream::new(socket);
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            return Ok(stream.encrypted(tls.begin()?));
        }
        Ok(stream)
    }
}

/// Listens on an address.
///
/// # Errors
/// Returns the error of the operating system.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // A port can be used again at once. Elsewhere than on Unix this would be two programs on one port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

impl Hub {
    /// Waits for what a client sends next, and gives a document to `take`. What is malformed costs no other document.
    ///
    /// # Errors
    /// The reason the connection has ended.
    pub fn receive(
        &self,
        connection: u64,
        receiver: &mut Receiver<Stream>,
        take: impl FnOnce(&mut State, &[u8], &Document<'_>),
    ) -> Result<(), String> {
        match receiver.receive_frame() {
            Ok(Received::Document(frame)) => match frame.decode() {
                Ok(document) => {
                    take(&mut self.lock(), &frame, &document);
                    self.wake();
                }
                Err(error) => self.malformed(connection, &frame, error),
            },
            Ok(Received::Malformed(malformed)) => self.malformed(connection, malformed.bytes, malformed.error),
            Ok(Received::Closed { clean: true }) => return Err("it is done".into()),
            Ok(Received::Closed { .. }) => return Err("it was cut off in a document".into()),
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
        Ok(())
    }

    /// Accepts connections until the simulator stops.
    ///
    /// # Errors
    /// Returns the error of the operating system.
    pub fn listen(&self, listener: TcpListener, listens: Listens) -> io::Result<()> {
        let address = listener.local_addr()?;
        let hub = self.clone();
        let accepting = thread::spawn(move || {
            for stream in listener.incoming() {
                if hub.lock().stopping {
                    return;
                }
                // A peer may have disconnected before it was accepted, or the process may have no more files open.
                let is_short = stream.as_ref().is_err_and(is_shortage);
                if let Err(error) = stream.and_then(|stream| hub.welcome(stream, &listens)) {
                    hub.say(|| format!("a connection was not accepted: {error}"));
                }
                if is_short {
                    // The next `accept` fails at once, too, until a connection ends.
                    hub.relieve();
                    thread::sleep(Duration::from_millis(10));
                }
            }
        });
        let mut state = self.lock();
        state.addresses.push(address);
        state.threads.push(accepting);
        Ok(())
    }

    /// Ends the oldest connection on which nobody is logged in, because the process can have no more.
    fn relieve(&self) {
        let mut state = self.lock();
        if let Some(oldest) = state.oldest_idle() {
            self.cut(&mut state, oldest, "it gives way, because the process can open no more files");
        }
    }

    /// Logs all users out and ends every thread.
    pub fn stop(&self) {
        let (threads, addresses) = {
            let mut state = self.lock();
            state.stopping = true;
            state.play.give_up();
            self.grown().notify_all();
            let farewell = state.world.force_all_out(UserLogoutReason::ForceLogoutLocked);
            self.deliver(&mut state, farewell, None);
            // With the sending end of its queue gone, each writer empties the queue and ends the
            // connection.
            let streams: Vec<_> = state.connections.drain().map(|(_, outlet)| outlet.stream).collect();
            let threads = core::mem::take(&mut state.threads);
            self.wake();
            let late = Instant::now() + FAREWELL;
            drop(state);
            while Instant::now() < late && threads_left(&threads) > self.lock().addresses.len() {
                thread::sleep(Duration::from_millis(2));
            }
            for stream in streams {
                stream.cut();
            }
            (threads, self.lock().addresses.clone())
        };
        for address in addresses {
            // Wakes the accepting thread, which then sees that the simulator is stopping.
            _ = TcpStream::connect(reachable(address));
        }
        for thread in threads {
            _ = thread.join();
        }
    }

    /// Makes room for another connection; `false` if none can give way.
    fn make_room(&self, state: &mut State, protocol: Protocol) -> bool {
        match state.room(protocol, self.manners().connections) {
            Room::Free => true,
            Room::InPlaceOf(oldest) => {
                self.cut(state, oldest, "it gives way to another connection");
                true
            }
            Room::None => false,
        }
    }

    fn welcome(&self, stream: TcpStream, listens: &Listens) -> io::Result<()> {
        let peer = stream.peer_addr()?;
        let protocol = listens.protocol;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let stream = listens.wrap(stream)?;
        let outlet = stream.clone();
        let limits = Limits::default().preamble(self.manners().preamble);
        let connection = Connection::new(stream).socket(|stream| stream).limits(limits).protocol(protocol);
        let (receiver, sender) = connection.split_with(|stream| Ok(stream.clone()))?;
        let mut sender = sender.socket(|stream| stream);
        sender.set_send_timeout(Some(PATIENCE));
        let (line, waiting) = sync_channel(MAX_WAITING);
        let mut state = self.lock();
        if state.stopping || !self.make_room(&mut state, protocol) {
            return Err(io::Error::other("there are too many"));
        }
        let id = state.next();
        let checker = SessionChecker::new(protocol).from_start(true);
        state.connections.insert(id, Outlet { line, stream: outlet, protocol, peer, checker });
        if let Some(entry) = self.entry(&state, id, Event::Connected) {
            self.enter(&mut state, entry);
        }
        if protocol == Protocol::Ccc2 {
            state.farm.push_back(id);
            let outgoing = state.world.farm_is_there(true);
            self.deliver(&mut state, outgoing, None);
        }
        state.threads.retain(|thread| !thread.is_finished());
        let writing = self.clone();
        state.threads.push(thread::spawn(move || writing.write_all(sender, &waiting)));
        let hub = self.clone();
        state.threads.push(thread::spawn(move || hub.serve(id, receiver, protocol)));
        Ok(())
    }

    fn serve(&self, id: u64, receiver: Receiver<Stream>, protocol: Protocol) {
        let end = match protocol {
            Protocol::CapC => cap_c::serve(self, id, receiver),
            Protocol::Ccc2 => ccc2::serve(self, id, receiver),
        };
        self.disconnect(&mut self.lock(), id, &end);
    }

    /// Writes the queued documents of a connection until the queue is closed.
    fn write_all(&self, mut sender: Sender<Stream>, line: &Line<Vec<Wire>>) {
        let (mut held, mut more) = (Vec::new(), 0);
        for turn in line.iter().flatten() {
            let bytes = match turn {
                Wire::Bytes(bytes) => bytes,
                Wire::Wait(time) => {
                    self.pause(time);
                    continue;
                }
                Wire::Glue(others, bytes) => {
                    if others > 0 && more == 0 {
                        more = others + 1;
                    }
                    bytes
                }
                Wire::Close => break,
                Wire::Reset => return sender.get_ref().reset(),
            };
            held.extend(bytes);
            more = more.saturating_sub(1);
            if more == 0 && sender.send_encoded(&core::mem::take(&mut held)).is_err() {
                break;
            }
        }
        // What was kept for others that did not come.
        _ = sender.send_encoded(&held);
        sender.get_ref().end();
    }

    /// Waits, but not longer than the simulator runs.
    fn pause(&self, time: Duration) {
        let late = Instant::now() + time;
        let mut state = self.lock();
        while let left = late.saturating_duration_since(Instant::now())
            && !state.stopping
            && !left.is_zero()
        {
            state = self.doze(state, left);
        }
    }
}

/// Returns whether an error says that there is no room, and not that a peer has left.
fn is_shortage(error: &io::Error) -> bool {
    !matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::NotConnected
    )
}

fn threads_left(threads: &[JoinHandle<()>]) -> usize {
    threads.iter().filter(|thread| !thread.is_finished()).count()
}

/// Returns an address to connect to, for a listener that is bound to any address.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}
