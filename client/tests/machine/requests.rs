//! Requests: which answer belongs to which, and how they fail.

use std::time::Duration;

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::info_request::InfoRequest;
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::queue_action::QueueAction;
use broadworks_cap::message::queue_info_request::QueueInfoRequest;
use broadworks_cap::message::values::MonType;
use broadworks_cap::{Command, Document};
use broadworks_client::{RequestError, Ticket};

use crate::peer::{ALICE, BOB, World, farm, monitored, numbered, options, response};

const LIMIT: Duration = Duration::from_secs(10);

fn tag(code: &str) -> CallAction<'static> {
    CallAction::tag_call_with_disposition_code(Identity::default(), None, code.to_owned())
        .request_response(code.to_owned())
}

fn ask(world: &mut World, request: impl Into<Command<'static>>) -> Ticket {
    let ticket = world.machine.ask(world.now, Document::new(request), LIMIT);
    world.advance();
    world.serve();
    ticket
}

fn watch(users: &[&str]) -> MonitoringUsersRequest<'static> {
    MonitoringUsersRequest::add(Identity::default(), users.iter().map(|user| user.to_string()))
}

/// Whose queue an answer tells of.
fn queue_of(agent: &str) -> Vec<u8> {
    format!(
        "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"queueInfoResponse\"><commandData>\
         <user id=\"{agent}\" userType=\"CallClient\"/></commandData></command></BroadsoftDocument>\n"
    )
    .into_bytes()
}

/// The outcomes, with the value at a path of each answer.
fn outcomes(world: &mut World, path: &str) -> Vec<(Ticket, Result<String, RequestError>)> {
    let value =
        |document: broadworks_client::Received| document.get(path).map(|text| text.to_string()).unwrap_or_default();
    std::iter::from_fn(|| world.machine.outcome()).map(|(ticket, outcome)| (ticket, outcome.map(value))).collect()
}

#[test]
fn answers_with_an_id_may_come_in_any_order() {
    let mut world = World::online(options());
    let tickets = ["1", "2", "3"].map(|code| ask(&mut world, tag(code)));
    for id in ["3", "1", "2"] {
        world.receive(&response(Some(id), "TagCallWithDispositionCode", true));
        world.events();
    }
    let expected = [(tickets[2], Ok("3".into())), (tickets[0], Ok("1".into())), (tickets[1], Ok("2".into()))];
    assert_eq!(outcomes(&mut world, "user/action/id"), expected);
    // An action without an id gets one of its own.
    let traced = CallAction::cust_originated_trace_call(Identity::default(), None);
    let traced = CallAction::build(|it| {
        *it = traced;
        it.user.action.response_requested = Some(true.into());
    });
    ask(&mut world, traced.clone());
    ask(&mut world, traced);
    let ids: Vec<_> = world.requests.iter().rev().take(2).map(|sent| sent.get("user/action/id")).collect();
    assert!(ids[0].is_some() && ids[0] != ids[1]);
}

#[test]
fn answers_without_an_id_are_matched_by_their_action_in_order() {
    let mut world = World::online(options());
    let trace = CallAction::cust_originated_trace_call(Identity::default(), None).request_response("t");
    let tickets = [ask(&mut world, tag("1")), ask(&mut world, trace), ask(&mut world, tag("2"))];
    for kind in ["CustOriginatedTraceCall", "TagCallWithDispositionCode", "TagCallWithDispositionCode"] {
        world.receive(&response(None, kind, true));
        world.events();
    }
    let order: Vec<Ticket> = outcomes(&mut world, "").into_iter().map(|(ticket, _)| ticket).collect();
    assert_eq!(order, [tickets[1], tickets[0], tickets[2]]);
    // One that carries another's id answers nobody.
    ask(&mut world, tag("3"));
    world.receive(&response(Some("4"), "TagCallWithDispositionCode", true));
    assert!(outcomes(&mut world, "").is_empty());
    assert_eq!(world.events().len(), 1, "it is an event all the same");
}

#[test]
fn questions_of_several_users_are_matched_by_user() {
    let mut world = World::online(farm());
    let of = |agent: &'static str| QueueInfoRequest::new(Identity::ccc2(agent));
    let tickets = [ALICE, BOB, ALICE].map(|agent| ask(&mut world, of(agent)));
    for agent in [BOB, ALICE, ALICE] {
        world.receive(&queue_of(agent));
        world.events();
    }
    let expected = [(tickets[1], Ok(BOB.into())), (tickets[0], Ok(ALICE.into())), (tickets[2], Ok(ALICE.into()))];
    assert_eq!(outcomes(&mut world, "user/id"), expected);
}

#[test]
fn a_late_answer_is_not_that_of_the_next_request() {
    let mut world = World::online(options());
    let first = ask(&mut world, watch(&[BOB]));
    assert_eq!(world.sleep(), LIMIT);
    assert_eq!(outcomes(&mut world, ""), [(first, Err(RequestError::Timeout))]);
    let second = ask(&mut world, watch(&[ALICE]));
    world.receive(&monitored(false));
    assert!(outcomes(&mut world, "").is_empty(), "it is the answer to the first");
    world.events();
    world.receive(&monitored(true));
    let path = "user/monResult/success";
    assert!(
        matches!(&outcomes(&mut world, path)[..], [(ticket, Ok(success))] if *ticket == second && success == "True")
    );
    // A server that never answers one loses its place after as long again.
    world.events();
    ask(&mut world, watch(&[BOB]));
    world.sleep();
    world.sleep();
    outcomes(&mut world, "");
    let third = ask(&mut world, watch(&[BOB]));
    world.receive(&monitored(true));
    assert!(matches!(&outcomes(&mut world, path)[..], [(ticket, Ok(_))] if *ticket == third));
}

#[test]
fn requests_fail_clearly() {
    let mut world = World::new(options());
    // An action is not kept for later, a question is.
    let action = ask(&mut world, tag("1"));
    let question = ask(&mut world, InfoRequest::versions());
    let nothing = ask(&mut world, CallAction::redial(Identity::default()));
    assert_eq!(
        outcomes(&mut world, ""),
        [(action, Err(RequestError::Offline)), (nothing, Err(RequestError::NoAnswer))]
    );
    world.connect();
    assert!(world.requests.iter().any(|sent| matches!(sent.command, Command::InfoRequest(_))));
    world.events();
    let action = ask(&mut world, tag("1"));
    world.close();
    let lost = [(question, Err(RequestError::Disconnected)), (action, Err(RequestError::Disconnected))];
    assert_eq!(outcomes(&mut world, ""), lost);
    world.events();
    let waiting = ask(&mut world, InfoRequest::versions());
    world.machine.log_out(world.now);
    let late = ask(&mut world, InfoRequest::versions());
    assert_eq!(outcomes(&mut world, ""), [(waiting, Err(RequestError::Ended)), (late, Err(RequestError::Ended))]);

    // Nobody takes the events, so the answer cannot be read.
    let mut world = World::online(options());
    let unread = ask(&mut world, InfoRequest::versions());
    world.receive(&numbered(1));
    assert_eq!(world.sleep(), LIMIT);
    assert_eq!(outcomes(&mut world, ""), [(unread, Err(RequestError::Unread))]);

    // The server takes nothing.
    let mut world = World::online(options());
    let mut sent = 0;
    let full = loop {
        match world.machine.send(world.now, Document::new(CallAction::redial(Identity::default()))) {
            Ok(()) => sent += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(full, RequestError::Backlog);
    assert!(world.machine.outgoing().len() < (257 << 10) && sent > 100);
    // Nothing is asked for without an end.
    let mut world = World::online(options());
    for _ in 0..1_024 {
        ask(&mut world, InfoRequest::versions());
    }
    let one_more = ask(&mut world, InfoRequest::versions());
    assert_eq!(outcomes(&mut world, ""), [(one_more, Err(RequestError::Backlog))]);
}

#[test]
fn what_was_asked_for_is_asked_for_again() {
    let mut world = World::online(options());
    ask(&mut world, watch(&[BOB, "carol@example.com", "dave@example.com"]));
    let stop = MonitoringUsersRequest::delete(Identity::default(), ["dave@example.com"]);
    ask(&mut world, stop);
    ask(&mut world, QueueAction::refresh(Identity::default()));
    let again = |world: &mut World| {
        world.events();
        world.close();
        world.events();
        world.requests.clear();
        world.sleep();
        world.connect();
        let of = |sent: &Document<'_>| match &sent.command {
            Command::MonitoringUsersRequest(request) => {
                let kind = request.user.monitoring.as_ref().and_then(|it| it.mon_type()).expect("it has one");
                (Some(kind), request.user.mon_users.iter().map(ToString::to_string).collect::<Vec<_>>())
            }
            Command::QueueAction(_) => (None, Vec::new()),
            other => panic!("{other:?}"),
        };
        world.requests.iter().map(of).collect::<Vec<_>>()
    };
    let (users, refresh) = (vec![BOB.into(), "carol@example.com".into()], (None, Vec::new()));
    assert_eq!(again(&mut world), [(Some(MonType::Add), users), refresh.clone()]);
    // They carry the new session.
    for request in &world.requests {
        assert_eq!(request.get("user/userUid").as_deref(), Some("2"));
        assert_eq!(request.get("user/applicationId").as_deref(), Some("demo"));
    }
    ask(&mut world, MonitoringUsersRequest::replace(Identity::default(), [ALICE]));
    ask(&mut world, watch(&[BOB]));
    let users = vec![ALICE.into(), BOB.into()];
    assert_eq!(again(&mut world), [(Some(MonType::Replace), users), refresh]);
    // The answers to these are nobody's.
    let mine = ask(&mut world, watch(&[ALICE]));
    world.events();
    world.receive(&monitored(false));
    assert!(outcomes(&mut world, "").iter().all(|(ticket, _)| *ticket != mine));
    world.events();
    world.receive(&monitored(true));
    assert!(outcomes(&mut world, "").iter().any(|(ticket, outcome)| *ticket == mine && outcome.is_ok()));
}
