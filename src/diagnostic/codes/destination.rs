//! The destination as it was declared, held against what TestRail has.

use super::{NamedField, NamedNumber};

codes! {
    DestinationCode:
    "RW0401" NoSuchProject { project: String, similar: Option<String>, visible: Vec<String> };
    "RW0402" ProjectWithoutSuites { project: String, has_baselines: Option<bool> };
    "RW0403" ProjectCompleted { project: String };
    "RW0404" NoSuchSuite { suite: u64, project: String, suites: Vec<NamedNumber> };
    "RW0405" SuiteOfOtherProject { suite: u64, name: String, project: String, suites: Vec<NamedNumber> };
    "RW0406" SuiteCompleted { suite: u64, name: String };
    "RW0407" NoSuchSection { section: u64 };
    "RW0408" SectionOfOtherSuite { section: u64, name: String, actual: u64, suite: u64 };
    "RW0409" NoSuchField { field: String, similar: Option<String>, wanted: String };
    "RW0410" FieldInactive { field: NamedField };
    "RW0411" FieldNotInProject { field: NamedField, project: String };
    "RW0412" FieldOfOtherType { field: NamedField, found: String, wanted: String,
        /// True for the field that markers are in.
        holds_marker: bool };
    "RW0413" NoSuchOption { field: NamedField, option: String, options: Vec<NamedNumber> };
    "RW0414" FieldNotInTemplate { field: NamedField, template: String };
    "RW0415" CertificateNotVerified { integration: String };
    "RW0416" FieldWithoutOptions { field: NamedField, found: String };
    "RW0417" FieldHoldsMarker { field: NamedField };
    "RW0418" TextsOfOtherFormat { integration: String,
        /// True where texts are written as HTML.
        writes_html: bool,
        /// How many of the texts that tell are of the other format, and how many tell.
        other: usize, told: usize,
        /// True for texts that we wrote.
        ours: bool };
}
