//! Rules of the field tables, and deviations from them.

use core::{fmt, ops::Range};

use super::actions::{ActionRule, queue_action};
use crate::dtd::{Location, Path};
use crate::identified::identified;
use crate::message::values::{ActionType, CapVersion, QueueActionType};
use crate::message::{About, Environment, Excuse, FieldRule, Format, Relation, other_name};
use crate::schema::Protocol;

identified! {
    /// A rule of the field tables. No rule repeats a rule of the DTD.
    #[non_exhaustive]
    pub enum Rule {
        #[doc = "A command must belong to the protocol of the connection."]
        "command-of-protocol" CommandOfProtocol: "A command must belong to the protocol of the connection.",
        #[doc = "The format of a command must belong to the protocol of the connection."]
        "format-of-protocol" FormatOfProtocol: "The format of a command must belong to the protocol of the connection.",
        #[doc = "A field must belong to the protocol of the connection."]
        "field-of-protocol" FieldOfProtocol: "A field must belong to the protocol of the connection.",
        #[doc = "A field must be in the field table of its command."]
        "field-of-command" FieldOfCommand: "A field must be in the field table of its command.",
        #[doc = "A field must be in the field table of the format of its command."]
        "field-of-format" FieldOfFormat: "A field must be in the field table of the format of its command.",
        #[doc = "A field the table requires must be there when its parent is."]
        "required-field" RequiredField: "A field the table requires must be there when its parent is.",
        #[doc = "A field may repeat only if the table says so."]
        "repeated-field" RepeatedField: "A field may repeat only if the table says so.",
        #[doc = "A client says who it is by `userUid` or `id`."]
        "identity" Identity: "A client says who it is by `userUid` or `id`.",
        #[doc = "A value must be one the table lists for this format."]
        "value" DocumentedValue: "A value must be one the table lists for this format.",
        #[doc = "A numeric field holds a whole number of 64 bits."]
        "number" WholeNumber: "A numeric field holds a whole number of 64 bits.",
        #[doc = "A number must be in the range that the table gives."]
        "number-range" NumberRange: "A number must be in the range that the table gives.",
        #[doc = "A field that says something by being there must be empty."]
        "flag-content" FlagContent: "A field that says something by being there must be empty.",
        #[doc = "Names and words must be spelled as the table spells them."]
        "spelling" Spelling: "Names and words must be spelled as the table spells them.",
        #[doc = "The user id stands as an attribute, in the messages of a login as a child."]
        "id-place" IdPlace: "The user id stands as an attribute, in the messages of a login as a child.",
        #[doc = "In CCC2 `applicationId` is blank or absent, except where it addresses a client."]
        "application-id" ApplicationId: "In CCC2 `applicationId` is blank or absent, except where it addresses a client.",
        #[doc = "An action has exactly the parameters its table lists."]
        "action-parameters" ActionParameters: "An action has exactly the parameters its table lists.",
        #[doc = "The parameters of an action stand in the order of its table."]
        "parameter-order" ParameterOrder: "The parameters of an action stand in the order of its table.",
        #[doc = "The action must be one that a table describes."]
        "undocumented-action" UndocumentedAction: "The action must be one that a table describes.",
        #[doc = "An answer may be asked for only where an action offers one."]
        "response-requested" ResponseRequested: "An answer may be asked for only where an action offers one.",
        #[doc = "`id` of `action` goes with `responseRequested` True."]
        "correlation-id" CorrelationId: "`id` of `action` goes with `responseRequested` True.",
        #[doc = "A queue action has exactly the fields it needs."]
        "queue-action" QueueActionFields: "A queue action has exactly the fields it needs.",
        #[doc = "A client logs out with `ClientLogout`, a server with another reason."]
        "logout-reason" LogoutReason: "A client logs out with `ClientLogout`, a server with another reason.",
        #[doc = "`cfaDestination` goes with `cfa` On."]
        "forwarding" Forwarding: "`cfaDestination` goes with `cfa` On.",
        #[doc = "The call of a wrap-up goes with `acdState` Wrap-up."]
        "wrap-up" WrapUp: "The call of a wrap-up goes with `acdState` Wrap-up.",
        #[doc = "A user without calls has `maxCalls` -1 and `epControl` True."]
        "no-calls" NoCalls: "A user without calls has `maxCalls` -1 and `epControl` True.",
        #[doc = "A call has no cause of its release before state 5."]
        "release-cause" ReleaseCause: "A call has no cause of its release before state 5.",
        #[doc = "A success has no error, and a failure of users names them."]
        "outcome" Outcome: "A success has no error, and a failure of users names them.",
        #[doc = "A response answers an action that has one."]
        "unanswered-action" UnansweredAction: "A response answers an action that has one.",
        #[doc = "A command, field or value must exist in the version that the document says, or that is asked for."]
        "version" Version: "A command, field or value must exist in the version that the document says, or that is asked for.",
        #[doc = "A command, field or action must exist in the environment: VoIP or INSC."]
        "environment" Environment: "A command, field or action must exist in the environment: VoIP or INSC.",
        #[doc = "A call has fields of VoIP or of INSC, not of both."]
        "network" Network: "A call has fields of VoIP or of INSC, not of both.",
        #[doc = "An update about one call has one call."]
        "one-call" OneCall: "An update about one call has one call.",
        #[doc = "A command goes the way its table says."]
        "direction" WrongDirection: "A command goes the way its table says.",
        #[doc = "`securePassword` is 32 hexadecimal digits in lower case"]
        "password-form" PasswordForm: "`securePassword` is 32 hexadecimal digits in lower case",
        #[doc = "A `remoteTelUri` is a `tel:` URI, `Private` or `Unavailable`."]
        "tel-uri" TelUri: "A `remoteTelUri` is a `tel:` URI, `Private` or `Unavailable`.",
        #[doc = "CCC2 has no login and so no first update after it."]
        "login-in-ccc2" LoginInCcc2: "CCC2 has no login and so no first update after it.",
    }
}

/// A deviation from the field tables, in a document that may be valid.
#[derive(Clone, Copy)]
pub struct Deviation<'a> {
    pub(super) remark: Remark<'a>,
    pub(super) location: Location,
    pub(super) format: &'static Format,
}

/// A deviation without its location and format.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remark<'a> {
    pub rule: Rule,
    /// The field or value that deviates, as spelled in the table or in the document.
    pub subject: &'a str,
    pub expected: &'static [&'static str],
    /// Number of an erratum, or 0.
    pub erratum: u16,
    /// `true` if it is a habit, and these are told apart.
    pub habit: bool,
    pub context: Context,
}

impl<'a> Remark<'a> {
    pub const fn new(rule: Rule, subject: &'a str) -> Self {
        Self { rule, subject, expected: &[], erratum: 0, habit: false, context: Context::Nothing }
    }

    /// Creates the remark for a name that is spelled otherwise than in the table. `is` compares it with a spelling.
    pub fn spelled(subject: &'a str, is: impl Fn(&str) -> bool, documented: &'static &'static str) -> Self {
        let expected = core::slice::from_ref(documented);
        Self { expected, erratum: other_name(is), ..Self::new(Rule::Spelling, subject) }
    }

    /// Creates the remark for a relation that is broken; the subject is the element.
    pub const fn broken(relation: &'static Relation, subject: &'a str) -> Self {
        let rule = match relation.about {
            About::LogoutReason => Rule::LogoutReason,
            About::Forwarding => Rule::Forwarding,
            About::WrapUp => Rule::WrapUp,
            About::NoCalls => Rule::NoCalls,
            About::ReleaseCause => Rule::ReleaseCause,
            About::Outcome => Rule::Outcome,
            About::Answer => Rule::UnansweredAction,
            About::Network => Rule::Network,
            About::OneCall => Rule::OneCall,
        };
        Self { erratum: relation.erratum, context: Context::Relation(relation), ..Self::new(rule, subject) }
    }

    /// Creates the remark for something that only another environment has.
    pub const fn foreign(subject: &'a str, only: Environment) -> Self {
        Self { context: Context::Only(only), ..Self::new(Rule::Environment, subject) }
    }

    /// Creates the remark for something that is newer than the version of the document.
    pub const fn newer(subject: &'a str, since: &'static &'static str, version: CapVersion) -> Self {
        Self { context: Context::Since(since, version), ..Self::new(Rule::Version, subject) }
    }

    /// Creates the remark for a required field that is missing.
    pub fn missing(field: &'static FieldRule) -> Self {
        let expected = core::slice::from_ref(&field.name);
        let erratum = field.excuse(|excuse| excuse == Excuse::Absence);
        Self { expected, erratum, ..Self::new(Rule::RequiredField, field.name) }
    }
}

/// More facts for the messages of some rules.
#[derive(Debug, Clone, Copy)]
pub(super) enum Context {
    Nothing,
    Action(ActionType),
    QueueAction(QueueActionType),
    /// The field whose range is meant.
    Range(&'static FieldRule),
    Relation(&'static Relation),
    /// The only environment that has the subject.
    Only(Environment),
    /// The version that brought the subject, and an older one that the document is of.
    Since(&'static &'static str, CapVersion),
}

impl<'a> Deviation<'a> {
    /// Returns the rule.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.remark.rule
    }

    /// Returns whether it is a [habit](super::Severity::Habit), if these are told apart.
    #[must_use]
    pub const fn is_habit(&self) -> bool {
        self.remark.habit
    }

    /// Returns the location: [`span`](Self::span) and [`path`](Self::path).
    #[must_use]
    pub const fn location(&self) -> &Location {
        &self.location
    }

    /// Returns the span of the name or value that deviates. If something is missing, it is the name of the element
    /// that should have it.
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.location.span()
    }

    /// Returns the path of the element that was checked.
    #[must_use]
    pub const fn path(&self) -> &Path {
        self.location.path()
    }

    /// Returns the format whose field table was used.
    #[must_use]
    pub const fn format(&self) -> &'static Format {
        self.format
    }

    /// Returns the number of the erratum (`docs/errata.md`), if the specification contradicts itself here, so that
    /// both forms can be called right.
    #[must_use]
    pub const fn erratum(&self) -> Option<u16> {
        match self.remark.erratum {
            0 => None,
            number => Some(number),
        }
    }

    /// Returns the names or values that were expected, if they can be listed.
    #[must_use]
    pub const fn expected(&self) -> &'static [&'static str] {
        self.remark.expected
    }
}

impl fmt::Debug for Deviation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deviation")
            .field("rule", &self.remark.rule)
            .field("span", &self.span())
            .field("path", self.path())
            .field("subject", &self.remark.subject)
            .field("erratum", &self.erratum())
            .finish_non_exhaustive()
    }
}

/// Describes the deviation in a sentence, without its location. It contains names, but never values.
impl fmt::Display for Deviation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { format, .. } = self;
        let Remark { rule, subject, context, .. } = self.remark;
        let command = format.command.as_str();
        let here = self.path().last().unwrap_or("the document");
        let (name, section) = (format.name, format.section);
        let protocol = match self.path().protocol() {
            Protocol::CapC => "CAP-C",
            Protocol::Ccc2 => "CCC2",
        };
        match rule {
            Rule::CommandOfProtocol => write!(f, "{protocol} has no command `{command}`"),
            Rule::FormatOfProtocol => write!(f, "{protocol} has no `{command}` of format `{name}` (section {section})"),
            Rule::FieldOfProtocol => write!(f, "{protocol} has no `{subject}` in `{here}`"),
            Rule::FieldOfCommand => write!(f, "`{command}` documents no `{subject}` in `{here}`"),
            Rule::FieldOfFormat if name == "default" => write!(f, "`{command}` documents no `{subject}` in `{here}`"),
            Rule::FieldOfFormat => {
                write!(f, "`{command}` of format `{name}` (section {section}) documents no `{subject}` in `{here}`")
            }
            Rule::RequiredField => write!(f, "`{command}` requires `{subject}` in `{here}` (section {section})"),
            Rule::RepeatedField => write!(f, "`{command}` documents one `{subject}` in `{here}`, not more"),
            Rule::Identity => write!(f, "`{command}` requires `userUid` or `id` of `{here}`"),
            Rule::DocumentedValue => write!(f, "unknown value of `{subject}` in `{command}`"),
            Rule::WholeNumber => write!(f, "`{subject}` must be a whole number"),
            Rule::NumberRange => match context {
                Context::Range(FieldRule { least: Some(least), minus_one, .. }) => {
                    let other = if *minus_one { "-1 or " } else { "" };
                    write!(f, "`{subject}` must be {other}at least {least}")
                }
                _ => f.write_str(rule.describe()),
            },
            Rule::FlagContent => write!(f, "`{subject}` must be empty"),
            Rule::Spelling => match self.expected() {
                [expected, ..] => write!(f, "the spelling in `{here}` is `{expected}`"),
                [] => f.write_str(rule.describe()),
            },
            Rule::IdPlace if subject.starts_with('@') => {
                write!(f, "`id` of `{here}` must be an attribute in `{command}`")
            }
            Rule::IdPlace => write!(f, "`id` of `{here}` must be an element in `{command}`"),
            Rule::ApplicationId => write!(f, "`applicationId` of a CCC2 `{command}` must be blank or absent"),
            Rule::ActionParameters | Rule::ParameterOrder => {
                let Context::Action(action) = context else { return f.write_str(rule.describe()) };
                let Some(takes) = ActionRule::of(action) else { return f.write_str(rule.describe()) };
                let order = if rule == Rule::ParameterOrder { "in this order: " } else { "" };
                write!(f, "the action `{}` takes {order}{takes}", action.as_str())
            }
            Rule::UndocumentedAction => write!(f, "no table describes the action `{subject}`"),
            Rule::ResponseRequested => write!(f, "the action `{subject}` is never answered"),
            Rule::CorrelationId => f.write_str("`id` of `action` means something only with `responseRequested` True"),
            Rule::QueueActionFields => match context {
                Context::QueueAction(action) => match queue_action(action) {
                    Some(field) => {
                        write!(f, "`{}` takes a `queueCall` with `callId` and `{field}`", action.as_str())
                    }
                    None => write!(f, "`{}` takes no `queueCall`", action.as_str()),
                },
                _ => f.write_str(rule.describe()),
            },
            Rule::Version => match context {
                Context::Since(since, version) => {
                    write!(f, "`{subject}` exists since version {since}, not in {}", version.as_str())
                }
                _ => f.write_str(rule.describe()),
            },
            Rule::Environment => match context {
                Context::Only(environment) => write!(f, "`{subject}` is for {} users only", environment.describe()),
                _ => f.write_str(rule.describe()),
            },
            Rule::WrongDirection => write!(f, "`{command}` is sent {}", format.command.directions()[0].describe()),
            Rule::TelUri => write!(f, "`{subject}` must be a `tel:` URI, `Private` or `Unavailable`"),
            Rule::PasswordForm => f.write_str(rule.describe()),
            Rule::LogoutReason
            | Rule::Forwarding
            | Rule::WrapUp
            | Rule::NoCalls
            | Rule::ReleaseCause
            | Rule::Outcome
            | Rule::UnansweredAction
            | Rule::Network
            | Rule::OneCall => match context {
                Context::Relation(relation) => f.write_str(relation.says),
                _ => f.write_str(rule.describe()),
            },
            Rule::LoginInCcc2 => write!(f, "`{subject}` follows a login, which CCC2 does not have"),
        }
    }
}
