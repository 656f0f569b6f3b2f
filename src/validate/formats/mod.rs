//! The field tables, a constant per format.

mod call;
mod login;
mod other;
mod queue;
mod session;

use super::rule::Direction;
use super::table::Format;
use crate::message::values::CommandType;

/// Every format of every command.
pub(super) static ALL: [&Format; 32] = [
    &login::REGISTER_AUTHENTICATION,
    &login::RESPONSE_AUTHENTICATION_SUCCESS,
    &login::RESPONSE_AUTHENTICATION_FAILURE,
    &login::REGISTER_REQUEST,
    &login::REGISTER_RESPONSE_SUCCESSFUL_CALL_CLIENT,
    &login::REGISTER_RESPONSE_SUCCESSFUL_ATTENDANT_CONSOLE,
    &login::REGISTER_RESPONSE_FAILURE,
    &login::ACKNOWLEDGEMENT,
    &login::UN_REGISTER,
    &session::SESSION_UPDATE_CALL_CLIENT,
    &session::SESSION_UPDATE_ATTENDANT_CONSOLE,
    &session::PROFILE_UPDATE_CALL_CLIENT_INITIAL,
    &session::PROFILE_UPDATE_CALL_CLIENT_UPDATE,
    &session::PROFILE_UPDATE_ATTENDANT_CONSOLE_INITIAL,
    &session::PROFILE_UPDATE_ATTENDANT_CONSOLE_UPDATE,
    &session::MONITORING_USERS_REQUEST,
    &session::MONITORING_USERS_RESPONSE,
    &call::CALL_UPDATE_CALL_CLIENT,
    &call::CALL_UPDATE_ATTENDANT_CONSOLE,
    &call::CALL_ACTION,
    &call::CALL_ACTION_RESPONSE,
    &call::CALL_CONTROL_INFO,
    &call::EXTERNAL_NOTIFY,
    &queue::QUEUE_UPDATE,
    &queue::QUEUE_ACTION,
    &queue::QUEUE_PROFILE_UPDATE,
    &queue::QUEUE_INFO_REQUEST,
    &queue::QUEUE_INFO_RESPONSE,
    &other::INFO_REQUEST,
    &other::INFO_RESPONSE,
    &other::SERVER_STATUS_REQUEST,
    &other::DATAGRAM,
];

/// What tells the formats of a command apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Traits {
    /// `userType` is `AttendantConsole`.
    pub console: bool,
    /// `initialUpdate` is there.
    pub initial: bool,
    /// `failure` is there.
    pub failure: bool,
}

/// The format of a message.
pub(super) fn of(command: CommandType, traits: Traits) -> &'static Format {
    let Traits { console, initial, failure } = traits;
    let name = match command {
        CommandType::ResponseAuthentication | CommandType::RegisterResponse if failure => "failure",
        CommandType::ResponseAuthentication => "success",
        CommandType::RegisterResponse if console => "successful-attendant-console",
        CommandType::RegisterResponse => "successful-call-client",
        CommandType::ProfileUpdate => match (console, initial) {
            (false, true) => "call-client-initial",
            (false, false) => "call-client-update",
            (true, true) => "attendant-console-initial",
            (true, false) => "attendant-console-update",
        },
        CommandType::SessionUpdate | CommandType::CallUpdate if console => "attendant-console",
        CommandType::SessionUpdate | CommandType::CallUpdate => "call-client",
        _ => "default",
    };
    let found = ALL.iter().find(|format| format.command == command && format.name == name);
    found.expect("every format has a table; `tests/rules.rs` looks at all of them")
}

/// Every format of a command.
pub(super) fn all_of(command: CommandType) -> impl Iterator<Item = &'static Format> {
    ALL.into_iter().filter(move |format| format.command == command)
}

/// The way a command goes; `None` for both.
pub(super) const fn direction(command: CommandType) -> Option<Direction> {
    Some(match command {
        CommandType::UnRegister | CommandType::ServerStatusRequest | CommandType::Datagram => return None,
        CommandType::RegisterAuthentication
        | CommandType::RegisterRequest
        | CommandType::Acknowledgement
        | CommandType::CallAction
        | CommandType::ExternalNotify
        | CommandType::InfoRequest
        | CommandType::MonitoringUsersRequest
        | CommandType::QueueAction
        | CommandType::QueueInfoRequest => Direction::ToServer,
        CommandType::ResponseAuthentication
        | CommandType::RegisterResponse
        | CommandType::SessionUpdate
        | CommandType::ProfileUpdate
        | CommandType::CallUpdate
        | CommandType::CallActionResponse
        | CommandType::CallControlInfo
        | CommandType::InfoResponse
        | CommandType::MonitoringUsersResponse
        | CommandType::QueueUpdate
        | CommandType::QueueProfileUpdate
        | CommandType::QueueInfoResponse => Direction::ToClient,
    })
}
