//! Documents: the bytes of a message with its tape.

use core::cell::RefCell;

use broadworks_cap::{Decoder, Message, OwnedMessage};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::arguments;
use crate::explain;
use crate::limits::Limits;
use crate::wrapped::{Dataclass, decode_error, no_path, path_error};

/// The user that a message is about.
static SUBJECT: Dataclass = Dataclass::new("Subject");

thread_local! {
    /// Keeps the memory of its tape, and the order in which senders write fields.
    static DECODER: RefCell<Decoder> = RefCell::new(Decoder::new());
}

/// A message. A field is decoded when it is asked for.
#[pyclass(frozen, module = "broadworks_cap")]
pub struct Document {
    pub message: OwnedMessage,
    offset: u64,
}

impl Document {
    /// Sets where it stood in its stream.
    pub fn at(self, offset: u64) -> Self {
        Self { offset, ..self }
    }

    fn read(&self) -> Message<'_, '_> {
        self.message.as_message()
    }
}

impl From<Message<'_, '_>> for Document {
    fn from(message: Message<'_, '_>) -> Self {
        Self { message: message.into_owned(), offset: 0 }
    }
}

/// Reads exactly one message.
#[pyfunction]
#[pyo3(signature = (data, *, limits=None))]
pub fn decode(data: &Bound<'_, PyAny>, limits: Option<&Limits>) -> PyResult<Document> {
    let data = arguments::bytes(data)?;
    let read = |decoder: &mut Decoder| decoder.read(&data).map(Document::from);
    let document = match limits {
        Some(limits) => read(&mut Decoder::new().limits(limits.0)),
        None => DECODER.with_borrow_mut(read),
    };
    document.map_err(decode_error)
}

#[pymethods]
impl Document {
    /// The name of the command, in the spelling that is written if it is known; `None` if the document has none.
    #[getter]
    fn command(&self) -> Option<String> {
        let message = self.read();
        message
            .command_type()
            .map(|known| known.as_str().to_owned())
            .or_else(|| message.command_name().map(String::from))
    }

    /// The version of the protocol that the document says.
    #[getter]
    fn version(&self) -> Option<String> {
        self.read().version().map(|version| version.to_text().to_string())
    }

    /// The attribute `protocol`: `CAP` for both protocols.
    #[getter]
    fn protocol(&self) -> Option<String> {
        self.read().protocol().map(String::from)
    }

    /// The offset of the document in its stream; 0 if it was not read from one.
    #[getter]
    fn offset(&self) -> u64 {
        self.offset
    }

    /// The bytes of the document, as they came.
    #[getter]
    fn bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.message.as_bytes())
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        self.bytes(py)
    }

    /// Returns the text at a path of wire names in `commandData`, such as `user/call[0]/state`.
    #[pyo3(signature = (path, default=None, /))]
    fn get<'py>(&self, py: Python<'py>, path: &str, default: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        match self.read().get(path) {
            Some(text) => Ok(text.as_str().into_pyobject(py)?.into_any()),
            None => Ok(default.unwrap_or_else(|| py.None().into_bound(py))),
        }
    }

    /// The text at a path. Raises `PathError`, which is a `LookupError`, if nothing is there.
    fn __getitem__(&self, path: &str) -> PyResult<String> {
        self.read().get(path).map(String::from).ok_or_else(|| no_path(path, "the document has no text there"))
    }

    /// Whether there is text at a path.
    fn __contains__(&self, path: &str) -> bool {
        self.read().get(path).is_some()
    }

    /// Returns the name of the coded value at a path: `Active` for state 2. `None` if the value has no name.
    fn label(&self, path: &str) -> Option<&'static str> {
        let message = self.read();
        explain::label(explain::row(message.command_type()?, path)?, &message.get(path)?)
    }

    /// Returns the document as a `dict`, in the JSON form of the codec.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        Ok(pythonize::pythonize(py, &self.read())?.cast_into()?)
    }

    /// Returns the JSON form as text.
    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.read()).map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))
    }

    /// Returns the bytes of the document with other text in some fields, and everything else as it came.
    fn patched<'py>(&self, py: Python<'py>, edits: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyBytes>> {
        let edits: Vec<(String, String)> = edits.items().extract()?;
        let edits = edits.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        Ok(PyBytes::new(py, &self.read().patched(edits).map_err(|error| path_error(&error))?))
    }

    /// One line about the message, for people.
    #[getter]
    fn summary(&self) -> String {
        self.read().to_document().summary().to_string()
    }

    /// The user that the message is about, or that sends it.
    #[getter]
    fn subject<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let subject = self.read().subject();
        let text = |text: &Option<broadworks_cap::Text<'_>>| text.as_ref().map(|text| text.to_string());
        let user_type = subject.user_type.map(|user_type| user_type.as_str());
        SUBJECT.create(
            py,
            (
                text(&subject.id),
                text(&subject.user_uid),
                text(&subject.application_id),
                text(&subject.monitored_user_id),
                text(&subject.monitored_user_uid),
                user_type,
            ),
        )
    }

    /// Two documents are equal if they say the same, however it is spelled.
    fn __eq__(&self, other: &Self) -> bool {
        self.message == other.message || self.read().to_document() == other.read().to_document()
    }

    fn __repr__(&self) -> String {
        format!("<Document {}>", self.summary())
    }
}
