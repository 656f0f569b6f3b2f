//! Check of a value against the type of its field.

use core::slice::from_ref;

use super::head::known_value;
use crate::message::{FieldRule, FieldType};
use crate::schema::{Protocol, alike};
use crate::validate::rule::{Context, Remark, Rule};
use crate::xml::RawText;

/// Checks a value; `None` if it is as documented.
pub(in crate::validate) fn judge(
    field: &'static FieldRule,
    text: &RawText<'_>,
    protocol: Protocol,
) -> Option<Remark<'static>> {
    let remark =
        |rule, expected| Some(Remark { expected, erratum: field.excuse_value(text), ..Remark::new(rule, field.name) });
    if field.or_empty && text.is_empty() {
        return None;
    }
    match field.holds {
        FieldType::Number => match number(text) {
            None => remark(Rule::WholeNumber, &[]),
            Some(number) if is_in_range(field, number) => None,
            Some(_) => Some(Remark { context: Context::Range(field), ..Remark::new(Rule::NumberRange, field.name) }),
        },
        FieldType::Words(words) if !words.iter().any(|word| *text == **word) => {
            if let Some((seen, documented)) = &field.alias
                && *text == **seen
            {
                return remark(Rule::Spelling, from_ref(documented));
            }
            let alike = |word: &&&str| text.as_plain().is_some_and(|text| alike(text, word));
            match words.iter().find(alike) {
                Some(word) => remark(Rule::Spelling, from_ref(word)),
                None => remark(Rule::DocumentedValue, words),
            }
        }
        FieldType::TelUri if !is_tel_uri(text) => remark(Rule::TelUri, &[]),
        FieldType::Digest if !is_digest(text) => remark(Rule::PasswordForm, &[]),
        FieldType::Nothing | FieldType::Container if !text.is_blank() => remark(Rule::FlagContent, &[]),
        _ if field.blank_in_ccc2 && protocol == Protocol::Ccc2 && !text.is_blank() => {
            Some(Remark { erratum: 37, ..Remark::new(Rule::ApplicationId, field.name) })
        }
        _ => None,
    }
}

/// Returns the whole number that a text is. Leading zeros are allowed here, although such a number is not a typed
/// value.
fn number(text: &RawText<'_>) -> Option<i64> {
    if let Some(number) = known_value(text) {
        return Some(number);
    }
    let (mut number, mut digits, mut negative) = (0, 0, false);
    for (i, c) in text.chars().enumerate() {
        match c.to_digit(10) {
            Some(digit) if digits < 18 => (number, digits) = (number * 10 + i64::from(digit), digits + 1),
            None if i == 0 && c == '-' => negative = true,
            _ => return None,
        }
    }
    (digits > 0).then_some(if negative { -number } else { number })
}

fn is_in_range(field: &FieldRule, number: i64) -> bool {
    field.least.is_none_or(|least| number >= least) || field.minus_one && number == -1
}

fn is_digest(text: &RawText<'_>) -> bool {
    text.chars().count() == 32 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}

/// Returns whether a text is `Private`, `Unavailable`, or `tel:` with a number of digits, perhaps with a plus sign before
/// and parameters behind it.
fn is_tel_uri(text: &RawText<'_>) -> bool {
    if *text == "Private" || *text == "Unavailable" {
        return true;
    }
    let mut chars = text.chars();
    let is_tel = "tel:".chars().all(|wanted| chars.next().is_some_and(|c| c.eq_ignore_ascii_case(&wanted)));
    let mut digits = 0;
    let is_number = |(i, c): (usize, char)| {
        digits += usize::from(c.is_ascii_digit());
        // RFC 3966 allows these characters between the digits.
        c.is_ascii_digit() || c == '+' && i == 0 || matches!(c, '-' | '.' | '(' | ')')
    };
    is_tel && chars.take_while(|c| *c != ';').enumerate().all(is_number) && digits > 0
}
