"""The REST door: units, identifiers, code lists, the log, operation; one file per group (``/api/v1``)."""
