"""Resources as classes, operations as methods, parameters as arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from specloom import ir
from specloom.errors import InternalError
from specloom.lock import Names
from specloom.media_types import is_json
from specloom.names import (
    KEYWORDS,
    identifier,
    plural,
    singular,
    snake,
    words,
)
from specloom.normalize.lists import enveloped, listed_at
from specloom.plan import Argument, BodyArgument, Method, Rows
from specloom.planning.answers import answers, refers, streams_alone
from specloom.planning.bodies import body_argument, stream_flag
from specloom.planning.members import HIDING
from specloom.planning.naming import DEVICES, unique
from specloom.published import (
    argument_identity,
    arguments_kind,
    is_of_stream,
    operation_identity,
    twins_kind,
)

_BODY = "body"


def methods(
    resource: ir.Resource,
    api: ir.Api,
    rename: Mapping[str, str],
    published: Names,
    known: Mapping[str, str],
    taken: frozenset[str],
) -> tuple[Method, ...]:
    """Return the methods of a resource's class, one for each operation.

    Args:
        resource: What they belong to.
        api: What it is a part of.
        rename: The user's names by operationId.
        published: The names that stay as they are.
        known: Those of all methods among them, by operation.
        taken: The other attributes of the class.

    Raises:
        InternalError: Two operations would be one method, or share its name.
    """
    names = _method_names(resource, api, rename, published, known, taken)
    wanted = 2 * len(resource.operations)  # each may have a twin that streams
    if not wanted == len(names) == len({*names.values()}):
        message = f"operations of {'/'.join(resource.path)} share a method"
        raise InternalError(message)
    return tuple(
        _method(one, names, api.definitions, published) for one in resource.operations
    )


def variable(noun: str) -> str:
    """Return what a sample calls one of a resource: ``pet`` for ``pets``."""
    name = singular(noun)
    return f"one_{name}" if name in KEYWORDS | {"client"} else name


def _method_names(
    resource: ir.Resource,
    api: ir.Api,
    rename: Mapping[str, str],
    published: Names,
    known: Mapping[str, str],
    taken: frozenset[str],
) -> dict[str, str]:
    renamed = {
        one.id: rename[one.id] for one in resource.operations if one.id in rename
    }
    given = set(renamed.values())
    known_twins = published.get(twins_kind(resource), {})
    wanted: dict[str, tuple[str, ...]] = {}
    kept: dict[str, str] = {}
    streaming: dict[str, str] = {}
    for one in resource.operations:
        verb = rename.get(one.id) or _method_name(one, resource, api)
        wanted[one.id] = (verb, snake(one.id))
        identity = operation_identity(one)
        name, twin = known.get(identity), known_twins.get(identity)
        told = answers(one)
        if told.streamed is None:
            name, twin = (twin or name if streams_alone(told) else name), None
        elif is_of_stream(one, resource, rename, published):
            streaming[_twin(one)] = renamed.pop(one.id)
            twin = None
            wanted[one.id] += (f"{verb}_whole",)
        elif twin is not None and twin == name:
            name = None  # it streamed alone, and the stream keeps its name
            wanted[one.id] += (f"{verb}_whole",)
        if name is not None and name not in given:
            kept[one.id] = name
        if twin is not None and twin not in given:
            streaming[_twin(one)] = twin
    reserved = taken | DEVICES | set(streaming.values())
    names = unique(wanted, settled=kept | renamed, reserved=reserved, identity=str)
    twins = {
        _twin(one): (f"{names[one.id]}_stream", f"{snake(one.id)}_stream")
        for one in resource.operations
    }
    others = {*names.values(), *taken}
    return names | unique(twins, settled=streaming, reserved=others, identity=str)


def _twin(operation: ir.Operation) -> str:
    """Return what the streaming twin of an operation is called among all."""
    return f"{operation.id} streamed"


def _method_name(operation: ir.Operation, resource: ir.Resource, api: ir.Api) -> str:
    """Return the role's verb; of an action what its operationId says beside the nouns.

    ``validateShopV2Order`` without the words of group, version and resource is
    ``validate``.
    """
    if operation.role is not ir.Role.ACTION:
        return str(operation.role.value)
    nouns = (*resource.path, resource.collection, api.group)
    known = {word.lower() for noun in nouns for word in words(noun)}
    known |= {singular(word) for word in known} | {plural(word) for word in known}
    is_named = operation.id != f"{operation.method.lower()} {operation.path}"
    told_words = words(operation.id) if is_named else []
    left = [word for word in told_words if word.lower() not in known]
    told = "_".join(left) or operation.path.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    name = identifier(told, otherwise="call_")
    return f"{name}_" if name in HIDING else name


def _method(
    operation: ir.Operation,
    names: Mapping[str, str],
    definitions: Mapping[ir.Key, ir.Definition],
    published: Names,
) -> Method:
    known = published.get(arguments_kind(operation), {})
    body = _body(operation, definitions, known)
    arguments = _arguments(operation, body, known)
    in_path = [a for a in arguments if a.parameter.place is ir.Place.PATH]
    in_path.sort(key=lambda a: operation.path.find("{" + a.parameter.name + "}"))
    others = [a for a in arguments if a.parameter.place is not ir.Place.PATH]
    others.sort(key=lambda a: not a.parameter.required or a.is_made)
    told = answers(operation)
    described = tuple({**dict(told.whole), **dict(told.beside)}.items())
    method = Method(
        name=names[operation.id],
        operation=operation,
        path_arguments=tuple(in_path),
        arguments=tuple(others),
        body=body,
        returns=told.whole,
        beside=told.beside,
        item=_item(operation, told.whole, definitions),
        rows=_rows(operation, described, definitions),
        refers=refers(operation),
    )
    if told.streamed is None:
        return method
    twin = replace(
        method,
        name=names[_twin(operation)],
        returns=told.streamed,
        beside=(),
        item=None,
        rows=None,
        stream_flag=stream_flag(operation, definitions),
    )
    return replace(method, twin=twin)


def _body(
    operation: ir.Operation,
    definitions: Mapping[ir.Key, ir.Definition],
    published: Mapping[str, str],
) -> BodyArgument | None:
    """Return the body as an argument.

    A parameter that was published under the name that chooses a media type keeps it.
    """
    body = body_argument(operation, _BODY, definitions)
    chosen = body.content_type if body is not None else None
    if body is None or chosen is None or chosen.name not in published.values():
        return body
    return replace(body, content_type=replace(chosen, name=f"{_BODY}_{chosen.name}"))


def _arguments(
    operation: ir.Operation,
    body: BodyArgument | None,
    published: Mapping[str, str],
) -> list[Argument]:
    """Return the parameters as arguments, in document order."""
    in_path = {
        identifier(parameter.name, otherwise="parameter_")
        for parameter in operation.parameters
        if parameter.place is ir.Place.PATH
    }
    wanted: dict[tuple[ir.Place, str], tuple[str, ...]] = {}
    for held in operation.parameters:
        short = identifier(held.name, otherwise="parameter_")
        long = identifier(f"{held.name}_{held.place.value}", otherwise="parameter_")
        # The path was there first: what shares a name with it says where it goes.
        yields = held.place is not ir.Place.PATH and short in in_path
        wanted[held.place, held.name] = (long,) if yields else (short, long)
    settled = {
        one: published[identity]
        for one in wanted
        if (identity := argument_identity(*one)) in published
    }
    reserved = {"self", _BODY}
    if body is not None and body.content_type is not None:
        reserved.add(body.content_type.name)
    names = unique(wanted, settled=settled, reserved=reserved, identity=repr)
    return [
        Argument(
            names[p.place, p.name],
            p,
            is_made=p.place is ir.Place.HEADER
            and p.name == operation.idempotency_header,
        )
        for p in operation.parameters
    ]


def _item(
    operation: ir.Operation,
    returns: Iterable[tuple[str, ir.Content | None]],
    definitions: Mapping[ir.Key, ir.Definition],
) -> ir.Type | None:
    if operation.pagination is None:
        return None
    path = operation.pagination.items
    for _, content in returns:
        if content is None:
            continue
        item = listed_at(path, content.type, definitions)
        if item is not None:
            return item
    return None


def _rows(
    operation: ir.Operation,
    returns: Iterable[tuple[str, ir.Content | None]],
    definitions: Mapping[ir.Key, ir.Definition],
) -> Rows | None:
    """Return the rows of the lowest declared success status."""
    told = sorted(returns, key=lambda one: (one[0] == "default", one[0]))
    content = told[0][1] if told else None
    if content is None or not is_json(content.media_type):
        return None
    listed: tuple[tuple[str, ...], ir.Type] | None = None
    if operation.pagination is not None:
        path = operation.pagination.items
        item = listed_at(path, content.type, definitions)
        listed = None if item is None else (path, item)
    elif operation.role is ir.Role.LIST or isinstance(content.type, ir.Array):
        listed = enveloped(content.type, definitions)
    return Rows(*listed) if listed is not None else Rows((), content.type)
