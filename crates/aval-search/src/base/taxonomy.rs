//! The facets of the FAQ that are its own: themes, offers, products. Sectors and schemes
//! are those of the programme.

use super::{
    finding::{Finding, Mistake},
    sheet::{Notes, Sheet},
};

const SCHEMA: &str = "aval.faq-taxonomy/1";

/// A code and what people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Stable.
    pub code: String,
    /// In the language of the programme.
    pub label: String,
}

/// A subject of the FAQ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Stable.
    pub code: String,
    /// In the language of the programme.
    pub label: String,
    /// Address of the entry that says whom to contact on this subject.
    pub contact: Option<String>,
}

/// The facets of the FAQ, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taxonomy {
    /// Subjects.
    pub themes: Vec<Theme>,
    /// Programmes or waves that the FAQ serves.
    pub offers: Vec<Term>,
    /// Services that answers speak of.
    pub products: Vec<Term>,
    /// Address of the entry that says whom to contact when no theme is known.
    pub contact: Option<String>,
}

impl Taxonomy {
    /// The label of a code of a facet (`themes`, `offers`, `products`).
    pub(crate) fn label(&self, facet: &str, code: &str) -> Option<&str> {
        let term = |terms: &'_ [Term]| -> Option<usize> {
            terms.iter().position(|term| term.code == code)
        };
        match facet {
            "themes" => self.theme(code).map(|theme| theme.label.as_str()),
            "offers" => term(&self.offers)
                .and_then(|at| self.offers.get(at))
                .map(|term| term.label.as_str()),
            "products" => term(&self.products)
                .and_then(|at| self.products.get(at))
                .map(|term| term.label.as_str()),
            _ => None,
        }
    }

    /// A theme by its code.
    pub fn theme(&self, code: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.code == code)
    }
}

/// Contacts with the line of each.
pub(super) type Contacts = Vec<(String, usize)>;

pub(super) fn read(file: &str, text: &str, findings: &mut Vec<Finding>) -> (Taxonomy, Contacts) {
    let mut notes = Notes::new(file, text, 0);
    let mut contacts = Vec::new();
    let mut taxonomy = Taxonomy::default();
    if let Some(table) = notes.parse() {
        let mut sheet = Sheet::new(&table, 0);
        schema(&mut sheet, SCHEMA, &mut notes);
        let _ = sheet.value("entry_statuses");
        taxonomy.contact = contact(&mut sheet, &mut notes, &mut contacts);
        taxonomy.offers = terms(&mut sheet, "offers", &mut notes);
        taxonomy.products = terms(&mut sheet, "products", &mut notes);
        for mut theme in sheet.tables("themes", &mut notes) {
            let code = theme.text("code", &mut notes);
            let label = theme.text("label", &mut notes);
            let contact = contact(&mut theme, &mut notes, &mut contacts);
            let offset = theme.close(&mut notes);
            if let (Some(code), Some(label)) = (code, label) {
                if taxonomy.theme(&code.value).is_some() {
                    notes.tell(offset, Mistake::DuplicateCode { code: code.value });
                    continue;
                }
                taxonomy.themes.push(Theme {
                    code: code.value,
                    label: label.value,
                    contact,
                });
            }
        }
        sheet.close(&mut notes);
    }
    findings.append(&mut notes.findings);
    (taxonomy, contacts)
}

pub(super) fn schema(sheet: &mut Sheet, known: &'static str, notes: &mut Notes) {
    if let Some(schema) = sheet.text("schema", notes)
        && schema.value != known
    {
        notes.tell(
            schema.offset,
            Mistake::UnknownSchema {
                found: schema.value,
                known,
            },
        );
    }
}

fn contact(sheet: &mut Sheet, notes: &mut Notes, contacts: &mut Contacts) -> Option<String> {
    let contact = sheet.optional_text("contact", notes)?;
    contacts.push((contact.value.clone(), notes.line(contact.offset)));
    Some(contact.value)
}

fn terms(sheet: &mut Sheet, key: &'static str, notes: &mut Notes) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for mut table in sheet.tables(key, notes) {
        let code = table.text("code", notes);
        let label = table.text("label", notes);
        let offset = table.close(notes);
        if let (Some(code), Some(label)) = (code, label) {
            if terms.iter().any(|term| term.code == code.value) {
                notes.tell(offset, Mistake::DuplicateCode { code: code.value });
                continue;
            }
            terms.push(Term {
                code: code.value,
                label: label.value,
            });
        }
    }
    terms
}
