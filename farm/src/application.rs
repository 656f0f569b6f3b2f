//! Applications: what a farm keeps of a user, and what it does when a document comes.

use broadworks_cap::Document;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a farm does. A worker has one, and gives it every document, user by user in the order of the stream.
///
/// After a fault the documents since the last saved state are applied again, to that saved state. So what comes of a document
/// must depend on the state and the document alone, not on a clock, a random number or another system: then an action that
/// was already published has the same id and is dropped.
pub trait Application: Send + Sync + 'static {
    /// What is kept of a user. It is saved as JSON.
    type State: Default + Clone + Serialize + DeserializeOwned + Send + 'static;

    /// Takes in a document, and returns the documents that the server shall get for it.
    ///
    /// It must not panic: the document would come again, and nothing more of its partition would be applied.
    fn apply(&self, user: &str, state: &mut Self::State, document: &Document<'_>) -> Vec<Document<'static>>;
}
