//! Connection of a server farm. It is usable at once, because CCC2 has no login.

use broadworks_cap::Event;
use broadworks_cap::transport::Receiver;

use crate::hub::Hub;
use crate::stream::Stream;

/// Serves the connection to its end, and returns the reason it ended.
pub fn serve(hub: &Hub, connection: u64, mut receiver: Receiver<Stream>) -> String {
    loop {
        match receiver.receive_frame() {
            Ok(Event::Document(frame)) => match frame.decode() {
                Ok(document) => {
                    let mut state = hub.lock();
                    let reaction = state.world.receive_ccc2(&document, hub.now());
                    // Messages about a user go to the next connection in turn, whichever connection
                    // asked.
                    hub.react(&mut state, connection, &frame, &document, reaction);
                    drop(state);
                    hub.wake();
                }
                Err(error) => hub.malformed(connection, &frame, error),
            },
            Ok(Event::Malformed(malformed)) => hub.malformed(connection, malformed.bytes, malformed.error),
            Ok(Event::Closed { clean: true }) => return "it is done".into(),
            Ok(Event::Closed { .. }) => return "it was cut off in a document".into(),
            Ok(_) => {}
            Err(error) => return error.to_string(),
        }
    }
}
