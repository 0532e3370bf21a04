//! One signature, from its octets to its ETSI indication: format, digest, value, certificate,
//! revocation, changes, in the order of EN 319 102-1. It starts from "indeterminate"; only
//! positive facts raise it.

use jiff::Timestamp;

use crate::{
    algorithm::{AlgorithmError, Hash, Scheme, is_weak_key},
    byterange::{self, Follows, RangeError, RevisionCovered, SignedRanges},
    changes::{self, ChangeKind, Changes},
    cms::SignedData,
    finding::{Code, Effect, Finding},
    integrity::{self, DigestMatched, Digester, IntegrityFailure, ValueVerified},
    oid,
    path::{self, Chain, PathFailure, Purpose},
    pdf::{
        Document, Object, Revision,
        fields::{SignatureField, Value},
        text,
    },
    permission::{self, ChangesPermitted, Permissions},
    policy::{Policy, RequiredTrust},
    proof::SoundSignature,
    report::{Indication, SignatureKind, SignatureReport, Step, SubIndication},
    revocation::{NotRevoked, RevocationData, Status},
    signed_attributes, structure,
    time_stamp::{Token, TokenFailure},
    trust::TrustStore,
    x509::Certificate,
};

/// What every signature of the file is judged with.
pub(crate) struct Context<'s, 'a> {
    pub document: &'a Document<'a>,
    pub store: &'a TrustStore,
    pub policy: &'a Policy,
    pub at: Timestamp,
    /// All certificates of the file.
    pub pool: Vec<Certificate<'a>>,
    pub revocation: RevocationData<'a>,
    pub digester: Digester<'s, 'a>,
    pub has_security_store: bool,
    /// Document time-stamps that hold: where their signed octets end, and their time.
    pub stamps: Vec<(usize, Timestamp)>,
}

/// A signed field with its parts read as far as they can be.
pub(crate) struct Opened<'a> {
    pub field: &'a SignatureField,
    pub value: &'a Value,
    pub kind: SignatureKind,
    pub ranges: Result<SignedRanges, RangeError>,
    pub content: Content<'a>,
}

pub(crate) enum Content<'a> {
    Signature(Box<SignedData<'a>>),
    Token(Box<Token<'a>>),
    Empty,
    Malformed,
}

impl<'a> Opened<'a> {
    pub fn read(document: &Document<'_>, field: &'a SignatureField, value: &'a Value) -> Self {
        let dictionary = &value.dictionary;
        let kind = if dictionary.name(b"SubFilter") == Some(b"ETSI.RFC3161") {
            SignatureKind::DocumentTimestamp
        } else {
            SignatureKind::Signature
        };
        let contents = dictionary.get(b"Contents").and_then(Object::as_text);
        let content = match contents.map(|text| text.octets.as_ref()) {
            None => Content::Malformed,
            Some(octets) if octets.iter().all(|octet| *octet == 0) => Content::Empty,
            Some(octets) => match kind {
                SignatureKind::Signature => SignedData::read(octets)
                    .map_or(Content::Malformed, |s| Content::Signature(Box::new(s))),
                SignatureKind::DocumentTimestamp => {
                    Token::read(octets).map_or(Content::Malformed, |t| Content::Token(Box::new(t)))
                }
            },
        };
        Self {
            field,
            value,
            kind,
            ranges: byterange::read_ranges(document, value),
            content,
        }
    }

    pub fn signed(&self) -> Option<&SignedData<'a>> {
        match &self.content {
            Content::Signature(signed) => Some(signed),
            Content::Token(token) => Some(&token.signed),
            Content::Empty | Content::Malformed => None,
        }
    }

    /// The function over the signed octets. Some signers put the signature algorithm where the
    /// digest belongs: the digest in its name still tells an altered document.
    pub fn digest_function(&self) -> Option<Hash> {
        match &self.content {
            Content::Signature(signed) => {
                let oid = signed.signer.digest.oid;
                Hash::from_oid(oid).or_else(|| Hash::of_signature_oid(oid))
            }
            Content::Token(token) => token.hash().ok(),
            Content::Empty | Content::Malformed => None,
        }
    }
}

/// A judged signature: what is told of it, and the proof when nothing is missing.
pub(crate) struct Assessed {
    pub report: SignatureReport,
    pub sound: Option<SoundSignature>,
    pub done: Vec<Step>,
    /// A document time-stamp that holds.
    pub stamp: Option<(usize, Timestamp)>,
}

struct Assessment<'c, 's, 'a> {
    context: &'c Context<'s, 'a>,
    opened: &'c Opened<'a>,
    report: SignatureReport,
    done: Vec<Step>,
}

pub(crate) fn assess<'a>(context: &Context<'_, 'a>, opened: &Opened<'a>) -> Assessed {
    let mut assessment = Assessment {
        context,
        opened,
        report: SignatureReport {
            field: opened.field.name.clone(),
            kind: opened.kind,
            indication: Indication::TotalPassed,
            sub_indication: None,
            level: None,
            coverage: None,
            revision_end: None,
            changes: None,
            signer: None,
            organisation: None,
            organisation_identifier: None,
            qualified: false,
            signing_time: None,
            proven_time: None,
            docmdp: None,
            codes: Vec::new(),
            findings: Vec::new(),
        },
        done: Vec::new(),
    };
    let (sound, stamp) = match opened.kind {
        SignatureKind::Signature => (assessment.signature(), None),
        SignatureKind::DocumentTimestamp => assessment.document_time_stamp(),
    };
    let mut report = assessment.report;
    if sound.is_none()
        && opened.kind == SignatureKind::Signature
        && report.indication == Indication::TotalPassed
    {
        // Nothing failed and yet not everything is proven: a finding weighs, or a step is missing.
        let weighs = report.findings.iter().any(|f| f.effect > Effect::Remark);
        if !weighs {
            report.indication = Indication::Indeterminate;
            report.sub_indication = Some(SubIndication::Generic);
            report
                .findings
                .push(Finding::new(Code::AlgorithmUnsupported, Effect::Review));
        }
    }
    report.codes = codes_of(&report.findings);
    Assessed {
        report,
        sound,
        done: assessment.done,
        stamp,
    }
}

/// Codes of findings, each once, in order.
pub(crate) fn codes_of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for finding in findings {
        let code = finding.code.code();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

impl<'c, 's, 'a> Assessment<'c, 's, 'a> {
    fn note(&mut self, code: Code, effect: Effect) {
        self.report.findings.push(Finding::new(code, effect));
    }

    fn conclude(&mut self, indication: Indication, sub: SubIndication) {
        if indication > self.report.indication {
            self.report.indication = indication;
            self.report.sub_indication = Some(sub);
        }
    }

    fn failed(&mut self, code: Code, sub: SubIndication) {
        self.note(code, Effect::Reject);
        self.conclude(Indication::TotalFailed, sub);
    }

    fn doubtful(&mut self, code: Code, effect: Effect, sub: SubIndication) {
        self.note(code, effect);
        self.conclude(Indication::Indeterminate, sub);
    }

    // ---- a signature ----

    fn signature(&mut self) -> Option<SoundSignature> {
        self.declared_time();
        let profile = self.opened.value.dictionary.name(b"SubFilter");
        let profile = match profile {
            Some(b"ETSI.CAdES.detached") => Some("B"),
            Some(b"adbe.pkcs7.detached") => Some("PKCS7"),
            _ => None,
        };
        self.report.level = profile.map(|profile| format!("{profile}-B"));
        if profile.is_none() {
            self.unsupported_profile();
        }
        self.check_sensitive_keys();
        let covered = self.covered();
        let signed = self.cms();
        let signed = signed?;
        self.describe_signer(signed);

        let certificate = self.signing_certificate(signed);
        let attributes = signed.signer.signed.as_ref();
        let (digest, value) = match attributes {
            Some(_) => self.integrity(signed, certificate.as_ref()),
            None => {
                self.failed(Code::NoSignedAttributes, SubIndication::FormatFailure);
                (None, None)
            }
        };
        if signed.content.is_some() {
            self.failed(Code::CmsHasContent, SubIndication::FormatFailure);
        }

        let stamped = self.signature_time_stamp(signed);
        let proven = self.best_proven_time(stamped, covered.as_ref());
        self.report.proven_time = proven;
        self.weigh_times(stamped, proven);

        let chain = certificate
            .as_ref()
            .and_then(|certificate| self.chain(certificate, signed, proven));
        let revocation = chain
            .as_ref()
            .and_then(|chain| self.revocation(chain, proven));
        let signer_known = self.signer_status_known(chain.as_ref(), proven);
        self.level(profile, proven, signer_known, covered.as_ref());

        let permitted = covered.as_ref().and_then(|covered| self.changes(covered));
        SoundSignature::new(
            covered.as_ref()?,
            &digest?,
            &value?,
            chain.as_ref()?,
            &revocation?,
            &permitted?,
            &self.report.findings,
        )
    }

    fn unsupported_profile(&mut self) {
        let is_sha1 = self.opened.value.dictionary.name(b"SubFilter") == Some(b"adbe.pkcs7.sha1");
        self.report.level = None;
        if is_sha1 {
            self.doubtful(
                Code::WeakDigest,
                Effect::Reject,
                SubIndication::CryptoConstraintsFailure,
            );
        }
        let effect = if is_sha1 {
            Effect::Reject
        } else {
            Effect::Review
        };
        self.doubtful(Code::SubfilterUnsupported, effect, SubIndication::Generic);
    }

    fn declared_time(&mut self) {
        let from_attribute = self
            .opened
            .signed()
            .and_then(|signed| signed.signer.signed.as_ref())
            .and_then(|attributes| attributes.single(oid::SIGNING_TIME).ok().flatten())
            .and_then(|time| time.time().ok());
        let from_dictionary = self
            .opened
            .value
            .dictionary
            .get(b"M")
            .and_then(Object::as_text)
            .map(|text| {
                self.context
                    .document
                    .latest()
                    .plain_text(&self.opened.value.holder, &text.octets)
            })
            .and_then(|octets| text::date(&octets));
        self.report.signing_time = from_attribute.or(from_dictionary);
    }

    /// The keys on which a signature stands must be written once.
    fn check_sensitive_keys(&mut self) {
        let sensitive: [&[u8]; 5] = [
            b"ByteRange",
            b"Contents",
            b"SubFilter",
            b"Reference",
            b"Type",
        ];
        let repeated = self
            .opened
            .value
            .dictionary
            .repeated()
            .iter()
            .any(|repeated| sensitive.contains(&repeated.key.as_slice()) || !repeated.same);
        if repeated {
            self.failed(Code::DuplicateKeyConflict, SubIndication::FormatFailure);
        }
    }

    fn covered(&mut self) -> Option<RevisionCovered> {
        let covered = match &self.opened.ranges {
            Ok(ranges) => {
                byterange::cover_revision(self.context.document, ranges, self.opened.value)
            }
            Err(error) => Err(*error),
        };
        match covered {
            Ok(covered) => {
                self.report.coverage = Some(covered.coverage);
                self.report.revision_end = self
                    .opened
                    .ranges
                    .as_ref()
                    .ok()
                    .map(|ranges| ranges.after.end);
                Some(covered)
            }
            Err(error) => {
                let code = match error {
                    RangeError::Invalid => Code::ByteRangeInvalid,
                    RangeError::GapMismatch => Code::GapMismatch,
                    RangeError::Partial => Code::PartialCoverage,
                };
                self.report.coverage = Some(byterange::Coverage::Partial);
                self.failed(code, SubIndication::FormatFailure);
                None
            }
        }
    }

    fn cms(&mut self) -> Option<&'c SignedData<'a>> {
        let opened = self.opened;
        let signed = match &opened.content {
            Content::Empty => {
                self.failed(Code::ContentsEmpty, SubIndication::FormatFailure);
                return None;
            }
            Content::Malformed | Content::Token(_) => {
                self.failed(Code::CmsMalformed, SubIndication::FormatFailure);
                return None;
            }
            Content::Signature(signed) => signed,
        };
        if signed.content_type != oid::DATA {
            self.failed(Code::CmsMalformed, SubIndication::FormatFailure);
        }
        self.encoding(signed);
        Some(signed)
    }

    fn encoding(&mut self, signed: &SignedData<'_>) {
        if signed.after.iter().any(|octet| *octet != 0) {
            self.failed(Code::CmsTrailingData, SubIndication::FormatFailure);
        }
        let sorted = signed
            .signer
            .signed
            .as_ref()
            .is_none_or(|attributes| attributes.signed_forms().len() == 1);
        if !signed.is_der || !sorted {
            self.note(Code::CmsNotDer, Effect::Remark);
        }
    }

    fn describe_signer(&mut self, signed: &SignedData<'_>) {
        let found = signed.signing_certificate().or_else(|| {
            self.context
                .pool
                .iter()
                .find(|c| signed.signer.identifier.names(c))
        });
        let Some(certificate) = found else {
            return;
        };
        let subject = certificate.subject;
        self.report.signer = subject
            .attribute(oid::COMMON_NAME)
            .or_else(|| subject.attribute(oid::PSEUDONYM));
        self.report.organisation = subject.attribute(oid::ORGANISATION);
        self.report.organisation_identifier = subject.attribute(oid::ORGANISATION_IDENTIFIER);
        self.report.qualified = certificate.is_qualified();
        if self.report.organisation.is_none() && self.opened.kind == SignatureKind::Signature {
            self.note(Code::NoOrganisation, Effect::Remark);
        }
    }

    /// The certificate that the signature names, by its SignerInfo and by its signed attributes.
    fn signing_certificate(&mut self, signed: &SignedData<'a>) -> Option<Certificate<'a>> {
        let found = signed
            .signing_certificate()
            .or_else(|| {
                self.context
                    .pool
                    .iter()
                    .find(|c| signed.signer.identifier.names(c))
            })
            .cloned();
        let Some(certificate) = found else {
            self.doubtful(
                Code::SignerCertificateMissing,
                Effect::Reject,
                SubIndication::NoSigningCertificateFound,
            );
            return None;
        };
        let attributes = signed.signer.signed.as_ref()?;
        match signed_attributes::names_certificate(attributes, &certificate) {
            Ok(Some(true)) => {}
            Ok(Some(false)) => self.doubtful(
                Code::SigningCertificateMismatch,
                Effect::Reject,
                SubIndication::NoSigningCertificateFound,
            ),
            // CAdES requires the attribute, the older profile never had it.
            Ok(None) => {
                let is_cades =
                    self.opened.value.dictionary.name(b"SubFilter") == Some(b"ETSI.CAdES.detached");
                let effect = if is_cades {
                    Effect::Review
                } else {
                    Effect::Remark
                };
                self.note(Code::SigningCertificateMissing, effect);
                if is_cades {
                    self.conclude(
                        Indication::Indeterminate,
                        SubIndication::SigConstraintsFailure,
                    );
                }
            }
            Err(_) => self.failed(Code::CmsMalformed, SubIndication::FormatFailure),
        }
        Some(certificate)
    }

    fn integrity(
        &mut self,
        signed: &SignedData<'a>,
        certificate: Option<&Certificate<'a>>,
    ) -> (Option<DigestMatched>, Option<ValueVerified>) {
        let Some(attributes) = signed.signer.signed.as_ref() else {
            return (None, None);
        };
        let content_type = attributes.single(oid::CONTENT_TYPE).ok().flatten();
        if content_type.is_none_or(|value| value.contents != signed.content_type) {
            self.failed(Code::CmsMalformed, SubIndication::FormatFailure);
        }
        if Hash::from_oid(signed.signer.digest.oid).is_none() {
            self.doubtful(
                Code::AlgorithmUnsupported,
                Effect::Review,
                SubIndication::Generic,
            );
        }
        let Some(hash) = self.opened.digest_function() else {
            return (None, None);
        };
        let scheme = self.scheme(signed, hash);
        let weak = hash.is_weak() || scheme.is_some_and(Scheme::is_weak);
        if weak {
            self.doubtful(
                Code::WeakDigest,
                Effect::Reject,
                SubIndication::CryptoConstraintsFailure,
            );
        }
        let digest = match &self.opened.ranges {
            Ok(ranges) => self.digest(hash, ranges, signed),
            Err(_) => None,
        };
        let value = match (certificate, scheme) {
            (Some(certificate), Some(scheme)) => self.value(scheme, certificate, signed),
            _ => None,
        };
        (digest, value)
    }

    fn scheme(&mut self, signed: &SignedData<'_>, digest: Hash) -> Option<Scheme> {
        match Scheme::read(&signed.signer.algorithm, Some(digest)) {
            // RFC 5652, 5.4 and RFC 8017: the value is made over the digest that is named.
            Ok(scheme) if scheme.hash().is_none_or(|hash| hash == digest) => Some(scheme),
            Ok(_) => {
                self.doubtful(
                    Code::AlgorithmUnsupported,
                    Effect::Review,
                    SubIndication::Generic,
                );
                None
            }
            Err(AlgorithmError::Unsupported) => {
                self.doubtful(
                    Code::AlgorithmUnsupported,
                    Effect::Review,
                    SubIndication::Generic,
                );
                None
            }
            Err(AlgorithmError::Malformed) => {
                self.failed(Code::CmsMalformed, SubIndication::FormatFailure);
                None
            }
        }
    }

    fn digest(
        &mut self,
        hash: Hash,
        ranges: &SignedRanges,
        signed: &SignedData<'_>,
    ) -> Option<DigestMatched> {
        let attributes = signed.signer.signed.as_ref()?;
        let matched = integrity::match_digest(&self.context.digester, hash, ranges, attributes);
        match matched {
            Ok(proof) => {
                self.done.push(Step::Integrity);
                Some(proof)
            }
            Err(IntegrityFailure::Mismatch) => {
                self.done.push(Step::Integrity);
                self.failed(Code::HashMismatch, SubIndication::HashFailure);
                None
            }
            Err(IntegrityFailure::Malformed) => {
                self.failed(Code::CmsMalformed, SubIndication::FormatFailure);
                None
            }
            Err(_) => None,
        }
    }

    fn value(
        &mut self,
        scheme: Scheme,
        certificate: &Certificate<'_>,
        signed: &SignedData<'_>,
    ) -> Option<ValueVerified> {
        if is_weak_key(&certificate.key) {
            self.doubtful(
                Code::WeakKey,
                Effect::Reject,
                SubIndication::CryptoConstraintsFailure,
            );
        }
        let attributes = signed.signer.signed.as_ref()?;
        let verified =
            integrity::verify_value(scheme, certificate, attributes, &signed.signer.value);
        match verified {
            Ok(proof) => {
                self.done.push(Step::Value);
                Some(proof)
            }
            Err(IntegrityFailure::Invalid) => {
                self.done.push(Step::Value);
                self.failed(Code::SignatureInvalid, SubIndication::SigCryptoFailure);
                None
            }
            Err(_) => {
                self.doubtful(
                    Code::AlgorithmUnsupported,
                    Effect::Review,
                    SubIndication::Generic,
                );
                None
            }
        }
    }

    // ---- time ----

    /// The time of the first signature time-stamp that holds. Findings tell of those that do not.
    fn signature_time_stamp(&mut self, signed: &SignedData<'a>) -> Option<Timestamp> {
        let tokens: Vec<&[u8]> = signed
            .signer
            .unsigned_values(oid::SIGNATURE_TIME_STAMP)
            .map(|value| value.raw)
            .collect();
        let mut earliest: Option<Timestamp> = None;
        for octets in &tokens {
            match self.token_time(octets, &signed.signer.value) {
                Ok(time) => earliest = Some(earliest.map_or(time, |known| known.min(time))),
                Err(failure) => self.time_stamp_failed(failure),
            }
        }
        if tokens.is_empty() && self.context.stamps.is_empty() {
            self.note(Code::TimestampAbsent, Effect::Remark);
        }
        if !tokens.is_empty() {
            self.done.push(Step::Timestamp);
        }
        earliest
    }

    fn time_stamp_failed(&mut self, failure: TokenFailure) {
        let (code, detail) = match failure {
            TokenFailure::Untrusted => (Code::TimestampUntrusted, None),
            TokenFailure::Imprint => (Code::TimestampInvalid, Some("imprint")),
            TokenFailure::Revoked => (Code::TimestampInvalid, Some("revoked")),
            TokenFailure::Certificate => (Code::TimestampInvalid, Some("certificate")),
            TokenFailure::Weak => (Code::TimestampInvalid, Some("algorithm")),
            TokenFailure::Future => (Code::TimestampInvalid, Some("future")),
            TokenFailure::Unsupported => (Code::TimestampUntrusted, Some("algorithm")),
            TokenFailure::Malformed | TokenFailure::Signature => (Code::TimestampInvalid, None),
        };
        self.report.findings.push(Finding {
            code,
            effect: Effect::Review,
            detail: detail.map(str::to_owned),
        });
    }

    fn token_time(&self, octets: &'a [u8], stamped: &[u8]) -> Result<Timestamp, TokenFailure> {
        let token = Token::read(octets)?;
        let digest = token
            .hash()?
            .digest(stamped)
            .ok_or(TokenFailure::Unsupported)?;
        self.prove_token(&token, &digest)
    }

    fn prove_token(&self, token: &Token<'a>, digest: &[u8]) -> Result<Timestamp, TokenFailure> {
        let context = self.context;
        let (proven, chain) = token.prove(digest, &context.pool, context.store, context.at)?;
        let status = context
            .revocation
            .chain_status(&chain.certificates, proven.time, true);
        match status.result {
            Ok(_) => Ok(proven.time),
            Err(_) => Err(TokenFailure::Revoked),
        }
    }

    /// ETSI EN 319 102-1, 5.6: the earliest time at which the signature certainly existed.
    fn best_proven_time(
        &self,
        stamped: Option<Timestamp>,
        covered: Option<&RevisionCovered>,
    ) -> Option<Timestamp> {
        let end = match (&self.opened.ranges, covered) {
            (Ok(ranges), Some(_)) => ranges.after.end,
            _ => return stamped,
        };
        self.context
            .stamps
            .iter()
            .filter(|(stamp_end, _)| *stamp_end > end)
            .map(|(_, time)| *time)
            .chain(stamped)
            .min()
    }

    fn weigh_times(&mut self, stamped: Option<Timestamp>, proven: Option<Timestamp>) {
        let policy = self.context.policy;
        let at = self.context.at;
        if let Some(declared) = self.report.signing_time {
            let limit = stamped.unwrap_or(at);
            let ahead = declared.duration_since(limit) > policy.clock_skew;
            let behind = stamped.is_some_and(|stamped| {
                stamped.duration_since(declared) > policy.declared_before_stamp
            });
            if ahead || behind {
                let detail = format!("{declared} ≠ {limit}");
                self.report.findings.push(Finding::with(
                    Code::TimeInconsistent,
                    Effect::Review,
                    detail,
                ));
            }
        }
        let dated = proven.or(self.report.signing_time);
        if dated.is_some_and(|dated| at.duration_since(dated) > policy.old_after) {
            self.note(Code::OlderThanOneYear, Effect::Remark);
        }
    }

    // ---- certificate ----

    fn chain(
        &mut self,
        certificate: &Certificate<'a>,
        signed: &SignedData<'a>,
        proven: Option<Timestamp>,
    ) -> Option<Chain<'a>> {
        let context = self.context;
        let time = proven.unwrap_or(context.at);
        let mut known = signed.certificates.clone();
        known.extend(context.pool.iter().cloned());
        self.done.push(Step::Certificate);
        let built = path::build(certificate, &known, context.store, time, Purpose::Signature);
        match built {
            Ok(chain) => {
                self.chain_built(certificate, &chain, proven);
                Some(chain)
            }
            Err(PathFailure::Expired) if proven.is_none() => {
                self.expired_unproven(certificate, &known);
                None
            }
            Err(failure) => {
                self.chain_failed(failure, certificate);
                None
            }
        }
    }

    fn chain_built(
        &mut self,
        certificate: &Certificate<'_>,
        chain: &Chain<'_>,
        proven: Option<Timestamp>,
    ) {
        if !certificate.is_valid_at(self.context.at) {
            self.note(Code::CertificateExpiredNow, Effect::Remark);
        }
        if self.context.policy.required_trust == RequiredTrust::ListedService && !chain.listed {
            self.note(Code::NotQualified, Effect::Review);
        }
        // Without proof the signer's own word must at least not contradict the certificate.
        if proven.is_none()
            && let Some(declared) = self.report.signing_time
            && declared < certificate.not_before
        {
            self.doubtful(
                Code::CertificateNotYetValid,
                Effect::Reject,
                SubIndication::NotYetValid,
            );
        }
    }

    /// Expired today, and nothing proves that the signature is older: perhaps sound.
    fn expired_unproven(&mut self, certificate: &Certificate<'a>, known: &[Certificate<'a>]) {
        let declared = self
            .report
            .signing_time
            .filter(|time| certificate.is_valid_at(*time));
        let then = declared.and_then(|time| {
            path::build(
                certificate,
                known,
                self.context.store,
                time,
                Purpose::Signature,
            )
            .ok()
        });
        let effect = if then.is_some() {
            Effect::Review
        } else {
            Effect::Reject
        };
        let validity = format!("{} – {}", certificate.not_before, certificate.not_after);
        self.report
            .findings
            .push(Finding::with(Code::CertificateExpired, effect, validity));
        self.conclude(Indication::Indeterminate, SubIndication::OutOfBoundsNoPoe);
        if then.is_none()
            && let Some(time) = declared
            && let Err(failure) = path::build(
                certificate,
                known,
                self.context.store,
                time,
                Purpose::Signature,
            )
        {
            self.chain_failed(failure, certificate);
        }
    }

    fn chain_failed(&mut self, failure: PathFailure, certificate: &Certificate<'_>) {
        use SubIndication as Sub;
        let validity = || format!("{} – {}", certificate.not_before, certificate.not_after);
        match failure {
            PathFailure::Expired => {
                self.failed(Code::CertificateExpired, Sub::Expired);
                self.detail(validity());
            }
            PathFailure::NotYetValid => {
                self.failed(Code::CertificateNotYetValid, Sub::NotYetValid);
                self.detail(validity());
            }
            PathFailure::SelfSigned => {
                self.doubtful(
                    Code::ChainUntrusted,
                    Effect::Reject,
                    Sub::NoCertificateChainFound,
                );
                self.note(Code::SelfSigned, Effect::Reject);
            }
            PathFailure::Untrusted => self.doubtful(
                Code::ChainUntrusted,
                Effect::Reject,
                Sub::NoCertificateChainFound,
            ),
            PathFailure::IssuerMissing => {
                self.doubtful(
                    Code::ChainUntrusted,
                    Effect::Review,
                    Sub::NoCertificateChainFound,
                );
                self.note(Code::IssuerMissing, Effect::Review);
            }
            PathFailure::ServiceNotGranted => self.doubtful(
                Code::ServiceNotGranted,
                Effect::Reject,
                Sub::NoCertificateChainFound,
            ),
            PathFailure::AuthorityOutOfBounds => self.doubtful(
                Code::ChainInvalid,
                Effect::Reject,
                Sub::CertificateChainGeneralFailure,
            ),
            PathFailure::KeyUsage => {
                self.doubtful(Code::KeyUsage, Effect::Reject, Sub::ChainConstraintsFailure)
            }
            PathFailure::UnknownPurpose => {
                self.doubtful(Code::KeyUsage, Effect::Review, Sub::ChainConstraintsFailure)
            }
            PathFailure::WeakKey => {
                self.doubtful(Code::WeakKey, Effect::Reject, Sub::CryptoConstraintsFailure)
            }
            PathFailure::Constraints => self.doubtful(
                Code::ChainInvalid,
                Effect::Reject,
                Sub::ChainConstraintsFailure,
            ),
            PathFailure::Unsupported => self.doubtful(
                Code::ChainUnsupported,
                Effect::Review,
                Sub::CertificateChainGeneralFailure,
            ),
        }
    }

    fn detail(&mut self, detail: String) {
        if let Some(finding) = self.report.findings.last_mut() {
            finding.detail = Some(detail);
        }
    }

    fn revocation(&mut self, chain: &Chain<'a>, proven: Option<Timestamp>) -> Option<NotRevoked> {
        let time = proven.unwrap_or(self.context.at);
        let status =
            self.context
                .revocation
                .chain_status(&chain.certificates, time, proven.is_some());
        if let Some(since) = status.later {
            self.report.findings.push(Finding::with(
                Code::CertificateRevokedLater,
                Effect::Remark,
                since.to_string(),
            ));
        }
        match status.result {
            Ok(not_revoked) => {
                if status.signer == Status::Unknown {
                    self.note(Code::RevocationUnknown, Effect::Remark);
                } else {
                    self.done.push(Step::Revocation);
                }
                Some(not_revoked)
            }
            Err(revoked) => {
                self.done.push(Step::Revocation);
                let (indication, sub) = match (revoked.authority, proven) {
                    (true, _) => (Indication::Indeterminate, SubIndication::RevokedCaNoPoe),
                    (false, Some(_)) => (Indication::TotalFailed, SubIndication::Revoked),
                    (false, None) => (Indication::Indeterminate, SubIndication::RevokedNoPoe),
                };
                let code = if revoked.authority {
                    Code::AuthorityRevoked
                } else {
                    Code::CertificateRevoked
                };
                self.report.findings.push(Finding::with(
                    code,
                    Effect::Reject,
                    revoked.since.to_string(),
                ));
                self.conclude(indication, sub);
                None
            }
        }
    }

    fn signer_status_known(&self, chain: Option<&Chain<'a>>, proven: Option<Timestamp>) -> bool {
        let time = proven.unwrap_or(self.context.at);
        chain.is_some_and(|chain| {
            self.context
                .revocation
                .chain_status(&chain.certificates, time, proven.is_some())
                .signer
                != Status::Unknown
        })
    }

    /// ETSI EN 319 142-1, 6: what the signature carries beyond itself.
    fn level(
        &mut self,
        profile: Option<&str>,
        proven: Option<Timestamp>,
        signer_known: bool,
        covered: Option<&RevisionCovered>,
    ) {
        let Some(profile) = profile else {
            return;
        };
        let end = match (&self.opened.ranges, covered) {
            (Ok(ranges), Some(_)) => ranges.after.end,
            _ => usize::MAX,
        };
        let archived = self.context.has_security_store
            && self.context.stamps.iter().any(|(stamp, _)| *stamp > end);
        let level = match (proven.is_some(), signer_known, archived) {
            (true, true, true) => "LTA",
            (true, true, false) => "LT",
            (true, false, _) => "T",
            (false, _, _) => "B",
        };
        self.report.level = Some(format!("{profile}-{level}"));
    }

    // ---- changes ----

    fn changes(&mut self, covered: &RevisionCovered) -> Option<ChangesPermitted> {
        let context = self.context;
        let end = self.opened.ranges.as_ref().ok()?.after.end;
        let signed = Revision {
            document: context.document,
            newest: covered.head,
            end,
        };
        let permissions = Permissions::read(signed, self.opened.field, self.opened.value);
        self.report.docmdp = permissions.docmdp;
        let changes = match covered.follows {
            Follows::Nothing => Ok(Changes::nothing(ChangeKind::None)),
            Follows::Blanks => Ok(Changes::nothing(ChangeKind::Whitespace)),
            Follows::Other => Ok(Changes::nothing(ChangeKind::Other)),
            Follows::Revision => changes::compare(signed, context.document.latest()),
        };
        let Ok(changes) = changes else {
            self.doubtful(Code::ChangesUnknown, Effect::Review, SubIndication::Generic);
            return None;
        };
        self.done.push(Step::Changes);
        self.report.changes = Some(changes.kind);
        if covered.follows == Follows::Other {
            self.doubtful(
                Code::TrailingBytes,
                Effect::Reject,
                SubIndication::SigConstraintsFailure,
            );
            return None;
        }
        if covered.follows == Follows::Revision
            && structure::has_unexplained_octets(context.document, end)
        {
            self.note(Code::TrailingBytes, Effect::Review);
        }
        let (permitted, findings) = permission::judge(&changes, &permissions);
        if findings.iter().any(|f| f.effect == Effect::Reject) {
            self.conclude(
                Indication::Indeterminate,
                SubIndication::SigConstraintsFailure,
            );
        }
        self.report.findings.extend(findings);
        permitted
    }

    // ---- a document time-stamp ----

    fn document_time_stamp(&mut self) -> (Option<SoundSignature>, Option<(usize, Timestamp)>) {
        self.check_sensitive_keys();
        let Some(covered) = self.covered() else {
            return (None, None);
        };
        let opened = self.opened;
        let token = match &opened.content {
            Content::Token(token) => token,
            Content::Empty => {
                self.failed(Code::ContentsEmpty, SubIndication::FormatFailure);
                return (None, None);
            }
            Content::Malformed | Content::Signature(_) => {
                self.failed(Code::CmsMalformed, SubIndication::FormatFailure);
                return (None, None);
            }
        };
        if token.signed.after.iter().any(|octet| *octet != 0) {
            self.failed(Code::CmsTrailingData, SubIndication::FormatFailure);
        }
        self.describe_signer(&token.signed);
        let Ok(ranges) = &opened.ranges else {
            return (None, None);
        };
        let proven = token.hash().and_then(|hash| {
            let digest = self
                .context
                .digester
                .digest(hash, ranges)
                .ok_or(TokenFailure::Unsupported)?;
            self.prove_token(token, &digest)
        });
        let stamp = match proven {
            Ok(time) => {
                self.report.proven_time = Some(time);
                Some((ranges.after.end, time))
            }
            Err(TokenFailure::Imprint) => {
                self.failed(Code::HashMismatch, SubIndication::HashFailure);
                self.note(Code::TimestampInvalid, Effect::Reject);
                None
            }
            Err(failure) => {
                self.time_stamp_failed(failure);
                self.conclude(
                    Indication::Indeterminate,
                    SubIndication::SigConstraintsFailure,
                );
                None
            }
        };
        self.done.extend([
            Step::Integrity,
            Step::Value,
            Step::Certificate,
            Step::Revocation,
            Step::Timestamp,
        ]);
        let permitted = self.changes(&covered);
        let holds = stamp.filter(|_| permitted.is_some());
        (None, holds)
    }
}
