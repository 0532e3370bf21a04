//! What a file is, by its octets. The name is never asked.

/// What the first octets say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nature {
    /// Media type.
    pub media_type: &'static str,
    /// The extensions under which such a file is accepted.
    pub extensions: &'static [&'static str],
}

const TEXT: Nature = Nature {
    media_type: "text/plain",
    extensions: &["txt", "log", "csv", "json", "xml", "eml", "hl7"],
};

const XML: Nature = Nature {
    media_type: "application/xml",
    extensions: &["xml"],
};

const UNKNOWN: Nature = Nature {
    media_type: "application/octet-stream",
    extensions: &[],
};

/// How far a text is looked at, in octets.
const SAMPLE: usize = 64 * 1024;

/// The nature of a file.
pub fn nature_of(octets: &[u8]) -> Nature {
    if let Some(kind) = infer::get(octets) {
        return match kind.mime_type() {
            "application/zip" => of_archive(octets),
            media_type => known(media_type),
        };
    }
    let sample = octets.get(..SAMPLE).unwrap_or(octets);
    if !is_text(sample) {
        return UNKNOWN;
    }
    if starts_like_xml(sample) { XML } else { TEXT }
}

/// Office files are archives that hold a part of a certain name; names are never compressed.
fn of_archive(octets: &[u8]) -> Nature {
    let holds = |name: &[u8]| octets.windows(name.len()).any(|window| window == name);
    let media_type = if holds(b"word/document.xml") {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    } else if holds(b"xl/workbook.xml") {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    } else {
        "application/zip"
    };
    known(media_type)
}

fn known(media_type: &'static str) -> Nature {
    let extensions: &'static [&'static str] = match media_type {
        "image/png" => &["png"],
        "image/jpeg" => &["jpg", "jpeg"],
        "image/webp" => &["webp"],
        "image/gif" => &["gif"],
        "video/mp4" | "video/x-m4v" => &["mp4", "mov"],
        "video/quicktime" => &["mov", "mp4"],
        "video/webm" | "video/x-matroska" => &["webm"],
        "application/pdf" => &["pdf"],
        "application/zip" => &["zip"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => &["docx"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => &["xlsx"],
        "application/vnd.oasis.opendocument.text" => &["odt"],
        "application/vnd.oasis.opendocument.spreadsheet" => &["ods"],
        "text/xml" => &["xml"],
        "text/html" => &["html"],
        _ => &[],
    };
    Nature {
        media_type,
        extensions,
    }
}

/// Text has no octet that only binary files have, and is UTF-8 or an eight-bit set.
fn is_text(sample: &[u8]) -> bool {
    !sample.is_empty()
        && !sample
            .iter()
            .any(|octet| matches!(octet, 0..=8 | 14..=26 | 28..=31 | 127))
}

fn starts_like_xml(sample: &[u8]) -> bool {
    let text = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    let start = text.trim_ascii_start();
    start.starts_with(b"<?xml") || (start.starts_with(b"<") && !start.starts_with(b"<!"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_octets_have_the_last_word() {
        assert_eq!(nature_of(b"%PDF-1.7\n...").media_type, "application/pdf");
        assert_eq!(nature_of(b"\x89PNG\r\n\x1a\n\0\0").media_type, "image/png");
        assert_eq!(nature_of("Une trace é\n".as_bytes()), TEXT);
        assert_eq!(
            nature_of(b"<?xml version=\"1.0\"?><a/>").extensions,
            ["xml"]
        );
        assert_eq!(nature_of(b"\x00\x01\x02"), UNKNOWN);
        assert_eq!(nature_of(b""), UNKNOWN);
    }
}
