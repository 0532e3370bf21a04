# Envois de fichiers en plusieurs fois, et lecture sur place.

sending-sign-in-first = Votre session a expiré. Connectez-vous : l’envoi reprendra là où il en est.
sending-elsewhere = Cette demande vient d’un autre site. Recommencez depuis les pages de la plateforme.
sending-version = Seule la version 1.0.0 du protocole tus est comprise : envoyez l’en-tête « Tus-Resumable : 1.0.0 ».
sending-method = Cette méthode n’existe pas à cette adresse.
sending-address = L’adresse de l’envoi doit nommer un dossier et une preuve (« ?dossier=…&preuve=… »). Recopiez celle que la page de la preuve indique.
sending-field = L’en-tête { $value } manque, est donné deux fois ou n’est pas lisible. Rien n’a été perdu ; corrigez-le, puis reprenez.
sending-metadata-too-long = Les métadonnées de l’envoi sont trop longues (au plus { $value }). Gardez le nom du fichier seul.
sending-name-missing = Le nom du fichier manque : donnez-le dans les métadonnées, sous la clé « filename ».
sending-length-unknown = La taille du fichier doit être annoncée au début, dans l’en-tête Upload-Length.
sending-media-type = Les octets d’un envoi sont du type « application/offset+octet-stream ».
sending-algorithm = Cet algorithme de somme de contrôle n’est pas compris. Employez sha256 ou sha1.
sending-bad-parts = Ces envois partiels ne peuvent pas être réunis : chacun doit être complet, à vous, et destiné à la même preuve. Aucun n’a été perdu.
sending-put-together = Ce fichier est réuni à partir de plusieurs envois ; il ne reçoit plus rien.
sending-expired = Cet envoi n’est plus gardé. Envoyez le fichier à nouveau.
sending-unavailable = L’envoi ne peut pas être pris en ce moment. Ce qui est arrivé est gardé ; reprenez dans un instant.
sending-not-found = Cet envoi n’existe pas, ou n’est plus gardé.
sending-locked = Une autre connexion est en train d’envoyer ce fichier. Attendez quelques secondes, puis reprenez.
sending-wrong-offset = Cet envoi en est à l’octet { $value }. Reprenez à partir de là.
sending-wrong-checksum = La somme de contrôle ne correspond pas à ce qui est arrivé. Ce morceau n’a pas été gardé ; renvoyez-le.
sending-too-long = L’envoi dépasse la taille annoncée ({ $value } octets). Ce qui dépasse n’a pas été gardé.
sending-cut = L’envoi s’est interrompu. Ce qui est arrivé est gardé ; reprenez là où il en est.
sending-disk-full = La place manque pour recevoir ce fichier. Ce qui est arrivé est gardé ; prévenez l’exploitant, puis reprenez.
sending-forgotten = L’envoi est oublié.
paused-title = Envois à reprendre
paused-progress = { $received } sur { $length } reçus ({ $percent } %), gardés jusqu’au { $until }
paused-how = Choisissez le même fichier : l’envoi reprend là où il s’est arrêté.
paused-refused = Reçu en entier, mais pas encore déposé : une règle l’a refusé.
paused-file = Déposer maintenant
paused-forget = Oublier cet envoi
upload-remaining = encore { $value }
upload-resumed = Reprise
lines-search = Chercher dans ce texte
lines-go = À partir de la ligne
lines-show = Afficher
lines-found = Trouvé à la ligne { $value }.
lines-not-found = Rien de tel après cette ligne.
lines-set-out = Mis en forme pour la lecture : les numéros de ligne ne sont pas ceux du fichier.
lines-above = Lignes précédentes
lines-below = Lignes suivantes
entries-count = { $count ->
    [one] { $count } élément
   *[other] { $count } éléments
}
entries-unpacked = { $value } une fois extrait
entries-incomplete = liste partielle, archive trop longue ou abîmée
entries-folder = dossier
entries-link = lien vers un autre chemin
entries-encrypted = protégé par un mot de passe
entries-hint = L’archive est lue sans être extraite. Téléchargez-la pour en voir le contenu.
archive-download = Télécharger toutes les pièces, avec leurs empreintes (ZIP)
receipt-pdf = Accusé au format PDF
receipt-json = Accusé au format JSON
