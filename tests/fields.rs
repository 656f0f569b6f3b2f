//! Fields by row: what is set is there, what is taken is gone, for every field of every command.

use broadworks_cap::Text;
use broadworks_cap::message::values::CommandType;
use broadworks_cap::message::*;
use broadworks_cap::schema::{Field, Node, Row, RowKind};

/// The texts of all items.
fn texts(field: &dyn Field<'_>) -> Vec<Option<String>> {
    (0..field.count()).map(|item| field.text(item, &mut [0; 20]).map(|text| text.to_string())).collect()
}

fn leaf(row: &Row, field: &mut dyn Field<'_>, name: &str) {
    // A word of its set where it has one, else a number, which any text may be too.
    let words = field.words();
    let values = [words.first().unwrap_or(&"17"), words.last().unwrap_or(&"-1")];
    field.reset();
    let none = texts(field);
    assert!(row.many || field.count() <= 1, "{name}");
    for value in values {
        field.set(Text::from(*value));
    }
    let expected = if row.many { &values[..] } else { &values[1..] };
    let expected: Vec<_> = expected.iter().map(|value| Some(value.to_string())).collect();
    assert_eq!(texts(field), expected, "{name}");
    assert!(field.node(0).is_none(), "{name}: a leaf is no element");
    let past = field.count();
    assert!(!row.many || (field.text(past, &mut [0; 20]).is_none() && field.label(past).is_none()), "{name}");
    assert_eq!(field.take().map(|text| text.to_string()), expected[expected.len() - 1], "{name}");
    if row.many {
        assert_eq!(texts(field), expected[..1], "{name}: the last one is taken");
    } else {
        assert_eq!(texts(field), none, "{name}: taken");
    }
    field.set(Text::from(*values[0]));
    field.reset();
    assert_eq!(texts(field), none, "{name}: reset");
}

fn every_row<'a>(node: &mut dyn Node<'a>, path: &str, seen: &mut usize) {
    for (index, row) in node.shape().rows.iter().enumerate() {
        let name = format!("{path}/{}", row.name);
        *seen += 1;
        if row.inner.is_none() {
            if row.kind != RowKind::Moved {
                assert!(node.field_mut(index).open().is_none(), "{name}: a leaf is not opened");
                leaf(row, node.field_mut(index), &name);
            }
            continue;
        }
        let field = node.field_mut(index);
        every_row(field.open().expect("an element"), &name, seen);
        let count = field.count();
        assert_eq!(count, 1, "{name}");
        assert!(field.node(0).is_some() && field.text(0, &mut [0; 20]).is_none() && field.label(0).is_none(), "{name}");
        field.open().expect("an element").extra_mut().push_text(Text::from("stray"));
        assert_eq!(field.count(), if row.many { 2 } else { 1 }, "{name}");
        let last = field.node(field.count() - 1).expect("the last one");
        assert!(!last.extra().is_empty(), "{name}: the last one is open");
        field.reset();
        assert!(field.node(0).is_none_or(|node| node.extra().is_empty()), "{name}: reset");
    }
}

macro_rules! every_command {
    ($($module:ident::$Name:ident,)*) => {
        #[test]
        fn what_is_set_is_there_and_what_is_taken_is_gone() {
            let mut seen = 0;
            $(
                let mut data = $module::$Name::default();
                every_row(&mut data, stringify!($Name), &mut seen);
                assert_eq!(broadworks_cap::Command::from(data).command_type(), Some(CommandType::$Name));
            )*
            assert!(seen > 250, "{seen} rows");
        }
    };
}

every_command! {
    register_authentication::RegisterAuthentication,
    response_authentication::ResponseAuthentication,
    register_request::RegisterRequest,
    register_response::RegisterResponse,
    acknowledgement::Acknowledgement,
    un_register::UnRegister,
    session_update::SessionUpdate,
    profile_update::ProfileUpdate,
    call_update::CallUpdate,
    call_action::CallAction,
    call_action_response::CallActionResponse,
    call_control_info::CallControlInfo,
    external_notify::ExternalNotify,
    info_request::InfoRequest,
    info_response::InfoResponse,
    server_status_request::ServerStatusRequest,
    monitoring_users_request::MonitoringUsersRequest,
    monitoring_users_response::MonitoringUsersResponse,
    queue_update::QueueUpdate,
    queue_action::QueueAction,
    queue_profile_update::QueueProfileUpdate,
    queue_info_request::QueueInfoRequest,
    queue_info_response::QueueInfoResponse,
    datagram::Datagram,
}
