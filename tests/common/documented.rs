//! Generator of messages exactly as the field tables document them.

use broadworks_cap::Protocol;
use broadworks_cap::dtd::Dtd;
use broadworks_cap::message::values::ActionType;
use broadworks_cap::validate::{ActionRule, FieldRule, FieldType, Format};

use crate::random::Random;

const TEXTS: &[&str] =
    &["x", "2405550123", "alice@example.com", "Zoë &amp; Søn", "a&lt;b", "1", "\u{1f4de}", "two words"];

fn value(field: &FieldRule, random: &mut Random) -> String {
    if field.or_empty && random.below(4) == 0 {
        return String::new();
    }
    match field.holds {
        FieldType::Number if field.minus_one && random.below(3) == 0 => "-1".to_owned(),
        FieldType::Number => {
            let least = field.least.unwrap_or(-1);
            random.choose(&[least, least + 1, 1_700_000_400_000]).to_string()
        }
        // `setDial` is declared for `actionType`, but not described (E093).
        FieldType::Words(words) => {
            let described: Vec<_> = words.iter().filter(|word| **word != "setDial").collect();
            random.choose(&described).to_string()
        }
        FieldType::TelUri => random.choose(&["tel:+12405550123;ext=7", "Private", "Unavailable"]).to_string(),
        FieldType::Digest => "0123456789abcdef".repeat(2),
        FieldType::Text => random.choose(TEXTS).to_string(),
        _ => String::new(),
    }
}

fn element(field: &FieldRule, attributes: String, inner: String) -> String {
    let name = field.name;
    if inner.is_empty() { format!("<{name}{attributes}/>") } else { format!("<{name}{attributes}>{inner}</{name}>") }
}

/// Returns attributes and content of an element, with its children in any order.
fn contents(
    parent: &str,
    fields: &[FieldRule],
    protocol: Protocol,
    all: bool,
    random: &mut Random,
) -> (String, String) {
    let (mut attributes, mut children) = (String::new(), Vec::new());
    for field in fields {
        let ccc2 = protocol == Protocol::Ccc2;
        let not_here = field.stray || (field.in_ccc2 && !ccc2);
        // The parameters of an action or a queue action depend on its type; see below.
        let by_type = (parent == "action" && field.name != "actionType") || parent == "queueActionData";
        let declared = Dtd::of(protocol).element(parent);
        let by_dtd = declared.and_then(|e| e.attribute(field.name)).filter(|_| field.attribute);
        // For the failure of an acknowledgement, no cause is documented, and only the known ones
        // are valid (E050).
        let no_cause = field.name == "failureCause" && matches!(field.holds, FieldType::Text);
        let wanted = field.required
            || by_dtd.is_some_and(|attribute| attribute.required)
            || all
            || matches!(field.name, "id" | "userUid")
            || random.below(2) == 0;
        if not_here || no_cause || by_type || !wanted {
            continue;
        }
        let value = if ccc2 && field.blank_in_ccc2 { String::new() } else { value(field, random) };
        if field.attribute {
            attributes += &format!(" {}=\"{value}\"", field.name);
            continue;
        }
        for _ in 0..if field.many { 1 + random.below(3) } else { 1 } {
            let (attributes, inner) = contents(field.name, field.fields, protocol, all, random);
            children.push(element(field, attributes, inner + &value));
        }
    }
    match parent {
        "action" if fields.iter().any(|field| field.name == "actionParam") => {
            let action = random.choose(ActionType::ALL);
            let Some(rule) = ActionRule::of(*action) else { return contents(parent, fields, protocol, all, random) };
            attributes = format!(" actionType=\"{}\"", action.as_str());
            if rule.answered {
                attributes += " responseRequested=\"True\" id=\"7\"";
            }
            let given = rule.parameters.iter().filter(|p| !p.optional || all || random.below(2) == 0);
            let given: Vec<_> = given.collect();
            children = given
                .iter()
                .map(|p| {
                    format!("<actionParam actionParamName=\"{}\">1</actionParam>", random.choose(p.names).as_str())
                })
                .collect();
        }
        "action" => children.push("<result success=\"True\"/>".into()),
        "queueActionData" => {
            let action = random.choose(&["Refresh", "Reorder:position", "Transfer:destination", "Promote:priority"]);
            let (action, field) = action.split_once(':').unwrap_or((action, ""));
            attributes = format!(" actionType=\"{action}\"");
            if !field.is_empty() {
                children = vec![format!("<queueCall callId=\"x\"><{field}>1</{field}></queueCall>")];
            }
        }
        _ => {}
    }
    if parent != "action" {
        for at in (1..children.len()).rev() {
            children.swap(at, random.below(at + 1));
        }
    }
    (attributes, children.concat())
}

/// Returns a message of the format; with `all`, it has every field.
pub fn documented(format: &Format, protocol: Protocol, all: bool, random: &mut Random) -> Vec<u8> {
    let (_, data) = contents("commandData", format.fields, protocol, all, random);
    let command = format.command.as_str();
    format!(
        "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"{command}\">\
         <commandData>{data}</commandData></command></BroadsoftDocument>"
    )
    .into_bytes()
}
