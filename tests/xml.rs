//! Tests of the XML subset: the kind and offset of every error, and the value of text.

use std::collections::HashSet;

use broadworks_cap::xml::{Lexer, Token, is_name};
use broadworks_cap::{Decoder, Document, Error, Event, Kind, Limits, Protocol, StreamDecoder, Text, Validator};

fn fault(input: &[u8]) -> Option<(Kind, usize)> {
    let mut lexer = match Lexer::new(input, Limits::default()) {
        Ok(lexer) => lexer,
        Err(error) => return Some((error.kind(), error.offset())),
    };
    loop {
        match lexer.next() {
            Ok(Some(_)) => {}
            Ok(None) => return None,
            Err(error) => {
                assert_eq!(lexer.next(), Ok(None), "a lexer is done after an error");
                return Some((error.kind(), error.offset()));
            }
        }
    }
}

macro_rules! faults {
    ($($name:ident: $input:expr => $kind:ident @ $offset:expr;)*) => {$(
        #[test]
        fn $name() {
            assert_eq!(fault($input.as_ref()), Some((Kind::$kind, $offset)));
        }
    )*};
}

faults! {
    latin1_bytes: b"<a>\xe9 </a>" => InvalidUtf8 @ 3;
    overlong_utf8: b"<a>\xc0\xaf</a>" => InvalidUtf8 @ 3;
    surrogate_utf8: b"<a>\xed\xa0\x80</a>" => InvalidUtf8 @ 3;
    control_character: "<a>\u{1}</a>" => IllegalCharacter @ 3;
    control_character_alone: "\u{1}" => IllegalCharacter @ 0;
    control_character_twice: "<a>\u{1}\u{1}</a>" => IllegalCharacter @ 3;
    non_character: "<a b='\u{ffff}'/>" => IllegalCharacter @ 6;
    reference_to_nul: "<a>&#0;</a>" => IllegalCharacter @ 3;
    reference_to_surrogate: "<a>&#xD800;</a>" => IllegalCharacter @ 3;
    reference_past_unicode: "<a>&#x110000;</a>" => IllegalCharacter @ 3;
    reference_of_thirty_digits: "<a>&#999999999999999999999999999999;</a>" => IllegalCharacter @ 3;
    less_than_in_text: "<a>1 < 2</a>" => MalformedMarkup @ 5;
    number_as_name: "<a><1/></a>" => MalformedMarkup @ 3;
    attribute_without_name: "<a ='1'/>" => ExpectedName @ 3;
    usual_attribute_without_name: "<a =\"1\"/>" => ExpectedName @ 3;
    attributes_without_space: "<a b='1'c='2'/>" => ExpectedSpace @ 8;
    attribute_without_equals: "<a b '1'/>" => ExpectedEquals @ 5;
    attribute_without_quote: "<a b=1/>" => ExpectedQuote @ 5;
    slash_in_tag: "<a / >" => ExpectedTagEnd @ 4;
    duplicate_attribute: "<a b='1' c='' b='1'/>" => DuplicateAttribute @ 14;
    duplicate_attribute_alone: "<a b=\"1\" b=\"2\"/>" => DuplicateAttribute @ 9;
    duplicate_attribute_among_others: "<a b=\"1\" c=\"\" b=\"1\"/>" => DuplicateAttribute @ 14;
    less_than_in_attribute: "<a b='<'/>" => LessThanInAttribute @ 6;
    bare_ampersand: "<a>b & c</a>" => MalformedReference @ 5;
    reference_without_semicolon: "<a>&amp </a>" => MalformedReference @ 3;
    entity_without_semicolon: "<a>&nbsp </a>" => MalformedReference @ 3;
    empty_reference: "<a b='&#;'/>" => MalformedReference @ 6;
    unknown_entity: "<a>&nbsp;</a>" => UnknownEntity @ 3;
    cdata_end_in_text: "<a>x]]></a>" => CdataEndInText @ 4;
    hyphens_in_comment: "<a><!-- - -- --></a>" => DoubleHyphenInComment @ 10;
    instruction_without_name: "<a><? x?></a>" => MalformedInstruction @ 3;
    instruction_named_xml: "<a><?XML x?></a>" => MalformedInstruction @ 3;
    declaration_without_version: "<?xml encoding='UTF-8'?><a/>" => MalformedDeclaration @ 6;
    declaration_inside: "<a><?xml version='1.0'?></a>" => MisplacedDeclaration @ 3;
    declaration_after_comment: "<!-- --><?xml version='1.0'?><a/>" => MisplacedDeclaration @ 8;
    other_end_tag: "<a><b></a></b>" => MismatchedEndTag @ 6;
    end_tag_of_an_element_that_is_over: "<a><b/></b>" => MismatchedEndTag @ 7;
    end_tag_of_an_inner_element_that_is_over: "<a><b><c/></b></c>" => MismatchedEndTag @ 14;
    end_tag_alone: "</a>" => UnexpectedEndTag @ 0;
    second_root: "<a/><b/>" => SecondRoot @ 4;
    text_before: "x<a/>" => TextOutsideRoot @ 0;
    text_behind: "<a/>x" => TextOutsideRoot @ 4;
    cdata_outside: "<![CDATA[]]><a/>" => TextOutsideRoot @ 0;
    cut_in_tag: "<a b='1'" => UnexpectedEnd @ 8;
    cut_in_comment: "<a><!-- " => UnexpectedEnd @ 8;
    cut_behind_hyphens: "<a><!-- --" => UnexpectedEnd @ 8;
    cut_in_content: "<a>x" => UnexpectedEnd @ 4;
    cut_behind_comment: "<a><!---->" => UnexpectedEnd @ 10;
    cut_behind_instruction: "<a><?p?>" => UnexpectedEnd @ 8;
    nothing: "  " => NoRoot @ 2;
    document_type: "<!DOCTYPE a><a/>" => Doctype @ 0;
    document_type_inside: "<a><!DOCTYPE a></a>" => Doctype @ 3;
}

#[test]
fn a_name_may_be_as_long_as_the_limit() {
    let fault = |input: &str| {
        let mut lexer = Lexer::new(input.as_bytes(), Limits::default().name(3)).expect("UTF-8");
        loop {
            match lexer.next() {
                Ok(Some(_)) => {}
                Ok(None) => return None,
                Err(error) => return Some((error.kind(), error.offset())),
            }
        }
    };
    // In the usual spelling, and in another one.
    for (fits, long) in [("abc", "abcd"), ("ab1", "abc1"), ("_-.", "_-._")] {
        for (quote, end) in [("'", "/>"), ("\"", " />"), ("\"", "></ab>")] {
            assert_eq!(fault(&format!("<{fits} {fits}={quote}{quote}><ab a=''{end}</{fits} >")), None);
            assert_eq!(fault(&format!("<ab><{long}{end}</ab>")), Some((Kind::NameTooLong, 5)));
            assert_eq!(fault(&format!("<ab {long}={quote}{quote}{end}")), Some((Kind::NameTooLong, 4)));
        }
    }
}

#[test]
fn a_declaration_says_what_it_may() {
    let version = "version='1.0'";
    for (declaration, good) in [
        (" version = \"1.9\" ".into(), true),
        (" version='1.05'".into(), true),
        (" version='1.'".into(), false),
        (" version='1.x'".into(), false),
        (" version='2.0'".into(), false),
        (" version=''".into(), false),
        (format!(" {version} encoding='x-_.9'"), true),
        (format!(" {version} encoding='UTF 8'"), false),
        (format!(" {version} encoding='8'"), false),
        (format!(" {version} encoding='-8'"), false),
        (format!(" {version} encoding=''"), false),
        (format!(" {version}encoding='UTF-8'"), false),
        (format!(" {version} standalone='yes'"), true),
        (format!(" {version} standalone='no'"), true),
        (format!(" {version} standalone='maybe'"), false),
        (format!(" {version} standalone='yes' encoding='UTF-8'"), false),
        (format!(" {version} {version}"), false),
        (format!(" {version} x=''"), false),
        (format!(" {version}? "), false),
    ] {
        let fault = fault(format!("<?xml{declaration}?><a/>").as_bytes()).map(|(kind, _)| kind);
        let expected = if good { None } else { Some(Kind::MalformedDeclaration) };
        assert_eq!(fault, expected, "{declaration}");
    }
}

#[test]
fn names_are_those_that_another_parser_takes() {
    let opens = |name: &str| {
        let document = format!("<{name}/>");
        let mut lexer = Lexer::new(document.as_bytes(), Limits::default()).ok()?;
        let opened = matches!(lexer.next(), Ok(Some(Token::Open(opened))) if opened == name);
        Some(opened && matches!(lexer.next(), Ok(Some(Token::Close(closed))) if closed == name))
    };
    // The other parser has namespaces; in this crate a colon is an ordinary name character.
    for c in ('\0'..='\u{ffff}').chain(('\u{10000}'..='\u{10ffff}').step_by(0x7ff)).filter(|c| *c != ':') {
        for name in [c.to_string(), format!("a{c}")] {
            let theirs = roxmltree::Document::parse(&format!("<{name}/>"))
                .is_ok_and(|document| document.root_element().tag_name().name() == name);
            assert_eq!((is_name(&name), opens(&name) == Some(true)), (theirs, theirs), "{name:?}");
        }
    }
    for (name, good) in [("", false), (":", true), ("a:b", true), ("1a", false), ("a1", true), ("a-\u{b7}", true)] {
        assert_eq!(is_name(name), good, "{name}");
        assert_eq!(fault(format!("<{name}/>").as_bytes()).is_none(), good, "{name}");
    }
}

#[test]
fn an_attribute_has_its_name_and_its_value_however_it_is_spelled() {
    for (length, value) in (1..=64).flat_map(|length| ["1", "", "=", " x="].map(|value| (length, value))) {
        let name: String = ('b'..='m').cycle().take(length).collect();
        let escaped: String = value.chars().map(|c| format!("&#{};", u32::from(c))).collect();
        let spellings = [" {}=\"{v}\"", " {}='{v}'", "\n{} = \"{v}\"", " {}=\"{v}\"\t"]
            .map(|spelled| spelled.replace("{v}", value))
            .into_iter()
            .chain([format!("  {{}}=\"{escaped}\"")]);
        for spelled in spellings {
            let document = format!("<a{} x=\"2\"/>", spelled.replace("{}", &name));
            let mut lexer = Lexer::new(document.as_bytes(), Limits::default()).expect("UTF-8");
            let tokens: Vec<_> = core::iter::from_fn(|| lexer.next().expect("well-formed")).collect();
            let [first, second] =
                [(&*name, value), ("x", "2")].map(|(name, value)| Token::Attribute(name, value.into()));
            assert_eq!(tokens, [Token::Open("a"), first, second, Token::Close("a")], "{document}");
        }
    }
}

/// Text is scanned many bytes at a time, so `]]>` is tested at every position.
#[test]
fn the_end_of_a_section_is_no_text_wherever_it_stands() {
    for (before, behind) in (0..70).flat_map(|before| [0, 1, 20, 70].map(|behind| (before, behind))) {
        let with = |piece: &str| format!("<a>{}{piece}{}</a>", "x".repeat(before), "x".repeat(behind));
        assert_eq!(fault(with("]]>").as_bytes()), Some((Kind::CdataEndInText, 3 + before)));
        assert_eq!(fault(with("]>]]>").as_bytes()), Some((Kind::CdataEndInText, 5 + before)));
        for text in [">", "]>", "]] >", "]]"] {
            assert_eq!(fault(with(text).as_bytes()), None);
        }
    }
}

#[test]
fn a_document_of_nothing_but_one_character_has_no_root() {
    for (length, c) in (1..70).flat_map(|length| ('\0'..' ').map(move |c| (length, c))) {
        let expected =
            if matches!(c, '\t' | '\n' | '\r') { (Kind::NoRoot, length) } else { (Kind::IllegalCharacter, 0) };
        assert_eq!(fault(c.to_string().repeat(length).as_bytes()), Some(expected), "{length} of {c:?}");
    }
}

#[test]
fn attributes_are_counted_however_they_are_spelled() {
    let names: Vec<String> = ('a'..='f').flat_map(|a| ('a'..='f').map(move |b| format!("{a}{b}"))).collect();
    for (limit, most) in [(0, 0), (1, 1), (7, 7), (32, 32), (33, 32), (usize::MAX, 32)] {
        for spelled in [" {}=\"1\"", " {}='1'", " {}1=\"1\""] {
            for count in [most, most + 1] {
                let attributes: String = names[..count].iter().map(|name| spelled.replace("{}", name)).collect();
                let document = format!("<a{attributes}/>");
                let mut lexer = Lexer::new(document.as_bytes(), Limits::default().attributes(limit)).expect("UTF-8");
                let fault = loop {
                    match lexer.next() {
                        Ok(Some(_)) => {}
                        Ok(None) => break None,
                        Err(error) => break Some((error.kind(), error.offset())),
                    }
                };
                let over = 3 + most * spelled.replace("{}", "aa").len();
                assert_eq!(fault, (count > most).then_some((Kind::TooManyAttributes, over)), "{document}");
            }
        }
    }
}

#[test]
fn every_truncation_ends_unexpectedly_and_never_panics() {
    let whole = "\u{feff}<?xml version='1.0'?><!-- c --><a b=\"&amp;\"><![CDATA[x]]>&#65;<?p q?><c/></a>";
    assert_eq!(fault(whole.as_bytes()), None);
    for end in 0..whole.len() {
        assert!(fault(&whole.as_bytes()[..end]).is_some(), "cut at {end}");
    }
}

#[test]
fn tokens_stand_where_they_say() {
    let document = "<?xml version='1.0'?> <a  b='1' c = \"&lt;\" >x<!-- - -->&amp;<d/><e\n>\n</e ></a> <!-- y -->";
    let mut lexer = Lexer::new(document.as_bytes(), Limits::default().depth(9)).expect("UTF-8");
    assert_eq!((lexer.depth(), lexer.limits().depth), (0, 9));
    assert!(format!("{lexer:?}").starts_with("Lexer { token: 0..0, depth: 0"), "where it stands is shown");
    let mut told = Vec::new();
    while let Some(token) = lexer.next().expect("well-formed") {
        let kind = match token {
            Token::Open(name) => format!("open {name}"),
            Token::Attribute(name, value) => {
                let (from, to) = lexer.value_span();
                format!("{name} is {value} by {}", lexer.slice(from, to))
            }
            Token::Text(text) => format!("text {text:?}"),
            Token::Close(name) => format!("close {name}"),
            other => panic!("{other:?}"),
        };
        told.push((kind, lexer.slice(lexer.token_start(), lexer.position()), lexer.depth()));
    }
    let expected = [
        ("open a", "<a", 1),
        ("b is 1 by 1", "b='1'", 1),
        ("c is < by &lt;", "c = \"&lt;\"", 1),
        ("text \"x&\"", "x<!-- - -->&amp;", 1),
        ("open d", "<d", 2),
        ("close d", "/>", 1),
        ("open e", "<e", 2),
        ("text \"\\n\"", "\n", 2),
        ("close e", "</e >", 1),
        ("close a", "</a>", 0),
    ];
    assert_eq!(told, expected.map(|(kind, slice, depth)| (kind.to_owned(), slice, depth)));
}

#[test]
fn a_skipped_element_is_skipped_whole() {
    let document = "<a><b><c d='1'>x</c></b>y<e f='/e>'/><g><g/></g></a>";
    let mut lexer = Lexer::new(document.as_bytes(), Limits::default()).expect("UTF-8");
    let mut skipped = Vec::new();
    while let Some(token) = lexer.next().expect("well-formed") {
        if let Token::Open("b" | "e" | "g") = token {
            let (start, depth) = (lexer.token_start(), lexer.depth());
            lexer.skip_element().expect("well-formed");
            assert_eq!(lexer.depth(), depth - 1);
            skipped.push(lexer.slice(start, lexer.position()));
        }
    }
    assert_eq!(skipped, ["<b><c d='1'>x</c></b>", "<e f='/e>'/>", "<g><g/></g>"]);
    assert_eq!(lexer.skip_element(), Ok(()), "nothing is left to skip");
    let mut lexer = Lexer::new(b"<a><b><c></b></a>", Limits::default()).expect("UTF-8");
    while !matches!(lexer.next(), Ok(Some(Token::Open("b")))) {}
    assert_eq!(lexer.skip_element().map_err(|error| error.kind()), Err(Kind::MismatchedEndTag));
}

fn only_text(input: &str) -> String {
    let mut lexer = Lexer::new(input.as_bytes(), Limits::default()).expect("UTF-8");
    while let Some(token) = lexer.next().expect("well-formed") {
        if let Token::Text(text) | Token::Attribute(_, text) = token {
            return text.to_string();
        }
    }
    String::new()
}

#[test]
fn text_is_its_characters() {
    assert_eq!(only_text("<a>a&lt;<!-- x -->b<![CDATA[&<]]>&#x43;<?p?>d</a>"), "a<b&<Cd");
    assert_eq!(only_text("<a>1\r\n2\r3&#13;</a>"), "1\n2\n3\r");
    assert_eq!(only_text("<a b='1\r\n2\t3&#10;'/>"), "1 2 3\n");
    assert_eq!(only_text("<a><![CDATA[1 < 2 && 3 > 2]]></a>"), "1 < 2 && 3 > 2");
    assert_eq!(only_text("<a><![CDATA[]]>x</a>"), "x");
    assert_eq!(only_text("<?p?><?p and more?><a>x</a>"), "x");
    assert_eq!(only_text("\n<a>x</a>"), "x");
    // Two line breaks to normalise, not only one.
    assert_eq!(only_text("<a>1\r2\r</a>"), "1\n2\n");
    assert_eq!(only_text("<a b='\t1\t'/>"), " 1 ");
}

#[test]
fn escaped_and_plain_text_are_equal_in_every_way() {
    let xml = br#"<BroadsoftDocument version="a&#x62;c"/>"#;
    let document = Document::decode(xml).expect("a good document");
    let version = document.version.expect("a version");
    let (escaped, plain) = (version.other().expect("no known version"), Text::from("abc"));
    assert_eq!(escaped, &plain);
    assert_eq!(escaped.cmp(&plain), core::cmp::Ordering::Equal);
    assert!(escaped.as_borrowed().is_none() && plain.as_borrowed().is_some());
    assert_eq!(escaped.clone().into_owned().as_str(), "abc");
    assert_eq!(escaped, "abc");
    assert_ne!(escaped, "ab");
    assert_eq!(HashSet::from([plain]).get(escaped), Some(escaped), "a hash is one of characters");
}

#[test]
fn order_is_the_order_of_the_characters() {
    let raw = ["", "a&#x62;", "ab", "&#x61;c", "b<!-- -->a", "&amp;", "\u{e9}", "&#xe9;", "]", "<![CDATA[<]]>"];
    let xml: Vec<String> = raw.iter().map(|text| format!("<a>{text}</a>")).collect();
    let texts: Vec<(Text<'_>, String)> = xml.iter().map(|xml| (text_of(xml), only_text(xml))).collect();
    for (one, plain) in &texts {
        for (other, with) in &texts {
            assert_eq!(one.partial_cmp(other), Some(plain.cmp(with)), "{plain:?} {with:?}");
            assert_eq!(one == other, plain == with);
        }
    }
}

fn text_of(xml: &str) -> Text<'_> {
    let mut lexer = Lexer::new(xml.as_bytes(), Limits::default()).expect("UTF-8");
    while let Some(token) = lexer.next().expect("well-formed") {
        if let Token::Text(text) = token {
            return text.to_text();
        }
    }
    Text::EMPTY
}

#[test]
fn the_label_is_told_and_not_believed() {
    for (declaration, label) in [
        ("", None),
        ("<?xml version='1.0'?>", None),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", Some("UTF-8")),
        ("<?xml version='1.0' encoding='ISO-8859-1' standalone='yes'?>", Some("ISO-8859-1")),
    ] {
        let document = format!("{declaration}<a>\u{e9}</a>");
        let mut lexer = Lexer::new(document.as_bytes(), Limits::default()).expect("UTF-8");
        assert_eq!(lexer.label(), None, "nothing was read yet");
        while lexer.next().expect("well-formed").is_some() {}
        assert_eq!(lexer.label(), label, "{document}");
        assert_eq!(only_text(&document), "\u{e9}");
    }
}

#[test]
fn every_error_says_what_and_where() {
    use Kind::*;
    let all = [
        InvalidUtf8,
        IllegalCharacter,
        MalformedMarkup,
        ExpectedName,
        ExpectedSpace,
        ExpectedEquals,
        ExpectedQuote,
        ExpectedTagEnd,
        DuplicateAttribute,
        LessThanInAttribute,
        MalformedReference,
        UnknownEntity,
        CdataEndInText,
        DoubleHyphenInComment,
        MalformedInstruction,
        MalformedDeclaration,
        MisplacedDeclaration,
        MismatchedEndTag,
        UnexpectedEndTag,
        SecondRoot,
        TextOutsideRoot,
        UnexpectedEnd,
        NoRoot,
        Doctype,
        WrongRoot,
        LeadingBlanks,
        ForeignLabel,
        NestedRoot,
        DocumentTooLong,
        TooDeep,
        TooManyAttributes,
        TooManyItems,
        NameTooLong,
        FillerTooLong,
        BufferFull,
        UnwritableCharacter,
    ];
    let said: HashSet<_> = all.iter().map(|kind| Error::new(*kind, 29).shifted(13).to_string()).collect();
    assert_eq!(said.len(), all.len(), "each says something else");
    for (kind, text) in all.iter().map(|kind| (kind, Error::new(*kind, 42).to_string())) {
        assert!(said.contains(&text) && text.contains(kind.describe()) && text.ends_with("(at byte 42)"), "{text}");
    }
}

/// Each allowance beyond XML has an option, which changes nothing else, whatever reads the document.
#[test]
fn every_allowance_can_be_turned_off() {
    const BLANKS: [&str; 5] = ["", "\n", " \t\r\n", "\u{feff}\n", "\n\u{feff}"];
    const LABELS: [(&str, bool); 6] = [
        ("", true),
        (" encoding=\"UTF-8\"", true),
        (" encoding='utf-8'", true),
        (" encoding=\"us-ascii\"", true),
        (" encoding=\"ISO-8859-1\"", false),
        (" encoding='windows-1252' standalone='yes'", false),
    ];
    let allowing = Limits::default();
    for (leading_blanks, any_label) in [(true, true), (true, false), (false, true), (false, false)] {
        let limits = allowing.leading_blanks(leading_blanks).any_label(any_label);
        for blank in BLANKS {
            for (label, own) in LABELS {
                for declared in [true, false] {
                    let declaration = if declared { format!("<?xml version=\"1.0\"{label}?>") } else { String::new() };
                    let root = "<BroadsoftDocument><command commandType=\"infoRequest\"/></BroadsoftDocument>";
                    let document = format!("{blank}{declaration}{root}");
                    let is_blank = blank.contains(|c: char| c.is_ascii_whitespace());
                    let kind = if declared && is_blank && !leading_blanks {
                        Some(Kind::LeadingBlanks)
                    } else {
                        (declared && !own && !any_label).then_some(Kind::ForeignLabel)
                    };
                    let expected = kind.map(|kind| (kind, blank.len()));
                    for limits in [limits, limits.shortcuts(false)] {
                        let place = |error: Error| (error.kind(), error.offset());
                        let read = Decoder::new().limits(limits).decode(document.as_bytes()).err();
                        assert_eq!(read.map(place), expected, "{document:?}");
                        let finding =
                            Validator::new(Protocol::CapC).limits(limits).validate(document.as_bytes()).next();
                        let id = finding.map(|finding| finding.id() == "ill-formed");
                        assert_eq!(id, Some(expected.is_some()), "{document:?}");
                        // In a stream, white space between documents is filler. A byte order mark is not.
                        let mut stream = StreamDecoder::new(limits);
                        let read = match stream.step(document.as_bytes()) {
                            Event::Document(_) => None,
                            Event::Malformed(bad) => Some(bad.error.kind()),
                            _ => panic!("{document:?} is complete"),
                        };
                        let before = blank.strip_prefix(|c: char| c.is_ascii_whitespace()).is_some();
                        assert!(
                            read == kind || before && read.is_none_or(|read| read == Kind::ForeignLabel),
                            "{document:?}"
                        );
                    }
                }
            }
        }
    }
}
