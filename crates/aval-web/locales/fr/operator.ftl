# Textes de la pièce « operator ».
