//! The one list of commands.

use super::message::Message;
use super::{format::Opaque, values::CommandType};
use crate::schema::tape::{Root, envelope};
use crate::schema::{Element, IntoOwned, Item, Row, RowKind, Schema, SlotType, Source, View, WireValue, order};
use crate::xml::Text;

/// A command this crate does not know, or none at all, kept whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Other<'a> {
    /// `commandType`, if there was one.
    pub command_type: Option<Text<'a>>,
    /// `commandData`, if there was one.
    pub data: Option<Opaque<'a>>,
}

macro_rules! commands {
    ($($module:ident::$Name:ident,)*) => {
        /// What a document says: one of the 24 commands, or one this crate does not know.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "boxing would allocate on the hot path")]
        pub enum Command<'a> {
            $(
                #[doc = concat!("See [`", stringify!($Name), "`](super::", stringify!($module), "::", stringify!($Name), ").")]
                $Name(super::$module::$Name<'a>),
            )*
            /// A command of a newer server, or none.
            Other(Other<'a>),
        }

        impl<'a> Command<'a> {
            /// An empty command of the given type.
            #[must_use]
            pub fn empty(command_type: CommandType) -> Self {
                match command_type { $(CommandType::$Name => Command::$Name(Item::NOTHING),)* }
            }

            /// The declaration of a command's `commandData`, with those of all elements in it.
            #[must_use]
            pub fn schema(command_type: CommandType) -> &'static Schema {
                match command_type {
                    $(CommandType::$Name => {
                        // Every declared element has one.
                        const { <super::$module::$Name<'static> as Item<'static>>::SCHEMA.unwrap() }
                    })*
                }
            }

            /// Becomes the command whose `commandData` begins at `base` of a tape, of the type that the tape says.
            pub(crate) fn fill(&mut self, source: &Source<'_, 'a>, command: u8, base: usize) {
                match CommandType::ALL.get(usize::from(command)) {
                    $(Some(CommandType::$Name) => {
                        *self = Command::$Name(Item::NOTHING);
                        if let (Command::$Name(data), true) = (self, base != 0) {
                            Item::fill(data, source, base);
                        }
                    })*
                    None => {
                        let command_type = source.places.word(envelope::COMMAND_TYPE);
                        let mut data = None;
                        SlotType::fill(&mut data, source, base as u64);
                        let command_type = (command_type != 0).then(|| source.leaf(command_type));
                        *self = Command::Other(Other { command_type, data });
                    }
                }
            }

            /// Becomes an empty command of the type this text names.
            pub(crate) fn begin(&mut self, command_type: Option<Text<'a>>) {
                match command_type.as_ref().and_then(|t| CommandType::from_wire(&t.to_cow())) {
                    $(Some(CommandType::$Name) => *self = Command::$Name(Item::NOTHING),)*
                    None => *self = Command::Other(Other { command_type, data: None }),
                }
            }

            /// Which command it is; `None` for one this crate does not know.
            #[must_use]
            pub const fn command_type(&self) -> Option<CommandType> {
                match self {
                    $(Command::$Name(_) => Some(CommandType::$Name),)*
                    Command::Other(_) => None,
                }
            }

            /// `commandData` as rows, for code that treats all commands alike; `None` if there is
            /// none.
            #[must_use]
            pub fn data(&self) -> Option<&dyn Element<'a>> {
                match self {
                    $(Command::$Name(data) => Some(data),)*
                    Command::Other(other) => other.data.as_ref().map(|d| d as _),
                }
            }

            pub(crate) fn data_mut(&mut self) -> &mut dyn Element<'a> {
                match self {
                    $(Command::$Name(data) => data,)*
                    Command::Other(other) => other.data.get_or_insert_default(),
                }
            }

            /// The same command, owning its text.
            #[must_use]
            pub fn into_owned(self) -> Command<'static> {
                match self {
                    $(Command::$Name(data) => Command::$Name(data.into_owned()),)*
                    Command::Other(other) => Command::Other(Other {
                        command_type: other.command_type.into_owned(),
                        data: other.data.into_owned(),
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

        /// A method for each command: a view of its `commandData` if the document holds that command. Fields are
        /// read when they are asked for.
        impl<'t, 'a> Message<'t, 'a> {
            $(
                #[doc = concat!("The data of `", stringify!($module), "`; `None` if this is another command.")]
                #[inline]
                #[must_use]
                pub fn $module(&self) -> Option<View<'t, 'a, super::$module::$Name<'a>>> {
                    self.data(CommandType::$Name)
                }
            )*
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for Command<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                if u.ratio(1, 32)? {
                    let name = crate::schema::some_text(u)?;
                    let mut command = Command::Other(Other::default());
                    command.begin(Some(name));
                    return Ok(command);
                }
                let mut command = Command::empty(*u.choose(CommandType::ALL)?);
                crate::schema::generate(u, command.data_mut())?;
                Ok(command)
            }
        }
    };
}

commands! {
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

/// Where what is learned of each command begins, and behind the last one where all of it ends.
const ORDER: [u16; SCHEMAS.len() + 1] = {
    let (mut order, mut command) = ([order::FIRST; SCHEMAS.len() + 1], 0);
    while command < SCHEMAS.len() {
        order[command + 1] = order[command] + SCHEMAS[command].order_len;
        command += 1;
    }
    order
};

/// All that a decoder can learn: the order of the rows of each element of each command.
pub(super) type Learned = [u8; ORDER[SCHEMAS.len()] as usize];

/// Nothing learned: the order of the tables.
pub(super) static UNLEARNED: Learned = {
    let (mut order, mut command) = ([0; ORDER[SCHEMAS.len()] as usize], 0);
    while command < SCHEMAS.len() {
        order = order::reset(order, SCHEMAS[command], ORDER[command] as usize);
        command += 1;
    }
    order
};

/// How the data of a command of this name is read.
pub(super) fn root(name: Option<&str>) -> Root {
    match name.and_then(CommandType::from_wire) {
        Some(command) => {
            let index = command as usize;
            Root { schema: SCHEMAS[index], command: index as u8, order: ORDER[index] }
        }
        None => Root { schema: Opaque::SCHEMA.unwrap_or(SCHEMAS[0]), command: Root::UNKNOWN, order: 0 },
    }
}

impl<'a> Command<'a> {
    /// The canonical spelling of a name in an element, if the tables of some command know this one
    /// as another spelling of it.
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

    /// The command's wire name; `None` if it has none.
    #[must_use]
    pub fn name(&self) -> Option<Text<'_>> {
        match self {
            Command::Other(other) => other.command_type.as_ref().map(Text::borrowed),
            _ => self.command_type().map(|t| Text::from(t.as_str())),
        }
    }
}
