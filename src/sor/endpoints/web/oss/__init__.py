"""The pages of the municipal synchronisation."""
