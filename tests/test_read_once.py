"""An application built from what was read for another is the same as one for which all is read."""

from pathlib import Path
from typing import Any

from litestar import Litestar

from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.read_once import read_each_time


def test_an_application_is_the_same_as_one_for_which_every_function_is_read(tmp_path: Path) -> None:
    first, other = (Register(Database(f"sqlite:///{tmp_path}/{n}.db"), StandingClock()) for n in range(2))
    first.init("master", demo=True)
    other.init("master", demo=True)
    with read_each_time():
        read = described(framework_of(first))
    assert len(read) > 150
    assert described(framework_of(other)) == described(framework_of(other)) == read


def framework_of(register: Register) -> Litestar:
    found: Litestar = app(register, read_settings(TRIED))._inner  # type: ignore[attr-defined]
    return found


def described(application: Litestar) -> dict[str, Any]:
    """What each address takes and gives, by whom it is answered, and what is written of it all."""
    return {
        f"{method} {route.path}": (
            str(handler),
            *((model := handler.signature_model).__struct_fields__, model.__struct_defaults__),
            sorted((name, str(kind)) for name, kind in model.__annotations__.items()),
            sorted(model._dependency_name_set),
            [getattr(layer, "path", "") for layer in handler.ownership_layers],
            sorted(handler.resolve_dependencies()),
            handler.resolve_exception_handlers().keys(),
            len(handler.resolve_guards()),
        )
        for route in application.routes
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items()
    } | {"contract": application.openapi_schema.to_schema()}
