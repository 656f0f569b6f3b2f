//! List of all commands, and the types that `commands!` generates from it.

use core::fmt;

use super::format::{Format, Signs};
use super::summary::{Line, Summarize};
use super::values::CapVersion;
use super::view::Message;
use crate::identified::identified;
use crate::schema::tape::{Root, outer};
use crate::schema::{
    Element, Empty, Item, Protocol, Row, RowKind, Schema, SlotType, Source, View, WireValue, element, index, lookup,
    order, tokens,
};
use crate::xml::Text;

identified! {
    /// Direction of a message.
    pub enum Direction {
        /// From the client to the server.
        "to-server" ToServer: "from the client to the server",
        /// From the server to the client.
        "to-client" ToClient: "from the server to the client",
    }
}

element! {
    /// Contents of a command that this crate does not know; everything is in `unknown`.
    pub struct Opaque<'a> = "commandData" {}
}

/// A command that this crate does not know, kept whole; or no command at all.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Other<'a> {
    /// `commandType`, if there was one.
    pub command_type: Option<Text<'a>>,
    /// `commandData`, if there was one.
    pub data: Option<Opaque<'a>>,
}

identified! {
    /// Purpose of a login, which decides what the server tells the client.
    pub enum Application {
        /// Controls the calls of a user.
        "call-control" CallControl: "call control",
        /// Watches the phones of other users.
        "user-monitoring" UserMonitoring: "user monitoring",
        /// Manages the queue of a call center.
        "call-center-queue" CallCenterQueue: "call center queue",
    }
}

identified! {
    /// The networks that a user's calls are in. They differ in what the platform reports about a user, and in what a
    /// client may ask of it.
    pub enum Environment {
        /// Voice over IP.
        "voip" Voip: "VoIP",
        /// The users whose calls are those of the Wholesale Protocol.
        "insc" Insc: "INSC",
    }
}

/// Declares the commands: `"wire" | "alias" => module::Struct, [directions], [protocols], [applications];`, each after a
/// doc comment with its meaning, and with `since VERSION` and `answered by COMMAND` before the semicolon if they apply.
/// The module holds the struct and `FORMATS`, its field tables.
macro_rules! commands {
    ($($(#[doc = $meaning:literal])+ $wire:literal $(| $alias:literal)* => $module:ident::$Name:ident, [$($direction:ident),+], [$($protocol:ident),+], [$($application:ident),*] $(, since $since:ident)? $(, answered by $answer:ident)?;)*) => {
        tokens! {
            /// Name of a command.
            pub enum CommandType {
                $($(#[doc = $meaning])+ $wire $(| $alias)* => $Name,)*
            }
        }

        impl CommandType {
            /// Returns its directions: one or both.
            #[must_use]
            pub const fn directions(self) -> &'static [Direction] {
                match self { $(Self::$Name => &[$(Direction::$direction),+],)* }
            }

            /// Returns the protocols that have the command, or at least one of its formats.
            #[must_use]
            pub const fn protocols(self) -> &'static [Protocol] {
                match self { $(Self::$Name => &[$(Protocol::$protocol),+],)* }
            }

            /// Returns the applications that send or receive it; none if it serves the connection as such. CCC2 has no
            /// user monitoring.
            #[must_use]
            pub const fn applications(self) -> &'static [Application] {
                match self { $(Self::$Name => &[$(Application::$application),*],)* }
            }

            /// Returns the command that answers it. A `callAction` is answered if it asks for a response, a
            /// `queueAction` if it is a `Refresh`, and a `registerResponse` if it is a success; all others are always.
            #[must_use]
            pub const fn answered_by(self) -> Option<Self> {
                match self { $(Self::$Name => optional!(CommandType $($answer)?),)* }
            }

            /// Returns the version of the protocol in which it came; `None` if the specification does not say it.
            #[must_use]
            pub const fn since(self) -> Option<CapVersion> {
                match self { $(Self::$Name => optional!(CapVersion $($since)?),)* }
            }

            /// Returns the environment that has it, if the specification gives it to one alone.
            #[must_use]
            pub const fn environment(self) -> Option<Environment> {
                match self {
                    Self::SessionUpdate | Self::ProfileUpdate | Self::CallControlInfo | Self::ExternalNotify => {
                        Some(Environment::Voip)
                    }
                    _ => None,
                }
            }

            /// Returns its formats with their field tables, in the order of the specification.
            #[must_use]
            pub fn formats(self) -> &'static [Format] {
                match self { $(Self::$Name => super::$module::FORMATS,)* }
            }
        }

        /// A command with its data: one of [`CommandType`], or one that this crate does not know.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "boxing would allocate on the hot path")]
        pub enum Command<'a> {
            $(
                $(#[doc = $meaning])+
                $Name(super::$module::$Name<'a>),
            )*
            /// A command that this crate does not know, or none.
            Other(Other<'a>),
        }

        impl<'a> Command<'a> {
            /// Creates an empty command.
            #[must_use]
            pub fn empty(command_type: CommandType) -> Self {
                match command_type { $(CommandType::$Name => Command::$Name(Empty::EMPTY),)* }
            }

            /// Returns the declaration of the `commandData` of a command, which refers to those of all elements in
            /// it.
            #[must_use]
            pub fn schema(command_type: CommandType) -> &'static Schema {
                match command_type {
                    $(CommandType::$Name => {
                        // Every declared element has one.
                        const { <super::$module::$Name<'static> as Item<'static>>::SCHEMA.unwrap() }
                    })*
                }
            }

            /// Replaces the command by that of a tape: `command` is its number, and `data` the word of its
            /// `commandData`, 0 if there is none.
            pub(crate) fn fill(&mut self, source: &Source<'_, 'a>, command: u8, data: u64) {
                match CommandType::ALL.get(usize::from(command)) {
                    $(Some(CommandType::$Name) => {
                        *self = Command::$Name(Empty::EMPTY);
                        if let Command::$Name(place) = self {
                            Item::fill(place, source, source.places.base(data));
                        }
                    })*
                    None => {
                        let command_type = source.places.word(outer::COMMAND_TYPE);
                        let mut opaque = None;
                        SlotType::fill(&mut opaque, source, data);
                        let command_type = (command_type != 0).then(|| Text::read(source.raw(command_type), command_type));
                        *self = Command::Other(Other { command_type, data: opaque });
                    }
                }
            }

            /// Replaces the command by one with this name and without `commandData`.
            #[cfg(feature = "serde")]
            pub(crate) fn begin(&mut self, command_type: Option<Text<'a>>) {
                match command_type.as_ref().and_then(|t| CommandType::from_wire(t)) {
                    $(Some(CommandType::$Name) => *self = Command::$Name(Empty::absent()),)*
                    None => *self = Command::Other(Other { command_type, data: None }),
                }
            }

            /// Returns the type of the command; `None` if this crate does not know it.
            #[must_use]
            pub const fn command_type(&self) -> Option<CommandType> {
                match self {
                    $(Command::$Name(_) => Some(CommandType::$Name),)*
                    Command::Other(_) => None,
                }
            }

            /// Returns `commandData`, for access to its fields by index; `None` if an unknown command has none. Of a
            /// known command it [is absent](Element::is_absent) then.
            #[must_use]
            pub fn data(&self) -> Option<&dyn Element<'a>> {
                match self {
                    $(Command::$Name(data) => Some(data),)*
                    Command::Other(other) => other.data.as_ref().map(|d| d as _),
                }
            }

            /// Returns `commandData` if it is written: `None` also for a known command that came without it.
            pub(super) fn written_data(&self) -> Option<&dyn Element<'a>> {
                match self {
                    $(Command::$Name(data) => (!data.is_absent()).then_some(data as _),)*
                    Command::Other(_) => self.data(),
                }
            }

            /// Returns `commandData`, to change its fields by index. Adds an empty one to an unknown command without
            /// it.
            #[must_use]
            pub fn data_mut(&mut self) -> &mut dyn Element<'a> {
                match self {
                    $(Command::$Name(data) => data,)*
                    Command::Other(other) => other.data.get_or_insert_default(),
                }
            }

            /// Writes what matters most in it.
            pub(super) fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
                match self {
                    $(Command::$Name(data) => data.summarize(line),)*
                    Command::Other(_) => Ok(()),
                }
            }

            /// Returns the same command with owned text.
            #[must_use]
            pub fn into_owned(self) -> Command<'static> {
                match self {
                    $(Command::$Name(data) => Command::$Name(data.into_owned()),)*
                    Command::Other(other) => Command::Other(Other {
                        command_type: other.command_type.map(Text::into_owned),
                        data: other.data.map(Opaque::into_owned),
                    }),
                }
            }
        }

        $(
            impl<'a> From<super::$module::$Name<'a>> for Command<'a> {
                fn from(data: super::$module::$Name<'a>) -> Self {
                    Command::$Name(data)
                }
            }
        )*

        /// The tables of all commands.
        const SCHEMAS: &[&Schema] = &[$(<super::$module::$Name<'static> as Item<'static>>::SCHEMA.unwrap(),)*];

        #[cfg(feature = "_laws")]
        impl<'a> Message<'_, 'a> {
            /// Returns whether the view of the command has the same values as the struct.
            #[must_use]
            #[doc(hidden)]
            pub fn agrees(&self, command: &Command<'a>) -> bool {
                match command {
                    $(Command::$Name(data) => self.$module().is_some_and(|view| Item::agrees(data, view)),)*
                    Command::Other(_) => self.command_type().is_none(),
                }
            }
        }

        /// A method for each command, which returns a view of its `commandData`.
        impl<'t, 'a> Message<'t, 'a> {
            $(
                #[doc = concat!("Returns the data of `", stringify!($module), "`; `None` if this is another command.")]
                #[inline]
                #[must_use]
                pub fn $module(&self) -> Option<View<'t, 'a, super::$module::$Name<'a>>> {
                    self.data(CommandType::$Name as u8)
                }
            )*
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for Command<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                if u.ratio(1, 32)? {
                    let mut other = Other::default();
                    if u.arbitrary()? {
                        other.command_type = Some(crate::schema::some_text(u)?);
                    } else if u.arbitrary()? {
                        // The encoder refuses it.
                        other.command_type = Some(u.choose(CommandType::ALL)?.as_str().into());
                    }
                    if u.arbitrary()? {
                        crate::schema::generate(u, other.data.get_or_insert_default())?;
                    }
                    return Ok(Command::Other(other));
                }
                let mut command = Command::empty(*u.choose(CommandType::ALL)?);
                crate::schema::generate(u, command.data_mut())?;
                Ok(command)
            }
        }
    };
}

/// `None`, or a variant of an enum.
macro_rules! optional {
    ($Enum:ident) => {
        None
    };
    ($Enum:ident $Variant:ident) => {
        Some($Enum::$Variant)
    };
}

commands! {
    /// Opens a login and asks for the nonce of the digest.
    "registerAuthentication" => register_authentication::RegisterAuthentication, [ToServer], [CapC], [CallControl, UserMonitoring, CallCenterQueue], answered by ResponseAuthentication;
    /// Answers `registerAuthentication` with the nonce, or with the reason why the login ends here.
    "responseAuthentication" => response_authentication::ResponseAuthentication, [ToClient], [CapC], [CallControl, UserMonitoring, CallCenterQueue];
    /// Goes on with a login by the digest of the password.
    "registerRequest" => register_request::RegisterRequest, [ToServer], [CapC], [CallControl, UserMonitoring, CallCenterQueue], answered by RegisterResponse;
    /// Ends a login: hands out the session id, or names the reason of the failure.
    "registerResponse" => register_response::RegisterResponse, [ToClient], [CapC], [CallControl, UserMonitoring, CallCenterQueue], answered by Acknowledgement;
    /// Confirms `registerResponse`, upon which the server sends profile, session and calls.
    "acknowledgement" => acknowledgement::Acknowledgement, [ToServer], [CapC], [CallControl, UserMonitoring, CallCenterQueue];
    /// Ends a session, as the client wishes or the server enforces.
    "unRegister" | "unregister" => un_register::UnRegister, [ToServer, ToClient], [CapC], [CallControl, UserMonitoring, CallCenterQueue];
    /// Tells the hook, the number of calls and the conference of a user, or the hook of a watched one: all of it after
    /// a login, then what changed.
    "sessionUpdate" => session_update::SessionUpdate, [ToClient], [CapC, Ccc2], [CallControl, UserMonitoring];
    /// Tells names, services and agent data of a user: all of them after a login, then what changed.
    "profileUpdate" => profile_update::ProfileUpdate, [ToClient], [CapC, Ccc2], [CallControl, UserMonitoring];
    /// Tells the state of one call that is new, has changed or has ended; it says nothing of other calls.
    "callUpdate" => call_update::CallUpdate, [ToClient], [CapC, Ccc2], [CallControl, UserMonitoring];
    /// Asks the server to place a call or to do something with calls or the conference.
    "callAction" => call_action::CallAction, [ToServer], [CapC, Ccc2], [CallControl], answered by CallActionResponse;
    /// Answers a `callAction` that asked for a response.
    "callActionResponse" | "CallActionResponse" => call_action_response::CallActionResponse, [ToClient], [CapC, Ccc2], [CallControl], since V17_0;
    /// Tells which operations the device of a call allows the client at this moment.
    "callControlInfo" | "callControllInfo" => call_control_info::CallControlInfo, [ToClient], [CapC, Ccc2], [CallControl], since V2_0;
    /// Switches the message waiting indicators on the phone of a user.
    "externalNotify" => external_notify::ExternalNotify, [ToServer], [CapC, Ccc2], [CallControl], since V11_1;
    /// Asks which versions of the protocol the server speaks.
    "infoRequest" => info_request::InfoRequest, [ToServer], [CapC, Ccc2], [], answered by InfoResponse;
    /// Lists the versions of the protocol that the server speaks.
    "infoResponse" => info_response::InfoResponse, [ToClient], [CapC, Ccc2], [];
    /// Keeps the connection alive and is never answered.
    "serverStatusRequest" => server_status_request::ServerStatusRequest, [ToServer, ToClient], [CapC, Ccc2], [], since V11_0;
    /// Changes the list of users that a console watches.
    "monitoringUsersRequest" => monitoring_users_request::MonitoringUsersRequest, [ToServer], [CapC], [UserMonitoring], since V12_0, answered by MonitoringUsersResponse;
    /// Tells whether the list of watched users was changed, and who could not be added and why.
    "monitoringUsersResponse" => monitoring_users_response::MonitoringUsersResponse, [ToClient], [CapC], [UserMonitoring], since V12_0;
    /// Tells the calls in a call center queue: all of them, or the one that something happened to.
    "queueUpdate" => queue_update::QueueUpdate, [ToClient], [CapC, Ccc2], [CallCenterQueue], since V13_0;
    /// Moves or promotes a call in a queue, or asks for the whole queue.
    "queueAction" => queue_action::QueueAction, [ToServer], [CapC, Ccc2], [CallCenterQueue], since V13_0, answered by QueueUpdate;
    /// Tells the night, holiday and forwarding services of a queue, after a login and after each change.
    "queueProfileUpdate" => queue_profile_update::QueueProfileUpdate, [ToClient], [CapC, Ccc2], [CallCenterQueue], since V16_0;
    /// Asks how many calls wait in the queues that an agent has joined.
    "queueInfoRequest" => queue_info_request::QueueInfoRequest, [ToServer], [CapC, Ccc2], [CallCenterQueue], since V17_0, answered by QueueInfoResponse;
    /// Lists the queues that an agent has joined, and how many calls wait in each.
    "queueInfoResponse" => queue_info_response::QueueInfoResponse, [ToClient], [CapC, Ccc2], [CallCenterQueue], since V17_0;
    /// Carries text from one client to another through the server; deprecated.
    "datagram" => datagram::Datagram, [ToServer, ToClient], [CapC, Ccc2], [], since V13_0;
}

impl CommandType {
    /// Returns the signs that any of its formats depends on; none if it has only one format.
    pub(crate) fn asked(self) -> Signs {
        self.formats().iter().fold(Signs::default(), |signs, format| format.asked(signs))
    }

    /// Returns the format of a message with these signs.
    pub(crate) fn format(self, signs: Signs) -> &'static Format {
        let found = self.formats().iter().find(|format| format.fits(signs));
        found.expect("the formats of a command cover all signs; `tests/formats.rs` looks at all of them")
    }
}

impl<'a> Message<'_, 'a> {
    /// Returns the type of the command; `None` if this crate does not know it, or if there is none.
    #[inline]
    #[must_use]
    pub fn command_type(&self) -> Option<CommandType> {
        CommandType::ALL.get(usize::from(self.command)).copied()
    }

    /// Returns the text at a path of wire names in `commandData`, such as `user/call[1]/state`.
    ///
    /// Names may have any spelling that the tables know. A number in brackets counts the items of a list from 0;
    /// without a number, the path selects the first item. The last name may be that of an attribute. Returns
    /// `None` if nothing is there, or an element that has children.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<Text<'a>> {
        self.get_segments(path.split('/'))
    }

    /// Returns the text of a leaf of the element at a path.
    pub(super) fn get_in(&self, path: &str, name: &str) -> Option<Text<'a>> {
        self.get_segments(path.split('/').chain([name]))
    }

    fn get_segments<'p>(&self, path: impl Iterator<Item = &'p str>) -> Option<Text<'a>> {
        let word = self.word(path)?;
        Some(Text::read(self.viewed.raw(word), word))
    }

    /// Returns the word of the value at a path in `commandData`.
    pub(super) fn word<'p>(&self, path: impl Iterator<Item = &'p str>) -> Option<u64> {
        let data = Some(self.viewed.places.word(outer::DATA)).filter(|data| *data != 0)?;
        let schema = Command::schema(self.command_type()?);
        lookup(self.viewed.places, schema, data as usize, path)
    }
}

/// Index of the predictions for each command in [`Learned`], and the length of [`Learned`].
const ORDER: [u16; SCHEMAS.len() + 1] = {
    let (mut order, mut command) = ([order::FIRST; SCHEMAS.len() + 1], 0);
    while command < SCHEMAS.len() {
        order[command + 1] = order[command] + SCHEMAS[command].order_len;
        command += 1;
    }
    order
};

/// Predictions of a decoder: the order of the rows of each element of each command; see [`order::Order`].
pub(super) type Learned = [u8; ORDER[SCHEMAS.len()] as usize];

/// Predictions of a new decoder: the order of the tables.
pub(super) static UNLEARNED: Learned = {
    let (mut order, mut command) = ([0; ORDER[SCHEMAS.len()] as usize], 0);
    while command < SCHEMAS.len() {
        order = order::reset(order, SCHEMAS[command], ORDER[command] as usize);
        command += 1;
    }
    order
};

/// Name index of the commands.
static NAMES: [u8; 64] = {
    let (mut table, mut command) = ([index::FREE; 64], 0);
    while command < CommandType::ALL.len() {
        index::put(&mut table, CommandType::ALL[command].as_str(), command as u8);
        command += 1;
    }
    table
};

/// Returns how to read the data of the command with this name.
pub(super) fn root(name: Option<&[u8]>) -> Root {
    let canonical = |name: &[u8]| {
        let mut candidates = index::candidates(&NAMES, name).map(|index| CommandType::ALL[index]);
        candidates.find(|known| known.as_str().as_bytes() == name)
    };
    let known = |name| canonical(name).or_else(|| CommandType::from_wire(str::from_utf8(name).ok()?));
    match name.and_then(known) {
        Some(command) => {
            let index = command as usize;
            Root { schema: SCHEMAS[index], command: index as u8, order: ORDER[index] }
        }
        None => Root { schema: Opaque::SCHEMA.unwrap_or(SCHEMAS[0]), command: Root::UNKNOWN, order: 0 },
    }
}

impl<'a> Command<'a> {
    /// Returns the canonical spelling of a name in an element, if the table of any command has it as an alias.
    #[must_use]
    pub fn canonical(element: &str, name: &str, attribute: bool) -> Option<&'static str> {
        fn look(schema: &Schema, element: &str, name: &str, attribute: bool) -> Option<&'static str> {
            let alias = |row: &&Row| (row.kind == RowKind::Attribute) == attribute && row.aliases.contains(&name);
            let here = schema.rows.iter().find(|row| schema.name == element && alias(row)).map(|row| row.name);
            let inner = || schema.rows.iter().find_map(|row| look(row.inner?, element, name, attribute));
            here.or_else(inner)
        }
        CommandType::ALL.iter().find_map(|command| look(Command::schema(*command), element, name, attribute))
    }

    /// Returns whether it has neither a name nor data.
    pub(super) const fn is_nothing(&self) -> bool {
        matches!(self, Command::Other(Other { command_type: None, data: None }))
    }

    /// Returns whether it is an unknown command with the name of a known one.
    pub(super) fn is_misnamed(&self) -> bool {
        matches!(self, Command::Other(other) if other.command_type.as_ref().is_some_and(|name| CommandType::from_wire(name).is_some()))
    }

    /// Returns the wire name of the command; `None` if it has none.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Command::Other(other) => other.command_type.as_deref(),
            _ => self.command_type().map(CommandType::as_str),
        }
    }
}
