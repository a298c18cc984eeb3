"""A simulator of FK-ORG and of the security before it, made from the published descriptions of both alone.

It knows nothing of the client: it imports no other part of ``sor.oss``, and nothing else imports it but the command
that starts it. Nothing in it is a real organisation.
"""
