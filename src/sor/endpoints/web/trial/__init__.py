"""The pages for those who try their programs: ID cards and certification."""
