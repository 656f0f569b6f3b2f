//! The order of a login, and the end of a session.

use super::users::{Stage, User};
use super::{SessionChecker, SessionRule, Turn};
use crate::message::values::UserLogoutReason;
use crate::message::{Command, Direction, un_register};

impl SessionChecker {
    /// Checks a message against the state of the login. Returns whether it says something about the user's calls and
    /// requests.
    pub(super) fn check_login(&mut self, turn: &Turn<'_>, user: &mut User, command: &Command<'_>) -> bool {
        let stage = user.stage;
        let (next, fits) = match command {
            Command::RegisterAuthentication(_) => {
                user.again = matches!(stage, Stage::Live | Stage::Unknown) || (stage.is_login() && user.again);
                (Stage::Asked, true)
            }
            Command::ResponseAuthentication(response) => (
                if response.user.failure.is_some() { Stage::Failed } else { Stage::Challenged },
                matches!(stage, Stage::Asked | Stage::Unknown),
            ),
            Command::RegisterRequest(request) => {
                let is_free = matches!(stage, Stage::Challenged | Stage::Unknown);
                // A login without a password needs no nonce.
                (Stage::Requested, is_free || request.user.secure_password.is_none())
            }
            Command::RegisterResponse(response) => {
                let fits = matches!(stage, Stage::Requested | Stage::Unknown);
                if response.user.failure.is_some() {
                    (Stage::Failed, fits)
                } else {
                    user.watch.begin(&response.user);
                    (Stage::Registered, fits)
                }
            }
            Command::Acknowledgement(_) => match stage {
                Stage::Registered => {
                    user.begin(self.users.next());
                    (Stage::Live, true)
                }
                _ => (stage, stage == Stage::Unknown),
            },
            Command::UnRegister(logout) => return self.logout(turn, user, &logout.user),
            _ => return self.is_expected(turn, user, command),
        };
        if !fits {
            self.report(turn, SessionRule::LoginOrder, "", turn.who);
        }
        user.stage = match next {
            // The earlier login may last.
            Stage::Failed if user.again => Stage::Unknown,
            next => next,
        };
        user.since = turn.number;
        false
    }

    fn logout(&mut self, turn: &Turn<'_>, user: &mut User, logout: &un_register::User<'_>) -> bool {
        // The session id, if there is one, is known to be that of the last login that succeeded.
        let is_of_client = logout.user_logout_reason() == Some(UserLogoutReason::ClientLogout);
        let is_clear = is_of_client || (user.stage == Stage::Live && logout.user_uid.is_some());
        match user.stage {
            Stage::Over(direction) if direction == turn.direction => {
                self.report(turn, SessionRule::AfterLogout, "", turn.who);
            }
            Stage::Over(_) => {}
            // The server ends the earlier login of the same client, or this one.
            stage if user.again && !is_clear => {
                if stage == Stage::Live {
                    user.stage = Stage::Unknown;
                }
            }
            _ => user.stage = Stage::Over(turn.direction),
        }
        if turn.direction == Direction::ToClient {
            self.waive(user.number);
        }
        false
    }

    /// Checks a message that is not about the login.
    fn is_expected(&mut self, turn: &Turn<'_>, user: &User, command: &Command<'_>) -> bool {
        let is_response = self.is_answer(turn, user, command);
        // An earlier login may last while another one begins.
        let is_out = matches!(user.stage, Stage::Out | Stage::Failed) || (user.stage.is_login() && !user.again);
        let rule = match user.stage {
            Stage::Over(direction) if direction == turn.direction => SessionRule::AfterLogout,
            Stage::Over(_) if is_response => return false,
            Stage::Over(_) => SessionRule::CrossedLogout,
            _ if !is_out => return true,
            _ if matches!(command, Command::ServerStatusRequest(_)) => return false,
            _ if turn.direction == Direction::ToServer => SessionRule::ClientBeforeLogin,
            _ => SessionRule::BeforeAcknowledgement,
        };
        self.report(turn, rule, "", turn.who);
        false
    }
}
