# Ce que deviennent les fichiers déposés : relus en arrière-plan, comparés à leur empreinte.

custody-title = Conservation des fichiers
custody-text = Chaque fichier déposé est relu une fois par semaine, en arrière-plan, et comparé à l’empreinte calculée à son dépôt.
custody-before = Aucune relecture n’a encore commencé.
custody-going = Relecture commencée le { $started } : { $files } fichiers relus, { $octets }.
custody-done = Dernière relecture achevée le { $ended } : { $files } fichiers, { $octets }.
custody-well = Tous les fichiers relus sont intacts.
custody-alarm-title = Des fichiers déposés ne sont plus ce qu’ils étaient
custody-alarm-text = Ne supprimez rien. Vérifiez le disque, puis remettez ces fichiers depuis une sauvegarde du dossier des fichiers ; un nouveau dépôt du même contenu le rétablit aussi. La mention disparaît à la relecture suivante.
custody-fault = Constat
custody-hash = Empreinte SHA-256
custody-size = Taille
custody-since = Constaté le
custody-missing = Fichier absent
custody-altered = Contenu modifié
custody-unreadable = Fichier illisible
