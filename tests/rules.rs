//! The field tables judge the corpus as the specification does.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use broadworks_cap::rules::{Direction, Finding, Rule, Severity, Validator, formats};
use broadworks_cap::{Document, Protocol};

const PROTOCOLS: [(Protocol, &str); 2] = [(Protocol::CapC, "cap-c"), (Protocol::Ccc2, "ccc2")];

fn ids(protocol: Protocol, bytes: &[u8]) -> Vec<String> {
    let show = |f: Finding<'_>| format!("{} {:?} {} [{}]: {f}", f.id(), f.severity(), f.path(), f.erratum().unwrap_or(0));
    protocol.validate(bytes).map(show).collect()
}

#[test]
fn probe() {
    for (folder, protocol) in [("cap-c", 0), ("ccc2", 1), ("actions", 0), ("errata", 0), ("habits", 0)] {
        for (path, bytes) in common::folder(folder) {
            let found = ids(PROTOCOLS[protocol].0, &bytes);
            if !found.is_empty() { println!("{} {found:#?}", path.display()); }
        }
    }
}
