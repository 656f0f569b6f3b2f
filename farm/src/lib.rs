//! A CCC2 farm of many machines: connectors publish what a server sends to NATS JetStream, workers keep its state.
