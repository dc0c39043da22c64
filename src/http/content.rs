//! Files on their way from one server to another, never whole in memory.

use std::fmt;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

use super::error::Cause;

/// The content of a file as it comes.
pub(crate) struct Content {
    /// In bytes, where it is known.
    pub(crate) length: Option<u64>,
    /// The media type that the answer names, such as `image/png`, in lower case.
    pub(crate) media_type: Option<String>,
    /// An error ends them.
    pub(crate) chunks: BoxStream<'static, Result<Bytes, Cause>>,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            length,
            media_type,
            chunks: _,
        } = self;
        f.debug_struct("Content")
            .field("length", length)
            .field("media_type", media_type)
            .finish_non_exhaustive()
    }
}

/// Opens a file, and opens it anew for every further attempt at sending it.
pub(crate) type Open<'a> = dyn Fn() -> BoxFuture<'a, Result<Content, Cause>> + Send + Sync + 'a;

/// A file that is sent as a form with one part.
#[derive(Clone, Copy)]
pub(crate) struct Upload<'a, 'o> {
    pub(crate) part: &'static str,
    pub(crate) name: &'a str,
    /// Its media type; empty when it is unknown.
    pub(crate) content_type: &'a str,
    pub(crate) open: &'a Open<'o>,
}

impl fmt::Debug for Upload<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            part,
            name,
            content_type,
            ..
        } = self;
        f.debug_struct("Upload")
            .field("part", part)
            .field("name", name)
            .field("content_type", content_type)
            .finish_non_exhaustive()
    }
}
