# Ce que les vérifications trouvent, à la soumission d’un chapitre.
found-running = { $count ->
    [one] Une vérification est en cours. Vous pouvez soumettre sans l’attendre : ce qu’elle trouvera s’affichera pour vous et pour l’instructeur.
   *[other] { $count } vérifications sont en cours. Vous pouvez soumettre sans les attendre : ce qu’elles trouveront s’affichera pour vous et pour l’instructeur.
}
found-blocking = { $count ->
    [one] Un constat bloque la soumission. Remplacez la pièce, ou retirez-la.
   *[other] { $count } constats bloquent la soumission. Remplacez les pièces, ou retirez-les.
}
found-to-argue = { $count ->
    [one] Un avertissement demande un motif
   *[other] { $count } avertissements demandent un motif
}
found-to-argue-hint = Un avertissement ne bloque pas : écrivez pourquoi la pièce convient ainsi. L’instructeur lira votre motif à côté du constat. Vous pouvez aussi remplacer la pièce.
finding-reason = Motif
finding-reason-of = Motif pour { $value }
finding-reason-given = Motif de l’éditeur ({ $name }, { $when }) :
gap-check-failed = { $value } : une vérification en échec bloque la soumission. Remplacez la pièce, ou retirez-la.
gap-finding-reason = { $value } : donnez un motif pour l’avertissement.
receipt-reason = Motif donné pour l’avertissement { $value } :

# Le document signé à côté du document actuel.
revisions-title = Document signé et document actuel
revisions-link = Comparer le document signé et le document actuel
revisions-text = Ce fichier a été complété après sa signature. À gauche, ce que le signataire a signé ; à droite, ce que le fichier montre aujourd’hui.
revisions-none = Les vérifications ne connaissent aucune différence entre ce qui a été signé et ce que le fichier montre : il n’y a rien à comparer.
revisions-changes = Ce qui a changé après la signature
revisions-changes-unknown = Le détail des changements n’a pas pu être établi : comparez les deux documents.
revisions-signed = Document signé
revisions-current = Document actuel
revisions-back = Retour à la preuve
