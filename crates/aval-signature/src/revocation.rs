//! Revocation from what the file itself holds: lists (RFC 5280, 5) and OCSP answers (RFC 6960).
//! Data that is stale, unsigned or about something else proves nothing.

use jiff::{SignedDuration, Timestamp};

use crate::{
    algorithm::{AlgorithmIdentifier, Hash, Scheme, ValueCheck, check_value},
    asn1::{self, Element, Malformed, Reader, Result},
    oid,
    x509::Certificate,
};

/// An answer without an end counts for this long.
const ANSWER_WITHOUT_END: SignedDuration = SignedDuration::from_hours(24);

/// What the data says of one certificate at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Good,
    Revoked(Timestamp),
    Unknown,
}

/// Proof that nothing at hand says that the signer was revoked at the time that counts.
#[derive(Debug)]
pub(crate) struct NotRevoked(());

/// The worst news about a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Revoked {
    pub since: Timestamp,
    /// An authority, not the signer.
    pub authority: bool,
}

pub(crate) struct ChainStatus {
    /// Status of the end entity.
    pub signer: Status,
    pub result: std::result::Result<NotRevoked, Revoked>,
    /// Revoked, but after the time that counts.
    pub later: Option<Timestamp>,
}

#[derive(Default)]
pub(crate) struct RevocationData<'a> {
    lists: Vec<RevocationList<'a>>,
    answers: Vec<Answers<'a>>,
}

impl<'a> RevocationData<'a> {
    pub fn add_list(&mut self, der: &'a [u8]) {
        self.lists.extend(RevocationList::read(der).ok());
    }

    /// An OCSPResponse, or the BasicOCSPResponse inside it.
    pub fn add_answer(&mut self, der: &'a [u8]) {
        self.answers.extend(
            Answers::read(der)
                .or_else(|_| Answers::read_basic(der))
                .ok(),
        );
    }

    /// Looks every certificate below the anchor up. `proven` is the proven time of the signature;
    /// without it a revocation counts whenever it happened.
    pub fn chain_status(
        &self,
        chain: &[Certificate<'a>],
        time: Timestamp,
        proven: bool,
    ) -> ChainStatus {
        let mut status = ChainStatus {
            signer: Status::Unknown,
            result: Ok(NotRevoked(())),
            later: None,
        };
        for (place, (certificate, issuer)) in chain.iter().zip(chain.iter().skip(1)).enumerate() {
            let found = self.status(certificate, issuer, time);
            if place == 0 {
                status.signer = found;
            }
            match found {
                Status::Good | Status::Unknown => {}
                Status::Revoked(since) if proven && since > time => {
                    status.later = Some(status.later.map_or(since, |known| known.min(since)));
                }
                Status::Revoked(since) => {
                    status.result = Err(Revoked {
                        since,
                        authority: place > 0,
                    });
                    return status;
                }
            }
        }
        status
    }

    fn status(
        &self,
        certificate: &Certificate<'a>,
        issuer: &Certificate<'a>,
        time: Timestamp,
    ) -> Status {
        let mut best = Status::Unknown;
        let lists = self
            .lists
            .iter()
            .map(|list| list.status(certificate, issuer, time));
        let answers = self
            .answers
            .iter()
            .map(|answers| answers.status(certificate, issuer, time));
        for status in lists.chain(answers) {
            best = match (best, status) {
                (Status::Revoked(a), Status::Revoked(b)) => Status::Revoked(a.min(b)),
                (Status::Revoked(_), _) => best,
                (_, Status::Unknown) => best,
                (_, news) => news,
            };
        }
        best
    }
}

/// Whether data of this interval says something about `time`.
fn is_fresh(this_update: Timestamp, next_update: Option<Timestamp>, time: Timestamp) -> bool {
    match next_update {
        Some(next) => next >= time,
        None => this_update
            .checked_add(ANSWER_WITHOUT_END)
            .is_ok_and(|end| end >= time),
    }
}

fn is_signed_by(
    issuer: &Certificate<'_>,
    algorithm: &AlgorithmIdentifier<'_>,
    message: &[u8],
    value: &[u8],
) -> bool {
    Scheme::read(algorithm, None).is_ok_and(|scheme| {
        !scheme.is_weak()
            && check_value(scheme, &issuer.key, message, value) == ValueCheck::Verified
    })
}

struct RevocationList<'a> {
    tbs: &'a [u8],
    algorithm: AlgorithmIdentifier<'a>,
    signature: &'a [u8],
    issuer: &'a [u8],
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    entries: Option<Element<'a>>,
    /// Covers every certificate of its issuer for every reason.
    complete: bool,
    only_authorities: bool,
    only_users: bool,
    usable: bool,
}

impl<'a> RevocationList<'a> {
    fn read(der: &'a [u8]) -> Result<Self> {
        let mut outer = Element::alone(der)?.children();
        let tbs = outer.expect(asn1::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut outer)?;
        let signature = outer.expect(asn1::BIT_STRING)?.bits()?;
        let mut fields = tbs.children();
        fields.optional(asn1::INTEGER)?;
        fields.expect(asn1::SEQUENCE)?;
        let issuer = fields.expect(asn1::SEQUENCE)?.raw;
        let this_update = fields.any()?.time()?;
        let mut list = Self {
            tbs: tbs.raw,
            algorithm,
            signature,
            issuer,
            this_update,
            next_update: None,
            entries: None,
            complete: true,
            only_authorities: false,
            only_users: false,
            usable: true,
        };
        for tag in [asn1::UTC_TIME, asn1::GENERALIZED_TIME] {
            if let Some(next) = fields.optional(tag)? {
                list.next_update = Some(next.time()?);
            }
        }
        list.entries = fields.optional(asn1::SEQUENCE)?;
        if let Some(wrapped) = fields.optional(asn1::context(0))? {
            for extension in wrapped.children().sequence()?.all()? {
                list.note_extension(extension)?;
            }
        }
        Ok(list)
    }

    fn note_extension(&mut self, extension: Element<'a>) -> Result<()> {
        let mut fields = extension.children();
        let name = fields.oid()?;
        let critical = fields
            .optional(asn1::BOOLEAN)?
            .is_some_and(|critical| critical.contents != [0]);
        let value = fields.expect(asn1::OCTET_STRING)?.contents;
        match name {
            oid::CRL_ISSUING_POINT => {
                for field in Element::alone(value)?.children().all()? {
                    match field.tag {
                        0x81 if field.contents != [0] => self.only_users = true,
                        0x82 if field.contents != [0] => self.only_authorities = true,
                        0xa0 => {}
                        0x83 => self.complete = false,
                        // Indirect, or for attribute certificates: about other issuers.
                        0x84 | 0x85 if field.contents != [0] => self.usable = false,
                        _ => {}
                    }
                }
            }
            oid::CRL_DELTA => self.complete = false,
            oid::CRL_NUMBER | oid::AUTHORITY_KEY_IDENTIFIER | oid::CRL_FRESHEST => {}
            _ if critical => self.usable = false,
            _ => {}
        }
        Ok(())
    }

    fn status(
        &self,
        certificate: &Certificate<'_>,
        issuer: &Certificate<'_>,
        time: Timestamp,
    ) -> Status {
        let about = self.usable
            && self.issuer == certificate.issuer.der
            && self.issuer == issuer.subject.der
            && !(self.only_users && certificate.is_authority())
            && (!self.only_authorities || certificate.is_authority());
        let may_sign = issuer
            .key_usage()
            .is_ok_and(|usage| usage.is_none_or(|usage| usage.crl_signing()));
        if !about || !may_sign || !is_signed_by(issuer, &self.algorithm, self.tbs, self.signature) {
            return Status::Unknown;
        }
        match self.entry(certificate.serial) {
            Err(Malformed) => Status::Unknown,
            Ok(Some(since)) => Status::Revoked(since),
            // A list made after the certificate expired may have dropped it.
            Ok(None)
                if self.complete
                    && self.this_update <= certificate.not_after
                    && is_fresh(self.this_update, self.next_update, time) =>
            {
                Status::Good
            }
            Ok(None) => Status::Unknown,
        }
    }

    fn entry(&self, serial: &[u8]) -> Result<Option<Timestamp>> {
        let Some(entries) = self.entries else {
            return Ok(None);
        };
        let mut entries = entries.children();
        while !entries.is_empty() {
            let mut fields = entries.sequence()?;
            if fields.expect(asn1::INTEGER)?.contents != serial {
                continue;
            }
            return fields.any()?.time().map(Some);
        }
        Ok(None)
    }
}

struct Answers<'a> {
    data: &'a [u8],
    algorithm: AlgorithmIdentifier<'a>,
    signature: &'a [u8],
    responder: Element<'a>,
    produced: Timestamp,
    single: Vec<Element<'a>>,
    certificates: Vec<Certificate<'a>>,
}

impl<'a> Answers<'a> {
    fn read(der: &'a [u8]) -> Result<Self> {
        let mut fields = Element::alone(der)?.children();
        if fields.expect(asn1::ENUMERATED)?.small_integer()? != 0 {
            return Err(Malformed);
        }
        let mut typed = fields.expect(asn1::context(0))?.children().sequence()?;
        if typed.oid()? != oid::OCSP_BASIC {
            return Err(Malformed);
        }
        Self::read_basic(typed.expect(asn1::OCTET_STRING)?.contents)
    }

    fn read_basic(der: &'a [u8]) -> Result<Self> {
        let mut outer = Element::alone(der)?.children();
        let data = outer.expect(asn1::SEQUENCE)?;
        let algorithm = AlgorithmIdentifier::read(&mut outer)?;
        let signature = outer.expect(asn1::BIT_STRING)?.bits()?;
        let certificates = match outer.optional(asn1::context(0))? {
            Some(wrapped) => wrapped
                .children()
                .sequence()?
                .all()?
                .iter()
                .filter_map(|c| Certificate::read(c.raw).ok())
                .collect(),
            None => Vec::new(),
        };
        let mut fields = data.children();
        fields.optional(asn1::context(0))?;
        let responder = fields.any()?;
        let produced = fields.expect(asn1::GENERALIZED_TIME)?.time()?;
        let single = fields.sequence()?.all()?;
        Ok(Self {
            data: data.raw,
            algorithm,
            signature,
            responder,
            produced,
            single,
            certificates,
        })
    }

    fn status(
        &self,
        certificate: &Certificate<'_>,
        issuer: &Certificate<'_>,
        time: Timestamp,
    ) -> Status {
        let found = self
            .single
            .iter()
            .filter_map(|single| read_single(*single, certificate, issuer).ok().flatten())
            .next();
        match found {
            Some((status, this, next)) if self.is_authentic(issuer) => match status {
                Status::Good if is_fresh(this, next, time) => Status::Good,
                Status::Good => Status::Unknown,
                other => other,
            },
            _ => Status::Unknown,
        }
    }

    /// RFC 6960, 4.2.2.2: signed by the issuer, or by a responder that the issuer appointed.
    fn is_authentic(&self, issuer: &Certificate<'_>) -> bool {
        if self.is_responder(issuer)
            && is_signed_by(issuer, &self.algorithm, self.data, self.signature)
        {
            return true;
        }
        self.certificates.iter().any(|delegate| {
            self.is_responder(delegate)
                && delegate.issuer == issuer.subject
                && delegate.is_valid_at(self.produced)
                && delegate.extended_key_usage().is_ok_and(|purposes| {
                    purposes.is_some_and(|purposes| purposes.contains(&oid::EKU_OCSP))
                })
                && is_signed_by(
                    issuer,
                    &delegate.algorithm,
                    delegate.tbs,
                    delegate.signature,
                )
                && is_signed_by(delegate, &self.algorithm, self.data, self.signature)
        })
    }

    fn is_responder(&self, certificate: &Certificate<'_>) -> bool {
        let inner = self.responder.children().any();
        match (self.responder.tag, inner) {
            (0xa1, Ok(name)) => name.raw == certificate.subject.der,
            (0xa2, Ok(hash)) => {
                Hash::Sha1.digest(certificate.key.bits).as_deref() == Some(hash.contents)
            }
            _ => false,
        }
    }
}

type SingleAnswer = (Status, Timestamp, Option<Timestamp>);

/// The answer when it is about this certificate.
fn read_single(
    single: Element<'_>,
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
) -> Result<Option<SingleAnswer>> {
    let mut fields = single.children();
    let mut identifier: Reader<'_> = fields.sequence()?;
    let algorithm = AlgorithmIdentifier::read(&mut identifier)?;
    let hash = Hash::from_oid(algorithm.oid).ok_or(Malformed)?;
    let name = identifier.expect(asn1::OCTET_STRING)?.contents;
    let key = identifier.expect(asn1::OCTET_STRING)?.contents;
    let serial = identifier.expect(asn1::INTEGER)?.contents;
    if serial != certificate.serial
        || hash.digest(certificate.issuer.der).as_deref() != Some(name)
        || hash.digest(issuer.key.bits).as_deref() != Some(key)
    {
        return Ok(None);
    }
    let status = fields.any()?;
    let status = match status.tag {
        0x80 => Status::Good,
        0xa1 => Status::Revoked(status.children().any()?.time()?),
        _ => Status::Unknown,
    };
    let this_update = fields.expect(asn1::GENERALIZED_TIME)?.time()?;
    let next_update = match fields.optional(asn1::context(0))? {
        Some(wrapped) => Some(wrapped.children().any()?.time()?),
        None => None,
    };
    Ok(Some((status, this_update, next_update)))
}
