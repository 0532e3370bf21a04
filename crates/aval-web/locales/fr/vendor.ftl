# Pages d’un dossier, côté éditeur et communes aux deux côtés.

turn-both = À vous et aux équipes
turn-both-operator = Aux équipes et à l’éditeur
turn-other = { $count ->
    [one] { $count } point attendu de l’autre côté
   *[other] { $count } points attendus de l’autre côté
}
turn-nothing = Rien n’est attendu de personne pour le moment.
tabs-label = Pages du dossier
tab-overview = Vue d’ensemble
tab-application = Candidature
tab-eligibility = Éligibilité
tab-chapters = Chapitres
tab-exchange = Échanges
tab-team = Équipe et droits
tab-decision = Décision
tab-journal = Journal
dossier-lead = Référent : { $value }
state-draft = Brouillon
state-eligibility_submitted = Éligibilité déposée
state-eligibility_to_complete = Éligibilité à compléter
state-eligible = Éligible, preuves ouvertes
state-under_review = En instruction
state-waiting_vendor = En attente de l’éditeur
state-ready_for_decision = Prêt pour décision
state-listed = Référencé
state-refused = Refusé
state-abandoned = Abandonné
state-suspended = Référencement suspendu
state-withdrawn = Référencement retiré
chapter-not_started = À commencer
chapter-in_progress = En cours
chapter-submitted = Soumis
chapter-changes_requested = Modifications demandées
chapter-validated = Validé
slot-missing = Manquante
slot-filed = Déposée
slot-na_claimed = Non applicable, à vérifier
slot-conform = Conforme
slot-changes_requested = À reprendre
slot-na_accepted = Non applicable, accepté
deadline-passed = échéance dépassée
deadline-today = aujourd’hui
deadline-in = { $count ->
    [one] dans { $count } jour ouvré
   *[other] dans { $count } jours ouvrés
}
duty-charter = Accepter la charte
duty-forms = Compléter la candidature et l’éligibilité
duty-eligibility = Examiner l’éligibilité
duty-chapters = { $count ->
    [one] { $count } chapitre à remplir et à soumettre
   *[other] { $count } chapitres à remplir et à soumettre
}
duty-correct = Reprendre le chapitre « { $value } »
duty-reopened = Terminer le chapitre rouvert « { $value } »
duty-review = { $count ->
    [one] { $chapter } : { $count } preuve à examiner ({ $team })
   *[other] { $chapter } : { $count } preuves à examiner ({ $team })
}
duty-conclude = Conclure le chapitre « { $value } »
duty-answer = Répondre à une demande
duty-extension = Répondre à une demande de prolongation
duty-second-opinion = Donner un second avis sur { $value }
duty-decide = Prendre la décision
duty-publish = Publier au registre
duty-commercialise = Commercialiser la version référencée
step-charter = Charte
step-forms = Candidature et éligibilité
step-eligibility = Examen de l’éligibilité
step-proofs = Preuves et instruction
step-decision = Décision
step-register = Registre
charter-title = Charte de référencement
charter-text = La charte engage votre entreprise : exactitude des informations, preuves tirées de la version candidate, respect des délais. Seul un mandataire peut l’accepter ; elle ouvre le formulaire administratif.
charter-engage = J’accepte la charte au nom de mon entreprise
charter-accept = Accepter la charte
charter-waits = Un mandataire de votre entreprise doit accepter la charte pour ouvrir le formulaire administratif.
charter-tick = Cochez la case pour accepter la charte.
charter-accepted = La charte est acceptée : le formulaire administratif est ouvert.
milestones-title = Jalons
lead-title = Référent du dossier
lead-choose = Personne
lead-assign = Désigner
lead-assigned = Le référent est désigné.
reason = Motif
withdraw-title = Renoncer à ce dossier
withdraw-text = Le dossier sera clos. Ce qui a été déposé reste au journal.
withdraw-sure = Je confirme que ce dossier doit être clos
withdraw-do = Clore le dossier
withdrawn = Le dossier est clos.
actions = Actions
yes = Oui
no = Non
option-web = Application web
option-mobile = Application mobile
option-thick_client_3tier = Client lourd, trois tiers
option-thick_client_2tier = Client lourd, deux tiers
form-saved = Vos réponses sont enregistrées.
field-siren = Le SIREN compte neuf chiffres, par exemple 900 000 012.
field-email = Cette adresse électronique n’est pas complète.
field-too-long = Ce texte est trop long.
field-not-new = Ce numéro de version a déjà été présenté pour ce produit : indiquez celui de la version candidate.
field-characters = Ce texte contient des caractères invisibles : saisissez-le à la main.
eligibility-title = Éligibilité
eligibility-submit = Soumettre l’éligibilité
eligibility-submitted = L’éligibilité est soumise à l’équipe administrative.
eligibility-decide = Examen de l’éligibilité
eligibility-points = Points à compléter ou motifs
eligibility-points-hint = Un point par ligne. Inutile pour déclarer éligible.
eligibility-declare = Déclarer éligible
eligibility-ask = Demander de compléter
eligibility-refuse = Refuser
eligibility-declared = Le dossier est éligible : le dépôt des preuves est ouvert.
eligibility-refused = L’éligibilité est refusée.
completion-asked = La demande de complément est envoyée.
completion-title = Éligibilité à compléter
profiles = Profils de la solution
file-attached = Fichier remis : { $value }
file-instead = Ou envoyez le fichier
file-none = Aucun fichier n’a été choisi.
file-received = Le fichier est reçu.
certifications-title = Demandes d’homologation
certifications-none = Aucune homologation n’est demandée par ce dispositif avec vos déclarations.
certification-missing = Aucune demande enregistrée.
certification-edit = Mettre à jour
certification-product = Produit
certification-version = Version
certification-nil = NIL
certification-status = Statut
certification-date = Date du statut
certification-evidence = Capture ou attestation
certification-saved = La demande d’homologation est enregistrée.
gaps-title = { $count ->
    [0] Rien ne manque
    [one] { $count } point manque encore
   *[other] { $count } points manquent encore
}
gap-charter = La charte n’est pas acceptée.
gap-field = « { $value } » est à remplir.
gap-version-used = La version { $value } a déjà été présentée pour ce produit.
gap-declaration = Réponse attendue : « { $value } ».
gap-certification = { $name } : le statut « { $status } » est attendu au minimum.
gap-slot = { $value } : aucune pièce.
gap-untouched = { $value } : à reprendre, ou à répondre par écrit.
gap-not-conform = { $value } : la preuve n’est pas conforme.
gap-link = { $value } : le lien ne vient pas d’un espace admis.
gap-chapter = Le chapitre « { $value } » n’est pas validé.
gap-request = Une demande à l’éditeur est sans réponse.
chapters-title = Chapitres
chapters-count = { $count ->
    [one] { $count } chapitre
   *[other] { $count } chapitres
}
chapter = Chapitre
chapter-state = État
chapter-filled = Preuves remplies
chapter-filled-of = Preuves remplies de { $value }
chapter-settled = Preuves conformes
chapter-to-correct = { $count ->
    [one] { $count } à reprendre
   *[other] { $count } à reprendre
}
chapter-message = Le chapitre vous est renvoyé
chapter-submit = Soumettre le chapitre
chapter-resubmit = Renvoyer le chapitre
chapter-submit-do = Soumettre le chapitre
chapter-finished = J’ai terminé, renvoyer
chapter-submit-sure = Les pièces seront figées et les équipes prévenues. Soumettre ?
chapter-complete = Tout est là : le chapitre peut être soumis.
chapter-submit-not-yours = Votre rôle permet de déposer, pas de soumettre. Demandez à un mandataire ou à un représentant.
chapter-remainder = Renvoi partiel : ce qui suivra
chapter-remainder-hint = Dites ce qui manque et quand cela viendra. Laissez vide si tout est repris.
chapter-sent = Le chapitre est soumis. Voici l’accusé de réception.
chapter-incomplete = Le chapitre ne peut pas être soumis : voyez la liste de ce qui manque.
receipt-of = Accusé de réception du { $value }
receipt-title = Accusé de réception
receipt-application = Dossier
receipt-when = Soumis le
receipt-instant = Instant (temps universel)
receipt-by = Par
receipt-slot = Preuve
receipt-file = Pièce
receipt-size = Taille
receipt-hash = SHA-256
receipt-compare = L’empreinte SHA-256 permet de vérifier qu’un fichier est bien celui qui a été reçu : elle change dès qu’un seul octet change.
receipt-files = { $count ->
    [one] { $count } pièce
   *[other] { $count } pièces
}
receipt-na = Non applicable : { $value }
slot-optional = facultative
slot-justify = D’après vos déclarations, une justification « non applicable » est attendue.
slot-remarks = { $count ->
    [one] { $count } remarque
   *[other] { $count } remarques
}
slot-deposit = Fichiers pour { $value }
slot-other-ways = Lien, pièce existante, non applicable
slot-empty-title = Aucune pièce
slot-empty-text = Rien n’a encore été déposé pour cette preuve.
slot-mine = à votre équipe
slot-previous = Précédente
slot-next = Suivante
piece-shared = { $count ->
    [one] liée à { $count } autre preuve
   *[other] liée à { $count } autres preuves
}
piece-replace = Remplacer
piece-remove = Retirer
piece-remove-sure = Retirer cette pièce de la preuve ? Le journal en garde la trace.
replace-title = Remplacer « { $value } »
replace-text = L’ancienne version reste consultable. Choisissez les preuves qui suivent la nouvelle ; les autres gardent l’ancienne.
replace-follow = { $count ->
    [one] Preuve qui emploie cette pièce
   *[other] { $count } preuves emploient cette pièce
}
replace-locked = verrouillée : garde la version actuelle
replace-file = Nouvelle version
replace-do = Remplacer
evidence-replaced = La nouvelle version est en place.
evidence-entered = La preuve est enregistrée.
evidence-linked = La pièce est liée à cette preuve.
evidence-unlinked = La pièce est retirée de cette preuve.
claim-made = La justification est enregistrée.
claim-withdrawn = La preuve est de nouveau à fournir.
claim-title = Non applicable
claim-withdraw = Revenir sur « non applicable »
claim-justification = Non applicable : justification
claim-hint = Ce que fait la solution, pourquoi l’exigence ne la concerne pas, et ce qui le montre.
claim-do = Déclarer non applicable
deposit-title = Déposer
deposit-files = Fichiers
deposit-value = Lien, identifiant ou texte
link-title = Lier une pièce existante
link-hint = Le même fichier peut répondre à plusieurs preuves.
link-do = Lier cette pièce
download-only = Ce type de fichier ne s’affiche pas ici : téléchargez-le.
past-versions = { $count ->
    [one] { $count } version antérieure
   *[other] { $count } versions antérieures
}
exchange-title = Échanges
requests-title = { $count ->
    [0] Aucune demande en attente
    [one] { $count } demande en attente
   *[other] { $count } demandes en attente
}
requests-empty-title = Aucune demande
requests-empty-text = Les questions qui attendent une réponse s’affichent ici, avec leur échéance.
request-changes = Modifications demandées : { $value }
request-done = Répondue
request-late = En retard
request-to-vendor = Attend l’éditeur
request-to-operator = Attend les équipes
request-due = Échéance : { $value }
request-answer = Votre réponse
request-new-operator = Poser une question à l’éditeur, avec une échéance
request-new-vendor = Poser une question aux équipes
request-subject = Objet
request-body = Question
request-slot = Preuve concernée, facultatif
request-sent = La demande est envoyée.
request-answered = La réponse est envoyée.
extension-ask = Demander une prolongation
extension-until = Jusqu’au
extension-asked = Prolongation demandée jusqu’au { $until } : { $reason }
extension-accepted = Prolongation accordée.
extension-countered = Autre date proposée : { $value }
extension-refused = Prolongation refusée : { $value }
extension-other-day = Autre date
extension-accept = Accorder
extension-counter = Proposer l’autre date
extension-refuse = Refuser
extension-sent = La demande de prolongation est envoyée.
extension-answered = La réponse à la prolongation est envoyée.
extension-no-date = Choisissez une date.
messages-title = Messages
messages-empty-title = Aucun message
messages-empty-text = Écrivez ici à l’autre partie : tout reste au dossier.
message-write = Écrire un message
message-sent = Le message est envoyé.
team-title = Équipe et droits
team-members = Personnes
team-name = Nom
team-email = Adresse
team-role = Rôle
team-tasks = Tâches confiées
team-per-application = Les droits se règlent dossier par dossier, sur la page « Équipe et droits » de chacun.
team-attach = Rattacher un collègue
team-attach-do = Rattacher
team-colleague = Collègue
team-chapters = Limiter à certains chapitres
team-chapters-hint = Aucun choix : tous les chapitres, et les formulaires. Un collègue limité à des chapitres ne remplit pas les formulaires, qui engagent tout le dossier.
team-detach = Retirer
team-detach-sure = Retirer { $value } de ce dossier ?
team-attached = Le collègue est rattaché au dossier.
team-detached = L’accès est retiré.
task-upload = Déposer
task-submit = Soumettre
task-message = Écrire
task-everything = Tout
task-chapters = { $count ->
    [one] limité à { $count } chapitre
   *[other] limité à { $count } chapitres
}
auditors-title = Auditeurs invités
auditor-until = jusqu’au { $value }
auditor-invite = Inviter un auditeur
auditor-text = Un auditeur ne voit qu’une preuve et n’a pas accès aux échanges ; son accès s’éteint à la date choisie.
auditor-email = Adresse de son compte
auditor-slot = Preuve
auditor-end = Fin de l’accès
auditor-invited = L’auditeur est invité.
auditor-unknown = Aucun compte d’auditeur n’a cette adresse.
journal-title = Journal du dossier
slots-span = Preuves { $from } à { $to } sur { $total }
journal-count = { $count ->
    [one] Une entrée
   *[other] { $count } entrées, la plus récente en premier
}
journal-whole = Tout afficher sur une page, pour l’imprimer
journal-text = Chaque action est gardée avec son auteur et son instant ; rien n’est effacé.
dashboard-mine = { $count ->
    [0] Rien n’attend votre action.
    [one] { $count } dossier attend votre action.
   *[other] { $count } dossiers attendent votre action.
}
dashboard-empty-title = Aucun dossier
dashboard-empty-text = Ouvrez votre premier dossier : il faut un produit et un dispositif, le reste se remplit en plusieurs fois.
dashboard-none-title = Aucun dossier partagé avec vous
dashboard-none-text = Un mandataire ou un représentant de votre entreprise doit vous rattacher à un dossier.
waiting-empty-title = Rien n’attend votre action
waiting-empty-text = Les demandes et les chapitres à reprendre s’affichent ici, par échéance.
opening-title = Ouvrir un dossier
opening-text = Un dossier porte sur un produit et un dispositif. Vous pourrez l’abandonner tant qu’aucune décision n’est prise.
opening-product = Nom du produit
opening-product-hint = [Nom du produit] [système] [appareil], par exemple « Carnet Windows Site Web ».
opening-scheme = Dispositif
opening-do = Ouvrir le dossier
opening-done = Le dossier est ouvert. Première étape : la charte.
opening-product-missing = Indiquez le nom du produit.
opening-scheme-missing = Choisissez un dispositif dont le guichet est ouvert.
conflict-stale = { $name } a modifié ce point le { $when }, après l’affichage de votre page.
