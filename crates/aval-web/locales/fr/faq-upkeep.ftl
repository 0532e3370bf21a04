# Entretien de la FAQ : ce qu’elle explique, ce qu’un changement concerne, ses liens, son dossier.
faq-explains = Pour comprendre :
faq-beside-chapter = Questions fréquentes sur ce chapitre
request-about-slot = Poser une question sur cette preuve
faq-mentions-title = { $count ->
    [one] { $count } exigence touchée est citée dans la FAQ
   *[other] { $count } exigences touchées sont citées dans la FAQ
}
faq-mentions-text = Relisez ces réponses : elles parlent d’une exigence modifiée ou retirée.
faq-requirements-title = Exigences modifiées
faq-requirements-text = Pour chaque référentiel, les exigences que la dernière édition publiée a modifiées ou retirées, et les réponses qui en parlent.
faq-requirements-none-title = Rien à relire
faq-requirements-none-text = Aucune réponse ne parle d’une exigence modifiée ou retirée par la dernière édition d’un référentiel.
faq-requirements-since = De l’édition { $before } à l’édition { $after }
faq-requirements-removed = retirée
faq-requirements-proofs = scénarios ou preuves
faq-requirements-requirement = Exigence
faq-requirements-change = Changement
faq-requirements-answers = Réponses qui en parlent
faq-requirements-reread = relue depuis
faq-requirements-unknown = Identifiants qui ne sont dans aucun référentiel
faq-requirements-unknown-text = Ces réponses se disent liées à une exigence qu’aucun référentiel en vigueur ne contient.
faq-improve-unopened = { $no } personnes sur { $all } n’ont ouvert aucune réponse
faq-links-title = Liens
faq-links-text = Où mènent les liens des réponses en ligne. Les adresses de ce service sont contrôlées à l’affichage de cette page ; celles d’autres sites le sont une fois par semaine, et chaque jour tant qu’elles ne répondent pas.
faq-links-none-title = Aucun lien
faq-links-none-text = Aucune réponse en ligne ne contient de lien.
faq-links-count = { $count ->
    [one] { $count } lien
   *[other] { $count } liens
}
faq-links-again = Contrôler de nouveau
faq-links-asked = Les liens vers d’autres sites seront contrôlés dans les minutes qui viennent.
faq-links-link = Lien
faq-links-state = État
faq-links-answers = Réponses
faq-links-fine = Bon
faq-links-moved = Déplacé
faq-links-dead = Mort
faq-links-unreachable = Injoignable
faq-links-unchecked = Pas encore contrôlé
faq-links-moved-to = Remplacez-le par { $value }
faq-links-status = Le site répond { $value }.
faq-links-missing = « { $value } » n’existe pas ici.
faq-links-timeout = Le site n’a pas répondu à temps.
faq-links-name = Ce nom de site n’existe pas.
faq-links-tls = Le certificat du site n’est pas valable.
faq-links-private = Cette adresse mène à un réseau privé : elle n’est pas contrôlée.
faq-links-redirection = Le site renvoie d’adresse en adresse sans fin.
faq-links-address = Ce n’est pas une adresse complète.
faq-links-connection = La connexion a échoué.
faq-links-when = Contrôlé le { $checked }, dans cet état depuis le { $since }.
faq-write-act-import = Importée
faq-import-title = Importer un dossier (ZIP)
faq-import-text = Le dossier de la FAQ tel qu’il se télécharge ici ou vit dans Git : des fichiers « entries/….md ». Vous verrez ce qui changerait avant que rien ne change.
faq-import-file = Archive du dossier
faq-import-see = Voir ce qui changerait
faq-import-no-file = Choisissez une archive ZIP de { $value } au plus.
faq-import-too-large = Cette archive est trop grosse : { $value } au plus. Retirez-en ce qui n’est pas de la FAQ.
faq-import-preview-title = Ce que l’archive changerait
faq-import-moved = Des réponses ont changé depuis cet aperçu, ou l’archive n’est plus lisible : rien n’a été appliqué. Voici ce qui changerait maintenant.
faq-import-at-line = { $file }, ligne { $line } : { $what }
faq-import-at-file = { $file } : { $what }
faq-import-errors = { $count ->
    [one] { $count } erreur : rien ne peut être importé tant qu’elle n’est pas corrigée
   *[other] { $count } erreurs : rien ne peut être importé tant qu’elles ne sont pas corrigées
}
faq-import-warnings = { $count ->
    [one] { $count } avertissement
   *[other] { $count } avertissements
}
faq-import-tables = Ces fichiers diffèrent de ceux du programme et ne sont pas importés :
faq-import-offered = { $count ->
    [one] { $count } réponse modifiée ici : le texte de l’archive attendra un rédacteur
   *[other] { $count } réponses modifiées ici : les textes de l’archive attendront un rédacteur
}
faq-import-updated = { $count ->
    [one] { $count } réponse changée
   *[other] { $count } réponses changées
}
faq-import-added = { $count ->
    [one] { $count } nouvelle réponse
   *[other] { $count } nouvelles réponses
}
faq-import-waiting = { $count ->
    [one] { $count } texte attend déjà un rédacteur
   *[other] { $count } textes attendent déjà un rédacteur
}
faq-import-known = { $count ->
    [one] { $count } texte déjà reçu, dont la réponse a été modifiée depuis : rien ne change
   *[other] { $count } textes déjà reçus, dont les réponses ont été modifiées depuis : rien ne change
}
faq-import-same = { $count ->
    [one] { $count } réponse identique
   *[other] { $count } réponses identiques
}
faq-import-absent = { $count ->
    [one] { $count } réponse absente de l’archive : elle reste en ligne
   *[other] { $count } réponses absentes de l’archive : elles restent en ligne
}
faq-import-has-draft = brouillon en cours
faq-import-edited = modifiée ici
faq-import-nothing = Cette archive ne change rien.
faq-import-second = Ce programme demande deux personnes : une autre que vous doit appliquer cet import. Donnez-lui l’adresse de cette page.
faq-import-apply = Appliquer ces changements
faq-import-drop = Abandonner
faq-import-applied = L’import est appliqué.
faq-import-dropped = L’import est abandonné ; rien n’a changé.
faq-archive-broken = Ce fichier n’est pas une archive ZIP lisible. Préparez-la de nouveau.
faq-archive-too-many = Cette archive contient trop de fichiers. N’y mettez que le dossier de la FAQ.
faq-archive-too-large = Cette archive est trop grosse une fois dépliée. N’y mettez que le dossier de la FAQ.
faq-archive-path = Le nom « { $value } » n’est pas celui d’un fichier du dossier. Préparez l’archive de nouveau.
faq-archive-link = « { $value } » est un lien vers un autre fichier. Mettez le fichier lui-même dans l’archive.
faq-archive-encrypted = « { $value } » est protégé par un mot de passe. Préparez l’archive sans mot de passe.
faq-archive-method = « { $value } » est compressé d’une manière qui n’est pas lue ici. Préparez un ZIP ordinaire.
faq-archive-twice = « { $value } » est deux fois dans l’archive. Gardez-en un.
faq-archive-no-entry = Cette archive ne contient aucun fichier « entries/….md ». Prenez pour modèle le dossier qui se télécharge ici.
refusals-title = Refus et ce qu’ils veulent dire
refusals-text = Ce que le service peut refuser, ce qu’il faut faire, et la réponse qui l’explique quand il y en a une.
