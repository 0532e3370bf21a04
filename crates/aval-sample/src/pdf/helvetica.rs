//! Helvetica and Helvetica-Bold as every PDF reader has them: WinAnsi encoding, and widths in thousandths of the body
//! (Adobe Core 14 font metrics). Nothing is embedded, so documents stay small.

/// Widths of the printable ASCII letters, from the space to the tilde.
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The same in bold.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// Width of the words in points at that body size.
pub fn width(words: &str, size: f32, bold: bool) -> f32 {
    let widths = if bold { &BOLD } else { &REGULAR };
    let thousandths: u32 = encoded(words)
        .iter()
        .map(|octet| u32::from(letter_width(widths, *octet)))
        .sum();
    thousandths as f32 * size / 1000.0
}

fn letter_width(widths: &[u16; 95], octet: u8) -> u16 {
    // Accented letters are as wide as their base letter.
    let base = match octet {
        0x20..=0x7e => octet,
        0x91 | 0x92 => return 222,
        0x93 | 0x94 => return 333,
        0x95 => return 350,
        0x96 => return 556,
        0x85 | 0x97 | 0x8c => return 1000,
        0x9c => return 944,
        0xa0 => b' ',
        0xab | 0xbb => return 556,
        0xb0 => return 400,
        0xb7 => return 278,
        0xc0..=0xc5 => b'A',
        0xc7 => b'C',
        0xc8..=0xcb => b'E',
        0xcc..=0xcf => b'I',
        0xd2..=0xd6 => b'O',
        0xd9..=0xdc => b'U',
        0xe0..=0xe5 => b'a',
        0xe7 => b'c',
        0xe8..=0xeb => b'e',
        0xec..=0xef => return 278,
        0xf2..=0xf6 => b'o',
        0xf9..=0xfc => b'u',
        _ => b'n',
    };
    widths
        .get(usize::from(base.saturating_sub(0x20)))
        .copied()
        .unwrap_or(556)
}

/// The words in WinAnsi (Windows-1252); a letter that it lacks becomes a question mark.
pub fn encoded(words: &str) -> Vec<u8> {
    words.chars().map(octet_of).collect()
}

fn octet_of(letter: char) -> u8 {
    match letter {
        '\u{202f}' | '\u{2009}' => 0xa0,
        '€' => 0x80,
        '…' => 0x85,
        'Œ' => 0x8c,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' | '‑' => 0x96,
        '—' => 0x97,
        'œ' => 0x9c,
        ' '..='~' | '\u{a0}'..='ÿ' => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
        letter if letter.is_whitespace() => b' ',
        _ => b'?',
    }
}

#[cfg(test)]
mod tests {
    use super::{encoded, width};

    #[test]
    fn french_letters_have_their_octets() {
        assert_eq!(
            encoded("œuvre d’été, 3\u{202f}€"),
            b"\x9cuvre d\x92\xe9t\xe9, 3\xa0\x80"
        );
        assert_eq!(encoded("日"), b"?");
    }

    #[test]
    fn an_accent_does_not_widen_a_letter() {
        assert!((width("éàç", 10.0, false) - width("eac", 10.0, false)).abs() < f32::EPSILON);
        assert!(width("Mm", 10.0, true) > width("il", 10.0, true));
    }
}
