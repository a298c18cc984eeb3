"""The pages of administration: cases, and who has which right."""
