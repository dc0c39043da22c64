//! One picture for each feature.
