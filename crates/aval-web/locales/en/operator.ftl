# Texts of the “operator” room.
