# Textes de la pièce « public ».
