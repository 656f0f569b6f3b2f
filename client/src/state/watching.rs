//! Watching: which users a console's requests have removed from its list.

use std::collections::{BTreeSet, VecDeque};

use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::monitoring_users_response::MonitoringUsersResponse;
use broadworks_cap::message::values::MonType;

use super::{Id, StateLimits};

/// Requests that may wait for their response; past it the oldest is forgotten.
const REQUESTS: usize = 16;

/// Requests of a console that are not answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Watching(VecDeque<Request>);

#[derive(Debug, Clone)]
struct Request {
    kind: Option<MonType>,
    users: BTreeSet<Id>,
}

/// The users that are not watched any more.
pub(super) enum Unwatched {
    These(BTreeSet<Id>),
    AllBut(BTreeSet<Id>),
}

impl Watching {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Remembers a request, which the program itself has made.
    pub fn ask(&mut self, request: &MonitoringUsersRequest<'_>, limits: &StateLimits) {
        if self.0.len() >= REQUESTS {
            self.0.pop_front();
        }
        let kind = request.user.monitoring.as_ref().and_then(|monitoring| monitoring.mon_type());
        let users = request.user.mon_users.iter().filter_map(|id| limits.id(Some(id))).map(Id::from).collect();
        self.0.push_back(Request { kind, users });
    }

    /// Takes the response to the oldest request.
    pub fn answer(&mut self, response: &MonitoringUsersResponse<'_>) -> Option<Unwatched> {
        let Request { kind, mut users } = self.0.pop_front()?;
        for failed in &response.user.failed_users {
            users.remove(failed.id().unwrap_or_default());
        }
        match kind? {
            MonType::Delete => Some(Unwatched::These(users)),
            MonType::Replace => Some(Unwatched::AllBut(users)),
            _ => None,
        }
    }
}
