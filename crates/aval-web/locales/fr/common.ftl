# Cadre des pages, navigation, états partagés.

skip-content = Aller au contenu
skip-nav = Aller au menu
nav-label = Menu principal
nav-home = Accueil
nav-faq = Questions fréquentes
nav-register = Registre
nav-applications = Mes dossiers
nav-requests = Demandes
nav-team = Équipe et droits
nav-queue = File d’instruction
nav-administration = Administration
nav-waiting = { $count ->
    [one] { $count } en attente
   *[other] { $count } en attente
}
home-link = Accueil – { $value }
language-switch = Read this page in English
sign-in = Se connecter
sign-out = Se déconnecter
banner-label = Avertissement
breadcrumb-label = Vous êtes ici
footer-time = Heure du serveur : { $value }
footer-help = Aide
footer-legal = Mentions légales
footer-accessibility = Accessibilité
footer-operator = Service opéré par { $value }
footer-version = Version { $value }
turn-you = À vous
turn-teams = Aux équipes
turn-vendor = À l’éditeur
turn-nobody = Terminé
turn-since = depuis le { $value }
turn-label = À qui le tour
list-count = { $count ->
    [one] { $count } résultat
   *[other] { $count } résultats
}
progress-of = { $done } sur { $total }
pagination-label = Pages
pagination-previous = Page précédente
pagination-next = Page suivante
pagination-first = Retour au début
close = Fermer
cancel = Annuler
confirm = Confirmer
copy = Copier
copied = Copié
download = Télécharger
filter-label = Filtrer la liste
filter-none = Aucune ligne ne correspond au filtre.
shortcuts-title = Raccourcis clavier
shortcuts-help = Afficher cette aide
shortcuts-hint = Ils sont ignorés pendant la frappe dans un champ ; Échap en sort.
shortcuts-button = Raccourcis clavier
steps-label = Étapes du dossier
step-done = terminée
step-current = en cours
step-later = à venir
timeline-label = Journal
timeline-by = par { $value }
external-link = nouvelle fenêtre
viewer-zoom-in = Agrandir
viewer-zoom-out = Réduire
viewer-fit = Ajuster
viewer-speed = Vitesse
viewer-previous-frame = Image précédente
viewer-next-frame = Image suivante
viewer-copy-time = Copier le lien vers cet instant
viewer-controls = Commandes de la visionneuse
viewer-image = Image en cours d’examen ; les flèches la déplacent, plus et moins changent sa taille
panes-chapters = Chapitres
panes-proof = Preuve
panes-verdict = Exigence et verdict
