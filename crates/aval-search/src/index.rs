//! The index in memory: entries cut into fields, kept by tantivy, with the words of the base
//! for spelling. Built whole, then never changed: a new base makes a new index.

use std::collections::{BTreeMap, HashMap, HashSet};

use tantivy::{
    DocId, Searcher, TantivyDocument, Term,
    query::{EnableScoring, Query, TermQuery},
    schema::{self, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{PreTokenizedString, Token},
};

use crate::{
    analysis::{Placed, Word},
    base::{Base, EVERY, Entry, Status},
    lexicon::Lexicon,
    markdown::{Block, blocks},
    spelling::Spellings,
};

/// Where in an entry a term is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Question,
    Slug,
    Strong,
    Body,
    Labels,
    Requirements,
    QuestionRoots,
    BodyRoots,
}

impl Field {
    pub const WORDS: [Self; 6] = [
        Self::Question,
        Self::Slug,
        Self::Strong,
        Self::Body,
        Self::Labels,
        Self::Requirements,
    ];
    pub const ROOTS: [Self; 2] = [Self::QuestionRoots, Self::BodyRoots];

    /// The field that holds the roots of its words.
    fn roots(self) -> Option<Self> {
        match self {
            Self::Question => Some(Self::QuestionRoots),
            Self::Body => Some(Self::BodyRoots),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Slug => "slug",
            Self::Strong => "strong",
            Self::Body => "body",
            Self::Labels => "labels",
            Self::Requirements => "requirements",
            Self::QuestionRoots => "question_roots",
            Self::BodyRoots => "body_roots",
        }
    }
}

/// The beginning that words of one family share. Short words have none.
pub(crate) fn root(folded: &str) -> Option<String> {
    const ROOT: usize = 5;
    (folded.chars().nth(ROOT).is_some() && folded.chars().all(char::is_alphabetic))
        .then(|| folded.chars().take(ROOT).collect())
}

/// Why an index could not be built: none of these depends on the content.
#[derive(Debug)]
pub struct IndexError(tantivy::TantivyError);

impl IndexError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        "search.index"
    }

    /// What happened and what to do, in French.
    pub fn french(&self) -> String {
        format!(
            "L’index de la foire aux questions n’a pas pu être construit : {}. Vérifiez la mémoire disponible, puis relancez.",
            self.0
        )
    }

    /// What happened and what to do, in English.
    pub fn english(&self) -> String {
        format!(
            "The index of the FAQ could not be built: {}. Check the free memory, then start again.",
            self.0
        )
    }
}

impl std::fmt::Display for IndexError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.english())
    }
}

impl std::error::Error for IndexError {}

impl From<tantivy::TantivyError> for IndexError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self(error)
    }
}

/// An entry that people see, with what its passages are drawn from.
#[derive(Clone, Debug)]
pub(crate) struct Indexed {
    pub entry: Entry,
    pub blocks: Vec<Analysed>,
}

/// A block of an answer and its terms, so that passages are drawn without analysing again.
#[derive(Clone, Debug)]
pub(crate) struct Analysed {
    pub text: String,
    pub terms: Vec<Placed>,
}

pub(crate) struct Store {
    pub entries: Vec<Indexed>,
    pub lexicon: Lexicon,
    pub spellings: Spellings,
    /// In how many entries each term is, roots apart.
    pub frequencies: HashMap<String, usize>,
    /// Every root that an entry has.
    pub roots: HashSet<String>,
    searcher: Searcher,
    fields: HashMap<&'static str, schema::Field>,
    /// Entry of each document, by segment.
    order: Vec<Vec<usize>>,
}

/// In octets; the least that tantivy takes. A base has a thousand entries, not a million.
const WRITER_MEMORY: usize = 15_000_000;

impl Store {
    /// Archived entries are left out.
    pub fn build(base: &Base) -> Result<Self, IndexError> {
        let lexicon = Lexicon::new(&base.synonyms);
        let mut builder = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_index_option(IndexRecordOption::WithFreqs)
            .set_fieldnorms(true);
        let text = TextOptions::default().set_indexing_options(indexing);
        let fields: HashMap<&'static str, schema::Field> = Field::WORDS
            .into_iter()
            .chain(Field::ROOTS)
            .map(|field| {
                (
                    field.name(),
                    builder.add_text_field(field.name(), text.clone()),
                )
            })
            .collect();
        let ordinal = builder.add_u64_field("ordinal", schema::FAST);
        let index = tantivy::Index::create_in_ram(builder.build());
        let mut writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        let mut counts = Counts::default();
        let mut entries = Vec::new();
        let mut known_roots = HashSet::new();
        for entry in &base.entries {
            if entry.status == Status::Archived {
                continue;
            }
            let blocks = blocks(&entry.answer);
            let mut document = TantivyDocument::new();
            document.add_u64(ordinal, entries.len() as u64);
            let mut seen = HashSet::new();
            let mut analysed = Vec::new();
            for (field, texts) in texts(entry, &blocks, base) {
                for text in texts {
                    let (words, terms) = lexicon.analysed(&text);
                    counts.words(&words, &mut seen);
                    counts.terms(&terms, &mut seen);
                    if let Some(roots_field) = field.roots() {
                        let roots = roots_of(&words);
                        known_roots.extend(roots.iter().map(|root| root.text.clone()));
                        add(&mut document, &fields, roots_field, &text, &roots);
                    }
                    add(&mut document, &fields, field, &text, &terms);
                    if field == Field::Body {
                        analysed.push(Analysed { text, terms });
                    }
                }
            }
            writer.add_document(document)?;
            entries.push(Indexed {
                entry: entry.clone(),
                blocks: analysed,
            });
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let searcher = index.reader()?.searcher();
        let order = order(&searcher)?;
        for word in &lexicon.spellings {
            counts
                .spellings
                .entry(word.folded.clone())
                .or_insert_with(|| (word.stem.clone(), 0));
        }
        Ok(Self {
            entries,
            lexicon,
            spellings: Spellings::new(counts.spellings),
            frequencies: counts.terms,
            roots: known_roots,
            searcher,
            fields,
            order,
        })
    }

    /// Calls back with each entry that has a term in a field, and its BM25 score.
    pub fn scores(&self, field: Field, term: &str, mut each: impl FnMut(usize, f32)) {
        let Some(field) = self.fields.get(field.name()) else {
            return;
        };
        let query = TermQuery::new(
            Term::from_field_text(*field, term),
            IndexRecordOption::WithFreqs,
        );
        let scoring = EnableScoring::enabled_from_searcher(&self.searcher);
        let Ok(weight) = query.weight(scoring) else {
            return;
        };
        for (segment, order) in self.searcher.segment_readers().iter().zip(&self.order) {
            // Reading memory cannot fail; a term that is absent has no document.
            let _ = weight.for_each(segment, &mut |document: DocId, score| {
                if let Some(entry) = order.get(document as usize) {
                    each(*entry, score);
                }
            });
        }
    }
}

#[derive(Default)]
struct Counts {
    terms: HashMap<String, usize>,
    spellings: BTreeMap<String, (String, usize)>,
}

impl Counts {
    fn words(&mut self, words: &[Word], seen: &mut HashSet<String>) {
        for word in words {
            if seen.insert(format!("={}", word.folded)) {
                let known = self
                    .spellings
                    .entry(word.folded.clone())
                    .or_insert_with(|| (word.stem.clone(), 0));
                known.1 += 1;
            }
        }
    }

    fn terms(&mut self, terms: &[Placed], seen: &mut HashSet<String>) {
        for term in terms {
            if seen.insert(term.text.clone()) {
                *self.terms.entry(term.text.clone()).or_default() += 1;
            }
        }
    }
}

fn order(searcher: &Searcher) -> Result<Vec<Vec<usize>>, IndexError> {
    searcher
        .segment_readers()
        .iter()
        .map(|segment| {
            let column = segment.fast_fields().u64("ordinal")?;
            Ok((0..segment.max_doc())
                .map(|document| column.first(document).unwrap_or(u64::MAX) as usize)
                .collect())
        })
        .collect()
}

fn texts(entry: &Entry, blocks: &[Block], base: &Base) -> Vec<(Field, Vec<String>)> {
    let bodies: Vec<String> = blocks.iter().map(|block| block.text.clone()).collect();
    let strong = blocks.iter().map(|block| block.strong.clone()).collect();
    vec![
        (Field::Question, vec![entry.question.clone()]),
        (Field::Slug, vec![entry.slug.replace('-', " ")]),
        (Field::Strong, strong),
        (Field::Body, bodies),
        (Field::Labels, labels(entry, base)),
        (Field::Requirements, entry.requirements.clone()),
    ]
}

fn labels(entry: &Entry, base: &Base) -> Vec<String> {
    let of = |facet: &'static str, codes: &[String]| -> Vec<String> {
        codes
            .iter()
            .filter_map(|code| base.taxonomy.label(facet, code).map(str::to_owned))
            .collect()
    };
    let mut labels = of("themes", &entry.themes);
    labels.extend(of("products", &entry.products));
    let codes = entry.sectors.iter().chain(&entry.schemes);
    labels.extend(codes.filter(|code| *code != EVERY).cloned());
    labels
}

fn roots_of(words: &[Word]) -> Vec<Placed> {
    words
        .iter()
        .filter_map(|word| {
            Some(Placed {
                text: root(&word.folded)?,
                start: word.start,
                end: word.end,
            })
        })
        .collect()
}

fn add(
    document: &mut TantivyDocument,
    fields: &HashMap<&'static str, schema::Field>,
    field: Field,
    text: &str,
    terms: &[Placed],
) {
    if let Some(field) = fields.get(field.name()) {
        document.add_pre_tokenized_text(*field, tokens(text, terms));
    }
}

fn tokens(text: &str, terms: &[Placed]) -> PreTokenizedString {
    let tokens = terms
        .iter()
        .enumerate()
        .map(|(position, term)| Token {
            offset_from: term.start,
            offset_to: term.end,
            position,
            text: term.text.clone(),
            position_length: 1,
        })
        .collect();
    PreTokenizedString {
        text: text.to_owned(),
        tokens,
    }
}
