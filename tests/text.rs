//! Tests of text: its value is its characters, whatever their spelling, and it is written in one
//! spelling.

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::hash::{BuildHasher, BuildHasherDefault};

use broadworks_cap::xml::write::{self, Counter, Sink, SliceSink};
use broadworks_cap::xml::{Lexer, RawText, Token, is_blank, is_char, is_space};
use broadworks_cap::{Error, Framed, Framer, Kind, Limits, Result, Text};

/// Returns the first text or attribute value of a document, or empty text if there is none.
fn first(document: String) -> RawText<'static> {
    let mut lexer = Lexer::new(document.leak().as_bytes(), Limits::default()).expect("legal characters");
    while let Some(token) = lexer.next().expect("well-formed") {
        if let Token::Text(text) | Token::Attribute(_, text) = token {
            return text;
        }
    }
    RawText::EMPTY
}

fn content(raw: &str) -> RawText<'static> {
    first(format!("<a>{raw}</a>"))
}

fn attribute(raw: &str) -> RawText<'static> {
    first(format!("<a b=\"{raw}\"/>"))
}

/// Characters, their spellings in content, and their spellings in an attribute.
const SPELLINGS: &[(&str, &[&str], &[&str])] = &[
    ("", &["", "<!-- x -->", "<?p?>", "<![CDATA[]]>"], &[""]),
    (" ", &[" ", "&#32;", " <!-- x -->"], &[" ", "\n", "\r\n", "\t", "&#x20;"]),
    ("\n", &["\n", "\r", "\r\n", "&#10;", "<![CDATA[\r]]>"], &["&#10;"]),
    (" \t\r\n", &["&#32;\t&#13;\n"], &["&#32;&#9;&#13;&#10;"]),
    ("\u{a0}", &["\u{a0}", "&#160;"], &["&#xA0;"]),
    ("ab", &["ab", "&#97;b", "a<!---->b", "<?p?>ab", "<![CDATA[a]]>b", "a<![CDATA[b]]><?p ??>"], &["ab", "a&#x62;"]),
    ("abc", &["abc", "ab<!-- - -> -->c", "<![CDATA[ab]]><![CDATA[c]]>"], &["abc", "&#97;bc"]),
    ("b", &["b", "&#98;"], &["b", "&#98;"]),
    ("]]>", &["]]&gt;", "]<![CDATA[]>]]>", "<![CDATA[]]]]>&gt;"], &["]]>", "]]&gt;"]),
    (
        "\u{e9}&<\"'",
        &["&#xe9;&amp;&lt;\"'", "\u{e9}<![CDATA[&<\"']]>"],
        &["\u{e9}&amp;&lt;&quot;'", "&#233;&#38;&#60;&#34;&apos;"],
    ),
    ("\u{1f600}", &["\u{1f600}", "&#x1F600;"], &["&#128512;"]),
];

/// Checks that raw text has these characters, and unescapes it.
fn check_raw(raw: RawText<'static>, plain: &str) -> Text<'static> {
    assert!(raw.chars().eq(plain.chars()), "{raw:?}");
    assert_eq!((raw.as_plain().unwrap_or(plain), format!("{raw}{raw:?}")), (plain, format!("{plain}{plain:?}")));
    assert_eq!((raw.is_empty(), raw.is_blank()), (plain.is_empty(), plain.bytes().all(is_space)), "{raw:?}");
    assert!(raw == plain && raw != "other");
    raw.to_text()
}

/// Returns every spelling with its characters.
fn spelled() -> Vec<(&'static str, Text<'static>)> {
    let all = SPELLINGS.iter().flat_map(|(plain, contents, attributes)| {
        let read = contents.iter().map(|raw| content(raw)).chain(attributes.iter().map(|raw| attribute(raw)));
        read.map(|raw| check_raw(raw, plain))
            .chain([Text::from(*plain), Text::from(plain.to_string())])
            .map(|text| (*plain, text))
    });
    all.flat_map(|(plain, text)| [(plain, text.clone()), (plain, text.into_owned())]).collect()
}

#[test]
fn what_a_text_shows_is_what_its_characters_show() {
    for (plain, text) in spelled() {
        assert_eq!((text.as_str(), text.as_borrowed().unwrap_or(plain), text.len()), (plain, plain, plain.len()));
        assert_eq!((is_blank(&text), String::from(text.clone())), (plain.bytes().all(is_space), plain.to_string()));
        assert_eq!((Cow::from(text.clone()), Text::from(Cow::from(plain))), (plain.into(), text.clone()));
        assert_eq!(
            format!("{text}|{text:>4}|{text:<4}|{text:.1}"),
            format!("{plain}|{plain:>4}|{plain:<4}|{plain:.1}")
        );
        assert_eq!(format!("{text:?}"), format!("{plain:?}"));
        let borrowed = Text::from(&text);
        assert_eq!((&borrowed, borrowed.as_borrowed()), (&text, Some(plain)));
    }
}

#[test]
fn texts_compare_as_their_characters_do() {
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let texts = spelled();
    for (one, text) in &texts {
        for (other, with) in &texts {
            assert_eq!((text == with, text == *other), (one == other, one == other), "{text:?} {with:?}");
            assert_eq!((text == other, *other == *text), (one == other, one == other), "{text:?} {other:?}");
            let string = other.to_string();
            assert_eq!((*text == string, string == *text), (one == other, one == other));
            assert_eq!((text.cmp(with), text.partial_cmp(with)), (one.cmp(other), Some(one.cmp(other))));
            assert_eq!(hasher.hash_one(text) == hasher.hash_one(with), one == other, "{text:?} {with:?}");
            assert_eq!(hasher.hash_one(text), hasher.hash_one(one), "so a map can be searched with a `&str`");
        }
    }
    // The hash depends on the boundary between two texts, too.
    let pair = |one, other| hasher.hash_one((Text::from(one), Text::from(other)));
    assert_ne!(pair("a", "bc"), pair("ab", "c"));
}

#[test]
fn a_text_that_owns_its_characters_keeps_them() {
    let owned = content("a longer text with&#32;&amp; in it").to_text().into_owned();
    assert_eq!((&*owned, owned.as_borrowed()), ("a longer text with & in it", None));
    let place = owned.as_ptr();
    assert_eq!(owned.clone().into_owned(), owned);
    let owned = owned.into_owned();
    assert_eq!(owned.as_ptr(), place, "nothing was copied");
    let string = String::from(owned);
    assert_eq!(string.as_ptr(), place, "nor here");
}

#[test]
fn a_text_that_means_what_it_says_is_borrowed_as_it_stands() {
    for plain in ["x", "a b", "'>-]", "\u{e9}"] {
        // Other content of the document must not matter.
        for other in ["", "&amp;", "\r\t", "\n", "\u{fffd}", "<!-- & -->"] {
            let document = format!("<a b=\"{plain}\" c = \"{plain}\"><d>{plain}</d ><e>{other}</e><f >{plain}</f></a>");
            let mut lexer = Lexer::new(document.as_bytes(), Limits::default()).expect("legal characters");
            let mut borrowed = 0;
            while let Some(token) = lexer.next().expect("well-formed") {
                if let Token::Text(text) | Token::Attribute(_, text) = token {
                    borrowed +=
                        usize::from(text.as_plain() == Some(plain) && text.to_text().as_borrowed() == Some(plain));
                }
            }
            assert_eq!(borrowed, 4, "{document}");
        }
    }
}

#[test]
fn a_cdata_section_is_known_from_what_looks_like_one() {
    for (raw, has) in [
        ("<![CDATA[]]>", true),
        (" \n<![CDATA[ ]]> ", true),
        ("<!-- x --><?p x?>a<![CDATA[b]]>", true),
        ("a", false),
        ("&lt;![CDATA[]]&gt;", false),
        ("<!-- <![CDATA[]]> -->a", false),
        ("a<?p <![CDATA[]]> ?>&amp;<!---->", false),
    ] {
        assert_eq!(content(raw).has_cdata(), has, "{raw}");
    }
    assert!(!attribute("<![CDATA[]]>".replace('<', "&lt;").as_str()).has_cdata());
}

/// Returns the canonical spelling of a character; `None` if it cannot be written.
fn canonical(c: char, in_attribute: bool) -> Option<String> {
    Some(match c {
        '&' => "&amp;".into(),
        '<' => "&lt;".into(),
        '>' => "&gt;".into(),
        '"' if in_attribute => "&quot;".into(),
        '\n' | '\r' => format!("&#{};", u32::from(c)),
        '\t' if in_attribute => "&#9;".into(),
        c => return is_char(c).then(|| c.into()),
    })
}

/// Writes the text into an element and an attribute, and compares both with the canonical spelling
/// of each character.
fn check_written(text: &Text<'_>) {
    let mut out = [Vec::new(), Vec::new()];
    let results = [write::text(&mut out[0], text), write::attribute(&mut out[1], "b", text)];
    for (in_attribute, (out, result)) in [false, true].into_iter().zip(out.into_iter().zip(results)) {
        let [open, close] = if in_attribute { [" b=\"", "\""] } else { ["", ""] };
        let mut expected = String::from(open);
        let fault = text.chars().find(|c| canonical(*c, in_attribute).map(|written| expected += &written).is_none());
        let out = String::from_utf8(out).expect("UTF-8 is written");
        match fault {
            None => assert_eq!((result, out), (Ok(()), expected + close), "{text:?}"),
            Some(_) => {
                let error = result.expect_err("it cannot be written");
                assert_eq!((error.kind(), error.offset()), (Kind::UnwritableCharacter, expected.len()), "{text:?}");
            }
        }
    }
}

#[test]
fn every_character_is_written_in_one_way() {
    for c in ('\0'..='\u{ffff}').chain(['\u{10000}', '\u{1f600}', '\u{fffff}', '\u{10ffff}']) {
        check_written(&Text::from(c.to_string()));
    }
    // Several bytes are checked at once, so every position is tested, and a match must not affect
    // its neighbours.
    let all: Vec<char> =
        ('\0'..='\u{ff}').chain(['\u{feff}', '\u{fffd}', '\u{fffe}', '\u{ffff}', '\u{1f600}']).collect();
    for c in all {
        for length in [1, 7, 8, 9, 15, 16, 17, 24, 26] {
            for at in 0..length {
                let text: String = (0..length).map(|place| if place == at { c } else { 'x' }).collect();
                check_written(&Text::from(text));
            }
        }
    }
    for (_, text) in spelled() {
        check_written(&text);
    }
}

/// Returns the first text or value of a well-formed document, and checks that the document is one
/// frame.
fn read(document: &str) -> core::result::Result<String, (Kind, usize)> {
    let mut texts = Vec::new();
    let mut walk = || {
        let mut lexer = Lexer::new(document.as_bytes(), Limits::default())?;
        while let Some(token) = lexer.next()? {
            if let Token::Text(text) | Token::Attribute(_, text) = token {
                texts.push(text.to_string());
            }
        }
        Ok(())
    };
    walk().map_err(|error: Error| (error.kind(), error.offset()))?;
    assert_eq!(
        Framer::new(Limits::default()).step(document.as_bytes()),
        Framed::Document { range: 0..document.len() },
        "{document}"
    );
    Ok(texts.swap_remove(0))
}

#[test]
fn every_character_is_read_in_one_way_wherever_it_stands() {
    let special = ['\u{e9}', '\u{feff}', '\u{fffd}', '\u{fffe}', '\u{ffff}', '\u{10000}'];
    for c in ('\0'..='\u{ff}').chain(special) {
        for (length, at) in (1..20).flat_map(|length| (0..length).map(move |at| (length, at))) {
            let raw: String = (0..length).map(|place| if place == at { c } else { '1' }).collect();
            for (open, close, quote) in
                [("<a>", "</a>", None), ("<a b=\"", "\"/>", Some('"')), ("<a b='", "'></a>", Some('\''))]
            {
                if quote == Some(c) {
                    continue;
                }
                let expected = match (c, quote) {
                    (c, _) if !is_char(c) => Err(Kind::IllegalCharacter),
                    ('<', None) => Err(Kind::MalformedMarkup),
                    ('<', Some(_)) => Err(Kind::LessThanInAttribute),
                    ('&', _) => Err(Kind::MalformedReference),
                    ('\r', None) => Ok(raw.replace('\r', "\n")),
                    ('\t' | '\n' | '\r', Some(_)) => Ok(raw.replace(c, " ")),
                    _ => Ok(raw.clone()),
                };
                let document = format!("{open}{raw}{close}");
                assert_eq!(read(&document), expected.map_err(|kind| (kind, open.len() + at)), "{document:?}");
            }
        }
    }
}

#[test]
fn an_end_tag_has_the_name_of_its_start_tag_to_the_last_letter() {
    for length in 1..=64 {
        let name = "n".repeat(length);
        assert_eq!(read(&format!("<{name}>1</{name}>")), Ok("1".into()));
        for at in 0..length {
            let mut other = name.clone();
            other.replace_range(at..=at, "m");
            assert_eq!(read(&format!("<{name}>1</{other}>")), Err((Kind::MismatchedEndTag, length + 3)), "{other}");
        }
        for other in [&name[1..], &format!("{name}n")] {
            let fault = read(&format!("<{name}>1</{other}>")).map_err(|(kind, _)| kind);
            let expected = if other.is_empty() { Kind::ExpectedName } else { Kind::MismatchedEndTag };
            assert_eq!(fault, Err(expected), "{other}");
        }
    }
}

fn everything(out: &mut dyn Sink) -> Result<()> {
    out.put(b"<e")?;
    write::attribute(out, "b", &attribute("1&lt;\t&quot;").to_text())?;
    out.put(b">")?;
    write::leaf(out, "c", "")?;
    write::leaf(out, "d", "x & y")?;
    out.put(b"<f")?;
    write::content(out, "f", &content("<![CDATA[<]]>").to_text())?;
    write::end(out, "e")
}

#[test]
fn sinks_take_the_same_bytes_and_count_them() {
    const WHOLE: &str = "<e b=\"1&lt; &quot;\"><c/><d>x &amp; y</d><f>&lt;</f></e>";
    let (mut vec, mut counter) = (Vec::new(), Counter::default());
    assert_eq!((everything(&mut vec), everything(&mut counter)), (Ok(()), Ok(())));
    assert_eq!(core::str::from_utf8(&vec), Ok(WHOLE));
    assert_eq!((Sink::written(&vec), counter.written()), (WHOLE.len(), WHOLE.len()));
    for room in 0..=WHOLE.len() {
        let mut buffer = vec![b'.'; room];
        let mut sink = SliceSink::new(&mut buffer);
        let result = everything(&mut sink);
        let written = sink.written();
        if room == WHOLE.len() {
            assert_eq!((result, written), (Ok(()), room));
        } else {
            assert_eq!(result.map_err(|error| (error.kind(), error.offset())), Err((Kind::BufferFull, written)));
        }
        assert!(buffer.starts_with(&WHOLE.as_bytes()[..written]), "what was written stands");
        assert!(buffer[written..].iter().all(|byte| *byte == b'.'), "and nothing behind it");
    }
}

#[test]
fn the_canonical_form_keeps_what_is_content() {
    for (element, canonical) in [
        ("<a></a>", "<a/>"),
        ("<a />", "<a/>"),
        ("<a> </a >", "<a> </a>"),
        ("<a> <!-- x --> </a>", "<a>  </a>"),
        ("<a><![CDATA[]]></a>", "<a/>"),
        ("<a>\n  <b/>\n</a>", "<a><b/></a>"),
        ("<a> <b> </b> <c></c> </a>", "<a><b> </b><c/></a>"),
        ("<a>x <b/> </a>", "<a>x <b/></a>"),
        ("<a>x <b/> y</a>", "<a>x <b/> y</a>"),
        ("<a  b='\"' c = '&apos;' ><?p?>\r\n<d/></a>", "<a b=\"&quot;\" c=\"'\"><d/></a>"),
        ("<a b=''><c d='1'/></a><!-- x -->", "<a b=\"\"><c d=\"1\"/></a>"),
        ("<a><![CDATA[<b>]]>&amp;</a>", "<a>&lt;b&gt;&amp;</a>"),
    ] {
        for element in [element, canonical] {
            let mut out = Vec::new();
            write::canonical(&mut out, element).expect("well-formed");
            assert_eq!(core::str::from_utf8(&out), Ok(canonical), "{element}");
        }
    }
    let fault = write::canonical(&mut Counter::default(), "<a><b></a>").expect_err("ill-formed");
    assert_eq!((fault.kind(), fault.offset()), (Kind::MismatchedEndTag, 6));
}
