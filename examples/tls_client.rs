//! TLS client: logs in over TLS with `rustls`. This crate has no TLS code; a connection works over
//! any stream.
//!
//! ```sh
//! CAP_PASSWORD=secret cargo run --example tls_client --features transport,login -- \
//!   ocs.example.com alice@example.com --ca company.pem
//! ```

use std::env;
use std::error::Error;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use broadworks_cap::Event;
use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::values::UserLogoutReason;
use broadworks_cap::transport::{CAP_C_TLS_PORT, Connection, Timed};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const USAGE: &str = "usage: tls_client HOST[:PORT] USER [--ca FILE]

Logs in as USER over TLS, prints the names of what comes until nothing came for
10 seconds, and logs out. The port is 2209 if not given. Servers are trusted that
Mozilla trusts, or those whose certificates come from the authorities in FILE
(PEM). The password is taken from CAP_PASSWORD.";

/// Time that the server has to accept a connection, and a document; and how long the program waits for the next one.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match *arguments.as_slice() {
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [server, user] => run(server, user, None),
        [server, user, "--ca", file] => run(server, user, Some(file)),
        _ => Err(USAGE.into()),
    };
    outcome.map_or_else(
        |error| {
            eprintln!("{error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn run(server: &str, user: &str, ca: Option<&str>) -> Result<(), Box<dyn Error>> {
    let (host, port) = match server.rsplit_once(':') {
        Some((host, port)) => (host, port.parse()?),
        None => (server, CAP_C_TLS_PORT),
    };
    let mut roots = RootCertStore::empty();
    match ca {
        Some(file) => {
            for certificate in CertificateDer::pem_file_iter(file)? {
                roots.add(certificate?)?;
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let tls = ClientConnection::new(Arc::new(config), ServerName::try_from(host.to_owned())?)?;
    let tcp = Connection::connect_timeout((host, port), PATIENCE)?.into_parts().0;
    // With a timed socket, deadlines hold during the handshake, too.
    let mut connection = Connection::new(StreamOwned::new(tls, Timed::new(tcp))).socket(|stream| &mut stream.sock);
    connection.set_send_timeout(Some(PATIENCE));
    connection.set_receive_timeout(Some(PATIENCE));

    let mut login = Login::call_client(user.to_owned(), "TLS example");
    if let Ok(password) = env::var("CAP_PASSWORD") {
        login = login.password(Password::new(password));
    }
    let session = connection.log_in(&mut login, |_| ControlFlow::Continue(()))?;
    println!("logged in as {user}");
    loop {
        match connection.receive()? {
            Event::Document(document) => {
                if let Some(reason) = session.ended_by(&document) {
                    return Err(format!("logged out by the server: {reason}").into());
                }
                println!("{}", document.command.name().unwrap_or_default());
            }
            Event::Malformed(malformed) => eprintln!("passed over: {malformed}"),
            Event::Closed { .. } => return Err("the server is gone".into()),
            _ => break,
        }
    }
    connection.send(&session.log_out(UserLogoutReason::ClientLogout))?;
    let stream = connection.get_mut();
    stream.conn.send_close_notify();
    stream.conn.complete_io(&mut stream.sock)?;
    Ok(())
}
