"""What the framework reads of a function is read once per body of a function, not once per application; and whom a
client over HTTP believes is read once, not for each of its questions.

A server builds one application; the tests build a thousand, each with the same 400 functions. Reading their signatures
takes half of the time. It is right because the same code with the same annotations and defaults has the same signature.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FunctionType
from typing import Any

from httpx._transports import default as transports
from litestar import router
from litestar._signature.model import SignatureModel
from litestar.router import Router
from litestar.utils.signature import ParsedSignature

_read: Callable[..., Any] = ParsedSignature.from_fn.__func__  # type: ignore[attr-defined]
_make: Callable[..., Any] = SignatureModel.create.__func__  # type: ignore[attr-defined]
_copy = router.deepcopy
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


def read_once() -> None:
    """From here on in this process."""
    ParsedSignature.from_fn = classmethod(_signature)  # type: ignore[assignment]
    SignatureModel.create = classmethod(_model)  # type: ignore[assignment]
    router.deepcopy = _own  # type: ignore[assignment]
    transports.create_ssl_context = _believed


@contextmanager
def read_each_time() -> Iterator[None]:
    """As the framework does it by itself."""
    ParsedSignature.from_fn = classmethod(_read)  # type: ignore[assignment]
    SignatureModel.create = classmethod(_make)  # type: ignore[assignment]
    router.deepcopy = _copy
    try:
        yield
    finally:
        read_once()
