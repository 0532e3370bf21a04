//! A minimal clinical document in HL7 CDA R2 (ISO/HL7 27932): header with a test identity, author, custodian, and a
//! narrative body. It is well-formed and has the elements that the standard requires, in its order; conformity to a
//! national implementation guide is not claimed.

use jiff::Zoned;
use quick_xml::escape::escape;

use crate::name::file_name;
use crate::scene::Scene;
use crate::{Sample, wording};

/// The document as XML, UTF-8.
#[must_use]
pub fn cda(scene: &Scene) -> Sample {
    Sample {
        name: file_name(wording::CLINICAL, &scene.proof, "xml"),
        media_type: "application/xml",
        octets: xml(scene).into_bytes(),
    }
}

/// Words as XML text: markup escaped, and the control characters that XML 1.0 forbids left out.
pub fn text(words: &str) -> String {
    let allowed: String = words
        .chars()
        .filter(|letter| !letter.is_control() || letter.is_whitespace())
        .collect();
    escape(&allowed).into_owned()
}

/// Arc of OIDs that ISO leaves for examples: no real domain is ever named.
pub const EXAMPLE_ARC: &str = "2.999";

/// The unique identifier of the scene's document, an OID.
pub fn identifier(scene: &Scene) -> String {
    format!(
        "{EXAMPLE_ARC}.{}.{}",
        scene.draw("cda").below(1_000_000_000),
        scene.at.timestamp().as_second()
    )
}

/// The instant as HL7 writes it.
pub fn hl7_instant(at: &Zoned) -> String {
    at.strftime("%Y%m%d%H%M%S%z").to_string()
}

/// The document's octets, the same wherever they are carried.
pub fn xml(scene: &Scene) -> String {
    let subject = &scene.subject;
    let (given_user, family_user) = scene.user.split_once(' ').unwrap_or(("", &scene.user));
    let steps: String = scene
        .told_steps()
        .iter()
        .map(|step| format!("            <item>{}</item>\n", text(step)))
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <!-- {notice} -->
  <realmCode code="FR"/>
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <templateId root="{arc}.1"/>
  <id root="{identifier}"/>
  <code code="34133-9" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC" displayName="Summary of episode note"/>
  <title>{title}</title>
  <effectiveTime value="{instant}"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="fr-FR"/>
  <setId root="{identifier}"/>
  <versionNumber value="1"/>
  <recordTarget>
    <patientRole>
      <id root="{domain}" extension="{number}"/>
      <patient>
        <name><given>{given}</given><family qualifier="BR">{family}</family></name>
        <administrativeGenderCode code="{gender}" codeSystem="2.16.840.1.113883.5.1"/>
        <birthTime value="{born}"/>
      </patient>
    </patientRole>
  </recordTarget>
  <author>
    <time value="{instant}"/>
    <assignedAuthor>
      <id root="{arc}.2" extension="{user_number}"/>
      <assignedPerson><name><given>{given_user}</given><family>{family_user}</family></name></assignedPerson>
      <representedOrganization><id root="{arc}.3" extension="1"/><name>{vendor}</name></representedOrganization>
    </assignedAuthor>
  </author>
  <custodian>
    <assignedCustodian>
      <representedCustodianOrganization><id root="{arc}.3" extension="1"/><name>{vendor}</name></representedCustodianOrganization>
    </assignedCustodian>
  </custodian>
  <component>
    <structuredBody>
      <component>
        <section>
          <code code="48767-8" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"/>
          <title>{proof}</title>
          <text>
            <paragraph>{sentence}</paragraph>
            <list>
{steps}            </list>
            <paragraph>{product} {version}</paragraph>
          </text>
        </section>
      </component>
    </structuredBody>
  </component>
</ClinicalDocument>
"#,
        notice = wording::FICTITIOUS,
        arc = EXAMPLE_ARC,
        identifier = identifier(scene),
        title = text(&scene.heading),
        instant = hl7_instant(&scene.at),
        domain = text(&subject.domain),
        number = text(&subject.number),
        given = text(&subject.given),
        family = text(&subject.family),
        gender = gender(subject.sex),
        born = subject.born.strftime("%Y%m%d"),
        user_number = scene.draw("author").below(1_000_000_000),
        given_user = text(given_user),
        family_user = text(family_user),
        vendor = text(&scene.vendor),
        proof = text(&format!(
            "{} {} – {} {}",
            wording::PROOF,
            scene.proof,
            wording::REQUIREMENT,
            scene.requirement
        )),
        sentence = text(&scene.sentence),
        product = text(&scene.product),
        version = text(&scene.version),
    )
}

/// HL7 AdministrativeGender; anything but `F` and `M` is undifferentiated.
fn gender(sex: char) -> &'static str {
    match sex {
        'F' => "F",
        'M' => "M",
        _ => "UN",
    }
}
