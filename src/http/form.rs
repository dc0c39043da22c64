//! A form with one file, as `multipart/form-data`, written while the file is read.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};
use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};

use super::content::{Content, Upload};
use super::error::Cause;

/// A file whose size is not as announced.
#[derive(Debug, thiserror::Error)]
#[error("the file is {} than its announced {announced} bytes", if *.longer { "longer" } else { "shorter" })]
struct WrongLength {
    announced: u64,
    longer: bool,
}

/// Why the file could not be read to its end, once that is known: the transport knows only that it was cut.
#[derive(Clone, Debug, Default)]
pub(super) struct Broken(Arc<OnceLock<Cause>>);

impl Broken {
    pub(super) fn cause(&self) -> Option<Cause> {
        self.0.get().cloned()
    }
}

/// A form that is about to be sent.
pub(super) struct Form {
    boundary: String,
    length: Option<u64>,
    chunks: BoxStream<'static, Result<Bytes, Cause>>,
}

impl Form {
    /// Opens the file.
    pub(super) async fn open(upload: &Upload<'_, '_>, broken: &Broken) -> Result<Self, Cause> {
        let Content { length, chunks, .. } = (upload.open)().await?;
        let boundary = format!(
            "railwright{:016x}{:016x}",
            fastrand::u64(..),
            fastrand::u64(..)
        );
        let head = Bytes::from(head(upload, &boundary));
        let tail = Bytes::from(format!("\r\n--{boundary}--\r\n"));
        let around = head.len() + tail.len();
        let broken = broken.clone();
        let content = exact(chunks, length).inspect_err(move |cause| {
            // The first one is the reason.
            let _ = broken.0.set(Arc::clone(cause));
        });
        Ok(Self {
            boundary,
            length: length.map(|length| length + around as u64),
            chunks: stream::once(async { Ok(head) })
                .chain(content)
                .chain(stream::once(async { Ok(tail) }))
                .boxed(),
        })
    }

    /// Makes it the body of a request.
    pub(super) fn fill(self, builder: RequestBuilder) -> RequestBuilder {
        let Self {
            boundary,
            length,
            chunks,
        } = self;
        let kind = format!("multipart/form-data; boundary={boundary}");
        let builder = builder
            .header(CONTENT_TYPE, kind)
            .body(reqwest::Body::wrap_stream(chunks));
        match length {
            Some(length) => builder.header(CONTENT_LENGTH, length),
            None => builder,
        }
    }
}

fn head(upload: &Upload<'_, '_>, boundary: &str) -> String {
    let Upload {
        part,
        name,
        content_type,
        ..
    } = upload;
    // As browsers write it. Whatever else controls is no part of a name.
    let name: String = name
        .chars()
        .map(|character| match character {
            '"' => "%22".to_owned(),
            '\r' => "%0D".to_owned(),
            '\n' => "%0A".to_owned(),
            other if other.is_control() => "_".to_owned(),
            other => other.to_string(),
        })
        .collect();
    let is_plain =
        !content_type.is_empty() && content_type.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let content_type = if is_plain {
        content_type
    } else {
        "application/octet-stream"
    };
    format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\nContent-Type: {content_type}\r\n\r\n"
    )
}

/// Breaks off where a file is not as long as announced: a form that ends elsewhere would be taken for
/// another one.
fn exact(
    chunks: BoxStream<'static, Result<Bytes, Cause>>,
    length: Option<u64>,
) -> BoxStream<'static, Result<Bytes, Cause>> {
    let Some(announced) = length else {
        return chunks;
    };
    let wrong = move |longer| Cause::from(Arc::new(WrongLength { announced, longer }) as Arc<_>);
    stream::try_unfold((chunks, announced), move |(mut chunks, left)| async move {
        match chunks.try_next().await? {
            Some(chunk) => match left.checked_sub(chunk.len() as u64) {
                Some(left) => Ok(Some((chunk, (chunks, left)))),
                None => Err(wrong(true)),
            },
            None if left > 0 => Err(wrong(false)),
            None => Ok(None),
        }
    })
    .boxed()
}
