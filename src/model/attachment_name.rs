//! What a file is called once it is in TestRail.

/// The name under which TestRail keeps a file, so that it is found again by it: what would end the name on its way, or
/// would be taken for a folder, becomes `_`.
pub(crate) fn attachment_name(name: &str) -> String {
    let kept = |character: char| match character {
        '"' | '/' | '\\' => '_',
        other if other.is_control() => '_',
        other => other,
    };
    let name: String = name.trim().chars().map(kept).collect();
    if name.is_empty() {
        "attachment".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::attachment_name;

    #[test]
    fn a_name_stays_in_one_piece() {
        assert_eq!(
            attachment_name(" C:\\shots/a\"b\n💥 ä.png"),
            "C:_shots_a_b_💥 ä.png"
        );
        assert_eq!(attachment_name(" \t"), "attachment");
    }

    proptest! {
        #[test]
        fn a_kept_name_is_kept(name in any::<String>()) {
            let kept = attachment_name(&name);
            prop_assert_eq!(attachment_name(&kept), kept);
        }
    }
}
