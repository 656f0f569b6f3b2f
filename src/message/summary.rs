//! Summaries: a message in one line for people.

use core::fmt;

use super::command::Command;
use super::document::Document;
use super::values::ReleaseCause;
use crate::schema::{Value, WireValue};
use crate::xml::{Shown, Text};

/// Prints a message in one line: its command, whom it is about, and what matters most in it.
///
/// Parts have two blanks between them, and what belongs together has one. It is safe to print on a terminal: long
/// text is shortened and control characters are escaped. It is made for people and may change in any release.
#[derive(Clone, Copy)]
pub struct Summary<'d>(&'d Document<'d>);

/// Number of parts that are shown after the command.
const PARTS: usize = 8;

impl Document<'_> {
    /// Returns a summary, which prints the message in one line.
    ///
    /// ```
    /// use broadworks_cap::{Document, message::{Identity, call_action::CallAction}};
    ///
    /// let document = Document::new(CallAction::dial(Identity::cap_c("alice@example.com", "demo"), "2405550123"));
    /// assert_eq!(document.summary().to_string(), "callAction  alice@example.com  Dial 2405550123");
    /// ```
    #[must_use]
    pub const fn summary(&self) -> Summary<'_> {
        Summary(self)
    }
}

impl fmt::Debug for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.command.name().unwrap_or("(no command)");
        write!(f, "{}", Shown(name))?;
        let mut line = Line { out: f, parts: 0 };
        let subject = self.0.subject();
        line.part([subject.id.or(subject.user_uid)])?;
        line.part([subject.monitored_user_id.or(subject.monitored_user_uid)])?;
        content(&self.0.command, &mut line)?;
        match line.parts.saturating_sub(PARTS) {
            0 => Ok(()),
            more => write!(line.out, "  and {more} more"),
        }
    }
}

/// Writes what matters most in a command.
fn content(command: &Command<'_>, line: &mut Line<'_, '_>) -> fmt::Result {
    match command {
        Command::ResponseAuthentication(response) => {
            line.part([response.user.failure.as_ref().and_then(|failure| named(&failure.failure_cause))])
        }
        Command::RegisterResponse(response) => {
            line.part([response.user.failure.as_ref().and_then(|failure| named(&failure.failure_cause))])
        }
        Command::Acknowledgement(acknowledgement) => {
            let user = &acknowledgement.user;
            line.part([user.failure.as_ref().and_then(|failure| named(&failure.failure_cause))])?;
            line.part([user.message.as_ref().and_then(|message| named(&message.message_name))])
        }
        Command::UnRegister(ending) => line.part([named(&ending.user.user_logout_reason)]),
        Command::SessionUpdate(update) => {
            line.part([update.user.off_hook().map(|off| Text::from(if off { "off hook" } else { "on hook" }))])?;
            let Some(conference) = &update.user.conference else { return Ok(()) };
            let state = named(&conference.conference_state);
            line.part(
                [Some(Text::from("conference")), state]
                    .into_iter()
                    .chain(conference.call_ins.iter().map(|call| text(&call.call_in_id))),
            )
        }
        Command::ProfileUpdate(update) => {
            let user = &update.user;
            line.part([text(&user.first_name), text(&user.last_name)])?;
            line.named("dnd", user.dnd.as_ref())?;
            line.named("cfa", user.cfa.as_ref().map(|cfa| &cfa.value))?;
            line.part([named(&user.acd_state)])
        }
        Command::CallUpdate(update) => update.user.calls.iter().try_for_each(|call| {
            // Every call has a cause, and `Normal` says nothing.
            let cause = call.release_cause.as_ref().filter(|cause| **cause != ReleaseCause::Normal).map(Value::name);
            let parts = [text(&call.call_id), named(&call.state), cause];
            line.part(parts.into_iter().chain([text(&call.remote_number), text(&call.remote_name)]))
        }),
        Command::CallAction(request) => {
            let action = &request.user.action;
            let parameters = action.params.iter().map(|param| Some(Text::from(&param.value)));
            line.part([named(&action.action_type)].into_iter().chain(parameters))
        }
        Command::CallActionResponse(response) => {
            let action = &response.user.action;
            let result = action.result.as_ref();
            let success = result.and_then(|result| succeeded(result.success()));
            line.part([named(&action.action_type), success, result.and_then(|result| text(&result.message))])
        }
        Command::CallControlInfo(info) => {
            let Some(call) = &info.user.call else { return Ok(()) };
            line.part([text(&call.call_id)])?;
            let allowed = call.controls.iter().filter(|control| control.value == true);
            line.part(allowed.map(|control| named(&control.control_type)))
        }
        Command::ExternalNotify(notify) => line.part([named(&notify.user.third_party_mwi)]),
        Command::InfoResponse(response) => line.part(response.versions.iter().map(|version| Some(version.name()))),
        Command::MonitoringUsersRequest(request) => {
            let kind = request.user.monitoring.as_ref().and_then(|monitoring| named(&monitoring.mon_type));
            let users = request.user.mon_users.iter().map(|user| Some(Text::from(user)));
            line.part([kind].into_iter().chain(users))
        }
        Command::MonitoringUsersResponse(response) => {
            line.part([response.user.mon_result.as_ref().and_then(|result| succeeded(result.success()))])?;
            let failed = &response.user.failed_users;
            failed.iter().try_for_each(|user| line.part([text(&user.id), named(&user.failure_reason)]))
        }
        Command::QueueUpdate(update) => {
            line.part([named(&update.queue.update_reason)])?;
            update.queue.calls.iter().try_for_each(|call| {
                let position = call.position.as_ref().map(Value::name);
                line.part([text(&call.call_id), position, text(&call.remote_number), text(&call.remote_name)])
            })
        }
        Command::QueueAction(request) => {
            let data = &request.queue_action_data;
            let call = data.queue_call.as_ref();
            let position = call.and_then(|call| Some(call.position.as_ref()?.name()));
            let [id, destination] = [call.map(|call| &call.call_id), call.map(|call| &call.destination)];
            let priority = call.and_then(|call| named(&call.priority));
            let parts = [named(&data.action_type), id.and_then(text), position, destination.and_then(text), priority];
            line.part(parts)
        }
        Command::QueueProfileUpdate(update) => {
            line.named("night service", update.user.night_service.as_ref())?;
            line.named("holiday service", update.user.holiday_service.as_ref())?;
            line.named("forwarding", update.user.forced_forwarding.as_ref())
        }
        Command::QueueInfoResponse(response) => response
            .user
            .call_centers
            .iter()
            .try_for_each(|queue| line.part([text(&queue.id), queue.num_calls_in_queue.as_ref().map(Value::name)])),
        Command::Datagram(datagram) => line.part([Some(Text::from("to")), text(&datagram.to.user.id)]),
        Command::RegisterAuthentication(_)
        | Command::RegisterRequest(_)
        | Command::InfoRequest(_)
        | Command::ServerStatusRequest(_)
        | Command::QueueInfoRequest(_)
        | Command::Other(_) => Ok(()),
    }
}

fn text<'t>(field: &'t Option<Text<'_>>) -> Option<Text<'t>> {
    field.as_ref().map(Text::from)
}

fn named<'t, T: WireValue>(field: &'t Option<Value<'_, T>>) -> Option<Text<'t>> {
    field.as_ref().map(Value::name)
}

fn succeeded(success: Option<bool>) -> Option<Text<'static>> {
    success.map(|success| Text::from(if success { "succeeded" } else { "failed" }))
}

/// A line that is being written.
struct Line<'f, 'b> {
    out: &'f mut fmt::Formatter<'b>,
    parts: usize,
}

impl Line<'_, '_> {
    /// Writes texts as one part, unless all of them are missing or empty.
    fn part<'t>(&mut self, texts: impl IntoIterator<Item = Option<Text<'t>>>) -> fmt::Result {
        let mut texts = texts.into_iter().flatten().filter(|text| !text.is_empty()).peekable();
        if texts.peek().is_none() {
            return Ok(());
        }
        self.parts += 1;
        if self.parts > PARTS {
            return Ok(());
        }
        self.out.write_str(" ")?;
        texts.try_for_each(|text| write!(self.out, " {}", Shown(&text)))
    }

    /// Writes the state of something after its name.
    fn named<T: WireValue>(&mut self, name: &str, state: Option<&Value<'_, T>>) -> fmt::Result {
        match state {
            Some(state) => self.part([Some(Text::from(name)), Some(state.name())]),
            None => Ok(()),
        }
    }
}
