"""The bases of all models, and the recipes for their fields.

Reading is tolerant and writing is strict: `Model` keeps what it does not know,
`RequestModel` refuses it and checks every value.

A field of a request that may be left out is spelled ``name: str = unset()``. It is
not sent unless it is set, and ``None`` is refused; ``name: str | None = None`` is not
sent either unless it is set, be it to ``None``. A field with any other default is a
constant of the API and is always sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeGuard

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from .assertions import check

RECEIVED: Final = object()
"""The validation context of models that are read from an answer."""

_NOT_CONSTANT: Final = (None, PydanticUndefined)


class Model(BaseModel):
    """An object of the API. Properties that it does not know are kept."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
        defer_build=True,
        serialize_by_alias=True,
        # Values may be secret, and errors end up in logs.
        hide_input_in_errors=True,
    )

    def model_post_init(self, context: Any, /) -> None:
        """Mark constants as set, so that they are sent, unless this was received."""
        if context is RECEIVED:
            return
        for name, field in type(self).model_fields.items():
            if field.default not in _NOT_CONSTANT:
                self.__pydantic_fields_set__.add(name)


class RequestModel(Model):
    """An object to send. Unknown properties and wrong values are errors."""

    model_config = ConfigDict(
        extra="forbid",
        validate_assignment=True,
        allow_inf_nan=False,
    )

    _rules: ClassVar[Mapping[str, Any]] = {}
    """What the properties must satisfy together (`assertions`)."""

    @model_validator(mode="before")
    @classmethod
    def _of_received(cls, value: Any) -> Any:
        """Take what was received for the same thing, without what cannot be sent.

        What is in it stays what it is: its own twin takes it in the same way.
        """
        if not is_received(value):
            return value
        received = wire_members(value)
        taken: dict[str, object] = {}
        for name, field in fields_of(cls).items():
            wire = str(field.validation_alias or name)
            if wire in received and not (
                received[wire] is None and field.exclude_if is _is_none
            ):
                taken[wire] = received[wire]
        return taken

    @model_validator(mode="after")
    def _obey(self) -> Self:
        if self._rules:
            check(self._rules, self)
        return self

    if not TYPE_CHECKING:
        # What was left out and what is null are two things, also after a dump was read
        # again: a null may clear what the server has.

        def model_dump(self, **options: Any) -> dict[str, Any]:
            """Return what will be sent; ``exclude_unset=False`` gives every field."""
            return super().model_dump(**{"exclude_unset": True, **options})

        def model_dump_json(self, **options: Any) -> str:
            """Return what will be sent, as JSON; see `model_dump`."""
            return super().model_dump_json(**{"exclude_unset": True, **options})

    def __repr_args__(self) -> Any:
        """Show what will be sent."""
        shown = super().__repr_args__()
        return [(name, held) for name, held in shown if name in self.model_fields_set]


def is_received(value: object) -> TypeGuard[Model]:
    """Tell an object of an answer from one to send."""
    return isinstance(value, Model) and not isinstance(value, RequestModel)


def fields_of(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """Return the fields of a class.

    A class is built at first use. Until then pydantic knows no names of the wire of
    fields whose types come later, and to be a part of another class is no use.
    """
    model.model_rebuild()
    return model.model_fields


def wire_members(model: BaseModel) -> dict[str, object]:
    """Return the properties that are set, by the names of the wire."""
    fields = fields_of(type(model))
    members: dict[str, object] = {
        field.serialization_alias or name: getattr(model, name)
        for name, field in fields.items()
        if name in model.model_fields_set
    }
    return {**members, **(model.model_extra or {})}


def unset() -> Any:
    """Return the default of a field that is not sent unless it is set."""
    return Field(default=None, validate_default=False, exclude_if=_is_none)


def _is_none(value: object) -> bool:
    return value is None


def wire_name(name: str) -> Any:
    """Return an annotation for a field that the API calls otherwise.

    Example: ``class_: Annotated[str, wire_name("class")]``.
    """
    return Field(validation_alias=name, serialization_alias=name)


def secret() -> Any:
    """Return an annotation for a field that ``repr`` leaves out.

    Example: ``password: Annotated[str, secret()]``.
    """
    return Field(repr=False)
