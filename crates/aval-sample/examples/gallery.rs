//! Writes one file of each kind into a folder, to be looked at: `cargo run -p aval-sample --example gallery -- FOLDER`.

use std::error::Error;
use std::path::PathBuf;

use aval_sample::{Kind, Part, Scene, Subject, View, form_pdf, make, screen};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "gallery".into()));
    std::fs::create_dir_all(&folder)?;
    let scene = scene()?;
    for kind in Kind::ALL {
        let sample = make(kind, &scene)?;
        println!(
            "{:>8} {:<28} {}",
            sample.octets.len(),
            sample.media_type,
            sample.name
        );
        std::fs::write(folder.join(&sample.name), &sample.octets)?;
    }
    let others = [
        (
            "table",
            "Atelier 12",
            View::Table {
                columns: ["Date", "Auteur", "Action", "Objet", "État"]
                    .map(String::from)
                    .to_vec(),
                rows: (1..=7)
                    .map(|n| {
                        vec![
                            format!("1{n}/03/2026"),
                            "Camille Lenoir".into(),
                            "Consultation".into(),
                            format!("Compte rendu n° 20{n}"),
                            "Terminé".into(),
                        ]
                    })
                    .collect(),
            },
        ),
        (
            "reglages",
            "Logiciel Ormeau",
            View::Settings(vec![
                (
                    "Verrouiller la session après dix minutes d’inactivité".into(),
                    true,
                ),
                (
                    "Exiger un second facteur pour l’administration".into(),
                    true,
                ),
                ("Autoriser l’export par lot".into(), false),
                ("Journaliser chaque consultation".into(), true),
            ]),
        ),
    ];
    for (name, product, view) in others {
        let sample = screen(&Scene {
            view,
            product: product.into(),
            ..scene.clone()
        })?;
        println!(
            "{:>8} {:<28} {name}.png",
            sample.octets.len(),
            sample.media_type
        );
        std::fs::write(folder.join(format!("{name}.png")), &sample.octets)?;
    }
    let rows = (1..=24)
        .map(|n| {
            [format!("BC-{n:02}"), "Aucune fonction traitant des données n’est accessible sans authentification préalable.".into(), if n % 7 == 0 { "NON" } else { "OUI" }.into(), if n % 7 == 0 { "Correctif prévu dans la version 5.2, mesure compensatoire en place." } else { "" }.into()]
        })
        .collect();
    let fields = [
        ("Prestataire".to_owned(), "Audit du Ponant".to_owned()),
        ("Date du rapport".to_owned(), "02/02/2026".to_owned()),
    ];
    let sample = form_pdf(
        &scene,
        &fields,
        &[Part {
            title: "Base commune".into(),
            rows,
        }],
    )?;
    println!(
        "{:>8} {:<28} {}",
        sample.octets.len(),
        sample.media_type,
        sample.name
    );
    std::fs::write(folder.join(&sample.name), &sample.octets)?;
    Ok(())
}

fn scene() -> Result<Scene, Box<dyn Error>> {
    Ok(Scene {
        proof: "AB/GEN.18.01.01".into(),
        requirement: "SC.AB/GEN.18".into(),
        sentence: "Le système DOIT interroger le service d’identité avant d’enregistrer un dossier, puis afficher à l’écran l’identité retenue, sa provenance et son degré de confiance ; un écart entraîne un message clair.".into(),
        steps: vec![
            "L’utilisatrice ouvre le dossier de test".into(),
            "Elle lance la recherche d’identité".into(),
            "Le service répond et l’identité s’affiche".into(),
            "Elle enregistre, l’état passe à « qualifiée »".into(),
        ],
        product: "Clairval Soins".into(),
        version: "5.1.3".into(),
        vendor: "Éditions Clairval".into(),
        address: "https://soins.clairval.example/dossiers/1842/identite".into(),
        user: "Camille Lenoir".into(),
        menu: ["Accueil", "Dossiers", "Agenda", "Messagerie", "Documents", "Administration"].map(String::from).to_vec(),
        heading: "Identité du dossier de test".into(),
        view: View::Form(
            [
                ("Nom de naissance", "TESTE-NAÎTRE"),
                ("Premier prénom", "Ève"),
                ("Date de naissance", "12/03/1984"),
                ("Lieu de naissance", "Besançon"),
                ("État de l’identité", "Qualifiée"),
                ("Provenance", "Téléservice, le 12/03/2026 à 09:41"),
            ]
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
            .to_vec(),
        ),
        subject: Subject {
            family: "TESTE-NAÎTRE".into(),
            given: "Ève".into(),
            born: "1984-03-12".parse()?,
            sex: 'F',
            number: "TEST-000-184".into(),
            domain: "2.999.1842.1".into(),
        },
        at: "2026-03-12T09:41:07+01:00[Europe/Paris]".parse()?,
    })
}
