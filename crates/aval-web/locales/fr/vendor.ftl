# Textes de la pièce « vendor ».
