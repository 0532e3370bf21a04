//! Rows put together into one catalogue: what belongs to which requirement, and what rows
//! say against each other.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use aval_core::{
    catalogue::{
        CatalogueVersion, Chapter, ChapterCode, ExpectedProof, FunctionGroup, Html, Nature,
        ProofKey, Requirement, RequirementId, Scenario, slug,
    },
    programme::PrefixRule,
};

use crate::{
    cell::CellRef,
    finding::{Problem, Severity},
    grid::TextId,
    identifier,
    import::{Counts, Release},
    layout::Column,
    markup,
    row::{Read, Row, RowProof, RowReader},
};

/// A requirement being put together.
struct Draft {
    /// Its first row, which the others are compared with.
    first: Row,
    requirement: Requirement,
    scenarios: Vec<ScenarioDraft>,
    /// One of its rows says something else: what is missing cannot be told.
    disputed: bool,
}

struct ScenarioDraft {
    row: u32,
    text: Read<Option<TextId>>,
    scenario: Scenario,
    /// An error was told about one of its proofs, which is not among them.
    lacks_proof: bool,
}

/// Where a number was met.
type Met<K> = HashMap<K, CellRef>;

/// Puts rows together.
#[derive(Default)]
pub(crate) struct Assembly {
    data_rows: usize,
    drafts: Vec<Draft>,
    by_id: HashMap<String, usize>,
    scenarios: HashMap<(usize, String), usize>,
    scenario_numbers: HashMap<String, (usize, CellRef)>,
    proof_numbers: Met<String>,
    proofs_of_scenario: Met<(usize, usize, String)>,
    proofs: Vec<(String, Option<CellRef>)>,
}

impl Assembly {
    /// Takes one row in.
    pub(crate) fn add(&mut self, row: Row, reader: &mut RowReader<'_>) {
        self.data_rows += 1;
        let id = match &row.id {
            Read::Unknown => return,
            Read::Known(id) if id.is_empty() => {
                let cell = reader.cell(row.number, Column::Id);
                return reader.tell(cell, None, Problem::MissingId);
            }
            Read::Known(id) => id.clone(),
        };
        let at = match self.by_id.entry(id) {
            Entry::Occupied(entry) => {
                let at = *entry.get();
                if let Some(draft) = self.drafts.get_mut(at)
                    && tell_conflict(draft, &row, reader)
                {
                    draft.disputed = true;
                    return;
                }
                at
            }
            Entry::Vacant(entry) => {
                let at = self.drafts.len();
                let id = entry.key().clone();
                entry.insert(at);
                self.drafts.push(draft(id, &row, reader));
                at
            }
        };
        self.add_scenario(at, &row, reader);
    }

    fn add_scenario(&mut self, at: usize, row: &Row, reader: &mut RowReader<'_>) {
        let (Some(number), text) = (row.scenario_number.known(), &row.scenario) else {
            return;
        };
        let asks = |proof: &&RowProof| {
            proof
                .number
                .known()
                .is_some_and(|number| !number.is_empty())
                || matches!(proof.text, Read::Known(Some(_)))
        };
        if number.is_empty() && matches!(text, Read::Known(None)) {
            if row.proofs.iter().any(|proof| asks(&proof)) {
                let cell = reader.cell(row.number, Column::ScenarioNumber);
                reader.tell(cell, None, Problem::ProofWithoutScenario);
            }
            return;
        }
        let Some(draft) = self.drafts.get_mut(at) else {
            return;
        };
        let scenario = match self.scenarios.entry((at, number.clone())) {
            Entry::Occupied(entry) => {
                let scenario = *entry.get();
                if let Some(first) = draft.scenarios.get(scenario)
                    && let (Some(one), Some(other)) = (first.text.known(), text.known())
                    && !reader.same_words(*one, *other)
                {
                    let cell = reader.cell(row.number, Column::Scenario);
                    let other = reader.cell(first.row, Column::Scenario);
                    let number = number.clone();
                    return reader.tell(cell, other, Problem::ScenarioTextConflict { number });
                }
                scenario
            }
            Entry::Vacant(entry) => {
                let scenario = draft.scenarios.len();
                entry.insert(scenario);
                let html = reader.take_html(text.known().copied().flatten());
                draft.scenarios.push(ScenarioDraft {
                    row: row.number,
                    text: text.clone(),
                    scenario: Scenario {
                        number: number.clone(),
                        text: Html::new(html),
                        proofs: Vec::new(),
                    },
                    lacks_proof: false,
                });
                self.check_scenario(at, number, row, reader);
                scenario
            }
        };
        if row.proofs.iter().any(|proof| proof.number == Read::Unknown)
            && let Some(draft) = self.drafts.get_mut(at)
            && let Some(scenario) = draft.scenarios.get_mut(scenario)
        {
            scenario.lacks_proof = true;
        }
        for proof in row.proofs.iter().filter(asks) {
            self.add_proof(at, scenario, number, row.number, proof, reader);
        }
    }

    fn check_scenario(&mut self, at: usize, number: &str, row: &Row, reader: &mut RowReader<'_>) {
        let cell = reader.cell(row.number, Column::ScenarioNumber);
        if matches!(row.scenario, Read::Known(None)) {
            let cell = reader.cell(row.number, Column::Scenario);
            let number = number.to_owned();
            reader.tell(cell, None, Problem::ScenarioNumberWithoutText { number });
        }
        if number.is_empty() {
            return reader.tell(cell, None, Problem::ScenarioWithoutNumber);
        }
        let rules = reader.rules();
        let requirement = row.id.known().map_or("", String::as_str);
        if let Some(severity) = severity(rules.scenario_prefix_rule)
            && !identifier::repeats(number, requirement, &rules.common_core_prefix)
        {
            let (number, requirement) = (number.to_owned(), requirement.to_owned());
            let problem = Problem::ScenarioPrefixMismatch {
                number,
                requirement,
            };
            reader.tell_as(cell, None, severity, problem);
        }
        let Some(cell) = cell else {
            return;
        };
        match self.scenario_numbers.entry(number.to_owned()) {
            Entry::Occupied(entry) => {
                let (requirement, other) = *entry.get();
                if requirement != at {
                    let number = number.to_owned();
                    reader.tell(cell, Some(other), Problem::ScenarioNumberShared { number });
                }
            }
            Entry::Vacant(entry) => {
                entry.insert((at, cell));
            }
        }
    }

    fn add_proof(
        &mut self,
        at: usize,
        scenario: usize,
        scenario_number: &str,
        row: u32,
        proof: &RowProof,
        reader: &mut RowReader<'_>,
    ) {
        let Some(number) = proof.number.known() else {
            return;
        };
        let html = reader.take_html(proof.text.known().copied().flatten());
        if let Some(draft) = self.drafts.get_mut(at)
            && let Some(scenario) = draft.scenarios.get_mut(scenario)
        {
            scenario.scenario.proofs.push(ExpectedProof {
                // The key depends on the whole tree: see `build`.
                key: ProofKey::new(""),
                number: number.clone(),
                text: Html::new(html),
            });
        }
        let cell = reader.cell(row, Column::ProofNumber(proof.pair));
        if matches!(proof.text, Read::Known(None)) {
            let cell = reader.cell(row, Column::Proof(proof.pair));
            let number = number.clone();
            reader.tell(cell, None, Problem::ProofNumberWithoutText { number });
        }
        if number.is_empty() {
            return reader.tell(cell, None, Problem::ProofWithoutNumber);
        }
        let rules = reader.rules();
        if let Some(severity) = severity(rules.proof_prefix_rule)
            && !scenario_number.is_empty()
            && !identifier::continues(number, scenario_number, &rules.common_core_prefix)
        {
            let problem = Problem::ProofPrefixMismatch {
                number: number.clone(),
                scenario: scenario_number.to_owned(),
            };
            reader.tell_as(cell, None, severity, problem);
        }
        self.proofs.push((number.clone(), cell));
        let Some(cell) = cell else {
            return;
        };
        let in_scenario = self
            .proofs_of_scenario
            .entry((at, scenario, number.clone()));
        match in_scenario {
            Entry::Occupied(first) => {
                let number = number.clone();
                let other = Some(*first.get());
                reader.tell(cell, other, Problem::DuplicateProofNumber { number });
            }
            Entry::Vacant(place) => {
                place.insert(cell);
                match self.proof_numbers.entry(number.clone()) {
                    Entry::Occupied(first) => {
                        let number = number.clone();
                        let other = Some(*first.get());
                        reader.tell(cell, other, Problem::ProofNumberShared { number });
                    }
                    Entry::Vacant(place) => {
                        place.insert(cell);
                    }
                }
            }
        }
    }

    /// Says what only the whole sheet shows.
    pub(crate) fn check(&self, reader: &mut RowReader<'_>) {
        for (number, cell) in &self.proofs {
            if self.scenario_numbers.contains_key(number) {
                let number = number.clone();
                reader.tell(*cell, None, Problem::ProofNumberEqualsScenario { number });
            }
        }
        for draft in self.drafts.iter().filter(|draft| !draft.disputed) {
            let row = &draft.first;
            if draft.scenarios.is_empty()
                && row.scenario_number != Read::Unknown
                && row.scenario != Read::Unknown
                && row
                    .proofs
                    .iter()
                    .all(|proof| proof.number.known().is_some_and(String::is_empty))
            {
                let cell = reader.cell(row.number, Column::ScenarioNumber);
                reader.tell(cell, None, Problem::RequirementWithoutScenario);
            }
            for scenario in &draft.scenarios {
                if scenario.scenario.proofs.is_empty() && !scenario.lacks_proof {
                    let cell = reader.cell(scenario.row, Column::ProofNumber(0));
                    let number = scenario.scenario.number.clone();
                    reader.tell(cell, None, Problem::ScenarioWithoutProof { number });
                }
            }
        }
    }

    /// Identifiers of the requirements.
    pub(crate) fn identifiers(&self) -> HashSet<&str> {
        self.by_id.keys().map(String::as_str).collect()
    }

    pub(crate) fn counts(&self) -> Counts {
        let chapters: HashSet<&str> = self
            .drafts
            .iter()
            .filter_map(|draft| draft.first.chapter.known())
            .filter(|chapter| !chapter.is_empty())
            .map(String::as_str)
            .collect();
        let functions: HashSet<(&str, &str)> = self
            .drafts
            .iter()
            .filter_map(|draft| {
                let chapter = draft.first.chapter.known()?;
                let function = draft.first.function.known()?;
                Some((chapter.as_str(), function.as_str()))
            })
            .collect();
        let scenarios = || self.drafts.iter().flat_map(|draft| &draft.scenarios);
        Counts {
            data_rows: self.data_rows,
            requirements: self.drafts.len(),
            scenarios: scenarios().count(),
            proofs: scenarios()
                .map(|scenario| scenario.scenario.proofs.len())
                .sum(),
            chapters: chapters.len(),
            functions: functions.len(),
        }
    }

    /// The catalogue, once no error was told.
    pub(crate) fn build(self, release: &Release) -> CatalogueVersion {
        let mut chapters: Vec<Chapter> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut groups: HashMap<(usize, String), usize> = HashMap::new();
        let mut codes = Unique::default();
        for draft in self.drafts {
            let chapter_name = draft.first.chapter.known().cloned().unwrap_or_default();
            let function_name = draft.first.function.known().cloned().unwrap_or_default();
            let at = *places.entry(chapter_name).or_insert_with_key(|name| {
                let code = match slug(name) {
                    code if code.is_empty() => "sans-nom".to_owned(),
                    code => code,
                };
                chapters.push(Chapter {
                    code: ChapterCode::new(codes.take(code, '-')),
                    name: name.clone(),
                    function_groups: Vec::new(),
                });
                chapters.len() - 1
            });
            let Some(chapter) = chapters.get_mut(at) else {
                continue;
            };
            let group = *groups
                .entry((at, function_name))
                .or_insert_with_key(|(_, name)| {
                    chapter.function_groups.push(FunctionGroup {
                        name: name.clone(),
                        requirements: Vec::new(),
                    });
                    chapter.function_groups.len() - 1
                });
            let mut requirement = draft.requirement;
            requirement.scenarios = draft
                .scenarios
                .into_iter()
                .map(|scenario| scenario.scenario)
                .collect();
            if let Some(group) = chapter.function_groups.get_mut(group) {
                group.requirements.push(requirement);
            }
        }
        name_proofs(&mut chapters);
        CatalogueVersion {
            code: release.code.clone(),
            version: release.version.clone(),
            title: release.title.clone(),
            published: release.published,
            chapters,
        }
    }
}

/// Gives each proof its key, in the order of the tree: that order, unlike the order of the
/// rows, survives an export.
fn name_proofs(chapters: &mut [Chapter]) {
    let mut keys = Unique::default();
    let requirements = chapters
        .iter_mut()
        .flat_map(|chapter| &mut chapter.function_groups)
        .flat_map(|group| &mut group.requirements);
    for requirement in requirements {
        for scenario in &mut requirement.scenarios {
            for (rank, proof) in scenario.proofs.iter_mut().enumerate() {
                let key = if !proof.number.is_empty() {
                    proof.number.clone()
                } else if !scenario.number.is_empty() {
                    format!("{}~{}", scenario.number, rank + 1)
                } else {
                    format!("{}~{}", requirement.id, rank + 1)
                };
                proof.key = ProofKey::new(keys.take(key, '~'));
            }
        }
    }
}

/// Names made unique by a rank.
#[derive(Default)]
struct Unique {
    taken: HashSet<String>,
    ranks: HashMap<String, usize>,
}

impl Unique {
    fn take(&mut self, name: String, mark: char) -> String {
        if self.taken.insert(name.clone()) {
            return name;
        }
        let rank = self.ranks.entry(name.clone()).or_insert(1);
        loop {
            *rank += 1;
            let ranked = format!("{name}{mark}{rank}");
            if self.taken.insert(ranked.clone()) {
                return ranked;
            }
        }
    }
}

fn severity(rule: PrefixRule) -> Option<Severity> {
    match rule {
        PrefixRule::Off => None,
        PrefixRule::Warning => Some(Severity::Warning),
        PrefixRule::Error => Some(Severity::Error),
    }
}

fn draft(id: String, row: &Row, reader: &mut RowReader<'_>) -> Draft {
    tell_empty(row, reader);
    let rules = reader.rules();
    if rules
        .id_pattern
        .as_ref()
        .is_some_and(|pattern| !pattern.admits(&id))
    {
        let cell = reader.cell(row.number, Column::Id);
        reader.tell(cell, None, Problem::UnusualId { id: id.clone() });
    }
    let text = |read: &Read<String>| read.known().cloned().unwrap_or_default();
    let statement = reader.take_html(row.statement.known().copied().flatten());
    let comment = reader.take_html(row.comment.known().copied().flatten());
    let nature =
        row.nature.known().copied().flatten().unwrap_or_else(|| {
            nature_of(&statement, &rules.mandatory_word, &rules.recommended_word)
        });
    let order = text(&row.order);
    Draft {
        requirement: Requirement {
            id: RequirementId::new(id),
            perimeter: text(&row.perimeter),
            statement: Html::new(statement),
            comment: Html::new(comment),
            profiles: row.profiles.known().cloned().unwrap_or_default(),
            former_profiles: row.former_profiles.known().cloned().unwrap_or_default(),
            criticality: row
                .criticality
                .known()
                .copied()
                .flatten()
                .unwrap_or_default(),
            nature,
            order: (!order.is_empty()).then_some(order),
            scenarios: Vec::new(),
        },
        first: row.clone(),
        scenarios: Vec::new(),
        disputed: false,
    }
}

/// The nature that the words of a statement tell: recommended when it says the word of a
/// recommendation and not that of a requirement.
pub(crate) fn nature_of(statement: &str, mandatory: &str, recommended: &str) -> Nature {
    if recommended.is_empty() || !statement.contains(recommended) {
        return Nature::Required;
    }
    let text = markup::words(statement);
    let says = |wanted: &str| {
        !wanted.is_empty()
            && text
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word == wanted)
    };
    if says(recommended) && !says(mandatory) {
        Nature::Recommended
    } else {
        Nature::Required
    }
}

fn tell_empty(row: &Row, reader: &mut RowReader<'_>) {
    let text = |read: &Read<String>| read.known().is_some_and(String::is_empty);
    let empty = [
        (Column::Chapter, text(&row.chapter), Problem::EmptyChapter),
        (
            Column::Function,
            text(&row.function),
            Problem::EmptyFunction,
        ),
        (
            Column::Statement,
            row.statement == Read::Known(None),
            Problem::EmptyStatement,
        ),
        (
            Column::Profile,
            row.profiles.known().is_some_and(Vec::is_empty),
            Problem::EmptyProfile,
        ),
        (
            Column::Criticality,
            row.criticality == Read::Known(None),
            Problem::EmptyCriticality,
        ),
        (Column::Order, text(&row.order), Problem::EmptyOrder),
    ];
    for (column, is_empty, problem) in empty {
        if is_empty && reader.has(column) {
            let cell = reader.cell(row.number, column);
            reader.tell(cell, None, problem);
        }
    }
}

/// Tells the first column in which a row speaks against the first one of its requirement.
fn tell_conflict(draft: &Draft, row: &Row, reader: &mut RowReader<'_>) -> bool {
    let first = &draft.first;
    fn differs<T: PartialEq>(one: &Read<T>, other: &Read<T>) -> bool {
        matches!((one.known(), other.known()), (Some(one), Some(other)) if one != other)
    }
    let text_differs = |one: &Read<Option<TextId>>, other: &Read<Option<TextId>>| {
        matches!(
            (one.known(), other.known()),
            (Some(one), Some(other)) if !reader.same_words(*one, *other)
        )
    };
    let column = [
        (
            Column::Statement,
            text_differs(&first.statement, &row.statement),
        ),
        (Column::Perimeter, differs(&first.perimeter, &row.perimeter)),
        (Column::Chapter, differs(&first.chapter, &row.chapter)),
        (Column::Function, differs(&first.function, &row.function)),
        (Column::Comment, text_differs(&first.comment, &row.comment)),
        (Column::Profile, differs(&first.profiles, &row.profiles)),
        (
            Column::FormerProfile,
            differs(&first.former_profiles, &row.former_profiles),
        ),
        (
            Column::Criticality,
            differs(&first.criticality, &row.criticality),
        ),
        (Column::Nature, differs(&first.nature, &row.nature)),
        (Column::Order, differs(&first.order, &row.order)),
    ]
    .into_iter()
    .find_map(|(column, differs)| differs.then_some(column));
    let Some(column) = column else {
        return false;
    };
    let cell = reader.cell(row.number, column);
    let other = reader.cell(first.number, column);
    let id = row.id.known().cloned().unwrap_or_default();
    let header = reader.columns.header(column).to_owned();
    reader.tell(cell, other, Problem::RequirementConflict { id, header });
    true
}
