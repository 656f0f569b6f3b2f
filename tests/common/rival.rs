//! Verdict of another parser on well-formedness, for `laws::differential`.

use broadworks_cap::laws::Judgement;
use roxmltree::{Document, ParsingOptions};

/// Returns the verdict of roxmltree on a document.
pub fn judge(document: &str) -> Judgement {
    let well_formed = |document: &str| {
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        Document::parse_with_options(document, options).is_ok()
    };
    // roxmltree has namespaces: it requires their declarations, and reads `:a` as `a`. Colons and
    // `xmlns` are replaced, so that the document has none.
    let plain = document.replace(':', "_").replace("xmlns", "xmlnt");
    match (well_formed(document), well_formed(&plain)) {
        (true, true) => Judgement::Good,
        (false, false) => Judgement::Bad,
        _ => Judgement::OtherRules,
    }
}
