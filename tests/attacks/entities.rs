//! Attacks with entities and document types, which are refused at the keyword, never expanded and
//! never fetched.

use broadworks_cap::{Document, Kind, Limits, Protocol};

use crate::good;
use crate::reader::Reader;

const TYPES: &[&str] = &[
    "<!DOCTYPE BroadsoftDocument>",
    "<!DOCTYPE BroadsoftDocument []>",
    "<!DOCTYPE BroadsoftDocument SYSTEM \"file:///nowhere\">",
    "<!DOCTYPE BroadsoftDocument SYSTEM 'http://example.com/x.dtd' [ ]>",
    "<!DOCTYPE BroadsoftDocument PUBLIC \"-//x\" \"http://example.com/x.dtd\">",
    "<!DOCTYPE BroadsoftDocument [<!ENTITY e \"x\">]>",
    "<!DOCTYPE BroadsoftDocument [<!ENTITY e SYSTEM \"file:///nowhere\">]>",
    "<!DOCTYPE BroadsoftDocument [<!ENTITY e PUBLIC 'p' 'http://example.com/'>]>",
    "<!DOCTYPE BroadsoftDocument [<!ENTITY e SYSTEM 'x' NDATA n><!NOTATION n SYSTEM 'y'>]>",
    "<!DOCTYPE BroadsoftDocument [<!ENTITY % p SYSTEM \"http://example.com/\"> %p;]>",
    "<!DOCTYPE BroadsoftDocument [<!ENTITY e '&e;'>]>",
    "<!DOCTYPE BroadsoftDocument [<!ENTITY a 'xx'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'><!ENTITY e '&c;&c;'>]>",
    "<!DOCTYPE BroadsoftDocument [<!ENTITY amp 'x'><!ENTITY lt '&#38;#60;'>]>",
    "<!DOCTYPE BroadsoftDocument [<!ELEMENT user ANY><!ATTLIST user id CDATA 'injected'>]>",
    "<!DOCTYPE BroadsoftDocument [<![INCLUDE[<!ENTITY e 'x'>]]>]>",
    "<!DOCTYPE",
    "<!DOCTYPE>",
];

fn kind(document: &str) -> Option<(Kind, usize)> {
    Document::decode(document.as_bytes()).err().map(|error| (error.kind(), error.offset()))
}

#[test]
fn every_document_type_is_refused_at_its_keyword() {
    let good = String::from_utf8(good()).expect("UTF-8");
    let (declaration, root) = good.split_at(good.find("?>").expect("a declaration") + 2);
    for doctype in TYPES {
        for before in [declaration, "", "<!-- c -->", "<?p?>\n"] {
            let document = format!("{before}{doctype}{}", root.replace("alice", "&e;"));
            assert_eq!(kind(&document), Some((Kind::Doctype, before.len())), "{document}");
            let said: Vec<_> = Protocol::CapC.validate(document.as_bytes()).collect();
            assert!(said.len() == 1 && said[0].id() == "ill-formed", "{document}");
            // The stream continues after the document, or at the latest with the next declaration.
            let mut reader = Reader::new(Limits::default());
            reader.drip(format!("{good}{document}{good}").as_bytes());
            reader.end();
            assert_eq!(reader.refused.iter().find(|(kind, _)| *kind == Kind::Doctype).map(|(_, n)| *n), Some(1));
            assert!(reader.good >= 2 && reader.last == good.trim_ascii_end().as_bytes(), "{document}");
            assert!(reader.scanned() <= 2 * reader.fed);
        }
    }
}

#[test]
fn declarations_of_entities_elsewhere_start_no_markup() {
    for inside in
        ["<!ENTITY e 'x'>", "<!ELEMENT a ANY>", "<!ATTLIST a b CDATA ''>", "<!NOTATION n SYSTEM ''>", "<![IGNORE[]]>"]
    {
        let document = format!("<BroadsoftDocument>{inside}</BroadsoftDocument>");
        assert_eq!(kind(&document), Some((Kind::MalformedMarkup, 19)), "{inside}");
        assert_eq!(kind(&format!("{inside}<BroadsoftDocument/>")).map(|(kind, _)| kind), Some(Kind::MalformedMarkup));
    }
    let inside = "<BroadsoftDocument><!DOCTYPE x></BroadsoftDocument>";
    assert_eq!(kind(inside), Some((Kind::Doctype, 19)));
    assert_eq!(kind("<BroadsoftDocument/><!DOCTYPE x>"), Some((Kind::Doctype, 20)));
}

#[test]
fn only_five_entities_are_known() {
    let document = |text: &str| format!("<BroadsoftDocument protocol='{text}'>{text}</BroadsoftDocument>");
    let five = document("&amp;&lt;&gt;&quot;&apos;&#65;&#x41;");
    let five = Document::decode(five.as_bytes()).expect("well-formed");
    assert_eq!(five.protocol.expect("an attribute"), "&<>\"'AA");
    // No reference is resolved twice.
    let twice = document("&amp;lt;&#38;lt;&#x26;amp;");
    let twice = Document::decode(twice.as_bytes()).expect("well-formed");
    assert_eq!(twice.protocol.expect("an attribute"), "&lt;&lt;&amp;");
    for name in ["e", "nbsp", "AMP", "Lt", "xml", "amp1", "%p"] {
        let found = kind(&document(&format!("&{name};"))).map(|(kind, _)| kind);
        let expected = if name == "%p" { Kind::MalformedReference } else { Kind::UnknownEntity };
        assert_eq!(found, Some(expected), "{name}");
    }
    // A parameter-entity reference is plain text.
    assert_eq!(kind(&document("%p;")), None);
}
