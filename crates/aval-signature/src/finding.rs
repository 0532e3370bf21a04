//! What a check found, each with a stable code, a weight and a sentence for people.

use serde::Serialize;

/// How much a finding weighs in the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Good to know.
    Remark,
    /// A person must look.
    Review,
    /// The signature cannot be accepted.
    Reject,
}

/// One finding: what, how heavy, and the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was found.
    pub code: Code,
    /// How much it weighs here; one code may weigh differently from file to file.
    pub effect: Effect,
    /// Facts of this file: a field, a date, a name. Text from a hostile file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Finding {
    pub(crate) fn new(code: Code, effect: Effect) -> Self {
        Self {
            code,
            effect,
            detail: None,
        }
    }

    pub(crate) fn with(code: Code, effect: Effect, detail: impl Into<String>) -> Self {
        Self {
            code,
            effect,
            detail: Some(detail.into()),
        }
    }

    /// The sentence for people, in French, with its facts.
    pub fn french(&self) -> String {
        self.sentence(self.code.french())
    }

    /// The sentence for people, in English, with its facts.
    pub fn english(&self) -> String {
        self.sentence(self.code.english())
    }

    fn sentence(&self, sentence: &str) -> String {
        match (&self.detail, sentence.strip_suffix('.')) {
            (Some(detail), Some(open)) => format!("{open} ({detail})."),
            (Some(detail), None) => format!("{sentence} ({detail})"),
            (None, _) => sentence.to_owned(),
        }
    }
}

macro_rules! codes {
    ($($variant:ident = $code:literal, $french:literal, $english:literal;)*) => {
        /// What can be found. The written code is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        pub enum Code {
            $(
                #[doc = $english]
                #[serde(rename = $code)]
                $variant,
            )*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The sentence in French.
            pub fn french(self) -> &'static str {
                match self {
                    $(Self::$variant => $french,)*
                }
            }

            /// The sentence in English.
            pub fn english(self) -> &'static str {
                match self {
                    $(Self::$variant => $english,)*
                }
            }
        }
    };
}

codes! {
    NoSignature = "NO_SIGNATURE",
        "Ce fichier ne contient aucune signature électronique. Une image ou une mention « signé par » ne suffit pas : déposez le PDF d’origine remis par le service de signature, pas une impression ni un scan.",
        "This file holds no electronic signature. A picture or the words “signed by” are not enough: deposit the original PDF from the signing service, not a print or a scan.";
    SignatureFieldEmpty = "SIGNATURE_FIELD_EMPTY",
        "Un champ de signature est prévu mais n’a pas été signé.",
        "A signature field is there but was not signed.";
    NotAPdf = "NOT_A_PDF",
        "Ce fichier n’est pas un PDF. Téléchargez-le de nouveau puis déposez-le.",
        "This file is not a PDF. Download it again, then deposit it.";
    PdfUnreadable = "PDF_UNREADABLE",
        "Ce fichier n’est pas un PDF lisible, ou il est incomplet. Téléchargez-le de nouveau puis déposez-le.",
        "This file is not a readable PDF, or it is incomplete. Download it again, then deposit it.";
    PdfEncrypted = "PDF_ENCRYPTED",
        "Le document est chiffré.",
        "The document is encrypted.";
    PasswordNeeded = "PASSWORD_NEEDED",
        "Le document est protégé par un mot de passe : déposez une version sans protection à l’ouverture.",
        "The document is protected by a password: deposit a version that opens without one.";
    PdfRepaired = "PDF_REPAIRED",
        "La structure du PDF est fautive : chaque lecteur la répare à sa façon, et peut montrer autre chose.",
        "The structure of the PDF is faulty: each reader repairs it in its own way and may show something else.";
    BytesBeforeHeader = "BYTES_BEFORE_HEADER",
        "Des données précèdent le début du PDF.",
        "Data stands before the start of the PDF.";
    PartlyUnreadable = "PDF_PARTLY_UNREADABLE",
        "Une partie du document ne se lit pas selon la norme : son contenu n’a pas pu être vérifié.",
        "Part of the document cannot be read after the standard: its content could not be checked.";
    HybridXref = "HYBRID_XREF",
        "Le PDF s’adresse à deux générations de lecteurs qui peuvent ne pas voir le même document.",
        "The PDF addresses two generations of readers, which may not see the same document.";
    DuplicateKey = "DUPLICATE_KEY",
        "Une entrée du PDF est écrite deux fois.",
        "An entry of the PDF is written twice.";
    DuplicateKeyConflict = "DUPLICATE_KEY_CONFLICT",
        "Une entrée du PDF est écrite deux fois avec des valeurs différentes : deux lecteurs ne verront pas le même document.",
        "An entry of the PDF is written twice with different values: two readers will not see the same document.";
    TrailingBytes = "TRAILING_BYTES",
        "Des données étrangères suivent la fin du document.",
        "Foreign data follows the end of the document.";
    UnreferencedSignature = "UNREFERENCED_SIGNATURE",
        "Le fichier contient une signature que le formulaire du document ne déclare pas : elle n’a pas été vérifiée.",
        "The file holds a signature that the form of the document does not declare: it was not checked.";
    SharedSignature = "SHARED_SIGNATURE",
        "Plusieurs champs montrent la même signature.",
        "Several fields show the same signature.";
    HashMismatch = "HASH_MISMATCH",
        "Le document a été modifié après sa signature.",
        "The document was changed after it was signed.";
    SignatureInvalid = "SIGNATURE_INVALID",
        "La signature ne correspond pas au certificat présenté.",
        "The signature does not match the certificate.";
    ByteRangeInvalid = "BYTERANGE_INVALID",
        "La signature n’indique pas correctement les octets qu’elle couvre.",
        "The signature does not say correctly which octets it covers.";
    GapMismatch = "BYTERANGE_GAP_MISMATCH",
        "La signature laisse de côté autre chose que sa propre valeur.",
        "The signature leaves out something else than its own value.";
    PartialCoverage = "PARTIAL_COVERAGE",
        "La signature est incomplète ou ne couvre pas tout le document.",
        "The signature is incomplete or does not cover the whole document.";
    ContentsEmpty = "CONTENTS_EMPTY",
        "La signature est vide : le document a été préparé pour la signature, mais pas signé.",
        "The signature is empty: the document was prepared for signing but not signed.";
    CmsMalformed = "CMS_MALFORMED",
        "La signature est abîmée et ne se lit pas.",
        "The signature is damaged and cannot be read.";
    CmsNotDer = "CMS_NOT_DER",
        "L’encodage de la signature est ancien ou inhabituel, ce qui ne change rien à sa valeur.",
        "The encoding of the signature is old or unusual, which does not change its value.";
    CmsTrailingData = "CMS_TRAILING_DATA",
        "Des données non signées sont cachées après la signature.",
        "Unsigned data is hidden after the signature.";
    CmsHasContent = "CMS_HAS_ECONTENT",
        "La signature contient son propre document au lieu de couvrir celui-ci.",
        "The signature holds its own document instead of covering this one.";
    NoSignedAttributes = "NO_SIGNED_ATTRS",
        "La signature ne porte pas les attributs signés qu’un PDF exige.",
        "The signature lacks the signed attributes that a PDF needs.";
    SigningCertificateMissing = "SIGNING_CERT_ATTR_MISSING",
        "La signature ne désigne pas son certificat dans ses attributs signés.",
        "The signature does not name its certificate in its signed attributes.";
    SigningCertificateMismatch = "SIGNING_CERT_ATTR_MISMATCH",
        "Le certificat présenté n’est pas celui que la signature désigne.",
        "The certificate is not the one that the signature names.";
    SignerCertificateMissing = "SIGNER_CERTIFICATE_MISSING",
        "Le certificat du signataire n’est pas dans le fichier.",
        "The signer’s certificate is not in the file.";
    SubfilterUnsupported = "SUBFILTER_UNSUPPORTED",
        "Ce type de signature n’est pas accepté.",
        "This type of signature is not accepted.";
    AlgorithmUnsupported = "ALGORITHM_UNSUPPORTED",
        "La plateforme ne sait pas vérifier cet algorithme : vérification manuelle nécessaire.",
        "The platform cannot check this algorithm: a person has to check it.";
    WeakDigest = "WEAK_DIGEST",
        "L’algorithme d’empreinte utilisé n’est plus considéré comme sûr.",
        "The digest algorithm is no longer considered safe.";
    WeakKey = "WEAK_KEY",
        "La clé utilisée est trop courte pour être sûre.",
        "The key is too short to be safe.";
    ModifiedContent = "MODIFIED_CONTENT",
        "Le contenu affiché a changé après la signature.",
        "What the document shows changed after it was signed.";
    ModifiedForm = "MODIFIED_FORM",
        "Un champ du formulaire a été rempli ou modifié après la signature.",
        "A form field was filled or changed after the signature.";
    ModifiedAnnotation = "MODIFIED_ANNOTATION",
        "Une annotation a été ajoutée ou modifiée après la signature.",
        "An annotation was added or changed after the signature.";
    ModifiedMetadata = "MODIFIED_METADATA",
        "Les métadonnées du document (titre, auteur, date) ont été mises à jour après la signature.",
        "The metadata of the document (title, author, date) were updated after the signature.";
    ChangesUnknown = "CHANGES_UNKNOWN",
        "Les changements faits après la signature n’ont pas pu être analysés.",
        "The changes made after the signature could not be analysed.";
    DocMdpViolated = "DOCMDP_VIOLATED",
        "Le signataire avait interdit cette modification du document.",
        "The signer had forbidden this change of the document.";
    FieldMdpViolated = "FIELDMDP_VIOLATED",
        "Le signataire avait verrouillé ce champ, qui a changé.",
        "The signer had locked this field, and it changed.";
    SignatureAdded = "SIGNATURE_ADDED",
        "Une autre signature a été ajoutée ensuite : c’est normal.",
        "Another signature was added afterwards: this is normal.";
    LtvAdded = "LTV_ADDED",
        "Des données de validation ont été ajoutées ensuite : c’est normal.",
        "Validation data was added afterwards: this is normal.";
    ChainUntrusted = "CHAIN_UNTRUSTED",
        "Le certificat ne remonte à aucune autorité reconnue par la plateforme.",
        "The certificate does not lead to any authority that the platform trusts.";
    IssuerMissing = "ISSUER_MISSING",
        "Le certificat de l’autorité qui a délivré celui du signataire n’est pas dans le fichier.",
        "The certificate of the authority that issued the signer’s is not in the file.";
    SelfSigned = "SELF_SIGNED",
        "Le certificat est auto-signé : il ne prouve pas l’identité du signataire.",
        "The certificate is self-signed: it does not prove who signed.";
    ServiceNotGranted = "SERVICE_NOT_GRANTED",
        "L’autorité n’était pas agréée à la date de la signature.",
        "The authority was not granted at the time of the signature.";
    KeyUsage = "KEY_USAGE",
        "Ce certificat n’est pas fait pour signer des documents.",
        "This certificate is not made for signing documents.";
    ChainInvalid = "CHAIN_INVALID",
        "La chaîne de certificats enfreint une contrainte posée par une autorité.",
        "The chain of certificates breaks a constraint set by an authority.";
    ChainUnsupported = "CHAIN_UNSUPPORTED",
        "La plateforme ne sait pas vérifier toute la chaîne de certificats : vérification manuelle nécessaire.",
        "The platform cannot check the whole chain of certificates: a person has to check it.";
    CertificateExpired = "CERT_EXPIRED",
        "Le certificat n’était plus valable à la date retenue.",
        "The certificate was no longer valid at the time that counts.";
    CertificateNotYetValid = "CERT_NOT_YET_VALID",
        "Le certificat n’était pas encore valable à la date retenue.",
        "The certificate was not yet valid at the time that counts.";
    CertificateExpiredNow = "CERT_EXPIRED_NOW",
        "Le certificat a expiré depuis, mais l’horodatage prouve que la signature est antérieure.",
        "The certificate has expired since, but the time-stamp proves that the signature is older.";
    CertificateRevoked = "CERT_REVOKED",
        "Le certificat a été révoqué avant la date prouvée de la signature.",
        "The certificate was revoked before the proven time of the signature.";
    CertificateRevokedLater = "CERT_REVOKED_LATER",
        "Le certificat a été révoqué plus tard ; l’horodatage prouve que la signature est antérieure.",
        "The certificate was revoked later; the time-stamp proves that the signature is older.";
    AuthorityRevoked = "CA_REVOKED",
        "Une autorité de la chaîne de certificats a été révoquée.",
        "An authority of the chain of certificates was revoked.";
    RevocationUnknown = "REVOCATION_UNKNOWN",
        "L’absence de révocation n’a pas pu être vérifiée : le document ne contient pas ces données.",
        "Whether the certificate was revoked could not be checked: the document does not hold that data.";
    TimestampAbsent = "TIMESTAMP_ABSENT",
        "La date est déclarée par le signataire, sans horodatage qui la prouve.",
        "The date is declared by the signer, without a time-stamp that proves it.";
    TimestampInvalid = "TIMESTAMP_INVALID",
        "L’horodatage n’est pas valable : la date n’est pas prouvée.",
        "The time-stamp is not valid: the date is not proven.";
    TimestampUntrusted = "TIMESTAMP_UNTRUSTED",
        "L’horodatage vient d’une autorité que la plateforme ne reconnaît pas : la date n’est pas prouvée.",
        "The time-stamp comes from an authority that the platform does not trust: the date is not proven.";
    TimeInconsistent = "TIME_INCONSISTENT",
        "La date déclarée contredit l’horodatage.",
        "The declared date contradicts the time-stamp.";
    OlderThanOneYear = "OLDER_THAN_ONE_YEAR",
        "La signature date de plus d’un an.",
        "The signature is more than one year old.";
    NoOrganisation = "NO_ORGANISATION",
        "Le certificat nomme une personne sans organisme : à rapprocher du prestataire déclaré.",
        "The certificate names a person without an organisation: compare with the declared provider.";
    NotQualified = "NOT_QUALIFIED",
        "Le certificat n’a pas été délivré par un service d’une liste de confiance.",
        "The certificate was not issued by a service of a trusted list.";
}
