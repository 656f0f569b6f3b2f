//! Subcommand `bwcap watch`: a live board of a stream in the terminal.

mod board;
#[cfg(test)]
mod tests;
mod view;

use std::io::{self, IsTerminal, Read, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use broadworks_cap::validate::Direction;
use broadworks_cap::{Error, Limits};
use clap::Args;
use encoding_rs::Encoding;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use ratatui::crossterm::event::{self, Event, KeyEventKind};

use crate::clock::of_millis;
use crate::input::{self, Place, Run, Tally};
use crate::shown::visible;
use crate::stream::{Listener, Origin, Piece};
use crate::{Stop, arguments, terminal};
use board::Board;
use view::View;

/// Time between two looks at a file that may have grown, and between two pictures.
const INTERVAL: Duration = Duration::from_millis(100);
/// Most pieces that wait to be shown.
const WAITING: usize = 256;

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bwcap watch server.log              # follows the file as it grows\n  \
    nc ocs.example.com 2208 | bwcap watch\n\n\
    Keys: q quits, / shows only what has a text, p pauses, e shows errors only, the arrows choose a message and Enter \
    opens it.")]
pub struct Options {
    /// Encoding of the text, such as `latin1`, if it is neither UTF-8 nor says what it is.
    #[arg(long, value_name = "NAME", value_parser = arguments::encoding)]
    encoding: Option<&'static Encoding>,
    /// File; `-`, or none, for standard input. A file is followed as it grows.
    file: Option<PathBuf>,
}

/// What the reader tells the board.
enum News {
    Piece {
        bytes: Box<[u8]>,
        place: Place,
        number: u64,
        time: Option<DateTime>,
        direction: Option<Direction>,
        error: Option<Error>,
    },
    /// The input has ended; what is to be said of it.
    End(Option<String>),
}

/// Shows the board until the person leaves. Returns `false` if something was malformed.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let path = options.file.clone().unwrap_or_else(|| "-".into());
    let is_input = path == Path::new("-");
    if !stdout().is_terminal() {
        return Err(Stop::Failed(
            "`watch` draws on a terminal, and standard output is none; `bwcap decode` writes to files and pipes".into(),
        ));
    }
    if is_input && io::stdin().is_terminal() {
        return Err(Stop::Failed("`watch` needs a file or a pipe to read, such as `bwcap watch server.log`".into()));
    }
    // Opened here, so that a wrong name is told before the screen changes.
    if path.is_file() || (!is_input && !path.exists()) {
        input::open(&path)?;
    }
    let (news, receiver) = sync_channel(WAITING);
    let is_left = Arc::new(AtomicBool::new(false));
    let (left, encoding) = (Arc::clone(&is_left), options.encoding);
    let name = if is_input { "standard input".into() } else { visible(&path.display().to_string()) };
    // It is not waited for: a read from standard input may take forever.
    thread::spawn(move || {
        let note = read(&path, encoding, &news, &left);
        _ = news.send(News::End(note));
    });
    let mut board = Board::default();
    let view = View::new(name, terminal::output().is_styled());
    let shown = show(view, &mut board, &receiver);
    is_left.store(true, Ordering::Relaxed);
    shown.map_err(|error| Stop::Failed(format!("the terminal: {error}")))?;
    Ok(board.malformed == 0)
}

/// Reads the input to its end, or as long as it is watched. Returns what is to be said of it.
fn read(
    path: &Path,
    encoding: Option<&'static Encoding>,
    news: &SyncSender<News>,
    is_left: &Arc<AtomicBool>,
) -> Option<String> {
    let mut input = match input::open(path) {
        Ok(input) => input,
        Err(Stop::Failed(message)) => return Some(message),
        Err(_) => return None,
    };
    let is_live = Arc::new(AtomicBool::new(path == Path::new("-")));
    if path != Path::new("-") {
        let (is_live, is_left) = (Arc::clone(&is_live), Arc::clone(is_left));
        input.reader = Box::new(Followed { reader: input.reader, is_live, is_left });
    }
    let (file, day, limits) = (input.name.clone(), input.day, Limits::default());
    let mut sender = Sender { news, is_live };
    let mut run = Run { listener: &mut sender, limits, file, day, number: 0, tally: Tally::default() };
    let done = input::read(input, encoding, &mut run);
    let tally = run.tally;
    match (done, tally.fault.clone()) {
        (Err(Stop::Failed(message)), _) | (_, Some(message)) => Some(message),
        _ if tally.is_empty() => tally.kind.map(|kind| format!("no messages: this is {}", kind.name)),
        _ => None,
    }
}

/// A file that is read on when it has grown.
struct Followed {
    reader: Box<dyn Read>,
    /// Set at the first end of the file: what comes from then on is new.
    is_live: Arc<AtomicBool>,
    is_left: Arc<AtomicBool>,
}

impl Read for Followed {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.reader.read(to)?;
            if count > 0 || self.is_left.load(Ordering::Relaxed) {
                return Ok(count);
            }
            self.is_live.store(true, Ordering::Relaxed);
            thread::sleep(INTERVAL);
        }
    }
}

/// Sends the pieces of a stream to the board.
struct Sender<'s> {
    news: &'s SyncSender<News>,
    is_live: Arc<AtomicBool>,
}

impl Sender<'_> {
    fn send(&self, piece: &Piece<'_>, error: Option<Error>) -> Result<(), Stop> {
        let Piece { bytes, place, number, origin } = *piece;
        // What has no time of its own comes now.
        let now = || of_millis(Timestamp::now().as_millisecond());
        let time = origin.time.or_else(|| self.is_live.load(Ordering::Relaxed).then(now).flatten());
        let piece = News::Piece { bytes: bytes.into(), place, number, time, direction: origin.direction, error };
        self.news.send(piece).map_err(|_| Stop::Unread)
    }
}

impl Listener for Sender<'_> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        self.send(piece, None)
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        self.send(piece, Some(error))
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(())
    }
}

/// The terminal, which is as it was before when this is dropped, also after a panic.
struct Screen(ratatui::DefaultTerminal);

impl Drop for Screen {
    fn drop(&mut self) {
        ratatui::restore();
    }
}

fn show(mut view: View, board: &mut Board, news: &Receiver<News>) -> io::Result<()> {
    let mut screen = Screen(ratatui::try_init()?);
    let mut last = Instant::now();
    loop {
        // Not longer than until the next picture, if much comes at once.
        let start = Instant::now();
        while start.elapsed() < INTERVAL {
            match news.try_recv() {
                Ok(News::Piece { bytes, place, number, time, direction, error }) => {
                    last = Instant::now();
                    let origin = Origin { time, direction, ..Origin::default() };
                    let piece = Piece { bytes: &bytes, place, number, origin: &origin };
                    // The board never stops.
                    _ = match error {
                        Some(error) => board.malformed(&piece, error),
                        None => board.document(&piece),
                    };
                }
                Ok(News::End(note)) => (board.is_over, board.note) = (true, note),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) if board.is_over => break,
                // What it panicked with was told, and the terminal is as it was.
                Err(TryRecvError::Disconnected) => return Err(io::Error::other("reading ended early")),
            }
        }
        let passed = SignedDuration::try_from(last.elapsed()).unwrap_or_default();
        screen.0.draw(|frame| view.draw(frame, board, passed))?;
        let wait = INTERVAL.saturating_sub(start.elapsed());
        if event::poll(wait)? {
            match event::read()? {
                Event::Key(key) if key.kind == KeyEventKind::Press && !view.key(key, board) => return Ok(()),
                _ => {}
            }
        }
    }
}
