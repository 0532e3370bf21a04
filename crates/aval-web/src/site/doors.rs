//! Which addresses the house has, read from its own sources, and who each one is for.
//!
//! An address that is not in [`DOORS`] fails the walk: whoever adds one says here who may
//! pass. What passing means is in `walk`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Who an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Anybody.
    Public,
    /// Anybody who is signed in; it shows their own things only.
    SignedIn,
    /// Vendors who may open an application.
    Opening,
    /// The people of one application: the policy of `aval-core` says who.
    Application,
    /// Representatives of a vendor, for their own company.
    Company,
    /// The vendor's side.
    Vendor,
    /// The operator's side.
    Operator,
    /// Administrators.
    Administration,
    /// Whoever sends this very file.
    Upload,
}

use Door::{
    Administration, Application, Company, Opening, Operator, Public, SignedIn, Upload, Vendor,
};

/// Every address of the house, with its methods.
pub const DOORS: &[(&str, &str, Door)] = &[
    ("/", "get", Public),
    ("/registre", "get", Public),
    ("/registre.csv", "get", Public),
    ("/registre.json", "get", Public),
    ("/registre/{number}", "get", Public),
    ("/registre/{number}/attestation", "get", Public),
    ("/aide", "get", Public),
    ("/aide/refus", "get", Public),
    ("/mentions", "get", Public),
    ("/accessibilite", "get", Public),
    ("/robots.txt", "get", Public),
    ("/sitemap.xml", "get", Public),
    ("/sante", "get", Public),
    ("/faq", "get", Public),
    ("/faq.atom", "get", Public),
    ("/faq/suggestions", "get", Public),
    ("/faq/recherches", "post", Public),
    ("/faq/{slug}", "get", Public),
    ("/faq/{slug}/avis", "get post", Public),
    ("/faq/a-ameliorer", "get post", Administration),
    ("/faq/redaction", "get", Administration),
    ("/faq/redaction/doublons", "get", Administration),
    ("/faq/redaction/dossier.zip", "get", Administration),
    ("/faq/redaction/exigences", "get", Administration),
    ("/faq/redaction/importer", "get post", Administration),
    ("/faq/redaction/importer/{id}", "get post", Administration),
    ("/faq/redaction/liens", "get post", Administration),
    ("/faq/redaction/nouvelle", "get post", Administration),
    ("/faq/redaction/reponse/{slug}", "get post", Administration),
    (
        "/faq/redaction/reponse/{slug}/historique",
        "get",
        Administration,
    ),
    ("/formulaires/test-intrusion/{file}", "get", Public),
    ("/static/{hash}/{*path}", "get", Public),
    ("/connexion", "get post", Public),
    ("/deconnexion", "post", SignedIn),
    ("/compte", "get", SignedIn),
    ("/compte/langue", "post", SignedIn),
    ("/compte/mot-de-passe", "post", SignedIn),
    ("/compte/sessions", "post", SignedIn),
    ("/demandes", "get", SignedIn),
    ("/dossiers", "get post", Opening),
    ("/dossiers/nouveau", "get", Opening),
    ("/instruction", "get", Operator),
    ("/equipe", "get", Vendor),
    ("/equipe/creer", "post", Company),
    ("/equipe/nouveau", "get", Company),
    ("/equipe/{id}", "get post", Company),
    ("/equipe/{id}/fermer", "get post", Company),
    ("/equipe/{id}/rouvrir", "post", Company),
    ("/equipe/{id}/mot-de-passe", "get post", Company),
    ("/envois", "any", Upload),
    ("/envois/{id}", "any", Upload),
    ("/envois/{id}/deposer", "post", Upload),
    ("/envois/{id}/supprimer", "post", Upload),
    ("/administration", "get", Administration),
    ("/administration/journal", "get", Administration),
    ("/administration/personnes", "get", Administration),
    ("/administration/personnes/creer", "post", Administration),
    ("/administration/personnes/nouveau", "get", Administration),
    ("/administration/personnes/{id}", "get post", Administration),
    (
        "/administration/personnes/{id}/fermer",
        "get post",
        Administration,
    ),
    (
        "/administration/personnes/{id}/rouvrir",
        "post",
        Administration,
    ),
    (
        "/administration/personnes/{id}/mot-de-passe",
        "get post",
        Administration,
    ),
    ("/administration/organisations", "get post", Administration),
    (
        "/administration/organisations/nouvelle",
        "get",
        Administration,
    ),
    (
        "/administration/organisations/{id}",
        "get post",
        Administration,
    ),
    ("/administration/referentiels", "get", Administration),
    (
        "/administration/referentiels/importer",
        "post",
        Administration,
    ),
    (
        "/administration/referentiels/imports/{id}",
        "get post",
        Administration,
    ),
    (
        "/administration/referentiels/imports/{id}/constats.csv",
        "get",
        Administration,
    ),
    (
        "/administration/referentiels/{code}/{version}",
        "get",
        Administration,
    ),
    (
        "/administration/referentiels/{code}/{version}/publier",
        "post",
        Administration,
    ),
    (
        "/administration/referentiels/{code}/{version}/retirer",
        "post",
        Administration,
    ),
    (
        "/administration/referentiels/{code}/{version}/{file}",
        "get",
        Administration,
    ),
    ("/administration/antivirus", "get", Administration),
    ("/administration/antivirus/relancer", "post", Administration),
    ("/administration/antivirus/{id}", "get post", Administration),
    (
        "/administration/antivirus/{id}/analyser",
        "post",
        Administration,
    ),
    ("/administration/confiance", "get", Administration),
    ("/administration/confiance/importer", "post", Administration),
    (
        "/administration/confiance/imports/{id}",
        "get post",
        Administration,
    ),
    (
        "/administration/confiance/reverifier",
        "post",
        Administration,
    ),
    ("/dossiers/{id}", "get", Application),
    ("/dossiers/{id}/charte", "post", Application),
    ("/dossiers/{id}/retrait", "post", Application),
    ("/dossiers/{id}/abandon", "post", Application),
    ("/dossiers/{id}/referent", "post", Application),
    ("/dossiers/{id}/candidature", "get post", Application),
    ("/dossiers/{id}/eligibilite", "get post", Application),
    ("/dossiers/{id}/eligibilite/soumettre", "post", Application),
    ("/dossiers/{id}/eligibilite/reprendre", "post", Application),
    ("/dossiers/{id}/eligibilite/examen", "post", Application),
    ("/dossiers/{id}/version-technique", "post", Application),
    ("/dossiers/{id}/jalons.ics", "get", Application),
    ("/dossiers/{id}/edition", "get post", Application),
    ("/dossiers/{id}/profils", "get post", Application),
    ("/dossiers/{id}/eligibilite/decision", "post", Application),
    ("/dossiers/{id}/fichiers/{field}", "get", Application),
    (
        "/dossiers/{id}/homologations/{certification}",
        "get post",
        Application,
    ),
    ("/dossiers/{id}/chapitres", "get", Application),
    ("/dossiers/{id}/chapitres/{chapter}", "get", Application),
    (
        "/dossiers/{id}/chapitres/{chapter}/soumettre",
        "post",
        Application,
    ),
    (
        "/dossiers/{id}/chapitres/{chapter}/renvoyer",
        "post",
        Application,
    ),
    (
        "/dossiers/{id}/chapitres/{chapter}/valider",
        "post",
        Application,
    ),
    (
        "/dossiers/{id}/chapitres/{chapter}/rouvrir",
        "get post",
        Application,
    ),
    ("/dossiers/{id}/deposer", "get", Application),
    ("/dossiers/{id}/depot", "post", Application),
    ("/dossiers/{id}/saisie", "post", Application),
    ("/dossiers/{id}/lier", "post", Application),
    ("/dossiers/{id}/deja-depose", "get", Application),
    ("/dossiers/{id}/reprise", "post", Application),
    ("/dossiers/{id}/retirer", "post", Application),
    (
        "/dossiers/{id}/remplacer/{evidence}",
        "get post",
        Application,
    ),
    ("/dossiers/{id}/non-applicable", "post", Application),
    ("/dossiers/{id}/non-applicable/annuler", "post", Application),
    (
        "/dossiers/{id}/pieces/{evidence}/{version}",
        "get",
        Application,
    ),
    ("/dossiers/{id}/comparer", "get", Application),
    (
        "/dossiers/{id}/revisions/{evidence}/{version}",
        "get",
        Application,
    ),
    (
        "/dossiers/{id}/effacer/{evidence}/{version}",
        "get post",
        Application,
    ),
    (
        "/dossiers/{id}/declaration/{evidence}",
        "get post",
        Application,
    ),
    ("/dossiers/{id}/verdict", "post", Application),
    ("/dossiers/{id}/verdict/annuler", "post", Application),
    (
        "/dossiers/{id}/remarques/{remark}/{action}",
        "post",
        Application,
    ),
    ("/dossiers/{id}/second-avis", "post", Application),
    ("/dossiers/{id}/echanges", "get", Application),
    ("/dossiers/{id}/echanges/message", "post", Application),
    ("/dossiers/{id}/echanges/demande", "post", Application),
    (
        "/dossiers/{id}/demandes/{request}/reponse",
        "post",
        Application,
    ),
    (
        "/dossiers/{id}/demandes/{request}/prolongation",
        "post",
        Application,
    ),
    (
        "/dossiers/{id}/demandes/{request}/prolongation/reponse",
        "post",
        Application,
    ),
    ("/dossiers/{id}/equipe", "get post", Application),
    ("/dossiers/{id}/equipe/retirer", "post", Application),
    ("/dossiers/{id}/equipe/auditeur", "post", Application),
    ("/dossiers/{id}/archive", "get", Application),
    ("/dossiers/{id}/journal", "get", Application),
    ("/dossiers/{id}/accuses/{version}", "get", Application),
    ("/dossiers/{id}/decision", "get post", Application),
    ("/dossiers/{id}/referencement/{action}", "post", Application),
];

/// Addresses for a kind of door.
pub fn doors(wanted: Door) -> impl Iterator<Item = (&'static str, &'static str)> {
    DOORS
        .iter()
        .filter(move |(.., door)| *door == wanted)
        .flat_map(|(path, methods, _)| methods.split(' ').map(move |method| (*path, method)))
}

/// Rooms that serve the same pages at two addresses.
const BASES: [&str; 2] = ["/administration/personnes", "/equipe"];

/// The argument list that begins after an opening parenthesis.
fn arguments(text: &str) -> &str {
    let (mut depth, mut quoted, mut escaped) = (1, false, false);
    for (at, octet) in text.bytes().enumerate() {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    panic!("a call without an end");
}

fn methods(handlers: &str) -> BTreeSet<String> {
    [
        "get", "post", "put", "patch", "delete", "head", "options", "any",
    ]
    .into_iter()
    .filter(|method| {
        handlers
            .match_indices(&format!("{method}("))
            .any(|(at, _)| {
                !handlers[..at]
                    .ends_with(|before: char| before.is_alphanumeric() || "_:".contains(before))
            })
    })
    .map(str::to_owned)
    .collect()
}

/// The addresses of one source.
fn addresses(source: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
    for unread in [".nest(", ".nest_service(", ".route_service("] {
        assert!(
            !source.contains(unread),
            "{unread} hides addresses from the walk"
        );
    }
    for (at, call) in source.match_indices(".route(") {
        let call = arguments(&source[at + call.len()..]).trim_start();
        let (paths, handlers): (Vec<String>, &str) = if let Some(rest) = call.strip_prefix('"') {
            let (path, handlers) = rest.split_once('"').unwrap();
            (vec![path.to_owned()], handlers)
        } else if let Some(rest) = call.strip_prefix("&format!(\"{base}") {
            let (path, handlers) = rest.split_once('"').unwrap();
            let path = path.replace("{{", "{").replace("}}", "}");
            (
                BASES.iter().map(|base| format!("{base}{path}")).collect(),
                handlers,
            )
        } else {
            let (name, handlers) = call.split_once(',').unwrap();
            let declared = format!("const {}: &str = \"", name.trim());
            let (_, value) = source
                .split_once(&declared)
                .unwrap_or_else(|| panic!("the address {name} cannot be read"));
            (vec![value.split_once('"').unwrap().0.to_owned()], handlers)
        };
        let methods = methods(handlers);
        assert!(!methods.is_empty(), "no method in {call}");
        for path in paths {
            found.entry(path).or_default().extend(methods.clone());
        }
    }
}

fn sources(folder: &Path, found: &mut BTreeMap<String, BTreeSet<String>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs")
            && !path.ends_with("site/doors.rs")
        {
            addresses(&std::fs::read_to_string(&path).unwrap(), found);
        }
    }
}

#[test]
fn every_address_of_the_house_has_a_door() {
    let mut found = BTreeMap::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, methods, _) in DOORS {
        let before = known.insert(
            (*path).to_owned(),
            methods.split(' ').map(str::to_owned).collect(),
        );
        assert!(before.is_none(), "{path} has two doors");
    }
    for (path, methods) in &found {
        let expected = known.get(path).unwrap_or_else(|| {
            panic!("{path} is new: say in DOORS who it is for, and in the walk what it does")
        });
        assert_eq!(methods, expected, "methods of {path}");
    }
    for path in known.keys() {
        assert!(
            found.contains_key(path),
            "{path} is not an address any more"
        );
    }
}
