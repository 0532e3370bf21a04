# Ce que l’on change après coup : profils et déclarations, formulaire repris, pièce reprise d’un autre dossier ou effacée.

scope-title = Profils et déclarations
scope-text = Changer un profil ou une déclaration peut ajouter ou retirer des preuves. Un aperçu vous est montré avant que rien ne change.
scope-change = Changer un profil ou une déclaration
scope-preview = Voir les effets
scope-effects = Ce que ce changement fera
scope-no-effect = Aucune preuve n’est ajoutée ni retirée.
scope-added = { $count ->
    [one] { $count } preuve ajoutée
   *[other] { $count } preuves ajoutées
}
scope-found-again = Déjà déposé, retrouvé :
scope-removed = { $count ->
    [one] { $count } preuve qui n’est plus demandée
   *[other] { $count } preuves qui ne sont plus demandées
}
scope-removed-kept = Ce qui y a été déposé est conservé : vous le retrouverez si la preuve redevient demandée.
scope-kept = Conservé :
scope-bound = { $count ->
    [one] { $count } preuve demandée autrement
   *[other] { $count } preuves demandées autrement
}
scope-to-justify = une justification « non applicable » est attendue
scope-required = devient obligatoire
scope-reopened = { $count ->
    [one] Chapitre déjà remis aux équipes, à compléter et à soumettre de nouveau
   *[other] Chapitres déjà remis aux équipes, à compléter et à soumettre de nouveau
}
scope-certifications = Homologations demandées en plus
scope-unchanged = { $count ->
    [0] Aucune autre preuve n’est demandée.
    [one] { $count } preuve ne change pas : elle garde ses pièces et son verdict.
   *[other] { $count } preuves ne changent pas : elles gardent leurs pièces et leur verdict.
}
scope-confirm = Confirmer le changement
scope-edit = Modifier mes réponses
scope-changed = Le changement est enregistré : les preuves demandées ont suivi.
take-back = Reprendre le formulaire
take-back-text = L’examen n’a pas commencé : vous pouvez reprendre le formulaire, le corriger et l’envoyer de nouveau. Rien de ce qui est rempli n’est perdu.
take-back-until = Il devra être renvoyé avant l’échéance : { $value }.
taken-back = Le formulaire est de nouveau entre vos mains. Corrigez-le, puis soumettez-le.
review-started-on = L’examen du formulaire a commencé le { $when } ({ $name }) : il est verrouillé. Pour signaler une erreur, écrivez dans les échanges, avec le champ et la bonne valeur.
review-start = Commencer l’examen
review-start-hint = L’éditeur ne pourra plus reprendre le formulaire pendant que vous l’examinez.
review-started = L’examen a commencé : le formulaire est verrouillé pour l’éditeur.
event-eligibility_taken_back = Formulaire repris par l’éditeur
event-eligibility_review_started = Examen de l’éligibilité commencé
event-evidence_reused = Pièce reprise d’un autre dossier
event-evidence_erased = Contenu d’un fichier effacé
event-sale_reminder_sent = Rappel : commercialisation à venir
event-sale_overdue = Commercialisation signalée en retard
erase-title = Effacer le contenu d’un fichier
erase-text = À employer pour une donnée réelle ou un secret. Le fichier est effacé pour de bon ; son nom, sa taille et son empreinte restent à sa place, avec le motif, pour que l’histoire du dossier demeure compréhensible.
erase-slots = { $count ->
    [one] Preuve concernée
   *[other] Preuves concernées
}
erase-others = { $count ->
    [one] Un autre dépôt de ce dossier a le même contenu : le fichier restera sur le disque tant que ce dépôt n’est pas effacé aussi.
   *[other] { $count } autres dépôts de ce dossier ont le même contenu : le fichier restera sur le disque tant qu’ils ne sont pas effacés aussi.
}
erase-reason-hint = Il sera lu par l’éditeur et par les équipes : n’y répétez pas la donnée.
erase-sure = Je confirme que ce contenu doit disparaître
erase-tick = Cochez la case : un contenu effacé ne revient pas.
erase-do = Effacer le contenu
erase-link = Effacer le contenu
erased = Le contenu est effacé. Une mention reste à sa place.
erased-title = Contenu effacé
erased-mention = Contenu effacé le { $when } par { $name }. Motif : { $reason }
origin = reprise du dossier { $value }
origin-judged = reprise du dossier { $number }, avis rendu là-bas : { $verdict }
already-title = Déjà déposé
already-link = Déjà déposé
already-for = Lier une pièce déjà déposée à { $value }
already-text = Les pièces de ce dossier, puis celles que vos autres dossiers ont déposées pour la même preuve attendue. Une pièce reprise garde sa taille et son empreinte ; elle est examinée de nouveau, même si un avis favorable a été rendu ailleurs. Elle doit montrer la version technique candidate, ou ne pas en dépendre.
already-search = Nom de fichier, exigence, preuve ou dossier
already-search-do = Chercher
already-count = { $count ->
    [0] Aucune pièce
    [one] { $count } pièce
   *[other] { $count } pièces
}
already-unread = Seuls les { $count } dossiers modifiés en dernier sont parcourus.
already-none-title = Aucune pièce à lier
already-none-text = Cherchez avec moins de mots, ou déposez le fichier dans la preuve.
already-here = Dans ce dossier : { $value }
already-elsewhere = Dossier { $value }
already-verdict = avis rendu là-bas : { $value }
already-reworded = L’énoncé a changé depuis : vérifiez que la pièce répond encore à ce qui est demandé.
already-difference = Voir la différence d’énoncé
already-before = Énoncé d’alors
already-now = Énoncé de ce dossier
already-take = Reprendre cette pièce
evidence-reused = La pièce est reprise dans cette preuve. Elle sera examinée de nouveau.
turn-afterwards = Référencé : une échéance reste à tenir
request-done-by = Fait par { $name }, { $when }
field-on-condition = Selon vos déclarations : { $value }
file-with-form = Le fichier part avec vos réponses, quand vous enregistrez ou soumettez.
files-lost = Votre session a pris fin : { $value } { $count ->
    [one] n’a pas été reçu. Connectez-vous de nouveau, puis choisissez le fichier et renvoyez-le.
   *[other] n’ont pas été reçus. Connectez-vous de nouveau, puis choisissez les fichiers et renvoyez-les.
}
files-lost-typed = Ce que vous aviez saisi est gardé et vous sera rendu.
files-lost-resume = { $value } { $count ->
    [one] n’a pas été gardé : envoyez d’abord cette saisie, puis choisissez de nouveau le fichier.
   *[other] n’ont pas été gardés : envoyez d’abord cette saisie, puis choisissez de nouveau les fichiers.
}
files-again-title = Fichier à choisir de nouveau
files-again = Cette page datait d’une session précédente : { $value } { $count ->
    [one] n’a pas été reçu. Revenez à la page, choisissez de nouveau le fichier et renvoyez-le.
   *[other] n’ont pas été reçus. Revenez à la page, choisissez de nouveau les fichiers et renvoyez-les.
}
request-delay-working = { $count ->
    [one] délai en vigueur : { $count } jour ouvré
   *[other] délai en vigueur : { $count } jours ouvrés
}
request-delay-calendar = { $count ->
    [one] délai en vigueur : { $count } jour
   *[other] délai en vigueur : { $count } jours
}
request-paused = échéance suspendue pendant le second avis
second-blind = Un second avis est demandé sur cette preuve. L’échange qui l’entoure vous est masqué jusqu’à ce que vous ayez rendu votre avis.
reopen-slots = Preuves concernées ; les autres gardent leur verdict
chapter-reopened-why = Le chapitre est rouvert
chapter-show-to-correct = { $count ->
    [one] Voir seulement la preuve à reprendre
   *[other] Voir seulement les { $count } preuves à reprendre
}
chapter-show-all = Voir toutes les preuves du chapitre
milestones-calendar = Ajouter les jalons à mon agenda
review-time = Durée d’instruction : { $reviewed } j. L’attente de réponses de l’éditeur, { $waited } j, n’est pas comptée.
scope-reworded = { $count ->
    [one] { $count } preuve dont l’énoncé a changé : elle est à vérifier de nouveau
   *[other] { $count } preuves dont l’énoncé a changé : elles sont à vérifier de nouveau
}
edition-title = Édition du référentiel
edition-held = Ce dossier se rapporte à { $value }.
edition-text = Rien ne change avant que vous l’ayez demandé. Choisissez une édition pour voir ce qu’elle ferait à ce dossier : les preuves inchangées gardent leur verdict.
edition-choose = Éditions plus récentes
edition-none = Aucune édition plus récente n’est en vigueur.
edition-effects = Ce que le passage à l’édition { $value } fera
edition-confirm = Passer à cette édition
edition-adopted = Le dossier se rapporte désormais à la nouvelle édition.
edition-newer = Une édition plus récente est en vigueur : { $value }. Votre dossier garde la sienne tant que vous ne demandez pas à passer à l’autre.
edition-see = Voir ce qu’elle changerait
reopen-text = Les preuves choisies redeviennent modifiables par l’éditeur, même après le jalon de dépôt. Il en est prévenu, avec le motif.
