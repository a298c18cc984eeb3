"""SOAP messages: the envelope, XML by table, and the elements of SORLS and SORUS."""
