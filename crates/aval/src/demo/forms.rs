//! The signed proofs of the demonstration: penetration-test forms that tell five different
//! things, documents signed by their vendor, and the trust that makes one of the forms
//! "accepted". Keys and authority are those of `aval-sample`, published and worth nothing: no
//! programme delivers them.

use std::collections::BTreeMap;

use aval_pentest::{Answer, PentestForm, Reply, Rulebook, Severity, filled_pdf};
use aval_sample::{DemonstrationAuthority, with_field};
use aval_web::trust::{Delivered, Purpose};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::cast::Cast;
use crate::installation::StartError;

/// What a form tells the examiner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Telling {
    /// Nothing to say against it.
    #[default]
    Good,
    /// Made more than a year before its deposit.
    TooOld,
    /// Printed again: no signature is left.
    Unsigned,
    /// An answer was changed after the signature.
    Altered,
    /// Signed by a provider that is on no list.
    UnknownProvider,
}

/// The provider of the form that nobody knows.
const UNKNOWN: (&str, &str) = ("Brume Conseil (fictif)", "Louison Brume");

/// Who signs, and by which rules forms are filled.
pub struct Signing<'a> {
    pub authority: DemonstrationAuthority,
    pub rules: Option<&'a Rulebook>,
    /// Qualified provider and its auditor.
    pub provider: (String, String),
}

/// What a form is about.
pub struct About<'a> {
    pub product: &'a str,
    pub version: &'a str,
    pub application_type: &'a str,
    /// When it is deposited.
    pub at: Timestamp,
    pub zone: &'a TimeZone,
}

impl<'a> Signing<'a> {
    /// The signing of a demonstration: its provider is the first organisation with a
    /// qualification.
    pub fn new(cast: &Cast, rules: Option<&'a Rulebook>) -> Result<Self, StartError> {
        let qualified = qualified(cast).next();
        let auditor = qualified.and_then(|company| {
            let people = cast.users.iter();
            people
                .filter(|user| user.organisation == company.code)
                .map(|user| user.name.clone())
                .next()
        });
        Ok(Self {
            authority: authority()?,
            rules,
            provider: (
                qualified.map_or_else(|| UNKNOWN.0.to_owned(), |company| company.name.clone()),
                auditor.unwrap_or_else(|| UNKNOWN.1.to_owned()),
            ),
        })
    }

    /// A document signed by somebody of a vendor.
    pub fn document(
        &self,
        octets: &[u8],
        who: (&str, &str),
        at: Timestamp,
    ) -> Result<Vec<u8>, StartError> {
        let (organisation, name) = who;
        let signer = self.authority.signer(name, organisation).map_err(wrong)?;
        self.authority.sign(octets, &signer, at).map_err(wrong)
    }

    /// A form that tells something.
    pub fn form(&self, telling: Telling, about: &About) -> Result<Vec<u8>, StartError> {
        let Some(rules) = self.rules else {
            return Err(wrong("le programme n’a pas de formulaire"));
        };
        let (provider, auditor) = match telling {
            Telling::UnknownProvider => UNKNOWN,
            _ => (self.provider.0.as_str(), self.provider.1.as_str()),
        };
        let months = match telling {
            Telling::TooOld => 14,
            _ => 1,
        };
        let made = about
            .at
            .to_zoned(about.zone.clone())
            .saturating_sub(months.months());
        let octets = filled_pdf(
            rules,
            &filled(rules, about, made.date(), (provider, auditor))?,
        )
        .map_err(wrong)?;
        if telling == Telling::Unsigned {
            return Ok(octets);
        }
        let signed_at = made.timestamp() + SignedDuration::from_hours(2);
        let signed = self.document(&octets, (provider, auditor), signed_at)?;
        if telling != Telling::Altered {
            return Ok(signed);
        }
        let refused = refused(rules, about.application_type)
            .ok_or_else(|| wrong("le formulaire n’a aucun point moyen"))?;
        with_field(&signed, &refused, rules.word(Reply::Yes)).map_err(wrong)
    }
}

/// Every answer positive but one of medium severity, which is explained.
fn filled(
    rules: &Rulebook,
    about: &About,
    made: Date,
    (provider, auditor): (&str, &str),
) -> Result<PentestForm, StartError> {
    let kind = rules
        .application_type(about.application_type)
        .ok_or_else(|| wrong("ce type d’application n’est pas prévu"))?;
    let no = refused(rules, about.application_type);
    let cover = [
        ("application_name", about.product.to_owned()),
        (
            "application_description",
            "Application complète, en boîte grise, avec trois comptes de test.".to_owned(),
        ),
        ("application_version", about.version.to_owned()),
        ("form_date", made.strftime("%d/%m/%Y").to_string()),
        ("provider_name", provider.to_owned()),
        ("auditor_name", auditor.to_owned()),
        ("highest_cvss", "5.3".to_owned()),
    ];
    let answers: BTreeMap<String, Answer> = rules
        .asked(kind)
        .map(|control| {
            let answer = if Some(&control.id) == no.as_ref() {
                Answer {
                    reply: Some(Reply::No),
                    comment: "Constaté une fois pendant le test ; correction livrée dans la version suivante."
                        .to_owned(),
                }
            } else {
                Answer {
                    reply: Some(Reply::Yes),
                    comment: String::new(),
                }
            };
            (control.id.clone(), answer)
        })
        .collect();
    Ok(PentestForm {
        application_type: Some(kind.code.clone()),
        cover: cover
            .map(|(code, value)| (code.to_owned(), value))
            .into_iter()
            .collect(),
        answers,
    })
}

/// The point that the auditor refused.
fn refused(rules: &Rulebook, application_type: &str) -> Option<String> {
    let kind = rules.application_type(application_type)?;
    rules
        .asked(kind)
        .find(|control| control.severity == Severity::Medium)
        .map(|control| control.id.clone())
}

fn authority() -> Result<DemonstrationAuthority, StartError> {
    DemonstrationAuthority::new().map_err(wrong)
}

fn wrong(why: impl std::fmt::Display) -> StartError {
    StartError::Demonstration(format!(
        "Les pièces signées de la démonstration ne se font pas : {why}."
    ))
}

fn qualified(cast: &Cast) -> impl Iterator<Item = &super::cast::Company> {
    let companies = cast.organisations.iter();
    companies.filter(|company| !company.qualifications.is_empty())
}

/// Days between the date of the list and the day of the demonstration.
const LIST_AGE: i64 = 12;

/// What a demonstration trusts, and nothing else does: its own authority, and the list of the
/// organisations that its data call qualified.
pub fn trust(cast: &Cast, load_day: Date) -> Result<Vec<Delivered>, StartError> {
    let dated = load_day.saturating_sub(LIST_AGE.days());
    let lines: String = qualified(cast)
        .map(|company| format!("\"{}\",{dated}\n", company.name.replace('"', "\"\"")))
        .collect();
    Ok(vec![
        Delivered {
            purpose: Purpose::Anchors,
            path: "demonstration/anchors.pem",
            octets: authority()?.anchor_pem().into_bytes(),
            operator: String::new(),
        },
        Delivered {
            purpose: Purpose::Providers,
            path: "demonstration/providers.csv",
            octets: format!("nom,date_liste\n{lines}").into_bytes(),
            operator: String::new(),
        },
    ])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use aval_inspect::{Outcome, PENTEST_FORM, PentestOrder, Report, Request, inspect};
    use aval_pentest::ProviderList;

    use super::*;

    fn folder() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/segur-v2")
    }

    fn text(path: &str) -> String {
        std::fs::read_to_string(folder().join(path)).unwrap()
    }

    /// The form as the check on arrival sees it in the house of the demonstration.
    fn report(telling: Telling) -> Report {
        let cast: Cast = toml::from_str(&text("people/demo.toml")).unwrap();
        let rules = Rulebook::read(
            &text("pentest-form/rules.toml"),
            &text("pentest-form/controls.csv"),
        )
        .unwrap();
        let at: Timestamp = "2026-11-10T09:00:00Z".parse().unwrap();
        let about = About {
            product: "Carnet",
            version: "5.2.180",
            application_type: "web",
            at,
            zone: &TimeZone::UTC,
        };
        let signing = Signing::new(&cast, Some(&rules)).unwrap();
        let octets = signing.form(telling, &about).unwrap();
        let trust = trust(&cast, "2026-11-23".parse().unwrap()).unwrap();
        let of = |purpose| trust.iter().find(|one| one.purpose == purpose).unwrap();
        let (providers, mistakes) = ProviderList::read(&of(Purpose::Providers).octets);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let order = PentestOrder {
            rules: rules.clone(),
            providers: Some(providers),
            version: Some("5.2.180".into()),
            application_type: Some("web".into()),
            declared: BTreeMap::new(),
            hash: String::new(),
            linked: 1,
        };
        let checks = ["signature_present", "date_within_validity", PENTEST_FORM];
        inspect(
            &octets,
            &Request {
                name: "formulaire.pdf".into(),
                formats: ["pdf".to_owned()].into(),
                checks: checks.map(str::to_owned).into(),
                deposited_at: at.to_string(),
                personal_data: true,
                anchors: vec![String::from_utf8(of(Purpose::Anchors).octets.clone()).unwrap()],
                parameters: [(
                    PENTEST_FORM.to_owned(),
                    serde_json::to_string(&order).unwrap(),
                )]
                .into(),
                ..Request::default()
            },
        )
    }

    fn told(telling: Telling, outcome: Outcome) -> Vec<String> {
        report(telling)
            .checks
            .iter()
            .filter(|check| check.outcome == outcome)
            .map(|check| check.code.clone())
            .collect()
    }

    #[test]
    fn the_good_form_is_accepted_without_a_word_against_it() {
        let report = report(Telling::Good);
        assert_eq!(report.outcome(), Outcome::Pass, "{:#?}", report.checks);
        assert!(
            report.checks.iter().any(|check| {
                check.code == "signature.verdict" && check.outcome == Outcome::Pass
            })
        );
    }

    #[test]
    fn each_other_form_says_its_own_reason() {
        let failures = |telling| told(telling, Outcome::Failure);
        assert_eq!(failures(Telling::TooOld), ["signature.age", "PT-04"]);
        let unsigned = ["signature.verdict", "signature.NO_SIGNATURE", "PT-02"];
        assert_eq!(failures(Telling::Unsigned), unsigned);
        assert_eq!(failures(Telling::Altered), ["PT-02"]);
        let altered = told(Telling::Altered, Outcome::Warning);
        assert_eq!(altered, ["signature.verdict", "signature.MODIFIED_FORM"]);
        assert!(failures(Telling::UnknownProvider).is_empty());
        assert_eq!(told(Telling::UnknownProvider, Outcome::Warning), ["PT-05"]);
    }
}
