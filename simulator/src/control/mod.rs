//! Control while it runs: one line of text for each command, and one line of JSON for its answer, over TCP or standard
//! input and output. `simulator/README.md` describes the commands.

mod command;

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::hub::Hub;
use crate::simulator::Simulator;

/// Longest line in bytes.
const LONGEST: usize = 64 * 1024;
/// Maximum number of connections at a time.
const MOST: usize = 16;
/// Longest time until the end of the simulator is noticed.
const PAUSE: Duration = Duration::from_millis(50);

impl Simulator {
    /// Takes commands over TCP on this address, and returns the address with its port. Whoever can connect rules the
    /// simulator, so let it be one of the loopback.
    ///
    /// # Errors
    /// The error of the operating system if it cannot listen there.
    pub fn listen_for_commands(&self, address: SocketAddr) -> io::Result<SocketAddr> {
        let told = |error: io::Error| {
            io::Error::new(error.kind(), format!("cannot listen for commands on {address}: {error}"))
        };
        let listener = TcpListener::bind(address).map_err(told)?;
        let address = listener.local_addr()?;
        let hub = self.hub.clone();
        let accepting = thread::spawn(move || accept(&hub, &listener));
        let mut state = self.hub.lock();
        state.addresses.push(address);
        state.threads.push(accepting);
        Ok(address)
    }

    /// Does what a command says, and returns the answer: a line of JSON without a line break.
    ///
    /// ```
    /// use broadworks_simulator::{Setup, Simulator};
    ///
    /// let simulator = Simulator::start(Setup::new().user("alice@example.com"))?;
    /// let answer = simulator.command(r#"ring = { user = "alice@example.com", from = "2405550190" }"#);
    /// assert!(answer.starts_with(r#"{"call":"callhalf-"#) && answer.ends_with(r#""ok":true}"#), "{answer}");
    /// let answer = simulator.command(r#"{ "hang_up": "callhalf-0:0" }"#);
    /// assert_eq!(answer, r#"{"error":"the user has no such call","id":"unknown-call","ok":false}"#);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn command(&self, line: &str) -> String {
        command::run(&self.hub, line)
    }
}

fn accept(hub: &Hub, listener: &TcpListener) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if hub.lock().stopping {
            return;
        }
        let Ok(stream) = stream else {
            thread::sleep(PAUSE);
            continue;
        };
        if open.fetch_add(1, Ordering::SeqCst) >= MOST {
            open.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let (own, open) = (hub.clone(), open.clone());
        let serving = thread::spawn(move || {
            // A fault of the connection ends it, and concerns nobody else.
            _ = stream.set_read_timeout(Some(PAUSE)).and_then(|()| serve_stream(&own, &stream));
            open.fetch_sub(1, Ordering::SeqCst);
        });
        hub.lock().threads.push(serving);
    }
}

fn serve_stream(hub: &Hub, stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    serve(hub, BufReader::new(stream), stream)
}

/// Answers every line, until there is none any more or the simulator stops.
pub(crate) fn serve(hub: &Hub, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        // What has come of a line before a pause is kept.
        let room = u64::try_from(LONGEST + 1 - line.len()).unwrap_or(0);
        match io::Read::take(&mut input, room).read_until(b'\n', &mut line) {
            Ok(_) if line.len() > LONGEST => {
                let answer = command::refused("the line is longer than 64 KiB");
                return writeln!(output, "{answer}");
            }
            Ok(0) if line.is_empty() => return Ok(()),
            Ok(_) => {
                let text = String::from_utf8_lossy(&line).trim().to_owned();
                line.clear();
                if !text.is_empty() && !text.starts_with('#') {
                    writeln!(output, "{}", command::run(hub, &text))?;
                    output.flush()?;
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if hub.lock().stopping {
                    return Ok(());
                }
            }
            Err(error) => return Err(error),
        }
    }
}
