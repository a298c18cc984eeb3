"""Changing a unit in a browser: forms, the preview of what a change brings about, and the receipt."""

from sor.endpoints.web.edit.routes import ADDRESSES, routes

__all__ = ["ADDRESSES", "routes"]
