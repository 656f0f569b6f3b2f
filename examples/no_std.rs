//! Bare metal: a panel that answers a call as soon as the server allows it, with fixed buffers and nothing of `std`.
//!
//! Only `main` needs an operating system, to show the rest: `cargo run --example no_std`

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{CallState, ControlType, Personality};
use broadworks_cap::{Document, Event, Limits, StreamDecoder};

/// Bytes that came over the line, the call that rings, and room for an answer.
struct Panel {
    decoder: StreamDecoder,
    received: [u8; 4096],
    length: usize,
    ringing: [u8; 64],
    answer: [u8; 1024],
}

impl Panel {
    fn new() -> Self {
        // No document may be longer than the buffer.
        let decoder = StreamDecoder::new(Limits::default().document(3072).filler(512));
        Self { decoder, received: [0; 4096], length: 0, ringing: [0; 64], answer: [0; 1024] }
    }

    /// Takes a byte. Returns the bytes to send, if a call can be answered now.
    fn take(&mut self, byte: u8) -> Option<&[u8]> {
        self.received[self.length] = byte;
        self.length += 1;
        let mut length = None;
        if let Event::Document(message) = self.decoder.read(&self.received[..self.length]) {
            if let Some(call) = message.call_update().and_then(|update| update.user().calls().next()) {
                let id = padded(&call.call_id().unwrap_or_default());
                if (call.personality(), call.state()) == (Some(Personality::Terminator), Some(CallState::Alerting)) {
                    self.ringing = id;
                } else if self.ringing == id {
                    self.ringing = padded("");
                }
            } else if let Some(call) = message.call_control_info().and_then(|info| info.user().call()) {
                let id = call.call_id().unwrap_or_default();
                let mut abilities = call.controls().filter(|control| control.value() == Some(true));
                let possible = abilities.any(|control| control.control_type() == Some(ControlType::Answer));
                if possible && !id.is_empty() && self.ringing == padded(&id) {
                    let request = CallAction::answer(Identity::ccc2("alice@example.com"), id);
                    length = Document::new(request).encode_to_slice(&mut self.answer).ok();
                }
            }
        }
        let used = self.decoder.range().end;
        self.received.copy_within(used..self.length, 0);
        self.length -= used;
        Some(&self.answer[..length?])
    }
}

/// An id of a fixed length. One that is longer becomes empty, and its call is not answered.
fn padded(id: &str) -> [u8; 64] {
    let mut padded = [0; 64];
    if let Some(start) = padded.get_mut(..id.len()) {
        start.copy_from_slice(id.as_bytes());
    }
    padded
}

fn main() {
    let mut panel = Panel::new();
    for byte in include_bytes!("../corpus/stream/call.xml") {
        if let Some(answer) = panel.take(*byte) {
            print!("{}", String::from_utf8_lossy(answer));
        }
    }
}
