//! An answer that ends in the middle.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame};

use super::Cut;

/// A body that stops in the middle: its first half, then the connection is cut.
pub(super) enum Half {
    Unsent(Bytes),
    /// A pause in which the half is flushed; without it, it would be thrown away with the connection.
    Flushing,
    Over,
}

impl Body for Half {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        match std::mem::replace(&mut *self, Self::Over) {
            Self::Unsent(half) => {
                *self = Self::Flushing;
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
            Self::Flushing => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Over => Poll::Ready(Some(Err(Cut))),
        }
    }
}
