"""One call of an operation, as Python with the generated client and as a curl line.

The values are those of `samples.py`; class, method and argument names are the plan's.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from urllib.parse import quote, urlencode
from uuid import UUID

from specloom import samples
from specloom.encode.nodes import Python, join
from specloom.encode.nodes import python as frame
from specloom.encode.python import identifier, literal
from specloom.ir import (
    ApiKey,
    Array,
    Constant,
    HttpBasic,
    JsonValue,
    Literal,
    Model,
    Nullable,
    Operation,
    Parameter,
    Place,
    Ref,
    Role,
    Scalar,
    SecurityScheme,
    Type,
    View,
)
from specloom.plan import ApiPlan, Credential, Method, ModelClass, ResourceClass
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


def curl_call(api: ApiPlan, resource: ResourceClass, method: Method) -> str:
    """Return the same request as a curl command for a POSIX shell.

    Credentials come from the environment variables of the generated client.
    """
    operation = method.operation
    values = {
        (held.place, held.name): parameter_value(held, api, resource)
        for held in operation.parameters
        if held.required
    }
    credential = _credential(api, operation)
    parts = [f"curl --request {shlex.quote(operation.method)}"]
    parts.append(f"--url {_shell(_address(api, operation, values), credential)}")
    parts += _authentication(credential)
    parts += [
        f"--header {shlex.quote(f'{name}: {_plain(value)}')}"
        for (place, name), value in values.items()
        if place is Place.HEADER
    ]
    if cookies := [
        f"{name}={_plain(value)}"
        for (place, name), value in values.items()
        if place is Place.COOKIE
    ]:
        parts.append(f"--cookie {shlex.quote('; '.join(cookies))}")
    if method.body is not None:
        media_type = method.body.content.media_type
        parts.append(f"--header {shlex.quote(f'Content-Type: {media_type}')}")
        if _is_json(media_type):
            value = samples.to_json(body_sample(api, method))
            text = json.dumps(value, ensure_ascii=False, indent=2)
            parts.append(f"--data {shlex.quote(text)}")
        else:
            parts.append("--data-binary @body")
    return " \\\n  ".join(parts) + "\n"


def body_sample(api: ApiPlan, method: Method) -> Sample:
    """Return the body that the calls of a method send.

    A creation shows what the description shows; every other body has all that it may
    have, for a change is in what is optional.

    Raises:
        ValueError: If the method has no body.
    """
    if method.body is None:
        message = f"{method.operation.id} has no body"
        raise ValueError(message)
    content = method.body.content
    held = method.operation.body
    creates = held is not None and held.view is View.CREATE
    optional = samples.stated if creates else samples.everything
    recipe = Recipe(
        api.api.definitions, optional=optional, exact=content.example is not None
    )
    return samples.sample(content.type, recipe, content.example)


def parameter_value(held: Parameter, api: ApiPlan, resource: ResourceClass) -> JsonValue:
    """Return a parameter's example, or a plausible value.

    A parameter that is named like a property of the resource takes that one's example.
    """
    given = shown_value(held, api, resource)
    recipe = Recipe(api.api.definitions)
    made = samples.sample(held.type, recipe, given)
    return samples.to_json(made)


def shown_value(
    held: Parameter, api: ApiPlan, resource: ResourceClass
) -> Literal | None:
    """Return the value that the description shows for a parameter, if it shows one."""
    if held.example is not None:
        return held.example
    if held.default is not None:
        return held.default
    model = read_model(api, resource)
    for one in model.properties if model is not None else ():
        if one.name == held.name and one.example is not None:
            return one.example
    return None


def read_model(api: ApiPlan, resource: ResourceClass) -> Model | None:
    """Return the model of what the resource's operations return for one of it."""
    for role in (Role.GET, Role.LIST, Role.CREATE, Role.UPDATE, Role.REPLACE):
        for method in resource.methods:
            if method.operation.role is role and (type_ := _item_type(api, method)):
                found = api.api.definitions.get(type_.key)
                if isinstance(found, Model):
                    return found
    return None


def item_type(api: ApiPlan, method: Method) -> Type | None:
    """Return the type of one thing that a method returns: of a list, of an item."""
    if method.item is not None:
        return method.item
    for _, content in method.returns:
        if content is not None:
            match content.type:
                case Array(items) if method.operation.role is Role.LIST:
                    return items
                case type_:
                    return type_
    return None


def _item_type(api: ApiPlan, method: Method) -> Ref | None:
    match item_type(api, method):
        case Ref() as ref:
            return ref
        case Nullable(Ref() as ref):
            return ref
        case _:
            return None


# --- Python ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Call:
    """A call whose arguments may run over lines, as black would lay them out."""

    name: Python
    arguments: tuple[tuple[Python, _Expression], ...]


_Expression: TypeAlias = "Python | _Call"
_NOTHING = Python("")


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
                return literal({name: samples.to_json(v) for name, v in entries})
            case Members(key, members):
                planned = self.api.definitions.get(key)
                if not isinstance(planned, ModelClass):
                    return literal(samples.to_json(one))
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

    def _value(self, value: JsonValue, type_: Type) -> Python:
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
            case _:
                return literal(value)

    def imports(self, client: str, modules: Sequence[str]) -> Python:
        standard = [frame("import {}", _dotted(module)) for module in modules]
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
        frame(
            "client.{}.{}", identifier(resource.attribute), identifier(method.name)
        ),
        tuple(_arguments(writer, resource, method)),
    )
    if method.item is not None:
        one = identifier(resource.variable)
        looped = _laid_out(call, f"{manner.loop} {one} in ", ":", manner.margin)
        return frame("{}\n    {}", looped, _print(writer, method, one))
    if all(content is None for _, content in method.returns):
        return _laid_out(call, manner.call, "", manner.margin)
    one = _result(resource, method)
    assigned = _laid_out(call, f"{one} = {manner.call}", "", manner.margin)
    return frame("{}\n{}", assigned, _print(writer, method, one))


def _arguments(
    writer: _Writer, resource: ResourceClass, method: Method
) -> Iterable[tuple[Python, _Expression]]:
    for held in method.path_arguments:
        yield _NOTHING, _argument(writer, resource, held.parameter)
    if method.body is not None:
        if _is_json(method.body.content.media_type):
            yield _NOTHING, writer.expression(body_sample(writer.api, method))
        else:
            yield _NOTHING, Python('b"..."')
    for held in method.arguments:
        if held.parameter.required:
            yield (
                frame("{}=", identifier(held.name)),
                _argument(writer, resource, held.parameter),
            )


def _argument(
    writer: _Writer, resource: ResourceClass, held: Parameter
) -> _Expression:
    given = shown_value(held, writer.api, resource)
    recipe = Recipe(writer.api.api.definitions)
    return writer.expression(samples.sample(held.type, recipe, given))


def _result(resource: ResourceClass, method: Method) -> Python:
    single = (Role.GET, Role.CREATE, Role.UPDATE, Role.REPLACE)
    is_one = method.operation.role in single
    return identifier(resource.variable) if is_one else Python("result")


def _print(writer: _Writer, method: Method, one: Python) -> Python:
    """Print what names the thing: its ``id`` where it has one."""
    type_ = _item_type(writer.api, method)
    planned = writer.api.definitions.get(type_.key) if type_ is not None else None
    is_list = method.operation.role is Role.LIST and method.item is None
    if isinstance(planned, ModelClass) and not is_list:
        for held in planned.fields:
            if held.property.name == "id":
                return frame("print({}.{})", one, identifier(held.name))
    return frame("print({})", one)


def _client(writer: _Writer, operation: Operation, name: str) -> Python:
    """Return how the client is made: without arguments where it finds credentials."""
    credential = _credential(writer.api, operation)
    client = identifier(name)
    if credential is None:
        return frame("{}() as client:", client)
    if credential.environment:
        return frame("{}() as client:  # credentials from the environment", client)
    if isinstance(credential.scheme, HttpBasic):
        writer.package.add("BasicAuth")
        secret = Python('BasicAuth("KEY", "SECRET")')
    else:
        secret = literal("TOKEN")
    return frame("{}({}={}) as client:", client, identifier(credential.name), secret)


def _dotted(name: str) -> Python:
    """Return a module's name as it stands in an import."""
    return join(".", (identifier(part) for part in name.split(".")), Python)


def _import(module: str, names: Sequence[str]) -> Python:
    listed = join(", ", (identifier(name) for name in names), Python)
    line = frame("from {} import {}", _dotted(module), listed)
    if len(line) <= _WIDTH:
        return line
    rows = join("\n", (frame("    {},", identifier(n)) for n in names), Python)
    return frame("from {} import (\n{}\n)", _dotted(module), rows)


def _flat_list(items: tuple[tuple[Python, _Expression], ...]) -> _Expression:
    return _Call(Python("["), items)


def _laid_out(call: _Call, before: str, after: str, margin: int) -> Python:
    return Python(before + _render(call, margin, len(before) + len(after)) + after)


def _render(one: _Expression, margin: int, beside: int) -> str:
    """Return the source of an expression; `margin` is the column of its line."""
    flat = _flat(one)
    if isinstance(one, Python) or margin + beside + len(flat) <= _WIDTH:
        return flat
    opened, closed = _brackets(one)
    together = ", ".join(f"{name}{_flat(value)}" for name, value in one.arguments)
    if margin + 4 + len(together) <= _WIDTH:
        rows = [together]
    else:
        # black puts no comma after a lone argument.
        comma = "," if len(one.arguments) > 1 else ""
        rows = [
            f"{name}{_render(value, margin + 4, len(name) + 1)}{comma}"
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
    return ("[", "]") if one.name == "[" else (f"{one.name}(", ")")


def _indented(block: Python) -> Python:
    return Python("\n".join(f"    {line}" if line else "" for line in block.split("\n")))


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


# --- curl --------------------------------------------------------------------------


def _credential(api: ApiPlan, operation: Operation) -> Credential | None:
    """Return the first way to authenticate that needs one scheme alone."""
    known = {held.scheme.name: held for held in api.credentials}
    for requirement in operation.security:
        if len(requirement.schemes) == 1 and requirement.schemes[0][0] in known:
            return known[requirement.schemes[0][0]]
    return None


def _authentication(credential: Credential | None) -> list[str]:
    if credential is None:
        return []
    variables = credential_variables(credential)
    match credential.scheme:
        case HttpBasic():
            return [f'--user "${variables[0]}:${variables[1]}"']
        case ApiKey(place=Place.HEADER, parameter=name):
            return [f'--header "{_in_double_quotes(name)}: ${variables[0]}"']
        case ApiKey(place=Place.COOKIE, parameter=name):
            return [f'--cookie "{_in_double_quotes(name)}=${variables[0]}"']
        case ApiKey():
            return []
        case _:
            return [f'--header "Authorization: Bearer ${variables[0]}"']


def credential_variables(credential: Credential) -> tuple[str, ...]:
    """Return the environment variables of a credential; made up where none are set."""
    if credential.environment:
        return credential.environment
    base = re.sub(r"[^A-Z0-9]+", "_", credential.name.upper())
    is_pair = isinstance(credential.scheme, HttpBasic)
    return (f"{base}_USER", f"{base}_PASSWORD") if is_pair else (base,)


def _shell(address: str, credential: Credential | None) -> str:
    scheme: SecurityScheme | None = credential.scheme if credential else None
    match scheme:
        case ApiKey(place=Place.QUERY, parameter=name) if credential is not None:
            mark = "&" if "?" in address else "?"
            variable = credential_variables(credential)[0]
            return shlex.quote(f"{address}{mark}{quote(name, safe='')}=") + (
                f'"${variable}"'
            )
        case _:
            return shlex.quote(address)


def _address(
    api: ApiPlan,
    operation: Operation,
    values: dict[tuple[Place, str], JsonValue],
) -> str:
    path = operation.path
    query: list[tuple[str, str]] = []
    for (place, name), value in values.items():
        if place is Place.PATH:
            path = path.replace(f"{{{name}}}", quote(_plain(value), safe=""))
        elif place is Place.QUERY:
            held = value if isinstance(value, list) else [value]
            query += [(name, _plain(one)) for one in held]
    base = operation.servers[0].url.rstrip("/") if operation.servers else api.base_url
    return f"{base}{path}" + (f"?{urlencode(query)}" if query else "")


def _plain(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _in_double_quotes(name: str) -> str:
    return re.sub(r'[\\"$`]', lambda match: f"\\{match.group(0)}", name)


def _is_json(media_type: str) -> bool:
    essence = media_type.split(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")
