//! XML, and CDA documents (HL7 CDA R2): well formed, the right root, template identifiers.

use quick_xml::{NsReader, events::Event, name::ResolveResult};

use super::Texts;
use crate::{
    Request,
    report::{Check, Outcome, Place, Report},
};

/// Namespace of CDA R2.
const CDA: &str = "urn:hl7-org:v3";

/// Root of the identifiers of HL7 models, and the one of CDA R2.
const HL7_MODELS: &str = "2.16.840.1.113883.1.3";
const CDA_MODEL: &str = "POCD_HD000040";

/// Deepest nesting admitted.
const DEPTH_MAX: usize = 500;

/// What a reading of the elements learned.
#[derive(Default)]
pub(super) struct Elements {
    root: Option<(String, bool)>,
    templates: Vec<String>,
    /// Root and extension of the `typeId` of the document.
    type_id: Option<(String, String)>,
}

pub(super) fn xml(octets: &[u8], request: &Request, report: &mut Report, texts: &mut Texts) {
    let cda_expected = request.checks.contains("cda_root");
    match elements(octets) {
        Ok(elements) => {
            report.checks.push(Check::new(
                "xml.well_formed",
                Outcome::Pass,
                "Le XML est bien formé.",
                "The XML is well formed.",
            ));
            if cda_expected {
                report.checks.extend(cda(&elements));
            }
            if !elements.templates.is_empty() {
                report.fact("templates", elements.templates.join(", "));
            }
        }
        Err((line, french, english)) => report.checks.push(
            Check::new("xml.malformed", Outcome::Failure, french, english).at(Place::Line(line)),
        ),
    }
    texts.add(String::from_utf8_lossy(octets).into_owned(), Place::Line(1));
}

/// The line, the French and the English sentence of the first fault.
type Fault = (u64, String, String);

pub(super) fn elements(octets: &[u8]) -> Result<Elements, Fault> {
    let mut reader = NsReader::from_reader(octets);
    let mut elements = Elements::default();
    let mut depth = 0_usize;
    let fault = |position: u64, french: &str, english: &str| {
        let seen = octets
            .get(..usize::try_from(position).unwrap_or(usize::MAX))
            .unwrap_or(octets);
        let line = 1 + seen.iter().filter(|octet| **octet == b'\n').count();
        let line = u64::try_from(line).unwrap_or(1);
        (
            line,
            format!("{french} (ligne {line})."),
            format!("{english} (line {line})."),
        )
    };
    loop {
        let (namespace, event) = match reader.read_resolved_event() {
            Ok(read) => read,
            Err(_) => {
                return Err(fault(
                    reader.error_position(),
                    "Le XML est mal formé",
                    "The XML is malformed",
                ));
            }
        };
        match event {
            Event::DocType(_) => {
                return Err(fault(
                    reader.buffer_position(),
                    "Le XML porte une DTD, ce qui n’est pas admis dans une preuve",
                    "The XML carries a DTD, which is not admitted in a proof",
                ));
            }
            Event::Start(ref start) | Event::Empty(ref start) => {
                let clinical =
                    matches!(namespace, ResolveResult::Bound(bound) if bound.as_ref() == CDA);
                let name = start.local_name().as_ref().to_owned();
                let attribute = |key: &str| {
                    start
                        .attributes()
                        .flatten()
                        .find(|attribute| attribute.key.as_ref() == key)
                        .map(|attribute| attribute.value.into_owned())
                };
                if depth == 1 && clinical && name == "templateId" {
                    elements.templates.extend(attribute("root"));
                }
                if depth == 1 && clinical && name == "typeId" {
                    elements.type_id = Some((
                        attribute("root").unwrap_or_default(),
                        attribute("extension").unwrap_or_default(),
                    ));
                }
                if elements.root.is_none() {
                    elements.root = Some((name, clinical));
                }
                if matches!(event, Event::Start(_)) {
                    depth += 1;
                }
                if depth > DEPTH_MAX {
                    return Err(fault(
                        reader.buffer_position(),
                        "Le XML est imbriqué trop profondément",
                        "The XML is nested too deeply",
                    ));
                }
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth > 0 || elements.root.is_none() => {
                return Err(fault(
                    reader.buffer_position(),
                    "Le XML est tronqué",
                    "The XML is truncated",
                ));
            }
            Event::Eof => return Ok(elements),
            _ => {}
        }
    }
}

fn cda(elements: &Elements) -> Vec<Check> {
    let root = matches!(&elements.root, Some((name, true)) if name == "ClinicalDocument");
    let mut checks = vec![if root {
        Check::new(
            "cda.root",
            Outcome::Pass,
            "C’est un document CDA.",
            "This is a CDA document.",
        )
    } else {
        Check::new(
            "cda.root",
            Outcome::Failure,
            "La racine n’est pas ClinicalDocument (urn:hl7-org:v3) : ce n’est pas un document CDA.",
            "The root is not ClinicalDocument (urn:hl7-org:v3): this is not a CDA document.",
        )
    }];
    if !root {
        return checks;
    }
    // CDA R2, 4.2.1: typeId is mandatory and has this one value.
    let typed = elements
        .type_id
        .as_ref()
        .is_some_and(|(root, extension)| root == HL7_MODELS && extension == CDA_MODEL);
    if !typed {
        checks.push(Check::new(
            "cda.type_id",
            Outcome::Failure,
            format!("L’identifiant typeId du document CDA manque ou n’est pas {HL7_MODELS} / {CDA_MODEL}."),
            format!("The typeId of the CDA document is missing or is not {HL7_MODELS} / {CDA_MODEL}."),
        ));
    }
    checks.push(templates(&elements.templates));
    checks
}

/// Template identifiers say which models the document claims to follow: they are there, and
/// are identifiers.
fn templates(roots: &[String]) -> Check {
    let code = "cda.templates";
    let odd: Vec<&str> = roots
        .iter()
        .map(String::as_str)
        .filter(|root| !is_identifier(root))
        .take(5)
        .collect();
    if roots.is_empty() {
        Check::new(
            code,
            Outcome::Warning,
            "Le document CDA n’annonce aucun identifiant de modèle (templateId).",
            "The CDA document announces no template identifier (templateId).",
        )
    } else if odd.is_empty() {
        Check::new(
            code,
            Outcome::Pass,
            format!(
                "Le document CDA annonce {} identifiant(s) de modèle.",
                roots.len()
            ),
            format!(
                "The CDA document announces {} template identifier(s).",
                roots.len()
            ),
        )
    } else {
        let odd = odd.join(", ");
        Check::new(
            code,
            Outcome::Failure,
            format!(
                "Ces identifiants de modèle (templateId) ne sont ni des OID ni des UUID : {odd}."
            ),
            format!("These template identifiers (templateId) are neither OIDs nor UUIDs: {odd}."),
        )
    }
}

/// An OID (ITU-T X.660) or a UUID, as HL7 data types admit them.
fn is_identifier(root: &str) -> bool {
    let arcs: Vec<&str> = root.split('.').collect();
    let oid = arcs.len() > 1
        && arcs.iter().all(|arc| {
            !arc.is_empty()
                && arc.chars().all(|c| c.is_ascii_digit())
                && (arc.len() == 1 || !arc.starts_with('0'))
        })
        && arcs
            .first()
            .is_some_and(|arc| matches!(*arc, "0" | "1" | "2"));
    let groups: Vec<usize> = root.split('-').map(str::len).collect();
    let uuid =
        groups == [8, 4, 4, 4, 12] && root.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    oid || uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_oids_or_uuids() {
        for good in [
            "1.2.250.1.213.1.1.1.1",
            "2.16.840.1.113883.10.20.1",
            "c221deb5-d7cd-4e23-b629-b04e410e6687",
        ] {
            assert!(is_identifier(good), "{good}");
        }
        for bad in [
            "",
            "1",
            "1..2",
            "1.02",
            "3.1",
            "modele",
            "1.2.x",
            "c221deb5-d7cd",
        ] {
            assert!(!is_identifier(bad), "{bad}");
        }
    }
}
