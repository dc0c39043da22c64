//! Checks of ids and of what belongs where.

use crate::sandbox::seed::Error;
use crate::sandbox::testrail::table::Table;

/// An id must be there and be new.
pub(super) fn check_id(path: &str, id: u64, is_taken: bool) -> Result<(), Error> {
    if id == 0 {
        return Err(Error::value(
            path,
            "the id is missing",
            "give it an id of 1 or more",
        ));
    }
    if is_taken {
        return Err(Error::value(
            format!("{path}.id"),
            format!("{id} is the id of an earlier one"),
            "give each its own id",
        ));
    }
    Ok(())
}

/// The id of what something belongs to; it may be left out where there is only one.
pub(super) fn parent<T>(
    path: &str,
    field: &str,
    given: u64,
    table: &Table<T>,
    id: impl Fn(&T) -> u64,
) -> Result<u64, Error> {
    if given != 0 {
        return if table.contains(given) {
            Ok(given)
        } else {
            Err(dangling(path, field, given))
        };
    }
    let mut all = table.iter().map(id);
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Error::value(
            format!("{path}.{field}"),
            "it is missing",
            "say where this belongs",
        )),
    }
}

/// The complaint about an id that nothing has.
pub(super) fn dangling(path: &str, field: &str, id: u64) -> Error {
    Error::value(
        format!("{path}.{field}"),
        format!("there is no {id}"),
        "name one that the seed has",
    )
}
