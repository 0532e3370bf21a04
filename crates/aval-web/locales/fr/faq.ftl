# Foire aux questions.

faq-title = Foire aux questions
faq-search = Chercher une réponse
faq-search-hint = Une question entière, quelques mots, un sigle ou un identifiant d’exigence.
faq-search-do = Chercher
faq-count = { $count ->
    [one] { $count } résultat
   *[other] { $count } résultats
}
faq-position = Page { $page } sur { $pages }
faq-read-as = Lu aussi : { $value }
faq-chosen-label = Filtres en cours
faq-chosen-text = Recherche : { $value }
faq-chosen-remove = Retirer : { $value }
faq-chosen-remove-short = retirer
faq-clear = Tout afficher
faq-unknown = { $count ->
    [one] Un filtre inconnu a été ignoré :
   *[other] Des filtres inconnus ont été ignorés :
}
faq-facet-theme = Thème
faq-facet-tree = Couloir et dispositif
faq-facet-product = Service concerné
faq-facet-offer = Offre
faq-updated = Mise à jour
faq-schemes = Dispositifs concernés
faq-schemes-all = Tous
faq-themes = Thèmes
faq-requirements = Exigences liées
faq-own-page = Adresse de cette réponse
faq-to-confirm = À confirmer
faq-to-confirm-text = Cette réponse reste à confirmer par l’opérateur.
faq-none-title = Aucune réponse ne correspond
faq-none-text = Essayez d’autres mots, ou retirez un filtre.
faq-nearest = Les réponses les plus proches
faq-contact = À qui écrire
faq-alike = Questions voisines
faq-all = Toutes les questions
faq-feed = S’abonner aux changements (Atom)
faq-suggestions = Questions proposées
