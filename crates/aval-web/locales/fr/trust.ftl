# Ce que la maison tient pour sûr : autorités, listes de confiance, organismes qualifiés.
admin-tab-trust = Confiance
trust-text = Les preuves signées sont vérifiées avec ces fichiers. Un import remplace le précédent du même type ; les rapports déjà faits restent tels quels.
trust-anchors = Certificats d’autorités
trust-trusted-list = Liste de confiance européenne
trust-providers = Organismes qualifiés
trust-anchors-count = { $count ->
    [0] aucun certificat
    [one] { $count } certificat
   *[other] { $count } certificats
}
trust-trusted-list-count = { $count ->
    [0] aucun service
    [one] { $count } service
   *[other] { $count } services
}
trust-providers-count = { $count ->
    [0] aucun organisme
    [one] { $count } organisme
   *[other] { $count } organismes
}
trust-holds = Contenu
trust-dated = Date de la liste
trust-dated-typed = Date du fichier, s’il n’en porte pas
trust-origin = Origine
trust-origin-hint = Adresse de la page, ou quelques mots.
trust-origin-missing = Dites d’où vient le fichier, en 500 caractères au plus.
trust-imported = Importé
trust-hash = SHA-256
trust-names = Noms lus
trust-next-update = Prochaine liste attendue
trust-delivered = livré avec le programme ({ $value })
trust-none = Aucun fichier : ce contrôle est dit « non vérifié » ou laissé à une personne.
trust-unreadable = Ce fichier ne peut plus être lu : les pièces ne sont plus vérifiées. Importez-le de nouveau.
trust-old = Cette liste est ancienne : importez-en une plus récente.
trust-import-title = Importer un fichier
trust-purpose = Type
trust-operator = Certificat de l’opérateur de la liste (PEM)
trust-operator-hint = Pour une liste de confiance seulement : la liste doit être signée par ce certificat.
trust-operator-missing = Collez le certificat de l’opérateur de la liste, au format PEM.
trust-date-unread = Cette date n’existe pas.
trust-date-missing = Le fichier ne porte pas de date : indiquez-la.
trust-no-file = Choisissez un fichier qui n’est pas vide.
trust-file = Fichier
trust-read = Lire le fichier
trust-again-title = Vérifier de nouveau
trust-again-text = Les preuves signées des dossiers ouverts sont vérifiées de nouveau avec les fichiers actuels. Cela se fait aussi après chaque import.
trust-again = Vérifier de nouveau
trust-again-done = Les vérifications reprennent.
trust-history = Imports
trust-refused = Fichier non importable
trust-readable = Fichier lisible
trust-findings = { $count ->
    [one] { $count } défaut à corriger
   *[other] { $count } défauts à corriger
}
trust-another = Choisir un autre fichier
trust-confirm-text = Rien ne change avant votre accord.
trust-confirm = Importer
trust-done = Fichier importé ; les preuves signées sont vérifiées de nouveau.
admin-event-trust-received = Fichier de confiance reçu : { $value }
admin-event-trust-imported = Import : { $value }
admin-event-checks-asked-again = Preuves signées à vérifier de nouveau
fact-trust_digest = Fichiers de confiance (SHA-256)
fact-trusted_lists_unread = Listes de confiance illisibles
