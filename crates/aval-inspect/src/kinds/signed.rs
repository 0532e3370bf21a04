//! Signed PDF files: what `aval-signature` says, and how old the document is at the deposit.

use aval_pentest::Signed;
use aval_signature::{
    ChangeKind, Coverage, Effect, Finding, Policy, Report as Signatures, SignatureKind,
    SignatureReport, Step, SubIndication, TrustStore, Verdict, verify,
};
use jiff::{Timestamp, ToSpan, Zoned, tz::TimeZone};

use crate::{
    Request,
    report::{Check, Outcome, Report},
};

/// Parameter of a request that names the trust material, and the fact that repeats it.
pub const TRUST_DIGEST: &str = "trust_digest";

/// The fact that says how many octets the last revision has that somebody signed and that is
/// not what the document shows any more.
pub const SIGNED_REVISION: &str = "signed_revision";

/// Tells how the signatures stand; none when they could not be looked at.
pub(super) fn look(octets: &[u8], request: &Request, report: &mut Report) -> Option<Signed> {
    let Ok(deposited_at) = request.deposited_at.parse::<Timestamp>() else {
        report.checks.push(Check::new(
            "signature.no_instant",
            Outcome::NotChecked,
            "La signature n’a pas été vérifiée : l’instant du dépôt manque.",
            "The signature was not checked: the instant of the deposit is missing.",
        ));
        return None;
    };
    let mut trust = TrustStore::default();
    let unread = request
        .anchors
        .iter()
        .filter(|pem| trust.add_pem(pem.as_bytes()).is_err())
        .count();
    if unread > 0 {
        report.fact("anchors_unread", unread.to_string());
    }
    let lists_unread = request
        .trusted_lists
        .iter()
        .filter(|list| {
            trust
                .add_trusted_list(list.xml.as_bytes(), list.operator.as_bytes())
                .is_err()
        })
        .count();
    if lists_unread > 0 {
        report.fact("trusted_lists_unread", lists_unread.to_string());
    }
    if let Some(digest) = request.parameters.get(TRUST_DIGEST) {
        report.fact(TRUST_DIGEST, digest.as_str());
    }
    let signatures = verify(octets, &trust, &Policy::default(), deposited_at);
    told(&signatures, report);
    if let Some(end) = changed_after(&signatures, octets.len()) {
        report.fact(SIGNED_REVISION, end.to_string());
    }
    if request.checks.contains("date_within_validity") {
        report.checks.push(age(&signatures, deposited_at, request));
    }
    Some(extent(&signatures))
}

/// How much of the file a signature covers, whoever signed: the chain is another question.
/// One that closes an earlier revision is enough when only signatures and what proves them
/// follow; octets that were altered are covered by nothing.
fn extent(signatures: &Signatures) -> Signed {
    let whole = |one: &SignatureReport| {
        let reaches = match one.coverage {
            Some(Coverage::WholeFile) => true,
            Some(Coverage::WholeRevision) => one
                .changes
                .is_some_and(|changes| changes <= ChangeKind::SignatureAdded),
            _ => false,
        };
        let altered = matches!(
            one.sub_indication,
            Some(SubIndication::HashFailure | SubIndication::SigCryptoFailure)
        );
        one.kind == SignatureKind::Signature && reaches && !altered
    };
    let ours = |one: &&SignatureReport| one.kind == SignatureKind::Signature;
    match signatures.signatures.iter().filter(ours).count() {
        0 => Signed::No,
        _ if signatures.signatures.iter().any(whole) => Signed::Whole,
        _ => Signed::InPart,
    }
}

/// Where the last revision ends that was signed and then changed.
fn changed_after(signatures: &Signatures, length: usize) -> Option<usize> {
    signatures
        .signatures
        .iter()
        .filter(|one| one.kind == SignatureKind::Signature)
        .filter(|one| {
            one.changes
                .is_none_or(|changes| changes > ChangeKind::SignatureAdded)
        })
        .filter_map(|one| one.revision_end)
        .filter(|end| *end < length)
        .max()
}

fn told(signatures: &Signatures, report: &mut Report) {
    let outcome = match signatures.verdict {
        Verdict::Accept(_) => Outcome::Pass,
        Verdict::Review => Outcome::Warning,
        Verdict::Reject => Outcome::Failure,
    };
    report.checks.push(Check::new(
        "signature.verdict",
        outcome,
        signatures.verdict.french(),
        signatures.verdict.english(),
    ));
    report.checks.extend(signatures.reasons().map(reason));
    if !signatures.not_checked.is_empty() {
        let names = |name: fn(Step) -> &'static str| {
            signatures
                .not_checked
                .iter()
                .map(|step| name(*step))
                .collect::<Vec<_>>()
                .join(", ")
        };
        report.checks.push(Check::new(
            "signature.not_checked",
            Outcome::NotChecked,
            format!(
                "Dans la signature, ceci reste à vérifier : {}.",
                names(Step::french)
            ),
            format!(
                "In the signature, this is still to be checked: {}.",
                names(Step::english)
            ),
        ));
    }
    for signature in &signatures.signatures {
        let facts = [
            ("signer", signature.signer.clone()),
            ("organisation", signature.organisation.clone()),
            (
                "signing_time",
                signature.signing_time.map(|time| time.to_string()),
            ),
            (
                "proven_time",
                signature.proven_time.map(|time| time.to_string()),
            ),
            ("signature_level", signature.level.clone()),
        ];
        for (code, value) in facts {
            if let Some(value) = value {
                report.fact(code, value);
            }
        }
    }
}

fn reason(finding: &Finding) -> Check {
    let outcome = match finding.effect {
        Effect::Remark => Outcome::Pass,
        Effect::Review => Outcome::Warning,
        Effect::Reject => Outcome::Failure,
    };
    let code = format!("signature.{}", finding.code.code());
    Check::new(&code, outcome, finding.french(), finding.english())
}

/// Strictly less than the validity on the day of the deposit: a document of the same day,
/// a year before, is too old (checks PT-04 of the first programme's form).
fn age(signatures: &Signatures, deposited_at: Timestamp, request: &Request) -> Check {
    let code = "signature.age";
    let parameter = |name: &str| request.parameters.get(name);
    let months: i32 = parameter("validity_months")
        .and_then(|text| text.parse().ok())
        .unwrap_or(12);
    let zone = parameter("timezone")
        .and_then(|name| TimeZone::get(name).ok())
        .unwrap_or(TimeZone::UTC);
    let earliest = |time: fn(&aval_signature::SignatureReport) -> Option<Timestamp>| {
        signatures.signatures.iter().filter_map(time).min()
    };
    let proven = earliest(|signature| signature.proven_time);
    let Some(signed_at) = proven.or_else(|| earliest(|signature| signature.signing_time)) else {
        return Check::new(
            code,
            Outcome::NotChecked,
            "L’âge du document n’a pas été vérifié : aucune date de signature.",
            "The age of the document was not checked: there is no signing date.",
        );
    };
    let day = |at: Timestamp| Zoned::new(at, zone.clone()).date();
    let (signed, deposited) = (day(signed_at), day(deposited_at));
    let recent = signed.saturating_add(months.months()) > deposited;
    let (how, how_english) = if proven.is_some() {
        ("date prouvée par horodatage", "date proven by a time-stamp")
    } else {
        (
            "date déclarée par le signataire, non prouvée",
            "date declared by the signer, not proven",
        )
    };
    if recent {
        Check::new(
            code,
            if proven.is_some() {
                Outcome::Pass
            } else {
                Outcome::Warning
            },
            format!("Signé le {signed} ({how}), moins de {months} mois avant le dépôt."),
            format!(
                "Signed on {signed} ({how_english}), less than {months} months before the deposit."
            ),
        )
    } else {
        Check::new(
            code,
            Outcome::Failure,
            format!(
                "Signé le {signed} ({how}) : le document a {months} mois ou plus au jour du dépôt ({deposited}). Déposez un document plus récent."
            ),
            format!(
                "Signed on {signed} ({how_english}): the document is {months} months old or more on the day of the deposit ({deposited}). Deposit a more recent one."
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signed as a whole, by an authority that nobody knows here.
    const SIGNED: &[u8] = include_bytes!("../../../aval-signature/fuzz/seeds/pdf/signed");

    fn extent_of(octets: &[u8]) -> Signed {
        let at = Timestamp::UNIX_EPOCH;
        extent(&verify(
            octets,
            &TrustStore::default(),
            &Policy::default(),
            at,
        ))
    }

    #[test]
    fn an_unknown_signer_is_no_change_of_the_document() {
        let report = verify(
            SIGNED,
            &TrustStore::default(),
            &Policy::default(),
            Timestamp::UNIX_EPOCH,
        );
        assert!(!matches!(report.verdict, Verdict::Accept(_)));
        assert_eq!(extent(&report), Signed::Whole);
    }

    #[test]
    fn what_was_altered_is_not_covered() {
        let mut altered = SIGNED.to_vec();
        if let Some(octet) = altered.get_mut(20) {
            *octet ^= 1;
        }
        assert_ne!(extent_of(&altered), Signed::Whole);
    }
}
