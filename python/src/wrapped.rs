//! The classes that are written in Python: dataclasses and exceptions.

use broadworks_cap::Error;
use broadworks_cap::schema::PathError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyTuple, PyType};

mod raised {
    pyo3::import_exception!(broadworks_cap._errors, DecodeError);
    pyo3::import_exception!(broadworks_cap._errors, EncodeError);
    pyo3::import_exception!(broadworks_cap._errors, PathError);
}

/// A dataclass of `broadworks_cap._types`, looked up once.
pub struct Dataclass {
    name: &'static str,
    class: PyOnceLock<Py<PyType>>,
}

impl Dataclass {
    /// Names a dataclass.
    pub const fn new(name: &'static str) -> Self {
        Self { name, class: PyOnceLock::new() }
    }

    /// Creates an instance from its fields in their order.
    pub fn create<'py>(
        &self,
        py: Python<'py>,
        fields: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error = PyErr>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.class.import(py, "broadworks_cap._types", self.name)?.call1(fields.into_pyobject(py)?)
    }
}

/// The exception for bytes that are not a document.
pub fn decode_error(error: Error) -> PyErr {
    raised::DecodeError::new_err((error.to_string(), error.kind().id(), error.offset()))
}

/// The exception for a document that cannot be written.
pub fn encode_error(error: Error) -> PyErr {
    raised::EncodeError::new_err((error.to_string(), error.kind().id(), error.offset()))
}

/// The exception for a `dict` that is not the JSON form of a document.
pub fn dict_error(text: impl ToString) -> PyErr {
    raised::EncodeError::new_err((text.to_string(), "not-a-message"))
}

/// The exception for a path that does not lead to text.
pub fn path_error(error: &PathError) -> PyErr {
    raised::PathError::new_err((error.to_string(), "no-text", error.place()))
}

/// The exception for a path that is not in the tables or not in the document.
pub fn no_path(path: &str, reason: &str) -> PyErr {
    raised::PathError::new_err((format!("`{}`: {reason}", path.escape_debug()), "no-text"))
}
