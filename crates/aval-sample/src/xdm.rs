//! A clinical document carried in an IHE XDM archive (ITI TF-2 3.32): index page, read-me, and one submission set whose
//! metadata (ebRIM 3.0, ITI TF-3 4.2) give the size and SHA-1 of the document as they are.

use std::io::{Cursor, Write};

use sha1::{Digest, Sha1};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use crate::cda::{self, EXAMPLE_ARC, text};
use crate::name::file_name;
use crate::scene::Scene;
use crate::{Error, Sample, wording};

const DOCUMENT: &str = "DOC00001.XML";
const FOLDER: &str = "IHE_XDM/SUBSET01";

/// The archive, entries in the order in which a reader wants them.
///
/// # Errors
/// [`Error::Zip`], [`Error::Write`].
pub fn xdm_zip(scene: &Scene) -> Result<Sample, Error> {
    let document = cda::xml(scene);
    let entries = [
        ("INDEX.HTM".to_owned(), index(scene)),
        ("README.TXT".to_owned(), read_me(scene)),
        (
            format!("{FOLDER}/METADATA.XML"),
            metadata(scene, document.as_bytes()),
        ),
        (format!("{FOLDER}/{DOCUMENT}"), document),
    ];
    let options = SimpleFileOptions::default().last_modified_time(modified(scene));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        archive.start_file(name, options)?;
        archive.write_all(content.as_bytes())?;
    }
    Ok(Sample {
        name: file_name(wording::ARCHIVE, &scene.proof, "zip"),
        media_type: "application/zip",
        octets: archive.finish()?.into_inner(),
    })
}

/// The wall clock of the scene; the format knows no zone and no year before 1980.
fn modified(scene: &Scene) -> DateTime {
    let part = |value: i8| u8::try_from(value).unwrap_or_default();
    let at = &scene.at;
    let year = u16::try_from(at.year()).unwrap_or_default();
    DateTime::from_date_and_time(
        year,
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    )
    .unwrap_or_default()
}

fn index(scene: &Scene) -> String {
    format!(
        r#"<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML Basic 1.1//EN" "http://www.w3.org/TR/xhtml-basic/xhtml-basic11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr">
<head><title>{heading}</title></head>
<body>
<h1>{heading}</h1>
<p>{vendor} – {product} {version}</p>
<ul>
<li><a href="{FOLDER}/{DOCUMENT}">{proof_word} {proof}</a></li>
<li><a href="README.TXT">README.TXT</a></li>
</ul>
<p>{notice}</p>
</body>
</html>
"#,
        heading = text(&scene.heading),
        vendor = text(&scene.vendor),
        product = text(&scene.product),
        version = text(&scene.version),
        proof_word = wording::PROOF,
        proof = text(&scene.proof),
        notice = wording::FICTITIOUS,
    )
}

fn read_me(scene: &Scene) -> String {
    format!(
        "{} {} ({})\r\n{} {}\r\n{}\r\n\r\nIHE XDM\r\nINDEX.HTM\r\n{FOLDER}/METADATA.XML\r\n{FOLDER}/{DOCUMENT}\r\n\r\n{}\r\n",
        scene.product,
        scene.version,
        scene.vendor,
        wording::PROOF,
        scene.proof,
        scene.address,
        wording::FICTITIOUS
    )
}

/// The submission set: one document, the association between both.
fn metadata(scene: &Scene, document: &[u8]) -> String {
    let mut draw = scene.draw("xdm");
    let subject = &scene.subject;
    let (entry, set) = (Object("Document01"), Object("SubmissionSet01"));
    // CX type of HL7 v2: number, then the domain that gave it.
    let patient = format!("{}^^^&{}&ISO", subject.number, subject.domain);
    let patient = patient.as_str();
    let hash: String = Sha1::digest(document)
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    let instant = scene
        .at
        .with_time_zone(jiff::tz::TimeZone::UTC)
        .strftime("%Y%m%d%H%M%S")
        .to_string();
    let source = [
        format!("PID-3|{patient}"),
        format!("PID-5|{}^{}", subject.family, subject.given),
        format!("PID-7|{}", subject.born.strftime("%Y%m%d")),
        format!("PID-8|{}", subject.sex),
    ];
    let source: Vec<&str> = source.iter().map(String::as_str).collect();
    let document_slots = [
        slot("creationTime", &[&instant]),
        slot("hash", &[&hash]),
        slot("languageCode", &["fr-FR"]),
        slot("size", &[&document.len().to_string()]),
        slot("sourcePatientId", &[patient]),
        slot("sourcePatientInfo", &source),
        slot("URI", &[DOCUMENT]),
    ]
    .concat();
    let codes = [
        entry.code(CLASS, "CLINICAL", "2.999.10"),
        entry.code(CONFIDENTIALITY, "N", "2.16.840.1.113883.5.25"),
        entry.code(FORMAT, "urn:ihe:pcc:xds-ms:2007", "1.3.6.1.4.1.19376.1.2.3"),
        entry.code(FACILITY, "HOSPITAL", "2.999.11"),
        entry.code(PRACTICE, "CARE", "2.999.12"),
        entry.code(TYPE, "34133-9", "2.16.840.1.113883.6.1"),
    ]
    .concat();
    let document_names = [
        entry.external(ENTRY_PATIENT, "XDSDocumentEntry.patientId", patient),
        entry.external(
            ENTRY_UNIQUE,
            "XDSDocumentEntry.uniqueId",
            &cda::identifier(scene),
        ),
    ]
    .concat();
    let number = draw.below(1_000_000_000);
    let set_names = [
        set.external(SET_PATIENT, "XDSSubmissionSet.patientId", patient),
        set.external(
            SET_SOURCE,
            "XDSSubmissionSet.sourceId",
            &format!("{EXAMPLE_ARC}.4"),
        ),
        set.external(
            SET_UNIQUE,
            "XDSSubmissionSet.uniqueId",
            &format!("{EXAMPLE_ARC}.5.{number}"),
        ),
    ]
    .concat();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">
 <rim:RegistryObjectList>
  <rim:ExtrinsicObject id="Document01" mimeType="text/xml" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1" status="urn:oasis:names:tc:ebxml-regrep:StatusType:Approved">
{document_slots}   <rim:Name><rim:LocalizedString xml:lang="fr-FR" charset="UTF-8" value="{title}"/></rim:Name>
{codes}{document_names}  </rim:ExtrinsicObject>
  <rim:RegistryPackage id="SubmissionSet01" objectType="urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:RegistryPackage" status="urn:oasis:names:tc:ebxml-regrep:StatusType:Approved">
{set_slots}   <rim:Name><rim:LocalizedString xml:lang="fr-FR" charset="UTF-8" value="{proof}"/></rim:Name>
{content}{set_names}  </rim:RegistryPackage>
  <rim:Classification id="{is_set}" classifiedObject="SubmissionSet01" classificationNode="urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd" objectType="urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Classification"/>
  <rim:Association id="{association}" associationType="urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember" objectType="urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association" sourceObject="SubmissionSet01" targetObject="Document01">
{original}  </rim:Association>
 </rim:RegistryObjectList>
</lcm:SubmitObjectsRequest>
"#,
        title = text(&scene.heading),
        proof = text(&scene.proof),
        set_slots = slot("submissionTime", &[&instant]),
        content = set.code(CONTENT, "EXCHANGE", "2.999.13"),
        is_set = draw.uuid(),
        association = draw.uuid(),
        original = slot("SubmissionSetStatus", &["Original"]),
    )
}

/// Classification schemes and external identifiers of ITI TF-3 table 4.2.5.
const CLASS: &str = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a";
const CONFIDENTIALITY: &str = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f";
const FORMAT: &str = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d";
const FACILITY: &str = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1";
const PRACTICE: &str = "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead";
const TYPE: &str = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983";
const CONTENT: &str = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500";
const ENTRY_PATIENT: &str = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427";
const ENTRY_UNIQUE: &str = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
const SET_PATIENT: &str = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446";
const SET_SOURCE: &str = "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832";
const SET_UNIQUE: &str = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8";

/// A registry object that codes and identifiers are attached to.
struct Object(&'static str);

impl Object {
    fn code(&self, scheme: &str, code: &str, system: &str) -> String {
        let id = self.0;
        let name = scheme.get(9..17).unwrap_or_default();
        format!(
            r#"   <rim:Classification id="{id}-{name}" classifiedObject="{id}" classificationScheme="{scheme}" nodeRepresentation="{code}" objectType="urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Classification">
{}    <rim:Name><rim:LocalizedString value="{code}"/></rim:Name>
   </rim:Classification>
"#,
            slot("codingScheme", &[system])
        )
    }

    fn external(&self, scheme: &str, name: &str, value: &str) -> String {
        let id = self.0;
        format!(
            r#"   <rim:ExternalIdentifier id="{id}-{name}" registryObject="{id}" identificationScheme="{scheme}" value="{}" objectType="urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:ExternalIdentifier"><rim:Name><rim:LocalizedString value="{name}"/></rim:Name></rim:ExternalIdentifier>
"#,
            text(value)
        )
    }
}

fn slot(name: &str, values: &[&str]) -> String {
    let values: String = values
        .iter()
        .map(|value| format!("<rim:Value>{}</rim:Value>", text(value)))
        .collect();
    format!("   <rim:Slot name=\"{name}\"><rim:ValueList>{values}</rim:ValueList></rim:Slot>\n")
}
