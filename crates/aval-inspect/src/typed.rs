//! Proofs that are typed rather than deposited: permanent links and execution identifiers.
//! Their words are looked at, in this process: nothing is parsed that could bite, and no
//! address is ever called. Which hosts are admitted comes from the programme.

use crate::report::{Check, Outcome, Report};

/// What a programme says of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSaid {
    /// Why the programme does not admit it, in French and in English; none when it does.
    pub refused: Option<[String; 2]>,
    /// Name of the host for people; empty when the programme does not name it.
    pub host_label: String,
}

/// Words of a query that last as long as a session: a link that needs them shows nothing to
/// somebody else.
const SESSION_KEYS: [&str; 9] = [
    "cid",
    "conversationid",
    "conversationpropagation",
    "jsessionid",
    "phpsessid",
    "session",
    "sessionid",
    "sid",
    "ticket",
];

/// Looks at a link to a test report.
pub fn look_at_link(url: &str, said: &LinkSaid) -> Report {
    let mut report = empty();
    let parts = Parts::of(url);
    report
        .checks
        .push(if let Some([why, why_english]) = &said.refused {
            Check::new(
                "link.admitted",
                Outcome::Failure,
                format!("Ce lien n’est pas admis : {why}"),
                format!("This link is not admitted: {why_english}"),
            )
        } else {
            Check::new(
                "link.admitted",
                Outcome::Pass,
                "L’adresse est en https, sur un hôte admis par le programme.",
                "The address is https, on a host that the programme admits.",
            )
        });
    report.checks.push(permanent(&parts));
    report.checks.push(Check::new(
        "link.not_opened",
        Outcome::NotChecked,
        "Le rapport n’a pas été ouvert : la plateforme n’appelle aucune adresse.",
        "The report was not opened: the platform calls no address.",
    ));
    report.fact("link_host", parts.host.clone());
    if !said.host_label.is_empty() {
        report.fact("link_host_label", said.host_label.clone());
    }
    if let Some(identifier) = parts.identifier() {
        report.fact("link_identifier", identifier);
    }
    report
}

/// Looks at the identifier of an execution.
pub fn look_at_number(value: u64) -> Report {
    let mut report = empty();
    report.checks.push(if value > 0 {
        Check::new(
            "number.positive",
            Outcome::Pass,
            "L’identifiant est un nombre entier positif.",
            "The identifier is a positive whole number.",
        )
    } else {
        Check::new(
            "number.positive",
            Outcome::Failure,
            "L’identifiant n’est pas un nombre entier positif.",
            "The identifier is not a positive whole number.",
        )
    });
    report.checks.push(Check::new(
        "number.not_looked_up",
        Outcome::NotChecked,
        "L’exécution n’a pas été cherchée dans l’outil de test : une personne la regardera.",
        "The execution was not looked up in the test tool: a person will look at it.",
    ));
    report
}

fn empty() -> Report {
    Report {
        checker: crate::CHECKER.to_owned(),
        media_type: String::new(),
        checks: Vec::new(),
        facts: Vec::new(),
        likeness: None,
        thumbnail: None,
    }
}

/// A link stays when it names one report, and owes nothing to somebody's session.
fn permanent(parts: &Parts) -> Check {
    let code = "link.permanent";
    if let Some(key) = parts.session() {
        return Check::new(
            code,
            Outcome::Warning,
            format!(
                "L’adresse porte « {key} », qui ne vaut que pour votre session : une autre personne ne verrait pas le rapport. Relevez le lien permanent."
            ),
            format!(
                "The address carries “{key}”, which only holds for your session: nobody else would see the report. Take the permanent link."
            ),
        );
    }
    if parts.identifier().is_none() {
        return Check::new(
            code,
            Outcome::Warning,
            "L’adresse ne désigne aucun rapport : elle ne porte pas d’identifiant. Relevez le lien permanent du rapport.",
            "The address names no report: it carries no identifier. Take the permanent link of the report.",
        );
    }
    Check::new(
        code,
        Outcome::Pass,
        "L’adresse désigne un rapport.",
        "The address names a report.",
    )
}

/// A link in its parts, as it is written.
struct Parts {
    host: String,
    path: String,
    query: Vec<(String, String)>,
}

impl Parts {
    fn of(url: &str) -> Self {
        let url = url.trim();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let rest = rest.split('#').next().unwrap_or_default();
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        Self {
            host: host.to_lowercase(),
            path: path.to_owned(),
            query: query
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| {
                    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (key.to_lowercase(), value.to_owned())
                })
                .collect(),
        }
    }

    fn session(&self) -> Option<String> {
        let in_query = self
            .query
            .iter()
            .map(|(key, _)| key.clone())
            .find(|key| SESSION_KEYS.contains(&key.as_str()));
        in_query.or_else(|| {
            self.path
                .split(';')
                .skip(1)
                .filter_map(|parameter| parameter.split('=').next())
                .map(str::to_lowercase)
                .find(|key| SESSION_KEYS.contains(&key.as_str()))
        })
    }

    /// What names one report: a value of the query, or a step of the path, with a digit.
    fn identifier(&self) -> Option<String> {
        let told = |text: &str| text.chars().any(|c| c.is_ascii_digit());
        let in_query = self
            .query
            .iter()
            .filter(|(key, _)| !SESSION_KEYS.contains(&key.as_str()))
            .map(|(_, value)| value.as_str())
            .find(|value| told(value));
        let in_path = || {
            self.path
                .split('/')
                .rev()
                .map(|step| step.split(';').next().unwrap_or_default())
                // "v2" is the version of a service.
                .find(|step| told(step) && !is_version(step))
        };
        in_query
            .or_else(in_path)
            .map(|found| found.chars().take(120).collect())
    }
}

fn is_version(step: &str) -> bool {
    step.strip_prefix(['v', 'V'])
        .is_some_and(|rest| rest.len() <= 3 && rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permanence(url: &str) -> Outcome {
        let said = LinkSaid {
            refused: None,
            host_label: String::new(),
        };
        let report = look_at_link(url, &said);
        let check = report
            .checks
            .iter()
            .find(|check| check.code == "link.permanent");
        check.unwrap().outcome
    }

    #[test]
    fn a_permanent_link_names_one_report() {
        for good in [
            "https://tests.example/report.seam?oid=1.2.250.1.999.4217",
            "https://tests.example/evs/detail?type=CDA&id=42#top",
            "https://tests.example/testing/test/4217",
            "https://tests.example/v2/reports/a81f",
            "HTTPS://Tests.Example/r/0",
        ] {
            assert_eq!(permanence(good), Outcome::Pass, "{good}");
        }
        for bad in [
            "https://tests.example",
            "https://tests.example/",
            "https://tests.example/home.seam",
            "https://tests.example/v2/reports",
            "https://tests.example/reports?type=CDA",
            "https://tests.example/report.seam?oid=1.2.3&cid=88",
            "https://tests.example/report.seam;jsessionid=9F4?oid=1.2.3",
            "https://tests.example/home#4217",
        ] {
            assert_eq!(permanence(bad), Outcome::Warning, "{bad}");
        }
    }

    #[test]
    fn what_the_programme_refuses_is_told_with_its_reason() {
        let said = LinkSaid {
            refused: Some(["rejouez le test.".to_owned(), "play it again.".to_owned()]),
            host_label: "Essais".to_owned(),
        };
        let report = look_at_link("https://other.example/r/1", &said);
        assert_eq!(report.outcome(), Outcome::Failure);
        assert!(
            report
                .checks
                .iter()
                .any(|check| check.french.contains("rejouez le test."))
        );
        assert_eq!(look_at_number(0).outcome(), Outcome::Failure);
    }
}
