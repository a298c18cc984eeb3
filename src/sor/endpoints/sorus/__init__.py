"""SORUS, the update service of SOR, as a SOAP service."""
