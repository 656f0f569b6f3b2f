//! Lower bound for reading: a reader for exactly the measured `callUpdate`, written tag by tag. It
//! knows the order of the fields and has each tag as a literal, keeps text as text, fills a message
//! of the caller, and gives up at a reference or at anything else that is unusual.

use std::str;

use memchr::memchr2;

use crate::typed::Call;

/// The message this reader fills.
#[derive(Debug, Default)]
pub struct Message<'a> {
    pub version: Option<&'a str>,
    pub user_type: Option<&'a str>,
    pub user_uid: Option<&'a str>,
    pub id: Option<&'a str>,
    pub call_id: Option<&'a str>,
    pub ext_tracking_id: Option<&'a str>,
    pub call: Call<'a>,
    pub application_id: Option<&'a str>,
}

/// Returns the position of the next `byte` or `&`.
#[inline(always)]
fn until(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    // Most values are short, so eight bytes are scanned at a time, without a function call.
    let rest = bytes.get(at..)?;
    let (words, _) = rest.as_chunks();
    for (number, word) in words.iter().enumerate().take(4) {
        let zero = |word: u64| word.wrapping_sub(LOW) & !word & (LOW << 7);
        let word = u64::from_le_bytes(*word);
        let marks = zero(word ^ (LOW * u64::from(byte))) | zero(word ^ (LOW * u64::from(b'&')));
        if marks != 0 {
            return Some(at + 8 * number + marks.trailing_zeros() as usize / 8);
        }
    }
    memchr2(byte, b'&', rest).map(|more| at + more)
}

/// The lowest bit of each byte.
const LOW: u64 = u64::from_le_bytes([1; 8]);

#[inline(always)]
fn stands<const N: usize>(bytes: &[u8], at: usize, literal: &[u8; N]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.first_chunk() == Some(literal))
}

/// Reads the message; `None` if it is not as expected.
pub fn read<'a>(bytes: &'a [u8], message: &mut Message<'a>) -> Option<()> {
    let text = str::from_utf8(bytes).ok()?;
    *message = Message::default();
    let mut at = 0;
    macro_rules! value {
        ($literal:literal, $end:literal => $($field:tt)+) => {
            if !stands(bytes, at, $literal) {
                return None;
            }
            let start = at + $literal.len();
            at = until(bytes, start, $end)?;
            message.$($field)+ = Some(text.get(start..at)?);
        };
    }
    macro_rules! field {
        ($name:literal => $field:ident) => {{
            const START: &[u8; $name.len() + 2] = concat!("<", $name, ">").as_bytes().first_chunk().unwrap();
            const END: &[u8; $name.len() + 3] = concat!("</", $name, ">").as_bytes().first_chunk().unwrap();
            if stands(bytes, at, START) {
                let start = at + START.len();
                let end = until(bytes, start, b'<')?;
                if !stands(bytes, end, END) {
                    return None;
                }
                message.call.$field = Some(text.get(start..end)?);
                at = end + END.len();
            }
        }};
    }
    value!(br#"<?xml version="1.0" encoding="UTF-8"?><BroadsoftDocument protocol="CAP" version=""#, b'"' => version);
    value!(br#""><command commandType="callUpdate"><commandData><user userType=""#, b'"' => user_type);
    value!(br#"" userUid=""#, b'"' => user_uid);
    value!(br#"" id=""#, b'"' => id);
    value!(br#""><call callId=""#, b'"' => call_id);
    value!(br#"" extTrackingId=""#, b'"' => ext_tracking_id);
    if !stands(bytes, at, br#"">"#) {
        return None;
    }
    at += 2;
    field!("appearance" => appearance);
    field!("personality" => personality);
    field!("state" => state);
    field!("releaseCause" => release_cause);
    field!("remoteCountryCode" => remote_country_code);
    field!("remoteNumber" => remote_number);
    field!("remoteName" => remote_name);
    field!("remoteTelUri" => remote_tel_uri);
    field!("localAltType" => local_alt_type);
    field!("linePort" => line_port);
    field!("redirectFromCountryCode" => redirect_from_country_code);
    field!("redirectFromNumber" => redirect_from_number);
    field!("redirectFromName" => redirect_from_name);
    field!("redirectFromReason" => redirect_from_reason);
    field!("callType" => call_type);
    field!("callStartTime" => call_start_time);
    field!("callAnswerTime" => call_answer_time);
    field!("callCenterUserId" => call_center_user_id);
    value!(b"</call><applicationId>", b'<' => application_id);
    let tail = b"</applicationId></user></commandData></command></BroadsoftDocument>";
    (stands(bytes, at, tail) && bytes.len() == at + tail.len()).then_some(())
}
