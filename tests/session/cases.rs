//! For each rule, sessions that break it and sessions that do not.

use broadworks_cap::validate::session::SessionRule;

use crate::messages::*;

/// A rule, sessions that break it, and only it, and sessions that break no rule.
pub type Case = (SessionRule, Vec<Vec<Message>>, Vec<Vec<Message>>);

/// Returns a case for each rule.
pub fn cases() -> Vec<Case> {
    use SessionRule as R;
    let info = |command: &str, inner: &str| message(command, inner);
    let keepalive = || info("serverStatusRequest", "");
    let answer_time = "<callAnswerTime>1700000000000</callAnswerTime>";
    let terminator = "<personality>2</personality>";
    let queued = || after(login(), [queue("Initial", &[("a", "1", "2"), ("b", "2", "3")])]);
    let two = || after(console(2, "True"), [introduce("bob@example.com"), introduce("carol@example.com")].concat());
    let free = || logging_in("registerRequest", "CallClient", "", "");
    let dial = || {
        let number = r#"<actionParam actionParamName="Number">2405550123</actionParam>"#;
        of_alice("callAction", &format!(r#"<action actionType="Dial">{number}</action>"#))
    };
    vec![
        (
            R::LoginOrder,
            vec![
                after(vec![], [challenge(), request(), registered(), acknowledge()]),
                after(vec![], [ask(), request(), registered(), acknowledge()]),
                after(vec![], [ask(), challenge(), registered(), acknowledge()]),
                after(vec![], [ask(), challenge(), request(), registered(), acknowledge(), acknowledge()]),
                after(vec![], [ask(), challenge(), request(), refused(), acknowledge()]),
                after(vec![], [ask(), challenge(), request(), refused(), request(), refused()]),
            ],
            vec![
                login(),
                vec![free(), registered(), acknowledge()],
                after(vec![ask(), challenge(), request(), refused()], login()),
                after(login(), after(vec![log_out("ClientLogout")], login())),
            ],
        ),
        (
            R::BeforeAcknowledgement,
            vec![
                vec![ask(), challenge(), request(), registered(), call("a", 2, ""), acknowledge()],
                vec![ask(), challenge(), session(""), request(), registered(), acknowledge()],
                vec![ask(), challenge(), request(), refused(), session("")],
                vec![session("")],
            ],
            vec![
                vec![ask(), keepalive(), challenge(), request(), registered(), acknowledge(), call("a", 2, "")],
                // The earlier session of the same client.
                after(login(), [ask(), challenge(), request(), call("a", 2, ""), registered(), acknowledge()]),
            ],
        ),
        (
            R::ClientBeforeLogin,
            vec![vec![dial()], vec![ask(), challenge(), request(), registered(), dial(), acknowledge()]],
            vec![after(login(), [dial()]), vec![info("infoRequest", "<capVersionRequest/>"), info("infoResponse", "")]],
        ),
        (
            R::AfterLogout,
            vec![
                after(login(), [log_out("ForceLogoutD"), session("")]),
                after(login(), [log_out("ClientLogout"), dial()]),
                after(login(), [log_out("ClientLogout"), log_out("ClientLogout")]),
            ],
            vec![
                after(login(), [log_out("ClientLogout"), keepalive()]),
                after(login(), [log_out("ClientLogout"), log_out("ForceLogoutL")]),
                // What the server sends to the session that it ended is not sent to the new one.
                after(login(), after(vec![log_out("ForceLogoutD")], after(login(), [session("")]))),
            ],
        ),
        (
            R::CrossedLogout,
            vec![
                after(login(), [log_out("ClientLogout"), session("")]),
                after(login(), [log_out("ForceLogoutU"), dial()]),
            ],
            vec![after(login(), [trace("7"), log_out("ClientLogout"), traced("7")])],
        ),
        (
            R::InitialOnce,
            vec![
                after(ready(0, ""), [session("<numCalls>0</numCalls>")]),
                after(ready(0, ""), [of_alice("profileUpdate", "<initialUpdate/>")]),
                after(console(1, "True"), [introduce("bob@example.com"), introduce("bob@example.com")].concat()),
            ],
            vec![after(ready(0, ""), after(vec![log_out("ClientLogout")], ready(0, "")))],
        ),
        (
            R::MissingCalls,
            vec![
                after(ready(2, ""), [call("a", 2, ""), call("a", 3, "")]),
                after(ready(1, ""), [session("<offHook>False</offHook>")]),
            ],
            vec![
                after(ready(2, ""), [call("a", 2, ""), call("b", 3, ""), call("a", 3, "")]),
                // A call that is new.
                after(ready(1, ""), [call("a", 2, ""), call("b", 1, ""), session("<offHook>False</offHook>")]),
                // The order does not matter.
                after(login(), [call("a", 2, ""), session("<numCalls>1</numCalls>"), call("a", 3, "")]),
                // The recording may end at any time.
                after(ready(2, ""), [call("a", 2, "")]),
            ],
        ),
        (
            R::MissingWatched,
            vec![after(
                console(2, "True"),
                after(introduce("bob@example.com").into(), [watched("profileUpdate", "bob@example.com", "")]),
            )],
            vec![
                after(two(), [watched("sessionUpdate", "carol@example.com", "<offHook>True</offHook>")]),
                after(console(2, "True"), introduce("bob@example.com")),
            ],
        ),
        (
            R::CallDetails,
            vec![after(
                console(1, "False"),
                after(
                    introduce("bob@example.com").into(),
                    [watched("callUpdate", "bob@example.com", r#"<call callId="a"><state>2</state></call>"#)],
                ),
            )],
            vec![after(two(), [watched("callUpdate", "bob", r#"<call callId="a"><state>2</state></call>"#)])],
        ),
        (
            R::NotWatched,
            vec![
                after(two(), [watched("sessionUpdate", "dave@example.com", "<offHook>True</offHook>")]),
                after(console(0, "True"), [watched("callUpdate", "dave@example.com", "")]),
                after(two(), after(watch("Delete", "bob").into(), [watched("profileUpdate", "bob@example.com", "")])),
                after(two(), after(watch("Replace", "bob").into(), [watched("profileUpdate", "carol", "")])),
            ],
            vec![
                after(two(), after(watch("Add", "dave").into(), introduce("dave@example.com"))),
                after(two(), after(watch("Delete", "bob").into(), [watched("profileUpdate", "carol", "")])),
                // The update may have been on its way.
                after(two(), {
                    let [request, response] = watch("Delete", "bob");
                    [request, watched("profileUpdate", "bob@example.com", ""), response]
                }),
            ],
        ),
        (
            R::CallStateOrder,
            vec![
                after(ready(0, ""), [call("a", 1, ""), call("a", 2, ""), call("a", 1, "")]),
                after(ready(0, ""), [call("a", 1, ""), call("a", 0, "")]),
            ],
            vec![
                after(ready(0, ""), [1, 2, 3, 2, 4, 2, 5].map(|state| call("a", state, ""))),
                after(ready(0, ""), [call("a", 2, ""), call("a", 1, "<recallType>AHR</recallType>")]),
                after(ready(0, ""), [leg("17.0", "a", 0, 2), leg("17.0", "a", 1, 1)]),
            ],
        ),
        (
            R::AfterRelease,
            vec![
                after(ready(0, ""), [call("a", 5, ""), call("a", 2, "")]),
                after(ready(0, ""), [call("a", 1, ""), call("a", 5, ""), call("a", 5, "")]),
            ],
            vec![
                after(ready(0, ""), [call("a", 5, ""), call("b", 5, "")]),
                after(ready(0, ""), [leg("17.0", "a", 0, 5), leg("17.0", "a", 1, 1), leg("17.0", "a", 1, 5)]),
            ],
        ),
        (
            R::AnswerTime,
            vec![after(ready(0, ""), [call("a", 1, answer_time)])],
            vec![
                after(ready(0, ""), [call("a", 1, ""), call("a", 2, answer_time), call("a", 5, answer_time)]),
                // The user has answered the first leg.
                after(
                    ready(0, ""),
                    [
                        call("a", 2, &format!("<personality>0</personality>{answer_time}")),
                        call("a", 1, &format!("<personality>1</personality>{answer_time}")),
                    ],
                ),
            ],
        ),
        (
            R::LegIds,
            vec![
                after(ready(0, ""), [leg("16.0", "a", 0, 1), leg("16.0", "b", 1, 1)]),
                after(ready(0, ""), [leg("15.0", "a", 0, 1), leg("15.0", "a", 1, 1)]),
            ],
            vec![
                after(ready(0, ""), [leg("16.0", "a", 0, 1), leg("16.0", "a", 1, 1)]),
                after(ready(0, ""), [leg("15.0", "a", 0, 1), leg("15.0", "a", 0, 5), leg("15.0", "b", 1, 1)]),
            ],
        ),
        (
            R::NotPermitted,
            vec![
                after(ready(0, ""), [call("a", 2, ""), controls("a", &[("Hold", "False")]), action("Hold", &["a"])]),
                after(
                    ready(0, ""),
                    [call("a", 3, ""), controls("a", &[("Retrieve", "False")]), action("Answer", &["a"])],
                ),
                after(ready(0, ""), [call("a", 1, terminator), action("Answer", &["a"])]),
                after(
                    ready(0, ""),
                    [call("a", 1, ""), controls("a", &[("Answer", "False")]), action("Answer", &["a"])],
                ),
            ],
            vec![
                after(ready(0, ""), [call("a", 2, ""), action("Hold", &["a"])]),
                after(
                    ready(0, ""),
                    [call("a", 1, terminator), controls("a", &[("Answer", "True")]), action("Answer", &["a"])],
                ),
                // The second call, perhaps at an analog phone.
                after(ready(0, ""), [call("a", 2, ""), call("b", 1, terminator), action("Answer", &["b"])]),
                // What was allowed may have come before the login.
                after(ready(1, ""), [call("a", 1, terminator), action("Answer", &["a"])]),
                // The control is older than the state.
                after(
                    ready(0, ""),
                    [call("a", 3, ""), controls("a", &[("Hold", "False")]), call("a", 2, ""), action("Hold", &["a"])],
                ),
            ],
        ),
        (
            R::CallOfAction,
            vec![
                after(ready(0, ""), [action("Release", &["a"])]),
                after(ready(0, ""), [call("a", 2, ""), call("a", 5, ""), action("Hold", &["a"])]),
                after(ready(0, ""), [call("a", 2, ""), action("ConfStart", &["a", "b"])]),
            ],
            vec![
                after(ready(0, ""), [call("a", 2, ""), call("b", 3, ""), action("ConfStart", &["a", "b"])]),
                after(ready(2, &conference("Active")), [action("Release", &["a"])]),
                after(ready(0, ""), [call("a", 5, ""), trace("7"), traced("7")]),
            ],
        ),
        (
            R::TwoCalls,
            vec![after(ready(0, ""), [call("a", 2, ""), action("XferConsult", &["a", "a"])])],
            vec![after(ready(0, ""), [call("a", 2, ""), call("b", 3, ""), action("XferConsult", &["a", "b"])])],
        ),
        (
            R::ConferenceAction,
            vec![
                after(ready(0, ""), [action("ConfHold", &[])]),
                after(
                    ready(0, ""),
                    [session(&conference("Active")), session(&conference("Released")), action("ConfRelease", &[])],
                ),
                after(ready(0, ""), [session(&conference("Held")), action("ConfHold", &[])]),
                after(ready(0, ""), [session(&conference("Active")), action("ConfAnswer", &[])]),
                after(ready(0, ""), [session(&conference("Active")), action("ConferenceUnmute", &[])]),
                after(ready(0, ""), [call("a", 2, ""), action("ConfAdd", &["a"])]),
            ],
            vec![
                after(
                    ready(0, ""),
                    [session(&conference("Active")), action("ConfHold", &[]), action("ConfAnswer", &[])],
                ),
                after(
                    ready(0, ""),
                    [session(&conference("Active")), session("<offHook>True</offHook>"), action("ConfAnswer", &[])],
                ),
                after(login(), [action("ConfHold", &[])]),
            ],
        ),
        (
            R::UnaskedResponse,
            vec![
                after(login(), [traced("7")]),
                after(login(), [trace("7"), traced("7"), traced("7")]),
                after(login(), [of_alice("queueInfoResponse", "")]),
                after(console(0, "True"), [watch("Add", "bob")[1].clone()]),
                vec![info("infoResponse", "")],
            ],
            vec![after(login(), [trace("7"), trace("7"), traced("7"), traced("7")])],
        ),
        (
            R::OwedResponse,
            vec![
                vec![ask()],
                vec![ask(), challenge(), request()],
                after(login(), [trace("7")]),
                after(login(), [of_alice("queueInfoRequest", "")]),
                after(login(), [queue_action("Refresh", "")]),
                after(console(0, "True"), [watch("Add", "bob")[0].clone()]),
                vec![info("infoRequest", "<capVersionRequest/>")],
            ],
            vec![
                after(login(), [of_alice("queueInfoRequest", ""), of_alice("queueInfoResponse", "")]),
                after(login(), [queue_action("Refresh", ""), queue("Refresh", &[])]),
                after(login(), [trace("7"), log_out("ForceLogoutL")]),
            ],
        ),
        (
            R::QueueAddedTwice,
            vec![after(queued(), [queue("CallAdded", &[("a", "1", "")])])],
            vec![after(queued(), [queue("CallAdded", &[("c", "3", "")]), queue("CallAnswered", &[("c", "", "")])])],
        ),
        (
            R::QueueAbsent,
            vec![
                after(queued(), [queue("CallAbandoned", &[("c", "", "")])]),
                after(queued(), [queue("CallAnswered", &[("a", "", "")]), queue("QueueTimeout", &[("a", "", "")])]),
            ],
            vec![
                after(queued(), [queue("CallAbandoned", &[("a", "", "")]), queue("QueueOverflow", &[("c", "", "")])]),
                // The queue is not known without a full update.
                after(login(), [queue("CallAbandoned", &[("c", "", "")])]),
            ],
        ),
        (
            R::QueueDuplicate,
            vec![after(login(), [queue("Initial", &[("a", "", ""), ("a", "", "")])])],
            vec![after(queued(), [queue("CallReordered", &[("b", "1", "3"), ("a", "2", "2")])])],
        ),
        (
            R::QueuePosition,
            vec![
                after(login(), [queue("Initial", &[("a", "2", "")])]),
                after(queued(), [queue("CallAdded", &[("c", "4", "")])]),
                after(
                    queued(),
                    [queue_action("Reorder", r#"<queueCall callId="a"><position>0</position></queueCall>"#)],
                ),
            ],
            vec![after(queued(), [queue("CallAdded", &[("c", "3", "")]), queue("CallAdded", &[("d", "1", "")])])],
        ),
        (
            R::QueuePromotion,
            vec![
                after(queued(), [queue("CallPromoted", &[("a", "1", "2")])]),
                after(
                    queued(),
                    [queue_action("Promote", r#"<queueCall callId="a"><priority>3</priority></queueCall>"#)],
                ),
            ],
            vec![after(
                queued(),
                [queue("CallPromoted", &[("b", "2", "2")]), queue("CallPromoted", &[("b", "1", "0")])],
            )],
        ),
        (
            R::QueueCallOfAction,
            vec![after(queued(), [queue_action("Transfer", r#"<queueCall callId="c"/>"#)])],
            vec![after(queued(), [queue_action("Transfer", r#"<queueCall callId="a"/>"#)])],
        ),
    ]
}
