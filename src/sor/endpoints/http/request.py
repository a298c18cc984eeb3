"""The request of a handler, as the framework gives it here: no user or session hangs on it; who sends is asked of
``callers``.
"""

from typing import TypeAlias

from litestar import Request
from litestar.datastructures import State

HttpRequest: TypeAlias = Request[None, None, State]
