# Pages ouvertes à tous : accueil, registre, attestation, connexion.

sign-in-title = Se connecter
sign-in-email = Adresse électronique
sign-in-password = Mot de passe
sign-in-refused = L’adresse ou le mot de passe n’est pas le bon. Vérifiez la majuscule verrouillée, puis réessayez ; sinon, demandez à la personne qui gère les comptes de votre structure.
sign-in-too-many = Trop d’essais ont échoué. Réessayez après le { $value }.
sign-in-demo-title = Essayer la démonstration
sign-in-demo-text = Les personnes et les dossiers sont inventés. Choisissez une adresse ; le mot de passe est celui affiché au démarrage.
session-ended-title = Votre session a pris fin
session-ended = Connectez-vous de nouveau : ce que vous aviez saisi est gardé et vous sera rendu.
resume-title = Reprendre l’envoi
resume-text = Vous êtes connecté. Votre saisie n’a pas encore été envoyée : relisez-la, puis envoyez-la.
resume-send = Envoyer maintenant
signed-out = Vous êtes déconnecté.
contacts-title = À qui écrire

home-what = Un éditeur présente une version de son logiciel, montre preuve par preuve qu’elle respecte les exigences du référentiel de son dispositif, et répond aux équipes qui vérifient. Si tout est conforme, la version est référencée et publiée au registre, que chacun peut consulter.
home-desk = Aller à mon espace
home-register-link = Consulter le registre
home-search-title = Chercher une solution référencée
home-listed = { $count ->
    [one] solution référencée
   *[other] solutions référencées
}
home-suspended = { $count ->
    [one] référencement suspendu
   *[other] référencements suspendus
}
home-open = { $count ->
    [one] dispositif ouvert aux dossiers
   *[other] dispositifs ouverts aux dossiers
}
home-how-title = Comment se passe un référencement
home-by-vendor = éditeur
home-by-operator = équipes du programme
home-by-both = éditeur et équipes
home-step-charter = Un mandataire de l’entreprise accepte la charte : elle engage l’entreprise et ouvre le formulaire administratif.
home-step-forms = Identité du produit, numéro de version technique, homologations demandées, profils et déclarations. Ces réponses déterminent les preuves à fournir.
home-step-eligibility = L’équipe administrative déclare le dossier éligible, demande de le compléter, ou le refuse avec ses motifs.
home-step-proofs = Les preuves se déposent chapitre par chapitre. Chacune est vérifiée ; ce qui est à reprendre revient en un seul envoi, avec des remarques.
home-step-decision = Elle est prise quand chaque preuve requise est conforme et chaque homologation obtenue, et toujours motivée.
home-step-register = La version reçoit un numéro et une attestation. Une suspension ou un retrait y sont visibles par tous.
home-windows-title = Guichets ouverts
home-windows-text = Les heures sont celles de { $value }. Un dépôt est pris jusqu’à la dernière seconde avant l’heure dite, pas après.
home-windows-none = Aucun guichet n’est ouvert aujourd’hui.
home-open-since = ouvert depuis le { $value }

register-title = Registre des solutions référencées
register-text = Chaque ligne est une version précise d’un logiciel. Une autre version du même logiciel n’est pas couverte.
register-search = Rechercher
register-search-hint = Produit, éditeur, version ou numéro ; le début des mots suffit, les accents ne comptent pas.
register-search-do = Rechercher
register-count = { $count ->
    [one] { $count } référencement
   *[other] { $count } référencements
}
register-more = Plus de { $value } référencements
register-chosen-label = Filtres choisis
register-chosen = { $facet } : { $value }
register-chosen-text = « { $value } »
register-chosen-remove = Retirer le filtre { $value }
register-chosen-remove-short = (retirer ce filtre)
register-clear = Tout afficher
register-empty-title = Aucune solution ne correspond
register-empty-text = Retirez un filtre, ou cherchez avec moins de mots : tous les mots tapés doivent se trouver dans la même fiche. Un dossier en cours d’instruction n’est pas au registre.
register-none-title = Le registre est encore vide
register-none-text = Une solution y paraît dès que sa décision favorable est publiée.
register-download = Télécharger cette liste :

column-number = Numéro
column-solution = Solution
column-version = Version technique
column-vendor = Éditeur
column-sector = Couloir
column-scheme = Dispositif
column-profiles = Profils
column-wave = Vague
column-decision = Date de décision
column-status = Statut
column-pilots = Procès-verbaux pilotes
status-listed = Référencé
status-suspended = Suspendu
status-withdrawn = Retiré
pilots-validated = Validés
pilots-none = Aucun validé à ce jour

warning-suspended = Ce référencement est suspendu : il ne peut pas être invoqué tant que la suspension dure.
warning-suspended-since = Ce référencement est suspendu depuis le { $value } : il ne peut pas être invoqué tant que la suspension dure.
warning-withdrawn = Ce référencement a été retiré : il n’a plus d’effet. Cette page en garde la trace.
warning-withdrawn-since = Ce référencement a été retiré le { $value } : il n’a plus d’effet. Cette page en garde la trace.
entry-json = Lire cette fiche en JSON
entry-version-note = Le référencement porte sur la seule version technique indiquée.
history-title = Historique
history-decided = Décision favorable
history-published = Publication au registre
history-suspended = Suspension
history-reinstated = Rétablissement
history-withdrawn = Retrait

certificate-title = Attestation
certificate-open = Voir l’attestation
certificate-of = Attestation { $value }
certificate-heading = Attestation de référencement
certificate-heading-not = Ce document n’est pas une attestation valable
certificate-statement = La solution « { $product } », version { $version }, éditée par { $vendor }, est référencée dans le dispositif « { $scheme } » par décision du { $date }.
certificate-operator = Service opéré par
certificate-as-of = Situation au
certificate-check = La situation du jour se vérifie au registre public, à l’adresse
certificate-print = Pour garder ou joindre ce document, imprimez cette page depuis votre navigateur.

help-title = Aide
help-account-title = Obtenir un compte
help-account = Les comptes sont ouverts par la personne qui gère ceux de votre structure. Si votre structure n’en a pas encore, écrivez au support du programme, ci-dessous.
help-turn-title = Savoir à qui le tour
help-turn = Chaque dossier dit en haut de page qui doit agir, sur quoi, depuis quand et jusqu’à quand. Si rien n’est demandé de votre côté, vous n’avez rien à faire.
help-deposit-title = Déposer des fichiers
help-deposit = Ouvrez un chapitre, puis la place de chaque preuve. Un même fichier peut répondre à plusieurs preuves. Rien n’est transmis aux équipes avant que vous ne soumettiez le chapitre, et un accusé de réception en donne la liste avec l’empreinte de chaque fichier.
help-keyboard-title = Tout faire au clavier
help-keyboard = Chaque page s’emploie sans souris. La touche « ? » affiche les raccourcis de la page.
help-register-title = Lire le registre par programme
help-register = L’adresse /registre.json donne tout le registre, /registre.csv le même pour un tableur ; les filtres de la page du registre s’y ajoutent tels quels. Une fiche se lit aussi à son adresse suivie de « .json ».

legal-title = Mentions légales
legal-operator-title = Qui tient ce service
legal-operator = Le nom de l’opérateur figure en bas de chaque page. Ses coordonnées et celles de l’hébergeur sont à demander au support indiqué dans l’aide.
legal-operator-unset = L’opérateur de cette installation ne s’est pas encore fait connaître : son nom se règle au démarrage du service.
legal-illustrative-title = Démonstration
legal-illustrative = Cette installation présente un programme de démonstration. Les organisations, les personnes, les dossiers et les numéros y sont fictifs et sans valeur officielle.
legal-register-title = Registre
legal-register = Les données du registre sont publiques. Le registre dit ce qui a été décidé pour une version précise ; seule la fiche en ligne donne la situation du jour.
legal-cookies-title = Témoins de connexion (cookies)
legal-cookies = Quatre témoins servent au fonctionnement et à rien d’autre : la session, la langue choisie, le message affiché à la page suivante et, si vous donnez votre avis sur une réponse, un nombre au hasard qui permet d’en changer. Un formulaire commencé peut être gardé par votre navigateur, dans l’onglet ouvert, jusqu’à son envoi. Aucune mesure d’audience, aucun service tiers.
legal-data-title = Données personnelles
legal-data = Les comptes portent un nom, une adresse électronique et des rôles. Chaque action sur un dossier est gardée avec son auteur et son instant, et n’est pas effacée : c’est la preuve de l’instruction. Pour vos droits, écrivez à l’opérateur.
legal-software-title = Logiciel
legal-software = { $value } fonctionne avec Aval, logiciel libre sous licence EUPL-1.2.

accessibility-title = Accessibilité
accessibility-state-title = État
accessibility-state = { $value } n’a pas encore été audité selon le référentiel général d’amélioration de l’accessibilité. Aucun niveau de conformité n’est donc annoncé.
accessibility-done-title = Ce qui est fait
accessibility-done = Les pages sont conçues pour être lues par un lecteur d’écran, employées au clavier seul et sans JavaScript, et affichées en clair ou en sombre. Des contrôles automatiques font partie des tests du logiciel ; ils ne remplacent pas un audit.
accessibility-limits-title = Limites connues
accessibility-limits = Les fichiers déposés par les éditeurs sont présentés tels quels : ils peuvent ne pas être accessibles.
accessibility-tell-title = Signaler une difficulté
accessibility-tell = Si une page vous empêche de travailler ou de lire une information, écrivez à l’opérateur : dites l’adresse de la page et ce que vous cherchiez à faire.
