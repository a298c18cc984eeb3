"""The register as it is read: units on a day, on all days, and which codes mean the same."""
