//! Value sets of call center queues and agents.

use crate::schema::tokens;

tokens! {
    /// State of a call center agent; tables, samples and prose spell the last one differently (E091).
    pub enum AcdState loosely {
        /// The agent is signed in.
        "Sign-in" => SignIn,
        /// The agent is signed out.
        "Sign-out" => SignOut,
        /// The agent takes calls of the queues.
        "Available" => Available,
        /// The agent takes no calls; `unavailabilityCode` may say why.
        "Unavailable" => Unavailable,
        /// The agent finishes the work of the call that `wrapUpCallCenterCallId` names.
        "Wrap-up" | "WrapUp" | "Wrap Up" => WrapUp,
    }
}

tokens! {
    /// Event in a queue, which decides how much of the queue the update tells.
    ///
    /// `Initial`, `CallReordered` and `Refresh` list all calls in the order of the queue. Additions
    /// and removals carry only the call concerned. Of the others the specification does not say it.
    pub enum UpdateReason {
        /// The call center logged in: the whole queue.
        "Initial" => Initial,
        /// A call entered the queue: this call.
        "CallAdded" => CallAdded,
        /// An agent answered a call: this call, which left the queue.
        "CallAnswered" => CallAnswered,
        /// A call was transferred: this call, which left the queue.
        "CallTransferred" => CallTransferred,
        /// A call left the queue without being served, as the name says: this call.
        "CallAbandoned" => CallAbandoned,
        /// Somebody changed the order: the whole queue.
        "CallReordered" => CallReordered,
        /// A field of a queued call changed.
        "CallUpdated" since "16.0" => CallUpdated,
        /// A client asked for a refresh: the whole queue, which may be empty.
        "Refresh" => Refresh,
        /// A call waited longer than the queue allows: this call, which left the queue.
        "QueueTimeout" => QueueTimeout,
        /// The queue was full, so a call went to voice mail or to another treatment.
        "QueueOverflow" | "QueueOverFlow" => QueueOverflow,
        /// A call got a higher priority.
        "CallPromoted" since "17.0" => CallPromoted,
    }
}

impl UpdateReason {
    /// Returns `true` if the update lists all calls in the order of the queue, so that it replaces what was known;
    /// `false` if it lists only what changed. Where the specification does not say it, this is `false`.
    #[must_use]
    pub const fn is_snapshot(self) -> bool {
        matches!(self, Self::Initial | Self::CallReordered | Self::Refresh)
    }
}

tokens! {
    /// Action of a `queueAction`; the DTDs published `Remove` for the first one (E090).
    pub enum QueueActionType {
        /// Move a call out of the queue, to the number in `destination`.
        "Transfer" | "Remove" => Transfer,
        /// Move a call to the place in `position`.
        "Reorder" => Reorder,
        /// Ask for a `queueUpdate` with the whole queue.
        "Refresh" => Refresh,
        /// Give a call the priority in `priority`.
        "Promote" since "17.0" => Promote,
    }
}

tokens! {
    /// State of the entrance message that every caller must hear.
    pub enum MandatoryEntrance {
        /// The message is not being played to this call.
        "Not Playing" => NotPlaying,
        /// The message is being played to this call.
        "Playing" => Playing,
    }
}

tokens! {
    /// Priority of a queued call.
    pub enum Priority coded {
        /// Served before all others.
        "0" => Highest,
        /// Served after the highest priority.
        "1" => High,
        /// Served after the high priority.
        "2" => Medium,
        /// Served after all others.
        "3" => Low,
    }
}

tokens! {
    /// Night service of a queue.
    pub enum NightService {
        /// The queue has no night service.
        "Off" => Off,
        /// The queue has a night service that follows its schedule.
        "On" => On,
        /// The night service was switched by hand, whatever the schedule says.
        "Manual" => Manual,
    }
}

tokens! {
    /// Holiday service of a queue.
    pub enum HolidayService {
        /// The queue has no holiday service.
        "Off" => Off,
        /// The queue has a holiday service.
        "On" => On,
    }
}

tokens! {
    /// Forced forwarding of a queue.
    pub enum ForcedForwarding {
        /// The queue takes its calls itself.
        "Off" => Off,
        /// The queue forwards its calls.
        "On" => On,
    }
}
