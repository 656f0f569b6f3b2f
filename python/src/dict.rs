//! Documents as `dict`s, in the JSON form of the codec.

use core::fmt;

use broadworks_cap::{Document, Encoder};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyInt, PyList, PyString, PyTuple};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::arguments;
use crate::document::Document as Decoded;
use crate::limits::{self, Limits};
use crate::wrapped::{dict_error, encode_error};

/// The deepest nesting that is read: that of any document, with `extra`, is far less. A `dict` that holds itself is
/// refused here.
const DEPTH: usize = 64;

/// An object in a `dict`, for errors: the keys and numbers that lead there.
enum At<'a> {
    Top,
    Key(&'a At<'a>, &'a str),
    Item(&'a At<'a>, usize),
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Top => Ok(()),
            At::Key(At::Top, key) => write!(f, "{}", key.escape_debug()),
            At::Key(above, key) => write!(f, "{above}/{}", key.escape_debug()),
            At::Item(above, index) => write!(f, "{above}[{index}]"),
        }
    }
}

impl At<'_> {
    fn depth(&self) -> usize {
        match self {
            At::Top => 0,
            At::Key(above, _) | At::Item(above, _) => 1 + above.depth(),
        }
    }

    fn error(&self, text: &str) -> PyErr {
        dict_error(match self {
            At::Top => text.to_owned(),
            _ => format!("{text}, in `{self}`"),
        })
    }
}

/// Copies a Python object of the kinds that JSON has.
fn value(object: &Bound<'_, PyAny>, at: &At<'_>) -> PyResult<Value> {
    if at.depth() > DEPTH {
        return Err(dict_error("this is nested too deep, or holds itself"));
    }
    let items = |items: Vec<Bound<'_, PyAny>>| {
        items.iter().enumerate().map(|(index, item)| value(item, &At::Item(at, index))).collect()
    };
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(Value::from(text.to_cow()?));
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        let mut map = Map::new();
        for entry in dict.items() {
            let (key, inner): (Bound<'_, PyAny>, Bound<'_, PyAny>) = entry.extract()?;
            let key = key.cast::<PyString>().map_err(|_| at.error("a key that is not a str"))?.to_cow()?.into_owned();
            let inner = value(&inner, &At::Key(at, &key))?;
            map.insert(key, inner);
        }
        return Ok(Value::Object(map));
    }
    if let Ok(list) = object.cast::<PyList>() {
        return items(list.iter().collect());
    }
    if let Ok(tuple) = object.cast::<PyTuple>() {
        return items(tuple.iter().collect());
    }
    if object.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(truth) = object.cast::<PyBool>() {
        return Ok(Value::from(truth.is_true()));
    }
    if let Ok(number) = object.cast::<PyInt>() {
        let small = number.extract::<i64>().map(Value::from).or_else(|_| number.extract::<u64>().map(Value::from));
        return small.map_err(|_| at.error("a number of more than 64 bits"));
    }
    Err(at.error(&format!("{} is no part of a message", object.get_type().name()?)))
}

/// Reads a document in the JSON form.
fn document(object: &Bound<'_, PyAny>) -> PyResult<Document<'static>> {
    let value = value(object, &At::Top)?;
    Document::deserialize(value).map_err(dict_error)
}

/// Writes a message, given as a `dict` in the JSON form or as a document, as one line with a line feed.
#[pyfunction]
#[pyo3(signature = (message, *, protocol="cap-c", limits=None))]
pub fn encode<'py>(
    py: Python<'py>,
    message: &Bound<'py, PyAny>,
    protocol: &str,
    limits: Option<&Limits>,
) -> PyResult<Bound<'py, PyBytes>> {
    let encoder = Encoder::new(arguments::protocol(protocol)?).limits(limits::given(limits));
    let bytes = match message.cast::<Decoded>() {
        Ok(decoded) => encoder.to_vec(&decoded.get().message.as_message().to_document()),
        Err(_) => encoder.to_vec(&document(message)?),
    };
    Ok(PyBytes::new(py, &bytes.map_err(encode_error)?))
}
