"""A SOAP call: read within its limits, its caller proved, answered."""
