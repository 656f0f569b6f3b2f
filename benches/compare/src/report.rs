//! Output of the figures as a table and as JSON.

use std::fs;

use serde_json::{Value, json};

use crate::rounds::{Cell, Figure};

/// Prints one cell.
pub fn print(cell: &Cell<'_>, figures: &[Figure]) {
    println!(
        "\n{} {} ({} messages, {} bytes; 1.00 is {})",
        cell.work, cell.input, cell.messages, cell.bytes, cell.reference
    );
    for figure in figures {
        println!(
            "  {:34} {:9.1} MB/s {:11.0} ns {:8.2}x",
            figure.name, figure.megabytes, figure.nanoseconds, figure.ratio
        );
    }
}

/// Returns one cell in JSON form.
pub fn cell(cell: &Cell<'_>, figures: &[Figure]) -> Value {
    let round = |value: f64, digits: i32| (value * 10_f64.powi(digits)).round() / 10_f64.powi(digits);
    let contenders: Vec<Value> = figures
        .iter()
        .map(|figure| {
            json!({
                "name": figure.name,
                "nanoseconds_per_message": round(figure.nanoseconds, 1),
                "megabytes_per_second": round(figure.megabytes, 1),
                "ratio": round(figure.ratio, 3),
            })
        })
        .collect();
    json!({
        "work": cell.work,
        "input": cell.input,
        "messages": cell.messages,
        "bytes": cell.bytes,
        "reference": cell.reference,
        "contenders": contenders,
    })
}

/// Returns the environment of the measurement: machine, compiler and versions.
pub fn environment() -> Value {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1)).unwrap_or("unknown");
    json!({
        "cpu": cpu,
        "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "rustc": env!("RUSTC_VERSION"),
        "versions": versions(),
    })
}

fn versions() -> Value {
    let mut versions = serde_json::Map::new();
    // The lock file has the versions of the Rust parsers.
    let locked: Vec<&str> = include_str!("../Cargo.lock").lines().collect();
    for name in ["broadworks-cap", "quick-xml", "roxmltree", "rxml", "xmlparser", "memchr"] {
        let at = locked.iter().position(|line| *line == format!("name = \"{name}\"")).expect("it is locked");
        let version = locked[at + 1].trim_start_matches("version = ").trim_matches('"');
        versions.insert(name.into(), version.into());
    }
    #[cfg(libxml2)]
    versions.insert("libxml2".into(), crate::native::libxml2::version().into());
    #[cfg(expat)]
    versions.insert("expat".into(), crate::native::expat::version().into());
    #[cfg(pugixml)]
    versions.insert("pugixml".into(), crate::native::pugixml::version().into());
    versions.into()
}
