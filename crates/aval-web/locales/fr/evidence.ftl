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
inspection-overdue = La vérification n’a pas abouti dans le délai prévu : la pièce n’est pas vérifiée, une personne l’examinera. Un résultat qui arriverait encore s’affichera ici.

# Saisie structurée d’un formulaire dans une autre forme.
declared-title = Ce que dit le formulaire
declared-text = Les réponses de { $file } n’ont pas pu être lues pour { $slot }. Recopiez ici ce que le document dit : ces faits seront marqués comme déclarés, jugés par les mêmes règles, et comparés au document par l’opérateur.
declared-do = Déclarer
declared-done = Ces faits sont déclarés ; la vérification va être refaite.
declared-link = Déclarer ce que dit le formulaire
declared-by = Faits déclarés par { $name }, { $when }.
declared-yes = Oui
declared-no = Non
declared-wrong = « { $value } » n’est pas rempli, ou ne peut pas être lu. Corrigez ce champ.
declared-hint-date = Sous la forme 31/12/2026.
declared-hint-count = Un nombre entier, 0 s’il n’y en a pas.
declared-hint-score = Un nombre de 0 à 10 ; laissez vide si aucun score n’est signalé.
declared-fact-application_version = Version de l’application testée
declared-fact-form_date = Date du formulaire
declared-fact-provider_name = Prestataire du test
declared-fact-provider_siren = SIREN du prestataire
declared-fact-auditor_name = Auditeur
declared-fact-complete = Tous les points de contrôle ont-ils une réponse ?
declared-fact-commented = Chaque réponse négative ou non applicable est-elle commentée ?
declared-fact-high_no = Réponses négatives de sévérité haute
declared-fact-medium_no = Réponses négatives de sévérité moyenne
declared-fact-unrated_no = Réponses négatives à des points sans sévérité
declared-fact-highest_cvss = Score CVSS le plus haut
declared-fact-disclosure = Référence de la déclaration de la vulnérabilité
fact-pentest_declared_provider_name = Prestataire du test (déclaré)
fact-pentest_declared_auditor_name = Auditeur (déclaré)
fact-pentest_declared_form_date = Date du formulaire (déclarée)
