//! Wishes: requests that hold for a whole session, and are made again in the next one.

use std::collections::BTreeSet;

use broadworks_cap::login::Session;
use broadworks_cap::message::Identity;
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::values::{MonType, QueueActionType};
use broadworks_cap::{Command, Document};

/// Most users in one request.
const USERS: usize = 200;

/// The watched users, and the queues that were asked for.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// Whether the users are all that are watched, because a `Replace` said so.
    is_whole: bool,
    users: BTreeSet<String>,
    /// Call centers; `None` is the one that is logged in.
    queues: BTreeSet<Option<String>>,
}

impl Wishes {
    /// Learns from a document that is sent.
    pub fn learn(&mut self, document: &Document<'_>) {
        match &document.command {
            Command::MonitoringUsersRequest(request) => {
                let users = request.user.mon_users.iter().map(|user| user.to_string());
                match request.user.monitoring.as_ref().and_then(|it| it.mon_type()) {
                    Some(MonType::Add) => self.users.extend(users),
                    Some(MonType::Delete) => users.for_each(|user| _ = self.users.remove(&user)),
                    Some(MonType::Replace) => (self.is_whole, self.users) = (true, users.collect()),
                    _ => {}
                }
            }
            Command::QueueAction(it) if it.queue_action_data.action_type() == Some(QueueActionType::Refresh) => {
                self.queues.insert(it.user.id.as_ref().map(ToString::to_string));
            }
            _ => {}
        }
    }

    /// Returns the requests of a new session.
    pub fn requests(&self) -> Vec<Document<'static>> {
        let users: Vec<&String> = self.users.iter().collect();
        let monitoring = users.chunks(USERS).enumerate().map(|(number, users)| {
            let users = users.iter().map(|user| user.to_string());
            if self.is_whole && number == 0 {
                Document::new(MonitoringUsersRequest::replace(Identity::default(), users))
            } else {
                Document::new(MonitoringUsersRequest::add(Identity::default(), users))
            }
        });
        let queues = self.queues.iter().map(|queue| {
            let mut identity = Identity::default();
            identity.id = queue.clone().map(Into::into);
            Document::new(QueueAction::refresh(identity))
        });
        monitoring.chain(queues).collect()
    }
}

/// Fills in whose session a request belongs to, if it does not say so.
pub(super) fn fill(document: &mut Document<'_>, session: &Session) {
    macro_rules! fill {
        ($request:expr) => {{
            let (user, mine) = (&mut $request.user, session.identity().into_owned());
            if user.id.is_none() && user.user_uid.is_none() {
                (user.id, user.user_uid) = (mine.id, mine.user_uid);
            }
            if user.application_id.is_none() {
                user.application_id = mine.application_id;
            }
        }};
    }
    match &mut document.command {
        Command::CallAction(request) => fill!(request),
        Command::ExternalNotify(request) => fill!(request),
        Command::MonitoringUsersRequest(request) => fill!(request),
        Command::QueueAction(request) => fill!(request),
        Command::QueueInfoRequest(request) => fill!(request),
        _ => {}
    }
}
