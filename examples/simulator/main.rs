//! Simulator of a BroadWorks server for development and tests: CAP-C and CCC2 over TCP.
//!
//! ```sh
//! cargo run --example simulator --features transport,login -- \
//!   --listen 127.0.0.1:2208 --user alice@example.com:secret --user bob@example.com:hidden
//! ```
//!
//! | Module | Contents |
//! |---|---|
//! | `options` | the command line |
//! | `world` | users, calls and queues: documents in, documents out, no sockets, no clock |
//! | `hub` | the world, the clock, and the queues of documents for each connection |
//! | `cap_c` | a connection of a CAP-C client: logins and sessions |
//! | `ccc2` | a connection of a server farm |

#![forbid(unsafe_code)]

mod cap_c;
mod ccc2;
mod hub;
mod options;
mod world;

use std::error::Error;
use std::io::{Write, stdout};
use std::net::TcpListener;
use std::sync::mpsc;

use clap::Parser;

use hub::{Hub, Protocol};
use options::Options;

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let (listen, ccc2) = (options.listen, options.ccc2);
    let setup = options.setup()?;
    let cap_c = TcpListener::bind(listen).map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    let farm =
        ccc2.map(|address| TcpListener::bind(address).map_err(|error| format!("cannot listen on {address}: {error}")));
    let farm = farm.transpose()?;
    let hub = Hub::new(setup.settings, setup.users, setup.queues, setup.manners);

    // The Ctrl-C handler is installed before an address is printed.
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || _ = stop.send(()))?;
    let mut out = stdout();
    writeln!(out, "{}", cap_c.local_addr()?)?;
    hub.listen(cap_c, Protocol::CapC)?;
    if let Some(farm) = farm {
        writeln!(out, "{}", farm.local_addr()?)?;
        hub.listen(farm, Protocol::Ccc2)?;
    }
    out.flush()?;
    for (id, number) in hub.numbers() {
        eprintln!("{id} has the number {number}");
    }
    // Only the handler has a sender.
    _ = stopped.recv();
    hub.stop();
    Ok(())
}
