//! aql
