//! The parameters after the method: `&suite_id=2&limit=50`.

use percent_encoding::percent_decode_str;

use super::error::ApiError;

/// All parameters of a call, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Params {
    pairs: Vec<(String, String)>,
    raw: String,
}

impl Params {
    /// From the raw text after the first `&`.
    pub(super) fn parse(raw: &str) -> Self {
        let pairs = raw
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded(key), decoded(value))
            })
            .collect();
        Self {
            pairs,
            raw: raw.to_owned(),
        }
    }

    /// The value of a parameter; the last one if it is there more than once, none if it is empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.pairs
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A list of ids, separated by commas.
    pub(super) fn ids(&self, key: &str) -> Result<Option<Vec<u64>>, ApiError> {
        let Some(text) = self.get(key) else {
            return Ok(None);
        };
        text.split(',')
            .map(|id| {
                id.trim()
                    .parse()
                    .map_err(|_| ApiError::field(key, "is not a valid ID"))
            })
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// One id.
    pub(super) fn id(&self, key: &str) -> Result<Option<u64>, ApiError> {
        self.get(key)
            .map(|id| {
                id.trim()
                    .parse()
                    .map_err(|_| ApiError::field(key, "is not a valid ID"))
            })
            .transpose()
    }

    /// `1` or `0`.
    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, ApiError> {
        match self.get(key) {
            None => Ok(None),
            Some("1" | "true") => Ok(Some(true)),
            Some("0" | "false") => Ok(Some(false)),
            Some(_) => Err(ApiError::field(key, "is not a valid boolean")),
        }
    }

    /// Seconds since 1970.
    pub(super) fn timestamp(&self, key: &str) -> Result<Option<i64>, ApiError> {
        self.get(key)
            .map(|text| {
                text.parse()
                    .map_err(|_| ApiError::field(key, "is not a valid timestamp"))
            })
            .transpose()
    }

    /// A count that may not be negative.
    pub(super) fn natural(&self, key: &str) -> Result<Option<usize>, ApiError> {
        self.get(key)
            .map(|text| {
                text.parse()
                    .map_err(|_| ApiError::field(key, "is not a valid natural number"))
            })
            .transpose()
    }

    /// The parameters that are no page numbers, as they were sent, each with its `&`.
    pub(super) fn filters(&self) -> String {
        self.raw
            .split('&')
            .filter(|pair| {
                let key = pair.split('=').next().unwrap_or_default();
                !key.is_empty() && key != "limit" && key != "offset"
            })
            .flat_map(|pair| ["&", pair])
            .collect()
    }
}

fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}
