//! A scene to try things on; its people and products are invented.

use aval_sample::{Scene, Subject, View};

/// A scene whose words have accents, quotes and markup in them.
pub fn scene() -> Scene {
    let words = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    Scene {
        proof: "AB/GEN.18.01.01".into(),
        requirement: "SC.AB/GEN.18".into(),
        sentence: "Le système DOIT afficher l’identité, sa provenance & son degré de confiance <à l’écran>.".into(),
        steps: words(&[
            "Ouvrir le dossier de test",
            "Lancer la recherche",
            "Lire la réponse « qualifiée »",
        ]),
        product: "Clairval Soins".into(),
        version: "5.1.3".into(),
        vendor: "Éditions Clairval".into(),
        address: "https://soins.clairval.example/dossiers/1842".into(),
        user: "Camille Lenoir".into(),
        menu: words(&["Accueil", "Dossiers", "Agenda"]),
        heading: "Identité du dossier de test".into(),
        view: View::Form(vec![("Nom de naissance".into(), "TESTE-NAÎTRE".into()), ("Prénom".into(), "Ève".into())]),
        subject: Subject {
            family: "TESTE-NAÎTRE".into(),
            given: "Ève".into(),
            born: "1984-03-12".parse().unwrap(),
            sex: 'F',
            number: "TEST-000-184".into(),
            domain: "2.999.1842.1".into(),
        },
        at: "2026-03-12T09:41:07+01:00[Europe/Paris]".parse().unwrap(),
    }
}
