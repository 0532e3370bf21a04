//! The few French words that furnish every sample whatever the programme. Words of a programme never stand here.

pub const PROOF: &str = "Preuve";
pub const REQUIREMENT: &str = "Exigence";
pub const FICTITIOUS: &str = "Données fictives";
pub const STEP: &str = "Étape";
pub const ON: &str = "Activé";
pub const OFF: &str = "Désactivé";
pub const SEARCH: &str = "Rechercher";
pub const SAVE: &str = "Enregistrer";
pub const CANCEL: &str = "Annuler";
pub const LINES_SHOWN: &str = "lignes affichées";
pub const STEP_COLUMNS: [&str; 4] = ["Rang", "Action", "Date et heure", "Version"];

pub const CAPTURE: &str = "capture";
pub const FILM: &str = "video";
pub const RECORD: &str = "journal";
pub const TRACE: &str = "trace";
pub const MESSAGE: &str = "message";
pub const PROCEDURE: &str = "document";
pub const ATTESTATION: &str = "attestation";
pub const FORM: &str = "formulaire";
pub const CLINICAL: &str = "cda";
pub const ARCHIVE: &str = "ihe-xdm";
pub const LIST: &str = "liste";

pub const PRODUCT: &str = "Logiciel";
pub const VENDOR: &str = "Éditeur";
pub const DATE: &str = "Date";
pub const USER: &str = "Utilisateur";
pub const TEST_IDENTITY: &str = "Identité de test";
pub const PAGE: &str = "Page";
pub const PROCEDURE_TITLES: [&str; 4] = ["Objet", "Conditions", "Déroulement", "Résultat"];
pub const OUTCOME: &str = "Le résultat obtenu est celui attendu à chaque étape.";
pub const OFFICE: &str = "représentant légal";
pub const PLACE: &str = "Rennes";
pub const ATTESTATION_TITLE: &str = "Attestation sur l’honneur";
pub const UNDERSIGNED: &str = "Je soussigné(e)";
pub const ATTESTS: &str = "atteste au nom de la société";
pub const DONE_AT: &str = "Fait à";
pub const ON_DATE: &str = "le";
pub const SIGNATURE: &str = "Signature";
pub const FORM_COLUMNS: [&str; 4] = ["N°", "Point de contrôle", "Réponse", "Commentaire"];
