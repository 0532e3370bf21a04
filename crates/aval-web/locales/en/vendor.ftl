# Texts of the “vendor” room.
