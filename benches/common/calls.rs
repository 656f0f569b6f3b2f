//! Messages about calls, the main traffic of a busy connection.

use super::random::Random;

const HEAD: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?><BroadsoftDocument protocol="CAP" version="17.0">"#,
    r#"<command commandType="callUpdate"><commandData>"#,
    r#"<user userType="CallClient" userUid="1007" id="alice@example.com">"#,
);
const CALL: &str = r#"<call callId="callhalf-101:0" extTrackingId="7001:1">"#;
const TAIL: &str = "</call><applicationId>demo</applicationId></user></commandData></command></BroadsoftDocument>";

/// The usual fields of a call in the order senders use, and the number of calls out of 16 that have
/// each.
const FIELDS: &[(&str, &[&str], usize)] = &[
    ("personality", &["2", "0", "1"], 16),
    ("state", &["2", "1", "3", "5", "0"], 16),
    ("releaseCause", &["0", "16"], 16),
    ("remoteNumber", &["2405550123", "2405550177", "Private"], 16),
    ("remoteName", &["Bob Example", "Front Desk", "Zo\u{eb} S\u{f8}rensen-Example"], 15),
    ("remoteTelUri", &["tel:+12405550123", "tel:+12405550177"], 14),
    ("localAltType", &["0", "1"], 12),
    ("linePort", &["alice-desk@example.com", "alice-mobile@example.com"], 13),
    ("redirectFromNumber", &["2405550140", "2405550141"], 10),
    ("redirectFromName", &["Front Desk", "Night Service"], 10),
    ("redirectFromReason", &["unknown"], 10),
    ("callType", &["0", "1"], 16),
    ("callStartTime", &["1700000400000", "1700003271000"], 16),
    ("callAnswerTime", &["1700000405000", "1700003279000"], 12),
    ("callCenterUserId", &["support-queue@example.com"], 8),
];

fn fields(text: &mut String, fields: impl IntoIterator<Item = (&'static str, &'static str)>) {
    for (name, value) in fields {
        *text += &format!("<{name}>{value}</{name}>");
    }
}

/// Returns a call with all usual fields, in the order senders use: 0.9 KB on one line.
pub fn call_update() -> Vec<u8> {
    let mut text = format!("{HEAD}{CALL}");
    fields(&mut text, FIELDS.iter().map(|(name, values, _)| (*name, values[0])));
    (text + TAIL).into_bytes()
}

/// Returns calls with different values and different sets of fields.
pub fn call_updates(count: usize) -> Vec<Vec<u8>> {
    let mut random = Random::new(super::SEED);
    let mut one = |number: usize| {
        let call = format!(r#"<call callId="callhalf-{}:0" extTrackingId="{}:1">"#, 101 + number, 7001 + number * 3);
        let mut text = format!("{HEAD}{call}");
        let chosen: Vec<_> = FIELDS
            .iter()
            .filter(|(_, _, often)| random.below(16) < *often)
            .map(|(name, values, _)| (*name, *values))
            .collect();
        fields(&mut text, chosen.into_iter().map(|(name, values)| (name, *random.choose(values))));
        (text + TAIL).into_bytes()
    };
    (0..count).map(&mut one).collect()
}

/// Returns the same call, each time with its fields in another random order, so that no prediction
/// is right.
pub fn call_updates_shuffled(count: usize) -> Vec<Vec<u8>> {
    let mut random = Random::new(super::SEED);
    let mut order: Vec<_> = FIELDS.iter().map(|(name, values, _)| (*name, values[0])).collect();
    let mut one = || {
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let mut text = format!("{HEAD}{CALL}");
        fields(&mut text, order.iter().copied());
        (text + TAIL).into_bytes()
    };
    (0..count).map(|_| one()).collect()
}

/// Returns the same call with names that need references.
pub fn call_update_escaped() -> Vec<u8> {
    let call = String::from_utf8(call_update()).expect("it is text");
    call.replace("Bob Example", "Bob &amp; Zoe").replace("Front Desk", "R&amp;D").into_bytes()
}

/// Returns the same call from a newer server, with unknown elements and attributes.
pub fn call_update_unknown() -> Vec<u8> {
    let mut text = format!("{HEAD}{}", CALL.replace('>', r#" region="east">"#));
    fields(&mut text, FIELDS[..6].iter().map(|(name, values, _)| (*name, values[0])));
    text += r#"<recording mode="always"><state>started</state><node>media-3</node></recording>"#;
    fields(&mut text, FIELDS[6..].iter().map(|(name, values, _)| (*name, values[0])));
    text += "<sentiment>neutral</sentiment>";
    (text + TAIL).into_bytes()
}

/// Returns the same call in spellings that XML allows but senders rarely use.
pub fn call_update_careful() -> Vec<u8> {
    concat!(
        "<?xml version='1.0' encoding='UTF-8' ?>\r\n<!-- from the gateway -->\r\n",
        "<BroadsoftDocument protocol='CAP' version='17.0' ><command commandType = 'callUpdate'>\r\n<commandData>",
        "<user userType='CallClient' userUid='1007' id='alice&#64;example.com'\r\n>",
        "<call callId='callhalf-101:0'\textTrackingId = \"7001:1\" >\r\n",
        "<personality>2</personality ><state>2<!-- active --></state><releaseCause>0</releaseCause\r\n>",
        "<remoteNumber><![CDATA[2405550123]]></remoteNumber>",
        "<remoteName>Bob &amp; Zo&#xEB; &lt;Example&gt;</remoteName>",
        "<remoteTelUri>tel:+12405550123</remoteTelUri><?trace on?>",
        "<localAltType>&#48;</localAltType><linePort>alice-desk<![CDATA[@]]>example.com</linePort>",
        "<redirectFromName>&quot;Front&quot;\r\nDesk</redirectFromName>",
        "<callType>0</callType><callStartTime>1700000400000</callStartTime>",
        "</call ><applicationId>demo</applicationId></user></commandData></command></BroadsoftDocument >",
    )
    .as_bytes()
    .to_vec()
}

/// Returns a short request, in the order senders use: 0.4 KB on one line.
pub fn call_action() -> Vec<u8> {
    concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><BroadsoftDocument protocol="CAP" version="17.0">"#,
        r#"<command commandType="callAction"><commandData>"#,
        r#"<user userType="CallClient" userUid="1007" id="alice@example.com">"#,
        r#"<action actionType="Dial"><actionParam actionParamName="Number">2405550123</actionParam></action>"#,
        "<applicationId>demo</applicationId></user></commandData></command></BroadsoftDocument>",
    )
    .as_bytes()
    .to_vec()
}
