//! Reads a `multipart/form-data` body that is already in memory.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::stream;

use super::emulator::Request;

/// One part of a form.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// The name of the form field.
    pub(crate) name: String,
    /// The name of the file, if the part is one.
    pub(crate) file_name: Option<String>,
    /// The media type that the client gave.
    pub(crate) content_type: Option<String>,
    /// The content.
    pub(crate) content: Bytes,
}

/// The parts of a multipart request; `None` if it is none or is malformed.
pub(crate) fn parts(request: &Request) -> Option<Vec<Part>> {
    let boundary = multer::parse_boundary(request.header("content-type")?).ok()?;
    let body = stream::iter([Ok::<_, Infallible>(request.body.clone())]);
    // The whole body is there, so the reader never has to wait.
    read(multer::Multipart::new(body, boundary)).now_or_never()?
}

async fn read(mut form: multer::Multipart<'_>) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.ok()? {
        parts.push(Part {
            name: field.name().unwrap_or_default().to_owned(),
            file_name: field.file_name().map(str::to_owned),
            content_type: field.content_type().map(ToString::to_string),
            content: field.bytes().await.ok()?,
        });
    }
    Some(parts)
}
