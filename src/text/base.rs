//! Addresses inside texts: made absolute, and harmless.

use std::fmt::Write as _;

use url::Url;

/// The base address of the source server, by which server-relative addresses inside texts become absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Base(Option<Url>);

/// Schemes that a link may have; any other (`javascript:`, `file:`, an application's own) is shown as text.
const LINK_SCHEMES: [&str; 6] = ["http", "https", "mailto", "ftp", "ftps", "tel"];

/// What an image inside the text itself may begin with; vector images are left out because they can hold scripts.
const INLINE_IMAGES: [&str; 4] = [
    "data:image/png",
    "data:image/jpeg",
    "data:image/gif",
    "data:image/webp",
];

impl Base {
    /// Makes a base of the server's address, which may have a path: `https://example.com/allure/`.
    pub(crate) fn new(server: &Url) -> Self {
        Self((!server.cannot_be_a_base()).then(|| server.clone()))
    }

    /// Makes a base that leaves relative addresses as they are.
    pub(crate) fn none() -> Self {
        Self(None)
    }

    /// Returns the absolute address, or nothing when the scheme is not one that a link may have.
    pub(super) fn link(&self, address: &str) -> Option<String> {
        let address = spelled(address);
        match scheme(&address) {
            Some(scheme)
                if LINK_SCHEMES
                    .iter()
                    .any(|known| scheme.eq_ignore_ascii_case(known)) =>
            {
                Some(address)
            }
            Some(_) => None,
            None => Some(self.absolute(address)),
        }
    }

    /// Like [`Self::link`] for the address of an image.
    pub(super) fn image(&self, address: &str) -> Option<String> {
        let is_inline = INLINE_IMAGES.iter().any(|start| {
            address
                .get(..start.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(start))
        });
        if is_inline {
            Some(spelled(address))
        } else {
            self.link(address)
        }
    }

    fn absolute(&self, address: String) -> String {
        let Some(server) = &self.0 else {
            return address;
        };
        if address.is_empty() || address.starts_with('#') || is_of_testrail(&address) {
            return address;
        }
        // Nobody has a page of such a name; a browser takes it for a host where it stands alone.
        if address
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("www."))
        {
            return format!("http://{address}");
        }
        let prefix = server.path().trim_end_matches('/');
        // A server below a path writes its own addresses without that path.
        let is_below = address
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with('/'));
        if address.starts_with("/api/") && !is_below {
            let mut whole = server.clone();
            whole.set_path(prefix);
            whole.set_query(None);
            whole.set_fragment(None);
            return format!("{}{address}", whole.as_str().trim_end_matches('/'));
        }
        let mut folder = server.clone();
        folder.set_path(&format!("{prefix}/"));
        folder
            .join(&address)
            .map_or(address, |joined| spelled(joined.as_str()))
    }
}

/// Returns whether an address leads somewhere only from the page that it was written for.
pub(super) fn is_nowhere(address: &str) -> bool {
    let address = spelled(address);
    let is_host = address
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("www."));
    !(address.is_empty()
        || address.starts_with('/')
        || is_host
        || is_of_testrail(&address)
        || scheme(&address).is_some())
}

/// Texts that came from `TestRail` once have its own pages and pictures, which lead somewhere there again.
fn is_of_testrail(address: &str) -> bool {
    let address = address.strip_prefix('/').unwrap_or(address);
    address.starts_with("index.php?/")
}

/// Returns the address as it can be between quotes and between brackets, the same for every spelling of it.
pub(super) fn spelled(address: &str) -> String {
    let mut spelled = String::with_capacity(address.len());
    for character in address.trim().chars() {
        match character {
            // Browsers ignore these inside an address, which is how a forbidden scheme gets past a filter.
            '\t' | '\n' | '\r' => {}
            ' ' | '"' | '<' | '>' | '`' | '\\' | '(' | ')' | '|' | '[' | ']' => {
                let _ = write!(spelled, "%{:02X}", u32::from(character));
            }
            '\u{a0}' => spelled.push_str("%C2%A0"),
            character if character.is_control() => {}
            character => spelled.push(character),
        }
    }
    spelled
}

/// Returns the one spelling of equivalent addresses (RFC 3986, 6.2.2): scheme and host in small letters; letters and
/// digits as themselves, whatever else is encoded in capital digits.
pub(super) fn comparable_address(address: &str) -> String {
    let address = with_small_host(address);
    let mut comparable = String::with_capacity(address.len());
    let decoded = percent_decode(&address);
    for piece in decoded.utf8_chunks() {
        for character in piece.valid().chars() {
            match character {
                character if character.is_alphanumeric() || character.is_ascii() => {
                    comparable.push(character);
                }
                character => {
                    let mut bytes = [0; 4];
                    encode(
                        &mut comparable,
                        character.encode_utf8(&mut bytes).as_bytes(),
                    );
                }
            }
        }
        encode(&mut comparable, piece.invalid());
    }
    comparable
}

/// Decodes what need not be encoded.
fn percent_decode(address: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let byte = match (first, after) {
            (b'%', [high, low, ..]) => hex_digit(*high).zip(hex_digit(*low)),
            _ => None,
        };
        let Some((high, low)) = byte else {
            decoded.push(*first);
            continue;
        };
        rest = &after[2..];
        let byte = high << 4 | low;
        let is_unreserved =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | 0x80..);
        if is_unreserved {
            decoded.push(byte);
        } else {
            decoded.extend(format!("%{byte:02X}").bytes());
        }
    }
    decoded
}

fn hex_digit(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

fn encode(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(out, "%{byte:02X}");
    }
}

fn with_small_host(address: &str) -> String {
    let mut small = address.to_owned();
    let host = match address.find("//") {
        Some(slashes) => slashes + 2,
        // Without a host, only the scheme is the same in both cases.
        None => scheme(address).map_or(0, str::len),
    };
    let end = if address.contains("//") {
        address[host..]
            .find(['/', '?', '#'])
            .map_or(address.len(), |end| host + end)
    } else {
        host
    };
    let is_absolute = host == 2 || scheme(address).is_some();
    if is_absolute && let Some(head) = small.get_mut(..end) {
        head.make_ascii_lowercase();
    }
    small
}

fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let mut characters = scheme.chars();
    let is_scheme = characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|rest| rest.is_ascii_alphanumeric() || matches!(rest, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}
