//! Typed readers of a `callUpdate` on top of quick-xml, with serde and written by hand. Fields are
//! slices of the input and stay text: codes and numbers are not checked, and unknown fields are
//! dropped.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde::{Deserialize, Serialize};

macro_rules! texts {
    ($(#[$on:meta])* $Name:ident { $($wire:literal $field:ident,)* } $(and { $($inner:tt)* })?) => {
        $(#[$on])*
        pub struct $Name<'a> {
            $(
                #[serde(rename = $wire, borrow, default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<&'a str>,
            )*
            $($($inner)*)?
        }

        impl<'a> $Name<'a> {
            /// Returns the field for a wire name; attribute names begin with `@`.
            #[allow(dead_code, reason = "the outer elements have no text")]
            fn field(&mut self, name: &str) -> Option<&mut Option<&'a str>> {
                match name {
                    $($wire => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

texts! {
    #[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
    #[serde(rename = "BroadsoftDocument")]
    Document { "@protocol" protocol, "@version" version, }
    and { #[serde(borrow)] pub command: Command<'a>, }
}

texts! {
    #[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
    Command { "@commandType" command_type, }
    and { #[serde(borrow, rename = "commandData")] pub data: Data<'a>, }
}

#[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Data<'a> {
    #[serde(borrow)]
    pub user: User<'a>,
}

texts! {
    #[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
    User { "@id" id, "@userType" user_type, "@userUid" user_uid, }
    and {
        #[serde(borrow, rename = "call")]
        pub call: Call<'a>,
        #[serde(rename = "applicationId")]
        pub application_id: Option<&'a str>,
    }
}

texts! {
    #[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
    Call {
        "@callId" call_id,
        "@extTrackingId" ext_tracking_id,
        "appearance" appearance,
        "personality" personality,
        "state" state,
        "releaseCause" release_cause,
        "remoteCountryCode" remote_country_code,
        "remoteNumber" remote_number,
        "remoteName" remote_name,
        "remoteTelUri" remote_tel_uri,
        "localAltType" local_alt_type,
        "linePort" line_port,
        "redirectFromCountryCode" redirect_from_country_code,
        "redirectFromNumber" redirect_from_number,
        "redirectFromName" redirect_from_name,
        "redirectFromReason" redirect_from_reason,
        "callType" call_type,
        "callStartTime" call_start_time,
        "callAnswerTime" call_answer_time,
        "callCenterUserId" call_center_user_id,
        "localNumber" local_number,
        "redirectToNum" redirect_to_num,
        "redirectToReason" redirect_to_reason,
        "recallType" recall_type,
    }
}

pub fn serde(bytes: &[u8]) -> Document<'_> {
    quick_xml::de::from_str(std::str::from_utf8(bytes).expect("text")).expect("a good message")
}

/// Serializes a document into `out`.
pub fn serialize(document: &Document<'_>, out: &mut String) {
    quick_xml::se::to_writer(out, document).expect("it encodes");
}

/// Result of a hand-written loop over events. Attribute values are copied, because quick-xml lends
/// them only until the next event.
#[derive(Debug, Default)]
pub struct ByHand<'a> {
    pub protocol: Option<String>,
    pub version: Option<String>,
    pub command_type: Option<String>,
    pub id: Option<String>,
    pub user_type: Option<String>,
    pub user_uid: Option<String>,
    pub call_id: Option<String>,
    pub ext_tracking_id: Option<String>,
    pub call: Call<'a>,
    pub application_id: Option<&'a str>,
}

impl ByHand<'_> {
    fn attributes(&mut self, tag: &BytesStart<'_>) {
        for attribute in tag.attributes() {
            let attribute = attribute.expect("a good message");
            let slot = match attribute.key.0 {
                "protocol" => &mut self.protocol,
                "version" => &mut self.version,
                "commandType" => &mut self.command_type,
                "id" => &mut self.id,
                "userType" => &mut self.user_type,
                "userUid" => &mut self.user_uid,
                "callId" => &mut self.call_id,
                "extTrackingId" => &mut self.ext_tracking_id,
                _ => continue,
            };
            *slot = Some(attribute.normalized_value(XmlVersion::Implicit1_0).expect("a good message").into_owned());
        }
    }
}

/// Reads the message as a program written only for it would. References in text are not supported.
pub fn by_hand(bytes: &[u8]) -> ByHand<'_> {
    let mut reader = Reader::from_reader(bytes);
    let mut message = ByHand::default();
    loop {
        match reader.read_event().expect("a good message") {
            Event::Start(tag) => {
                let slot = match tag.name().0 {
                    "commandData" => continue,
                    "BroadsoftDocument" | "command" | "user" | "call" => {
                        message.attributes(&tag);
                        continue;
                    }
                    "applicationId" => &mut message.application_id,
                    name => match message.call.field(name) {
                        Some(slot) => slot,
                        None => continue,
                    },
                };
                // When it reads from a slice, quick-xml returns borrowed text.
                if let Event::Text(text) = reader.read_event().expect("a good message")
                    && let Cow::Borrowed(text) = text.into_inner()
                {
                    *slot = Some(text);
                }
            }
            Event::Eof => return message,
            _ => {}
        }
    }
}
