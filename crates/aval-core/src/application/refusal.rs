//! Why a command is refused: one variant a rule, a stable code, and for people what
//! happened and what to do, in French and in English.

use jiff::Timestamp;

use super::obligations::MissingPiece;
use crate::programme::MilestoneCode;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// French.
    #[default]
    French,
    /// English.
    English,
}

/// A refused command. The state is unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "each variant is explained by its own sentences below"
)]
pub enum Refusal {
    NotFound,
    NotAllowed,
    /// The same command was carried out already: a double click, treated as done.
    AlreadyDone,
    WindowClosed,
    MilestoneNotReached(MilestoneCode, Timestamp),
    MilestonePassed(MilestoneCode, Timestamp),
    ApplicationClosed,
    AnotherApplicationExists,
    UnknownScheme,
    CatalogueMismatch,
    TextRequired,
    TextTooLong {
        max: usize,
    },
    TooManyFacts {
        max: usize,
    },
    CharterFirst,
    CharterAlreadyAccepted,
    FormLocked,
    UnknownField,
    InvalidField {
        field: String,
        reason: FieldProblem,
    },
    UnknownProfile,
    ProfileNotOffered,
    UnknownDeclaration,
    InvalidDeclaration,
    UnknownCertification,
    UnknownStatus,
    StatusDateInFuture,
    Incomplete(Vec<MissingPiece>),
    NotAwaitingEligibility,
    ReviewStarted,
    AlreadyEligible,
    NotEligibleYet,
    ReasonRequired,
    UnknownSlot,
    UnknownChapter,
    UnknownEvidence,
    UnknownRemark,
    UnknownRequest,
    ChapterFrozen,
    SlotLocked,
    FormatNotAccepted {
        accepted: Vec<String>,
    },
    FileTooLarge {
        limit_mib: u64,
    },
    FileEmpty,
    TooManyFiles {
        max: u32,
    },
    LinkMalformed,
    LinkNotSecure,
    LinkHostRefused {
        reason: String,
    },
    NumberNotPositive,
    EvidenceAlreadyHere,
    EvidenceNotHere,
    OtherProof,
    ContentErased,
    NotAFile,
    JustificationTooShort {
        min: usize,
    },
    PieceInTheWay,
    NoClaim,
    ChapterNotSubmitted,
    ChapterAlreadySubmitted,
    NothingToJudge,
    VerdictDoesNotFit,
    RemarkRequired,
    BlockingRemarkOpen,
    NoSuchPlace,
    NothingToSeeAgain,
    JudgedFavourably,
    NotFullyJudged,
    NothingToReturn,
    SlotsToCorrect,
    ChapterNotValidated,
    SlotOutsideChapter,
    AlreadyAnswered,
    NotYours,
    ExtensionTooLate,
    ExtensionPending,
    NoExtension,
    ExtensionDayInvalid,
    SameReviewer,
    NoSecondOpinion,
    AlreadyDecided,
    NotGranted,
    NotListed,
    AlreadyListed,
    AlreadySuspended,
    NotSuspended,
    DateInFuture,
    DayInPast,
    VersionNotNew,
}

/// What is wrong with the value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldProblem {
    /// Not nine digits.
    Siren,
    /// Not an e-mail address.
    Email,
    /// Longer than the limit.
    TooLong,
    /// Already used for this product.
    NotNew,
    /// Control characters.
    Characters,
}

/// A refusal as people read it: what happened, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Stable code.
    pub code: &'static str,
    /// In French.
    pub french: (&'static str, &'static str),
    /// In English.
    pub english: (&'static str, &'static str),
}

macro_rules! sentences {
    ($( $pattern:pat => $code:literal, $fr:literal, $fr_do:literal, $en:literal, $en_do:literal; )+) => {
        impl Refusal {
            /// Stable code, for programs and for links to the FAQ.
            pub fn code(&self) -> &'static str {
                match self { $( $pattern => $code, )+ }
            }

            /// Every refusal as people read it, in the order of the rules.
            pub const SAID: &'static [Said] = &[ $( Said {
                code: $code,
                french: ($fr, $fr_do),
                english: ($en, $en_do),
            }, )+ ];

            /// What happened.
            pub fn sentence(&self, language: Language) -> &'static str {
                match (self, language) {
                    $( ($pattern, Language::French) => $fr, ($pattern, Language::English) => $en, )+
                }
            }

            /// What to do about it.
            pub fn remedy(&self, language: Language) -> &'static str {
                match (self, language) {
                    $( ($pattern, Language::French) => $fr_do, ($pattern, Language::English) => $en_do, )+
                }
            }
        }
    };
}

use Refusal as R;

sentences! {
    R::NotFound => "not_found", "Cette page n’existe pas, ou vous n’y avez pas accès.", "Vérifiez l’adresse, ou demandez à votre mandataire de vous rattacher au dossier.", "This page does not exist, or you have no access to it.", "Check the address, or ask your legal representative to attach you to the application.";
    R::NotAllowed => "not_allowed", "Votre rôle ne permet pas cette action.", "Demandez-la à une personne qui a ce droit : la page « Équipe et droits » les nomme.", "Your role does not allow this.", "Ask somebody who has the right: the “Team and rights” page names them.";
    R::AlreadyDone => "already_done", "Cette action a déjà été enregistrée.", "Rien à faire : elle n’a été prise en compte qu’une fois.", "This was already recorded.", "Nothing to do: it was counted once.";
    R::WindowClosed => "window_closed", "Le guichet de ce dispositif n’est pas ouvert.", "Consultez les dates du programme.", "The window of this scheme is not open.", "See the dates of the programme.";
    R::MilestoneNotReached(..) => "milestone_not_reached", "Le guichet de ce dispositif n’est pas encore ouvert.", "Revenez à la date d’ouverture affichée.", "The window of this scheme is not open yet.", "Come back on the opening date shown.";
    R::MilestonePassed(..) => "milestone_passed", "La date limite est passée : cette action n’est plus recevable.", "Écrivez à votre référent si une panne de la plateforme en est la cause.", "The deadline has passed: this is no longer admissible.", "Write to your case lead if an outage of the platform is the cause.";
    R::ApplicationClosed => "application_closed", "Ce dossier est clos : il ne peut plus être modifié.", "Ouvrez un nouveau dossier si besoin.", "This application is closed: it can no longer be changed.", "Open a new application if needed.";
    R::AnotherApplicationExists => "another_application_exists", "Un dossier est déjà en cours pour cette solution et ce dispositif.", "Poursuivez le dossier existant.", "An application is already under way for this solution and this scheme.", "Go on with the existing application.";
    R::UnknownScheme => "unknown_scheme", "Ce dispositif n’existe pas dans le programme, ou n’a pas de référentiel.", "Choisissez un dispositif de la liste.", "This scheme does not exist in the programme, or has no catalogue.", "Choose a scheme from the list.";
    R::CatalogueMismatch => "catalogue_mismatch", "Cette édition du référentiel n’est pas celle du dispositif.", "Choisissez une édition publiée pour ce dispositif.", "This catalogue version does not belong to the scheme.", "Choose a version published for this scheme.";
    R::TextRequired => "text_required", "Le texte est vide.", "Écrivez au moins une phrase.", "The text is empty.", "Write at least one sentence.";
    R::TextTooLong { .. } => "text_too_long", "Le texte est trop long.", "Raccourcissez-le, ou joignez un document.", "The text is too long.", "Shorten it, or attach a document.";
    R::TooManyFacts { .. } => "too_many_facts", "La saisie compte plus de champs qu’il n’en est admis.", "Gardez les champs du formulaire, et joignez le reste en document.", "The entry has more fields than are admitted.", "Keep the fields of the form, and attach the rest as a document.";
    R::CharterFirst => "charter_first", "La charte n’est pas encore acceptée.", "Un mandataire doit l’accepter : elle ouvre le formulaire administratif.", "The charter is not accepted yet.", "A legal representative has to accept it: it opens the administrative form.";
    R::CharterAlreadyAccepted => "charter_already_accepted", "La charte est déjà acceptée.", "Passez au formulaire administratif.", "The charter is already accepted.", "Go on to the administrative form.";
    R::FormLocked => "form_locked", "Le formulaire est entre les mains de l’équipe administrative : il est figé.", "Attendez son retour, ou écrivez-lui par la messagerie.", "The form is with the administrative team: it is frozen.", "Wait for its return, or write to the team.";
    R::UnknownField => "unknown_field", "Ce champ n’existe pas dans le formulaire.", "Rechargez la page.", "This field does not exist in the form.", "Reload the page.";
    R::InvalidField { .. } => "invalid_field", "La valeur d’un champ ne convient pas.", "Corrigez le champ signalé.", "The value of a field does not fit.", "Correct the field shown.";
    R::UnknownProfile => "unknown_profile", "Ce profil n’existe pas.", "Rechargez la page et choisissez dans la liste.", "This profile does not exist.", "Reload the page and choose from the list.";
    R::ProfileNotOffered => "profile_not_offered", "Ce profil n’est pas proposé par le dispositif.", "Choisissez dans la liste.", "This profile is not offered by the scheme.", "Choose from the list.";
    R::UnknownDeclaration => "unknown_declaration", "Cette déclaration n’existe pas.", "Rechargez la page.", "This declaration does not exist.", "Reload the page.";
    R::InvalidDeclaration => "invalid_declaration", "Cette réponse n’est pas prévue.", "Choisissez une des réponses proposées.", "This answer is not foreseen.", "Choose one of the answers offered.";
    R::UnknownCertification => "unknown_certification", "Cette homologation n’est pas demandée par le dispositif.", "Choisissez dans la liste.", "This certification is not asked by the scheme.", "Choose from the list.";
    R::UnknownStatus => "unknown_status", "Ce statut n’existe pas.", "Choisissez un statut de la liste.", "This status does not exist.", "Choose a status from the list.";
    R::StatusDateInFuture => "status_date_in_future", "La date du statut est dans le futur.", "Indiquez le jour où ce statut a été atteint.", "The date of the status is in the future.", "Give the day on which the status was reached.";
    R::Incomplete(_) => "incomplete", "Il manque des éléments.", "Complétez chaque point de la liste, puis recommencez.", "Some items are missing.", "Complete each point of the list, then try again.";
    R::NotAwaitingEligibility => "not_awaiting_eligibility", "L’éligibilité de ce dossier n’est pas à examiner.", "Rechargez la page pour voir son état.", "The eligibility of this application is not waiting for review.", "Reload the page to see its state.";
    R::ReviewStarted => "review_started", "L’examen du formulaire a commencé : il est verrouillé.", "Écrivez dans les échanges du dossier, avec le champ et la bonne valeur.", "The review of the form has begun: it is locked.", "Write in the exchanges of the application, with the field and the right value.";
    R::AlreadyEligible => "already_eligible", "Ce dossier est déjà éligible.", "Passez au dépôt des preuves.", "This application is already eligible.", "Go on to the proofs.";
    R::NotEligibleYet => "not_eligible_yet", "Le dépôt des preuves s’ouvre une fois l’éligibilité déclarée.", "Complétez d’abord le dossier administratif.", "Proofs open once the eligibility is declared.", "Complete the administrative part first.";
    R::ReasonRequired => "reason_required", "Un motif est nécessaire.", "Écrivez ce qui fonde votre choix : il sera lu par l’autre partie.", "A reason is needed.", "Write what your choice rests on: the other side will read it.";
    R::UnknownSlot => "unknown_slot", "Cette preuve n’est pas attendue dans ce dossier.", "Rechargez la page : les profils ou les déclarations ont peut-être changé.", "This proof is not expected in this application.", "Reload the page: profiles or declarations may have changed.";
    R::UnknownChapter => "unknown_chapter", "Ce chapitre ne fait pas partie du dossier.", "Retournez à la liste des chapitres.", "This chapter is not part of the application.", "Go back to the list of chapters.";
    R::UnknownEvidence => "unknown_evidence", "Cette pièce n’existe pas dans le dossier.", "Rechargez la page.", "This piece does not exist in the application.", "Reload the page.";
    R::UnknownRemark => "unknown_remark", "Cette remarque n’existe pas.", "Rechargez la page.", "This remark does not exist.", "Reload the page.";
    R::UnknownRequest => "unknown_request", "Cette demande n’existe pas.", "Rechargez la page.", "This request does not exist.", "Reload the page.";
    R::ChapterFrozen => "chapter_frozen", "Le chapitre est soumis : ses pièces sont figées.", "Demandez sa réouverture par la messagerie si une pièce est fausse.", "The chapter is submitted: its pieces are frozen.", "Ask for it to be reopened if a piece is wrong.";
    R::SlotLocked => "slot_locked", "Cette preuve est verrouillée : elle a déjà été jugée conforme, ou n’est pas concernée par la reprise.", "Reprenez seulement les preuves signalées.", "This proof is locked: it is conform already, or is not part of the correction.", "Correct only the proofs shown.";
    R::FormatNotAccepted { .. } => "format_not_accepted", "Ce format n’est pas admis pour cette preuve.", "Déposez un fichier d’un des formats indiqués.", "This format is not accepted for this proof.", "Deposit a file of one of the formats shown.";
    R::FileTooLarge { .. } => "file_too_large", "Ce fichier dépasse la taille admise pour cette preuve.", "Réduisez-le, ou découpez-le en plusieurs fichiers.", "This file is larger than this proof admits.", "Make it smaller, or cut it in several files.";
    R::FileEmpty => "file_empty", "Ce fichier est vide (zéro octet).", "Vérifiez le fichier d’origine puis déposez-le de nouveau.", "This file is empty (zero bytes).", "Check the original file and deposit it again.";
    R::TooManyFiles { .. } => "too_many_files", "Le nombre de fichiers admis pour cette preuve est atteint.", "Retirez un fichier, ou remplacez-le.", "This proof holds as many files as it may.", "Remove a file, or replace it.";
    R::LinkMalformed => "link_malformed", "Cette adresse n’est pas un lien complet.", "Copiez le lien permanent en entier, depuis « https:// ».", "This address is not a whole link.", "Copy the whole permanent link, from “https://”.";
    R::LinkNotSecure => "link_not_secure", "Ce lien n’est pas en https.", "Employez le lien permanent qui commence par « https:// ».", "This link is not https.", "Use the permanent link that begins with “https://”.";
    R::LinkHostRefused { .. } => "link_host_refused", "Ce lien ne vient pas d’un espace de test admis.", "Rejouez le test dans l’espace admis, puis collez le nouveau lien permanent.", "This link does not come from an admitted test space.", "Run the test again in the admitted space, then paste the new permanent link.";
    R::NumberNotPositive => "number_not_positive", "Cet identifiant n’est pas un nombre entier positif.", "Copiez le nombre affiché par l’outil de test.", "This identifier is not a positive whole number.", "Copy the number shown by the test tool.";
    R::EvidenceAlreadyHere => "evidence_already_here", "Cette pièce est déjà liée à cette preuve.", "Rien à faire.", "This piece is already linked to this proof.", "Nothing to do.";
    R::EvidenceNotHere => "evidence_not_here", "Cette pièce n’est pas dans cette preuve.", "Rechargez la page.", "This piece is not in this proof.", "Reload the page.";
    R::OtherProof => "other_proof", "Cette pièce répond à une autre preuve attendue.", "Une pièce d’un autre dossier ne se reprend que pour la même preuve : déposez ici le fichier lui-même.", "This piece answers another expected proof.", "A piece of another application is taken over for the same proof only: deposit the file itself here.";
    R::ContentErased => "content_erased", "Le contenu de cette pièce a été effacé.", "Un fichier corrigé est attendu à sa place.", "The content of this piece was erased.", "A corrected file is expected in its place.";
    R::NotAFile => "not_a_file", "Seul un fichier se prête à cette action.", "Un texte ou un lien se remplace.", "This can be done to a file only.", "Replace a text or a link instead.";
    R::JustificationTooShort { .. } => "justification_too_short", "La justification est trop courte.", "Écrivez ce que fait la solution, pourquoi l’exigence ne la concerne pas, et ce qui le montre.", "The justification is too short.", "Write what the solution does, why the requirement does not concern it, and what shows it.";
    R::PieceInTheWay => "piece_in_the_way", "Une pièce est déposée dans cette preuve.", "Retirez-la avant de déclarer la preuve non applicable.", "A piece stands in this proof.", "Remove it before claiming that the proof is not applicable.";
    R::NoClaim => "no_claim", "Cette preuve n’est pas déclarée non applicable.", "Rechargez la page.", "This proof is not claimed as not applicable.", "Reload the page.";
    R::ChapterNotSubmitted => "chapter_not_submitted", "Ce chapitre n’est pas entre les mains des équipes.", "Attendez qu’il soit soumis.", "This chapter is not with the teams.", "Wait until it is submitted.";
    R::ChapterAlreadySubmitted => "chapter_already_submitted", "Ce chapitre est déjà soumis.", "L’accusé de réception est dans le journal du dossier.", "This chapter is already submitted.", "The receipt is in the journal of the application.";
    R::NothingToJudge => "nothing_to_judge", "Cette preuve est vide : il n’y a rien à juger.", "Attendez qu’une pièce soit déposée.", "This proof is empty: there is nothing to judge.", "Wait until a piece is deposited.";
    R::VerdictDoesNotFit => "verdict_does_not_fit", "Ce verdict ne convient pas à cette preuve.", "« Non applicable, accepté » répond à une justification ; « conforme » répond à une pièce.", "This verdict does not fit this proof.", "“Not applicable, accepted” answers a justification; “conform” answers a piece.";
    R::RemarkRequired => "remark_required", "Une demande de reprise doit dire ce qui est attendu.", "Ajoutez une remarque bloquante.", "A request for changes has to say what is expected.", "Add a blocking remark.";
    R::BlockingRemarkOpen => "blocking_remark_open", "Une remarque bloquante est encore ouverte sur cette preuve.", "Fermez-la avant de juger la preuve conforme.", "A blocking remark is still open on this proof.", "Close it before judging the proof conform.";
    R::NoSuchPlace => "no_such_place", "Cet endroit n’existe pas dans la pièce.", "Indiquez une page, un instant, une ligne ou une zone de la pièce affichée, ou laissez vide.", "There is no such place in the piece.", "Give a page, a moment, a line or a zone of the piece shown, or leave it empty.";
    R::NothingToSeeAgain => "nothing_to_see_again", "Rien n’a changé dans cette preuve depuis la remarque.", "Attendez la nouvelle version, ou ajoutez une remarque.", "Nothing has changed in this proof since the remark.", "Wait for the next version, or add a remark.";
    R::JudgedFavourably => "judged_favourably", "Le verdict en brouillon est favorable : une remarque bloquante le contredirait.", "Reprenez d’abord le verdict, ou faites de la remarque un conseil.", "The draft verdict is favourable: a blocking remark would contradict it.", "Take the verdict back first, or make the remark an advice.";
    R::NotFullyJudged => "not_fully_judged", "Toutes les preuves du chapitre ne sont pas encore jugées.", "Attendez les verdicts de chaque équipe : le retour part en un seul envoi.", "Not every proof of the chapter is judged yet.", "Wait for the verdicts of each team: the return leaves in one package.";
    R::NothingToReturn => "nothing_to_return", "Aucune preuve de ce chapitre n’est à reprendre.", "Validez le chapitre.", "No proof of this chapter has to be corrected.", "Validate the chapter.";
    R::SlotsToCorrect => "slots_to_correct", "Des preuves de ce chapitre sont à reprendre.", "Renvoyez le chapitre à l’éditeur.", "Some proofs of this chapter have to be corrected.", "Return the chapter to the vendor.";
    R::ChapterNotValidated => "chapter_not_validated", "Ce chapitre n’est pas validé.", "Seul un chapitre soumis ou validé peut être rouvert.", "This chapter is not validated.", "Only a submitted or validated chapter can be reopened.";
    R::SlotOutsideChapter => "slot_outside_chapter", "Une des preuves n’appartient pas à ce chapitre.", "Choisissez parmi les preuves du chapitre.", "One of the proofs does not belong to this chapter.", "Choose among the proofs of the chapter.";
    R::AlreadyAnswered => "already_answered", "Cette demande a déjà reçu une réponse.", "Écrivez un message si vous voulez compléter.", "This request is already answered.", "Write a message if you want to add something.";
    R::NotYours => "not_yours", "Cette demande ne s’adresse pas à vous.", "Laissez l’autre partie répondre, ou écrivez un message.", "This request is not addressed to you.", "Let the other side answer, or write a message.";
    R::ExtensionTooLate => "extension_too_late", "L’échéance est passée : une prolongation se demande avant.", "Répondez dès que possible : aucune décision n’est automatique.", "The due date has passed: more time has to be asked before.", "Answer as soon as you can: no decision is automatic.";
    R::ExtensionPending => "extension_pending", "Une prolongation est déjà demandée.", "Attendez la réponse de l’instructeur.", "More time was already asked for.", "Wait for the reviewer’s answer.";
    R::NoExtension => "no_extension", "Aucune prolongation n’est demandée.", "Rechargez la page.", "No extension was asked for.", "Reload the page.";
    R::ExtensionDayInvalid => "extension_day_invalid", "La date proposée n’est pas après l’échéance actuelle.", "Proposez un jour plus tardif.", "The day proposed is not after the present due date.", "Propose a later day.";
    R::SameReviewer => "same_reviewer", "Le second avis revient à un autre vérificateur de la même équipe.", "Laissez un collègue relire cette preuve.", "The second opinion belongs to another reviewer of the same team.", "Let a colleague read this proof.";
    R::NoSecondOpinion => "no_second_opinion", "Aucun second avis n’est en attente sur cette preuve.", "Rechargez la page.", "No second opinion is pending on this proof.", "Reload the page.";
    R::AlreadyDecided => "already_decided", "La décision est déjà prise.", "Consultez-la dans le dossier.", "The decision is already taken.", "See it in the application.";
    R::NotGranted => "not_granted", "Le dossier n’a pas reçu de décision favorable.", "Prenez d’abord la décision.", "The application has no favourable decision.", "Take the decision first.";
    R::NotListed => "not_listed", "Cette solution n’est pas au registre.", "Rechargez la page pour voir son état.", "This solution is not in the register.", "Reload the page to see its state.";
    R::AlreadyListed => "already_listed", "Cette solution est déjà au registre.", "Rien à faire.", "This solution is already in the register.", "Nothing to do.";
    R::AlreadySuspended => "already_suspended", "Ce référencement est déjà suspendu.", "Rien à faire.", "This listing is already suspended.", "Nothing to do.";
    R::NotSuspended => "not_suspended", "Ce référencement n’est pas suspendu.", "Rien à faire.", "This listing is not suspended.", "Nothing to do.";
    R::DateInFuture => "date_in_future", "Cette date est dans le futur.", "Indiquez une date passée ou le jour même.", "This date is in the future.", "Give a past date or today.";
    R::DayInPast => "day_in_past", "Ce jour est déjà passé.", "Choisissez un jour à venir, ou le jour même.", "This day is already over.", "Choose today or a later day.";
    R::VersionNotNew => "version_not_new", "Ce numéro de version a déjà été employé pour ce produit.", "Indiquez le numéro de la nouvelle version.", "This version number was already used for this product.", "Give the number of the new version.";
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.sentence(Language::French))
    }
}

impl std::error::Error for Refusal {}
