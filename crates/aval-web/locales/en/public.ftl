# Texts of the “public” room.
