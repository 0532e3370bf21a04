# Administration : programme, personnes, organisations, référentiels, compte personnel.

admin-tabs-label = Pages d’administration
admin-tab-programme = Programme
admin-tab-catalogues = Référentiels
admin-tab-people = Personnes
admin-tab-organisations = Organisations
admin-tab-journal = Journal
admin-fact-code = Code
admin-fact-description = Objet
admin-fact-wave = Vague
admin-fact-operator = Opérateur
admin-fact-zone = Fuseau horaire
admin-applications = { $count ->
    [one] { $count } dossier
   *[other] { $count } dossiers
}
admin-findings = Vérification du programme
admin-findings-none = La vérification du programme n’a rien trouvé à signaler.
finding-severity = Gravité
finding-place = Emplacement
finding-sentence = Constat
finding-code = Code
admin-milestones = Jalons
admin-milestone = Jalon
admin-milestone-at = Date et heure
admin-milestone-past = passé
admin-schemes = Dispositifs
admin-sectors = Couloirs et dispositifs
admin-window-open = Guichet ouvert
admin-window-closed = Guichet fermé
admin-catalogue-awaited = { $value }, aucune version publiée à ce jour
admin-teams = Équipes
admin-roles = Rôles
admin-side = Côté
admin-side-vendor = Éditeur
admin-side-external = Invité
admin-side-operator = Opérateur
admin-permissions = Ce que le rôle permet
admin-parameters = Paramètres
admin-parameters-text = Ces valeurs viennent des fichiers du programme ; elles se changent dans ces fichiers, puis l’instance est redémarrée.
admin-parameter-reply = Délai de réponse de l’éditeur
admin-parameter-reminders = Rappels, en jours
admin-parameter-extension = Prolongation possible
admin-parameter-commercialisation = Délai de commercialisation
admin-parameter-pentest = Validité d’un test d’intrusion
admin-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
admin-months = { $count } mois
permission-accept-charter = accepter la charte
permission-manage-accounts = gérer les comptes de son entreprise
permission-create-legal-representative = créer un mandataire
permission-create-delegate = créer un représentant
permission-create-member = créer un salarié
permission-attach-collaborators = rattacher des collègues aux dossiers
permission-submit = soumettre
permission-upload = déposer des preuves
permission-message = échanger des messages
permission-upload-assigned-slot = déposer la preuve qui lui est confiée
permission-message-vendor = écrire à l’éditeur
permission-review = examiner les preuves
permission-request-changes = demander des modifications
permission-propose-decision = proposer une décision
permission-configure-test-space = configurer l’espace de test
permission-decide = décider
permission-publish = publier au registre
permission-suspend = suspendre un référencement
permission-withdraw = retirer un référencement
permission-manage-programme = administrer le programme
permission-manage-catalogue = importer et publier les référentiels
permission-manage-faq = tenir la foire aux questions
permission-manage-staff = gérer les personnes et les organisations
list-more = plus de { $count } résultats
people-search = Nom, adresse ou fonction
people-none-title = Personne ne correspond
people-none-text = Élargissez la recherche ou retirez un filtre.
account-new = Créer un compte
account-new-text = Un mot de passe initial s’affichera une seule fois après la création : vous le remettrez vous-même à la personne.
account-create = Créer le compte
account-choose-organisation = Pour quelle organisation cette personne agit-elle ? Ses rôles possibles en dépendent.
account-organisation = Organisation
account-name = Prénom et nom
account-email = Adresse électronique
account-email-taken = Un compte existe déjà avec cette adresse : chaque personne a la sienne.
account-title = Fonction
account-language = Langue
account-roles = Rôles
account-teams-hint = Les équipes dont la personne examine les preuves.
account-state = État du compte
account-open = Ouvert
account-is-closed = Fermé
account-since = Compte créé
account-closed-since = Compte fermé
account-changed = Le compte est à jour.
account-closed = Le compte est fermé : la personne ne peut plus se connecter.
account-reopened = Le compte est rouvert, avec le mot de passe qu’il avait.
account-not-mastered = Cette personne tient un rôle que vous ne pouvez ni donner ni retirer.
account-own = C’est votre propre compte : votre mot de passe se change sur la page « Mon compte », et quelqu’un d’autre doit fermer votre compte.
account-access = Accès
account-access-text = Un compte fermé garde son histoire et peut être rouvert.
account-close = Fermer le compte de { $value }
account-close-do = Fermer le compte
account-close-text = { $value } sera déconnecté aussitôt et ne pourra plus entrer. Ses actes restent au journal.
account-reset = Nouveau mot de passe pour { $value }
account-reset-do = Donner un nouveau mot de passe
account-reset-text = Le mot de passe actuel de { $value } ne vaudra plus rien et ses sessions seront fermées. Le nouveau s’affichera une seule fois.
account-reopen = Rouvrir le compte
account-reopen-text = La personne pourra de nouveau se connecter, avec le mot de passe et les rôles qu’elle avait.
account-problem-no-role = Choisissez au moins un rôle : un compte sans rôle ne peut rien faire.
account-problem-wrong-side = Ce rôle n’existe pas pour cette organisation.
account-problem-not-yours = Vous ne pouvez pas donner ni retirer ce rôle.
account-problem-wrong-team = Cette équipe n’existe pas pour cette organisation.
account-problem-yourself = Vous ne pouvez pas changer ainsi votre propre accès : demandez à quelqu’un d’autre.
account-problem-last-manager = Plus personne ne pourrait gérer les comptes : donnez d’abord ce rôle à quelqu’un d’autre.
field-missing = Cette réponse est obligatoire.
password-shown-title = Mot de passe à remettre
password-shown-text = Remettez ces informations à { $value } par un moyen sûr, différent du courriel si possible. La personne changera le mot de passe sur la page « Mon compte ».
password-shown-once = Ce mot de passe ne s’affichera plus.
password-too-short = Le mot de passe doit compter au moins douze caractères. Une phrase se retient mieux qu’un code.
password-too-long = Le mot de passe est trop long.
password-guessable = Ce mot de passe se devine : il reprend le nom, l’adresse ou une seule lettre.
password-not-same = Les deux saisies du nouveau mot de passe diffèrent.
password-wrong = Le mot de passe actuel n’est pas le bon.
organisations-search = Nom, code, SIREN ou ville
organisations-none-title = Aucune organisation
organisations-none-text = Aucune organisation ne correspond à cette recherche.
organisation-new = Créer une organisation
organisation-name = Raison sociale
organisation-code = Code
organisation-code-hint = Court et unique, par exemple LACSOFT.
organisation-code-form = Le code compte 1 à 40 lettres sans accent, chiffres, tirets ou points.
organisation-code-taken = Ce code est déjà celui d’une autre organisation.
organisation-kind = Nature
organisation-kind-hint = Elle décide des rôles possibles et ne se change pas ensuite.
organisation-kind-vendor = Éditeur
organisation-kind-operator = Opérateur
organisation-kind-auditor = Auditeur
organisation-siren = SIREN
organisation-siren-hint = Neuf chiffres.
organisation-siren-fictive = Neuf chiffres ; le contenu étant fictif, la clé de contrôle n’est pas vérifiée.
organisation-siren-key = Ce SIREN n’est pas valable : un de ses chiffres est faux. Recopiez-le de l’extrait Kbis ou de l’avis de situation.
organisation-city = Ville
organisation-people = Voir ses personnes
organisation-created = L’organisation est créée.
organisation-changed = L’organisation est à jour.
own-title = Mon compte
own-password = Mot de passe
own-password-present = Mot de passe actuel
own-password-new = Nouveau mot de passe
own-password-hint = Douze caractères au moins.
own-password-again = Nouveau mot de passe, encore une fois
own-password-text = Vos autres sessions seront fermées.
own-password-do = Changer le mot de passe
own-password-changed = Votre mot de passe est changé ; vos autres sessions sont fermées.
own-language = Langue des pages
own-language-changed = La langue est enregistrée.
own-sessions = Sessions ouvertes
own-sessions-text = Chaque navigateur où vous êtes connecté est une session. Fermez celles que vous ne reconnaissez pas, puis changez votre mot de passe.
own-session-since = Ouverte
own-session-last = Dernière activité
own-session-here = Ce navigateur
own-session-close = Fermer
own-session-closed = La session est fermée.
own-session-which = Choisissez la session à fermer.
own-sessions-close = Fermer toutes les autres sessions
admin-journal-text = Ce qui a été fait en administration, le plus récent en premier. Rien n’en est jamais retiré.
admin-journal-empty-title = Rien encore
admin-journal-empty-text = Les comptes créés, les rôles changés et les référentiels publiés apparaîtront ici.
admin-event-team = équipe { $value }
admin-event-from-to = { $before } → { $after }
admin-event-account-created = Compte créé : { $value }
admin-event-account-details-changed = Coordonnées changées : { $value }
admin-event-roles-changed = Rôles changés : { $value }
admin-event-account-closed = Compte fermé : { $value }
admin-event-account-reopened = Compte rouvert : { $value }
admin-event-password-reset = Nouveau mot de passe donné à { $value }
admin-event-password-changed = Mot de passe changé par { $value }
admin-event-organisation-created = Organisation créée : { $value }
admin-event-organisation-changed = Organisation changée : { $value }
admin-event-workbook-received = Classeur reçu : { $value }
admin-event-catalogue-imported = Référentiel importé, en préparation : { $code } { $version }
admin-event-catalogue-discarded = Version en préparation retirée : { $code } { $version }
admin-event-catalogue-published = Référentiel publié : { $code } { $version }
admin-event-published-on = applicable à partir du { $value }
admin-event-imported-counts = { $requirements } exigences, { $proofs } preuves attendues, { $warnings } avertissements acceptés
account-continue = Continuer
catalogues-none-title = Aucun référentiel
catalogues-none-text = Importez le classeur d’un référentiel ci-dessous : vous verrez ce qu’il contient avant de le garder.
catalogues-versions = Versions des référentiels
catalogue-code = Référentiel
catalogue-version = Version
catalogue-preparation = En préparation
catalogue-is-published = Publiée le { $value }
catalogue-published-badge = Publiée
catalogue-published-on = Applicable à partir du
catalogue-imported-at = Importée
catalogue-delivered = avec le programme
catalogue-source = SHA-256 du classeur
catalogue-export = Télécharger
catalogue-tree = Chapitres
catalogue-chapter = Chapitre
catalogue-chapter-unnamed = Chapitre sans nom
catalogue-group-unnamed = sans nom
catalogue-groups = Fonctions et leurs exigences
catalogue-unchanging = Cette version est publiée : elle ne change plus. Une correction est une nouvelle version.
catalogue-published = La version est publiée.
catalogue-discarded = La version en préparation est retirée.
import-title = Importer un classeur
import-text = Classeur XLSX ou CSV. Il est d’abord lu et montré avec tous ses constats ; rien n’est gardé avant votre accord.
import-file = Classeur
import-read = Lire le classeur
import-version-hint = Telle qu’elle sera publiée, par exemple 1.2.
import-version-form = Écrivez la version en 1 à 20 lettres sans accent, chiffres, points ou tirets.
import-version-published = Cette version est déjà publiée et ne change plus : donnez un autre numéro.
import-too-large = Le fichier dépasse { $value } : rien n’a été gardé.
import-empty = Le fichier est vide.
import-no-file = Choisissez le classeur à importer.
import-outcome-ok = Sans constat
import-outcome-warning = Avec avertissements
import-outcome-error = Refusé
import-count-rows = Lignes de données
import-count-chapters = Chapitres
import-count-functions = Fonctions
import-count-requirements = Exigences
import-count-scenarios = Scénarios
import-count-proofs = Preuves attendues
import-findings = { $count ->
    [0] Aucun constat
    [one] { $count } constat
   *[other] { $count } constats
}
import-findings-shown = { $shown } premiers constats sur { $count } ; le fichier les contient tous
import-findings-all = Tous les constats
import-findings-download = Télécharger tous les constats (CSV)
import-severity-error = Erreur
import-severity-warning = Avertissement
finding-cell = Cellule
finding-other = Autre cellule
finding-file = Fichier
import-refused = Une erreur empêche l’import : rien n’a été gardé. Corrigez le classeur aux cellules indiquées, puis importez-le de nouveau.
import-again = Importer un autre classeur
import-warnings-seen = J’ai lu les avertissements et j’importe cette version telle quelle
import-accept-warnings = Lisez les avertissements, puis cochez la case pour importer tout de même.
import-same = Cette version est déjà en préparation, avec exactement le même contenu :
import-replaces = Une version en préparation porte déjà ce numéro, avec un autre contenu.
import-replace = Remplacer la version en préparation par celle-ci
import-accept-replace = Cochez la case pour remplacer la version en préparation.
import-keep = Importer cette version
import-done = La version est en préparation. Elle ne compte qu’une fois publiée.
publish-catalogue = Publier
publish-catalogue-text = À partir de ce jour, les nouveaux dossiers suivront cette version. Les dossiers ouverts gardent la leur.
publish-on = Date de publication
publish-date-form = Indiquez une date, par exemple 02/11/2026.
publish-sure = Je sais qu’une version publiée ne change plus jamais
publish-tick = Cochez la case pour publier.
discard-catalogue = Retirer cette version en préparation
discard-text = Le classeur reçu et le journal sont conservés ; le numéro redevient libre.
discard-sure = Je confirme le retrait
discard-tick = Cochez la case pour retirer cette version.
difference-since = Différences avec la version { $value }
difference-none = Aucune : les deux versions disent la même chose.
difference-added = { $count ->
    [one] { $count } exigence ajoutée
   *[other] { $count } exigences ajoutées
}
difference-removed = { $count ->
    [one] { $count } exigence retirée
   *[other] { $count } exigences retirées
}
difference-changed = { $count ->
    [one] { $count } exigence modifiée
   *[other] { $count } exigences modifiées
}
difference-statement = énoncé
difference-comment = commentaire
difference-profiles = profils
difference-criticality = criticité
difference-nature = nature
difference-perimeter = périmètre
difference-chapter = chapitre
difference-function = fonction
difference-former-profiles = profils historiques
difference-order = ordre
difference-proofs-added = { $count ->
    [one] { $count } preuve attendue ajoutée
   *[other] { $count } preuves attendues ajoutées
}
difference-proofs-removed = { $count ->
    [one] { $count } preuve attendue retirée
   *[other] { $count } preuves attendues retirées
}
difference-proofs-changed = { $count ->
    [one] { $count } preuve attendue modifiée
   *[other] { $count } preuves attendues modifiées
}
