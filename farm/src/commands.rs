//! Subcommands of the program.

use std::future::Future;
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::message::PublishMessage;
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::{Document, Encoder, Protocol};
use broadworks_farm::calls::Calls;
use broadworks_farm::counters::{ConnectorCounters, WorkerCounters, line};
use broadworks_farm::layout::{Farm, Layout, Nats};
use broadworks_farm::origin::Incarnation;
use broadworks_farm::record::{Record, load, user_key};
use broadworks_farm::subject::{self, Token};
use broadworks_farm::{Error, connector, load, status, worker};
use clap::{Args, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::interval;

/// What the program does.
#[derive(Subcommand)]
pub enum Command {
    /// Make the streams and buckets of a farm, once
    Setup {
        #[command(flatten)]
        nats: Nats,
        #[command(flatten)]
        layout: Layout,
    },
    /// Connect to a server, publish what it sends, and send actions
    Connector {
        #[command(flatten)]
        process: Process,
        #[command(flatten)]
        options: connector::Options,
    },
    /// Keep the state of a share of the users
    Worker {
        #[command(flatten)]
        process: Process,
        /// User whose calls are answered, when the server allows it; may be given several times
        #[arg(long = "answer", value_name = "USER")]
        answer: Vec<String>,
    },
    /// Show who has which partition, and how far each is, as lines of JSON
    Status {
        #[command(flatten)]
        nats: Nats,
    },
    /// Show what is kept of a user, as JSON
    State {
        #[command(flatten)]
        nats: Nats,
        /// Id of the user
        user: String,
    },
    /// Publish documents that are made up, to see how much a farm can do
    Load {
        #[command(flatten)]
        nats: Nats,
        #[command(flatten)]
        options: load::Options,
    },
    /// Let a user call a number
    Dial {
        #[command(flatten)]
        nats: Nats,
        /// Name of the server on which the user is
        #[arg(long, value_name = "NAME", default_value = "as1")]
        server: String,
        /// Id of the user
        user: String,
        /// The number
        number: String,
    },
}

/// Options of a process that runs for long.
#[derive(Args)]
pub struct Process {
    #[command(flatten)]
    nats: Nats,
    /// Name of the process, of which there is only one. By default it is another one each time
    #[arg(long)]
    name: Option<String>,
    /// Seconds between lines of counters on standard output, as JSON; 0 for none
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    report: u64,
}

/// Runs a subcommand.
pub async fn run(command: Command) -> Result<(), Error> {
    match command {
        Command::Setup { nats, layout } => {
            Farm::set_up(&nats, &layout).await?;
            Ok(())
        }
        Command::Connector { process, options } => {
            let counters = Arc::new(ConnectorCounters::default());
            let fields = counters.clone();
            process
                .run(
                    "connector",
                    move || fields.fields(),
                    async |farm, name, stop| connector::run(farm, name, &options, counters, stop).await,
                )
                .await
        }
        Command::Worker { process, answer } => {
            let counters = Arc::new(WorkerCounters::default());
            let fields = counters.clone();
            let calls = Arc::new(Calls { answer: answer.into_iter().collect() });
            process
                .run(
                    "worker",
                    move || fields.fields(),
                    async |farm, name, stop| {
                        worker::run(farm, name, calls, counters, stop).await;
                        Ok(())
                    },
                )
                .await
        }
        Command::Status { nats } => {
            for partition in status::partitions(&Farm::open(&nats, "status").await?).await? {
                print(&serde_json::to_string(&partition)?)?;
            }
            Ok(())
        }
        Command::State { nats, user } => {
            let farm = Farm::open(&nats, "state").await?;
            let user = Token::new(&user);
            let bucket = farm.states(user.partition(farm.layout.partitions));
            let (record, _) = load::<Record<serde_json::Value>>(bucket, &user_key(&user)).await?;
            print(&serde_json::to_string_pretty(&record)?)
        }
        Command::Load { nats, options } => load::run(&Farm::open(&nats, "load").await?, &options).await,
        Command::Dial { nats, server, user, number } => {
            let farm = Farm::open(&nats, "dial").await?;
            let document = Document::new(CallAction::dial(Identity::ccc2(user.as_str()), number.as_str()));
            let bytes = Encoder::new(Protocol::Ccc2).to_vec(&document)?;
            let subject = subject::action(&farm.prefix, &Token::new(&server), &Token::new(&user));
            let message = PublishMessage::build().payload(bytes.into()).message_id(Incarnation::new("dial").id());
            farm.context.send_publish(subject, message).await?.await?;
            Ok(())
        }
    }
}

impl Process {
    /// Opens the farm and runs a process of it until a signal asks it to stop.
    async fn run<F>(
        self,
        kind: &'static str,
        fields: impl Fn() -> Vec<(&'static str, u64)>,
        main: F,
    ) -> Result<(), Error>
    where
        F: AsyncFnOnce(Farm, &str, std::pin::Pin<Box<dyn Future<Output = ()>>>) -> Result<(), Error>,
    {
        let name = self.name.unwrap_or_else(|| Incarnation::new(kind).id());
        let stop = stop_signal()?;
        let farm = Farm::open(&self.nats, &name).await?;
        eprintln!("{kind} {name} has begun");
        let running = main(farm, &name, Box::pin(stop));
        let mut turn = interval(Duration::from_secs(self.report.max(1)));
        tokio::pin!(running);
        loop {
            tokio::select! {
                end = &mut running => {
                    eprintln!("{}", line(kind, &name, &fields()));
                    return end;
                }
                _ = turn.tick(), if self.report > 0 => {
                    // A process does not end because its report cannot be written.
                    _ = print(&line(kind, &name, &fields()));
                }
            }
        }
    }
}

/// Writes a line to standard output. It is no error if nobody reads on, as behind `head`.
fn print(line: &str) -> Result<(), Error> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Returns what waits for Ctrl-C or the signal that asks a process to end.
fn stop_signal() -> Result<impl Future<Output = ()>, Error> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
