"""One call of an operation as Python with the generated client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from specloom import samples
from specloom.calls.layout import (
    NO_NAME,
    WIDTH,
    Call,
    Expression,
    flat,
    indented,
    json_value,
    laid_out,
    listed,
)
from specloom.calls.scalars import written
from specloom.calls.values import (
    body_sample,
    credentials_of,
    is_filled_in,
    item_reference,
    shown_value,
)
from specloom.encode.nodes import Python, join
from specloom.encode.nodes import python as frame
from specloom.encode.python import dotted, identifier, literal
from specloom.encode.python import module as module_of
from specloom.ir import (
    Content,
    HttpBasic,
    Operation,
    Parameter,
    Role,
)
from specloom.media_types import Kind, is_yaml, kind_of
from specloom.plan import ApiPlan, Method, ModelClass, ResourceClass
from specloom.planning.bodies import is_download, is_stream
from specloom.samples import Entries, Items, Members, Recipe, Sample, Value


def python_call(api: ApiPlan, resource: ResourceClass, method: Method) -> Python:
    """Return a program that calls the method with the synchronous client."""
    writer = _Writer(api)
    body = _use(writer, resource, method, _call(writer, resource, method), _SYNC)
    opened = _client(writer, method.operation, "Client")
    block = frame("with {}\n{}", opened, indented(body))
    return frame("{}\n\n{}\n", writer.imports("Client", modules=()), block)


def python_async_call(api: ApiPlan, resource: ResourceClass, method: Method) -> Python:
    """Return a program that calls the method with the asynchronous client."""
    writer = _Writer(api)
    body = _use(writer, resource, method, _call(writer, resource, method), _ASYNC)
    opened = _client(writer, method.operation, "AsyncClient")
    block = frame("async with {}\n{}", opened, indented(body))
    return frame(
        "{}\n\n\nasync def main() -> None:\n{}\n\n\nasyncio.run(main())\n",
        writer.imports("AsyncClient", modules=("asyncio",)),
        indented(block),
    )


def python_statements(
    api: ApiPlan, resource: ResourceClass, method: Method, *, margin: int
) -> tuple[Python, Python]:
    """Return the call alone, for a place where there is a client, and awaited.

    Args:
        api: The package.
        resource: Where the method is.
        method: What is called.
        margin: The column at which it will stand.
    """
    writer = _Writer(api)
    call = _call(writer, resource, method)
    return (
        _use(writer, resource, method, call, replace(_SYNC, margin=margin)),
        _use(writer, resource, method, call, replace(_ASYNC, margin=margin)),
    )


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

    def expression(self, one: Sample) -> Expression:
        match one:
            case Value(value, type_):
                made = written(value, type_)
                self.standard |= {made.needs} if made.needs is not None else set()
                return made.code
            case Items(items):
                inner = tuple((NO_NAME, self.expression(item)) for item in items)
                return listed(inner)
            case Entries(entries):
                return _flat_map(entries)
            case Members(key, members):
                planned = self.api.definitions.get(key)
                if not isinstance(planned, ModelClass):
                    return _flat_map([(held.name, each) for held, each in members])
                self.models.add(planned.name)
                names = {f.property.name: f.name for f in planned.fields}
                return Call(
                    identifier(planned.name),
                    tuple(
                        (
                            frame("{}=", identifier(names[held.name])),
                            self.expression(member),
                        )
                        for held, member in members
                        if not is_filled_in(held) and held.name in names
                    ),
                )

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


def _call(writer: _Writer, resource: ResourceClass, method: Method) -> Call:
    return Call(
        frame("client.{}.{}", dotted(resource.dotted), identifier(method.name)),
        tuple(_arguments(writer, resource, method)),
    )


def _use(
    writer: _Writer,
    resource: ResourceClass,
    method: Method,
    call: Call,
    manner: _Manner,
) -> Python:
    if method.item is not None:
        one, looped = _looped(call, identifier(resource.variable), manner)
        printed = _print(writer, method, one, manner.margin + 4)
        return frame("{}\n{}", looped, indented(printed))
    if not method.refers and all(content is None for _, content in method.returns):
        return laid_out(call, manner.call, "", manner.margin)
    answers = (*method.returns, *method.beside)
    kinds = {_arrival(content) for _, content in answers}
    if kinds == {_Arrival.ITEMS}:
        return _streamed(call, manner)
    one, assigned = _assigned(call, _result(resource, method), manner)
    if kinds == {_Arrival.FILE}:
        return frame(
            '{}\n{}{}.write_to_file("{}.bin")', assigned, Python(manner.call), one, one
        )
    printed = _print(writer, method, one, manner.margin)
    return frame("{}\n{}", assigned, printed)


def _streamed(call: Call, manner: _Manner) -> Python:
    """Return a loop over the items of a stream."""
    one = Python("item")
    before = f"{manner.loop} {one} in {manner.call}"
    begun = f"{call.name}(" if call.arguments else f"{flat(call)}:"
    if manner.margin + len(before) + len(begun) <= WIDTH:
        looped = laid_out(call, before, ":", manner.margin)
    else:
        found, assigned = _assigned(call, _SHORT, manner)
        looped = frame("{}\n{}", assigned, Python(f"{manner.loop} {one} in {found}:"))
    return frame("{}\n    print({})", looped, one)


class _Arrival(Enum):
    """How an answer comes in."""

    WHOLE = "whole"
    FILE = "file"
    ITEMS = "items"


def _arrival(content: Content | None) -> _Arrival:
    if content is not None and is_stream(content):
        return _Arrival.ITEMS
    if content is not None and is_download(content):
        return _Arrival.FILE
    return _Arrival.WHOLE


def _looped(call: Call, wanted: Python, manner: _Manner) -> tuple[Python, Python]:
    """Return the name of what a loop is at, and the line that begins it.

    It has a short name where the loop cannot begin on its line with a long one, and
    goes over a variable where it cannot at all.
    """
    begun = f"{call.name}(" if call.arguments else f"{flat(call)}:"
    for one in (wanted, Python("one")):
        before = f"{manner.loop} {one} in "
        if manner.margin + len(before) + len(begun) <= WIDTH:
            return one, laid_out(call, before, ":", manner.margin)
    found, assigned = _assigned(call, _SHORT, replace(manner, call=""))
    one = Python("one")
    return one, frame("{}\n{}", assigned, Python(f"{manner.loop} {one} in {found}:"))


def _assigned(call: Call, wanted: Python, manner: _Manner) -> tuple[Python, Python]:
    """Return the name of what a call gives, and the line that gives it.

    A name with which the call cannot begin on its line makes way for a short one. Where
    none can, black puts the call into parentheses if that helps.
    """
    whole = flat(call)
    begun = f"{call.name}(" if call.arguments else whole
    for one in (wanted, _SHORT):
        before = f"{one} = {manner.call}"
        if manner.margin + len(before) + len(begun) <= WIDTH:
            return one, laid_out(call, before, "", manner.margin)
    width = manner.margin + 4 + len(manner.call) + len(begun)
    if not call.arguments or width <= WIDTH:
        inner = indented(laid_out(call, manner.call, "", manner.margin + 4))
        return _SHORT, Python(f"{_SHORT} = (\n{inner}\n)")
    return _SHORT, laid_out(call, f"{_SHORT} = {manner.call}", "", manner.margin)


def _arguments(
    writer: _Writer, resource: ResourceClass, method: Method
) -> Iterable[tuple[Python, Expression]]:
    for held in method.path_arguments:
        yield NO_NAME, _argument(writer, resource, held.parameter)
    if method.body is not None:
        yield NO_NAME, _body(writer, method, method.body.content)
        chosen = method.body.content_type
        if chosen is not None and chosen.is_required:
            yield frame("{}=", identifier(chosen.name)), literal("image/png")
    for held in method.arguments:
        if held.parameter.required and not held.is_made:
            yield (
                frame("{}=", identifier(held.name)),
                _argument(writer, resource, held.parameter),
            )


def _body(writer: _Writer, method: Method, content: Content) -> Expression:
    match kind_of(content.media_type):
        case Kind.BINARY | Kind.EVENTS:
            return Python('b"..."')
        case Kind.TEXT if not is_yaml(content.media_type):
            return Python('"..."')
        case Kind.LINES | Kind.RECORDS if content.item is not None:
            recipe = Recipe(writer.api.api.definitions)
            one = writer.expression(samples.sample(content.item, recipe, None))
            return listed(((NO_NAME, one),))
        case _:
            return writer.expression(body_sample(writer.api, method))


def _argument(writer: _Writer, resource: ResourceClass, held: Parameter) -> Expression:
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
    return laid_out(Call(Python("print"), ((NO_NAME, shown),)), "", "", margin)


def _naming(writer: _Writer, method: Method, one: Python) -> Python:
    answers = (*method.returns, *method.beside)
    kinds = {content.type if content else None for _, content in answers}
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
    if len(line) <= WIDTH:
        return line
    rows = join("\n", (frame("    {},", identifier(n)) for n in names), Python)
    return frame("from {} import (\n{}\n)", module_of(module), rows)


def _flat_map(entries: Iterable[tuple[str, Sample]]) -> Expression:
    return json_value({name: samples.to_json(one) for name, one in entries})
