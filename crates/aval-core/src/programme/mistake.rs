//! What can be wrong in the data of a programme: one variant a cause, with its stable code
//! and its sentence in French and in English.

use super::{ConditionError, Severity};

/// What a value of `programme.toml` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of TOML")]
pub enum ValueKind {
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    DateTime,
    DateTimeWithOffset,
    Time,
    List,
    Table,
}

impl ValueKind {
    fn french(self) -> &'static str {
        match self {
            Self::Text => "un texte entre guillemets",
            Self::Integer => "un nombre entier",
            Self::Decimal => "un nombre à virgule",
            Self::Boolean => "true ou false",
            Self::Date => "une date (2026-12-15)",
            Self::DateTime => "une date et une heure locales (2026-12-15T14:00:00)",
            Self::DateTimeWithOffset => "une date et une heure avec décalage",
            Self::Time => "une heure seule",
            Self::List => "une liste entre crochets",
            Self::Table => "une table",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Text => "a quoted text",
            Self::Integer => "a whole number",
            Self::Decimal => "a decimal number",
            Self::Boolean => "true or false",
            Self::Date => "a date (2026-12-15)",
            Self::DateTime => "a local date and time (2026-12-15T14:00:00)",
            Self::DateTimeWithOffset => "a date and time with an offset",
            Self::Time => "a time alone",
            Self::List => "a list in brackets",
            Self::Table => "a table",
        }
    }
}

/// What a code leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is the glossary's term")]
pub enum Notion {
    Team,
    Role,
    Permission,
    Sector,
    Scheme,
    Catalogue,
    CatalogueVersion,
    Profile,
    Declaration,
    Step,
    Form,
    CertificationStatus,
    ProofKind,
    Requirement,
    Proof,
}

impl Notion {
    fn french(self) -> &'static str {
        match self {
            Self::Team => "l’équipe",
            Self::Role => "le rôle",
            Self::Permission => "la permission",
            Self::Sector => "le couloir",
            Self::Scheme => "le dispositif",
            Self::Catalogue => "le référentiel",
            Self::CatalogueVersion => "l’édition du référentiel",
            Self::Profile => "le profil",
            Self::Declaration => "la déclaration",
            Self::Step => "l’étape",
            Self::Form => "le formulaire",
            Self::CertificationStatus => "le statut d’homologation",
            Self::ProofKind => "la nature de preuve",
            Self::Requirement => "l’exigence",
            Self::Proof => "la preuve",
        }
    }

    fn english(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Role => "role",
            Self::Permission => "permission",
            Self::Sector => "sector",
            Self::Scheme => "scheme",
            Self::Catalogue => "catalogue",
            Self::CatalogueVersion => "catalogue version",
            Self::Profile => "profile",
            Self::Declaration => "declaration",
            Self::Step => "step",
            Self::Form => "form",
            Self::CertificationStatus => "certification status",
            Self::ProofKind => "proof kind",
            Self::Requirement => "requirement",
            Self::Proof => "proof",
        }
    }
}

/// What is wrong. Texts of the data are kept as written; the sentences shorten them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the sentences say what each part is")]
pub enum Mistake {
    // The files.
    FileMissing {
        path: String,
    },
    FileTooLarge {
        max: usize,
    },
    NotUtf8,
    PathOutside {
        key: String,
        path: String,
    },
    UnknownSchema {
        written: String,
        known: &'static str,
    },
    // The writing.
    Syntax {
        message: String,
    },
    DuplicateKey,
    MissingTable {
        table: String,
    },
    MissingKey {
        table: String,
        key: String,
    },
    UnknownKey {
        table: String,
        key: String,
        near: Option<String>,
    },
    WrongKind {
        key: String,
        expected: ValueKind,
        found: ValueKind,
    },
    OutOfRange {
        key: String,
        written: String,
        min: i128,
        max: i128,
    },
    UnknownChoice {
        key: String,
        written: String,
        known: Vec<&'static str>,
        near: Option<String>,
    },
    BadCode {
        key: String,
        code: String,
    },
    DuplicateCode {
        key: String,
        code: String,
        first_line: usize,
    },
    // What codes lead to.
    UnknownReference {
        key: String,
        notion: Notion,
        code: String,
        near: Option<String>,
    },
    UndeliveredRequirement {
        key: String,
        notion: Notion,
        code: String,
    },
    // Conditions and questions.
    BadCondition {
        key: String,
        error: ConditionError,
    },
    NotAChoice {
        key: String,
        declaration: String,
    },
    NotAYesOrNo {
        key: String,
        declaration: String,
    },
    UnknownOption {
        key: String,
        declaration: String,
        option: String,
        near: Option<String>,
    },
    WithoutOptions {
        declaration: String,
    },
    // Time.
    UnknownTimeZone {
        name: String,
    },
    UnknownCalendar {
        code: String,
    },
    MilestoneOrder {
        code: String,
        before: String,
    },
    MilestoneTwice {
        code: String,
        other: String,
        scheme: String,
        step: String,
    },
    AmbiguousTime {
        code: String,
    },
    ReminderOrder {
        day: u32,
        limit: u32,
    },
    // Thresholds and patterns.
    StatusOrder {
        key: &'static str,
        other: &'static str,
    },
    StatusTooLow {
        key: &'static str,
    },
    LongJustification {
        chars: usize,
    },
    BadPattern {
        key: &'static str,
        reason: String,
    },
    PatternMismatch {
        id: String,
    },
    NumberWithoutSequence,
    UnknownPlaceholder {
        name: String,
    },
    BadFormat {
        key: String,
        format: String,
    },
    FormatNotAdmitted {
        format: String,
        kind: String,
    },
    // What the programme cannot do.
    OpenWithoutCatalogue {
        scheme: String,
    },
    NobodyMay {
        permission: &'static str,
        side: &'static str,
    },
    NotHonoured {
        key: &'static str,
        applied: &'static str,
    },
    // CSV files.
    CsvHeader {
        expected: String,
    },
    CsvUnreadable,
    CsvCells {
        found: usize,
        expected: usize,
    },
    CsvEmpty {
        column: &'static str,
    },
    CsvValue {
        column: &'static str,
        written: String,
        expected: &'static str,
    },
}

impl Mistake {
    /// Whether the programme loads all the same.
    pub fn severity(&self) -> Severity {
        match self {
            // Nothing resembles it: it has no effect, and takes no other key's place.
            Self::UnknownKey { near: None, .. }
            | Self::UndeliveredRequirement { .. }
            | Self::AmbiguousTime { .. }
            | Self::LongJustification { .. }
            | Self::PatternMismatch { .. }
            | Self::FormatNotAdmitted { .. }
            | Self::OpenWithoutCatalogue { .. }
            | Self::NobodyMay { .. }
            | Self::NotHonoured { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FileMissing { .. } => "file_missing",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::NotUtf8 => "not_utf8",
            Self::PathOutside { .. } => "path_outside",
            Self::UnknownSchema { .. } => "unknown_schema",
            Self::Syntax { .. } => "toml_syntax",
            Self::DuplicateKey => "duplicate_key",
            Self::MissingTable { .. } => "missing_table",
            Self::MissingKey { .. } => "missing_key",
            Self::UnknownKey { .. } => "unknown_key",
            Self::WrongKind { .. } => "wrong_type",
            Self::OutOfRange { .. } => "out_of_range",
            Self::UnknownChoice { .. } => "unknown_choice",
            Self::BadCode { .. } => "bad_code",
            Self::DuplicateCode { .. } => "duplicate_code",
            Self::UnknownReference { .. } => "unknown_reference",
            Self::UndeliveredRequirement { .. } => "undelivered_requirement",
            Self::BadCondition { .. } => "bad_condition",
            Self::NotAChoice { .. } => "not_a_choice",
            Self::NotAYesOrNo { .. } => "not_a_yes_or_no",
            Self::UnknownOption { .. } => "unknown_option",
            Self::WithoutOptions { .. } => "without_options",
            Self::UnknownTimeZone { .. } => "unknown_time_zone",
            Self::UnknownCalendar { .. } => "unknown_calendar",
            Self::MilestoneOrder { .. } => "milestone_order",
            Self::MilestoneTwice { .. } => "milestone_twice",
            Self::AmbiguousTime { .. } => "ambiguous_time",
            Self::ReminderOrder { .. } => "reminder_order",
            Self::StatusOrder { .. } => "status_order",
            Self::StatusTooLow { .. } => "status_too_low",
            Self::LongJustification { .. } => "long_justification",
            Self::BadPattern { .. } => "bad_pattern",
            Self::PatternMismatch { .. } => "pattern_mismatch",
            Self::NumberWithoutSequence => "number_without_sequence",
            Self::UnknownPlaceholder { .. } => "unknown_placeholder",
            Self::BadFormat { .. } => "bad_format",
            Self::FormatNotAdmitted { .. } => "format_not_admitted",
            Self::OpenWithoutCatalogue { .. } => "open_without_catalogue",
            Self::NobodyMay { .. } => "nobody_may",
            Self::NotHonoured { .. } => "not_honoured",
            Self::CsvHeader { .. } => "csv_header",
            Self::CsvUnreadable => "csv_unreadable",
            Self::CsvCells { .. } => "csv_cells",
            Self::CsvEmpty { .. } => "csv_empty",
            Self::CsvValue { .. } => "csv_value",
        }
    }

    /// What is wrong and what to do, in French.
    pub fn french(&self) -> String {
        match self {
            Self::FileMissing { path } => {
                format!("Le fichier {} est absent du dossier du programme.", fr(path))
            }
            Self::FileTooLarge { max } => {
                format!("Ce fichier dépasse {} Mio.", max / (1024 * 1024))
            }
            Self::NotUtf8 => {
                "Ce fichier n’est pas écrit en UTF-8\u{a0}: enregistrez-le sous ce codage.".to_owned()
            }
            Self::PathOutside { key, path } => format!(
                "{key}\u{a0}: le chemin {} sort du dossier du programme. Écrivez-le sans «\u{a0}..\u{a0}», relatif à ce dossier.",
                fr(path)
            ),
            Self::UnknownSchema { written, known } => format!(
                "schema\u{a0}: {} n’est pas connu de cette version. Écrivez {}.",
                fr(written),
                fr(known)
            ),
            Self::Syntax { message } => {
                format!("L’écriture TOML est fautive à cet endroit\u{a0}: {}.", syntax_fr(message))
            }
            Self::DuplicateKey => {
                "Cette clé est déjà écrite plus haut dans la même table. Gardez-en une seule.".to_owned()
            }
            Self::MissingTable { table } => format!("La table [{}] est absente.", short(table)),
            Self::MissingKey { table, key } => {
                format!("{table}\u{a0}: la clé {} manque.", fr(key))
            }
            Self::UnknownKey { table, key, near } => format!(
                "{}la clé {} est inconnue.{}",
                if table.is_empty() { String::new() } else { format!("{table}\u{a0}: ") },
                fr(key),
                if near.is_some() { near_fr(near) } else {
                    " Elle n’a pas d’effet\u{a0}: retirez-la, ou rangez sa valeur sous [parameters].".to_owned()
                }
            ),
            Self::WrongKind { key, expected: ValueKind::List, found: ValueKind::Table } => format!(
                "{key}\u{a0}: écrivez [[{key}]], avec deux crochets, une fois par élément."
            ),
            Self::WrongKind { key, expected, found } => format!(
                "{key}\u{a0}: {} est attendu, et non {}.",
                expected.french(),
                found.french()
            ),
            Self::OutOfRange { key, written, min, max } => format!(
                "{key}\u{a0}: {} est hors des bornes. Écrivez un nombre entre {min} et {max}.",
                short(written)
            ),
            Self::UnknownChoice { key, written, known, near } => format!(
                "{key}\u{a0}: {} n’est pas admis.{} Valeurs possibles\u{a0}: {}.",
                fr(written),
                near_fr(near),
                known.join(", ")
            ),
            Self::BadCode { key, code } => format!(
                "{key}\u{a0}: le code {} n’est pas admis. Un code a de 1 à 64 caractères parmi les lettres sans accent, les chiffres, «\u{a0}-\u{a0}», «\u{a0}_\u{a0}» et «\u{a0}.\u{a0}».",
                fr(code)
            ),
            Self::DuplicateCode { key, code, first_line } => format!(
                "{key}\u{a0}: {} est déjà employé ligne {first_line}. Choisissez un autre code.",
                fr(code)
            ),
            Self::UnknownReference { key, notion, code, near } => format!(
                "{key}\u{a0}: {} {} n’existe pas.{}",
                notion.french(),
                fr(code),
                near_fr(near)
            ),
            Self::UndeliveredRequirement { key, notion, code } => format!(
                "{key}\u{a0}: {} {} n’est dans aucune édition livrée de référentiel\u{a0}; cette ligne reste sans effet.",
                notion.french(),
                fr(code)
            ),
            Self::BadCondition { key, error } => format!("{key}\u{a0}: {}.", error.french()),
            Self::NotAChoice { key, declaration } => format!(
                "{key}\u{a0}: la déclaration {} se répond par oui ou non, elle ne se compare pas à un texte.",
                fr(declaration)
            ),
            Self::NotAYesOrNo { key, declaration } => format!(
                "{key}\u{a0}: la déclaration {0} est un choix. Écrivez declaration.{0} = \"…\".",
                short(declaration)
            ),
            Self::UnknownOption { key, declaration, option, near } => format!(
                "{key}\u{a0}: {} n’est pas une réponse possible de la déclaration {}.{}",
                fr(option),
                fr(declaration),
                near_fr(near)
            ),
            Self::WithoutOptions { declaration } => format!(
                "La déclaration {} est un choix sans réponse possible. Ajoutez «\u{a0}options\u{a0}».",
                fr(declaration)
            ),
            Self::UnknownTimeZone { name } => format!(
                "programme.timezone\u{a0}: {} n’est pas un fuseau connu. Écrivez par exemple «\u{a0}Europe/Paris\u{a0}».",
                fr(name)
            ),
            Self::UnknownCalendar { code } => format!(
                "calendar.holidays\u{a0}: {} est inconnu. Écrivez «\u{a0}fr\u{a0}» ou «\u{a0}none\u{a0}».",
                fr(code)
            ),
            Self::MilestoneOrder { code, before } => format!(
                "Le jalon {} tombe avant {}, qui doit le précéder, ou en même temps.",
                fr(code),
                fr(before)
            ),
            Self::MilestoneTwice { code, other, scheme, step } => format!(
                "Le jalon {} porte sur l’étape {} du dispositif {}, comme {}\u{a0}: un seul des deux compterait.",
                fr(code),
                fr(step),
                fr(scheme),
                fr(other)
            ),
            Self::AmbiguousTime { code } => format!(
                "Le jalon {} tombe au moment d’un changement d’heure\u{a0}: cette heure n’existe pas, ou existe deux fois. Décalez-le.",
                fr(code)
            ),
            Self::ReminderOrder { day, limit } => format!(
                "deadlines.vendor_reply_reminders\u{a0}: le rappel du jour {day} n’est pas à sa place. Les jours se suivent, de 1 à {limit}."
            ),
            Self::StatusOrder { key, other } => format!(
                "certification_rules.{key}\u{a0}: ce statut demande plus que {other}, qui vient après."
            ),
            Self::StatusTooLow { key } => format!(
                "certification_rules.{key}\u{a0}: ce statut est de rang 0, même une demande refusée l’atteint."
            ),
            Self::LongJustification { chars } => format!(
                "slot_rules.not_applicable_min_chars\u{a0}: {chars} caractères découragent toute justification."
            ),
            Self::BadPattern { key, reason } => {
                format!("{key}\u{a0}: cette expression rationnelle est illisible ({}).", short(reason))
            }
            Self::PatternMismatch { id } => format!(
                "L’identifiant {} ne suit pas catalogue_rules.id_pattern.",
                fr(id)
            ),
            Self::NumberWithoutSequence => {
                "listing.number_pattern\u{a0}: sans {seq}, deux référencements auraient le même numéro.".to_owned()
            }
            Self::UnknownPlaceholder { name } => format!(
                "listing.number_pattern\u{a0}: {{{}}} est inconnu. Écrivez {{scheme}}, {{year}}, {{seq}} ou {{seq:4}}.",
                short(name)
            ),
            Self::BadFormat { key, format } => format!(
                "{key}\u{a0}: le format {} s’écrit en minuscules, sans point.",
                fr(format)
            ),
            Self::FormatNotAdmitted { format, kind } => format!(
                "accepted_formats\u{a0}: {} n’est pas un format de la nature de preuve {}.",
                fr(format),
                fr(kind)
            ),
            Self::OpenWithoutCatalogue { scheme } => format!(
                "Le dispositif {} est ouvert sans référentiel\u{a0}: aucune preuve ne sera demandée avant qu’un référentiel soit importé.",
                fr(scheme)
            ),
            Self::NobodyMay { permission, side } => format!(
                "Aucun rôle {} n’a la permission {}\u{a0}: les dossiers s’arrêteront là.",
                if *side == "vendor" { "d’éditeur" } else { "d’opérateur" },
                fr(permission)
            ),
            Self::NotHonoured { key, applied } => format!(
                "{key}\u{a0}: ce réglage reste sans effet, la plateforme applique toujours {}.",
                fr(applied)
            ),
            Self::CsvHeader { expected } => {
                format!("Les colonnes attendues sont\u{a0}: {expected}.")
            }
            Self::CsvUnreadable => {
                "Cette ligne est illisible (guillemets ou codage).".to_owned()
            }
            Self::CsvCells { found, expected } => {
                format!("Cette ligne a {found} cases au lieu de {expected}.")
            }
            Self::CsvEmpty { column } => format!("{column}\u{a0}: la case est vide."),
            Self::CsvValue { column, written, expected } => {
                format!("{column}\u{a0}: {} au lieu de {expected}.", fr(written))
            }
        }
    }

    /// What is wrong and what to do, in English.
    pub fn english(&self) -> String {
        match self {
            Self::FileMissing { path } => {
                format!(
                    "The file {} is not in the folder of the programme.",
                    en(path)
                )
            }
            Self::FileTooLarge { max } => {
                format!("This file is larger than {} MiB.", max / (1024 * 1024))
            }
            Self::NotUtf8 => "This file is not written in UTF-8: save it so.".to_owned(),
            Self::PathOutside { key, path } => format!(
                "{key}: the path {} leaves the folder of the programme. Write it without “..”, from that folder.",
                en(path)
            ),
            Self::UnknownSchema { written, known } => {
                format!(
                    "schema: {} is unknown to this version. Write {}.",
                    en(written),
                    en(known)
                )
            }
            Self::Syntax { message } => format!("This is not TOML here: {}.", short(message)),
            Self::DuplicateKey => {
                "This key already stands above in the same table. Keep one.".to_owned()
            }
            Self::MissingTable { table } => format!("The table [{}] is missing.", short(table)),
            Self::MissingKey { table, key } => format!("{table}: the key {} is missing.", en(key)),
            Self::UnknownKey { table, key, near } => format!(
                "{}the key {} is unknown.{}",
                if table.is_empty() {
                    String::new()
                } else {
                    format!("{table}: ")
                },
                en(key),
                if near.is_some() {
                    near_en(near)
                } else {
                    " It has no effect: remove it, or put its value under [parameters].".to_owned()
                }
            ),
            Self::WrongKind {
                key,
                expected: ValueKind::List,
                found: ValueKind::Table,
            } => {
                format!("{key}: write [[{key}]], with two brackets, once for each element.")
            }
            Self::WrongKind {
                key,
                expected,
                found,
            } => {
                format!(
                    "{key}: {} is expected, not {}.",
                    expected.english(),
                    found.english()
                )
            }
            Self::OutOfRange {
                key,
                written,
                min,
                max,
            } => format!(
                "{key}: {} is out of range. Write a number from {min} to {max}.",
                short(written)
            ),
            Self::UnknownChoice {
                key,
                written,
                known,
                near,
            } => format!(
                "{key}: {} is not possible.{} Possible values: {}.",
                en(written),
                near_en(near),
                known.join(", ")
            ),
            Self::BadCode { key, code } => format!(
                "{key}: the code {} is not possible. A code has 1 to 64 unaccented letters, digits, “-”, “_” or “.”.",
                en(code)
            ),
            Self::DuplicateCode {
                key,
                code,
                first_line,
            } => format!(
                "{key}: {} is already used on line {first_line}. Choose another code.",
                en(code)
            ),
            Self::UnknownReference {
                key,
                notion,
                code,
                near,
            } => format!(
                "{key}: the {} {} does not exist.{}",
                notion.english(),
                en(code),
                near_en(near)
            ),
            Self::UndeliveredRequirement { key, notion, code } => format!(
                "{key}: the {} {} is in no delivered catalogue version; this line has no effect.",
                notion.english(),
                en(code)
            ),
            Self::BadCondition { key, error } => format!("{key}: {}.", error.english()),
            Self::NotAChoice { key, declaration } => format!(
                "{key}: the declaration {} is answered by yes or no, it cannot be compared with a text.",
                en(declaration)
            ),
            Self::NotAYesOrNo { key, declaration } => format!(
                "{key}: the declaration {0} is a choice. Write declaration.{0} = \"…\".",
                short(declaration)
            ),
            Self::UnknownOption {
                key,
                declaration,
                option,
                near,
            } => format!(
                "{key}: {} is not an option of the declaration {}.{}",
                en(option),
                en(declaration),
                near_en(near)
            ),
            Self::WithoutOptions { declaration } => format!(
                "The declaration {} is a choice without any option. Add “options”.",
                en(declaration)
            ),
            Self::UnknownTimeZone { name } => format!(
                "programme.timezone: {} is not a known time zone. Write “Europe/Paris”, for example.",
                en(name)
            ),
            Self::UnknownCalendar { code } => {
                format!(
                    "calendar.holidays: {} is unknown. Write “fr” or “none”.",
                    en(code)
                )
            }
            Self::MilestoneOrder { code, before } => format!(
                "The milestone {} is not after {}, which has to come first.",
                en(code),
                en(before)
            ),
            Self::MilestoneTwice {
                code,
                other,
                scheme,
                step,
            } => format!(
                "The milestone {} is about the step {} of the scheme {}, as {} is: only one of them would count.",
                en(code),
                en(step),
                en(scheme),
                en(other)
            ),
            Self::AmbiguousTime { code } => format!(
                "The milestone {} falls when the clocks change: this time does not exist, or exists twice. Move it.",
                en(code)
            ),
            Self::ReminderOrder { day, limit } => format!(
                "deadlines.vendor_reply_reminders: the reminder of day {day} is out of place. Days go up, from 1 to {limit}."
            ),
            Self::StatusOrder { key, other } => format!(
                "certification_rules.{key}: this status asks for more than {other}, which comes later."
            ),
            Self::StatusTooLow { key } => format!(
                "certification_rules.{key}: this status has rank 0, even a refused request reaches it."
            ),
            Self::LongJustification { chars } => format!(
                "slot_rules.not_applicable_min_chars: {chars} characters discourage any justification."
            ),
            Self::BadPattern { key, reason } => {
                format!(
                    "{key}: this regular expression cannot be read ({}).",
                    short(reason)
                )
            }
            Self::PatternMismatch { id } => {
                format!(
                    "The identifier {} does not follow catalogue_rules.id_pattern.",
                    en(id)
                )
            }
            Self::NumberWithoutSequence => {
                "listing.number_pattern: without {seq}, two listings would share a number."
                    .to_owned()
            }
            Self::UnknownPlaceholder { name } => format!(
                "listing.number_pattern: {{{}}} is unknown. Write {{scheme}}, {{year}}, {{seq}} or {{seq:4}}.",
                short(name)
            ),
            Self::BadFormat { key, format } => format!(
                "{key}: the format {} is written in lower case, without a dot.",
                en(format)
            ),
            Self::FormatNotAdmitted { format, kind } => format!(
                "accepted_formats: {} is not a format of the proof kind {}.",
                en(format),
                en(kind)
            ),
            Self::OpenWithoutCatalogue { scheme } => format!(
                "The scheme {} is open without a catalogue: no proof will be asked for until one is imported.",
                en(scheme)
            ),
            Self::NobodyMay { permission, side } => format!(
                "No role of the {side} has the permission {}: applications will stop there.",
                en(permission)
            ),
            Self::NotHonoured { key, applied } => format!(
                "{key}: this setting has no effect, the platform always applies {}.",
                en(applied)
            ),
            Self::CsvHeader { expected } => format!("The expected columns are: {expected}."),
            Self::CsvUnreadable => "This row cannot be read (quotes or encoding).".to_owned(),
            Self::CsvCells { found, expected } => {
                format!("This row has {found} cells instead of {expected}.")
            }
            Self::CsvEmpty { column } => format!("{column}: the cell is empty."),
            Self::CsvValue {
                column,
                written,
                expected,
            } => {
                format!("{column}: {} instead of {expected}.", en(written))
            }
        }
    }
}

/// Longest text of the data repeated in a sentence, in characters.
const QUOTED_MAX: usize = 80;

fn short(text: &str) -> String {
    let mut kept: String = text
        .chars()
        .take(QUOTED_MAX)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(QUOTED_MAX).is_some() {
        kept.push('…');
    }
    kept
}

fn fr(text: &str) -> String {
    format!("«\u{a0}{}\u{a0}»", short(text))
}

fn en(text: &str) -> String {
    format!("“{}”", short(text))
}

fn near_fr(near: &Option<String>) -> String {
    near.as_ref()
        .map(|near| format!(" Vouliez-vous écrire {}\u{a0}?", fr(near)))
        .unwrap_or_default()
}

fn near_en(near: &Option<String>) -> String {
    near.as_ref()
        .map(|near| format!(" Did you mean {}?", en(near)))
        .unwrap_or_default()
}

/// The frequent sentences of the TOML reader, in French.
fn syntax_fr(message: &str) -> String {
    let what = message.split(", expected").next().unwrap_or_default();
    let said = match what {
        "unclosed table" | "unclosed array table" => "un crochet «\u{a0}]\u{a0}» manque",
        "unclosed array" => "la liste n’est pas fermée par «\u{a0}]\u{a0}»",
        "unclosed inline table" => "la table n’est pas fermée par «\u{a0}}\u{a0}»",
        "missing opening quote" | "string values must be quoted" => {
            "un texte s’écrit entre guillemets droits"
        }
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            "une virgule manque"
        }
        "missing assignment between key-value pairs" | "key with no value" => {
            "le signe «\u{a0}=\u{a0}» manque"
        }
        "missing value" | "missing value for key" => "la valeur manque",
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            "trop de niveaux imbriqués"
        }
        _ => return format!("message du lecteur, en anglais, “{}”", short(message)),
    };
    said.to_owned()
}

/// The known word at most two letters away.
pub(super) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<String> {
    // A long word is no slip of the hand, and comparing it would be slow.
    if word.chars().count() > 64 {
        return None;
    }
    known
        .filter(|candidate| candidate.chars().count() <= 64)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// Letters to add, remove or change (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            let cost = usize::from(letter != *other);
            left = (diagonal + cost).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_recognised_and_another_word_is_not() {
        let known = ["label", "sector", "scheme"];
        assert_eq!(
            nearest("labell", known.into_iter()).as_deref(),
            Some("label")
        );
        assert_eq!(
            nearest("shceme", known.into_iter()).as_deref(),
            Some("scheme")
        );
        assert_eq!(nearest("catalogue", known.into_iter()), None);
        assert_eq!(nearest("x", ["y"].into_iter()), None);
    }

    #[test]
    fn a_hostile_text_is_shortened_in_the_sentence() {
        let said = Mistake::BadCode {
            key: "k".into(),
            code: "\u{1b}".repeat(500),
        }
        .french();
        assert!(said.chars().count() < 400 && !said.contains('\u{1b}'));
    }
}
