//! XML, and CDA documents (HL7 CDA R2): well formed, the right root, template identifiers.

use quick_xml::{NsReader, events::Event, name::ResolveResult};

use super::Texts;
use crate::{
    Request,
    report::{Check, Outcome, Place, Report},
};

/// Namespace of CDA R2.
const CDA: &str = "urn:hl7-org:v3";

/// Deepest nesting admitted.
const DEPTH_MAX: usize = 500;

/// What a reading of the elements learned.
#[derive(Default)]
pub(super) struct Elements {
    root: Option<(String, bool)>,
    templates: Vec<String>,
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
                if depth == 1 && clinical && name == "templateId" {
                    let root = start
                        .attributes()
                        .flatten()
                        .find(|attribute| attribute.key.as_ref() == "root")
                        .map(|attribute| attribute.value.into_owned());
                    elements.templates.extend(root);
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
    if root && elements.templates.is_empty() {
        checks.push(Check::new(
            "cda.templates",
            Outcome::Warning,
            "Le document CDA n’annonce aucun identifiant de modèle (templateId).",
            "The CDA document announces no template identifier (templateId).",
        ));
    }
    checks
}
