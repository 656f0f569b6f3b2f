//! Bare metal: a phone panel that shows a call and answers it, with fixed buffers and nothing of `std`.
//!
//! Only `main` needs an operating system, to show the rest: `cargo run --example no_std`

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::CallState;
use broadworks_cap::{Document, Event, Limits, StreamDecoder};

/// Bytes that came over the line, and room for an answer.
struct Panel {
    decoder: StreamDecoder,
    received: [u8; 4096],
    length: usize,
    answer: [u8; 1024],
}

impl Panel {
    fn new() -> Self {
        // No document may be longer than the buffer.
        let decoder = StreamDecoder::new(Limits::default().document(3072).filler(512));
        Self { decoder, received: [0; 4096], length: 0, answer: [0; 1024] }
    }

    /// Takes a byte. Returns the bytes to send, if a call rings.
    fn take(&mut self, byte: u8) -> Option<&[u8]> {
        self.received[self.length] = byte;
        self.length += 1;
        let mut length = None;
        if let Event::Document(message) = self.decoder.read(&self.received[..self.length]) {
            let call = message.call_update().and_then(|update| update.user().calls().next());
            if let Some(call) = call.filter(|call| call.state() == Some(CallState::Alerting)) {
                let request =
                    CallAction::answer(Identity::ccc2("alice@example.com"), call.call_id().unwrap_or_default());
                length = Document::new(request).encode_to_slice(&mut self.answer).ok();
            }
        }
        let used = self.decoder.range().end;
        self.received.copy_within(used..self.length, 0);
        self.length -= used;
        Some(&self.answer[..length?])
    }
}

fn main() {
    let mut panel = Panel::new();
    for byte in include_bytes!("../corpus/stream/bad-between-good.xml") {
        if let Some(answer) = panel.take(*byte) {
            print!("{}", String::from_utf8_lossy(answer));
        }
    }
}
