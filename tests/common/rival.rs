//! Another parser's verdict on well-formedness, for `laws::differential`.

use broadworks_cap::laws::Judgement;
use roxmltree::{Document, ParsingOptions};

/// What roxmltree says of a document.
pub fn judge(document: &str) -> Judgement {
    let well_formed = |document: &str| {
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        Document::parse_with_options(document, options).is_ok()
    };
    // It knows namespaces: it asks for their declarations, and takes `:a` for `a`. Without colons,
    // and with `xmlns` under another name, there are none.
    let plain = document.replace(':', "_").replace("xmlns", "xmlnt");
    match (well_formed(document), well_formed(&plain)) {
        (true, true) => Judgement::Good,
        (false, false) => Judgement::Bad,
        _ => Judgement::OtherRules,
    }
}
