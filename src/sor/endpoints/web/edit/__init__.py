"""Changing a unit in a browser: forms, the preview of what a change brings about, and the receipt."""

from sor.endpoints.web.edit.pages import routes

__all__ = ["routes"]
