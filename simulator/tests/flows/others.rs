//! Tests of versions, keepalives, message waiting indicators, datagrams, and invalid requests.

use broadworks_cap::login::{Login, Password};
use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::datagram::{self, Datagram};
use broadworks_cap::message::external_notify::{self, ExternalNotify};
use broadworks_cap::message::info_request::InfoRequest;
use broadworks_cap::message::values::{CapVersion, ThirdPartyMwi, UserType};
use broadworks_cap::schema::Flag;
use broadworks_cap::{Command, Document, Protocol};

use crate::client::{ALICE, BOB, Client, NEVER, QUEUE, Simulator};

#[test]
fn whoever_asks_is_told_the_versions() {
    let simulator = Simulator::start(NEVER);
    let connections = [
        Client::connect(simulator.cap_c, Protocol::CapC),
        Client::ready(&simulator, ALICE),
        Client::farm(&simulator),
        Client::farm(&simulator),
    ];
    for mut client in connections {
        let request = InfoRequest::build(|it| it.cap_version_request = Some(Flag::default()));
        client.send(&Document::new(request));
        let Command::InfoResponse(response) = client.next().command else { panic!("an infoResponse") };
        assert!(response.versions.iter().any(|version| *version == CapVersion::V17_0));
    }
}

#[test]
fn a_keepalive_has_no_answer() {
    let simulator = Simulator::start(NEVER);
    let mut alice = Client::ready(&simulator, ALICE);
    let session = alice.session();
    alice.send(&session.keepalive());
    assert!(alice.settle().is_empty());
}

#[test]
fn message_waiting_indicators_change_the_profile() {
    let simulator = Simulator::start(NEVER);
    let mut alice = Client::ready(&simulator, ALICE);
    for (mwi, clear) in [(ThirdPartyMwi::On, false), (ThirdPartyMwi::Off, true)] {
        let user = external_notify::User::build(|it| {
            it.user_type = Some(UserType::CallClient.into());
            it.id = Some(ALICE.into());
            it.application_id = Some("demo".into());
            it.third_party_mwi = Some(mwi.into());
            it.clear_vm_mwi = clear.then(Flag::default);
        });
        alice.send(&Document::new(ExternalNotify::build(|it| it.user = user)));
        let Command::ProfileUpdate(update) = alice.next().command else { panic!("a profileUpdate") };
        assert!(update.user.initial_update.is_none());
        assert_eq!(update.user.has_third_party_vm_messages, Some((mwi == ThirdPartyMwi::On).into()));
        assert_eq!(update.user.has_vm_messages, Some((!clear).into()));
    }
}

#[test]
fn a_datagram_reaches_the_client_it_is_addressed_to() {
    let simulator = Simulator::start(NEVER);
    let (mut alice, mut bob) = (Client::ready(&simulator, ALICE), Client::ready(&simulator, BOB));
    let mut other = Client::connect(simulator.cap_c, Protocol::CapC);
    let login = Login::call_client(BOB, "another").password(Password::new("open sesame"));
    other.log_in(login).expect("the password is right");
    other.settle();
    let party = |id: &'static str| {
        datagram::Party::build(|it| {
            it.user_type = Some(UserType::CallClient.into());
            it.id = Some(id.into());
            it.application_id = Some("demo".into());
        })
    };
    let payload = datagram::Payload::build(|it| {
        it.payload_type = Some("text/plain".into());
        it.value = "<b>3 & 4</b>".into();
    });
    let document = Document::new(Datagram::build(|it| {
        it.from = datagram::From::build(|it| it.user = party(ALICE));
        it.to = datagram::To::build(|it| it.user = party(BOB));
        it.payload = Some(payload);
    }));
    alice.send(&document);
    assert_eq!(bob.next(), document);
    assert!(alice.settle().is_empty() && other.settle().is_empty());
}

#[test]
fn requests_in_the_name_of_others_or_of_nobody_have_no_effect() {
    let simulator = Simulator::start(NEVER);
    let (mut alice, mut bob) = (Client::ready(&simulator, ALICE), Client::ready(&simulator, BOB));
    alice.is_senseless = true;
    for id in [BOB, QUEUE, "mallory@example.com"] {
        alice.send(&Document::new(CallAction::dial(Identity::cap_c(id, "demo"), "2405550199")));
    }
    alice.send(&Document::new(CallAction::dial(Identity::cap_c(ALICE, "another"), "2405550199")));
    alice.act(|user| CallAction::hold(user, "callhalf-1:0"));
    alice.act(|user| CallAction::xfer_consult(user, "callhalf-1:0", "callhalf-1:0"));
    alice.act(CallAction::conf_release);
    alice.act(CallAction::redial);
    assert!(alice.settle().is_empty() && bob.settle().is_empty());
}
