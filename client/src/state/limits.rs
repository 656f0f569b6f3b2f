//! Limits of a state, so that no server makes it grow without end.

use broadworks_cap::Text;

/// How much a [`State`](super::State) remembers.
///
/// Past a limit on users, calls or queues, what was told of the longest time ago gives way to the new, and the change says
/// so: [`End::Dropped`](super::End::Dropped), [`Change::UserGone`](super::Change::UserGone),
/// [`Change::QueueGone`](super::Change::QueueGone).
///
/// In ordinary traffic, a user, a call or a waiting call needs about 1 KB. A server that fills every field to the default
/// limits makes it hold 40 KB for a user, 6 KB for a call and 3 KB for a waiting call, at most, and so 1 GB in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateLimits {
    /// Users; 10,000 by default.
    pub users: usize,
    /// Calls of all users together; 20,000 by default.
    pub calls: usize,
    /// Calls that are over and are remembered, so that a message that comes late does not bring them back; 10,000 by
    /// default. Past the limit the oldest are forgotten.
    pub ended_calls: usize,
    /// Call centers; 200 by default.
    pub queues: usize,
    /// Calls in a queue; 500 by default. A call that finds no room is not taken, and the queue is not
    /// [current](super::Queue::is_current) until a snapshot that fits.
    pub queued_calls: usize,
    /// Call centers of an agent, and calls in a conference; 50 by default. Those past the limit are not taken.
    pub members: usize,
    /// Bytes of a text; 256 by default. A longer text is cut, between two characters. What has a longer id is not taken.
    pub text: usize,
}

impl Default for StateLimits {
    fn default() -> Self {
        Self {
            users: 10_000,
            calls: 20_000,
            ended_calls: 10_000,
            queues: 200,
            queued_calls: 500,
            members: 50,
            text: 256,
        }
    }
}

impl StateLimits {
    /// Returns an id, if it is one: not empty, and not too long.
    pub(super) fn id<'t>(&self, id: Option<&'t str>) -> Option<&'t str> {
        id.filter(|id| !id.is_empty() && id.len() <= self.text)
    }

    /// Returns a text that is kept.
    pub(super) fn text(&self, text: Option<&Text<'_>>) -> Option<String> {
        let text: &str = text?;
        let end = (0..=self.text.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
        Some(text[..end.unwrap_or_default()].into())
    }
}
