"""Reading without checks: the declared classes, made from whatever there is.

Nothing here raises because of the shape of the data. What does not fit its type is
kept as it came; a required property that is missing is ``None``.
"""

from __future__ import annotations

import types
from functools import lru_cache
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel, TypeAdapter, ValidationError

from .models import fields_of
from .shapes import is_array, is_object
from .unions import UNKNOWN, UnionRule, UnknownVariant

_AS_THEY_ARE: Final = (str, int, float, bool, object, Any, None, type(None))
_LISTS: Final = (list, set, frozenset, tuple)
_UNIONS: Final = (Union, types.UnionType)


def construct(annotation: Any, value: object, metadata: tuple[Any, ...] = ()) -> Any:
    """Make a value of a type from JSON, without checking that it fits.

    Args:
        annotation: The type.
        value: The value in terms of JSON.
        metadata: What an ``Annotated`` around the type says.
    """
    if hasattr(annotation, "__metadata__"):
        return construct(
            get_args(annotation)[0], value, (*annotation.__metadata__, *metadata)
        )
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in _UNIONS:
        return _construct_union(arguments, value, metadata)
    if is_object(value) and _is_model(annotation):
        return _construct_model(annotation, value)
    if is_object(value) and origin is dict:
        return {key: construct(arguments[1], item) for key, item in value.items()}
    if is_array(value) and origin is tuple and ... not in arguments:
        return _construct_tuple(arguments, value)
    if is_array(value) and origin in _LISTS:
        return [construct(arguments[0], item) for item in value]
    return _construct_scalar(annotation, value, metadata)


def _construct_tuple(items: tuple[Any, ...], value: list[object]) -> object:
    """Make a tuple of a list that has an item for each of its positions."""
    if len(items) != len(value):
        return value
    return tuple(map(construct, items, value))


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _construct_model(model: type[BaseModel], value: dict[str, object]) -> BaseModel:
    rest = dict(value)
    values: dict[str, Any] = {}
    received: set[str] = set()
    for name, field in fields_of(model).items():
        alias = field.validation_alias
        key = alias if isinstance(alias, str) else name
        if key in rest:
            item = rest.pop(key)
            values[name] = construct(field.annotation, item, tuple(field.metadata))
            received.add(name)
        elif field.is_required():
            values[name] = None
    made = model.model_construct(**values)
    if made.model_extra is not None:
        kind = kind_of_extras(model)
        extras = {key: construct(kind, item) for key, item in rest.items()}
        made.model_extra.update(extras)
        received.update(rest)
    # The constants count as set by now, but only what came may be sent back.
    made.model_fields_set.intersection_update(received)
    made.model_fields_set.update(received)
    return made


@lru_cache(maxsize=1024)
def kind_of_extras(model: type[BaseModel]) -> Any:
    """Return the type of the properties that have no name in a model."""
    for base in model.__mro__:
        own = getattr(base, "__annotations__", {})
        if base is not BaseModel and "__pydantic_extra__" in own:
            told = get_type_hints(base, include_extras=True)["__pydantic_extra__"]
            return get_args(told)[1]
    return Any


def _construct_union(
    members: tuple[Any, ...], value: object, metadata: tuple[Any, ...]
) -> Any:
    rule = next((item for item in metadata if isinstance(item, UnionRule)), None)
    if rule is not None:
        tag = rule.tag(value)
        if tag != UNKNOWN:
            return construct(rule.members()[tag], value)
        return UnknownVariant(value) if UnknownVariant in members else value
    if value is None:
        return None
    fitting = next((member for member in members if _may_take(member, value)), None)
    return value if fitting is None else construct(fitting, value, metadata)


def _may_take(member: Any, value: object) -> bool:
    """Tell whether a member of a union takes this kind of JSON value."""
    if hasattr(member, "__metadata__"):
        has_rule = any(isinstance(item, UnionRule) for item in member.__metadata__)
        return has_rule or _may_take(get_args(member)[0], value)
    origin = get_origin(member)
    if origin in _UNIONS:
        return any(_may_take(inner, value) for inner in get_args(member))
    if origin is Literal:
        return value in get_args(member)
    if is_object(value):
        return _is_model(member) or dict in (origin, member)
    if is_array(value):
        return origin in _LISTS or member in _LISTS
    return member is not type(None) and origin is None and not _is_model(member)


def _construct_scalar(annotation: Any, value: object, metadata: tuple[Any, ...]) -> Any:
    """Make a date, an identifier and the like if the value can be read as one."""
    if annotation in _AS_THEY_ARE and not metadata:
        return value
    try:
        return _scalar_adapter(annotation, metadata).validate_python(value)
    except (ValidationError, TypeError):
        return value


@lru_cache(maxsize=256)
def _scalar_adapter(annotation: Any, metadata: tuple[Any, ...]) -> TypeAdapter[Any]:
    for item in metadata:
        annotation = Annotated[annotation, item]
    return TypeAdapter(annotation)
