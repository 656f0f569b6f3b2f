//! Every closed value set of the protocol.

mod call;
mod queue;

pub use call::*;
pub use queue::*;

use crate::schema::tokens;

tokens! {
    /// The `protocol` attribute.
    pub enum Protocol {
        /// `CAP`.
        "CAP" => Cap,
    }
}

tokens! {
    /// Version of the protocol.
    pub enum CapVersion {
        /// `1.0`: v1_0.
        "1.0" => V1_0,
        /// `2.0`: v2_0.
        "2.0" => V2_0,
        /// `11.0`: v11_0.
        "11.0" => V11_0,
        /// `11.1`: v11_1.
        "11.1" => V11_1,
        /// `12.0`: v12_0.
        "12.0" => V12_0,
        /// `13.0`: v13_0.
        "13.0" => V13_0,
        /// `14.0`: v14_0.
        "14.0" => V14_0,
        /// `15.0`: v15_0.
        "15.0" => V15_0,
        /// `16.0`: v16_0.
        "16.0" => V16_0,
        /// `17.0`: v17_0.
        "17.0" => V17_0,
    }
}

tokens! {
    /// Name of a command.
    pub enum CommandType {
        /// `registerAuthentication`.
        "registerAuthentication" => RegisterAuthentication,
        /// `responseAuthentication`.
        "responseAuthentication" => ResponseAuthentication,
        /// `registerRequest`.
        "registerRequest" => RegisterRequest,
        /// `registerResponse`.
        "registerResponse" => RegisterResponse,
        /// `acknowledgement`.
        "acknowledgement" => Acknowledgement,
        /// `unRegister`.
        "unRegister" | "unregister" => UnRegister,
        /// `sessionUpdate`.
        "sessionUpdate" => SessionUpdate,
        /// `profileUpdate`.
        "profileUpdate" => ProfileUpdate,
        /// `callUpdate`.
        "callUpdate" => CallUpdate,
        /// `callAction`.
        "callAction" => CallAction,
        /// `callActionResponse`.
        "callActionResponse" | "CallActionResponse" => CallActionResponse,
        /// `callControlInfo`.
        "callControlInfo" | "callControllInfo" => CallControlInfo,
        /// `externalNotify`.
        "externalNotify" => ExternalNotify,
        /// `infoRequest`.
        "infoRequest" => InfoRequest,
        /// `infoResponse`.
        "infoResponse" => InfoResponse,
        /// `serverStatusRequest`.
        "serverStatusRequest" => ServerStatusRequest,
        /// `monitoringUsersRequest`.
        "monitoringUsersRequest" => MonitoringUsersRequest,
        /// `monitoringUsersResponse`.
        "monitoringUsersResponse" => MonitoringUsersResponse,
        /// `queueUpdate`.
        "queueUpdate" => QueueUpdate,
        /// `queueAction`.
        "queueAction" => QueueAction,
        /// `queueProfileUpdate`.
        "queueProfileUpdate" => QueueProfileUpdate,
        /// `queueInfoRequest`.
        "queueInfoRequest" => QueueInfoRequest,
        /// `queueInfoResponse`.
        "queueInfoResponse" => QueueInfoResponse,
        /// `datagram`.
        "datagram" => Datagram,
    }
}

tokens! {
    /// Kind of client.
    pub enum UserType {
        /// `CallClient`.
        "CallClient" => CallClient,
        /// `AttendantConsole`.
        "AttendantConsole" => AttendantConsole,
    }
}

tokens! {
    /// Why a session ended.
    pub enum UserLogoutReason {
        /// `ClientLogout`.
        "ClientLogout" => ClientLogout,
        /// `ForceLogoutR`: force logout redundancy.
        "ForceLogoutR" => ForceLogoutRedundancy,
        /// `ForceLogoutD`: force logout duplicate.
        "ForceLogoutD" => ForceLogoutDuplicate,
        /// `ForceLogoutU`: force logout unassigned.
        "ForceLogoutU" => ForceLogoutUnassigned,
        /// `ForceLogoutL`: force logout locked.
        "ForceLogoutL" => ForceLogoutLocked,
        /// `ForceLogoutC`: force logout connection lost.
        "ForceLogoutC" => ForceLogoutConnectionLost,
    }
}

tokens! {
    /// Why a login failed.
    pub enum FailureCause {
        /// `UnknownID`.
        "UnknownID" => UnknownId,
        /// `NetworkServerConnectivityFailure`.
        "NetworkServerConnectivityFailure" => NetworkServerConnectivityFailure,
        /// `IncorrectPassword`.
        "IncorrectPassword" => IncorrectPassword,
        /// `UnsupportedVersion`.
        "UnsupportedVersion" => UnsupportedVersion,
        /// `UnauthorizedCommPilotCallManager`.
        "UnauthorizedCommPilotCallManager" => UnauthorizedCommPilotCallManager,
        /// `UnauthorizedAttendantConsole`.
        "UnauthorizedAttendantConsole" => UnauthorizedAttendantConsole,
        /// `UnauthorizedClientCallControl`.
        "UnauthorizedClientCallControl" => UnauthorizedClientCallControl,
        /// `UnauthorizedPhoneStatusMonitoring`.
        "UnauthorizedPhoneStatusMonitoring" => UnauthorizedPhoneStatusMonitoring,
        /// `UnauthorizedClientLicense`.
        "UnauthorizedClientLicense" => UnauthorizedClientLicense,
        /// `WASConnectivityError`.
        "WASConnectivityError" => WasConnectivityError,
        /// `WASProcessingError`.
        "WASProcessingError" => WasProcessingError,
        /// `ExtAuthHostNotInACLError`.
        "ExtAuthHostNotInACLError" => ExtAuthHostNotInAclError,
    }
}

tokens! {
    /// Command that can be acknowledged.
    pub enum MessageName {
        /// `registerResponse`.
        "registerResponse" => RegisterResponse,
    }
}

tokens! {
    /// What happens to the list of watched users.
    pub enum MonType {
        /// `Add`.
        "Add" => Add,
        /// `Delete`.
        "Delete" => Delete,
        /// `Replace`.
        "Replace" => Replace,
    }
}

tokens! {
    /// Why a user cannot be watched.
    pub enum FailureReason {
        /// `UnknownUser`.
        "UnknownUser" => UnknownUser,
        /// `UnauthorizedUser`.
        "UnauthorizedUser" => UnauthorizedUser,
        /// `PrivateUser`.
        "PrivateUser" => PrivateUser,
    }
}

tokens! {
    /// Message waiting indicator.
    pub enum ThirdPartyMwi loosely {
        /// `on`.
        "on" => On,
        /// `off`.
        "off" => Off,
    }
}

tokens! {
    /// Digest algorithm.
    pub enum Algorithm {
        /// `MD5`.
        "MD5" => Md5,
    }
}

tokens! {
    /// Media types named for a datagram.
    pub enum PayloadType {
        /// `text/plain`: text plain.
        "text/plain" => TextPlain,
        /// `text/xml`: text xml.
        "text/xml" => TextXml,
    }
}

tokens! {
    /// State of a service. The sets of the specification differ only in which of these they document
    /// for an element (E099).
    pub enum ServiceState {
        /// Empty: not assigned to the user.
        "" => NotAssigned,
        /// `On`.
        "On" => On,
        /// `Off`.
        "Off" => Off,
    }
}
