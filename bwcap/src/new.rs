//! Subcommand `bwcap new`: writes a message with example values, to be changed and sent.

use std::io::{IsTerminal, Write, stdout};

use broadworks_cap::message::Format;
use broadworks_cap::schema::{Holds, Row, Word};
use broadworks_cap::validate::{ActionRule, FieldRule, FieldType};
use broadworks_cap::values::{ActionType, CommandType, QueueActionType};
use broadworks_cap::{Command, Document, Encoder, Protocol};
use clap::Args;

use crate::Stop;
use crate::arguments::protocol;
use crate::encode::indented;
use crate::names::{Field, did_you_mean, fields, near, text_row};
use crate::shown::{complain, visible, visible_json, visible_xml};

#[derive(Args)]
#[command(after_help = "\
Examples:
  bwcap new callAction Dial Number=2405550123 id=alice@example.com userUid=1007
  bwcap new callUpdate state=Active call[1]/callId=callhalf-102:0
  bwcap new profileUpdate --format attendant-console-initial --all --pretty
  bwcap new queueAction Reorder position=1 --json > message.json
  bwcap encode message.json                     # after changes in an editor

A field is named by its name, or by its path below commandData if several have that name: user/call[1]/callId. A \
word may be given by its meaning: state=Active is state=2. Values that are not given are examples.")]
pub struct Options {
    /// Command, such as `callAction`; `list` prints all of them with their formats.
    command: String,
    /// Fields, each as NAME=VALUE or PATH=VALUE; for an action, its name and its parameters, as in `Dial
    /// Number=2405550123`.
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Also writes the fields that may be left out.
    #[arg(long)]
    all: bool,
    /// Format of the command, if it has several; see `bwcap new list`.
    #[arg(long)]
    format: Option<String>,
    /// Protocol that the message is for.
    #[arg(long, value_parser = protocol(), default_value = Protocol::CapC.id())]
    protocol: Protocol,
    /// Several indented lines for people, instead of one line for a peer.
    #[arg(long)]
    pretty: bool,
    /// JSON, as `encode` reads it.
    #[arg(long)]
    json: bool,
}

/// Prints the message. Returns `false` if it is not as the tables have it, which can only be due to the given values.
pub fn run(options: &Options) -> Result<bool, Stop> {
    if options.command == "list" {
        return list(options.protocol).map(|()| true);
    }
    let document = document(options).map_err(Stop::Failed)?;
    let encoder = Encoder::new(options.protocol);
    let failed = |error: broadworks_cap::Error| Stop::Failed(format!("the message cannot be written: {error}"));
    let bytes = encoder.to_vec(&document).map_err(failed)?;
    let text = if options.json {
        let to_json = if options.pretty { serde_json::to_string_pretty } else { serde_json::to_string };
        let json = to_json(&document).map_err(|error| Stop::Failed(error.to_string()))?;
        json.lines().map(|line| visible_json(line.to_owned()) + "\n").collect()
    } else {
        let bytes = if options.pretty { indented(&bytes).map_err(failed)? } else { bytes.clone() };
        String::from_utf8(bytes).map_err(|error| Stop::Failed(error.to_string()))?
    };
    let mut out = stdout().lock();
    if stdout().is_terminal() {
        write!(out, "{}", visible_xml(&text))?
    } else {
        write!(out, "{text}")?
    }
    let mut good = true;
    for diagnostic in options.protocol.validate(&bytes) {
        good = false;
        complain(format_args!("bwcap: warning: {} [{}]", visible(&diagnostic.to_string()), diagnostic.id()));
    }
    Ok(good)
}

/// Prints the commands and their formats.
fn list(protocol: Protocol) -> Result<(), Stop> {
    let mut out = stdout().lock();
    for command in CommandType::ALL.iter().filter(|command| command.protocols().contains(&protocol)) {
        let formats: Vec<&str> = formats(*command, protocol).iter().map(|format| format.name).collect();
        let formats = if formats.len() > 1 { format!("  --format {}", formats.join(", ")) } else { String::new() };
        writeln!(out, "{:<24} {}{formats}", command.as_str(), command.meaning())?;
    }
    Ok(())
}

fn formats(command: CommandType, protocol: Protocol) -> Vec<&'static Format> {
    command.formats().iter().filter(|format| format.protocols.contains(&protocol)).collect()
}

/// Makes the message. The error is for people.
fn document(options: &Options) -> Result<Document<'static>, String> {
    let named = visible(&options.command);
    let command = CommandType::ALL.iter().find(|command| command.as_str().eq_ignore_ascii_case(&options.command));
    let Some(&command) = command else {
        let near = near(&options.command, CommandType::ALL.iter().map(|command| command.as_str()));
        return Err(format!("no command `{named}`{}; `bwcap new list` prints all", did_you_mean(&near)));
    };
    let formats = formats(command, options.protocol);
    let format = match &options.format {
        None => formats.first().copied(),
        Some(name) => formats.iter().copied().find(|format| format.name == *name),
    };
    let Some(format) = format else {
        return Err(match (formats.as_slice(), &options.format) {
            ([], _) => {
                let other = command.protocols().first().map_or("", |protocol| protocol.id());
                format!("{} is not sent in {}; try --protocol {other}", command.as_str(), options.protocol.describe())
            }
            (formats, name) => {
                let names: Vec<&str> = formats.iter().map(|format| format.name).collect();
                let name = visible(name.as_deref().unwrap_or_default());
                format!("{} has no format `{name}`; it has {}", command.as_str(), names.join(", "))
            }
        });
    };
    let mut new = New { options, format, known: fields(command), document: Document::new(Command::empty(command)) };
    let given = new.given(&options.fields)?;
    let is_given = |name: &str| given.iter().any(|(path, _)| path.rsplit('/').next() == Some(name));
    // A session id is enough, and an example beside it would name somebody else.
    let needs_id = format.identity && !is_given("id") && !is_given("userUid");
    new.fill(format.fields, "", needs_id)?;
    if !is_given("id") && is_given("userUid") {
        _ = new.document.command.data_mut().remove("user/id");
    }
    let given = new.actions(given)?;
    for (path, value) in given {
        new.open(&path)?;
        new.set(&path, value)?;
    }
    Ok(new.document)
}

struct New<'o> {
    options: &'o Options,
    format: &'static Format,
    known: Vec<Field>,
    document: Document<'static>,
}

impl New<'_> {
    fn set(&mut self, path: &str, value: String) -> Result<(), String> {
        self.document.command.data_mut().set(path, value).map_err(|error| error.to_string())
    }

    /// Sets examples in the items on a path that are not there yet.
    fn open(&mut self, path: &str) -> Result<(), String> {
        for (at, _) in path.match_indices("]/") {
            let item = &path[..=at];
            let Some(rules) = rules(self.format.fields, &plain(item)) else { continue };
            let data = self.document.command.data();
            let is_there =
                |rule: &FieldRule| data.is_some_and(|data| data.get(&format!("{item}/{}", rule.name)).is_some());
            if !rules.iter().any(is_there) {
                self.fill(rules, item, false)?;
            }
        }
        Ok(())
    }

    /// Returns the row at a path.
    fn row(&self, path: &str) -> Option<&'static Row> {
        let path = plain(path);
        self.known.iter().find(|field| field.path == path).map(|field| text_row(field.row))
    }

    /// Sets examples for the fields of a table, and of those inside of it.
    fn fill(&mut self, rules: &'static [FieldRule], above: &str, needs_id: bool) -> Result<(), String> {
        let is_ccc2 = self.options.protocol == Protocol::Ccc2;
        for rule in rules {
            let path = if above.is_empty() { rule.name.to_owned() } else { format!("{above}/{}", rule.name) };
            let is_blank = rule.blank_in_ccc2 && is_ccc2;
            let is_absent = rule.stray || (rule.in_ccc2 && !is_ccc2) || (is_blank && !rule.present_in_ccc2);
            let is_required = rule.required && !(rule.optional_in_ccc2 && is_ccc2);
            let is_wanted = !is_absent && (is_required || self.options.all || (needs_id && path == "user/id"));
            // Parameters depend on the action.
            if !is_wanted || rule.name == "actionParam" || self.is_excluded(&path) {
                continue;
            }
            if !matches!(rule.holds, FieldType::Container) {
                let value = if is_blank { String::new() } else { self.example(rule, &path) };
                self.set(&path, value)?;
            }
            self.fill(rule.fields, &path, needs_id)?;
        }
        Ok(())
    }

    /// Returns whether a field does not go together with the examples of others.
    fn is_excluded(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or_default();
        let has = |name: &str| self.document.command.data().is_some_and(|data| data.get(name).is_some());
        match self.format.command {
            // Fields of the other kind of network.
            CommandType::CallUpdate => ["redirectFromCounter", "origCalledNum", "origRedirReason"].contains(&name),
            CommandType::CallActionResponse => name == "message",
            CommandType::Acknowledgement => name == "failure" || path.contains("/failure/"),
            CommandType::QueueAction => path == "queueActionData/queueCall" || path.contains("queueCall/"),
            CommandType::ExternalNotify => name == "clearVMMWI" && has("user/thirdPartyMWI"),
            // Of an agent who is in another state.
            CommandType::ProfileUpdate => name == "wrapUpCallCenterCallId",
            // Of a request that failed.
            CommandType::MonitoringUsersResponse => path.contains("failedUser"),
            CommandType::QueueProfileUpdate => self.options.protocol == Protocol::Ccc2 && name == "initialUpdate",
            _ => false,
        }
    }

    /// Returns a plausible value of a field.
    fn example(&self, rule: &FieldRule, path: &str) -> String {
        let row = self.row(path);
        let text = match (rule.holds, row.map(|row| row.holds)) {
            (FieldType::Nothing, _) | (_, Some(Holds::Flag)) => "",
            (FieldType::Digest, _) => "0123456789abcdef0123456789abcdef",
            (FieldType::TelUri, _) => "tel:+12405550123",
            (FieldType::Words(words), _) => word(rule.name, words),
            (_, Some(Holds::Word(words))) => words.first().map_or("", |word| word.wire),
            (_, Some(Holds::Time)) => "1700000000000",
            (_, Some(Holds::Duration)) => "15000",
            (FieldType::Number, _) | (_, Some(Holds::Number)) => return rule.least.unwrap_or(1).max(1).to_string(),
            _ => text(path),
        };
        text.to_owned()
    }

    /// Reads what was given on the command line: paths and values.
    fn given(&self, arguments: &[String]) -> Result<Vec<(String, String)>, String> {
        let action = self.known.iter().find(|field| field.path.ends_with("actionType"));
        let mut given = Vec::new();
        for argument in arguments {
            match (argument.split_once('='), action) {
                (Some((name, value)), _) => {
                    let path = self.path(name)?;
                    let value = self.row(&path).map_or(value, |row| wire(row, value));
                    given.push((path, value.to_owned()));
                }
                (None, Some(action)) => {
                    let words: Vec<&str> = action.row.words().iter().map(|word| word.wire).collect();
                    let Some(word) = words.iter().find(|word| word.eq_ignore_ascii_case(argument)) else {
                        let near = did_you_mean(&near(argument, words.iter().copied()));
                        return Err(format!("no action `{}`{near}", visible(argument)));
                    };
                    given.push((action.path.clone(), (*word).to_owned()));
                }
                (None, None) => return Err(format!("`{}`: expected FIELD=VALUE", visible(argument))),
            }
        }
        Ok(given)
    }

    /// Returns the path of the field with this name, or this end of its path.
    fn path(&self, name: &str) -> Result<String, String> {
        let asked = plain(name);
        if let Some(parameter) = parameter(self.format.command, &asked) {
            return Ok(parameter.to_owned());
        }
        let is_like = |name: &str, row: &Row| {
            name.eq_ignore_ascii_case(row.name) || row.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
        };
        let fits = |field: &&Field| {
            let mut ends = field.path.rsplit('/').zip(asked.rsplit('/'));
            let is_last = ends.next().is_some_and(|(_, name)| is_like(name, field.row));
            let levels = asked.split('/').count();
            is_last
                && levels <= field.path.split('/').count()
                && ends.all(|(one, other)| one.eq_ignore_ascii_case(other))
        };
        let mut found: Vec<&Field> = self.known.iter().filter(fits).collect();
        // One that the format has is meant rather than another, and one further out rather than one inside.
        let in_format = |field: &&Field| rules(self.format.fields, &field.path).is_some();
        if found.iter().any(in_format) {
            found.retain(in_format);
        }
        let levels = |field: &Field| field.path.split('/').count();
        let outermost = found.iter().map(|field| levels(field)).min();
        found.retain(|field| Some(levels(field)) == outermost);
        match found.as_slice() {
            [field] => Ok(indexed(&field.path, name)),
            [] => {
                let last = asked.rsplit('/').next().unwrap_or_default();
                let names = self.known.iter().map(|field| field.row.name);
                let near = did_you_mean(&near(last, names));
                Err(format!("{} has no field `{}`{near}", self.format.command.as_str(), visible(name)))
            }
            several => {
                let paths: Vec<&str> = several.iter().map(|field| &*field.path).collect();
                Err(format!("`{}` is one of {}: give its path", visible(name), paths.join(", ")))
            }
        }
    }

    /// Sets what depends on the action, and returns what else was given.
    fn actions(&mut self, mut given: Vec<(String, String)>) -> Result<Vec<(String, String)>, String> {
        let mut action = None;
        given.retain(|(path, value)| {
            let is_action = path.ends_with("actionType");
            if is_action {
                action = Some(value.clone());
            }
            !is_action
        });
        match self.format.command {
            CommandType::CallAction => {
                let action = action.unwrap_or_else(|| ActionType::Dial.as_str().into());
                let mut parameters: Vec<(String, String)> = Vec::new();
                given.retain(|(path, value)| {
                    let parameter = path.strip_prefix('@');
                    parameters.extend(parameter.map(|name| (name.to_owned(), value.clone())));
                    parameter.is_none()
                });
                let known = action.parse::<ActionType>().ok();
                if !known.and_then(ActionRule::of).is_some_and(|rule| rule.answered) {
                    _ = self.document.command.data_mut().remove("user/action/responseRequested");
                    _ = self.document.command.data_mut().remove("user/action/id");
                }
                self.set("user/action/actionType", action)?;
                let mut count = 0;
                let mut add = |new: &mut Self, name: &str, value: String| {
                    let path = format!("user/action/actionParam[{count}]");
                    count += 1;
                    new.set(&path, value)?;
                    new.set(&format!("{path}/actionParamName"), name.to_owned())
                };
                for rule in known.and_then(ActionRule::of).map_or(&[][..], |rule| rule.parameters) {
                    let name = |name: &str| rule.names.iter().any(|known| known.as_str() == name);
                    match parameters.iter().position(|(given, _)| name(given)) {
                        Some(given) => {
                            let (name, value) = parameters.remove(given);
                            add(self, &name, value)?;
                        }
                        None if !rule.optional || self.options.all => {
                            let name = rule.names[0].as_str();
                            let second =
                                self.document.command.data().and_then(|data| data.get("user/action/actionParam[0]"));
                            let is_second = second.is_some_and(|value| value == text("callId"));
                            let value = if name == "CallId" && is_second { "callhalf-102:0" } else { text(name) };
                            add(self, name, value.to_owned())?;
                        }
                        None => {}
                    }
                }
                for (name, value) in parameters {
                    add(self, &name, value)?;
                }
            }
            CommandType::QueueAction => {
                let action = action.unwrap_or_else(|| QueueActionType::Reorder.as_str().into());
                let more = match action.parse() {
                    Ok(QueueActionType::Reorder) => Some(("position", "1")),
                    Ok(QueueActionType::Transfer) => Some(("destination", text("destination"))),
                    Ok(QueueActionType::Promote) => Some(("priority", "3")),
                    _ => None,
                };
                self.set("queueActionData/actionType", action)?;
                if let Some((name, value)) = more {
                    self.set("queueActionData/queueCall/callId", text("callId").into())?;
                    self.set(&format!("queueActionData/queueCall/{name}"), value.into())?;
                }
            }
            _ => given.extend(action.map(|action| (self.path("actionType").unwrap_or_default(), action))),
        }
        Ok(given)
    }
}

/// Returns a path without the numbers of items.
fn plain(path: &str) -> String {
    path.split('/').map(|segment| segment.split('[').next().unwrap_or_default()).collect::<Vec<_>>().join("/")
}

/// Returns a path with the numbers of items of its end.
fn indexed(path: &str, end: &str) -> String {
    let above = path.split('/').count() - end.split('/').count();
    let index = |segment: &str| segment.find('[').map_or("", |at| &segment[at..]).to_owned();
    let indexes = std::iter::repeat_n(String::new(), above).chain(end.split('/').map(index));
    path.split('/').zip(indexes).map(|(name, index)| format!("{name}{index}")).collect::<Vec<_>>().join("/")
}

/// Returns the fields inside of the one at a path of a table; `None` if the table does not have the path.
fn rules(rules: &'static [FieldRule], path: &str) -> Option<&'static [FieldRule]> {
    path.split('/').try_fold(rules, |rules, name| rules.iter().find(|rule| rule.name == name).map(|rule| rule.fields))
}

/// Returns the name of a parameter of `callAction` behind an `@`.
fn parameter(command: CommandType, name: &str) -> Option<&'static str> {
    let names = ["@CallId", "@Number", "@UserId", "@DNISNumber", "@DispositionCode"];
    let is = |known: &&&str| known[1..].eq_ignore_ascii_case(name);
    names.iter().filter(|_| command == CommandType::CallAction).find(is).copied()
}

/// Returns the word on the wire for a value, which may be what the word means.
fn wire<'v>(row: &'static Row, value: &'v str) -> &'v str {
    let words: &'static [Word] = row.words();
    let is_known = words.iter().any(|word| word.wire == value);
    let meant =
        words.iter().find(|word| word.name.eq_ignore_ascii_case(value) || word.wire.eq_ignore_ascii_case(value));
    meant.filter(|_| !is_known).map_or(value, |word| word.wire)
}

/// Returns the word that an example has: one that goes together with the other examples.
fn word<'w>(name: &str, words: &[&'w str]) -> &'w str {
    let best = match name {
        "state" => "2",
        "personality" => "2",
        "success" => "True",
        "userLogoutReason" => "ClientLogout",
        "messageName" => "registerResponse",
        "acdState" => "Available",
        "actionType" => "TagCallWithDispositionCode",
        "updateReason" => "CallAdded",
        _ => "",
    };
    words.iter().find(|word| **word == best).or(words.first()).copied().unwrap_or_default()
}

/// Returns an example of a text, by the name of its field.
fn text(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    match &*name {
        "applicationid" => "demo",
        "nonce" => "1700000000123",
        "algorithm" => "MD5",
        "exttrackingid" => "7001:1",
        "firstname" => "Alice",
        "lastname" => "Example",
        "dispositioncode" => "sale",
        "extension" => "0123",
        "nationalprefix" => "0",
        "payloadtype" => "text/plain",
        "id" if path.contains("callCenter") => "support-queue@example.com",
        "callcenteruserid" => "support-queue@example.com",
        "monuser" | "monitoreduserid" => "bob@example.com",
        "supervisorid" => "carol@example.com",
        "supportemail" => "help@example.com",
        _ if ends(&["uid"]) => "1007",
        _ if ends(&["callid", "callinid"]) => "callhalf-101:0",
        _ if ends(&["id", "email", "lineport", "hotelinghost"]) => "alice@example.com",
        _ if ends(&["countrycode", "counter"]) => "1",
        _ if ends(&["number", "num", "phone", "mobile", "pager", "destination"]) => "2405550123",
        _ if ends(&["name"]) => "Bob Example",
        _ => "example",
    }
}
