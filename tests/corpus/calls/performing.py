"""One call: arguments in, a word out that says what came of it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import urljoin

from pydantic import TypeAdapter, ValidationError
from tests.drawing import validator

from .comparing import difference, same
from .described import Called
from .drawn import Arguments
from .nodes import members
from .offered import Method, Package
from .schemas import Schemas
from .serving import Exchange, Served
from .wire import faults

_OF_REQUEST = frozenset(
    {"UNPROCESSABLE_ENTITY", "UNAUTHORIZED", "INVALID_CONTENT_TYPE"}
    | {"NO_PATH_MATCHED_ERROR", "NO_METHOD_MATCHED_ERROR", "NOT_FOUND"}
)
"""What Prism says of requests that are wrong."""
PRISM = "prism "
"""What words for Prism's own failures begin with."""
DEAD = "prism DEAD"
"""Prism ended over the request, or was ended since it took too long."""
CALLED = "called"
INVALID_ANSWER = "invalid answer"
"""The operation was called; the answer is not what the description says."""


@dataclass(frozen=True)
class Outcome:
    """What came of a call: one of few words, and the whole story."""

    word: str
    story: str = ""


class UnfitError(Exception):
    """Valid arguments cannot be given to a method."""


@dataclass(frozen=True)
class Caller:
    """Calls the operations of a package and judges what comes of it."""

    package: Package
    server: Served
    received: Schemas

    def prepared(
        self, method: Method, given: Arguments
    ) -> tuple[list[Any], dict[str, Any]]:
        """Return positional and other arguments for a method.

        Raises:
            UnfitError: The method does not take them.
        """
        named: dict[str, Any] = {}
        for key, value in given.parameters.items():
            name = method.arguments.get(key)
            if name is None:
                message = f"no argument for {key}"
                raise UnfitError(message)
            named[name] = _made(method.hints[name], value)
        if given.media_type is not None:
            if method.body is None:
                message = "no argument for the body"
                raise UnfitError(message)
            named[method.body] = self._body(method, given)
            if method.content_type is not None:
                named[method.content_type] = given.media_type
        positional = [named.pop(n) for n in _order(method) if n in named]
        return positional, named

    def judged(
        self, called: Called, given: Arguments, result: Any, error: Exception | None
    ) -> Outcome:
        """Say what came of a call that was made."""
        errors = importlib.import_module(
            f"{self.package.module.__name__}._runtime.errors"
        )
        if not self.server.exchanges:
            return Outcome("not sent", repr(error))
        exchange = self.server.exchanges[-1]
        found = faults(called, given, exchange.request)
        if found:
            return Outcome("sent otherwise", f"{'; '.join(found)} in {_sent(exchange)}")
        if exchange.violations:
            return Outcome("violation", f"{exchange.violations} in {_sent(exchange)}")
        if exchange.is_refused:
            return _refused(exchange)
        if isinstance(error, errors.StatusError):
            is_declared = _declared(called.answers, exchange.reply.status) is not None
            return Outcome(CALLED if is_declared else "undeclared status", repr(error))
        if exchange.leads_to is not None and error is None:
            is_told = result == urljoin(self.server.url, exchange.leads_to)
            return Outcome(CALLED if is_told else "led elsewhere", repr(result))
        schema = self._schema(called, exchange)
        value = _json(exchange)
        is_valid = schema is None or (
            value is not _NO_JSON
            and validator({**self.received.root, **_object(schema)}, with_formats=True)(
                value
            )
        )
        if error is not None:
            word = "undecodable" if is_valid else INVALID_ANSWER
            return Outcome(word, f"{error!r} of {exchange.reply.content[:2000]!r}")
        if not is_valid:
            return Outcome(INVALID_ANSWER, repr(exchange.reply.content[:300]))
        if schema is not None and not same(self._written(result), value):
            story = difference(self._written(result), value)
            return Outcome("decoded otherwise", story)
        return Outcome(CALLED)

    def _schema(self, called: Called, exchange: Exchange) -> Any:
        """Return the schema of a JSON answer; None for any other."""
        content = members(_declared(called.answers, exchange.reply.status))
        for media_type, schema in content.items():
            essence = media_type.partition(";")[0].strip().lower()
            if essence == exchange.media_type and "json" in essence:
                return self.received.of(schema)
        return None

    def _body(self, method: Method, given: Arguments) -> Any:
        if isinstance(given.body, bytes):
            return given.body
        hint = method.hints[str(method.body)]
        for way in method.operation.bodies:
            if way.name == given.media_type:
                hint = Any if way.type is object else way.type
        made = _made(hint, given.body)
        if "json" not in str(given.media_type) or not _takes_any(hint):
            return made
        # What is one of the models only by chance is given as it is.
        return made if same(self._json(made), given.body) else given.body

    def _written(self, result: Any) -> Any:
        return self._json(getattr(result, "body", result))

    def _json(self, value: Any) -> Any:
        bodies = importlib.import_module(
            f"{self.package.module.__name__}._runtime.bodies"
        )
        return json.loads(bodies.to_json(value))


_NO_JSON = object()


def _json(exchange: Exchange) -> Any:
    try:
        return json.loads(exchange.reply.content)
    except ValueError:
        return _NO_JSON


def _object(schema: Any) -> Mapping[str, Any]:
    return members(schema) if schema is not False else {"not": {}}


def _declared(answers: Mapping[str, Any], status: int) -> Any:
    for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
        if key in answers:
            return answers[key]
    return None


def _refused(exchange: Exchange) -> Outcome:
    said = json.loads(exchange.reply.content)
    word = str(said["type"]).partition("#")[2]
    word = "violation" if word in _OF_REQUEST else f"{PRISM}{word}"
    story = f"{said.get('detail')} {said.get('validation')} in {_sent(exchange)}"
    return Outcome(word, story)


def _sent(exchange: Exchange) -> str:
    request = exchange.request
    return f"{request.method} {request.target} {request.headers} {request.body!r}"


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint)


def _made(hint: Any, value: Any) -> Any:
    try:
        try:
            return _adapter(hint).validate_python(value)
        except TypeError:  # a hint that has no hash
            return TypeAdapter(hint).validate_python(value)
    except ValidationError as error:
        message = f"{value!r} is refused: {error}"
        raise UnfitError(message) from error


def _takes_any(hint: Any) -> bool:
    """Tell whether a type takes any object, perhaps beside models."""
    if hint in (Any, object, dict[str, Any]):
        return True
    kind, parts = get_origin(hint), get_args(hint)
    if kind is Annotated:
        return _takes_any(parts[0])
    return kind in (Union, UnionType) and any(map(_takes_any, parts))


def _order(method: Method) -> list[str]:
    return [name for name in method.hints if name in method.positional]
