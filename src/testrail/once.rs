//! Reads each thing once a run, however many ask for it.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::http;

/// Answers by what they are about. Whoever asks while another is being answered waits for that answer. A failure is kept
/// as well: it was tried often enough, and asking again would only take as long.
#[derive(Debug)]
pub(super) struct ReadOnce<K, T>(Mutex<BTreeMap<K, Answer<T>>>);

type Answer<T> = Arc<OnceCell<Result<T, http::Error>>>;

impl<K, T> Default for ReadOnce<K, T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord, T: Clone> ReadOnce<K, T> {
    pub(super) async fn get(
        &self,
        key: K,
        read: impl Future<Output = Result<T, http::Error>>,
    ) -> Result<T, http::Error> {
        let answer = {
            let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(key).or_default())
        };
        answer.get_or_init(|| read).await.clone()
    }
}
