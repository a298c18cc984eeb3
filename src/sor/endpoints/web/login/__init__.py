"""Signing in and out, and the page of whoever is signed in."""

from sor.endpoints.web.login.pages import routes

__all__ = ["routes"]
