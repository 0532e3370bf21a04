//! What an invented vendor deposits in a slot: a file that `aval-sample` draws from the
//! words of the requirement, or the link, number or text that the slot asks for.

use aval_core::{
    access::Actor,
    application::{Content, ProofSlot},
    catalogue::Html,
    programme::Programme,
};
use aval_sample::{Kind, Sample, Scene, Subject, View, make};
use aval_web::{house::House, pentest_form::is_asked};
use jiff::{Timestamp, civil::date};

use super::{
    cast::ProofTold,
    forms::{About, Signing},
};
use crate::installation::StartError;

/// A file to keep.
pub struct Piece {
    /// Its name, as the vendor gave it.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
    /// Content.
    pub octets: Vec<u8>,
}

/// A file, or what is no file.
pub enum Made {
    File(Piece),
    Other(Content),
}

/// One slot in this many gets a film when it admits a screen as well: films are heavy.
const FILM_EVERY: usize = 9;

/// Name of a penetration-test form, when none is told.
const FORM: &str = "formulaire-test-intrusion.pdf";

/// Check of the proof kinds that take signed documents.
const SIGNED: &str = "signature_present";

/// Vendor, product and instant of what is made.
pub struct Maker<'a> {
    pub house: &'a House,
    pub signing: &'a Signing<'a>,
    pub application_type: &'a str,
    pub programme: &'a Programme,
    pub product: &'a str,
    pub version: &'a str,
    pub vendor: &'a str,
}

impl Maker<'_> {
    /// What goes into a slot, as told or as the slot asks.
    pub fn for_slot(
        &self,
        slot: &ProofSlot,
        told: Option<&ProofTold>,
        hand: &Actor,
        at: Timestamp,
    ) -> Result<Made, StartError> {
        if let Some(url) = told.and_then(|told| told.url.clone()) {
            return Ok(Made::Other(Content::Link { url }));
        }
        if let Some(value) = told.and_then(|told| told.integer) {
            return Ok(Made::Other(Content::Number { value }));
        }
        let number = slot.proof.number.bytes().fold(0_u64, |sum, octet| {
            sum.wrapping_mul(31).wrapping_add(u64::from(octet))
        });
        let name = told.and_then(|told| told.file.as_deref());
        if is_asked(self.house, slot) {
            let zone = self.programme.zone();
            let about = About {
                product: self.product,
                version: self.version,
                application_type: self.application_type,
                at,
                zone: &zone,
            };
            let telling = told.and_then(|told| told.form).unwrap_or_default();
            return Ok(Made::File(Piece {
                name: name.unwrap_or(FORM).to_owned(),
                media_type: "application/pdf",
                octets: self.signing.form(telling, &about)?,
            }));
        }
        if self.is_signed(slot) {
            let sample = self.sample(Kind::Document, self.scene(slot, at))?;
            let who = (self.vendor, hand.name.as_str());
            return Ok(Made::File(Piece {
                name: name.map_or(sample.name, str::to_owned),
                media_type: sample.media_type,
                octets: self.signing.document(&sample.octets, who, at)?,
            }));
        }
        if let Some(name) = name {
            let kind = kind_of_name(name);
            let sample = self.sample(kind, self.scene(slot, at))?;
            return Ok(Made::File(Piece {
                name: name.to_owned(),
                ..sample.into()
            }));
        }
        let takes = |format: &str| slot.formats.contains(format);
        if takes("png") || takes("mp4") {
            let film = takes("mp4")
                && (!takes("png") || usize::try_from(number).unwrap_or(0) % FILM_EVERY == 0);
            let kind = if film { Kind::Video } else { Kind::Screen };
            return Ok(Made::File(self.sample(kind, self.scene(slot, at))?.into()));
        }
        let kind = if takes("zip") {
            Kind::Xdm
        } else if takes("log") || takes("txt") {
            Kind::Log
        } else if takes("xml") {
            Kind::Cda
        } else if takes("pdf") {
            Kind::Document
        } else if takes("csv") {
            Kind::Table
        } else if takes("url") {
            let host = self
                .programme
                .interop_hosts
                .iter()
                .find(|host| host.accepted);
            let host = host.map_or("tests.example", |host| host.host.as_str());
            let url = format!("https://{host}/exemple-fictif/{}", number % 100_000);
            return Ok(Made::Other(Content::Link { url }));
        } else if takes("integer") {
            return Ok(Made::Other(Content::Number {
                value: number % 90_000 + 10_000,
            }));
        } else {
            return Ok(Made::Other(Content::Text {
                text: format!(
                    "{} : voir la procédure décrite dans la documentation.",
                    slot.proof.number
                ),
            }));
        };
        Ok(Made::File(self.sample(kind, self.scene(slot, at))?.into()))
    }

    /// Whether a slot takes signed documents only.
    fn is_signed(&self, slot: &ProofSlot) -> bool {
        slot.kinds
            .iter()
            .filter_map(|kind| self.programme.proof_kind(kind))
            .any(|kind| kind.checks.iter().any(|check| check == SIGNED))
    }

    /// The file of a form field.
    pub fn list(&self, at: Timestamp) -> Result<Piece, StartError> {
        let scene = Scene {
            steps: vec![
                "Version 4.9 : fin de maintenance annoncée".to_owned(),
                "Version 5.0 : fin de vente annoncée".to_owned(),
            ],
            ..self.plain("versions-obsoletes", "Versions obsolètes", at)
        };
        Ok(self.sample(Kind::Table, scene)?.into())
    }

    /// A picture of a page of another body.
    pub fn capture(&self, words: &str, at: Timestamp) -> Result<Piece, StartError> {
        Ok(self
            .sample(Kind::Screen, self.plain("demande", words, at))?
            .into())
    }

    fn sample(&self, kind: Kind, scene: Scene) -> Result<Sample, StartError> {
        make(kind, &scene).map_err(|error| StartError::Demonstration(error.to_string()))
    }

    fn plain(&self, proof: &str, heading: &str, at: Timestamp) -> Scene {
        Scene {
            proof: proof.to_owned(),
            requirement: String::new(),
            sentence: heading.to_owned(),
            steps: Vec::new(),
            product: self.product.to_owned(),
            version: self.version.to_owned(),
            vendor: self.vendor.to_owned(),
            address: "https://recette.exemple.example/accueil".to_owned(),
            user: "Camille TESTEUR".to_owned(),
            menu: ["Accueil", "Dossiers", "Messages", "Réglages"]
                .map(String::from)
                .to_vec(),
            heading: heading.to_owned(),
            view: View::Form(vec![
                ("Produit".to_owned(), self.product.to_owned()),
                ("Version".to_owned(), self.version.to_owned()),
                ("Éditeur".to_owned(), self.vendor.to_owned()),
                ("État".to_owned(), heading.to_owned()),
            ]),
            subject: subject(),
            at: at.to_zoned(self.programme.zone()),
        }
    }

    fn scene(&self, slot: &ProofSlot, at: Timestamp) -> Scene {
        let heading = slot.chapter.name.clone();
        Scene {
            proof: slot.key.to_string(),
            requirement: slot.requirement.id.to_string(),
            sentence: words(&slot.requirement.statement),
            steps: steps(&slot.scenario.text),
            ..self.plain(slot.key.as_str(), &heading, at)
        }
    }
}

impl From<Sample> for Piece {
    fn from(sample: Sample) -> Self {
        Self {
            name: sample.name,
            media_type: sample.media_type,
            octets: sample.octets,
        }
    }
}

fn kind_of_name(name: &str) -> Kind {
    match name.rsplit('.').next().unwrap_or_default() {
        "mp4" => Kind::Video,
        "png" => Kind::Screen,
        "zip" => Kind::Xdm,
        "xml" => Kind::Cda,
        "json" => Kind::Json,
        "eml" => Kind::Mail,
        "csv" => Kind::Table,
        "pdf" => Kind::Document,
        _ => Kind::Log,
    }
}

fn subject() -> Subject {
    Subject {
        family: "TEST-PATIENT".to_owned(),
        given: "Adèle".to_owned(),
        born: date(1984, 5, 17),
        sex: 'F',
        number: "TEST-0001842".to_owned(),
        domain: "2.999.1842".to_owned(),
    }
}

/// The text of a cell, without its markup.
fn words(html: &Html) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.as_str().chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let text = out
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The items of a scenario, one step each.
fn steps(html: &Html) -> Vec<String> {
    html.as_str()
        .split("<li>")
        .skip(1)
        .filter_map(|item| item.split("</li>").next())
        .map(|item| words(&Html::new(item)))
        .filter(|step| !step.is_empty())
        .take(8)
        .collect()
}
