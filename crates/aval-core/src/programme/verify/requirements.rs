//! The rows of the proof requirements against the programme and the delivered catalogues.

use std::collections::{BTreeMap, BTreeSet};

use super::conditions::Questions;
use crate::programme::{
    Mistake, Notion, Programme, delivered_rows::Delivered, document::Document, mistake::nearest,
    page::Page, proof_requirement::Row,
};

pub(in crate::programme) fn requirements(
    programme: &Programme,
    document: Document<'_>,
    delivered: &Delivered,
    rows: &[Row],
    page: &mut Page<'_>,
) {
    let questions = Questions::of(document);
    let codes = |path: &str| -> Vec<&str> {
        document
            .texts(path)
            .into_iter()
            .map(|text| text.text)
            .collect()
    };
    let (catalogues, kinds, teams) = (
        codes("catalogues.code"),
        codes("proof_kinds.code"),
        codes("teams.code"),
    );
    let mut seen = BTreeMap::new();
    let mut told = BTreeSet::new();
    for (line, row) in rows {
        let mut reference = |key: &str, notion: Notion, code: &str, known: &[&str]| {
            // The same wrong code on a hundred rows is one mistake.
            if !known.contains(&code) && told.insert((key.to_owned(), code.to_owned())) {
                let mistake = Mistake::UnknownReference {
                    key: key.to_owned(),
                    notion,
                    code: code.to_owned(),
                    near: nearest(code, known.iter().copied()),
                };
                page.tell_line(*line, mistake);
            }
        };
        reference(
            "catalogue",
            Notion::Catalogue,
            row.catalogue.as_str(),
            &catalogues,
        );
        reference("kind", Notion::ProofKind, row.kind.as_str(), &kinds);
        if let Some(kind) = &row.alternative_kind {
            reference("alternative_kind", Notion::ProofKind, kind.as_str(), &kinds);
        }
        reference("team", Notion::Team, row.team.as_str(), &teams);
        let versions: Vec<&str> = programme
            .catalogues
            .iter()
            .filter(|catalogue| catalogue.code == row.catalogue)
            .flat_map(|catalogue| &catalogue.versions)
            .map(|release| release.version.as_str())
            .collect();
        // A catalogue without any delivered version is imported later.
        if !versions.is_empty() {
            reference("version", Notion::CatalogueVersion, &row.version, &versions);
        }
        for mistake in row
            .condition
            .iter()
            .flat_map(|one| questions.mistakes("condition", one))
        {
            page.tell_line(*line, mistake);
        }
        let key = (&row.catalogue, &row.version, &row.proof);
        match seen.get(&key) {
            Some(first_line) => {
                let mistake = Mistake::DuplicateCode {
                    key: "proof_id".to_owned(),
                    code: row.proof.to_string(),
                    first_line: *first_line,
                };
                page.tell_line(*line, mistake);
            }
            None => {
                seen.insert(key, line.unwrap_or_default());
            }
        }
        let version = (row.catalogue.to_string(), row.version.clone());
        if let Some(held) = delivered.get(&version) {
            let named = [
                (
                    "requirement_id",
                    Notion::Requirement,
                    row.requirement.as_str(),
                    &held.requirements,
                ),
                ("proof_id", Notion::Proof, row.proof.as_str(), &held.proofs),
            ];
            for (key, notion, code, known) in named {
                if !known.contains(code) {
                    let (key, code) = (key.to_owned(), code.to_owned());
                    let mistake = Mistake::UndeliveredRequirement { key, notion, code };
                    page.tell_line(*line, mistake);
                }
            }
        }
        let natures: Vec<_> = std::iter::once(&row.kind)
            .chain(&row.alternative_kind)
            .cloned()
            .collect();
        let admitted = programme.formats_of(&natures);
        for format in row.accepted_formats.difference(&admitted) {
            if !admitted.is_empty() {
                let (format, kind) = (format.clone(), row.kind.to_string());
                page.tell_line(*line, Mistake::FormatNotAdmitted { format, kind });
            }
        }
    }
}
