//! Test of `bwcap` with passwords in documents of every kind: no output shows one.

#[path = "../../tests/common/secrets.rs"]
mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

const SECRET: &str = "hunter2-hunter2";

/// Returns pieces of documents with a password, in its place and elsewhere, well-formed and not. `~` is the name of its
/// element, and `$` is the password.
fn pieces() -> Vec<String> {
    let forms = [
        // In its own element, with what looks like its end.
        "<~>$</~>",
        "<~><password/>$</~>",
        "<~><~>a</~>$</~>",
        "<~><x>$</x></~>",
        "<~><![CDATA[</password>]]>$</~>",
        "<~><!--</password>-->$</~>",
        "<~><?x </password>?>$</~>",
        "<~ a=\"</password>\">$</~>",
        "<~ a='&lt;/password>'>$</~>",
        "<~ a=\"/>\">$</~>",
        "<~\n>$\n</~\n>",
        "<~>a&#45;$</~>",
        "<~ a='$'/>",
        "<x:PASSWORD>$</x:PASSWORD>",
        "<SECUREPASSWORD>$</SECUREPASSWORD>",
        "<passwd>$</passwd>",
        // In attributes, and in elements that only say that it is one.
        "<u password='$'/>",
        "<u x='$' password='a'/>",
        "<u password='x'>$</u>",
        "<param value='$' name='password'/>",
        "<param value='$' name='PassWord'></param>",
        "<param name='&#112;assword'>$</param>",
        "<param><name>pass<![CDATA[word]]></name><value>$</value></param>",
        "<param><name>pass<!-- x -->word</name><value>$</value></param>",
        "<param><value>$</value><name>p&#x61;ssword</name></param>",
        "<param><n v='password'/><v v='$'/></param>",
        "<param>$<b/>password</param>",
        "<param><a>$</a>password</param>",
        "<p><v>$</v><!-- the password --></p>",
        "<!-- password=$ -->",
        "<?password $?>",
        // Behind an element that was closed too early.
        "<~/>$",
        "<~></~>$",
        "<~/>$</~>",
        // Malformed in it, before it and behind it.
        "<~>$",
        "<~>$&x;</~>",
        "<~>$&</~>",
        "<~>$</secure>",
        "<~>a]]>$</~>",
        "<~>$\u{1}</~>",
        "<~>\u{1}$</~>",
        "<~ a=\"$>x</~>",
        "<~ a=$>x</~>",
        "<~ x='1' x='2'>$</~>",
        "<&#112;assword>$</&#112;assword>",
        "&<~>$</~>",
        "<a></b><~>$</~>",
        "</~>$<~>",
        "$</~>",
        "<!DOCTYPE x [<!ENTITY password '$'>]>",
        "<param><v>$</v>&bad;<name>password</name></param>",
        "<param value='$' name='&#112;ass&#119;ord' &></param>",
        // What the framer takes for another document.
        "<~><BroadsoftDocument>$</~>",
        "<~></BroadsoftDocument>$</~>",
        "<~></BroadsoftDocument>$ <a/>",
        "<~><?xml version='1.0'?>$</~>",
    ];
    forms.iter().map(|form| form.replace('~', "securePassword").replace('$', SECRET)).collect()
}

/// Returns documents and streams with a piece in several places.
fn documents(piece: &str) -> Vec<String> {
    let around = |command: &str, data: &str| {
        format!(
            "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"{command}\"><commandData>{data}\
             </commandData></command></BroadsoftDocument>"
        )
    };
    // The wrong word makes a finding, so that the validator shows what is around it.
    let user = |inside: &str| around("registerRequest", &format!("<user userType=\"CallClent\">{inside}</user>"));
    let whole = user(piece);
    // Cut short in the middle, if the word comes before: what comes later, nobody knows.
    let cut = whole.find(SECRET).map(|at| &whole[..at + SECRET.len()]);
    let cut = cut.filter(|cut| cut.to_ascii_lowercase().contains("assword")).unwrap_or(&whole);
    vec![
        user(&format!("{piece}<x/>")),
        user(&format!("<call><x>&#xx;</x></call>{piece}")),
        user(&format!("<call><state>2</state></call>{piece}<bad>&</bad>")),
        around("registerRequest", piece),
        around("future", piece),
        piece.into(),
        format!("<BroadsoftDocument>{piece}"),
        whole.replace("</user>", ""),
        cut.into(),
        format!("\u{1}{whole}"),
        format!("{whole}<y>"),
        format!("{whole}text{whole}"),
        whole,
    ]
}

#[test]
fn no_output_shows_a_password() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("secrets");
    fs::create_dir_all(&folder).expect("a folder");
    let mut files = Vec::new();
    let all = pieces().iter().flat_map(|piece| documents(piece)).chain(common::documents()).collect::<Vec<_>>();
    for (index, document) in all.into_iter().enumerate() {
        let file = folder.join(format!("{index}.xml"));
        fs::write(&file, document).expect("a file");
        files.push(file);
    }
    for arguments in [
        &["decode"][..],
        &["decode", "--strict"],
        &["decode", "--group"],
        &["decode", "--csv"],
        &["timeline"],
        &["timeline", "--ladder"],
        &["stats"],
        &["stats", "--json"],
        &["decode", "--group", "--json"],
        &["timeline", "--csv"],
        &["stats", "--csv"],
        &["validate", "--csv"],
        &["validate", "--group"],
        &["validate", "--group", "--json"],
        &["validate", "--session"],
        &["redact"],
        &["redact", "--malformed", "withhold"],
        &["validate"],
        &["validate", "--strict", "--json"],
    ] {
        for files in files.chunks(100) {
            let output =
                Command::new(env!("CARGO_BIN_EXE_bwcap")).args(arguments).args(files).output().expect("it runs");
            for bytes in [output.stdout, output.stderr] {
                let text = String::from_utf8(bytes).expect("UTF-8");
                let shown: Vec<_> = text.split("\n\n").filter(|part| part.contains("hunter2")).collect();
                assert!(shown.is_empty(), "{arguments:?} {shown:#?}");
            }
        }
    }
}

/// Two streams that differ in their passwords alone, so that each of them is a difference.
#[test]
fn no_difference_shows_a_password() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("differences");
    fs::create_dir_all(&folder).expect("a folder");
    let all: Vec<String> = pieces().iter().flat_map(|piece| documents(piece)).chain(common::documents()).collect();
    let all = all.join("\n");
    let (one, other) = (folder.join("one.xml"), folder.join("other.xml"));
    fs::write(&one, &all).expect("a file");
    fs::write(&other, all.replace("hunter2-hunter2", "hunter2-hunter3")).expect("a file");
    for form in [&[][..], &["--json"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
        let output = command.arg("diff").args(form).args([&one, &other]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        for bytes in [output.stdout, output.stderr] {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let shown: Vec<_> = text.lines().filter(|line| line.contains("hunter")).collect();
            assert!(shown.is_empty(), "{shown:#?}");
        }
    }
}

/// The line of a log before a message is in records and tables, but for a password.
#[test]
fn the_text_beside_a_message_has_no_password() {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("beside.log");
    let message =
        "<BroadsoftDocument protocol='CAP' version='17.0'><command commandType='infoRequest'/></BroadsoftDocument>";
    let line = |text: &str| format!("2026-11-20 10:00:00 {text} >>> {message}\n");
    fs::write(&file, line(&format!("Password={SECRET}")) + &line("another word")).expect("a file");
    for form in [&["--json"][..], &["--csv", "--columns", "number,text"], &["--json", "--labels"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
        let output = command.arg("decode").args(form).arg(&file).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(!text.contains("hunter2") && text.contains("<redacted>") && text.contains("another word"), "{text}");
    }
}

/// What is no secret is shown, also beside one: it is there to find an error.
#[test]
fn other_values_are_shown() {
    let user = |inside: &str| {
        format!(
            "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"registerRequest\"><commandData>\
             <user userType=\"CallClient\">{inside}</user></commandData></command></BroadsoftDocument>"
        )
    };
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("beside.xml");
    for (document, shown) in [
        (user("<id>alice@example.com</id><securePassword>S</securePassword><aplicationId>demo</aplicationId>"), "demo"),
        (user("<securePassword>S</securePassword><applicationId>demo & more</applicationId>"), "demo & more"),
        (user("<securePassword>S</securePassword><failure failureCause='IncorrectPassword'/><x>demo</x>"), "demo"),
        (user("<id>demo & more</id>"), "demo & more"),
    ] {
        fs::write(&file, &document).expect("a file");
        let output = Command::new(env!("CARGO_BIN_EXE_bwcap")).arg("validate").arg(&file).output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(shown) && !text.contains(">S<"), "{text}");
    }
}
