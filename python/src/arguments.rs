//! Arguments of the functions: bytes in any of their Python types, and words of a set.

use core::str::FromStr;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView};

/// Returns the bytes of `bytes` without a copy, and those of a `bytearray` or a `memoryview` as a copy, which nobody
/// can change meanwhile.
pub fn bytes(object: &Bound<'_, PyAny>) -> PyResult<PyBackedBytes> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Ok(bytes.clone().into());
    }
    if let Ok(bytes) = object.cast::<PyByteArray>() {
        return Ok(bytes.clone().into());
    }
    if object.is_instance_of::<PyMemoryView>() {
        return Ok(object.call_method0("tobytes")?.cast::<PyBytes>()?.clone().into());
    }
    let name = object.get_type().name()?;
    Err(PyTypeError::new_err(format!("bytes are needed, and this is {name}; encode text as UTF-8")))
}

/// Returns the value of a set with a name.
pub fn word<T: FromStr>(what: &str, name: &str, all: impl IntoIterator<Item = &'static str>) -> PyResult<T> {
    name.parse().map_err(|_| {
        let all: Vec<_> = all.into_iter().map(|name| format!("{name:?}")).collect();
        PyValueError::new_err(format!("{what} is one of {}", all.join(", ")))
    })
}

/// Returns the protocol with a name.
pub fn protocol(name: &str) -> PyResult<broadworks_cap::Protocol> {
    word("protocol", name, broadworks_cap::Protocol::ALL.iter().map(|protocol| protocol.id()))
}
