//! A mistake in the data of the FAQ, told with its file and its line.

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// What can be wrong: one variant a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the sentences below say each")]
pub enum Mistake {
    MissingFile,
    NotUtf8,
    TooLarge { octets: usize, most: usize },
    NoFrontMatter,
    FrontMatterNotClosed,
    Toml { message: String },
    UnknownSchema { found: String, known: &'static str },
    MissingKey { key: String },
    UnknownKey { key: String },
    WrongKind { key: String, expected: &'static str },
    Empty { key: String },
    WrongSlug { slug: String },
    SlugIsNotFileName { slug: String },
    DuplicateSlug { slug: String, other: String },
    DuplicateCode { code: String },
    UnknownCode { key: String, code: String },
    WrongDate { text: String },
    UnknownStatus { text: String },
    EmptyAnswer,
    RawHtml,
    LoneSynonym,
    UnknownContact { slug: String },
    UnknownEntry { slug: String },
}

impl Mistake {
    /// True when the entry, or the file, cannot be used with it.
    pub fn is_error(&self) -> bool {
        !matches!(
            self,
            Self::UnknownKey { .. } | Self::RawHtml | Self::LoneSynonym
        )
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingFile => "faq.missing_file",
            Self::NotUtf8 => "faq.not_utf8",
            Self::TooLarge { .. } => "faq.too_large",
            Self::NoFrontMatter => "faq.no_front_matter",
            Self::FrontMatterNotClosed => "faq.front_matter_not_closed",
            Self::Toml { .. } => "faq.toml",
            Self::UnknownSchema { .. } => "faq.unknown_schema",
            Self::MissingKey { .. } => "faq.missing_key",
            Self::UnknownKey { .. } => "faq.unknown_key",
            Self::WrongKind { .. } => "faq.wrong_kind",
            Self::Empty { .. } => "faq.empty",
            Self::WrongSlug { .. } => "faq.wrong_slug",
            Self::SlugIsNotFileName { .. } => "faq.slug_is_not_file_name",
            Self::DuplicateSlug { .. } => "faq.duplicate_slug",
            Self::DuplicateCode { .. } => "faq.duplicate_code",
            Self::UnknownCode { .. } => "faq.unknown_code",
            Self::WrongDate { .. } => "faq.wrong_date",
            Self::UnknownStatus { .. } => "faq.unknown_status",
            Self::EmptyAnswer => "faq.empty_answer",
            Self::RawHtml => "faq.raw_html",
            Self::LoneSynonym => "faq.lone_synonym",
            Self::UnknownContact { .. } => "faq.unknown_contact",
            Self::UnknownEntry { .. } => "faq.unknown_entry",
        }
    }

    /// What is wrong and what to do, in French.
    pub fn french(&self) -> String {
        match self {
            Self::MissingFile => "Le fichier est absent. Ajoutez-le.".to_owned(),
            Self::NotUtf8 => {
                "Le fichier n’est pas en UTF-8. Enregistrez-le dans cet encodage.".to_owned()
            }
            Self::TooLarge { octets, most } => {
                format!("Le fichier fait {octets} octets ; la limite est de {most}. Scindez-le.")
            }
            Self::NoFrontMatter => {
                "La première ligne doit être +++. Écrivez l’en-tête TOML entre deux lignes +++."
                    .to_owned()
            }
            Self::FrontMatterNotClosed => {
                "L’en-tête n’est pas fermé. Ajoutez une ligne +++ après la dernière clé.".to_owned()
            }
            Self::Toml { message } => format!("Cette ligne n’est pas du TOML : {message}."),
            Self::UnknownSchema { found, known } => {
                format!("Le schéma « {found} » n’est pas connu. Écrivez « {known} ».")
            }
            Self::MissingKey { key } => format!("La clé « {key} » manque. Ajoutez-la."),
            Self::UnknownKey { key } => {
                format!(
                    "La clé « {key} » n’est pas connue ; elle est ignorée. Corrigez son nom ou retirez-la."
                )
            }
            Self::WrongKind { key, expected } => format!("« {key} » attend {expected}."),
            Self::Empty { key } => format!("« {key} » est vide. Remplissez-la."),
            Self::WrongSlug { slug } => format!(
                "« {slug} » ne peut pas servir d’adresse. Employez des minuscules sans accent, des chiffres et des tirets."
            ),
            Self::SlugIsNotFileName { slug } => format!(
                "L’adresse « {slug} » n’est pas le nom du fichier. Donnez le même nom aux deux."
            ),
            Self::DuplicateSlug { slug, other } => {
                format!("L’adresse « {slug} » sert déjà dans {other}. Choisissez-en une autre.")
            }
            Self::DuplicateCode { code } => {
                format!("Le code « {code} » est écrit deux fois. Gardez-en un.")
            }
            Self::UnknownCode { key, code } => format!(
                "« {code} » n’est pas un code connu pour « {key} ». Corrigez-le ou ajoutez-le au programme."
            ),
            Self::WrongDate { text } => {
                format!("« {text} » n’est pas une date. Écrivez par exemple 2026-11-09.")
            }
            Self::UnknownStatus { text } => format!(
                "Le statut « {text} » n’est pas connu. Écrivez published, to_confirm ou archived."
            ),
            Self::EmptyAnswer => "La réponse est vide. Écrivez-la après l’en-tête.".to_owned(),
            Self::RawHtml => {
                "La réponse contient du HTML ; il est retiré de la page. Écrivez du Markdown."
                    .to_owned()
            }
            Self::LoneSynonym => {
                "Ce groupe n’a qu’un terme. Ajoutez-en un autre, ou retirez le groupe.".to_owned()
            }
            Self::UnknownContact { slug } => {
                format!(
                    "Aucune entrée ne porte l’adresse « {slug} ». Indiquez celle d’une entrée qui dit qui contacter."
                )
            }
            Self::UnknownEntry { slug } => {
                format!(
                    "Aucune entrée ne porte l’adresse « {slug} ». Corrigez-la, ou écrivez cette entrée."
                )
            }
        }
    }

    /// What is wrong and what to do, in English.
    pub fn english(&self) -> String {
        match self {
            Self::MissingFile => "The file is missing. Add it.".to_owned(),
            Self::NotUtf8 => "The file is not UTF-8. Save it in that encoding.".to_owned(),
            Self::TooLarge { octets, most } => {
                format!("The file has {octets} octets; the limit is {most}. Split it.")
            }
            Self::NoFrontMatter => {
                "The first line must be +++. Write the TOML front matter between two +++ lines."
                    .to_owned()
            }
            Self::FrontMatterNotClosed => {
                "The front matter is not closed. Add a +++ line after the last key.".to_owned()
            }
            Self::Toml { message } => format!("This line is not TOML: {message}."),
            Self::UnknownSchema { found, known } => {
                format!("Schema “{found}” is unknown. Write “{known}”.")
            }
            Self::MissingKey { key } => format!("Key “{key}” is missing. Add it."),
            Self::UnknownKey { key } => {
                format!("Key “{key}” is unknown and ignored. Correct its name or remove it.")
            }
            Self::WrongKind { key, expected } => {
                let expected = match *expected {
                    TEXT => "a quoted text",
                    LIST => "a list of quoted texts",
                    DATE => "a date such as 2026-11-09",
                    TABLES => "a list of tables",
                    other => other,
                };
                format!("“{key}” takes {expected}.")
            }
            Self::Empty { key } => format!("“{key}” is empty. Fill it in."),
            Self::WrongSlug { slug } => format!(
                "“{slug}” cannot be an address. Use lower case without accents, digits and hyphens."
            ),
            Self::SlugIsNotFileName { slug } => {
                format!("Address “{slug}” is not the name of the file. Give both the same name.")
            }
            Self::DuplicateSlug { slug, other } => {
                format!("Address “{slug}” is already used in {other}. Choose another one.")
            }
            Self::DuplicateCode { code } => format!("Code “{code}” is written twice. Keep one."),
            Self::UnknownCode { key, code } => format!(
                "“{code}” is not a known code for “{key}”. Correct it or add it to the programme."
            ),
            Self::WrongDate { text } => {
                format!("“{text}” is not a date. Write for example 2026-11-09.")
            }
            Self::UnknownStatus { text } => {
                format!("Status “{text}” is unknown. Write published, to_confirm or archived.")
            }
            Self::EmptyAnswer => "The answer is empty. Write it after the front matter.".to_owned(),
            Self::RawHtml => {
                "The answer holds HTML, which is removed from the page. Write Markdown.".to_owned()
            }
            Self::LoneSynonym => {
                "This group has one term only. Add another one or remove the group.".to_owned()
            }
            Self::UnknownContact { slug } => format!(
                "No entry has the address “{slug}”. Give that of an entry that says whom to contact."
            ),
            Self::UnknownEntry { slug } => {
                format!("No entry has the address “{slug}”. Correct it, or write this entry.")
            }
        }
    }
}

pub(super) const TEXT: &str = "un texte entre guillemets";
pub(super) const LIST: &str = "une liste de textes entre guillemets";
pub(super) const DATE: &str = "une date, par exemple 2026-11-09";
pub(super) const TABLES: &str = "une liste de tables";

/// One mistake and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path as given to the reader.
    pub file: String,
    /// From 1; absent when the whole file is meant.
    pub line: Option<usize>,
    /// What is wrong.
    pub mistake: Mistake,
}

impl Finding {
    /// True when the entry, or the file, cannot be used with it.
    pub fn is_error(&self) -> bool {
        self.mistake.is_error()
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        self.mistake.code()
    }

    /// What is wrong and what to do, in French, set as French is.
    pub fn french(&self) -> String {
        self.mistake
            .french()
            .replace("« ", "«\u{a0}")
            .replace(" »", "\u{a0}»")
            .replace(" :", "\u{a0}:")
            .replace(" ;", "\u{a0};")
    }

    /// What is wrong and what to do, in English.
    pub fn english(&self) -> String {
        self.mistake.english()
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let severity = if self.is_error() { "error" } else { "warning" };
        let mut out = serializer.serialize_struct("Finding", 6)?;
        out.serialize_field("file", &self.file)?;
        out.serialize_field("line", &self.line)?;
        out.serialize_field("severity", severity)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("french", &self.french())?;
        out.serialize_field("english", &self.english())?;
        out.end()
    }
}
