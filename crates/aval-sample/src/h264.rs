//! Writes pictures as H.264 (ITU-T H.264, Constrained Baseline, CAVLC), without loss and without any transform.
//! A macroblock that repeats its neighbour's edge is predicted, one that did not change is skipped, any other is sent
//! as it is (I_PCM); this is small for drawn screens and needs no C library. Containers are not known here.

/// Sixteen by sixteen pixels: luma, and both colour differences at half size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Macroblock {
    /// Luma, 16 rows of 16.
    pub luma: [u8; 256],
    /// Blue difference, 8 rows of 8.
    pub blue: [u8; 64],
    /// Red difference, 8 rows of 8.
    pub red: [u8; 64],
}

/// A picture in macroblocks, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Macroblocks in a row.
    pub across: usize,
    /// Every macroblock; their number is a multiple of `across`.
    pub blocks: Vec<Macroblock>,
}

/// Profile 66 with constraint flags 0 and 1 (Constrained Baseline), level 3.0.
pub const PROFILE: [u8; 3] = [66, 0xc0, 30];

/// Sequence parameter set (7.3.2.1.1) as a NAL unit.
pub fn sequence_parameters(picture: &Picture, pictures_a_second: u32) -> Vec<u8> {
    let down = picture
        .blocks
        .len()
        .checked_div(picture.across)
        .unwrap_or(0);
    let mut bits = Bits::default();
    for octet in PROFILE {
        bits.fixed(u32::from(octet), 8);
    }
    bits.unsigned(0); // seq_parameter_set_id
    bits.unsigned(FRAME_NUMBER_BITS - 4);
    bits.unsigned(2); // pic_order_cnt_type: output order is decoding order
    bits.unsigned(1); // max_num_ref_frames
    bits.flag(false); // gaps_in_frame_num_value_allowed
    bits.unsigned(count(picture.across).saturating_sub(1));
    bits.unsigned(count(down).saturating_sub(1));
    bits.flag(true); // frame_mbs_only
    bits.flag(true); // direct_8x8_inference
    bits.flag(false); // frame_cropping
    bits.flag(true); // vui_parameters_present
    bits.flag(false); // aspect_ratio_info_present
    bits.flag(false); // overscan_info_present
    bits.flag(true); // video_signal_type_present
    bits.fixed(5, 3); // video_format: unspecified
    bits.flag(false); // limited range
    bits.flag(true); // colour_description_present
    for _ in 0..3 {
        bits.fixed(1, 8); // BT.709 primaries, transfer, matrix
    }
    bits.flag(false); // chroma_loc_info_present
    bits.flag(true); // timing_info_present
    bits.fixed(1, 32);
    bits.fixed(pictures_a_second * 2, 32);
    bits.flag(true); // fixed_frame_rate
    bits.flag(false); // nal_hrd_parameters_present
    bits.flag(false); // vcl_hrd_parameters_present
    bits.flag(false); // pic_struct_present
    bits.flag(true); // bitstream_restriction
    bits.flag(true); // motion_vectors_over_pic_boundaries
    for value in [0, 0, 10, 10, 0, 1] {
        bits.unsigned(value);
    }
    unit(0x67, bits)
}

/// Picture parameter set (7.3.2.2) as a NAL unit.
pub fn picture_parameters() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.unsigned(0); // pic_parameter_set_id
    bits.unsigned(0); // seq_parameter_set_id
    bits.flag(false); // CAVLC
    bits.flag(false); // bottom_field_pic_order_in_frame_present
    bits.unsigned(0); // one slice group
    bits.unsigned(0);
    bits.unsigned(0);
    bits.flag(false); // weighted_pred
    bits.fixed(0, 2);
    for _ in 0..3 {
        bits.unsigned(0); // quantisers, signed zero
    }
    bits.flag(true); // deblocking_filter_control_present
    bits.flag(false); // constrained_intra_pred
    bits.flag(false); // redundant_pic_cnt_present
    unit(0x68, bits)
}

/// A picture that needs no other one (IDR). Consecutive ones take different `identifier`s.
pub fn whole(picture: &Picture, identifier: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.unsigned(0); // first_mb_in_slice
    bits.unsigned(7); // I, for the whole picture
    bits.unsigned(0);
    bits.fixed(0, FRAME_NUMBER_BITS);
    bits.unsigned(identifier);
    bits.flag(false); // no_output_of_prior_pics
    bits.flag(false); // long_term_reference
    end_of_header(&mut bits);
    for place in 0..picture.blocks.len() {
        block(&mut bits, picture, None, place);
    }
    unit(0x65, bits)
}

/// A picture told by what changed since the one before; `number` counts from the last whole one.
pub fn change(picture: &Picture, before: &Picture, number: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.unsigned(0); // first_mb_in_slice
    bits.unsigned(5); // P, for the whole picture
    bits.unsigned(0);
    bits.fixed(number % (1 << FRAME_NUMBER_BITS), FRAME_NUMBER_BITS);
    bits.flag(false); // num_ref_idx_active_override
    bits.flag(false); // ref_pic_list_modification
    bits.flag(false); // adaptive_ref_pic_marking_mode
    end_of_header(&mut bits);
    let mut skipped = 0;
    for place in 0..picture.blocks.len() {
        if unchanged(picture, before, place) {
            skipped += 1;
            continue;
        }
        bits.unsigned(skipped);
        skipped = 0;
        block(&mut bits, picture, Some(before), place);
    }
    if skipped > 0 {
        bits.unsigned(skipped);
    }
    unit(0x61, bits)
}

const FRAME_NUMBER_BITS: u32 = 8;

/// Quantiser unchanged, deblocking off: what was sent is what is seen.
fn end_of_header(bits: &mut Bits) {
    bits.unsigned(0);
    bits.unsigned(1);
}

fn unchanged(picture: &Picture, before: &Picture, place: usize) -> bool {
    picture.blocks.get(place) == before.blocks.get(place)
}

/// How a macroblock is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As it is.
    Plain,
    /// From its neighbours' edges: luma mode (0 vertical, 1 horizontal), chroma mode (1 horizontal, 2 vertical).
    Predicted { luma: u32, chroma: u32 },
}

fn way(picture: &Picture, place: usize) -> Option<Way> {
    let current = picture.blocks.get(place)?;
    let left = left_of(picture, place).and_then(|place| picture.blocks.get(place));
    let above = above(picture, place).and_then(|place| picture.blocks.get(place));
    let luma = if above.is_some_and(|above| repeats_above(&current.luma, &above.luma, 16)) {
        Some(0)
    } else if left.is_some_and(|left| repeats_left(&current.luma, &left.luma, 16)) {
        Some(1)
    } else {
        None
    };
    let both = |test: fn(&[u8], &[u8], usize) -> bool, other: &Macroblock| {
        test(&current.blue, &other.blue, 8) && test(&current.red, &other.red, 8)
    };
    let chroma = if left.is_some_and(|left| both(repeats_left, left)) {
        Some(1)
    } else if above.is_some_and(|above| both(repeats_above, above)) {
        Some(2)
    } else {
        None
    };
    Some(match (luma, chroma) {
        (Some(luma), Some(chroma)) => Way::Predicted { luma, chroma },
        _ => Way::Plain,
    })
}

fn left_of(picture: &Picture, place: usize) -> Option<usize> {
    if place.checked_rem(picture.across)? == 0 {
        None
    } else {
        place.checked_sub(1)
    }
}

fn above(picture: &Picture, place: usize) -> Option<usize> {
    place.checked_sub(picture.across)
}

fn repeats_above(current: &[u8], above: &[u8], side: usize) -> bool {
    let edge = above.chunks_exact(side).next_back();
    current.chunks_exact(side).all(|row| Some(row) == edge)
}

fn repeats_left(current: &[u8], left: &[u8], side: usize) -> bool {
    let mut rows = current.chunks_exact(side).zip(left.chunks_exact(side));
    rows.all(|(row, beside)| row.iter().all(|value| Some(value) == beside.last()))
}

/// One macroblock layer (7.3.5). `before` is given inside a P slice, whose types are numbered five higher.
fn block(bits: &mut Bits, picture: &Picture, before: Option<&Picture>, place: usize) {
    let (Some(current), Some(way)) = (picture.blocks.get(place), way(picture, place)) else {
        return;
    };
    let shift = if before.is_some() { 5 } else { 0 };
    match way {
        Way::Plain => {
            bits.unsigned(25 + shift);
            bits.align();
            for plane in [current.luma.as_slice(), &current.blue, &current.red] {
                bits.octets(plane);
            }
        }
        Way::Predicted { luma, chroma } => {
            bits.unsigned(1 + luma + shift); // Intra_16x16 without coefficients
            bits.unsigned(chroma);
            bits.unsigned(0); // mb_qp_delta
            no_coefficients(bits, picture, before, place);
        }
    }
}

/// coeff_token for zero coefficients (table 9-5): its length follows from the neighbours, and a plain one counts sixteen.
fn no_coefficients(bits: &mut Bits, picture: &Picture, before: Option<&Picture>, place: usize) {
    let coefficients = |neighbour: usize| {
        let skipped = before.is_some_and(|before| unchanged(picture, before, neighbour));
        if !skipped && way(picture, neighbour) == Some(Way::Plain) {
            16_u32
        } else {
            0
        }
    };
    let known: Vec<u32> = [left_of(picture, place), above(picture, place)]
        .into_iter()
        .flatten()
        .map(coefficients)
        .collect();
    let expected = match known.as_slice() {
        [left, above] => (left + above + 1) >> 1,
        [one] => *one,
        _ => 0,
    };
    if expected >= 8 {
        bits.fixed(0b00_0011, 6);
    } else {
        bits.flag(true);
    }
}

/// A NAL unit: header octet, payload with its stop bit, and no false start code (7.4.1).
fn unit(header: u8, mut bits: Bits) -> Vec<u8> {
    bits.flag(true);
    bits.align();
    let mut octets = vec![header];
    let mut zeros = 0;
    for octet in bits.written {
        if zeros >= 2 && octet <= 3 {
            octets.push(3);
            zeros = 0;
        }
        zeros = if octet == 0 { zeros + 1 } else { 0 };
        octets.push(octet);
    }
    octets
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Bits, most significant first.
#[derive(Debug, Default)]
struct Bits {
    written: Vec<u8>,
    open: u8,
    filled: u8,
}

impl Bits {
    fn flag(&mut self, on: bool) {
        self.open = self.open << 1 | u8::from(on);
        self.filled += 1;
        if self.filled == 8 {
            self.written.push(self.open);
            (self.open, self.filled) = (0, 0);
        }
    }

    fn fixed(&mut self, value: u32, width: u32) {
        for place in (0..width).rev() {
            self.flag(value >> place & 1 == 1);
        }
    }

    /// Exp-Golomb code ue(v) (9.1); zero is also se(v) zero.
    fn unsigned(&mut self, value: u32) {
        let code = value.saturating_add(1);
        let width = 32 - code.leading_zeros();
        self.fixed(0, width - 1);
        self.fixed(code, width);
    }

    fn align(&mut self) {
        while self.filled != 0 {
            self.flag(false);
        }
    }

    /// Whole octets; only called when aligned.
    fn octets(&mut self, octets: &[u8]) {
        self.written.extend_from_slice(octets);
    }
}

#[cfg(test)]
mod tests {
    use super::{Macroblock, Picture, sequence_parameters};

    #[test]
    fn no_unit_holds_a_false_start_code() {
        let block = Macroblock {
            luma: [16; 256],
            blue: [128; 64],
            red: [128; 64],
        };
        let unit = sequence_parameters(
            &Picture {
                across: 1,
                blocks: vec![block],
            },
            4,
        );
        let guarded = |three: &[u8]| three[0] != 0 || three[1] != 0 || three[2] > 2;
        assert!(unit.windows(3).all(guarded), "{unit:02x?}");
    }
}
