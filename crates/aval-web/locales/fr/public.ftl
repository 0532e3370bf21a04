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
