//! Check of a value against the type of its field.

use core::slice::from_ref;

use super::head::known_value;
use crate::message::{FieldRule, FieldType};
use crate::schema::{Protocol, alike};
use crate::validate::rule::{Remark, Rule};
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
        FieldType::Number if !is_number(text) => remark(Rule::WholeNumber, &[]),
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
        FieldType::Digest if !is_digest(text) => remark(Rule::PasswordForm, &[]),
        FieldType::Nothing | FieldType::Container if !text.is_blank() => remark(Rule::FlagContent, &[]),
        _ if field.blank_in_ccc2 && protocol == Protocol::Ccc2 && !text.is_blank() => {
            Some(Remark { erratum: 37, ..Remark::new(Rule::ApplicationId, field.name) })
        }
        _ => None,
    }
}

/// Returns whether a text is a whole number. Leading zeros are allowed here, although such a number is not a typed
/// value.
fn is_number(text: &RawText<'_>) -> bool {
    if known_value::<i64>(text).is_some() {
        return true;
    }
    let mut digits = 0;
    let all = text.chars().enumerate().all(|(i, c)| {
        digits += usize::from(c.is_ascii_digit());
        c.is_ascii_digit() || (i == 0 && c == '-')
    });
    all && (1..=18).contains(&digits)
}

fn is_digest(text: &RawText<'_>) -> bool {
    text.chars().count() == 32 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}
