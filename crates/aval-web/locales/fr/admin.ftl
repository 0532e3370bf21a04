# Textes de la pièce « admin ».
