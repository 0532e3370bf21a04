//! Small workbooks made part by part, so that each can be wrong in one way.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

pub const HEADERS: [&str; 14] = [
    "Périmètre",
    "ID",
    "Chapitre",
    "Fonction",
    "Exigence",
    "Commentaire",
    "Profil",
    "N° scénario",
    "Scénario de conformité",
    "N° preuve",
    "Preuve",
    "Profil historique",
    "Criticité",
    "Ordre",
];

/// Two requirements, three scenarios, four proofs, nothing to say about them.
pub fn sound_rows() -> Vec<Vec<String>> {
    let requirement = |id: &str, order: &str| {
        [
            "Vague 2",
            id,
            "Identité",
            "Recherche",
            &format!("<p class=\"mb-1\">Le système DOIT chercher ({id}).</p>"),
            "<p>Rappel : une seule identité.</p>",
            "Général , Centres de santé",
            "",
            "",
            "",
            "",
            "Général",
            "Majeure",
            order,
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let row = |id: &str, order: &str, scenario: &str, proof: &str| {
        let mut row = requirement(id, order);
        row[7] = format!("{id}.{scenario}");
        row[8] = format!("<ol><li>Saisir</li><li>Chercher {scenario}</li></ol>");
        row[9] = format!("{id}.{scenario}.{proof}");
        row[10] = format!("<p>Vid&eacute;o {proof}</p>");
        row
    };
    vec![
        HEADERS.map(str::to_owned).to_vec(),
        row("INS.01", "10", "01", "01"),
        row("INS.01", "10", "01", "02"),
        row("INS.01", "10", "02", "01"),
        row("INS.02", "20", "01", "01"),
    ]
}

/// A workbook as the parts of its archive.
pub struct Parts(pub Vec<(String, Vec<u8>)>);

impl Parts {
    /// A workbook with one sheet "Exigences" that holds the rows.
    pub fn of(rows: &[Vec<String>]) -> Self {
        Self::with_sheet(&sheet(rows))
    }

    /// A workbook whose sheet "Exigences" is this XML.
    pub fn with_sheet(xml: &str) -> Self {
        let mut parts = Self(Vec::new());
        parts.set(
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
        );
        parts.set(
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        );
        parts.set(
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Exigences" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        );
        parts.set(
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>"#,
        );
        parts.set("xl/worksheets/sheet1.xml", xml);
        parts
    }

    /// Adds a part, or puts another in its place.
    pub fn set(&mut self, name: &str, content: impl AsRef<[u8]>) {
        let content = content.as_ref().to_vec();
        match self.0.iter_mut().find(|(found, _)| found == name) {
            Some(part) => part.1 = content,
            None => self.0.push((name.to_owned(), content)),
        }
    }

    /// Changes the text of a part.
    pub fn replace(&mut self, name: &str, from: &str, to: &str) {
        let (_, content) = self.0.iter_mut().find(|(found, _)| found == name).unwrap();
        let text = String::from_utf8(content.clone()).unwrap();
        assert!(text.contains(from), "{from}");
        *content = text.replace(from, to).into_bytes();
    }

    pub fn zipped(&self) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in &self.0 {
            archive.start_file(name.as_str(), options).unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }
}

/// The XML of a sheet of inline texts.
pub fn sheet(rows: &[Vec<String>]) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (row, cells) in rows.iter().enumerate() {
        xml.push_str(&format!(r#"<row r="{}">"#, row + 1));
        for (column, text) in cells.iter().enumerate() {
            let name = char::from(b'A' + u8::try_from(column).unwrap());
            let text = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            xml.push_str(&format!(
                r#"<c r="{name}{}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#,
                row + 1
            ));
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}
