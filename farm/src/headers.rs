//! Headers of the documents in the stream, beside `Nats-Msg-Id`, which is their [origin](crate::origin::Origin).

/// Name of the server that sent the document, as the connector calls it.
pub const SERVER: &str = "Ccc2-Server";
/// Time at which the connector had read the document, in milliseconds since 1970 by its clock.
pub const RECEIVED: &str = "Ccc2-Received";
