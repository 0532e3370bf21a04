//! The project's own FAQ, and a small one that knows nothing of it.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::{collections::BTreeMap, path::Path};

use aval_search::{Base, Finding, Known};

pub fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/segur-v2")
}

pub fn files() -> BTreeMap<String, Vec<u8>> {
    aval_search::read_folder(&folder().join("faq")).unwrap()
}

pub fn base() -> Base {
    let (base, findings) = Base::read(&files(), &Known::default());
    assert_eq!(findings, [], "the project's own FAQ has no mistake");
    base
}

/// A FAQ about bicycles.
pub fn bicycles() -> BTreeMap<String, Vec<u8>> {
    let entry = |slug: &str, question: &str, answer: &str| {
        format!(
            "+++\nslug = \"{slug}\"\nquestion = \"{question}\"\nthemes = [\"atelier\"]\noffers = [\"ville\"]\nsectors = [\"*\"]\nschemes = [\"*\"]\nproducts = []\nrequirements = [\"FR.EI/N.12\"]\nupdated = 2026-01-15\nstatus = \"published\"\n+++\n\n{answer}\n"
        )
    };
    [
        ("taxonomy.toml", "schema = \"aval.faq-taxonomy/1\"\n[[themes]]\ncode = \"atelier\"\nlabel = \"Atelier\"\n[[offers]]\ncode = \"ville\"\nlabel = \"Vélo de ville\"\n".to_owned()),
        ("synonyms.toml", "schema = \"aval.faq-synonyms/1\"\n[[same]]\nterms = [\"vélo\", \"bicyclette\", \"bike\"]\n[[same]]\nterms = [\"chambre à air\", \"boyau\"]\n[[leads_to]]\nfrom = [\"crevaison\"]\nto = [\"chambre à air\"]\n".to_owned()),
        ("entries/changer-pneu.md", entry("changer-pneu", "Comment changer la chambre à air d’un vélo ?", "Démontez la roue, puis le **pneu**.")),
        ("entries/regler-freins.md", entry("regler-freins", "Comment régler les freins ?", "Serrez le câble ; voir FR.EI/N.12 pour l’essai.")),
        ("entries/graisser-chaine.md", entry("graisser-chaine", "Quand graisser la chaîne ?", "Tous les 300 kilomètres, plus souvent sous la pluie.")),
    ]
    .into_iter()
    .map(|(file, text)| (file.to_owned(), text.into_bytes()))
    .collect()
}

pub fn codes(findings: &[Finding]) -> Vec<(String, Option<usize>, &'static str)> {
    findings
        .iter()
        .map(|finding| (finding.file.clone(), finding.line, finding.code()))
        .collect()
}
