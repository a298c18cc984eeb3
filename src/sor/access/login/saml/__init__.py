"""SAML 2.0 as OIOSAML 3 asks of a service: what a provider's answer must be before anything in it is believed."""
