//! Records of findings: the JSON object or the row of a table, as `docs/records.md` states it, and equal findings in groups.

use serde::Serialize;

use crate::Stop;
use crate::group::{At, What};
use crate::input::Place;
use crate::record;
use crate::shown::Name;

/// A finding of `validate`. It always has all of these keys.
#[derive(Serialize)]
pub struct Report<'r> {
    pub number: u64,
    pub file: &'r str,
    pub line: Option<u64>,
    pub column: Option<u64>,
    pub offset: Option<u64>,
    pub length: Option<usize>,
    pub command: Option<&'r str>,
    pub severity: &'static str,
    pub id: &'static str,
    pub kind: &'static str,
    pub path: String,
    pub value: Option<String>,
    pub message: String,
    pub expected: Vec<&'static str>,
    pub suggestion: Option<&'static str>,
    pub erratum: Option<String>,
    pub cause: Option<u64>,
    pub direction: Option<&'static str>,
    pub basis: Option<&'static str>,
    pub subject: Option<String>,
}

/// The columns of `--csv`.
pub const COLUMNS: &[&str] = &[
    "number",
    "file",
    "line",
    "column",
    "offset",
    "length",
    "command",
    "severity",
    "kind",
    "path",
    "value",
    "message",
    "suggestion",
    "erratum",
    "cause",
    "direction",
    "basis",
    "subject",
];

impl<'r> Report<'r> {
    /// Creates the report of something at a place; the rest is filled in.
    pub fn new(number: u64, file: &'r Name, place: Option<Place>) -> Self {
        Self {
            number,
            file: &file.0,
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            offset: place.map(|place| place.offset),
            length: None,
            command: None,
            severity: "",
            id: "",
            kind: "",
            path: String::new(),
            value: None,
            message: String::new(),
            expected: Vec::new(),
            suggestion: None,
            erratum: None,
            cause: None,
            direction: None,
            basis: None,
            subject: None,
        }
    }

    /// Returns the place.
    pub fn at(&self) -> At {
        let Self { number, line, column, offset, .. } = *self;
        At { number, file: self.file.into(), line, column, offset }
    }

    /// Appends it as a JSON object on a line of its own.
    pub fn push(&self, out: &mut Vec<u8>) -> Result<(), Stop> {
        record::push(out, self)
    }
}

/// What equal findings have in common.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Same {
    severity: &'static str,
    id: &'static str,
    kind: &'static str,
    path: String,
    value: Option<String>,
    message: String,
    erratum: Option<String>,
}

impl Same {
    pub fn of(report: &Report<'_>) -> Self {
        let Report { severity, id, kind, .. } = *report;
        let (path, value, message) = (report.path.clone(), report.value.clone(), report.message.clone());
        Self { severity, id, kind, path, value, message, erratum: report.erratum.clone() }
    }
}

impl What for Same {
    fn text(&self) -> (String, String) {
        let value = self.value.as_ref().map(|value| format!(": `{value}`")).unwrap_or_default();
        // The words of the readable form.
        let word = match (self.severity, &self.erratum) {
            ("invalid", _) => "error",
            ("deviation", None) => "warning",
            ("session", _) => "session",
            _ => "note",
        };
        (format!("{word}[{}]: ", self.kind), format!("{}{value}", self.message))
    }
}
