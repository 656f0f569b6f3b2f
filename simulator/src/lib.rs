//! Simulator of a BroadWorks server, for the development and tests of clients: CAP-C as an Open Client Server, and CCC2
//! as an Execution Server, over TCP.
//!
//! A test starts a [`Simulator`] on a free port, connects its client, lets things happen, and looks into the
//! [`Journal`] for what the client did:
//!
//! ```
//! use std::time::Duration;
//!
//! use broadworks_cap::Command;
//! use broadworks_simulator::{Ignored, Setup, Simulator};
//! # use broadworks_cap::Document;
//! # use broadworks_cap::login::{Login, Password};
//! # use broadworks_cap::message::call_action::CallAction;
//! # use broadworks_cap::transport::Connection;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! const PATIENCE: Duration = Duration::from_secs(20);
//! let setup = Setup::new().user(("alice@example.com", "secret")).user(("bob@example.com", "hidden"));
//! let simulator = Simulator::start(setup.clock_at(1_700_000_000_000))?;
//!
//! // The client under test, which logs in here and answers the call below.
//! let address = simulator.cap_c();
//! # let client = std::thread::spawn(move || {
//! #     let mut connection = Connection::connect(address).expect("it listens");
//! #     let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("secret"));
//! #     let session = connection.log_in(&mut login, |_| std::ops::ControlFlow::Continue(())).expect("the password");
//! #     // Until the simulator ends, which may be in the middle of an answer.
//! #     loop {
//! #         match connection.receive_owned() {
//! #             Ok(broadworks_cap::Event::Document(Document { command: Command::CallUpdate(update), .. })) => {
//! #                 let id = update.user.calls[0].call_id.clone().expect("an id");
//! #                 if connection.send(&Document::new(CallAction::answer(session.identity(), id))).is_err() {
//! #                     break;
//! #                 }
//! #             }
//! #             Ok(broadworks_cap::Event::Closed { .. }) | Err(_) => break,
//! #             Ok(_) => {}
//! #         }
//! #     }
//! # });
//! let journal = simulator.journal();
//! journal.wait_for(PATIENCE, |entry| matches!(entry.sent(), Some(Command::SessionUpdate(_))))?;
//!
//! // A call arrives, and the client answers it.
//! let call = simulator.ring("alice@example.com", "2405550190")?;
//! let action = journal.wait_for(PATIENCE, |entry| matches!(entry.received(), Some(Command::CallAction(_))))?;
//! assert!(action.is_of("alice@example.com"));
//! assert_eq!((action.ignored, &action.findings[..]), (None, &[][..]));
//!
//! // The other party hangs up.
//! simulator.hang_up(&call)?;
//! assert_eq!(simulator.hang_up(&call), Err(Ignored::UnknownCall));
//! simulator.stop();
//! # client.join().expect("no panic");
//! # Ok(())
//! # }
//! ```
//!
//! | Module | Contents |
//! |---|---|
//! | [`world`] | users, calls and queues: documents in, documents out, no sockets, no clock |
//! | [`journal`] | what every client said and was told, and what was wrong with it |
//! | [`program`] | the command line, for programs that have the simulator as a part (feature `program`) |

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod cap_c;
mod ccc2;
mod connection;
#[cfg(feature = "program")]
mod control;
mod hub;
pub mod journal;
mod mistake;
#[cfg(feature = "program")]
pub mod program;
#[cfg(feature = "program")]
mod record;
mod scenario;
mod simulator;
mod state;
mod stream;
#[cfg(feature = "tls")]
mod tls;
mod versions;
pub mod world;

pub use hub::Manners;
pub use journal::{Entry, Event, Finding, Journal, Missing};
pub use mistake::Mistake;
pub use scenario::{Scenario, ScenarioError};
pub use simulator::{Listener, Setup, Simulator};
#[cfg(feature = "tls")]
pub use tls::Tls;
pub use versions::Versions;
pub use world::snapshot::{self, Snapshot};
pub use world::{Action, Change, Ignored, Services, Settings, Subscriber};

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
