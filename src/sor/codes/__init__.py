"""The code lists that the project carries: what a code means in Danish and English, since when, and who says so."""
