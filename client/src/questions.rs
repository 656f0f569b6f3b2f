//! The requests that have answers, as methods of both clients.

/// Converts the answer to a request into its command.
macro_rules! answer {
    ($answer:expr, $Command:ident) => {
        match $answer.into_document().command {
            broadworks_cap::Command::$Command(answer) => Ok(answer),
            // What an answer is recognised by includes its command.
            _ => Err($crate::RequestError::NoAnswer),
        }
    };
}

/// Defines the methods: `questions!([async] [mut] [.await])`, each of which may be left out.
macro_rules! questions {
    ([$($async:ident)?] [$($mut:ident)?] [$($await:tt)*]) => {
        /// Watches more users, also after every reconnect, and returns who cannot be watched.
        ///
        /// # Errors
        /// Same as [`ask`](Self::ask).
        pub $($async)? fn monitor<T: Into<String>>(
            &$($mut)? self,
            users: impl IntoIterator<Item = T>,
        ) -> Result<MonitoringUsersResponse<'static>, RequestError> {
            let users = users.into_iter().map(Into::into);
            let request = MonitoringUsersRequest::add(Identity::default(), users);
            answer!(self.ask(request)$($await)*?, MonitoringUsersResponse)
        }

        /// Watches these users and no others, also after every reconnect.
        ///
        /// # Errors
        /// Same as [`ask`](Self::ask).
        pub $($async)? fn monitor_only<T: Into<String>>(
            &$($mut)? self,
            users: impl IntoIterator<Item = T>,
        ) -> Result<MonitoringUsersResponse<'static>, RequestError> {
            let users = users.into_iter().map(Into::into);
            let request = MonitoringUsersRequest::replace(Identity::default(), users);
            answer!(self.ask(request)$($await)*?, MonitoringUsersResponse)
        }

        /// Stops watching some users.
        ///
        /// # Errors
        /// Same as [`ask`](Self::ask).
        pub $($async)? fn stop_monitoring<T: Into<String>>(
            &$($mut)? self,
            users: impl IntoIterator<Item = T>,
        ) -> Result<MonitoringUsersResponse<'static>, RequestError> {
            let users = users.into_iter().map(Into::into);
            let request = MonitoringUsersRequest::delete(Identity::default(), users);
            answer!(self.ask(request)$($await)*?, MonitoringUsersResponse)
        }

        /// Asks for the whole queue of a call center: in CAP-C the one that is logged in (`Identity::default()`), in CCC2
        /// the one that is named. It is asked for again after every reconnect.
        ///
        /// # Errors
        /// Same as [`ask`](Self::ask).
        pub $($async)? fn queue(
            &$($mut)? self,
            call_center: Identity<'static>,
        ) -> Result<QueueUpdate<'static>, RequestError> {
            answer!(self.ask(QueueAction::refresh(call_center))$($await)*?, QueueUpdate)
        }

        /// Asks how many calls wait in the queues of an agent: in CAP-C the one who is logged in (`Identity::default()`),
        /// in CCC2 the one who is named.
        ///
        /// # Errors
        /// Same as [`ask`](Self::ask).
        pub $($async)? fn queue_info(
            &$($mut)? self,
            agent: Identity<'static>,
        ) -> Result<QueueInfoResponse<'static>, RequestError> {
            answer!(self.ask(QueueInfoRequest::new(agent))$($await)*?, QueueInfoResponse)
        }

        /// Asks for the versions of the protocol that the server speaks.
        ///
        /// # Errors
        /// Same as [`ask`](Self::ask).
        pub $($async)? fn info(&$($mut)? self) -> Result<InfoResponse<'static>, RequestError> {
            answer!(self.ask(InfoRequest::versions())$($await)*?, InfoResponse)
        }

        /// Sends an action and returns its response, for the two actions that have one: `TagCallWithDispositionCode` and
        /// `CustOriginatedTraceCall`. An action without an id gets one. It is never sent later: a client that is not
        /// online refuses it.
        ///
        /// # Errors
        /// Same as [`ask`](Self::ask).
        pub $($async)? fn act(
            &$($mut)? self,
            mut action: CallAction<'static>,
        ) -> Result<CallActionResponse<'static>, RequestError> {
            action.user.action.response_requested = Some(true.into());
            answer!(self.ask(action)$($await)*?, CallActionResponse)
        }
    };
}

pub(crate) use {answer, questions};

/// What the methods need in scope.
pub(crate) mod prelude {
    pub(crate) use super::{answer, questions};
    pub use broadworks_cap::message::Identity;
    pub use broadworks_cap::message::call_action::CallAction;
    pub use broadworks_cap::message::call_action_response::CallActionResponse;
    pub use broadworks_cap::message::info_request::InfoRequest;
    pub use broadworks_cap::message::info_response::InfoResponse;
    pub use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
    pub use broadworks_cap::message::monitoring_users_response::MonitoringUsersResponse;
    pub use broadworks_cap::message::queue_action::QueueAction;
    pub use broadworks_cap::message::queue_info_request::QueueInfoRequest;
    pub use broadworks_cap::message::queue_info_response::QueueInfoResponse;
    pub use broadworks_cap::message::queue_update::QueueUpdate;
}
