//! Law of text: unescaping inverts escaping, in elements and in attributes.

use alloc::{format, string::String, vec::Vec};

use crate::error::Kind;
use crate::limits::Limits;
use crate::xml::{Lexer, Text, Token, is_char, write};

/// Returns the only attribute value, or the only text, of a document with one element `a`; `None`
/// for any other document.
fn single(document: &str) -> Option<Text<'_>> {
    let mut lexer = Lexer::new(document.as_bytes(), Limits::default()).ok()?;
    let Ok(Some(Token::Open("a"))) = lexer.next() else { return None };
    let text = match lexer.next() {
        Ok(Some(Token::Text(text) | Token::Attribute("b", text))) => text,
        Ok(Some(Token::Close(_))) => return Some(Text::EMPTY),
        _ => return None,
    };
    let Ok(Some(Token::Close("a"))) = lexer.next() else { return None };
    (lexer.next() == Ok(None)).then(|| text.to_text())
}

/// Writes the characters as text and as an attribute value, and reads them again.
fn there_and_back(text: &Text<'_>) {
    let (mut element, mut attribute) = (Vec::new(), Vec::from(b"<a"));
    let results = [write::leaf(&mut element, "a", text), write::attribute(&mut attribute, "b", text)];
    if !text.chars().all(is_char) {
        assert!(results.iter().all(|result| result.is_err_and(|e| e.kind() == Kind::UnwritableCharacter)));
        return;
    }
    assert_eq!(results, [Ok(()); 2]);
    attribute.extend(b"/>");
    for written in [element, attribute] {
        let written = String::from_utf8(written).expect("UTF-8 is written");
        assert!(!written.contains(['\n', '\r']), "one line");
        assert_eq!(single(&written).as_ref(), Some(text), "{written}");
    }
}

/// Checks any characters as the value of a text, and as raw text inside a document.
pub fn text(data: &[u8]) {
    let data = String::from_utf8_lossy(data);
    there_and_back(&Text::from(&*data));
    let documents = [
        format!("<a>{data}</a>"),
        format!("<a b=\"{data}\"/>"),
        format!("<a b='{data}'/>"),
        format!("<a><![CDATA[{data}]]></a>"),
    ];
    for document in &documents {
        if let Some(text) = single(document) {
            there_and_back(&text);
            let plain = Text::from(String::from(text.as_str()));
            assert_eq!(plain, text);
            there_and_back(&plain);
        }
    }
}
