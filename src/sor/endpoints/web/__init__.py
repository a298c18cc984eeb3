"""The web application: pages for people over the hub's answers, in Danish and English, without outside requests."""

from sor.endpoints.web.kit.error_pages import bad_time, refused_page, shut_page, unavailable_page, unknown_page
from sor.endpoints.web.routes import routes

__all__ = ["bad_time", "refused_page", "routes", "shut_page", "unavailable_page", "unknown_page"]
