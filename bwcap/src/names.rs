//! Fields of commands by name: where they stand, and which names are near a wrong one.

use broadworks_cap::Command;
use broadworks_cap::schema::{Row, RowKind, Schema};
use broadworks_cap::values::CommandType;

/// A field of a command, with its path below `commandData`.
pub struct Field {
    pub path: String,
    pub row: &'static Row,
}

/// Returns the fields of a command that hold text, in the order of the tables.
pub fn fields(command: CommandType) -> Vec<Field> {
    let mut all = Vec::new();
    collect(Command::schema(command), "", &mut all);
    all
}

fn collect(schema: &'static Schema, above: &str, all: &mut Vec<Field>) {
    for row in schema.rows.iter().filter(|row| !matches!(row.kind, RowKind::Moved | RowKind::Text)) {
        let path = if above.is_empty() { row.name.to_owned() } else { format!("{above}/{}", row.name) };
        match row.inner {
            Some(inner) => {
                if inner.text_row().is_some() {
                    all.push(Field { path: path.clone(), row });
                }
                collect(inner, &path, all);
            }
            None => all.push(Field { path, row }),
        }
    }
}

/// Returns the field of a row that holds text; that of an element is its text.
pub fn text_row(row: &'static Row) -> &'static Row {
    row.inner.and_then(|inner| inner.text_row().map(|text| &inner.rows[text])).unwrap_or(row)
}

/// Returns the names that are near this one, the nearest first; three at most.
pub fn near<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let name = name.to_lowercase();
    let mut all: Vec<(f64, &str)> = Vec::new();
    for other in names {
        let likeness = strsim::jaro_winkler(&name, &other.to_lowercase());
        if likeness > 0.8 && all.iter().all(|(_, known)| *known != other) {
            all.push((likeness, other));
        }
    }
    all.sort_by(|one, other| other.0.total_cmp(&one.0));
    all.into_iter().map(|(_, name)| name).take(3).collect()
}

/// Returns a question that suggests these names; nothing if there are none.
pub fn did_you_mean(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [name] => format!("; did you mean `{name}`?"),
        [names @ .., last] => format!("; did you mean `{}` or `{last}`?", names.join("`, `")),
    }
}
