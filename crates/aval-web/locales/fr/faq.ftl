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
faq-read-as = Lu aussi : { $value }
faq-chosen-label = Filtres en cours
faq-chosen-text = Recherche : { $value }
faq-chosen-remove = Retirer : { $value }
faq-chosen-remove-short = retirer
faq-clear = Tout afficher
faq-unknown = { $count ->
    [one] Un filtre inconnu a été ignoré :
   *[other] Des filtres inconnus ont été ignorés :
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

faq-vote-question = Cette réponse vous a-t-elle été utile ?
faq-vote-yes = Oui, utile
faq-vote-no = Non, pas utile
faq-vote-title = Votre avis
faq-vote-counted = Votre avis est compté. Vous pouvez en dire plus, sans obligation.
faq-vote-told = Merci : votre remarque est transmise à l’équipe qui écrit les réponses.
faq-vote-why = Qu’est-ce qui n’a pas aidé ?
faq-vote-sentence = Une phrase, si vous le souhaitez
faq-vote-sentence-hint = N’écrivez ni nom, ni coordonnées, ni donnée de santé. 500 caractères au plus.
faq-vote-send = Envoyer
faq-vote-change = Vous avez changé d’avis ?
faq-reason-unclear = La réponse n’est pas claire
faq-reason-incomplete = Il manque quelque chose
faq-reason-outdated = Elle n’est plus à jour
faq-reason-other = Elle répond à une autre question

faq-improve-title = À améliorer
faq-improve-text = Réponses jugées peu utiles, recherches sans résultat et recherches dont aucune réponse n’est ouverte, les plus pressantes d’abord. Une ligne close revient si un nouvel avis ou une nouvelle recherche arrive.
faq-improve-none-title = Rien à améliorer pour l’instant
faq-improve-none-text = Les réponses qui n’aident pas et les recherches qui ne trouvent rien apparaîtront ici.
faq-improve-votes = { $no } avis « non » sur { $all }
faq-improve-missed = { $count ->
    [one] Cherché { $count } fois sans résultat
   *[other] Cherché { $count } fois sans résultat
}
faq-improve-note = Note (ce qui a été fait)
faq-improve-close = Clore
faq-improve-closed = Lignes closes

faq-beside = Questions fréquentes sur cette exigence
faq-cite = Citer cette réponse
