"""A tree as a spreadsheet: given out, edited by its keeper, taken back as one set of changes."""
