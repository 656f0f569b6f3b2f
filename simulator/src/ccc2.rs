//! Connection of a server farm. It is usable at once, because CCC2 has no login.

use broadworks_cap::transport::Receiver;

use crate::hub::Hub;
use crate::stream::Stream;

/// Serves the connection to its end, and returns the reason it ended.
pub fn serve(hub: &Hub, connection: u64, mut receiver: Receiver<Stream>) -> String {
    loop {
        let received = hub.receive(connection, &mut receiver, |state, bytes, document| {
            let reaction = state.world.receive_ccc2(document, hub.now());
            // Messages about a user go to the next connection in turn, whichever connection asked.
            hub.react(state, connection, bytes, document, reaction);
        });
        if let Err(reason) = received {
            return reason;
        }
    }
}
