"""The pages that show the register: search, unit, tree, recipients."""
