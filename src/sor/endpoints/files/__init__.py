"""The published files under ``/files``: a page that explains them, and the files themselves for programs."""

from sor.endpoints.files.routes import routes

__all__ = ["routes"]
