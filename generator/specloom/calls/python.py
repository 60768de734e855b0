"""One call of an operation as Python with the generated client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from specloom import samples
from specloom.calls.values import (
    body_sample,
    credentials_of,
    item_reference,
    shown_value,
)
from specloom.encode.nodes import Python, join
from specloom.encode.nodes import python as frame
from specloom.encode.python import identifier, literal
from specloom.encode.python import module as module_of
from specloom.ir import (
    Constant,
    HttpBasic,
    JsonValue,
    Nullable,
    Operation,
    Parameter,
    Primitive,
    Role,
    Scalar,
    Type,
)
from specloom.media_types import is_form, is_json
from specloom.plan import ApiPlan, Method, ModelClass, ResourceClass
from specloom.samples import Entries, Items, Members, Recipe, Sample, Value

_WIDTH = 88


def python_call(api: ApiPlan, resource: ResourceClass, method: Method) -> Python:
    """Return a program that calls the method with the synchronous client."""
    writer = _Writer(api)
    body = _use(writer, resource, method, _SYNC)
    opened = _client(writer, method.operation, "Client")
    block = frame("with {}\n{}", opened, _indented(body))
    return frame("{}\n\n{}\n", writer.imports("Client", modules=()), block)


def python_async_call(api: ApiPlan, resource: ResourceClass, method: Method) -> Python:
    """Return a program that calls the method with the asynchronous client."""
    writer = _Writer(api)
    body = _use(writer, resource, method, _ASYNC)
    opened = _client(writer, method.operation, "AsyncClient")
    block = frame("async with {}\n{}", opened, _indented(body))
    return frame(
        "{}\n\n\nasync def main() -> None:\n{}\n\n\nasyncio.run(main())\n",
        writer.imports("AsyncClient", modules=("asyncio",)),
        _indented(block),
    )


def python_statement(
    api: ApiPlan, resource: ResourceClass, method: Method, *, margin: int
) -> Python:
    """Return the call alone, for a place where there is a client.

    Args:
        api: The package.
        resource: Where the method is.
        method: What is called.
        margin: The column at which it will stand.
    """
    manner = replace(_SYNC, margin=margin)
    return _use(_Writer(api), resource, method, manner)


def python_async_statement(
    api: ApiPlan, resource: ResourceClass, method: Method, *, margin: int
) -> Python:
    """Return the awaited call alone, for a place where there is a client."""
    manner = replace(_ASYNC, margin=margin)
    return _use(_Writer(api), resource, method, manner)


@dataclass(frozen=True)
class _Call:
    """A call whose arguments may run over lines, as black would lay them out."""

    name: Python
    arguments: tuple[tuple[Python, _Expression], ...]


_Expression: TypeAlias = "Python | _Call"
_NOTHING = Python("")
_SHORT = Python("result")


@dataclass(frozen=True)
class _Manner:
    """How one of the two clients is used."""

    loop: str
    call: str
    margin: int


_SYNC = _Manner("for", "", 4)
_ASYNC = _Manner("async for", "await ", 8)


@dataclass
class _Writer:
    """Writes expressions of one program and collects what they import."""

    api: ApiPlan
    models: set[str] = field(default_factory=set[str])
    package: set[str] = field(default_factory=set[str])
    standard: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def expression(self, one: Sample) -> _Expression:
        match one:
            case Value(value, type_):
                return self._value(value, type_)
            case Items(items):
                inner = tuple((_NOTHING, self.expression(item)) for item in items)
                return _flat_list(inner)
            case Entries(entries):
                return _flat_map(entries)
            case Members(key, members):
                planned = self.api.definitions.get(key)
                if not isinstance(planned, ModelClass):
                    return _flat_map([(held.name, each) for held, each in members])
                self.models.add(planned.name)
                names = {f.property.name: f.name for f in planned.fields}
                return _Call(
                    identifier(planned.name),
                    tuple(
                        (
                            frame("{}=", identifier(names[held.name])),
                            self.expression(member),
                        )
                        for held, member in members
                        if not isinstance(held.type, Constant) and held.name in names
                    ),
                )

    def _value(self, value: JsonValue, type_: Type) -> _Expression:
        match type_, value:
            case Nullable(of), _ if value is not None:
                return self._value(value, of)
            case Scalar(format="date-time"), str() if _reads(datetime, value):
                self.standard.add(("datetime", "datetime"))
                return frame("datetime.fromisoformat({})", literal(value))
            case Scalar(format="date"), str() if _reads(date, value):
                self.standard.add(("datetime", "date"))
                return frame("date.fromisoformat({})", literal(value))
            case Scalar(format="uuid"), str() if _is_uuid(value):
                self.standard.add(("uuid", "UUID"))
                return frame("UUID({})", literal(value))
            case Scalar(Primitive.STRING, "decimal"), str():
                self.standard.add(("decimal", "Decimal"))
                return frame("Decimal({})", literal(value))
            case Scalar(Primitive.STRING, "int32" | "int64"), str() if (
                value.isdecimal()
            ):
                return literal(int(value))
            case Scalar(Primitive.STRING, "byte" | "binary"), str():
                return frame("{}.encode()", literal(value))
            case Scalar(Primitive.STRING, "duration"), str():
                return self._duration(value)
            case _:
                return _json(value)

    def _duration(self, text: str) -> Python:
        """Write an ISO 8601 duration of days and below as Python does."""
        match = _DURATION.fullmatch(text)
        self.standard.add(("datetime", "timedelta"))
        given = match.groupdict() if match is not None else {"seconds": "1"}
        parts = [
            frame("{}={}", identifier(unit), literal(int(number)))
            for unit, number in given.items()
            if number is not None
        ]
        return frame("timedelta({})", join(", ", parts, Python))

    def imports(self, client: str, modules: Sequence[str]) -> Python:
        standard = [frame("import {}", module_of(module)) for module in modules]
        for module in sorted({module for module, _ in self.standard}):
            names = sorted(name for held, name in self.standard if held == module)
            standard.append(_import(module, names))
        own = [_import(self.api.package, sorted({client, *self.package}))]
        if self.models:
            own.append(_import(f"{self.api.package}.models", sorted(self.models)))
        groups = [join("\n", group, Python) for group in (standard, own) if group]
        return join("\n\n", groups, Python)


def _use(
    writer: _Writer, resource: ResourceClass, method: Method, manner: _Manner
) -> Python:
    call = _Call(
        frame("client.{}.{}", identifier(resource.attribute), identifier(method.name)),
        tuple(_arguments(writer, resource, method)),
    )
    if method.item is not None:
        one = _loop_name(call, identifier(resource.variable), manner)
        looped = _laid_out(call, f"{manner.loop} {one} in ", ":", manner.margin)
        printed = _print(writer, method, one, manner.margin + 4)
        return frame("{}\n{}", looped, _indented(printed))
    if all(content is None for _, content in method.returns):
        return _laid_out(call, manner.call, "", manner.margin)
    one, assigned = _assigned(call, _result(resource, method), manner)
    printed = _print(writer, method, one, manner.margin)
    return frame("{}\n{}", assigned, printed)


def _loop_name(call: _Call, wanted: Python, manner: _Manner) -> Python:
    """Return a name with which the loop can begin on one line."""
    begun = f"{manner.loop} {wanted} in {call.name}("
    return wanted if manner.margin + len(begun) <= _WIDTH else Python("one")


def _assigned(call: _Call, wanted: Python, manner: _Manner) -> tuple[Python, Python]:
    """Return the name of what a call gives, and the line that gives it.

    A name with which the call cannot begin on its line makes way for a short one. Where
    none can, black puts the call into parentheses if that helps.
    """
    flat = _flat(call)
    begun = f"{call.name}(" if call.arguments else flat
    for one in (wanted, _SHORT):
        before = f"{one} = {manner.call}"
        if manner.margin + len(before) + len(begun) <= _WIDTH:
            return one, _laid_out(call, before, "", manner.margin)
    width = manner.margin + 4 + len(manner.call) + len(flat)
    if not call.arguments or width <= _WIDTH:
        inner = _indented(Python(f"{manner.call}{flat}"))
        return _SHORT, Python(f"{_SHORT} = (\n{inner}\n)")
    return _SHORT, _laid_out(call, f"{_SHORT} = {manner.call}", "", manner.margin)


def _arguments(
    writer: _Writer, resource: ResourceClass, method: Method
) -> Iterable[tuple[Python, _Expression]]:
    for held in method.path_arguments:
        yield _NOTHING, _argument(writer, resource, held.parameter)
    if method.body is not None:
        media_type = method.body.content.media_type
        if is_json(media_type) or is_form(media_type):
            yield _NOTHING, writer.expression(body_sample(writer.api, method))
        else:
            yield _NOTHING, Python('b"..."')
    for held in method.arguments:
        if held.parameter.required:
            yield (
                frame("{}=", identifier(held.name)),
                _argument(writer, resource, held.parameter),
            )


def _argument(writer: _Writer, resource: ResourceClass, held: Parameter) -> _Expression:
    given = shown_value(held, writer.api, resource)
    recipe = Recipe(writer.api.api.definitions)
    return writer.expression(samples.sample(held.type, recipe, given))


def _result(resource: ResourceClass, method: Method) -> Python:
    single = (Role.GET, Role.CREATE, Role.UPDATE, Role.REPLACE)
    is_one = method.operation.role in single
    return identifier(resource.variable) if is_one else _SHORT


def _print(writer: _Writer, method: Method, one: Python, margin: int) -> Python:
    """Print what names the thing: its ``id`` where it has one."""
    shown = _naming(writer, method, one)
    return _laid_out(_Call(Python("print"), ((_NOTHING, shown),)), "", "", margin)


def _naming(writer: _Writer, method: Method, one: Python) -> Python:
    kinds = {content.type if content else None for _, content in method.returns}
    type_ = item_reference(method) if method.item or len(kinds) == 1 else None
    planned = writer.api.definitions.get(type_.key) if type_ is not None else None
    is_list = method.operation.role is Role.LIST and method.item is None
    if isinstance(planned, ModelClass) and not is_list:
        for held in planned.fields:
            if held.property.name == "id":
                return frame("{}.{}", one, identifier(held.name))
    return one


def _client(writer: _Writer, operation: Operation, name: str) -> Python:
    """Return how the client is made: without arguments where it finds credentials."""
    credentials = credentials_of(writer.api, operation)
    client = identifier(name)
    if not credentials:
        return frame("{}() as client:", client)
    if all(one.environment for one in credentials):
        return frame("{}() as client:  # credentials from the environment", client)
    given: list[Python] = []
    for one in credentials:
        if isinstance(one.scheme, HttpBasic):
            writer.package.add("BasicAuth")
            secret = Python('BasicAuth("KEY", "SECRET")')
        else:
            secret = literal("TOKEN")
        given.append(frame("{}={}", identifier(one.name), secret))
    return frame("{}({}) as client:", client, join(", ", given, Python))


def _import(module: str, names: Sequence[str]) -> Python:
    listed = join(", ", (identifier(name) for name in names), Python)
    line = frame("from {} import {}", module_of(module), listed)
    if len(line) <= _WIDTH:
        return line
    rows = join("\n", (frame("    {},", identifier(n)) for n in names), Python)
    return frame("from {} import (\n{}\n)", module_of(module), rows)


def _flat_list(items: tuple[tuple[Python, _Expression], ...]) -> _Expression:
    return _Call(Python("["), items)


def _flat_map(entries: Iterable[tuple[str, Sample]]) -> _Expression:
    return _json({name: samples.to_json(one) for name, one in entries})


def _json(value: JsonValue) -> _Expression:
    match value:
        case dict() if value:
            pairs = value.items()
            inner = tuple((frame("{}: ", literal(k)), _json(v)) for k, v in pairs)
            return _Call(Python("{"), inner)
        case list() if value:
            return _flat_list(tuple((_NOTHING, _json(one)) for one in value))
        case _:
            return literal(value)


def _laid_out(call: _Call, before: str, after: str, margin: int) -> Python:
    return Python(before + _render(call, margin, len(before) + len(after)) + after)


def _render(one: _Expression, margin: int, beside: int) -> str:
    """Return the source of an expression; `margin` is the column of its line."""
    flat = _flat(one)
    if isinstance(one, Python) or margin + beside + len(flat) <= _WIDTH:
        return flat
    opened, closed = _brackets(one)
    together = ", ".join(f"{name}{_flat(value)}" for name, value in one.arguments)
    if opened.endswith("(") and margin + 4 + len(together) <= _WIDTH:
        rows = [together]
    else:
        # black puts no comma after a lone argument.
        comma = "," if len(one.arguments) > 1 else ""
        rows = [
            f"{name}{_render(value, margin + 4, len(name) + len(comma))}{comma}"
            for name, value in one.arguments
        ]
    body = _indented(Python("\n".join(rows)))
    return f"{opened}\n{body}\n{closed}"


def _flat(one: _Expression) -> str:
    if isinstance(one, Python):
        return one
    opened, closed = _brackets(one)
    inner = ", ".join(f"{name}{_flat(value)}" for name, value in one.arguments)
    return f"{opened}{inner}{closed}"


def _brackets(one: _Call) -> tuple[str, str]:
    match one.name:
        case "[":
            return "[", "]"
        case "{":
            return "{", "}"
        case name:
            return f"{name}(", ")"


_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def _indented(block: Python) -> Python:
    return Python(
        "\n".join(f"    {line}" if line else "" for line in block.split("\n"))
    )


def _reads(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
