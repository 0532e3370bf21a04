//! Which column of a sheet holds what, found by the headers of row 1 in any of the known
//! layouts. What the cells say is in `row`.

use aval_core::catalogue::slug;
use unicode_normalization::UnicodeNormalization;

use crate::{
    cell::CellRef,
    finding::Problem,
    grid::{Grid, GridRow, Texts, Value},
};

/// A known arrangement of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// The fourteen columns of the import file, one row a proof, cells in HTML.
    Import,
    /// The published long layout: one row a scenario, ten pairs of proof columns, plain text.
    Long,
    /// The first long layout, of working exports: sections and blocks, no criticality.
    FirstLong,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Perimeter,
    Id,
    Chapter,
    Function,
    Statement,
    Comment,
    Profile,
    ScenarioNumber,
    Scenario,
    /// Number of the nth proof of the row.
    ProofNumber(usize),
    /// Text of the nth proof of the row.
    Proof(usize),
    FormerProfile,
    Criticality,
    Order,
    Nature,
    /// Known columns of the long layouts that a catalogue does not keep.
    Left,
}

/// A column that a layout knows.
struct Known {
    header: String,
    column: Column,
    required: bool,
}

/// Headers of the import layout, in their order.
pub(crate) const IMPORT_HEADERS: [(&str, Column); 14] = [
    ("Périmètre", Column::Perimeter),
    ("ID", Column::Id),
    ("Chapitre", Column::Chapter),
    ("Fonction", Column::Function),
    ("Exigence", Column::Statement),
    ("Commentaire", Column::Comment),
    ("Profil", Column::Profile),
    ("N° scénario", Column::ScenarioNumber),
    ("Scénario de conformité", Column::Scenario),
    ("N° preuve", Column::ProofNumber(0)),
    ("Preuve", Column::Proof(0)),
    ("Profil historique", Column::FormerProfile),
    ("Criticité", Column::Criticality),
    ("Ordre", Column::Order),
];

/// Header of the nature of a requirement, in the long layouts; the import layout has it only
/// when the words of a requirement do not tell its nature.
pub(crate) const NATURE_HEADER: &str = "Nature de l’exigence";

/// Pairs of proof columns in the long layouts.
const PROOF_PAIRS: usize = 10;

/// Working columns of exports made before publication, which vendors must never see.
const INTERNAL_HEADERS: [&str; 8] = [
    "points de vérification",
    "point de vérification",
    "note interne",
    "notes internes",
    "commentaire interne",
    "commentaires internes",
    "rem",
    "statut interne",
];

impl Layout {
    fn columns(self) -> Vec<Known> {
        let known = |header: &str, column, required| Known {
            header: header.to_owned(),
            column,
            required,
        };
        let pairs = (0..PROOF_PAIRS).flat_map(|n| {
            let rank = n + 1;
            [
                known(&format!("N° preuve {rank}"), Column::ProofNumber(n), n == 0),
                known(&format!("Preuve {rank}"), Column::Proof(n), n == 0),
            ]
        });
        let mut columns = Vec::new();
        match self {
            Self::Import => {
                for (header, column) in IMPORT_HEADERS {
                    columns.push(known(header, column, true));
                }
                columns.push(known(NATURE_HEADER, Column::Nature, false));
            }
            Self::Long => {
                for (header, column) in IMPORT_HEADERS.into_iter().take(6) {
                    columns.push(known(header, column, true));
                }
                columns.push(known(NATURE_HEADER, Column::Nature, true));
                for (header, column) in IMPORT_HEADERS.into_iter().skip(6).take(3) {
                    columns.push(known(header, column, true));
                }
                columns.extend(pairs);
                columns.push(known("Statut publication", Column::Left, false));
                columns.push(known("VA N-1", Column::Left, false));
                columns.push(known("Criticité", Column::Criticality, true));
                columns.push(known("Ordre", Column::Order, true));
            }
            Self::FirstLong => {
                columns.push(known(
                    "Exigence conditionnelle OUI/NON",
                    Column::Left,
                    false,
                ));
                columns.push(known("Profil", Column::Profile, true));
                columns.push(known("ID Section", Column::Left, false));
                columns.push(known("Section", Column::Chapter, true));
                columns.push(known("Bloc", Column::Left, false));
                columns.push(known("Fonction", Column::Function, true));
                columns.push(known(NATURE_HEADER, Column::Nature, true));
                columns.push(known("N° exigence", Column::Id, true));
                columns.push(known(
                    "Énoncé de l’exigence (DOIT) ou de la préconisation (PEUT)",
                    Column::Statement,
                    true,
                ));
                columns.push(known("N° scénario", Column::ScenarioNumber, true));
                columns.push(known("Scénario de conformité", Column::Scenario, true));
                columns.extend(pairs);
            }
        }
        columns
    }

    /// True when the cells hold plain text, not HTML.
    pub(crate) fn is_plain(self) -> bool {
        self != Self::Import
    }
}

/// Where each column is.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub layout: Layout,
    /// What each column of the sheet holds, by its position.
    held: Vec<Option<(Column, String)>>,
    /// Which columns of the sheet have a header.
    headed: Vec<bool>,
    proofs: usize,
}

impl Columns {
    /// Position of a column in the sheet.
    pub(crate) fn position(&self, wanted: Column) -> Option<u16> {
        self.held
            .iter()
            .position(|held| held.as_ref().is_some_and(|(column, _)| *column == wanted))
            .and_then(|at| u16::try_from(at).ok())
    }

    /// The header of a column.
    pub(crate) fn header(&self, wanted: Column) -> &str {
        self.held
            .iter()
            .flatten()
            .find(|(column, _)| *column == wanted)
            .map_or("", |(_, header)| header)
    }

    /// True when the column has a header, known or not.
    pub(crate) fn has_header(&self, position: u16) -> bool {
        self.headed
            .get(usize::from(position))
            .copied()
            .unwrap_or_default()
    }

    /// Pairs of proof columns.
    pub(crate) fn proofs(&self) -> usize {
        self.proofs
    }

    /// True when a column of the sheet is imported.
    pub(crate) fn is_imported(&self, position: u16) -> bool {
        self.held
            .get(usize::from(position))
            .and_then(Option::as_ref)
            .is_some_and(|(column, _)| *column != Column::Left)
    }
}

/// What a header is compared by: letters and digits, without accents and case.
fn plain(header: &str) -> String {
    let composed: String = header.nfc().collect();
    slug(&composed)
}

/// Finds the columns by the headers of row 1; nothing when an error was told.
pub(crate) fn columns(
    grid: &Grid,
    texts: &Texts,
    tell: &mut impl FnMut(Option<CellRef>, Option<CellRef>, Problem),
) -> Option<Columns> {
    let headers = headers(grid, texts);
    let names: Vec<Option<String>> = headers
        .iter()
        .map(|header| header.as_deref().map(plain))
        .collect();
    let at = |position: usize| Some(CellRef::new(1, u16::try_from(position).unwrap_or(u16::MAX)));
    let score = |layout: Layout| {
        layout
            .columns()
            .iter()
            .filter(|known| {
                names
                    .iter()
                    .flatten()
                    .any(|name| *name == plain(&known.header))
            })
            .count()
    };
    // The first of equals wins: the import layout is the one that the platform writes.
    let layout = [Layout::FirstLong, Layout::Long, Layout::Import]
        .into_iter()
        .max_by_key(|layout| score(*layout))
        .filter(|layout| score(*layout) >= 2);
    let Some(layout) = layout else {
        tell(at(0), None, Problem::MissingHeader);
        return None;
    };
    let known = layout.columns();
    let mut broken = false;
    let mut held: Vec<Option<(Column, String)>> = vec![None; names.len()];
    let mut missing = Vec::new();
    for (rank, column) in known.iter().enumerate() {
        let name = plain(&column.header);
        let mut places = names
            .iter()
            .enumerate()
            .filter(|(_, found)| found.as_ref() == Some(&name))
            .map(|(position, _)| position);
        let Some(first) = places.next() else {
            if column.required {
                missing.push((rank, column));
            }
            continue;
        };
        for second in places {
            broken = true;
            let header = column.header.clone();
            tell(at(second), at(first), Problem::DuplicateHeader { header });
        }
        if let Some(place) = held.get_mut(first) {
            *place = Some((column.column, column.header.clone()));
        }
    }
    let is_known = |name: &str| {
        [Layout::Import, Layout::Long, Layout::FirstLong]
            .iter()
            .flat_map(|layout| layout.columns())
            .any(|known| plain(&known.header) == name)
    };
    for (rank, column) in &missing {
        broken = true;
        let header = column.header.clone();
        // A header that nobody knows, exactly where this one belongs, is this one renamed.
        let renamed = names
            .get(*rank)
            .and_then(Option::as_deref)
            .filter(|name| !is_known(name) && !is_internal(name));
        match renamed {
            Some(_) => {
                let found = headers.get(*rank).cloned().flatten().unwrap_or_default();
                tell(at(*rank), None, Problem::UnknownHeader { header, found });
            }
            None => tell(None, None, Problem::MissingColumn { header }),
        }
    }
    if broken {
        return None;
    }
    tell_misplaced(&held, &known, tell);
    for (position, header) in headers.iter().enumerate() {
        let (Some(header), Some(None)) = (header, held.get(position)) else {
            continue;
        };
        let header = header.clone();
        tell(
            at(position),
            None,
            if is_internal(&plain(&header)) {
                Problem::InternalColumn { header }
            } else {
                Problem::UnknownColumn { found: header }
            },
        );
    }
    let proofs = held
        .iter()
        .flatten()
        .filter_map(|(column, _)| match column {
            Column::ProofNumber(n) | Column::Proof(n) => Some(n + 1),
            _ => None,
        })
        .max()
        .unwrap_or_default();
    Some(Columns {
        layout,
        held,
        headed: headers.iter().map(Option::is_some).collect(),
        proofs,
    })
}

fn is_internal(name: &str) -> bool {
    // "REM" alone, or with the name of a programme.
    name.starts_with("rem-") || INTERNAL_HEADERS.iter().any(|header| plain(header) == name)
}

/// The texts of row 1 by their position.
fn headers(grid: &Grid, texts: &Texts) -> Vec<Option<String>> {
    let Some(row) = grid.rows.first().filter(|row| row.number == 1) else {
        return Vec::new();
    };
    let last = row
        .cells
        .last()
        .map_or(0, |(column, _)| usize::from(*column));
    (0..=last)
        .map(|position| header(row, position, texts))
        .collect()
}

fn header(row: &GridRow, position: usize, texts: &Texts) -> Option<String> {
    match row.get(u16::try_from(position).ok()?)? {
        Value::Text(id) => {
            let words: Vec<&str> = texts.get(*id).split_whitespace().collect();
            Some(words.join(" ")).filter(|text| !text.is_empty())
        }
        _ => None,
    }
}

/// Columns that are not in the order of the layout.
fn tell_misplaced(
    held: &[Option<(Column, String)>],
    known: &[Known],
    tell: &mut impl FnMut(Option<CellRef>, Option<CellRef>, Problem),
) {
    let found: Vec<(usize, &(Column, String))> = held
        .iter()
        .enumerate()
        .filter_map(|(position, held)| held.as_ref().map(|held| (position, held)))
        .collect();
    let expected = known
        .iter()
        .filter(|known| found.iter().any(|(_, (_, header))| *header == known.header));
    for ((position, (_, header)), known) in found.iter().zip(expected) {
        if *header != known.header {
            let cell = u16::try_from(*position)
                .ok()
                .map(|column| CellRef::new(1, column));
            let header = header.clone();
            tell(cell, None, Problem::ColumnOrder { header });
        }
    }
}
