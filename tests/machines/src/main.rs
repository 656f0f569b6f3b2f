//! Prints what the crate makes of its corpus: for each file, a number over every event, document, view, JSON text,
//! finding and encoded byte. The numbers are the same on every machine, whatever its word size and byte order, with
//! and without an operating system. `tests/machines.sh` runs it on several.

#![cfg_attr(target_os = "none", no_std, no_main)]

extern crate alloc;

use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use broadworks_cap::login::{Password, secure_password};
use broadworks_cap::{Decoder, Document, Encoder, Event, Framed, Framer, Limits, Protocol, StreamReader};

static CORPUS: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/corpus.rs"));

/// A hash (FNV-1a) of all that is written to it.
struct Hash(u64);

impl Write for Hash {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}

/// Prints a line for each file of the corpus, and one for a digest. With `MACHINES_EVERY=40` when it is built, only for
/// every 40th file.
fn report(out: &mut dyn Write) -> fmt::Result {
    let every = option_env!("MACHINES_EVERY").and_then(|every| every.parse().ok()).unwrap_or(1);
    for (name, bytes) in CORPUS.iter().step_by(every) {
        let mut hash = Hash(0xcbf2_9ce4_8422_2325);
        examine(bytes, &mut hash)?;
        writeln!(out, "{:016x} {name}", hash.0)?;
    }
    let digest = secure_password("1700000000000", &Password::new("open sesame"));
    writeln!(out, "{} a digest", digest.reveal())
}

/// Writes everything that the crate makes of a stream.
fn examine(stream: &[u8], out: &mut dyn Write) -> fmt::Result {
    for limits in [Limits::default(), Limits::default().shortcuts(false), Limits::default().document(900).items(2)] {
        // In pieces of every length up to 40.
        let mut reader = StreamReader::new(limits);
        let (mut rest, mut length) = (stream, 0);
        loop {
            match reader.next() {
                Event::Document(document) => {
                    writeln!(out, "{} {document:?}", document.summary())?;
                    continue;
                }
                Event::Malformed(bad) => {
                    writeln!(out, "{bad} {:?}", bad.bytes)?;
                    continue;
                }
                Event::Closed { clean } => break writeln!(out, "{clean}")?,
                _ => {}
            }
            if rest.is_empty() {
                reader.end();
                continue;
            }
            length = length % 40 + 1;
            let (now, later) = rest.split_at(length.min(rest.len()));
            reader.feed(now);
            rest = later;
        }
    }
    // Each document by itself.
    let mut framer = Framer::new(Limits::default());
    let mut rest = stream;
    while let Framed::Document { range } | Framed::Malformed { range, .. } = framer.step(rest) {
        examine_document(&rest[range.clone()], out)?;
        rest = &rest[range.end..];
    }
    examine_document(rest, out)
}

fn examine_document(bytes: &[u8], out: &mut dyn Write) -> fmt::Result {
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        for finding in protocol.validate(bytes) {
            writeln!(out, "{} {:?} {}: {finding}", finding.id(), finding.span(), finding.path())?;
        }
    }
    let mut decoder = Decoder::new();
    let message = match decoder.read(bytes) {
        Ok(message) => message,
        Err(error) => return writeln!(out, "{error:?}"),
    };
    writeln!(out, "{:?} {:?}", message.subject(), message.get("user/call/state"))?;
    let document = message.to_document();
    for protocol in [Protocol::CapC, Protocol::Ccc2] {
        let encoded: Vec<u8> = match Encoder::new(protocol).to_vec(&document) {
            Ok(encoded) => encoded,
            Err(error) => return writeln!(out, "{error:?}"),
        };
        assert!(Document::decode(&encoded).is_ok(), "what was encoded decodes");
        writeln!(out, "{}", alloc::string::String::from_utf8_lossy(&encoded))?;
    }
    let json = serde_json::to_string(&document).map_err(|_| fmt::Error)?;
    let back: Document<'_> = serde_json::from_str(&json).map_err(|_| fmt::Error)?;
    assert_eq!(back, document, "JSON comes back");
    writeln!(out, "{json} {}", back.to_string().len())
}

#[cfg(not(target_os = "none"))]
fn main() {
    struct Out;
    impl Write for Out {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            print!("{text}");
            Ok(())
        }
    }
    report(&mut Out).expect("standard output takes it");
}

/// The program on a bare Cortex-M, which prints through its debugger.
#[cfg(target_os = "none")]
mod bare {
    use core::mem::MaybeUninit;
    use core::panic::PanicInfo;

    use cortex_m_semihosting::debug::{EXIT_FAILURE, EXIT_SUCCESS, exit};
    use cortex_m_semihosting::{hio, hprintln};
    use embedded_alloc::LlffHeap;

    #[global_allocator]
    static HEAP: LlffHeap = LlffHeap::empty();

    const ROOM: usize = 3 << 20;
    static mut MEMORY: [MaybeUninit<u8>; ROOM] = [MaybeUninit::uninit(); ROOM];

    #[cortex_m_rt::entry]
    fn main() -> ! {
        // SAFETY: this is the only use of the memory, and it happens once.
        unsafe { HEAP.init(&raw mut MEMORY as usize, ROOM) }
        let done = hio::hstdout().is_ok_and(|mut out| super::report(&mut out).is_ok());
        loop {
            exit(if done { EXIT_SUCCESS } else { EXIT_FAILURE });
        }
    }

    #[panic_handler]
    fn panic(info: &PanicInfo<'_>) -> ! {
        hprintln!("{}", info);
        loop {
            exit(EXIT_FAILURE);
        }
    }
}
