//! Tests of the inputs of the benchmarks: sizes, validity and equivalence are as documented.

#[path = "../benches/common/mod.rs"]
mod inputs;

use std::collections::BTreeSet;

use broadworks_cap::message::values::CommandType;
use broadworks_cap::{Decoder, Document, Protocol};

fn decoded(message: &[u8]) -> Document<'static> {
    let mut decoder = Decoder::new().limits(inputs::unlimited());
    let document = decoder.decode(message);
    document.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(message))).into_owned()
}

#[test]
fn other_white_space_and_order_make_no_other_message() {
    let calls = inputs::call_updates(64);
    let messages = inputs::formats().into_iter().map(|(_, bytes)| bytes).chain(calls);
    for message in messages.chain([inputs::call_update(), inputs::call_action(), inputs::queue(7), inputs::list(7)]) {
        let document = decoded(&message);
        let pretty = inputs::pretty(&message);
        assert!(pretty.len() > message.len() && pretty.contains(&b'\n'));
        assert_eq!(decoded(&pretty), document);
        assert_eq!(decoded(&inputs::dtd_order(&message)), document);
    }
    let shuffled = inputs::call_updates_shuffled(64);
    assert!(shuffled.iter().all(|message| decoded(message) == decoded(&inputs::call_update())));
    assert_eq!(shuffled.iter().collect::<BTreeSet<_>>().len(), 64, "each in another order");
    assert_ne!(decoded(&inputs::call_update_escaped()), decoded(&inputs::call_update()));
    assert_ne!(inputs::dtd_order(&inputs::call_update()), inputs::call_update());
}

#[test]
fn what_is_to_be_valid_is() {
    let messages = inputs::formats().into_iter().map(|(_, bytes)| bytes).chain([
        inputs::call_update(),
        inputs::call_action(),
        inputs::queue(500),
        inputs::list(1000),
    ]);
    for message in messages {
        let message = inputs::dtd_order(&message);
        let first = Protocol::CapC.violations(&message).next();
        assert!(first.is_none(), "{first:?}: {}", String::from_utf8_lossy(&message));
    }
    assert!(Protocol::CapC.violations(&inputs::call_update_unknown()).next().is_some());
}

#[test]
fn they_have_the_sizes_they_claim() {
    let within =
        |bytes: &[u8], low: usize, high: usize| assert!((low..=high).contains(&bytes.len()), "{}", bytes.len());
    within(&inputs::call_update(), 850, 950);
    within(&inputs::call_action(), 370, 420);
    let [small, medium, large] = inputs::sizes().map(|(_, bytes)| bytes);
    within(&small, 270, 330);
    within(&medium, 900, 1100);
    within(&large, 2600, 3300);
    within(&inputs::mixed(1 << 20).bytes, 1 << 20, (1 << 20) + 4096);
    assert_eq!(inputs::mixed(1 << 20).bytes, inputs::mixed(1 << 20).bytes);
    assert_eq!(inputs::commands().len(), CommandType::ALL.len());
    assert_eq!(inputs::stream().bytes.iter().filter(|byte| **byte == b'\n').count(), 100);
}

#[test]
fn the_careful_call_takes_every_careful_path() {
    let careful = inputs::call_update_careful();
    for markup in ["&#", "&amp;", "<![CDATA[", "<!--", "<?trace", "='", " = ", "\r\n", " >"] {
        assert!(memchr::memmem::find(&careful, markup.as_bytes()).is_some(), "{markup}");
    }
    let document = decoded(&careful);
    let broadworks_cap::Command::CallUpdate(update) = &document.command else { panic!("a callUpdate") };
    assert_eq!(update.user.calls[0].remote_name, Some("Bob & Zo\u{eb} <Example>".into()));
}
