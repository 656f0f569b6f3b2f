//! Every closed value set of the protocol.

mod call;
mod queue;

pub use super::command::CommandType;
pub use call::*;
pub use queue::*;

use crate::schema::{Value, tokens};

tokens! {
    /// Version of the protocol; a newer server may name one that is not here.
    pub enum CapVersion {
        /// Version of the releases before 10.0.
        "1.0" => V1_0,
        /// Version of release 10.0.
        "2.0" => V2_0,
        /// Version of release 11.0.
        "11.0" => V11_0,
        /// Version of release 11.1.
        "11.1" => V11_1,
        /// Version of release 12.0.
        "12.0" => V12_0,
        /// Version of release 13.0.
        "13.0" => V13_0,
        /// Version of release 14.0 and its service packs.
        "14.0" => V14_0,
        /// Version of release 15.0.
        "15.0" => V15_0,
        /// Version of release 16.0.
        "16.0" => V16_0,
        /// Version of release 17.0, the one this crate writes.
        "17.0" => V17_0,
    }
}

impl CapVersion {
    /// The newest version that this crate knows.
    pub const NEWEST: Self = Self::V17_0;

    /// Returns whether it has what a release brought: `14.0` has all that came with a release up to `14.0`, and what
    /// came with a service pack of it such as `14.sp3`, for those changed no version. `false` if the text is no
    /// release.
    ///
    /// ```
    /// use broadworks_cap::message::values::CapVersion;
    /// assert!(CapVersion::V14_0.has("14.sp3") && !CapVersion::V14_0.has("16.0"));
    /// ```
    #[must_use]
    pub fn has(self, release: &str) -> bool {
        let own = Release::parse(self.as_str());
        Release::parse(release)
            .zip(own)
            .is_some_and(|(other, own)| (other.major, other.minor) <= (own.major, own.minor))
    }

    /// Returns whether a text is a version after [`NEWEST`](Self::NEWEST).
    ///
    /// ```
    /// use broadworks_cap::message::values::CapVersion;
    /// assert!(["17.1", "17.sp4", "18.0", "21.sp1", "22"].iter().all(|text| CapVersion::is_newer(text)));
    /// assert!(!["17.0", "9.0", "14.sp4", "", "new", "18.x", " 18.0"].iter().any(|text| CapVersion::is_newer(text)));
    /// ```
    #[must_use]
    pub fn is_newer(text: &str) -> bool {
        Release::parse(text) > Release::parse(Self::NEWEST.as_str())
    }
}

/// A release, with its parts in the order in which they count. `14.sp3` has minor 0 and service pack 3.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Release {
    major: u16,
    minor: u16,
    service_pack: u16,
}

impl Release {
    fn parse(text: &str) -> Option<Self> {
        // A number may not have a sign here.
        let number = |text: &str| text.parse().ok().filter(|_| !text.starts_with('+'));
        let (major, rest) = text.split_once('.').unwrap_or((text, "0"));
        let major = number(major)?;
        Some(match rest.strip_prefix("sp") {
            Some(pack) => Self { major, minor: 0, service_pack: number(pack)? },
            None => Self { major, minor: number(rest)?, service_pack: 0 },
        })
    }
}

tokens! {
    /// Kind of client.
    pub enum UserType {
        /// Client that controls the calls of its own user, or manages a queue for the virtual user of a
        /// call center.
        "CallClient" => CallClient,
        /// Console that watches other users. Only CAP-C has consoles; in CCC2 a message can still name one as the
        /// client that it is addressed to.
        "AttendantConsole" => AttendantConsole,
    }
}

tokens! {
    /// Reason why a session ended.
    pub enum UserLogoutReason {
        /// The client logged out by itself; the only reason that a client sends.
        "ClientLogout" => ClientLogout,
        /// The server forces a logout: the user moved to another server of the redundant cluster.
        "ForceLogoutR" => ForceLogoutRedundancy,
        /// The server forces a logout: the same user logged in somewhere else.
        "ForceLogoutD" => ForceLogoutDuplicate,
        /// The server forces a logout: the service is no longer assigned to the user.
        "ForceLogoutU" => ForceLogoutUnassigned,
        /// The server forces a logout: the Application Server is locked.
        "ForceLogoutL" since "11.0" => ForceLogoutLocked,
        /// The Open Client Server forces a logout: it lost its connection to the Application Server.
        "ForceLogoutC" since "11.0" => ForceLogoutConnectionLost,
    }
}

tokens! {
    /// Reason why a login failed.
    ///
    /// `responseAuthentication` documents four of them, `registerResponse` all but
    /// `NetworkServerConnectivityFailure` (E051).
    pub enum FailureCause {
        /// Nobody of this id is known: not in this cluster, or not as a user.
        "UnknownID" => UnknownId,
        /// The Open Client Server cannot reach the Network Server; in `responseAuthentication` only.
        "NetworkServerConnectivityFailure" => NetworkServerConnectivityFailure,
        /// The digest of `registerRequest` does not fit the password.
        "IncorrectPassword" => IncorrectPassword,
        /// The server does not speak the version that the document names.
        "UnsupportedVersion" => UnsupportedVersion,
        /// The user exists but has no CommPilot Call Manager.
        "UnauthorizedCommPilotCallManager" => UnauthorizedCommPilotCallManager,
        /// The user exists but has no attendant console.
        "UnauthorizedAttendantConsole" => UnauthorizedAttendantConsole,
        /// The user exists but may not control calls from a client.
        "UnauthorizedClientCallControl" => UnauthorizedClientCallControl,
        /// The user exists but may not watch the phones of others.
        "UnauthorizedPhoneStatusMonitoring" since "11.0" => UnauthorizedPhoneStatusMonitoring,
        /// The user exists but, as the name says, lacks a license for the client.
        "UnauthorizedClientLicense" since "11.0" => UnauthorizedClientLicense,
        /// An external server authenticates and cannot be reached.
        "WASConnectivityError" since "14.0" => WasConnectivityError,
        /// An external server authenticates and reports an error of its own.
        "WASProcessingError" since "14.0" => WasProcessingError,
        /// The Application Server does not have the Open Client Server in its access control list.
        "ExtAuthHostNotInACLError" since "14.0" => ExtAuthHostNotInAclError,
    }
}

impl UserLogoutReason {
    /// Returns whether a client that was logged out for this reason may log in again by itself, after a pause.
    ///
    /// The specification names no pause. Begin with a few seconds, double it after each failure up to some minutes, and
    /// vary it at random, so that the clients of a server that restarts do not come back all at once.
    ///
    /// `ClientLogout` is the wish of the client. After `ForceLogoutD` another client has taken the place of this one,
    /// and would be thrown out in turn. After `ForceLogoutU` a login fails until someone assigns the service again.
    /// After the others the server, or another one of its cluster, accepts the client soon.
    #[must_use]
    pub const fn may_reconnect(self) -> bool {
        match self {
            Self::ForceLogoutRedundancy | Self::ForceLogoutLocked | Self::ForceLogoutConnectionLost => true,
            Self::ClientLogout | Self::ForceLogoutDuplicate | Self::ForceLogoutUnassigned => false,
        }
    }
}

impl FailureCause {
    /// Returns whether the same login will fail again until somebody changes the user, the password, the client or the
    /// configuration of a server. Otherwise another server cannot be reached, or has failed, and the login may be
    /// tried again after a pause; see [`UserLogoutReason::may_reconnect`].
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        match self {
            Self::NetworkServerConnectivityFailure | Self::WasConnectivityError | Self::WasProcessingError => false,
            Self::UnknownId
            | Self::IncorrectPassword
            | Self::UnsupportedVersion
            | Self::UnauthorizedCommPilotCallManager
            | Self::UnauthorizedAttendantConsole
            | Self::UnauthorizedClientCallControl
            | Self::UnauthorizedPhoneStatusMonitoring
            | Self::UnauthorizedClientLicense
            | Self::ExtAuthHostNotInAclError => true,
        }
    }
}

impl Value<'_, UserLogoutReason> {
    /// Returns [`UserLogoutReason::may_reconnect`] of a known reason, and `true` for any other.
    #[must_use]
    pub fn may_reconnect(&self) -> bool {
        self.known().is_none_or(UserLogoutReason::may_reconnect)
    }
}

impl Value<'_, FailureCause> {
    /// Returns [`FailureCause::is_permanent`] of a known cause, and `false` for any other.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.known().is_some_and(FailureCause::is_permanent)
    }
}

tokens! {
    /// Command that can be acknowledged.
    pub enum MessageName {
        /// The success of a login, which the server follows up only once it is acknowledged.
        "registerResponse" => RegisterResponse,
    }
}

tokens! {
    /// Change to the list of watched users.
    pub enum MonType {
        /// Add the users of the message to the list.
        "Add" => Add,
        /// Remove the users of the message from the list.
        "Delete" => Delete,
        /// Forget the list and watch the users of the message.
        "Replace" => Replace,
    }
}

tokens! {
    /// Reason why a user cannot be watched.
    pub enum FailureReason {
        /// The server knows nobody of this id.
        "UnknownUser" => UnknownUser,
        /// The user belongs neither to the group nor to the enterprise of the console's user.
        "UnauthorizedUser" => UnauthorizedUser,
        /// The user keeps the state of the phone private.
        "PrivateUser" since "14.sp2" => PrivateUser,
    }
}

tokens! {
    /// Message waiting indicator of a third-party system; lower case, unlike every other switch (E096).
    pub enum ThirdPartyMwi loosely {
        /// Messages are waiting: light the indicator.
        "on" => On,
        /// No message is waiting: put the indicator out.
        "off" => Off,
    }
}

tokens! {
    /// Digest algorithm.
    pub enum Algorithm {
        /// The login digest of appendix A, by SHA-1 and MD5.
        "MD5" => Md5,
    }
}

tokens! {
    /// State of a service. The sets of the specification differ only in which of these they document
    /// for an element (E099).
    pub enum ServiceState labelled {
        /// The service is not assigned: an empty element. Of `oi` this may also mean that it is assigned and not
        /// active; of a service of the group, that the group does not have it or is not authorised for it.
        "" => NotAssigned,
        /// The service is assigned and active.
        "On" => On,
        /// The service is assigned and not active; of a console's `dnd` and `cfa` perhaps not assigned.
        "Off" => Off,
    }
}
