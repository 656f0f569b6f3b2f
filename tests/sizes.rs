//! What a message takes in memory. A document is moved by value, so growth is paid for by every
//! message: it must be meant, and said in the documentation of `message`.
#![cfg(target_pointer_width = "64")]

use std::mem::size_of;

use broadworks_cap::message::*;
use broadworks_cap::{Command, Document, Error, Framed, Text, schema::Unknown};

/// In the order of the documentation.
const SIZES: &[(&str, usize)] = &[
    ("Document", size_of::<Document<'static>>()),
    ("profileUpdate", size_of::<profile_update::ProfileUpdate<'static>>()),
    ("callUpdate", size_of::<call_update::CallUpdate<'static>>()),
    ("queueUpdate", size_of::<queue_update::QueueUpdate<'static>>()),
    ("sessionUpdate", size_of::<session_update::SessionUpdate<'static>>()),
    ("callControlInfo", size_of::<call_control_info::CallControlInfo<'static>>()),
    ("callAction", size_of::<call_action::CallAction<'static>>()),
    ("monitoringUsersResponse", size_of::<monitoring_users_response::MonitoringUsersResponse<'static>>()),
    ("monitoringUsersRequest", size_of::<monitoring_users_request::MonitoringUsersRequest<'static>>()),
    ("queueAction", size_of::<queue_action::QueueAction<'static>>()),
    ("datagram", size_of::<datagram::Datagram<'static>>()),
    ("queueInfoResponse", size_of::<queue_info_response::QueueInfoResponse<'static>>()),
    ("callActionResponse", size_of::<call_action_response::CallActionResponse<'static>>()),
    ("registerResponse", size_of::<register_response::RegisterResponse<'static>>()),
    ("queueProfileUpdate", size_of::<queue_profile_update::QueueProfileUpdate<'static>>()),
    ("acknowledgement", size_of::<acknowledgement::Acknowledgement<'static>>()),
    ("responseAuthentication", size_of::<response_authentication::ResponseAuthentication<'static>>()),
    ("externalNotify", size_of::<external_notify::ExternalNotify<'static>>()),
    ("registerRequest", size_of::<register_request::RegisterRequest<'static>>()),
    ("unRegister", size_of::<un_register::UnRegister<'static>>()),
    ("registerAuthentication", size_of::<register_authentication::RegisterAuthentication<'static>>()),
    ("serverStatusRequest", size_of::<server_status_request::ServerStatusRequest<'static>>()),
    ("queueInfoRequest", size_of::<queue_info_request::QueueInfoRequest<'static>>()),
    ("infoResponse", size_of::<info_response::InfoResponse<'static>>()),
    ("infoRequest", size_of::<info_request::InfoRequest<'static>>()),
];

/// The documentation says so many bytes for each.
#[test]
fn every_message_takes_what_the_documentation_says() {
    let text = include_str!("../src/message/mod.rs");
    let documented: Vec<(&str, usize)> = text
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("//! | `")?.split('|');
            let name = cells.next()?.trim().trim_end_matches('`');
            Some((name, cells.next()?.trim().parse().ok()?))
        })
        .collect();
    assert_eq!(documented, SIZES, "the table in src/message/mod.rs");
    assert_eq!(SIZES.len(), 1 + values::CommandType::ALL.len());
}

/// A document is its largest command and little more; what is empty costs next to nothing.
#[test]
fn what_is_around_and_absent_is_small() {
    let largest = SIZES[1..].iter().map(|(_, size)| *size).max().expect("commands");
    assert_eq!(size_of::<Command<'static>>(), largest, "no room for which command it is");
    assert!(size_of::<Document<'static>>() <= largest + 3 * size_of::<Text<'static>>());
    assert_eq!(size_of::<Option<Text<'static>>>(), size_of::<Text<'static>>());
    assert_eq!(size_of::<Unknown<'static>>(), size_of::<usize>());
    assert!(size_of::<Error>() <= 16 && size_of::<Framed>() <= 32);
}
