//! Inputs as people have them, and what comes out of each.

use crate::make::{
    Format, Link, Packet, capture, client, conversation, follow, gzip, hexdump, html, latin_1, server, utf_16, xxd,
};
use crate::{DIRECTIONS, decode, documents, expected};

/// What should come out of an input.
struct Case {
    name: &'static str,
    input: Vec<u8>,
    code: i32,
    /// The numbers of the messages, from 0, as in the list of documents.
    found: Vec<usize>,
    /// Parts of what is told on standard error, each on a line of its own.
    told: &'static [&'static str],
}

const ALL: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];
const ROOT_END: &str = "</BroadsoftDocument>";

fn case(
    name: &'static str,
    input: impl Into<Vec<u8>>,
    code: i32,
    found: &[usize],
    told: &'static [&'static str],
) -> Case {
    Case { name, input: input.into(), code, found: found.into(), told }
}

/// Puts each document into a text.
fn each(text: impl Fn(usize, &str) -> String) -> String {
    documents().iter().enumerate().map(|(index, document)| text(index, document)).collect()
}

fn lines() -> String {
    each(|_, document| format!("{document}\n"))
}

fn arrow(index: usize) -> &'static str {
    if DIRECTIONS[index] == "to-client" { "<<<" } else { ">>>" }
}

fn log() -> String {
    each(|index, document| format!("2026-11-20 12:00:0{index},123 DEBUG [conn-3] {} {document}\n", arrow(index)))
}

fn pretty(document: &str) -> String {
    document.replace("><", ">\n  <")
}

fn cases() -> Vec<Case> {
    let lines = lines();
    let all = documents();
    let named = format!("{}\n{}\n{}\n", all[0], all[3].replace("2405550103", "Bj\u{f6}rn"), all[4]);
    let with_label = |label: &str| named.replace("UTF-8", label);
    vec![
        case("01 prefix of log4j", log(), 0, &ALL, &[]),
        case("02 the same with CRLF", log().replace('\n', "\r\n"), 0, &ALL, &[]),
        case(
            "03 other lines, both directions",
            each(|index, document| {
                format!(
                    "2026-11-20 12:00:0{index},120 INFO Map<String, List<User>> is ready\n\tat example.Main.<init>(Main.java:1)\n\
                     2026-11-20 12:00:0{index},123 DEBUG {} {document}\n",
                    arrow(index)
                )
            }),
            0,
            &ALL,
            &["passed over 14 lines of other text, the first at 1:1"],
        ),
        case("04 UTF-16, little endian", [&b"\xff\xfe"[..], &utf_16(&lines, true)].concat(), 0, &ALL, &[]),
        case("04 UTF-16, big endian", [&b"\xfe\xff"[..], &utf_16(&lines, false)].concat(), 0, &ALL, &[]),
        case("05 UTF-16, big endian without a mark", utf_16(&lines, false), 0, &ALL, &[]),
        case("05 UTF-16, little endian without a mark", utf_16(&log(), true), 0, &ALL, &[]),
        case("06 Latin-1, declared as UTF-8", latin_1(&named), 1, &[0, 4], &["not UTF-8"]),
        case(
            "07 Latin-1, declared as such",
            latin_1(&with_label("ISO-8859-1")),
            0,
            &[0, 3, 4],
            &["1 document not in UTF-8"],
        ),
        case("08 a mark of UTF-8", format!("\u{feff}{lines}"), 0, &ALL, &[]),
        case("09 a mark of UTF-8 before each", each(|_, text| format!("\u{feff}{text}\n")), 0, &ALL, &[]),
        case("10 gzip", gzip(lines.as_bytes()), 0, &ALL, &[]),
        case(
            "10 gzip of several members",
            [gzip(&lines.as_bytes()[..700]), gzip(&lines.as_bytes()[700..])].concat(),
            0,
            &ALL,
            &[],
        ),
        case("11 xxd", xxd(lines.as_bytes()), 0, &ALL, &[]),
        case("12 hexdump -C", hexdump(lines.as_bytes()), 0, &ALL, &[]),
        case("12 hexdump, repeated lines", hexdump(long_blanks().as_bytes()), 0, &[0, 1], &[]),
        case(
            "12 hexdump without -C",
            words(lines.as_bytes()),
            0,
            &ALL,
            &["passed over 1 control byte between documents (1 byte)"],
        ),
        case("13 begins inside a document", &lines.as_bytes()[150..], 1, &ALL[1..], &[":1:1: "]),
        case("14 ends inside a document", &lines.as_bytes()[..lines.len() - 30], 1, &ALL[..6], &[":7:"]),
        case(
            "15 bytes are missing",
            [&all[0], "\n", &all[1], "\n", &all[2][..200], &all[3][100..], "\n", &all[4], "\n"].concat(),
            1,
            &[0, 1, 4],
            &[":3:"],
        ),
        case(
            "36 JSON of something else",
            "{\"error\":\"no route\",\"code\":7}\n",
            1,
            &[],
            &["this is JSON without documents"],
        ),
        case(
            "16 both directions, mixed",
            format!("{}{}\n{}\n{}\n{}\n", &all[0][..200], all[2], &all[0][200..], all[3], all[4]),
            1,
            &[2, 3, 4],
            &[":1:200:", ":2:"],
        ),
        case(
            "17 output of nc -v",
            format!(
                "Ncat: Version 7.93\nConnection to 192.0.2.2 2208 port [tcp/*] succeeded!\n{lines}Ncat: 3 bytes sent.\n"
            ),
            0,
            &ALL,
            &["passed over 3 lines of other text"],
        ),
        case(
            "18 escaped for HTML",
            each(|index, text| format!("12:00:0{index} {} {}\n", arrow(index), html(text))),
            0,
            &ALL,
            &[],
        ),
        case(
            "18 escaped for HTML, over several lines",
            each(|index, text| format!("12:00:0{index} {}\n{}\n", arrow(index), html(&pretty(text)))),
            0,
            &ALL,
            &["passed over 7 lines of other text"],
        ),
        case(
            "19 JSON log of docker",
            each(|index, text| {
                let log = serde_json::Value::from(format!("{text}\n"));
                format!("{{\"log\":{log},\"stream\":\"stdout\",\"time\":\"2026-11-20T12:00:0{index}.5Z\"}}\n")
            }),
            0,
            &ALL,
            &[],
        ),
        case(
            "19 the same, each line of a document by itself",
            each(|_, text| {
                let object = |line: &str| format!("{{\"log\":{}}}\n", serde_json::Value::from(format!("{line}\n")));
                pretty(text).lines().map(object).collect()
            }),
            0,
            &ALL,
            &[],
        ),
        case(
            "19 backslashes in a text",
            each(|index, text| format!("12:00:0{index} sent \"{}\\n\" ok\n", text.replace('"', "\\\""))),
            0,
            &ALL,
            &["lines of other text"],
        ),
        case(
            "19 line ends as numbers, as syslog servers write them",
            each(|index, text| {
                let line = pretty(text).replace('\n', "#012");
                format!("Nov 20 12:00:0{index} host farm[7]: recv {line}#015#012\n")
            }),
            0,
            &ALL,
            &[],
        ),
        case(
            "20 zero bytes",
            each(|_, text| format!("{text}\0")),
            0,
            &ALL,
            &["passed over 7 control bytes between documents"],
        ),
        case(
            "21 bytes of telnet",
            [&b"\xff\xfd\x01\xff\xfb\x03"[..], lines.as_bytes()].concat(),
            0,
            &ALL,
            &["passed over 6 control bytes between documents"],
        ),
        case(
            "22 over several lines, after a line of a log",
            each(|index, text| format!("2026-11-20 12:00:0{index} received\n{}\n", pretty(text))),
            0,
            &ALL,
            &["passed over 7 lines of other text"],
        ),
        case(
            "23 prefix of syslog on every line",
            each(|index, text| {
                let line = |(at, line)| format!("Nov 20 12:{index:02}:{at:02} host app[12]: {line}\n");
                pretty(text).lines().enumerate().map(line).collect()
            }),
            0,
            &ALL,
            &[],
        ),
        case(
            "a column of a table",
            each(|index, text| {
                format!("\"2026-11-20 12:00:0{index}\",{},\"{}\"\n", arrow(index), text.replace('"', "\"\""))
            }),
            0,
            &ALL,
            &["passed over 7 lines of other text"],
        ),
        case("in base64", "PD94bWwgdmVyc2lvbj0iMS4wIj8+\n", 1, &[], &["this is XML in base64; try `base64 -d FILE"]),
        case("24 empty", "", 1, &[], &["no messages: this is empty; check the path"]),
        case("25 only line breaks", "\n\r\n \n", 1, &[], &["no messages: this is blank; check the path"]),
        case("26 random bytes", random(4096), 1, &[], &["no messages: this is binary data"]),
        case(
            "27 a page of a web server",
            "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<html><body><h1>502 Bad Gateway</h1></body></html>\n",
            1,
            &[],
            &[
                "passed over 2 lines of other text, the first at 1:1; 1 web page",
                "no messages: this is an answer of a web server",
            ],
        ),
        case(
            "28 an event of XSI",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xsi:Event xsi1:type=\"xsi:SubscriptionEvent\" \
             xmlns:xsi=\"http://schema.broadsoft.com/xsi\"><xsi:eventID>1</xsi:eventID></xsi:Event>",
            1,
            &[],
            &["1 XSI document (events of the web interface XSI; this program reads CAP-C and CCC2)", "no messages"],
        ),
        case(
            "29 cut by the logger",
            each(|index, text| {
                let text = if index == 2 { &text[..200] } else { text };
                format!("2026-11-20 12:00:0{index},123 DEBUG {} {text}\n", arrow(index))
            }),
            1,
            &[0, 1, 3, 4, 5, 6],
            &[":3:234: "],
        ),
        case(
            "30 a document of OCI",
            format!(
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><BroadsoftDocument protocol=\"OCI\" xmlns=\"C\"><sessionId \
                 xmlns=\"\">1</sessionId><command xsi:type=\"AuthenticationRequest\" xmlns=\"\" \
                 xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><userId>admin</userId></command>{ROOT_END}\n"
            ),
            1,
            &[],
            &["1 OCI document (provisioning, the protocol OCI; this program reads CAP-C and CCC2)", "no messages"],
        ),
        case(
            "31 quoted in a mail",
            each(|_, text| pretty(text).lines().map(|line| format!("> {line}\n")).collect()),
            0,
            &ALL,
            &["passed over 7 lines of other text"],
        ),
        case(
            "32 colours",
            each(|index, text| {
                format!("\x1b[32m2026-11-20 12:00:0{index}\x1b[0m \x1b[1;34m{}\x1b[0m {text}\x1b[0m\n", arrow(index))
            }),
            0,
            &ALL,
            &["lines of other text"],
        ),
        case(
            "33 typographic quotation marks",
            format!("{}\n{}\n{}\n", all[0], all[1].replace('"', "\u{201d}"), all[2]),
            1,
            &[0, 2],
            &[":2:"],
        ),
        case(
            "34 both protocols",
            format!("{}\n{}\n{}\n", all[0], all[0].replace("\"CAP\"", "\"CCC2\""), all[1]),
            0,
            &[0, 0, 1],
            &[],
        ),
        case("35 a capture", capture(&packets(), Format::Pcap(false, false), Link::Ethernet, 65535), 0, &ALL, &[]),
        case("Wireshark's dump of a stream", follow(&parts()), 0, &[0, 1, 2, 3, 4, 5, 6], &[]),
        case(
            "a TLS connection",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc".to_vec(),
            1,
            &[],
            &["this is an encrypted TLS connection"],
        ),
        case(
            "a zip archive",
            b"PK\x03\x04\x14\x00\x09\x00".to_vec(),
            1,
            &[],
            &["this is a zip archive; try `unzip -p"],
        ),
        case("an xz file", b"\xfd7zXZ\x00\x00".to_vec(), 1, &[], &["this is an xz file; try `xz -dc FILE | bwcap"]),
        case("an archive of tar", tar(&log()), 0, &ALL, &["control bytes between documents"]),
        case("a text without documents", "hello\nworld\n", 1, &[], &["2 lines of other text", "no messages"]),
    ]
}

fn parts_of(all: &[String]) -> Vec<(bool, &[u8])> {
    all.iter().zip(DIRECTIONS).map(|(text, direction)| (direction == "to-client", text.as_bytes())).collect()
}

fn parts() -> Vec<(bool, &'static [u8])> {
    let all: &'static [String] = Vec::leak(documents());
    parts_of(all)
}

fn packets() -> Vec<Packet> {
    conversation(&parts(), client(), server(), 100)
}

/// Bytes without order, and without a start of anything.
fn random(count: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).filter(|byte| *byte != b'<').take(count).collect()
}

/// Two messages with lines of blanks between their elements.
fn long_blanks() -> String {
    let all = documents();
    format!("{}\n{}\n", all[0].replacen("><", &format!(">{}<", " ".repeat(200)), 3), all[1])
}

/// As `hexdump` writes it: numbers of two bytes.
fn words(bytes: &[u8]) -> String {
    let line = |(index, part): (usize, &[u8])| {
        let word = |pair: &[u8]| format!(" {:02x}{:02x}", pair.get(1).unwrap_or(&0), pair[0]);
        format!("{:07x}{}\n", index * 16, part.chunks(2).map(word).collect::<String>())
    };
    bytes.chunks(16).enumerate().map(line).collect::<String>() + &format!("{:07x}\n", bytes.len())
}

fn tar(text: &str) -> Vec<u8> {
    let mut head = [0; 512];
    head[..7].copy_from_slice(b"app.log");
    head[257..262].copy_from_slice(b"ustar");
    let mut out = [&head[..], text.as_bytes()].concat();
    out.resize(out.len().next_multiple_of(512) + 1024, 0);
    out
}

#[test]
fn each_input_is_read_or_named() {
    let expected = expected();
    for Case { name, input, code, found, told } in cases() {
        let said = decode(&[], &input);
        let mut messages = said.messages();
        for message in &mut messages {
            if name.starts_with("34") {
                message["protocol"] = "CAP".into();
            }
        }
        let places: Vec<usize> = messages
            .iter()
            .map(|message| {
                let same = |other: &&serde_json::Value| {
                    message["commandData"] == other["commandData"] || is_renamed(message, other)
                };
                let at = expected.iter().position(|other| same(&other) && message["protocol"] == other["protocol"]);
                at.unwrap_or_else(|| panic!("{name}: {message}"))
            })
            .collect();
        assert_eq!((said.code, &places), (code, &found), "{name}: {}", said.errors);
        for part in told {
            assert!(said.errors.lines().any(|line| line.contains(part)), "{name}: {part}: {}", said.errors);
        }
        assert_eq!(said.errors.is_empty(), told.is_empty(), "{name}: {}", said.errors);
    }
}

/// Returns whether messages differ in the name of Björn.
fn is_renamed(message: &serde_json::Value, other: &serde_json::Value) -> bool {
    let renamed = message.to_string().replace("Bj\u{f6}rn", "2405550103");
    serde_json::from_str::<serde_json::Value>(&renamed).expect("JSON") == *other
}

#[test]
fn time_direction_and_connection_come_from_the_text() {
    for input in [log().into_bytes(), utf_16(&log(), true), log().replace('\n', "\r\n").into_bytes()] {
        let said = decode(&[], &input);
        assert_eq!(said.all("direction"), DIRECTIONS);
        assert_eq!(said.records[6]["time"], "2026-11-20T12:00:06.123");
        assert!(said.all("connection").iter().all(|name| *name == "conn 3"));
    }
    // The same marks in the log of a server.
    let swapped = log().replace("<<<", "===").replace(">>>", "<<<").replace("===", ">>>");
    assert_eq!(decode(&[], swapped.as_bytes()).all("direction"), DIRECTIONS);
    let said = decode(&[], follow(&parts()).as_bytes());
    assert_eq!(said.all("direction"), DIRECTIONS);
}

#[test]
fn a_time_belongs_to_the_entry_of_its_document() {
    let all = documents();
    let input = format!(
        "2026-11-20 12:00:00 start\nContent: xml\n{}\n{}\n\n2026-11-20 12:00:01 >>> {}\nno time here\n{}\n",
        all[0], all[1], all[2], all[3]
    );
    let said = decode(&[], input.as_bytes());
    assert_eq!(said.all("time"), ["2026-11-20T12:00:00", "2026-11-20T12:00:00", "2026-11-20T12:00:01", ""]);
    assert_eq!(said.records[3]["direction"], serde_json::Value::Null);
}
