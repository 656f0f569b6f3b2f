//! Summaries: a message in one line for people.

use core::fmt::{self, Display};

use super::document::Document;
use crate::schema::{Value, WireValue};
use crate::xml::{Shown, Text};

/// Prints a message in one line: its command, whom it is about, and what matters most in it.
///
/// Parts have two blanks between them, and what belongs together has one. It is safe to print on a terminal: long
/// text is shortened and control characters are escaped. It is made for people and may change in any release.
#[derive(Clone, Copy)]
pub struct Summary<'d>(&'d Document<'d>);

/// Number of parts that are shown after the command.
const PARTS: usize = 8;

impl Document<'_> {
    /// Returns a summary, which prints the message in one line.
    ///
    /// ```
    /// use broadworks_cap::{Document, message::{Identity, call_action::CallAction}};
    ///
    /// let document = Document::new(CallAction::dial(Identity::cap_c("alice@example.com", "demo"), "2405550123"));
    /// assert_eq!(document.summary().to_string(), "callAction  alice@example.com  Dial 2405550123");
    /// ```
    #[must_use]
    pub const fn summary(&self) -> Summary<'_> {
        Summary(self)
    }
}

impl fmt::Debug for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.command.name().unwrap_or("(no command)");
        Shown(name).fmt(f)?;
        let mut line = Line { out: f, parts: 0 };
        if let Some(user) = self.0.user() {
            line.part([user.leaf("id").or_else(|| user.leaf("userUid"))])?;
            line.part([user.leaf("monitoredUserId").or_else(|| user.leaf("monitoredUserUid"))])?;
        }
        self.0.command.summarize(&mut line)?;
        match line.parts.saturating_sub(PARTS) {
            0 => Ok(()),
            more => write!(line.out, "  and {more} more"),
        }
    }
}

/// A command that knows what matters most in it.
pub(super) trait Summarize {
    /// Writes it, after the user that the message is about.
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result;
}

/// Returns a text of a message.
pub(super) fn text<'t>(field: &'t Option<Text<'_>>) -> Option<Text<'t>> {
    field.as_ref().map(Text::from)
}

/// Returns the name of a value of a message.
pub(super) fn named<'t, T: WireValue>(field: &'t Option<Value<'_, T>>) -> Option<Text<'t>> {
    field.as_ref().map(Value::name)
}

/// Returns a word for the outcome of an action.
pub(super) fn succeeded(success: Option<bool>) -> Option<Text<'static>> {
    success.map(|success| Text::from(if success { "succeeded" } else { "failed" }))
}

/// A line that is being written.
pub(super) struct Line<'f, 'b> {
    out: &'f mut fmt::Formatter<'b>,
    parts: usize,
}

impl Line<'_, '_> {
    /// Writes texts as one part, unless all of them are missing or empty.
    pub fn part<'t>(&mut self, texts: impl IntoIterator<Item = Option<Text<'t>>>) -> fmt::Result {
        let mut texts = texts.into_iter().flatten().filter(|text| !text.is_empty()).peekable();
        if texts.peek().is_none() {
            return Ok(());
        }
        self.parts += 1;
        if self.parts > PARTS {
            return Ok(());
        }
        self.out.write_str(" ")?;
        texts.try_for_each(|text| {
            self.out.write_str(" ")?;
            Shown(&text).fmt(self.out)
        })
    }

    /// Writes the state of something after its name.
    pub fn named<T: WireValue>(&mut self, name: &str, state: Option<&Value<'_, T>>) -> fmt::Result {
        match state {
            Some(state) => self.part([Some(Text::from(name)), Some(state.name())]),
            None => Ok(()),
        }
    }
}
