//! Streams without an end: what is complete comes out at once, and memory is bounded.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::make::{Format, Link, capture, client, conversation, hexdump, server, tcpdump};
use crate::{decode, documents};

/// A run whose input goes on.
struct Live {
    child: Child,
    input: ChildStdin,
    output: BufReader<std::process::ChildStdout>,
}

impl Live {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
        command.args(["decode", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, input, output }
    }

    /// Writes bytes in parts of this length.
    fn write(&mut self, bytes: &[u8], part: usize) {
        for part in bytes.chunks(part) {
            self.input.write_all(part).expect("it reads");
        }
    }

    /// Waits for a record. The test hangs if there is none: the input has not ended.
    fn record(&mut self) -> serde_json::Value {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("UTF-8");
        crate::message(serde_json::from_str(&line).expect("JSON")).expect("a message")
    }

    fn end(mut self) {
        drop(self.input);
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).expect("UTF-8");
        assert_eq!(rest, "");
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
    }
}

#[test]
fn a_message_comes_out_when_it_is_complete() {
    let all = documents();
    let plain = |index: usize| all[index].clone().into_bytes();
    let log = |index: usize| format!("2026-11-20 12:00:0{index} [conn-1] <<< {}", all[index]).into_bytes();
    let separate = |index: usize| format!("\n2026-11-20 12:00:0{index} received:\n{}", all[index]).into_bytes();
    let json = |index: usize| format!("{{\"msg\":{}}}\n", serde_json::Value::from(all[index].as_str())).into_bytes();
    let wide = |index: usize| crate::make::utf_16(&all[index], true);
    let dump = |index: usize| hexdump(all[index].as_bytes()).into_bytes();
    let packets: Vec<_> = all.iter().map(|text| (true, text.as_bytes())).collect();
    let packets = conversation(&packets, client(), server(), 1400);
    // Of the capture, a header first; then the packet of each document, which is followed by an acknowledgement.
    let header = capture(&[], Format::Pcap(false, false), Link::Raw, 65535);
    let captured = |index: usize| {
        let bytes = capture(&packets[3 + 2 * index..][..1], Format::Pcap(false, false), Link::Raw, 65535);
        if index == 0 { bytes } else { bytes[header.len()..].to_vec() }
    };
    let text = |index: usize| tcpdump(&packets[3 + 2 * index..][..1], Link::Raw).into_bytes();
    type Form<'f> = (&'f str, &'f dyn Fn(usize) -> Vec<u8>);
    let forms: [Form<'_>; 8] = [
        ("plain", &plain),
        ("log", &log),
        ("lines of a log", &separate),
        ("JSON", &json),
        ("UTF-16", &wide),
        ("dump", &dump),
        ("capture", &captured),
        ("tcpdump", &text),
    ];
    for (name, form) in forms {
        for part in [1, 7, 100_000] {
            let mut live = Live::start();
            for (index, document) in all.iter().enumerate() {
                live.write(&form(index), part);
                let record = live.record();
                assert!(document.contains(record["commandType"].as_str().expect("a command")), "{name}");
            }
            live.end();
        }
    }
}

#[test]
fn compressed_messages_come_out_when_they_are_flushed() {
    let mut live = Live::start();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for document in documents() {
        encoder.write_all(document.as_bytes()).expect("in memory");
        encoder.flush().expect("in memory");
        let bytes = std::mem::take(encoder.get_mut());
        live.write(&bytes, 10);
        live.record();
    }
    live.write(&encoder.finish().expect("in memory"), 10);
    live.end();
}

/// Returns the most memory that a process has had, in KiB.
#[cfg(target_os = "linux")]
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Once the longest line and document are passed, more input takes no more memory.
#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_input() {
    const KIB: usize = 1 << 10;
    let run = |name: &str, start: &[u8], fill: &[u8]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
        command.args(["decode", "--json"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(start).expect("it reads");
        let mut feed = |length: usize| {
            let block = fill.repeat(128 * KIB / fill.len() + 1);
            (0..length / block.len()).for_each(|_| input.write_all(&block).expect("it reads"));
            memory(child.id())
        };
        let (before, after) = (feed(5 << 19), feed(1 << 20));
        drop(input);
        let code = child.wait().expect("it ends").code();
        assert!(after - before < 512, "{name}: {before} and {after} KiB");
        assert!(matches!(code, Some(0 | 1)), "{name}: {code:?}");
    };
    let document = documents()[0].clone();
    let text = tcpdump(&conversation(&[(true, document.as_bytes())], client(), server(), 1400), Link::Raw);
    for (name, start, fill) in [
        ("a line without an end", "", "x"),
        ("lines", "", "2026-11-20 12:00:00 INFO nothing\n"),
        ("starts of tags", "", "<"),
        ("blanks", "", "\n"),
        ("zeros", "x", "\0"),
        ("a document without an end", "<BroadsoftDocument>", "<a>"),
        ("the end of a document", "", "</user>"),
        ("a document in a log without an end", "2026-11-20 12:00:00 <<< <BroadsoftDocument>\n", "<a>\n"),
        ("an object without an end", "{\"a\":\"", "x"),
        ("objects", "", "{\"msg\":\"<\"}\n"),
        ("escaped", "", "&lt;?xml &lt;\n"),
        ("a page without an end", "<html>", "<p>"),
        ("a dump", "", "00000000  41 41 41 41 41 41 41 41  41 41 41 41 41 41 41 41  |AAAAAAAAAAAAAAAA|\n"),
        ("a packet without an end", "", "\t0x0000:  ffff ffff ffff ffff ffff ffff ffff ffff  ................\n"),
        ("packets", "", &text),
    ] {
        run(name, start.as_bytes(), fill.as_bytes());
    }
    // A gap that is never filled: each packet has the same number.
    let packets = conversation(&[(true, &[b'x'; 1000])], client(), server(), 1400);
    let bytes = capture(&packets, Format::Pcap(false, false), Link::Raw, 65535);
    run("packets of a capture", &bytes[..24], &bytes[24..]);
}

#[test]
fn a_bomb_is_read_in_bounded_memory() {
    let bomb = crate::make::gzip(&crate::make::gzip(&vec![b'x'; 64 << 20]));
    let said = decode(&[], &bomb);
    assert_eq!((said.code, said.records.len()), (1, 0));
}
