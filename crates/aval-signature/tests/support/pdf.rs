//! A one-page form and its incremental updates.

/// A PDF under construction; every update is a new revision.
#[derive(Clone)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    startxref: Option<usize>,
    size: u32,
}

pub const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R >>";
pub const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [7 0 R 8 0 R] >>";
pub const FORM: &str = "<< /Fields [7 0 R 8 0 R] /DA (/F1 10 Tf 0 g) >>";

pub fn stream(dictionary: &str, data: &str) -> String {
    format!(
        "<< {dictionary} /Length {} >>\nstream\n{data}\nendstream",
        data.len()
    )
}

pub fn text_field(name: &str, value: &str, appearance: u32) -> String {
    format!(
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T ({name}) /V ({value}) /Rect [60 560 260 580] /F 4 /P 3 0 R /AP << /N {appearance} 0 R >> >>"
    )
}

pub fn appearance(text: &str) -> String {
    stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 5 0 R >> >>",
        &format!("BT /F1 10 Tf 2 6 Td ({text}) Tj ET"),
    )
}

fn row(kind: u8, second: usize, third: u16) -> [u8; 7] {
    let [a, b, c, d] = (second as u32).to_be_bytes();
    let [e, f] = third.to_be_bytes();
    [kind, a, b, c, d, e, f]
}

/// Where a signature goes and what stands around it.
pub struct Slot<'s> {
    pub field: u32,
    pub value: u32,
    pub name: &'s str,
    /// Further entries of the signature dictionary.
    pub more: &'s str,
    /// Further entries of the field.
    pub field_more: &'s str,
    pub sub_filter: &'s str,
    /// Other objects of the same revision.
    pub with: Vec<(u32, String)>,
}

impl Default for Slot<'_> {
    fn default() -> Self {
        Self {
            field: 20,
            value: 21,
            name: "Signature1",
            more: "/M (D:20260915100000Z)",
            field_more: "",
            sub_filter: "ETSI.CAdES.detached",
            with: vec![
                (3, PAGE.replace("/Annots [", "/Annots [20 0 R ")),
                (6, FORM.replace("/Fields [", "/SigFlags 3 /Fields [20 0 R ")),
            ],
        }
    }
}

/// Room for the hexadecimal signature.
const ROOM: usize = 16_000;

impl Pdf {
    /// A form with two fields, `date` and `reference`.
    pub fn form() -> Self {
        Self::with_objects(&[])
    }

    /// The form, with objects added or replaced.
    pub fn with_objects(others: &[(u32, String)]) -> Self {
        let mut objects: Vec<(u32, String)> = vec![
            (1, CATALOG.into()),
            (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into()),
            (3, PAGE.into()),
            (
                4,
                stream("", "BT /F1 12 Tf 60 780 Td (Conclusion : CONFORME) Tj ET"),
            ),
            (
                5,
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".into(),
            ),
            (6, FORM.into()),
            (7, text_field("date", "04/09/2026", 9)),
            (8, text_field("reference", "PASSI-2026-0042", 10)),
            (9, appearance("04/09/2026")),
            (10, appearance("PASSI-2026-0042")),
        ];
        for (number, object) in others {
            match objects.iter_mut().find(|(known, _)| known == number) {
                Some(known) => known.1.clone_from(object),
                None => objects.push((*number, object.clone())),
            }
        }
        let mut pdf = Self {
            bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
            startxref: None,
            size: 0,
        };
        pdf.update(&objects);
        pdf
    }

    /// Appends a revision with these objects.
    pub fn update(&mut self, objects: &[(u32, String)]) {
        self.update_with_trailer(objects, "");
    }

    pub fn update_with_trailer(&mut self, objects: &[(u32, String)], more: &str) {
        let mut offsets: Vec<(u32, usize)> = Vec::new();
        for (number, object) in objects {
            offsets.push((*number, self.bytes.len()));
            self.push(&format!("{number} 0 obj\n{object}\nendobj\n"));
        }
        self.cross_reference(&offsets, more);
    }

    /// A table for objects at these offsets, whether they are there or not.
    pub fn cross_reference(&mut self, offsets: &[(u32, usize)], more: &str) {
        let start = self.bytes.len();
        self.push("xref\n");
        if self.startxref.is_none() {
            self.push("0 1\n0000000000 65535 f \n");
        }
        for (number, offset) in offsets {
            self.size = self.size.max(number + 1);
            self.push(&format!("{number} 1\n{offset:010} 00000 n \n"));
        }
        let previous = self
            .startxref
            .map(|at| format!("/Prev {at} "))
            .unwrap_or_default();
        let size = self.size;
        self.push(&format!(
            "trailer\n<< /Size {size} /Root 1 0 R {previous}{more}>>\nstartxref\n{start}\n%%EOF\n"
        ));
        self.startxref = Some(start);
    }

    /// Appends a revision in the newer form: an object stream numbered `own` that holds
    /// `compressed`, plain objects, and a cross-reference stream numbered `own + 1`.
    pub fn update_in_streams(
        &mut self,
        compressed: &[(u32, String)],
        plain: &[(u32, String)],
        own: u32,
    ) {
        let (mut header, mut data) = (String::new(), String::new());
        for (number, object) in compressed {
            header.push_str(&format!("{number} {} ", data.len()));
            data.push_str(object);
            data.push(' ');
        }
        let dictionary = format!(
            "/Type /ObjStm /N {} /First {}",
            compressed.len(),
            header.len()
        );
        let mut rows: Vec<(u32, [u8; 7])> = Vec::new();
        let mut plain = plain.to_vec();
        plain.push((own, stream(&dictionary, &format!("{header}{data}"))));
        for (number, object) in &plain {
            rows.push((*number, row(1, self.bytes.len(), 0)));
            self.push(&format!("{number} 0 obj\n{object}\nendobj\n"));
        }
        for (index, (number, _)) in compressed.iter().enumerate() {
            rows.push((*number, row(2, own as usize, index as u16)));
        }
        let start = self.bytes.len();
        rows.push((own + 1, row(1, start, 0)));
        let index: String = rows.iter().map(|(n, _)| format!("{n} 1 ")).collect();
        let previous = self
            .startxref
            .map(|at| format!("/Prev {at} "))
            .unwrap_or_default();
        self.size = rows.iter().map(|(n, _)| n + 1).fold(self.size, u32::max);
        self.push(&format!(
            "{} 0 obj\n<< /Type /XRef /W [1 4 2] /Index [{index}] /Size {} /Root 1 0 R {previous}/Length {} >>\nstream\n",
            own + 1,
            self.size,
            rows.len() * 7
        ));
        for (_, row) in &rows {
            self.bytes.extend_from_slice(row);
        }
        self.push(&format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n"));
        self.startxref = Some(start);
    }

    pub fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Appends a revision signed by `make`, which gets the signed octets and gives the CMS.
    pub fn sign(&mut self, slot: &Slot<'_>, make: impl Fn(&[u8]) -> Vec<u8>) {
        let before = self.bytes.len();
        let objects = Self::prepared(slot);
        self.update(&objects);
        self.fill(before, make);
    }

    /// The same with streams for cross-references; `hidden` puts the signature itself into one.
    pub fn sign_in_streams(
        &mut self,
        slot: &Slot<'_>,
        hidden: bool,
        own: u32,
        make: impl Fn(&[u8]) -> Vec<u8>,
    ) {
        let before = self.bytes.len();
        let mut objects = Self::prepared(slot);
        let value = objects.pop().unwrap();
        if hidden {
            objects.push(value);
            self.update_in_streams(&objects, &[], own);
        } else {
            self.update_in_streams(&objects, &[value], own);
        }
        self.fill(before, make);
    }

    /// Field and signature with room for the value, the signature last.
    fn prepared(slot: &Slot<'_>) -> Vec<(u32, String)> {
        let zeros = "0".repeat(ROOM);
        let mut objects = slot.with.clone();
        objects.push((
            slot.field,
            format!(
                "<< /Type /Annot /Subtype /Widget /FT /Sig /T ({}) /V {} 0 R /Rect [0 0 0 0] /F 132 /P 3 0 R {} >>",
                slot.name, slot.value, slot.field_more
            ),
        ));
        objects.push((
            slot.value,
            format!(
                "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /{} /ByteRange [0 ********** ********** **********] /Contents <{zeros}> {} >>",
                slot.sub_filter, slot.more
            ),
        ));
        objects
    }

    /// Writes the ranges and the value into the placeholder after `from`.
    fn fill(&mut self, from: usize, make: impl Fn(&[u8]) -> Vec<u8>) {
        let find = |needle: &[u8]| {
            from + self.bytes[from..]
                .windows(needle.len())
                .position(|w| w == needle)
                .unwrap()
        };
        let contents = find(b"/Contents <") + b"/Contents ".len();
        let ranges = find(b"/ByteRange [") + b"/ByteRange ".len();
        let end = contents + ROOM + 2;
        let text = format!("[0 {contents} {end} {}]", self.bytes.len() - end);
        let width = "[0 ********** ********** **********]".len();
        let padded = format!("{text:width$}");
        self.bytes[ranges..ranges + width].copy_from_slice(padded.as_bytes());
        let signed = [&self.bytes[..contents], &self.bytes[end..]].concat();
        let hex: String = make(&signed).iter().map(|o| format!("{o:02x}")).collect();
        assert!(hex.len() <= ROOM, "the signature is too large");
        self.bytes[contents + 1..contents + 1 + hex.len()].copy_from_slice(hex.as_bytes());
    }

    /// Replaces octets of the same length.
    pub fn overwrite(&mut self, from: &str, to: &str) {
        assert_eq!(from.len(), to.len());
        let at = self
            .bytes
            .windows(from.len())
            .position(|w| w == from.as_bytes())
            .unwrap();
        self.bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
}
