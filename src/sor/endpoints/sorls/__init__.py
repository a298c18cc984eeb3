"""SORLS, the look-up service of SOR, as a SOAP service."""
