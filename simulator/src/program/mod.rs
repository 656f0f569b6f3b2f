//! Command line of the simulator, for its program and for programs that have it as a subcommand.

mod options;
mod values;

use std::fs::File;
use std::io::{self, BufWriter, Write, stdin, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use options::Control;
pub use options::Options;

use crate::control;
use crate::record;
use crate::simulator::Simulator;

/// Runs the simulator until Ctrl-C, until the process is told to end, or until its time is over. Returns whether the
/// clients did all that was expected.
///
/// Prints the address of each listener on a line of its own to standard output, as soon as it listens: CAP-C, CCC2, TLS,
/// commands. The numbers of the users, and at the end what was expected and did not come, go to standard error.
///
/// # Errors
/// Returns a message for people.
pub fn run(options: Options) -> Result<bool, String> {
    let (time, control) = (options.time, options.control);
    let log = options.log.as_ref().map(|path| {
        let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok::<_, String>(BufWriter::new(file))
    });
    let log = log.transpose()?;
    let told = |error: io::Error| error.to_string();
    let setup = options.setup()?;
    // The handler of Ctrl-C is installed before an address is printed.
    let (stop, stopped) = mpsc::channel();
    let over = stop.clone();
    ctrlc::set_handler(move || _ = stop.send(())).map_err(|error| error.to_string())?;
    let simulator = Simulator::start(setup).map_err(told)?;
    let mut out = stdout();
    for listener in simulator.listeners() {
        writeln!(out, "{}", listener.address).map_err(told)?;
    }
    if let Some(Control::At(address)) = control {
        writeln!(out, "{}", simulator.listen_for_commands(address).map_err(told)?).map_err(told)?;
    }
    out.flush().map_err(told)?;
    for (id, number) in simulator.numbers() {
        eprintln!("{id} has the number {number}");
    }
    let journal = simulator.journal();
    let is_over = Arc::new(AtomicBool::new(false));
    let over_too = is_over.clone();
    let logging = log.map(|mut log| thread::spawn(move || record::write(journal, &mut log, &over_too)));
    if control == Some(Control::Input) {
        let hub = simulator.hub.clone();
        // Nothing ends a read of standard input, so nobody waits for this thread.
        thread::spawn(move || {
            _ = control::serve(&hub, stdin().lock(), stdout());
            hub.ask_to_stop();
        });
    }
    thread::scope(|scope| {
        if control.is_some() {
            let (simulator, over) = (&simulator, over.clone());
            scope.spawn(move || {
                simulator.hub.await_stop();
                _ = over.send(());
            });
        }
        if let Some(time) = time {
            let simulator = &simulator;
            scope.spawn(move || {
                _ = simulator.wait_for_verdict(time);
                _ = over.send(());
            });
        }
        _ = stopped.recv();
        // Ends the wait, if Ctrl-C came first.
        simulator.give_up();
    });
    let unmet = simulator.verdict();
    unmet.iter().for_each(|line| eprintln!("{line}"));
    simulator.stop();
    is_over.store(true, Ordering::SeqCst);
    if let Some(written) = logging.map(thread::JoinHandle::join) {
        written
            .unwrap_or_else(|_| Err(io::Error::other("it broke off")))
            .map_err(|error| format!("the log: {error}"))?;
    }
    Ok(unmet.is_empty())
}
