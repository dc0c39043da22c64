//! What must hold for any bytes at all: one function for each way by which bytes come in. Each panics where its
//! property does not hold. The fuzz targets run them, and so do plain tests over the corpora.

mod aql;
#[cfg(test)]
mod corpora;
mod looks;
mod manifest;
mod plan_file;
mod planned;
mod testops_answer;
mod testrail_answer;

pub use aql::aql;
pub use manifest::manifest;
pub use plan_file::plan_file;
pub use testops_answer::testops_answer;
pub use testrail_answer::testrail_answer;
