//! Places in JSON, for errors.

use core::fmt;

use serde::de::Error;

use crate::xml::Shown;

/// A place in a JSON value: the keys and indexes that lead to it. `Display` shows it behind an error, as
/// `` (in `commandData/user/call[0]`) ``; the top is not shown.
#[derive(Clone, Copy)]
pub(crate) enum At<'p> {
    Top,
    Key(&'p At<'p>, &'p str),
    Index(&'p At<'p>, usize),
}

impl At<'_> {
    /// Creates an error at this place.
    pub(crate) fn error<E: Error>(&self, what: fmt::Arguments<'_>) -> E {
        E::custom(format_args!("{what}{self}"))
    }

    fn path(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Top => Ok(()),
            At::Key(At::Top, name) => write!(f, "{}", Shown(name)),
            At::Key(outer, name) => {
                outer.path(f)?;
                write!(f, "/{}", Shown(name))
            }
            At::Index(outer, index) => {
                outer.path(f)?;
                write!(f, "[{index}]")
            }
        }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self, At::Top) {
            return Ok(());
        }
        f.write_str(" (in `")?;
        self.path(f)?;
        f.write_str("`)")
    }
}
