//! Deterministic damage: the same seed breaks the same octets.

/// xorshift64*, seeded; no clock, no system randomness.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16;
        (drawn % (limit.max(1) as u64)) as usize
    }
}

/// Tokens that structure a PDF or a CMS: pasted where they do not belong.
const TOKENS: [&[u8]; 16] = [
    b"obj",
    b"endobj",
    b"stream\n",
    b"<<",
    b">>",
    b"[",
    b"]",
    b"/ByteRange",
    b"/Contents",
    b"-1",
    b"99999999999999999999",
    b"0 R",
    b"xref\n",
    b"startxref\n",
    b"%%EOF",
    b"\x30\x80",
];

/// One to four changes somewhere in the file, more often in its last octets.
pub fn mutate(original: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=dice.below(4) {
        if bytes.is_empty() {
            return bytes;
        }
        let window = if dice.below(3) == 0 {
            bytes.len().min(2_000)
        } else {
            bytes.len()
        };
        let at = bytes.len() - 1 - dice.below(window);
        match dice.below(8) {
            0 | 1 => bytes[at] ^= 1 << dice.below(8),
            2 => bytes[at] = dice.below(256) as u8,
            3 => {
                let digit = b"0123456789"[dice.below(10)];
                bytes[at] = digit;
            }
            4 => {
                let end = (at + 1 + dice.below(64)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 => {
                let token = TOKENS[dice.below(TOKENS.len())];
                let end = (at + token.len()).min(bytes.len());
                bytes.splice(at..end, token.iter().copied());
            }
            6 => {
                let from = dice.below(bytes.len());
                let end = (from + 1 + dice.below(200)).min(bytes.len());
                let piece = bytes[from..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes.truncate(at + 1),
        }
    }
    bytes
}

/// The signed octets of the only or first signature, found without the library: everything but
/// the longest hexadecimal strings after `/Contents`.
pub fn is_inside_contents(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(9).position(|w| w == b"/Contents") {
        let mut start = at + found + 9;
        while bytes.get(start).is_some_and(u8::is_ascii_whitespace) {
            start += 1;
        }
        at = start;
        if bytes.get(start) == Some(&b'<')
            && let Some(length) = bytes[start..].iter().position(|o| *o == b'>')
            && length > 1_000
        {
            ranges.push(start..start + length + 1);
            at = start + length;
        }
    }
    ranges
}
