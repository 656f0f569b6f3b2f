//! Validation: the diagnostics of a document.

use broadworks_cap::Validator;
use broadworks_cap::message::values::CapVersion;
use broadworks_cap::validate::{Direction, Environment};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use crate::arguments::{self, word};
use crate::limits::{self, Limits};
use crate::wrapped::Dataclass;

/// One diagnostic.
static DIAGNOSTIC: Dataclass = Dataclass::new("Diagnostic");

/// Validates one document against the DTD of a protocol, then against the field tables.
#[pyfunction]
#[pyo3(signature = (
    data, *, protocol="cap-c", direction=None, version=None, environment=None, as_deployed=false, deviations=true,
    limits=None
))]
#[allow(clippy::too_many_arguments, reason = "in Python they have names")]
pub fn validate<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    protocol: &str,
    direction: Option<&str>,
    version: Option<&str>,
    environment: Option<&str>,
    as_deployed: bool,
    deviations: bool,
    limits: Option<&Limits>,
) -> PyResult<Bound<'py, PyList>> {
    let data = arguments::bytes(data)?;
    let mut validator = Validator::new(arguments::protocol(protocol)?)
        .as_deployed(as_deployed)
        .deviations(deviations)
        .limits(limits::given(limits));
    if let Some(name) = direction {
        validator = validator.direction(word("direction", name, Direction::ALL.iter().map(|one| one.id()))?);
    }
    if let Some(name) = version {
        validator = validator.version(word("version", name, CapVersion::ALL.iter().map(|one| one.as_str()))?);
    }
    if let Some(name) = environment {
        validator = validator.environment(word("environment", name, Environment::ALL.iter().map(|one| one.id()))?);
    }
    let found = PyList::empty(py);
    for diagnostic in validator.validate(&data) {
        let span = diagnostic.span();
        let path: Vec<_> = diagnostic.path().names().collect();
        let fields = (
            diagnostic.id(),
            diagnostic.severity().id(),
            diagnostic.to_string(),
            (span.start, span.end),
            path.join("/"),
            PyTuple::new(py, diagnostic.expected().collect::<Vec<_>>())?,
            diagnostic.canonical(),
            diagnostic.erratum(),
        );
        found.append(DIAGNOSTIC.create(py, fields)?)?;
    }
    Ok(found)
}
