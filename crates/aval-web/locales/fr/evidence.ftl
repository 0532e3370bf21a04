# Ce qui est aussi ailleurs : la même preuve, ou presque, dans un autre emplacement ou un autre dossier.
elsewhere-title = Aussi ailleurs
elsewhere-who-sees = Vu du seul opérateur : un éditeur n’apprend rien d’un autre.
elsewhere-to-watch = À regarder
elsewhere-to-know = Pour information
elsewhere-same-file-here = Le même fichier a été déposé une seconde fois dans ce dossier, pour { $slot }.
elsewhere-same-file-same-vendor = Le même fichier est aussi dans le dossier { $number } du même éditeur, pour { $slot }.
elsewhere-same-file-other-vendor = Le même fichier est aussi dans le dossier { $number } d’un autre éditeur, pour { $slot }.
elsewhere-same-link-here = Le même lien a été déposé une seconde fois dans ce dossier, pour { $slot }.
elsewhere-same-link-same-vendor = Le même lien est aussi dans le dossier { $number } du même éditeur, pour { $slot }.
elsewhere-same-link-other-vendor = Le même lien est aussi dans le dossier { $number } d’un autre éditeur, pour { $slot }.
elsewhere-same-number-here = Le même identifiant a été déposé une seconde fois dans ce dossier, pour { $slot }.
elsewhere-same-number-same-vendor = Le même identifiant est aussi dans le dossier { $number } du même éditeur, pour { $slot }.
elsewhere-same-number-other-vendor = Le même identifiant est aussi dans le dossier { $number } d’un autre éditeur, pour { $slot }.
elsewhere-same-text-here = Le même texte a été déposé une seconde fois dans ce dossier, pour { $slot }.
elsewhere-same-text-same-vendor = Le même texte est aussi dans le dossier { $number } du même éditeur, pour { $slot }.
elsewhere-same-text-other-vendor = Le même texte est aussi dans le dossier { $number } d’un autre éditeur, pour { $slot }.
elsewhere-alike-here = Un fichier presque identique (à { $percent } %) est dans ce dossier, pour { $slot }.
elsewhere-alike-same-vendor = Un fichier presque identique (à { $percent } %) est dans le dossier { $number } du même éditeur, pour { $slot }.
elsewhere-alike-other-vendor = Un fichier presque identique (à { $percent } %) est dans le dossier { $number } d’un autre éditeur, pour { $slot }.

# Faits d’un lien.
fact-link_host = Hôte
fact-link_host_label = Espace
fact-link_identifier = Identifiant du rapport

# Garde.
inspection-overdue = La vérification n’a pas abouti dans le délai prévu : la pièce n’a pas été vérifiée. Une personne l’examinera.
