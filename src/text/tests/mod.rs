//! What the module promises, as properties and as pictures of each feature.

mod features;
mod law;
