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
