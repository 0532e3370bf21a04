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
