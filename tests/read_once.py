"""What the framework reads of a function is read once per body of a function, not once per application; and whom a
client over HTTP believes is read once, not for each of its questions.

A server builds one application; the tests build a thousand, each with the same 400 functions. Reading their signatures
takes half of the time. It is right because the same code with the same annotations and defaults has the same signature.
What a request takes from where is worked out for the addresses that a test asks, and not for all of each application.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from operator import is_not
from types import FunctionType, SimpleNamespace
from typing import Any

from httpx._transports import default as transports
from litestar import router
from litestar._signature.model import SignatureModel
from litestar.handlers import HTTPRouteHandler
from litestar.router import Router
from litestar.utils.signature import ParsedSignature

_read: Callable[..., Any] = ParsedSignature.from_fn.__func__  # type: ignore[attr-defined]
_make: Callable[..., Any] = SignatureModel.create.__func__  # type: ignore[attr-defined]
_copy = router.deepcopy
_work_out = HTTPRouteHandler.create_kwargs_model
_list = Router.route_handler_method_map.fget  # type: ignore[attr-defined]
_listed: list[Any] = [None, [], {}]
"""The router that was asked last, its routes then, and their handlers by path and method."""

_believed = cache(transports.create_ssl_context)
_signatures: dict[Any, tuple[Any, Any]] = {}
_models: dict[Any, tuple[Any, Any]] = {}


def _signature(cls: Any, fn: Any, names: dict[str, Any]) -> Any:
    if not isinstance(fn, FunctionType):
        return _read(cls, fn, names)
    parts = [*fn.__annotations__.values(), *(fn.__defaults__ or ()), *(fn.__kwdefaults__ or {}).values()]
    parts += names.values()
    key = (fn.__code__, fn.__module__, tuple(fn.__kwdefaults__ or ()), tuple(names), tuple(map(id, parts)))
    if key not in _signatures:
        _signatures[key] = (_read(cls, fn, names), parts)  # the parts stay: their ids are theirs alone
    return _signatures[key][0]


def _model(
    cls: Any, dependency_name_set: set[str], fn: Any, parsed_signature: Any, type_decoders: Any, data_dto: Any = None
) -> Any:
    name = getattr(fn, "__name__", ""), getattr(fn, "__module__", "")
    decoders = tuple(_called(one) for pair in type_decoders or () for one in pair)
    key = (id(parsed_signature), *name, frozenset(dependency_name_set), decoders, data_dto)
    if key not in _models:
        made = _make(cls, dependency_name_set, fn, parsed_signature, type_decoders, data_dto)
        _models[key] = (made, (parsed_signature, type_decoders))
    return _models[key][0]


def _called(decoder: Any) -> tuple[str, str]:
    function = getattr(decoder, "func", decoder)  # each application has partial functions of its own
    return function.__module__, function.__qualname__


def _own(value: Any) -> Any:
    """A router that belongs to nobody yet is made for the application that takes it."""
    return value if isinstance(value, Router) and value.owner is None else _copy(value)


class _Later:
    """What a request takes from where, worked out when the first one comes."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._made = cache(make)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made(), name)


def _work_out_later(handler: HTTPRouteHandler, path_parameters: Any) -> Any:
    return _Later(partial(_work_out, handler, path_parameters))


def _list_methods(of: Router) -> Any:
    """The handlers by path and method; asked for each route that is added, so only what is new is listed."""
    if _listed[0] is not of or any(map(is_not, _listed[1], of.routes)):
        _listed[:] = of, [], {}
    _, seen, found = _listed
    new = SimpleNamespace(routes=of.routes[len(seen) :])
    for path, handlers in _list(new).items():
        found.setdefault(path, {}).update(handlers)
    seen[:] = of.routes
    return found


def read_once() -> None:
    """From here on in this process."""
    HTTPRouteHandler.create_kwargs_model = _work_out_later  # type: ignore[method-assign]
    Router.route_handler_method_map = property(_list_methods)  # type: ignore[assignment]
    ParsedSignature.from_fn = classmethod(_signature)  # type: ignore[assignment]
    SignatureModel.create = classmethod(_model)  # type: ignore[assignment]
    router.deepcopy = _own  # type: ignore[assignment]
    transports.create_ssl_context = _believed


@contextmanager
def read_each_time() -> Iterator[None]:
    """As the framework does it by itself."""
    HTTPRouteHandler.create_kwargs_model = _work_out  # type: ignore[method-assign]
    Router.route_handler_method_map = property(_list)  # type: ignore[assignment]
    ParsedSignature.from_fn = classmethod(_read)  # type: ignore[assignment]
    SignatureModel.create = classmethod(_make)  # type: ignore[assignment]
    router.deepcopy = _copy
    try:
        yield
    finally:
        read_once()
