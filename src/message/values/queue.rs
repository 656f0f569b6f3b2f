//! Value sets of call center queues and agents.

use crate::schema::{codes, tokens};

tokens! {
    /// State of a call center agent.
    pub enum AcdState loosely {
        /// `Sign-in`.
        "Sign-in" => SignIn,
        /// `Sign-out`.
        "Sign-out" => SignOut,
        /// `Available`.
        "Available" => Available,
        /// `Unavailable`.
        "Unavailable" => Unavailable,
        /// `Wrap-up`.
        "Wrap-up" | "WrapUp" | "Wrap Up" => WrapUp,
    }
}

tokens! {
    /// What happened in a queue.
    pub enum UpdateReason {
        /// `Initial`.
        "Initial" => Initial,
        /// `CallAdded`.
        "CallAdded" => CallAdded,
        /// `CallAnswered`.
        "CallAnswered" => CallAnswered,
        /// `CallTransferred`.
        "CallTransferred" => CallTransferred,
        /// `CallAbandoned`.
        "CallAbandoned" => CallAbandoned,
        /// `CallReordered`.
        "CallReordered" => CallReordered,
        /// `CallUpdated`.
        "CallUpdated" => CallUpdated,
        /// `Refresh`.
        "Refresh" => Refresh,
        /// `QueueTimeout`.
        "QueueTimeout" => QueueTimeout,
        /// `QueueOverflow`.
        "QueueOverflow" | "QueueOverFlow" => QueueOverflow,
        /// `CallPromoted`.
        "CallPromoted" => CallPromoted,
    }
}

tokens! {
    /// What a `queueAction` does.
    pub enum QueueActionType {
        /// `Transfer`.
        "Transfer" | "Remove" => Transfer,
        /// `Reorder`.
        "Reorder" => Reorder,
        /// `Refresh`.
        "Refresh" => Refresh,
        /// `Promote`.
        "Promote" => Promote,
    }
}

tokens! {
    /// Whether the entrance message plays.
    pub enum MandatoryEntrance {
        /// `Not Playing`.
        "Not Playing" => NotPlaying,
        /// `Playing`.
        "Playing" => Playing,
    }
}

codes! {
    /// Priority of a queued call.
    pub enum Priority {
        /// `0`: highest.
        "0" => Highest,
        /// `1`: high.
        "1" => High,
        /// `2`: medium.
        "2" => Medium,
        /// `3`: low.
        "3" => Low,
    }
}

tokens! {
    /// Night service of a queue.
    pub enum NightService {
        /// `Off`.
        "Off" => Off,
        /// `On`.
        "On" => On,
        /// `Manual`.
        "Manual" => Manual,
    }
}

tokens! {
    /// Holiday service of a queue.
    pub enum HolidayService {
        /// `Off`.
        "Off" => Off,
        /// `On`.
        "On" => On,
    }
}

tokens! {
    /// Forced forwarding of a queue.
    pub enum ForcedForwarding {
        /// `Off`.
        "Off" => Off,
        /// `On`.
        "On" => On,
    }
}
