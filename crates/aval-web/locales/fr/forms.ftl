# Champs, erreurs de saisie, envoi de fichiers.

form-required = obligatoire
form-required-note = Les champs marqués d’un astérisque sont obligatoires.
form-errors-title = { $count ->
    [one] Une réponse est à corriger
   *[other] { $count } réponses sont à corriger
}
form-errors-kept = Rien n’a été perdu : vos réponses sont conservées ci-dessous.
form-error-prefix = Erreur :
form-choose = Choisissez une réponse
form-save = Enregistrer
form-send = Envoyer
form-date-hint = Par exemple 24/11/2026
form-draft-restored = Votre saisie non enregistrée a été retrouvée sur ce poste.
form-draft-discard = Oublier cette saisie
form-file-drop = Déposez vos fichiers ici
form-file-or = ou choisissez-les sur votre poste
form-file-max = Taille maximale par fichier : { $value }.
upload-start = Envoyer
upload-waiting = En attente
upload-sending = Envoi en cours
upload-paused = En pause
upload-done = Reçu
upload-failed = Échec de l’envoi
upload-cancelled = Annulé
upload-pause = Mettre en pause
upload-resume = Reprendre
upload-retry = Réessayer
upload-cancel = Annuler
upload-too-large = Ce fichier dépasse la taille maximale.
upload-empty = Ce fichier est vide.
upload-network = La connexion a été coupée. Vérifiez le réseau, puis réessayez.
upload-session = Votre session a expiré. Connectez-vous dans un autre onglet, puis réessayez.
upload-all-done = Tous les fichiers ont été reçus.
upload-list = Fichiers choisis
