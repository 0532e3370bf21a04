//! One entry of the FAQ, from its Markdown file: TOML front matter between two lines `+++`,
//! then the answer.

use jiff::civil::Date;
use toml::de::DeValue;

use super::{
    finding::{DATE, Finding, Mistake},
    sheet::{At, Notes, Sheet, wrong_kind},
};
use crate::markdown;

/// In octets. A long answer has five thousand.
pub(super) const ENTRY_MAX: usize = 256 * 1024;

/// Stands for every sector, or every scheme.
pub const EVERY: &str = "*";

/// Whether people see an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Shown.
    Published,
    /// Shown, with a mention that the operator has yet to confirm it.
    ToConfirm,
    /// Kept, not shown.
    Archived,
}

impl Status {
    /// The word in the file.
    pub fn code(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::ToConfirm => "to_confirm",
            Self::Archived => "archived",
        }
    }

    /// The status of a word of the file.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Published, Self::ToConfirm, Self::Archived]
            .into_iter()
            .find(|status| status.code() == code)
    }
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its address, and the name of its file: lower case, digits, hyphens.
    pub slug: String,
    /// As people ask it.
    pub question: String,
    /// Markdown.
    pub answer: String,
    /// Codes of the taxonomy, the main one first.
    pub themes: Vec<String>,
    /// Codes of the taxonomy.
    pub offers: Vec<String>,
    /// Codes of the programme, or [`EVERY`].
    pub sectors: Vec<String>,
    /// Codes of the programme, or [`EVERY`].
    pub schemes: Vec<String>,
    /// Codes of the taxonomy.
    pub products: Vec<String>,
    /// Identifiers of the catalogue.
    pub requirements: Vec<String>,
    /// The day its content last changed.
    pub updated: Date,
    /// Whether people see it.
    pub status: Status,
}

impl Entry {
    /// Whether the entry is about a requirement, or names it or one of its scenarios in its
    /// words.
    pub fn mentions(&self, requirement: &str) -> bool {
        self.requirements.iter().any(|known| known == requirement)
            || [&self.question, &self.answer]
                .into_iter()
                .any(|text| names(text, requirement))
    }

    /// The entry as its file holds it, in the one form that editors and Git both keep: the
    /// same entry always gives the same octets.
    pub fn document(&self) -> String {
        let list = |codes: &[String]| -> String {
            let quoted: Vec<String> = codes.iter().map(|code| quoted(code)).collect();
            quoted.join(", ")
        };
        format!(
            "+++\nslug = {}\nquestion = {}\nthemes = [{}]\noffers = [{}]\nsectors = [{}]\n\
             schemes = [{}]\nproducts = [{}]\nrequirements = [{}]\nupdated = {}\n\
             status = {}\n+++\n\n{}\n",
            quoted(&self.slug),
            quoted(&self.question),
            list(&self.themes),
            list(&self.offers),
            list(&self.sectors),
            list(&self.schemes),
            list(&self.products),
            list(&self.requirements),
            self.updated,
            quoted(self.status.code()),
            self.answer.trim(),
        )
    }
}

/// Whether an identifier stands in a text as a whole: `AB.1` is not named by `AB.12` nor by
/// `XAB.1`, and is by `AB.1.03`, its scenario.
fn names(text: &str, identifier: &str) -> bool {
    !identifier.is_empty()
        && text.match_indices(identifier).any(|(at, _)| {
            let (before, rest) = text.split_at(at);
            let after = rest.get(identifier.len()..).unwrap_or_default();
            let opens = before
                .chars()
                .next_back()
                .is_none_or(|letter| !letter.is_alphanumeric() && !"./_-".contains(letter));
            opens
                && after
                    .chars()
                    .next()
                    .is_none_or(|next| !next.is_alphanumeric())
        })
}

/// A text between quotes, as TOML writes it on one line.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            control if control.is_control() => {
                out.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            plain => out.push(plain),
        }
    }
    out.push('"');
    out
}

/// Where each coded value of an entry was written, for findings made later.
pub(super) struct Places {
    pub slug_line: Option<usize>,
    /// Key, value, line.
    pub codes: Vec<(&'static str, String, Option<usize>)>,
}

/// Reads one file. The entry is absent when an error is among the findings.
pub(super) fn read(
    file: &str,
    octets: &[u8],
    findings: &mut Vec<Finding>,
) -> Option<(Entry, Places)> {
    let whole = |mistake| Finding {
        file: file.to_owned(),
        line: None,
        mistake,
    };
    if octets.len() > ENTRY_MAX {
        findings.push(whole(Mistake::TooLarge {
            octets: octets.len(),
            most: ENTRY_MAX,
        }));
        return None;
    }
    let Ok(text) = std::str::from_utf8(octets) else {
        findings.push(whole(Mistake::NotUtf8));
        return None;
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let (front, answer, answer_line) = match split(text) {
        Ok(parts) => parts,
        Err((line, mistake)) => {
            findings.push(Finding {
                line: Some(line),
                ..whole(mistake)
            });
            return None;
        }
    };
    let mut notes = Notes::new(file, front, 1);
    let read = front_matter(&mut notes, answer);
    if answer.trim().is_empty() {
        notes.tell_line(Some(answer_line), Mistake::EmptyAnswer);
    }
    for line in markdown::html_lines(answer) {
        notes.tell_line(Some(answer_line + line - 1), Mistake::RawHtml);
    }
    let wrong = notes.findings.iter().any(Finding::is_error);
    findings.append(&mut notes.findings);
    read.filter(|_| !wrong)
}

/// The front matter, the answer and the line of its beginning; else what is wrong with the
/// two marks, and its line.
fn split(text: &str) -> Result<(&str, &str, usize), (usize, Mistake)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "+++" {
        return Err((1, Mistake::NoFrontMatter));
    }
    let start = first.len();
    let mut end = start;
    for (index, line) in lines.enumerate() {
        let next = end + line.len();
        if line.trim_end() == "+++" {
            let front = text.get(start..end).unwrap_or_default();
            let answer = text.get(next..).unwrap_or_default();
            return Ok((front, answer, index + 3));
        }
        end = next;
    }
    Err((text.lines().count().max(1), Mistake::FrontMatterNotClosed))
}

fn front_matter(notes: &mut Notes, answer: &str) -> Option<(Entry, Places)> {
    let table = notes.parse()?;
    let mut sheet = Sheet::new(&table, 0);
    let slug = sheet.text("slug", notes);
    if let Some(slug) = &slug {
        check_slug(slug, notes);
    }
    let question = sheet.text("question", notes);
    let mut codes = Vec::new();
    let mut list = |key: &'static str, sheet: &mut Sheet, notes: &mut Notes| {
        let items = sheet.list(key, notes)?;
        for item in &items {
            codes.push((key, item.value.clone(), item.offset));
        }
        Some(items.into_iter().map(|item| item.value).collect())
    };
    let themes: Option<Vec<String>> = list("themes", &mut sheet, notes);
    let offers = list("offers", &mut sheet, notes);
    let sectors = list("sectors", &mut sheet, notes);
    let schemes = list("schemes", &mut sheet, notes);
    let products = list("products", &mut sheet, notes);
    let requirements = list("requirements", &mut sheet, notes);
    let updated = date(&mut sheet, notes);
    let status = status(&mut sheet, notes);
    sheet.close(notes);
    let slug = slug?;
    let places = Places {
        slug_line: Some(notes.line(slug.offset)),
        codes: codes
            .into_iter()
            .map(|(key, value, offset)| (key, value, Some(notes.line(offset))))
            .collect(),
    };
    let entry = Entry {
        slug: slug.value,
        question: question?.value,
        answer: answer.trim().to_owned(),
        themes: themes?,
        offers: offers?,
        sectors: sectors?,
        schemes: schemes?,
        products: products?,
        requirements: requirements?,
        updated: updated?,
        status: status?,
    };
    Some((entry, places))
}

fn check_slug(slug: &At<String>, notes: &mut Notes) {
    let text = slug.value.as_str();
    let allowed = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
    if !text.bytes().all(allowed) || text.len() > 100 {
        let slug_text = text.to_owned();
        notes.tell(slug.offset, Mistake::WrongSlug { slug: slug_text });
    } else if file_stem(notes.file) != text {
        let slug_text = text.to_owned();
        notes.tell(slug.offset, Mistake::SlugIsNotFileName { slug: slug_text });
    }
}

fn file_stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".md").unwrap_or(name)
}

fn date(sheet: &mut Sheet, notes: &mut Notes) -> Option<Date> {
    let value = sheet.required("updated", notes)?;
    let text = match value.get_ref() {
        DeValue::Datetime(date) => date.to_string(),
        DeValue::String(text) => text.to_string(),
        _ => return wrong_kind(value, "updated", DATE, notes),
    };
    let read = text.parse().ok();
    if read.is_none() {
        notes.tell(value.span().start, Mistake::WrongDate { text });
    }
    read
}

fn status(sheet: &mut Sheet, notes: &mut Notes) -> Option<Status> {
    let code = sheet.text("status", notes)?;
    let status = Status::from_code(&code.value);
    if status.is_none() {
        notes.tell(code.offset, Mistake::UnknownStatus { text: code.value });
    }
    status
}
