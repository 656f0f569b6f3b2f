//! Streams: documents out of bytes that arrive in chunks.

use broadworks_cap::{Event, StreamReader};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::arguments;
use crate::document::Document;
use crate::limits::{self, Limits};
use crate::wrapped::Dataclass;

/// Bytes that are not a document.
static MALFORMED: Dataclass = Dataclass::new("Malformed");

/// A stream of documents that arrives in chunks.
#[pyclass(module = "broadworks_cap")]
pub struct Stream {
    /// In a box, because its searches hold vectors of 32 bytes that must be aligned, and Python aligns objects to 16 at
    /// most.
    reader: Box<StreamReader>,
    clean: Option<bool>,
}

#[pymethods]
impl Stream {
    #[new]
    #[pyo3(signature = (*, limits=None))]
    fn new(limits: Option<&Limits>) -> Self {
        Self { reader: Box::new(StreamReader::new(limits::given(limits))), clean: None }
    }

    /// Adds bytes, and returns what is complete: a list of `Document` and `Malformed`.
    fn feed<'py>(&mut self, py: Python<'py>, chunk: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        if self.reader.is_over() {
            return Err(PyValueError::new_err("the stream has ended"));
        }
        self.reader.feed(&arguments::bytes(chunk)?);
        self.events(py)
    }

    /// Ends the stream, and returns what is left: a list with the document that was cut, as `Malformed`, if there is one.
    fn end<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.reader.end();
        self.events(py)
    }

    /// Whether the stream ended between two documents; `None` before `end`.
    #[getter]
    fn clean(&self) -> Option<bool> {
        self.clean
    }

    /// The number of bytes that are kept because their document is not complete.
    #[getter]
    fn pending(&self) -> usize {
        self.reader.unread().len()
    }

    fn __repr__(&self) -> String {
        format!("<Stream, {} bytes pending>", self.pending())
    }
}

impl Stream {
    /// Returns all events that are complete.
    fn events<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let events = PyList::empty(py);
        loop {
            let document = match self.reader.next_message() {
                Event::Document(message) => Document::from(message),
                Event::Malformed(bad) => {
                    let (kind, bytes) = (bad.error.kind(), PyBytes::new(py, bad.bytes));
                    let fields = (kind.id(), kind.describe(), bad.offset, bad.error_offset(), bytes);
                    events.append(MALFORMED.create(py, fields)?)?;
                    continue;
                }
                Event::Closed { clean } => {
                    self.clean = Some(clean);
                    return Ok(events);
                }
                _ => return Ok(events),
            };
            events.append(Bound::new(py, document.at(self.reader.offset()))?)?;
        }
    }
}
