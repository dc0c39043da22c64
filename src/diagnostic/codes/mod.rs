//! Every code with its data, a file for each area. A code keeps its number for ever: one that is no longer given is not
//! given again.

/// Makes the enum of an area, and the ids that belong to it.
macro_rules! codes {
    ($area:ident: $($id:literal $name:ident $({ $($(#[$doc:meta])* $field:ident: $type:ty),* $(,)? })?;)*) => {
        /// The codes of this area with their data.
        #[derive(
            Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[serde(tag = "name", content = "data")]
        pub(crate) enum $area {
            $($name $({ $($(#[$doc])* $field: $type),* })?,)*
        }

        impl $area {
            /// The stable number, such as `RW0203`.
            pub(crate) fn id(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => $id,)*
                }
            }

            /// The numbers of this area, in their order.
            #[cfg(test)]
            pub(super) const IDS: &[&str] = &[$($id),*];
        }

        impl From<$area> for super::Code {
            fn from(code: $area) -> Self {
                Self::$area(code)
            }
        }
    };
}

mod adoption;
mod cases;
mod destination;
mod file;
mod guards;
mod launches;
mod runs;
mod servers;
mod manifest;
mod mapping;
mod query;
mod setting;

use serde::{Deserialize, Serialize};

pub(crate) use adoption::{AdoptionCode, RuleFault};
pub(crate) use cases::{CaseCode, FieldCount};
pub(crate) use destination::DestinationCode;
pub(crate) use file::{FileCode, Unreadable};
pub(crate) use guards::GuardCode;
pub(crate) use launches::LaunchCode;
pub(crate) use manifest::{FoundValue, Limit, ManifestCode, PrefixFault, ValueType};
pub(crate) use mapping::MappingCode;
pub(crate) use query::{QueryCode, QueryToken};
pub(crate) use runs::{Moved, MovedObject, RefusedRight, RunCode, StateFault, Twice};
pub(crate) use servers::{
    CertificateFault, ServerCode, Setting, SettingFault, Side, TransportFault,
};
pub(crate) use setting::{Refused, SettingCode};

/// What a diagnostic says, with its data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(
    clippy::enum_variant_names,
    reason = "each is named after what it holds"
)]
pub(crate) enum Code {
    /// RW01: files of manifests.
    FileCode(FileCode),
    /// RW01: documents.
    ManifestCode(ManifestCode),
    /// RW01: values that may come from outside, addresses and paths.
    SettingCode(SettingCode),
    /// RW01: mappings.
    MappingCode(MappingCode),
    /// RW01: rules of adoption.
    AdoptionCode(AdoptionCode),
    /// RW02: test cases, and the cases that belong to them.
    CaseCode(CaseCode),
    /// RW03: launches, and the runs that belong to them.
    LaunchCode(LaunchCode),
    /// RW04: the destination as it was declared, held against what TestRail has.
    DestinationCode(DestinationCode),
    /// RW05: AQL queries.
    QueryCode(QueryCode),
    /// RW06: guards.
    GuardCode(GuardCode),
    /// RW07: servers.
    ServerCode(ServerCode),
    /// RW08: the command itself.
    RunCode(RunCode),
}

impl Code {
    /// The stable number, such as `RW0203`.
    pub(crate) fn id(&self) -> &'static str {
        match self {
            Self::FileCode(code) => code.id(),
            Self::ManifestCode(code) => code.id(),
            Self::SettingCode(code) => code.id(),
            Self::MappingCode(code) => code.id(),
            Self::AdoptionCode(code) => code.id(),
            Self::CaseCode(code) => code.id(),
            Self::LaunchCode(code) => code.id(),
            Self::DestinationCode(code) => code.id(),
            Self::QueryCode(code) => code.id(),
            Self::GuardCode(code) => code.id(),
            Self::ServerCode(code) => code.id(),
            Self::RunCode(code) => code.id(),
        }
    }

    /// True for what people did in TestRail, or left undone in a mapping that wants all of it, since the last apply.
    pub(crate) fn is_drift(&self) -> bool {
        match self {
            Self::CaseCode(code) => matches!(
                code,
                CaseCode::SeveralCases { .. }
                    | CaseCode::SeveralMarkers { .. }
                    | CaseCode::AlmostMarked { .. }
                    | CaseCode::OutOfScope { .. }
                    | CaseCode::InOtherSection { .. }
                    | CaseCode::EditedByHand { .. }
                    | CaseCode::WrittenByAnotherSync { .. }
                    | CaseCode::ValueUnmapped { count: 0, .. }
            ),
            Self::LaunchCode(code) => matches!(
                code,
                LaunchCode::SeveralOpenRuns { .. }
                    | LaunchCode::SeveralCompleteRuns { .. }
                    | LaunchCode::ResultsRepeated { .. }
            ),
            Self::FileCode(_)
            | Self::AdoptionCode(_)
            | Self::ManifestCode(_)
            | Self::SettingCode(_)
            | Self::MappingCode(_)
            | Self::DestinationCode(_)
            | Self::QueryCode(_)
            | Self::GuardCode(_)
            | Self::ServerCode(_)
            | Self::RunCode(_) => false,
        }
    }
}

/// A number with the name that people know it by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct NamedNumber {
    /// The number.
    pub id: i64,
    /// The name.
    pub name: String,
}

/// What the texts of a test case have and a case of TestRail cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TextLoss {
    /// A shared step, whose steps are written out.
    SharedStep,
    /// The file of a step, of which the name is written.
    FileOfStep,
    /// Marked words.
    Highlight,
    /// Colours.
    Colour,
    /// Cells over several columns or rows.
    WideCell,
    /// A list in the cell of a table.
    ListInCell,
    /// A list of terms, whose tags are shown.
    Definitions,
    /// An address that leads somewhere only from the page that it is on.
    RelativeAddress,
}

/// In how many test cases something is lost.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct CountedLoss {
    /// What.
    pub loss: TextLoss,
    /// In how many test cases.
    pub count: usize,
}

/// A thing by its name, with the number that it has, if it has one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct NamedValue {
    /// The number.
    pub id: Option<i64>,
    /// The name.
    pub name: String,
}

/// A field of TestRail with the label that people know it by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct NamedField {
    /// The system name.
    pub name: String,
    /// The label.
    pub label: String,
}

/// A run that holds results of TestOps more than once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct RunWithRepeats {
    /// The run.
    pub run: u64,
    /// The results.
    pub results: Vec<i64>,
}

#[cfg(test)]
impl Code {
    /// The numbers of all codes, in their order.
    pub(crate) fn ids() -> Vec<&'static str> {
        [
            FileCode::IDS,
            ManifestCode::IDS,
            SettingCode::IDS,
            MappingCode::IDS,
            AdoptionCode::IDS,
            CaseCode::IDS,
            LaunchCode::IDS,
            DestinationCode::IDS,
            QueryCode::IDS,
            GuardCode::IDS,
            ServerCode::IDS,
            RunCode::IDS,
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_once_and_in_order() {
        let ids = Code::ids();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    }
}
