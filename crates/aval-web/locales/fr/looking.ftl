# Ce que l’on regarde : endroits, remarques épinglées, versions comparées.
verdict-zone = Zone
place-page = Page
place-moment = Instant
place-lines = Lignes
place-zone-hint = 40, 25, 10, 5
place-zone-title = En pour cent : à gauche, en haut, largeur, hauteur
anchor-page-zone = page { $count }, zone
anchor-moments = de { $from } à { $to }
anchor-lines = lignes { $from } à { $to }
pin = Remarque { $number }, { $place } : { $text }
pin-carried = Remarque { $number }, à revoir, { $place } : { $text }
pin-number = Remarque
pin-open = remarque { $count }
pin-draw = Montrer une zone
pin-here = Épingler cet instant ; une seconde fois, jusqu’à cet instant
pin-lines = Épingler les lignes choisies
pins-title = Remarques dans la pièce
remark-add = Ajouter la remarque
remark-made = La remarque est enregistrée ; elle partira avec le chapitre.
remark-again = À revoir
remark-repeat = Répéter la remarque
remark-repeated = La remarque est répétée sur la nouvelle version ; elle partira avec le chapitre.
remark-repeats = { $count ->
    [one] répétée { $count } fois
   *[other] répétée { $count } fois
}
remark-other-place = À un autre endroit
version-past = Version { $count }, remplacée depuis.
version-current = Voir la version en cours
event-remark_repeated = Remarque répétée
