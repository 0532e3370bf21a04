//! Which entry explains which refusal or finding, as data: people who meet a code are led to
//! the answer. The sentence of the code itself belongs to whoever refuses or finds.

use std::collections::BTreeMap;

use super::{
    finding::{Finding, Mistake},
    sheet::{Notes, Sheet},
    taxonomy::schema,
};

const SCHEMA: &str = "aval.faq-explanations/1";

/// What the file says, with the line of each thing that is looked up elsewhere.
#[derive(Default)]
pub(super) struct Explanations {
    /// Address of the entry of each code.
    pub of_code: BTreeMap<String, String>,
    /// Code and line.
    pub codes: Vec<(String, usize)>,
    /// Address and line.
    pub entries: Vec<(String, usize)>,
}

pub(super) fn read(file: &str, text: &str, findings: &mut Vec<Finding>) -> Explanations {
    let mut notes = Notes::new(file, text, 0);
    let mut read = Explanations::default();
    if let Some(table) = notes.parse() {
        let mut sheet = Sheet::new(&table, 0);
        schema(&mut sheet, SCHEMA, &mut notes);
        for mut explained in sheet.tables("explained", &mut notes) {
            let entry = explained.text("entry", &mut notes);
            let codes = explained.list("codes", &mut notes);
            explained.close(&mut notes);
            let (Some(entry), Some(codes)) = (entry, codes) else {
                continue;
            };
            read.entries
                .push((entry.value.clone(), notes.line(entry.offset)));
            for code in codes {
                if read.of_code.contains_key(&code.value) {
                    notes.tell(code.offset, Mistake::DuplicateCode { code: code.value });
                    continue;
                }
                read.codes
                    .push((code.value.clone(), notes.line(code.offset)));
                read.of_code.insert(code.value, entry.value.clone());
            }
        }
        sheet.close(&mut notes);
    }
    findings.append(&mut notes.findings);
    read
}
