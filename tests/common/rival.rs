//! Another parser's verdict on well-formedness, for `laws::differential`.

use broadworks_cap::laws::Judgement;
use roxmltree::{Document, Error, ParsingOptions};

/// What roxmltree says of a document.
pub fn judge(document: &str) -> Judgement {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    match Document::parse_with_options(document, options) {
        Ok(_) => Judgement::Good,
        Err(
            Error::UnknownNamespace(..)
            | Error::InvalidXmlPrefixUri(..)
            | Error::UnexpectedXmlUri(..)
            | Error::UnexpectedXmlnsUri(..)
            | Error::InvalidElementNamePrefix(..)
            | Error::DuplicatedNamespace(..),
        ) => Judgement::OtherRules,
        Err(_) => Judgement::Bad,
    }
}
