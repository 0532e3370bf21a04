# Texts of the “admin” room.
