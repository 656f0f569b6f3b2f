//! Terminal: whether each output shows colours, and how wide it is.

use std::io::{IsTerminal, stderr, stdout};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::{env, fmt};

use annotate_snippets::Renderer;
use anstream::AutoStream;
use clap::{Args, ColorChoice};
use indicatif::{ProgressBar, ProgressStyle};
use unicode_width::UnicodeWidthStr;

/// The narrowest screen that text is laid out for.
const NARROWEST: usize = 24;

/// How things are shown, in every subcommand.
#[derive(Args)]
pub struct Options {
    /// When to use colours: `auto` is on a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t, display_order = 900)]
    color: ColorChoice,
    /// Prints each finding on one line; no progress, no summary, no notes.
    #[arg(long, short, global = true, display_order = 901)]
    quiet: bool,
}

/// An output, as its reader sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Screen {
    is_styled: bool,
    /// Its width in columns; `None` for a file or a pipe, which have none.
    width: Option<usize>,
}

struct Terminal {
    output: Screen,
    error: Screen,
    is_quiet: bool,
}

static TERMINAL: OnceLock<Terminal> = OnceLock::new();

/// The progress that is shown, which messages must not be printed into.
static PROGRESS: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Finds out about the outputs. Called once, before anything is printed.
pub fn set_up(options: &Options) {
    let choice = match options.color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
    let is_styled = |choice| !matches!(choice, anstream::ColorChoice::Never);
    let screen = |is_terminal, is_styled, size: Option<(terminal_size::Width, terminal_size::Height)>| {
        let told = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let size = size.filter(|_| is_terminal).map(|(width, _)| usize::from(width.0));
        Screen { is_styled, width: told.or(size).filter(|width| *width > 0).map(|width| width.max(NARROWEST)) }
    };
    let (out, error) = (stdout(), stderr());
    _ = TERMINAL.set(Terminal {
        output: screen(out.is_terminal(), is_styled(AutoStream::choice(&out)), terminal_size::terminal_size_of(&out)),
        error: screen(
            error.is_terminal(),
            is_styled(AutoStream::choice(&error)),
            terminal_size::terminal_size_of(&error),
        ),
        is_quiet: options.quiet,
    });
}

/// Returns what is known of standard output.
pub fn output() -> Screen {
    TERMINAL.get().map(|terminal| terminal.output).unwrap_or_default()
}

/// Returns what is known of standard error.
pub fn error() -> Screen {
    TERMINAL.get().map(|terminal| terminal.error).unwrap_or_default()
}

/// Returns whether only what was asked for is printed.
pub fn is_quiet() -> bool {
    TERMINAL.get().is_some_and(|terminal| terminal.is_quiet)
}

/// Begins to show the progress in an input of this length, if somebody sees it: standard error is a terminal, and standard
/// output is not.
pub fn progress(length: u64) -> ProgressBar {
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    if is_quiet() || is_dumb || !stderr().is_terminal() || stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {eta}");
    let bar = ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    *PROGRESS.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
    bar
}

/// Removes the progress from the screen for good.
pub fn end_progress() {
    if let Some(bar) = PROGRESS.lock().unwrap_or_else(PoisonError::into_inner).take() {
        bar.finish_and_clear();
    }
}

/// Prints something to standard error while no progress is shown.
pub fn without_progress<T>(print: impl FnOnce() -> T) -> T {
    let bar = PROGRESS.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match bar.filter(|bar| !bar.is_finished()) {
        Some(bar) => bar.suspend(print),
        None => print(),
    }
}

impl Screen {
    /// Returns whether it shows colours.
    pub fn is_styled(self) -> bool {
        self.is_styled
    }

    /// Returns its width in columns; `None` if lines may have any length.
    pub fn width(self) -> Option<usize> {
        self.width
    }

    /// Returns the same screen with this width, if it has none.
    pub fn or_width(self, width: usize) -> Self {
        Self { width: self.width.or(Some(width)), ..self }
    }

    /// Returns the renderer of diagnostics.
    pub fn renderer(self) -> Renderer {
        let renderer = if self.is_styled { Renderer::styled() } else { Renderer::plain() };
        // The excerpts are cut already.
        renderer.term_width(usize::MAX / 2)
    }

    /// Returns text in bold.
    pub fn bold(self, text: &str) -> Styled<'_> {
        Styled { text, code: self.is_styled.then_some("1") }
    }

    /// Returns text that stands back.
    pub fn dim(self, text: &str) -> Styled<'_> {
        Styled { text, code: self.is_styled.then_some("2") }
    }

    /// Breaks text into lines at its spaces, for a screen that has so many columns less.
    pub fn wrap(self, text: &str, less: usize) -> String {
        let Some(width) = self.width else { return text.into() };
        let room = width.saturating_sub(less).max(NARROWEST / 2);
        let (mut out, mut used) = (String::with_capacity(text.len() + 8), 0);
        for word in text.split(' ') {
            let needed = word.width();
            if used > 0 && used + 1 + needed > room {
                out.truncate(out.trim_end_matches(' ').len());
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += needed;
        }
        out
    }
}

/// Text in a style, if the screen has any.
pub struct Styled<'t> {
    text: &'t str,
    code: Option<&'static str>,
}

impl fmt::Display for Styled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "\x1b[{code}m{}\x1b[0m", self.text),
            None => f.write_str(self.text),
        }
    }
}
