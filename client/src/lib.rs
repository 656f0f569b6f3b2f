//! A client that stays connected, and the state that the updates of a server tell of.
