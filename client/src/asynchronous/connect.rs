//! Connections over TCP and TLS: all servers, and all their addresses, in turn.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout_at};

use crate::options::{Options, told};

/// A connector: makes the connections of a client.
#[derive(Clone)]
pub(super) struct Connector {
    options: Arc<Options>,
    /// Number of the server to begin with.
    next: Arc<AtomicUsize>,
    #[cfg(feature = "rustls")]
    tls: Option<tokio_rustls::TlsConnector>,
}

impl Connector {
    pub fn new(options: &Options) -> Self {
        Self {
            next: Arc::default(),
            #[cfg(feature = "rustls")]
            tls: options.tls.clone().map(Into::into),
            options: Arc::new(options.clone()),
        }
    }

    /// Connects. The machine limits the whole time; each address may use its share of what is left.
    pub fn connect(&self) -> impl Future<Output = io::Result<Stream>> + Send + use<> {
        let connector = self.clone();
        async move {
            let deadline = Instant::now() + connector.options.connect_timeout;
            let mut failed = None;
            let from = connector.next.load(Ordering::Relaxed);
            let hosts: Vec<_> = connector.options.hosts(from).collect();
            for (left, (number, host, port)) in (1..=hosts.len() as u32).rev().zip(hosts) {
                let share = Instant::now() + deadline.saturating_duration_since(Instant::now()) / left;
                match connector.connect_host(&host, port, share).await {
                    Ok(stream) => {
                        connector.next.store(number + 1, Ordering::Relaxed);
                        return Ok(stream);
                    }
                    Err(error) => failed = told(failed, error),
                }
            }
            Err(failed.unwrap_or_else(no_address))
        }
    }

    /// Connects to one host before a time.
    async fn connect_host(&self, host: &str, port: u16, deadline: Instant) -> io::Result<Stream> {
        let addresses: Vec<_> = timeout_at(deadline, lookup_host((host, port))).await.map_err(|_| late())??.collect();
        let mut failed = None;
        for (left, address) in (1..=addresses.len() as u32).rev().zip(addresses) {
            let share = deadline.saturating_duration_since(Instant::now()) / left;
            let until = Instant::now() + share.max(Duration::from_millis(1));
            match timeout_at(until, async { self.secure(TcpStream::connect(address).await?, host).await }).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => failed = Some(error),
                Err(_) => failed = Some(late()),
            }
        }
        Err(failed.unwrap_or_else(no_address))
    }

    /// Puts TLS over a stream, if the options say so.
    async fn secure(&self, stream: TcpStream, _host: &str) -> io::Result<Stream> {
        stream.set_nodelay(true)?;
        #[cfg(all(feature = "blocking-rustls", not(feature = "rustls")))]
        if self.options.tls.is_some() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "TLS of this client needs the feature `rustls`"));
        }
        #[cfg(feature = "rustls")]
        if let Some(tls) = &self.tls {
            let name = rustls::pki_types::ServerName::try_from(_host.to_owned());
            let name = name.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
            return Ok(Stream::Tls(Box::new(tls.connect(name, stream).await?)));
        }
        Ok(Stream::Tcp(stream))
    }
}

fn late() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the server does not answer")
}

fn no_address() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "the host has no address")
}

/// A stream over TCP or TLS.
pub(super) enum Stream {
    Tcp(TcpStream),
    #[cfg(feature = "rustls")]
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

macro_rules! over {
    ($stream:expr, $method:ident, $($argument:expr),*) => {
        match $stream.get_mut() {
            Stream::Tcp(stream) => Pin::new(stream).$method($($argument),*),
            #[cfg(feature = "rustls")]
            Stream::Tls(stream) => Pin::new(stream).$method($($argument),*),
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        over!(self, poll_read, cx, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        over!(self, poll_write, cx, bytes)
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        over!(self, poll_flush, cx)
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        over!(self, poll_shutdown, cx)
    }
}
