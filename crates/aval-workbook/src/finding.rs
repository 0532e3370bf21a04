//! What a reading has to say about a workbook: one variant a cause, with a stable code, a
//! severity and a sentence in French and in English. Where the rule is checked is elsewhere.

use serde::Serialize;

use crate::cell::CellRef;

/// Whether a finding keeps the workbook out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is imported.
    Error,
    /// Imported all the same.
    Warning,
}

/// Something to say about a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The cell, when there is one.
    pub cell: Option<CellRef>,
    /// The other cell of a conflict.
    pub other: Option<CellRef>,
    /// Whether it keeps the workbook out.
    pub severity: Severity,
    /// What is the matter.
    pub problem: Problem,
}

impl Finding {
    /// Stable code of the problem.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// True when it keeps the workbook out.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// What happened and what to do, in French, without the name of the cell.
    pub fn french(&self) -> String {
        self.problem.french()
    }

    /// What happened and what to do, in English, without the name of the cell.
    pub fn english(&self) -> String {
        self.problem.english()
    }
}

/// A cause of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each field is a value that the sentence quotes"
)]
pub enum Problem {
    /// The file has no byte.
    EmptyFile,
    /// The file is larger than what is read.
    FileTooLarge { limit_mib: u64 },
    /// Not an XLSX workbook at all.
    NotAWorkbook { looks_like_csv: bool },
    /// A workbook under the name of a CSV file.
    NotCsv,
    /// An Excel 97-2003 workbook (BIFF).
    OldExcelFormat,
    /// A binary workbook (XLSB).
    BinaryWorkbook,
    /// An OpenDocument spreadsheet.
    OpenDocument,
    /// Encrypted with a password.
    PasswordProtected,
    /// The archive cannot be read to its end.
    DamagedArchive,
    /// It unpacks to more than a reading may cost.
    ArchiveTooLarge,
    /// More archive entries than a workbook needs.
    TooManyEntries { count: usize },
    /// An archive entry that points outside the archive, or twice the same name.
    BadEntryName { name: String },
    /// Macros.
    MacrosForbidden,
    /// A document type declaration, which no workbook needs.
    DoctypeForbidden { part: String },
    /// Links to other workbooks or data sources. None is followed.
    ExternalLink,
    /// A CSV file that is not text in a known encoding.
    UnreadableText,
    /// A CSV file read as Windows-1252.
    EncodingGuessed,
    /// A CSV file whose last quote is never closed.
    UnclosedQuote,
    /// The reading stopped there.
    TooManyFindings { limit: usize },
    /// No sheet of the expected name.
    MissingSheet { found: Vec<String> },
    /// The sheet is hidden; it is read all the same.
    HiddenSheet { sheet: String },
    /// Rows hidden by hand or by a filter; they are read all the same.
    HiddenRows,
    /// No header in row 1.
    MissingHeader,
    /// A column of the layout is not there.
    MissingColumn { header: String },
    /// A header that stands where another is expected.
    UnknownHeader { header: String, found: String },
    /// A column that no layout has. It is not imported.
    UnknownColumn { found: String },
    /// Values under no header. They are not imported.
    UnnamedColumn,
    /// The same header twice.
    DuplicateHeader { header: String },
    /// A column out of its place; it was found by its header.
    ColumnOrder { header: String },
    /// A working column that vendors must never see. It is not imported.
    InternalColumn { header: String },
    /// Headers, but no row.
    NoData,
    /// A formula where a value is expected.
    FormulaCell,
    /// More text than a spreadsheet cell can hold.
    CellTooLong { length: usize },
    /// Merged cells hide empty ones.
    MergedCells { range: String },
    /// `#N/A` and the like where a value is expected.
    ErrorValue { value: String },
    /// An identifier that the spreadsheet turned into a date.
    DateInId,
    /// An identifier that the spreadsheet turned into a number.
    NumberInId,
    /// A text that the spreadsheet turned into a date.
    DateInCell,
    /// A CSV record with more cells than headers.
    UnexpectedCell,
    /// A row without the identifier of its requirement.
    MissingId,
    /// White space or a look-alike character was taken out of an identifier.
    IdNormalised { id: String },
    /// An identifier out of the pattern of the programme.
    UnusualId { id: String },
    /// Two rows of one identifier do not say the same.
    RequirementConflict { id: String, header: String },
    /// One scenario of one requirement has two texts.
    ScenarioTextConflict { number: String },
    /// A step that links to a requirement that no sheet has.
    UnknownRequirement { id: String },
    /// A proof on a row that has no scenario.
    ProofWithoutScenario,
    /// A criticality that is not in the list.
    UnknownCriticality { value: String },
    /// A nature that is not in the list.
    UnknownNature { value: String },
    /// A value of a list, written another way.
    ValueNormalised { value: String },
    /// Markup that could do harm was taken out; the words are kept.
    MarkupRemoved,
    /// Words between angle brackets, kept as words.
    UnknownTag { tags: Vec<String> },
    /// Markup in a layout of plain texts.
    LeftoverMarkup { tags: Vec<String> },
    /// A requirement without chapter.
    EmptyChapter,
    /// A requirement without function.
    EmptyFunction,
    /// A requirement without statement.
    EmptyStatement,
    /// A requirement without profile, which applies to all.
    EmptyProfile,
    /// A requirement without criticality.
    EmptyCriticality,
    /// A requirement without order.
    EmptyOrder,
    /// A requirement that nothing shows yet.
    RequirementWithoutScenario,
    /// A scenario that asks for nothing.
    ScenarioWithoutProof { number: String },
    /// A scenario without number.
    ScenarioWithoutNumber,
    /// A scenario without text.
    ScenarioNumberWithoutText { number: String },
    /// A scenario number that does not start like its requirement.
    ScenarioPrefixMismatch { number: String, requirement: String },
    /// One scenario number under two requirements.
    ScenarioNumberShared { number: String },
    /// A proof without number.
    ProofWithoutNumber,
    /// A proof without text.
    ProofNumberWithoutText { number: String },
    /// A proof number that does not start like its scenario.
    ProofPrefixMismatch { number: String, scenario: String },
    /// A proof number that is also the number of a scenario.
    ProofNumberEqualsScenario { number: String },
    /// One proof number twice in one scenario.
    DuplicateProofNumber { number: String },
    /// One proof number in two scenarios.
    ProofNumberShared { number: String },
}

impl Problem {
    /// Stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::NotAWorkbook { .. } => "not_a_workbook",
            Self::NotCsv => "not_a_csv",
            Self::OldExcelFormat => "old_excel_format",
            Self::BinaryWorkbook => "binary_workbook",
            Self::OpenDocument => "opendocument",
            Self::PasswordProtected => "password_protected",
            Self::DamagedArchive => "damaged_archive",
            Self::ArchiveTooLarge => "archive_too_large",
            Self::TooManyEntries { .. } => "too_many_entries",
            Self::BadEntryName { .. } => "bad_entry_name",
            Self::MacrosForbidden => "macros_forbidden",
            Self::DoctypeForbidden { .. } => "doctype_forbidden",
            Self::ExternalLink => "external_link",
            Self::UnreadableText => "unreadable_text",
            Self::EncodingGuessed => "encoding_guessed",
            Self::UnclosedQuote => "unclosed_quote",
            Self::TooManyFindings { .. } => "too_many_findings",
            Self::MissingSheet { .. } => "missing_sheet",
            Self::HiddenSheet { .. } => "hidden_sheet",
            Self::HiddenRows => "hidden_rows",
            Self::MissingHeader => "missing_header",
            Self::MissingColumn { .. } => "missing_column",
            Self::UnknownHeader { .. } => "unknown_header",
            Self::UnknownColumn { .. } => "unknown_column",
            Self::UnnamedColumn => "unnamed_column",
            Self::DuplicateHeader { .. } => "duplicate_header",
            Self::ColumnOrder { .. } => "column_order",
            Self::InternalColumn { .. } => "internal_column",
            Self::NoData => "no_data",
            Self::FormulaCell => "formula_cell",
            Self::CellTooLong { .. } => "cell_too_long",
            Self::MergedCells { .. } => "merged_cells",
            Self::ErrorValue { .. } => "error_value",
            Self::DateInId => "date_in_id",
            Self::NumberInId => "number_in_id",
            Self::DateInCell => "date_in_cell",
            Self::UnexpectedCell => "unexpected_cell",
            Self::MissingId => "missing_id",
            Self::IdNormalised { .. } => "id_normalised",
            Self::UnusualId { .. } => "unusual_id",
            Self::RequirementConflict { .. } => "requirement_conflict",
            Self::ScenarioTextConflict { .. } => "scenario_text_conflict",
            Self::UnknownRequirement { .. } => "unknown_requirement",
            Self::ProofWithoutScenario => "proof_without_scenario",
            Self::UnknownCriticality { .. } => "unknown_criticality",
            Self::UnknownNature { .. } => "unknown_nature",
            Self::ValueNormalised { .. } => "value_normalised",
            Self::MarkupRemoved => "markup_removed",
            Self::UnknownTag { .. } => "unknown_tag",
            Self::LeftoverMarkup { .. } => "plain_cell_with_leftover_markup",
            Self::EmptyChapter => "empty_chapter",
            Self::EmptyFunction => "empty_function",
            Self::EmptyStatement => "empty_statement",
            Self::EmptyProfile => "empty_profile",
            Self::EmptyCriticality => "empty_criticality",
            Self::EmptyOrder => "empty_order",
            Self::RequirementWithoutScenario => "requirement_without_scenario",
            Self::ScenarioWithoutProof { .. } => "scenario_without_proof",
            Self::ScenarioWithoutNumber => "scenario_without_number",
            Self::ScenarioNumberWithoutText { .. } => "scenario_number_without_text",
            Self::ScenarioPrefixMismatch { .. } => "scenario_prefix_mismatch",
            Self::ScenarioNumberShared { .. } => "scenario_number_used_by_several_requirements",
            Self::ProofWithoutNumber => "proof_without_number",
            Self::ProofNumberWithoutText { .. } => "proof_number_without_text",
            Self::ProofPrefixMismatch { .. } => "proof_prefix_mismatch",
            Self::ProofNumberEqualsScenario { .. } => "proof_number_equals_scenario_number",
            Self::DuplicateProofNumber { .. } => "duplicate_proof_number",
            Self::ProofNumberShared { .. } => "proof_number_used_in_several_scenarios",
        }
    }

    /// Whether it keeps the workbook out. The two prefix rules are warnings here; a programme
    /// may make them errors.
    pub fn severity(&self) -> Severity {
        match self {
            Self::ExternalLink
            | Self::UnknownRequirement { .. }
            | Self::EncodingGuessed
            | Self::HiddenSheet { .. }
            | Self::HiddenRows
            | Self::UnknownColumn { .. }
            | Self::UnnamedColumn
            | Self::ColumnOrder { .. }
            | Self::InternalColumn { .. }
            | Self::IdNormalised { .. }
            | Self::UnusualId { .. }
            | Self::ValueNormalised { .. }
            | Self::MarkupRemoved
            | Self::UnknownTag { .. }
            | Self::LeftoverMarkup { .. }
            | Self::EmptyChapter
            | Self::EmptyFunction
            | Self::EmptyStatement
            | Self::EmptyProfile
            | Self::EmptyCriticality
            | Self::EmptyOrder
            | Self::RequirementWithoutScenario
            | Self::ScenarioWithoutProof { .. }
            | Self::ScenarioWithoutNumber
            | Self::ScenarioNumberWithoutText { .. }
            | Self::ScenarioPrefixMismatch { .. }
            | Self::ScenarioNumberShared { .. }
            | Self::ProofWithoutNumber
            | Self::ProofNumberWithoutText { .. }
            | Self::ProofPrefixMismatch { .. }
            | Self::ProofNumberEqualsScenario { .. }
            | Self::DuplicateProofNumber { .. }
            | Self::ProofNumberShared { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    fn french(&self) -> String {
        match self {
            Self::EmptyFile => "Le fichier est vide. Choisissez le classeur à importer.".to_owned(),
            Self::FileTooLarge { limit_mib } => format!("Le fichier dépasse {limit_mib} Mio. Retirez ce qui n’est pas le référentiel (images, autres feuilles) et recommencez."),
            Self::NotAWorkbook { looks_like_csv: true } => "Ce fichier n’est pas un classeur : il ressemble à du CSV. Renommez-le avec l’extension .csv.".to_owned(),
            Self::NotAWorkbook { looks_like_csv: false } => "Ce fichier n’est pas un classeur XLSX.".to_owned(),
            Self::NotCsv => "Ce fichier est un classeur sous un nom de fichier CSV. Renommez-le avec l’extension .xlsx.".to_owned(),
            Self::OldExcelFormat => "Ce classeur est au format Excel 97-2003 (.xls). Enregistrez-le au format .xlsx.".to_owned(),
            Self::BinaryWorkbook => "Ce classeur est au format binaire (.xlsb). Enregistrez-le au format .xlsx.".to_owned(),
            Self::OpenDocument => "Ce classeur est au format OpenDocument (.ods). Enregistrez-le au format .xlsx.".to_owned(),
            Self::PasswordProtected => "Ce classeur est chiffré par un mot de passe. Retirez le mot de passe d’ouverture et recommencez.".to_owned(),
            Self::DamagedArchive => "Le classeur est incomplet ou abîmé. Envoyez-le de nouveau, ou ouvrez-le et enregistrez-le.".to_owned(),
            Self::ArchiveTooLarge => "Le classeur est trop grand une fois décompressé. Supprimez les lignes vides mises en forme et les feuilles inutiles.".to_owned(),
            Self::TooManyEntries { count } => format!("Le classeur contient {count} fichiers internes, bien plus qu’un référentiel. Copiez la feuille dans un nouveau classeur."),
            Self::BadEntryName { name } => format!("Le classeur contient un fichier interne au nom interdit (« {name} »). Copiez la feuille dans un nouveau classeur."),
            Self::MacrosForbidden => "Ce classeur contient des macros. Enregistrez-le au format .xlsx sans macro.".to_owned(),
            Self::DoctypeForbidden { part } => format!("Le classeur contient une déclaration DOCTYPE ({part}), ce qu’aucun tableur n’écrit. Copiez la feuille dans un nouveau classeur."),
            Self::ExternalLink => "Le classeur est lié à d’autres fichiers ou à des données externes. Ces liens ne sont pas suivis.".to_owned(),
            Self::UnreadableText => "Le fichier n’est pas un texte lisible. Enregistrez-le au format CSV UTF-8.".to_owned(),
            Self::EncodingGuessed => "Le fichier n’est pas en UTF-8 ; il a été lu en Windows-1252. Vérifiez les accents, ou enregistrez-le au format CSV UTF-8.".to_owned(),
            Self::UnclosedQuote => "Un guillemet ouvert n’est jamais fermé : la fin du fichier se lirait comme une seule cellule. Enregistrez de nouveau le fichier CSV.".to_owned(),
            Self::TooManyFindings { limit } => format!("Plus de {limit} remarques : la lecture s’arrête là. Corrigez celles qui sont listées et recommencez."),
            Self::MissingSheet { found } => format!("La feuille « Exigences » manque. Feuilles trouvées : {}.", quoted(found, "« ", " »")),
            Self::HiddenSheet { sheet } => format!("La feuille « {sheet} » est masquée. Elle a été lue quand même."),
            Self::HiddenRows => "Des lignes sont masquées à partir d’ici. Elles ont été lues quand même.".to_owned(),
            Self::MissingHeader => "Les titres des colonnes sont attendus en ligne 1. Aucun n’y a été reconnu.".to_owned(),
            Self::MissingColumn { header } => format!("La colonne « {header} » manque. Ajoutez-la, même vide."),
            Self::UnknownHeader { header, found } => format!("Le titre « {found} » n’est pas connu. « {header} » est attendu."),
            Self::UnknownColumn { found } => format!("La colonne « {found} » n’est pas connue. Elle n’est pas importée."),
            Self::UnnamedColumn => "Cette colonne contient des valeurs mais n’a pas de titre. Elle n’est pas importée.".to_owned(),
            Self::DuplicateHeader { header } => format!("Le titre « {header} » figure deux fois. Gardez une seule colonne."),
            Self::ColumnOrder { header } => format!("La colonne « {header} » n’est pas à sa place habituelle. Elle a été reconnue à son titre."),
            Self::InternalColumn { header } => format!("La colonne interne « {header} » n’est pas importée. Retirez-la avant de diffuser le fichier."),
            Self::NoData => "Le tableau n’a aucune ligne sous ses titres.".to_owned(),
            Self::FormulaCell => "Cette cellule contient une formule. Remplacez-la par sa valeur (copier, puis collage spécial, valeurs).".to_owned(),
            Self::CellTooLong { length } => format!("Cette cellule contient {length} caractères, plus qu’un tableur ne peut en garder (32 767). Raccourcissez-la."),
            Self::MergedCells { range } => format!("Les cellules {range} sont fusionnées. Défusionnez-les et répétez la valeur dans chacune."),
            Self::ErrorValue { value } => format!("Cette cellule contient l’erreur {value}. Remplacez-la par la valeur attendue."),
            Self::DateInId => "Le tableur a changé cet identifiant en date. Mettez la cellule au format Texte et ressaisissez l’identifiant.".to_owned(),
            Self::NumberInId => "Le tableur a changé cet identifiant en nombre. Mettez la cellule au format Texte et ressaisissez l’identifiant.".to_owned(),
            Self::DateInCell => "Le tableur a changé ce texte en date. Mettez la cellule au format Texte et ressaisissez la valeur.".to_owned(),
            Self::UnexpectedCell => "Cette ligne a plus de cellules que de titres. Vérifiez les séparateurs et les guillemets.".to_owned(),
            Self::MissingId => "Cette ligne n’a pas d’identifiant d’exigence. Répétez l’identifiant sur chaque ligne.".to_owned(),
            Self::IdNormalised { id } => format!("L’identifiant contenait des espaces ou des caractères inhabituels. Il est lu « {id} »."),
            Self::UnusualId { id } => format!("L’identifiant « {id} » n’a pas la forme habituelle."),
            Self::RequirementConflict { id, header } => format!("L’exigence {id} a ici une autre valeur dans « {header} ». Donnez la même valeur aux deux lignes, ou un autre identifiant."),
            Self::ScenarioTextConflict { number } => format!("Le scénario « {number} » de cette exigence a un autre texte plus haut. Donnez le même texte aux deux lignes, ou un autre numéro."),
            Self::UnknownRequirement { id } => format!("L’exigence {id} que cette étape nomme n’est pas dans la feuille des exigences. Le lien est gardé."),
            Self::ProofWithoutScenario => "Cette ligne demande une preuve sans scénario. Renseignez le numéro et le texte du scénario.".to_owned(),
            Self::UnknownCriticality { value } => format!("La criticité « {value} » n’existe pas. Choisissez Mineure, Majeure, Critique ou Non définie."),
            Self::UnknownNature { value } => format!("La nature « {value} » n’existe pas. Choisissez EXIGENCE ou PRECONISATION."),
            Self::ValueNormalised { value } => format!("Cette valeur est lue « {value} »."),
            Self::MarkupRemoved => "Du code HTML interdit (script, style, lien dangereux…) a été retiré. Le texte est gardé.".to_owned(),
            Self::UnknownTag { tags } => format!("Des mots entre chevrons ({}) ne sont pas des balises HTML. Ils sont gardés comme texte.", bracketed(tags)),
            Self::LeftoverMarkup { tags } => format!("Cette colonne contient du texte simple, mais la cellule porte des balises ({}).", bracketed(tags)),
            Self::EmptyChapter => "Cette exigence n’a pas de chapitre.".to_owned(),
            Self::EmptyFunction => "Cette exigence n’a pas de fonction.".to_owned(),
            Self::EmptyStatement => "Cette exigence n’a pas de texte.".to_owned(),
            Self::EmptyProfile => "Cette exigence n’a pas de profil : elle vaut pour tous.".to_owned(),
            Self::EmptyCriticality => "Cette exigence n’a pas de criticité : elle est lue « Non définie ».".to_owned(),
            Self::EmptyOrder => "Cette exigence n’a pas de numéro d’ordre. L’ordre des lignes est gardé.".to_owned(),
            Self::RequirementWithoutScenario => "Cette exigence n’a pas de scénario : aucune preuve ne sera demandée.".to_owned(),
            Self::ScenarioWithoutProof { number } => format!("Le scénario « {number} » ne demande aucune preuve."),
            Self::ScenarioWithoutNumber => "Ce scénario n’a pas de numéro.".to_owned(),
            Self::ScenarioNumberWithoutText { number } => format!("Le scénario « {number} » n’a pas de texte."),
            Self::ScenarioPrefixMismatch { number, requirement } => format!("Le numéro du scénario « {number} » ne commence pas comme celui de l’exigence {requirement}."),
            Self::ScenarioNumberShared { number } => format!("Le numéro de scénario « {number} » sert aussi à une autre exigence. Les deux sont gardés."),
            Self::ProofWithoutNumber => "Cette preuve n’a pas de numéro.".to_owned(),
            Self::ProofNumberWithoutText { number } => format!("La preuve « {number} » n’a pas de texte."),
            Self::ProofPrefixMismatch { number, scenario } => format!("Le numéro de la preuve « {number} » ne commence pas comme celui du scénario {scenario}."),
            Self::ProofNumberEqualsScenario { number } => format!("Le numéro de la preuve « {number} » est celui d’un scénario."),
            Self::DuplicateProofNumber { number } => format!("Le numéro de preuve « {number} » figure deux fois dans ce scénario. Les deux preuves sont gardées."),
            Self::ProofNumberShared { number } => format!("Le numéro de preuve « {number} » sert aussi dans un autre scénario. Les deux preuves sont gardées."),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::EmptyFile => "The file is empty. Choose the workbook to import.".to_owned(),
            Self::FileTooLarge { limit_mib } => format!("The file is larger than {limit_mib} MiB. Remove what is not the catalogue (pictures, other sheets) and try again."),
            Self::NotAWorkbook { looks_like_csv: true } => "This file is not a workbook: it looks like CSV. Rename it with the extension .csv.".to_owned(),
            Self::NotAWorkbook { looks_like_csv: false } => "This file is not an XLSX workbook.".to_owned(),
            Self::NotCsv => "This file is a workbook under the name of a CSV file. Rename it with the extension .xlsx.".to_owned(),
            Self::OldExcelFormat => "This workbook is in the Excel 97-2003 format (.xls). Save it as .xlsx.".to_owned(),
            Self::BinaryWorkbook => "This workbook is in the binary format (.xlsb). Save it as .xlsx.".to_owned(),
            Self::OpenDocument => "This workbook is in the OpenDocument format (.ods). Save it as .xlsx.".to_owned(),
            Self::PasswordProtected => "This workbook is encrypted with a password. Remove the opening password and try again.".to_owned(),
            Self::DamagedArchive => "The workbook is incomplete or damaged. Send it again, or open it and save it.".to_owned(),
            Self::ArchiveTooLarge => "The workbook is too large once unpacked. Delete the formatted empty rows and the sheets that are not needed.".to_owned(),
            Self::TooManyEntries { count } => format!("The workbook holds {count} inner files, far more than a catalogue. Copy the sheet to a new workbook."),
            Self::BadEntryName { name } => format!("The workbook holds an inner file with a forbidden name (“{name}”). Copy the sheet to a new workbook."),
            Self::MacrosForbidden => "This workbook holds macros. Save it as .xlsx without macros.".to_owned(),
            Self::DoctypeForbidden { part } => format!("The workbook holds a DOCTYPE declaration ({part}), which no spreadsheet program writes. Copy the sheet to a new workbook."),
            Self::ExternalLink => "The workbook is linked to other files or to outside data. These links are not followed.".to_owned(),
            Self::UnreadableText => "The file is not readable text. Save it as CSV UTF-8.".to_owned(),
            Self::EncodingGuessed => "The file is not UTF-8; it was read as Windows-1252. Check the accents, or save it as CSV UTF-8.".to_owned(),
            Self::UnclosedQuote => "An opened quote is never closed: the end of the file would be read as one cell. Save the CSV file again.".to_owned(),
            Self::TooManyFindings { limit } => format!("More than {limit} findings: the reading stops here. Correct those that are listed and try again."),
            Self::MissingSheet { found } => format!("The sheet “Exigences” is missing. Sheets found: {}.", quoted(found, "“", "”")),
            Self::HiddenSheet { sheet } => format!("The sheet “{sheet}” is hidden. It was read all the same."),
            Self::HiddenRows => "Rows are hidden from here on. They were read all the same.".to_owned(),
            Self::MissingHeader => "The column headers are expected in row 1. None was recognised there.".to_owned(),
            Self::MissingColumn { header } => format!("The column “{header}” is missing. Add it, even empty."),
            Self::UnknownHeader { header, found } => format!("The header “{found}” is not known. “{header}” is expected."),
            Self::UnknownColumn { found } => format!("The column “{found}” is not known. It is not imported."),
            Self::UnnamedColumn => "This column holds values but has no header. It is not imported.".to_owned(),
            Self::DuplicateHeader { header } => format!("The header “{header}” is there twice. Keep one column."),
            Self::ColumnOrder { header } => format!("The column “{header}” is not in its usual place. It was recognised by its header."),
            Self::InternalColumn { header } => format!("The internal column “{header}” is not imported. Remove it before you share the file."),
            Self::NoData => "The table has no row under its headers.".to_owned(),
            Self::FormulaCell => "This cell holds a formula. Replace it with its value (copy, then paste special, values).".to_owned(),
            Self::CellTooLong { length } => format!("This cell holds {length} characters, more than a spreadsheet program can keep (32,767). Shorten it."),
            Self::MergedCells { range } => format!("The cells {range} are merged. Unmerge them and repeat the value in each one."),
            Self::ErrorValue { value } => format!("This cell holds the error {value}. Replace it with the expected value."),
            Self::DateInId => "The spreadsheet program turned this identifier into a date. Set the cell to the Text format and type the identifier again.".to_owned(),
            Self::NumberInId => "The spreadsheet program turned this identifier into a number. Set the cell to the Text format and type the identifier again.".to_owned(),
            Self::DateInCell => "The spreadsheet program turned this text into a date. Set the cell to the Text format and type the value again.".to_owned(),
            Self::UnexpectedCell => "This row has more cells than there are headers. Check the separators and the quotes.".to_owned(),
            Self::MissingId => "This row has no requirement identifier. Repeat the identifier on each row.".to_owned(),
            Self::IdNormalised { id } => format!("The identifier held white space or unusual characters. It is read as “{id}”."),
            Self::UnusualId { id } => format!("The identifier “{id}” does not have the usual form."),
            Self::RequirementConflict { id, header } => format!("The requirement {id} has another value here in “{header}”. Give both rows the same value, or another identifier."),
            Self::ScenarioTextConflict { number } => format!("The scenario “{number}” of this requirement has another text above. Give both rows the same text, or another number."),
            Self::UnknownRequirement { id } => format!("The requirement {id} that this step names is not on the sheet of requirements. The link is kept."),
            Self::ProofWithoutScenario => "This row asks for a proof without a scenario. Fill in the number and the text of the scenario.".to_owned(),
            Self::UnknownCriticality { value } => format!("The criticality “{value}” does not exist. Choose Mineure, Majeure, Critique or Non définie."),
            Self::UnknownNature { value } => format!("The nature “{value}” does not exist. Choose EXIGENCE or PRECONISATION."),
            Self::ValueNormalised { value } => format!("This value is read as “{value}”."),
            Self::MarkupRemoved => "Forbidden HTML (script, style, dangerous link…) was removed. The text is kept.".to_owned(),
            Self::UnknownTag { tags } => format!("Words between angle brackets ({}) are not HTML tags. They are kept as text.", bracketed(tags)),
            Self::LeftoverMarkup { tags } => format!("This column holds plain text, but the cell has tags ({}).", bracketed(tags)),
            Self::EmptyChapter => "This requirement has no chapter.".to_owned(),
            Self::EmptyFunction => "This requirement has no function.".to_owned(),
            Self::EmptyStatement => "This requirement has no text.".to_owned(),
            Self::EmptyProfile => "This requirement has no profile: it applies to all of them.".to_owned(),
            Self::EmptyCriticality => "This requirement has no criticality: it is read as “Non définie”.".to_owned(),
            Self::EmptyOrder => "This requirement has no order number. The order of the rows is kept.".to_owned(),
            Self::RequirementWithoutScenario => "This requirement has no scenario: no proof will be asked for.".to_owned(),
            Self::ScenarioWithoutProof { number } => format!("The scenario “{number}” asks for no proof."),
            Self::ScenarioWithoutNumber => "This scenario has no number.".to_owned(),
            Self::ScenarioNumberWithoutText { number } => format!("The scenario “{number}” has no text."),
            Self::ScenarioPrefixMismatch { number, requirement } => format!("The scenario number “{number}” does not start like that of the requirement {requirement}."),
            Self::ScenarioNumberShared { number } => format!("The scenario number “{number}” also serves another requirement. Both are kept."),
            Self::ProofWithoutNumber => "This proof has no number.".to_owned(),
            Self::ProofNumberWithoutText { number } => format!("The proof “{number}” has no text."),
            Self::ProofPrefixMismatch { number, scenario } => format!("The proof number “{number}” does not start like that of the scenario {scenario}."),
            Self::ProofNumberEqualsScenario { number } => format!("The proof number “{number}” is that of a scenario."),
            Self::DuplicateProofNumber { number } => format!("The proof number “{number}” is there twice in this scenario. Both proofs are kept."),
            Self::ProofNumberShared { number } => format!("The proof number “{number}” also serves in another scenario. Both proofs are kept."),
        }
    }
}

fn quoted(names: &[String], open: &str, close: &str) -> String {
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("{open}{name}{close}"))
        .collect();
    names.join(", ")
}

fn bracketed(tags: &[String]) -> String {
    let tags: Vec<String> = tags.iter().map(|tag| format!("<{tag}>")).collect();
    tags.join(", ")
}
