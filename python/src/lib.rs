//! Python package over the codec: the native part, `broadworks_cap._native`.
//!
//! A document that was decoded is its bytes and its tape, and a field becomes a Python string when it is asked for. What
//! is plain data (a diagnostic, a subject, the meaning of a field) is a dataclass of `broadworks_cap/_types.py`, and an
//! error is an exception of `broadworks_cap/_errors.py`.

use pyo3::prelude::*;

mod arguments;
mod dict;
mod document;
mod explain;
mod limits;
mod login;
mod stream;
mod validate;
mod wrapped;

/// Python allocates objects, and aligns them to 8 bytes at least, whatever the type needs.
const _: () = {
    const fn fits<T>() {
        assert!(align_of::<T>() <= 8, "put what needs more into a box");
    }
    fits::<document::Document>();
    fits::<limits::Limits>();
    fits::<login::Login>();
    fits::<login::Session>();
    fits::<stream::Stream>();
};

/// Native part of `broadworks_cap`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::dict::encode;
    #[pymodule_export]
    use super::document::{Document, decode};
    #[pymodule_export]
    use super::explain::{commands, explain, meaning};
    #[pymodule_export]
    use super::limits::Limits;
    #[pymodule_export]
    use super::login::{Login, Session, digest};
    #[pymodule_export]
    use super::stream::Stream;
    #[pymodule_export]
    use super::validate::validate;

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "it is its name in Python")]
    const __version__: &str = broadworks_cap::VERSION;
}
