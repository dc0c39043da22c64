//! A state directory that cannot be written, from the start or from some moment on.
