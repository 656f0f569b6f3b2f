//! Text that is not UTF-8.

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, WINDOWS_1252};

use super::text::Text;
use super::{Form, Run};
use crate::Stop;

/// Text of another encoding, read as UTF-8.
pub struct Recoded {
    decoder: Decoder,
    text: Text,
}

impl Recoded {
    pub fn new(encoding: &'static Encoding, run: &Run<'_>) -> Self {
        Self { decoder: encoding.new_decoder_with_bom_removal(), text: Text::new(run) }
    }

    fn decode(&mut self, run: &mut Run<'_>, mut bytes: &[u8], is_end: bool) -> Result<(), Stop> {
        let mut out = vec![0; 4 << 10];
        loop {
            let (result, read, written, has_errors) = self.decoder.decode_to_utf8(bytes, &mut out, is_end);
            run.tally.misencoded |= has_errors;
            self.text.feed(run, &out[..written])?;
            bytes = &bytes[read..];
            if result == CoderResult::InputEmpty {
                return Ok(());
            }
        }
    }
}

impl Form for Recoded {
    fn feed(&mut self, run: &mut Run<'_>, bytes: &[u8]) -> Result<(), Stop> {
        self.decode(run, bytes, false)
    }

    fn finish(&mut self, run: &mut Run<'_>) -> Result<(), Stop> {
        self.decode(run, &[], true)?;
        self.text.finish(run)
    }
}

/// Returns a document as UTF-8, if it is not and says what it is. One that says it were UTF-8 stays as it is: that is an
/// error of its sender.
pub fn document(bytes: &[u8]) -> Option<String> {
    // Most documents are ASCII, which is found out fastest.
    if bytes.is_ascii() || std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split_once("?>")?.0;
    let label = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = label.get(1..)?.split(['"', '\'']).next()?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // What calls itself ASCII or Latin-1 is Windows-1252, as browsers have it.
    let is_single = encoding == WINDOWS_1252 || encoding.is_single_byte();
    (encoding != UTF_8 && is_single).then(|| encoding.decode_without_bom_handling(bytes).0.into_owned())
}
