//! Tests of `bwcap redact` as a process. The law: nothing that says who somebody is in the input occurs in the output, and
//! every other byte of a document does.

mod common;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use broadworks_cap::xml::{self, Place};
use broadworks_cap::{Event, Limits, StreamReader};
use common::{corpus, run};

/// Parts of values that say who somebody is.
const PERSONAL: [&str; 10] = [
    "zaphod",
    "beeblebrox",
    "heartofgold",
    "3015550177",
    "555-0177",
    "5550177",
    "471147",
    "trillian",
    "hunter2",
    "zoë",
];

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Returns the documents of the corpus that are well-formed.
fn documents() -> Vec<Vec<u8>> {
    let folders = ["cap-c", "ccc2", "actions", "habits", "errata", "xml", "rules", "dtd", "stream"];
    let mut all = Vec::new();
    for (_, bytes) in folders.iter().flat_map(|name| corpus::folder(name)) {
        let mut reader = StreamReader::new(Limits::default());
        reader.feed(&bytes);
        reader.end();
        loop {
            match reader.next_frame() {
                Event::Document(document) if xml::rewrite(document.bytes(), Limits::default(), |_| None).is_ok() => {
                    all.push(document.bytes().to_vec());
                }
                Event::Closed { .. } => break,
                _ => {}
            }
        }
    }
    all
}

/// Returns what to write into a field; `None` for one that says nothing of a person.
fn personal(place: &Place<'_>) -> Option<String> {
    let name = place.name.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    let is_text = place.text.chars().any(char::is_alphabetic);
    if ["true", "false", "private", "unavailable"].contains(&place.text.to_lowercase().as_str()) {
        return None;
    }
    Some(match () {
        () if is(&["password"]) => "hunter2".into(),
        () if is(&["countrycode", "prefix", "callid"]) => return None,
        () if is(&["number", "num", "phone", "mobile", "pager"]) => "+1 (301) 555-0177".into(),
        () if is(&["actionparam", "destination"]) && !is_text => "3015550177".into(),
        () if is(&["teluri"]) => "tel:+13015550177".into(),
        () if is(&["firstname"]) => "Zoë".into(),
        () if is(&["name"]) && !is(&["messagename", "paramname"]) => "Zaphod BEEBLEBROX".into(),
        () if is(&["id", "email", "monuser", "lineport", "hotelinghost"]) && place.text.contains('@') => {
            "Trillian@HeartOfGold.example.com".into()
        }
        () => return None,
    })
}

/// Returns documents and streams with data of persons in every place.
fn planted() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let pieces = [
        "<future>Zaphod</future>",
        "<future name='Beeblebrox, Z.'>3015550177<x>trillian@heartofgold.example.com</x></future>",
        "<!-- call Zaphod (301) 555-0177 -->",
        "<?note Trillian?>",
        "<future><![CDATA[Zaphod <Beeblebrox>]]></future>",
        "<future>3015550&#49;77 301.555.0177 Za&#112;hod <a password='hunter2'/></future>",
        "<param name='password' value='hunter2'/>",
        "<password><hunter2/>hunter2</password>",
        "<state>Zaphod</state><position>3015550177</position><initialUpdate>Trillian</initialUpdate>",
        "Zoë Trillian 471147",
    ];
    for (index, document) in documents().iter().enumerate() {
        let document = xml::rewrite(document, Limits::default(), personal).expect("it is well-formed");
        let text = String::from_utf8(document.clone()).expect("UTF-8");
        let piece = pieces[index % pieces.len()];
        let with = |piece: &str| text.replacen("</user>", &format!("{piece}</user>"), 1).into_bytes();
        let log = "2026-11-20 12:00:00,123 INFO Zaphod@heartofgold.example.com (301-555-0177 ext 471147) >>> ";
        all.push(with(piece));
        all.push(format!("{log}{}\nlogged out: Trillian\n", text.trim_end()).into_bytes());
        all.push(with(&format!("{piece}<bad>Zaphod & Trillian</bad>{piece}")));
        all.push(with(&format!("</call>{piece}")));
        all.push([&with(piece)[..], b"Zaphod \xff\xfe Beeblebrox"].concat());
        let cut = (index * 97) % document.len();
        all.push([&document[..cut], b"\n", &document[..]].concat());
        all.push([&document[cut..], b"\n", &document[..]].concat());
        all.push(text.replace('<', "&lt;").replace('>', "&gt;").into_bytes());
        all.push(document);
    }
    all
}

#[test]
fn nothing_says_who_somebody_is() {
    let folder = folder("planted");
    let files: Vec<PathBuf> = planted()
        .iter()
        .enumerate()
        .map(|(index, bytes)| {
            let file = folder.join(format!("{index}.xml"));
            fs::write(&file, [bytes, &b"\n"[..]].concat()).expect("a file");
            file
        })
        .collect();
    // With the same key, the pseudonyms are always the same: none of them looks like one of these values by chance.
    let key = folder.join("key").to_string_lossy().into_owned();
    fs::write(&key, "the key of this test").expect("a file");
    let mut found = 0;
    for (extra, step) in [(&[][..], 2), (&["--ids"], 5), (&["--malformed", "withhold"], 7)] {
        let files: Vec<&PathBuf> = files.iter().step_by(step).collect();
        for files in files.chunks(200) {
            let output = Command::new(env!("CARGO_BIN_EXE_bwcap"))
                .args(["redact", "--key", &key])
                .args(extra)
                .args(files)
                .output();
            let output = output.expect("it runs");
            for (bytes, is_copy) in [(&output.stdout, true), (&output.stderr, false)] {
                let text = String::from_utf8_lossy(bytes).to_lowercase();
                for personal in PERSONAL {
                    let at = text.find(personal);
                    let context =
                        at.map(|at| String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(300)..at + 40]));
                    assert_eq!(context, None, "{personal} {extra:?}");
                }
                found += usize::from(is_copy && text.contains("broadsoftdocument"));
            }
        }
    }
    assert!(found > 10, "there is something to see");
}

/// Returns a document without its texts and attribute values.
fn skeleton(document: &[u8]) -> Vec<u8> {
    // Quotation marks of changed values become double ones.
    let empty = xml::rewrite(document, Limits::default(), |_| Some(String::new())).expect("it is well-formed");
    let text = String::from_utf8(empty).expect("UTF-8");
    // Comments and processing instructions may be changed, too.
    let mut out = String::new();
    let mut rest = &*text;
    while let Some(at) = rest.find("<!--").into_iter().chain(rest.find("<?")).min() {
        out += &rest[..at];
        let end = if rest[at..].starts_with("<!--") { "-->" } else { "?>" };
        rest = rest[at..].split_once(end).expect("its end").1;
    }
    (out + rest).into_bytes()
}

#[test]
fn every_other_byte_stays() {
    for document in documents() {
        let output = run(&["redact"], &document);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let shown = || String::from_utf8_lossy(&output.stdout);
        assert_eq!(skeleton(&document), skeleton(&output.stdout), "{}", shown());
    }
}

/// Returns the values of fields in a stream, by path.
fn values(stream: &[u8]) -> BTreeMap<String, Vec<String>> {
    let mut reader = StreamReader::new(Limits::default());
    reader.feed(stream);
    reader.end();
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    while let Event::Document(document) = reader.next_frame() {
        let keep = |place: &Place<'_>| {
            values.entry(format!("{}/{}", place.path, place.name)).or_default().push(place.text.to_string());
            None
        };
        xml::rewrite(document.bytes(), Limits::default(), keep).expect("it is well-formed");
    }
    values
}

/// Returns the findings of the validator.
fn findings(stream: &[u8]) -> Vec<String> {
    let output = run(&["validate", "--json"], stream);
    let json = String::from_utf8(output.stdout).expect("UTF-8");
    let line = |line: &str| {
        serde_json::from_str(line).map(|line: serde_json::Value| format!("{} {}", line["id"], line["path"]))
    };
    json.lines().map(|json| line(json).expect("JSON")).collect()
}

#[test]
fn messages_of_the_protocol_keep_their_meaning() {
    for (path, document) in corpus::folder("cap-c").into_iter().chain(corpus::folder("actions")) {
        let copy = run(&["redact"], &document).stdout;
        assert_eq!(findings(&document), findings(&copy), "{}", path.display());
        let (before, after) = (values(&document), values(&copy));
        for (name, before) in before {
            let is = |ends: &[&str]| ends.iter().any(|end| name.to_lowercase().ends_with(end));
            let after = &after[&name];
            for (before, after) in before.iter().zip(after) {
                let digits =
                    |text: &str| text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
                if is(&["state", "version", "type", "time", "callid", "applicationid", "personality", "uid", "cause"]) {
                    assert_eq!(before, after, "{name}");
                } else if is(&["number", "phone", "extension", "teluri"])
                    && before != "Private"
                    && before != "Unavailable"
                {
                    assert_eq!((digits(before), before != after), (digits(after), true), "{name}");
                } else if is(&["/id", "email", "firstname", "lastname", "remotename"])
                    && path.to_string_lossy().contains("cap-c")
                {
                    assert_ne!(before, after, "{name}");
                }
            }
        }
    }
}

/// Returns what a value became, for every user id, number and name.
fn pseudonyms(before: &[u8], after: &[u8]) -> HashMap<String, String> {
    let mut map = HashMap::new();
    for (name, before) in values(before) {
        for (before, after) in before.into_iter().zip(&values(after)[&name]) {
            let known = map.entry(before.clone()).or_insert_with(|| after.clone());
            assert_eq!(known, after, "{before} is one person in {name}");
        }
    }
    map
}

#[test]
fn a_person_has_one_name_and_keeps_it_with_the_key() {
    let folder = folder("keys");
    let key = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let stream =
        |name: &str| fs::read(corpus::root().join(Path::new("corpus/stream").join(name))).expect("a corpus file");
    let (first, second) = (stream("call.xml"), stream("login.xml"));
    let redact = |key: &str, input: &[u8]| {
        let output = run(&["redact", "--key", key], input);
        assert_eq!(output.status.code(), Some(0));
        output.stdout
    };
    let one = redact(&key("one"), &first);
    assert_eq!(one, redact(&key("one"), &first));
    assert_ne!(one, redact(&key("two"), &first));
    assert_ne!(run(&["redact"], &first).stdout, run(&["redact"], &first).stdout, "without a key, each run has its own");
    let mut known = pseudonyms(&first, &one);
    let more = pseudonyms(&second, &redact(&key("one"), &second));
    let mut common = 0;
    for (before, after) in more {
        common += usize::from(known.get(&before).is_some_and(|known| before != *known));
        assert_eq!(known.entry(before).or_insert_with(|| after.clone()), &after);
    }
    assert!(common > 0, "somebody is in both");
    // Different people have different names; short numbers may meet by chance.
    let mut changed: Vec<&String> =
        known.iter().filter(|(before, after)| before != after && after.len() > 6).map(|(_, after)| after).collect();
    let count = changed.len();
    changed.sort();
    changed.dedup();
    assert_eq!(changed.len(), count);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(key("one")).expect("it was created").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else can read the key");
    }
    // A key that is too short is no key.
    fs::write(key("short"), "x").expect("a file");
    assert_eq!(run(&["redact", "--key", &key("short")], &first).status.code(), Some(2));
}

#[test]
fn one_number_has_one_pseudonym_in_every_form() {
    let log = "a 2405550123\nb (240) 555-0123\nc +1-240-555-0123\nd 1.240.555.0123\ne tel:+12405550123\nf 2405550123@example.com\n";
    let copy = String::from_utf8(run(&["redact"], log.as_bytes()).stdout).expect("UTF-8");
    let digits = |line: &str| line.chars().filter(char::is_ascii_digit).collect::<String>();
    let numbers: Vec<String> = copy.lines().map(digits).collect();
    for number in &numbers {
        assert_eq!(number.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(number), numbers[0], "{copy}");
    }
    assert!(copy.contains(") ") && copy.contains("+1-") && numbers[0].starts_with("555"), "{copy}");
}

#[test]
fn a_malformed_document_is_told_and_can_be_left_out() {
    let good = "<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>\n";
    let stream = format!("{good}<BroadsoftDocument><bad>Zaphod &</bad></BroadsoftDocument>\n{good}");
    let masked = run(&["redact"], stream.as_bytes());
    assert_eq!(masked.status.code(), Some(1));
    let (copy, told) = (String::from_utf8_lossy(&masked.stdout), String::from_utf8_lossy(&masked.stderr));
    assert!(told.starts_with("-:2:32: ") && copy.contains("<BroadsoftDocument><bad>"), "{told} {copy}");
    let left = run(&["redact", "--malformed", "withhold"], stream.as_bytes());
    assert_eq!(left.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&left.stdout).replace('\n', ""), good.replace('\n', "").repeat(2));
}

#[test]
fn what_is_not_the_bytes_of_documents_is_not_copied() {
    let document = "<BroadsoftDocument><command commandType='infoRequest'/></BroadsoftDocument>";
    let utf16: Vec<u8> = document.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for input in [&utf16[..], b"\xd4\xc3\xb2\xa1\x02\0\x04\0Zaphod", b"\x0a\x0d\x0d\x0aZaphod"] {
        let output = run(&["redact"], input);
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(2), true));
        assert!(String::from_utf8_lossy(&output.stderr).contains("bwcap decode --raw"));
    }
}
