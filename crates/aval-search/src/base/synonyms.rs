//! Words that mean the same in the field, as data: acronyms, slang, English. Also words that
//! lead to others without meaning the same.

use super::{
    finding::{Finding, Mistake},
    sheet::{Notes, Sheet},
    taxonomy::schema,
};

const SCHEMA: &str = "aval.faq-synonyms/1";

/// The synonyms of a programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synonyms {
    /// Terms that mean the same, in each direction; a term may have several words.
    pub same: Vec<Vec<String>>,
    /// Who types one of the first is also shown the second, not the other way round.
    pub leads_to: Vec<(Vec<String>, Vec<String>)>,
}

pub(super) fn read(file: &str, text: &str, findings: &mut Vec<Finding>) -> Synonyms {
    let mut notes = Notes::new(file, text, 0);
    let mut synonyms = Synonyms::default();
    if let Some(table) = notes.parse() {
        let mut sheet = Sheet::new(&table, 0);
        schema(&mut sheet, SCHEMA, &mut notes);
        for mut group in sheet.tables("same", &mut notes) {
            let terms = group.list("terms", &mut notes);
            let offset = group.close(&mut notes);
            let terms: Vec<String> = values(terms);
            if terms.len() < 2 {
                notes.tell(offset, Mistake::LoneSynonym);
                continue;
            }
            synonyms.same.push(terms);
        }
        for mut group in sheet.tables("leads_to", &mut notes) {
            let from = group.list("from", &mut notes);
            let to = group.list("to", &mut notes);
            group.close(&mut notes);
            synonyms.leads_to.push((values(from), values(to)));
        }
        sheet.close(&mut notes);
    }
    findings.append(&mut notes.findings);
    synonyms
}

fn values(list: Option<Vec<super::sheet::At<String>>>) -> Vec<String> {
    list.unwrap_or_default()
        .into_iter()
        .map(|item| item.value)
        .collect()
}
