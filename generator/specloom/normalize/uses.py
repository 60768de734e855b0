"""What the uses of a definition say of it, beside what its own schema says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from specloom.ir import (
    Array,
    Constant,
    Definition,
    Key,
    Literal,
    Model,
    Nullable,
    Property,
    Ref,
    Type,
    View,
)
from specloom.normalize.files import Form
from specloom.references import Cursor


@dataclass(frozen=True)
class Uses:
    """Collected while schemas are read.

    Attributes:
        demands: Which properties each use of a definition requires.
        overlays: Schemas that annotate one use of a definition.
        tags: Discriminator values that stand for a definition, by property.
        forms: How the values of properties are written, where their schemas tell.
    """

    demands: dict[Key, list[frozenset[str]]] = field(
        default_factory=dict[Key, list[frozenset[str]]]
    )
    overlays: list[tuple[Key, Cursor]] = field(default_factory=list[tuple[Key, Cursor]])
    tags: dict[tuple[Key, str], dict[str, None]] = field(
        default_factory=dict[tuple[Key, str], dict[str, None]]
    )
    forms: dict[tuple[Key, str], Form] = field(
        default_factory=dict[tuple[Key, str], Form]
    )


def complete(definitions: dict[Key, Definition], uses: Uses) -> dict[Key, Definition]:
    """Return the definitions with what all their uses say of them.

    A definition requires what every use of it demands; the tag of a variant is a
    constant, and a request has it also where the document forgot to require it
    (OpenAPI 3.1.1, Discriminator Object: the property must be required); examples that
    overlays give are laid over the schema's own.
    """
    done = dict(definitions)
    for key, overlay in uses.overlays:
        _lay_examples(done, key, overlay)
    for (key, name), tags in uses.tags.items():
        if len(tags) == 1:
            _change(done, key, _constant(name, next(iter(tags))))
            if key.view is not View.READ:
                _change(done, key, _required(frozenset({name})))
    for key, demands in uses.demands.items():
        common = demands[0].intersection(*demands[1:])
        if common:
            _change(done, key, _required(common))
    return done


def _change(
    definitions: dict[Key, Definition], key: Key, change: Callable[[Property], Property]
) -> None:
    model = definitions.get(key)
    if isinstance(model, Model):
        properties = tuple(change(held) for held in model.properties)
        definitions[key] = replace(model, properties=properties)


def _constant(name: str, tag: str) -> Callable[[Property], Property]:
    return lambda p: replace(p, type=Constant(tag)) if p.name == name else p


def _required(names: frozenset[str]) -> Callable[[Property], Property]:
    return lambda p: replace(p, required=p.required or p.name in names)


def _lay_examples(
    definitions: dict[Key, Definition], key: Key, overlay: Cursor
) -> None:
    model = definitions.get(key)
    held = overlay.get("properties")
    if not isinstance(model, Model) or held is None:
        return
    given = dict(held.items())

    def laid(inner: Property) -> Property:
        example = given[inner.name].get("example") if inner.name in given else None
        return (
            inner if example is None else replace(inner, example=Literal(example.value))
        )

    _change(definitions, key, laid)
    for inner in model.properties:
        if inner.name in given:
            _descend(definitions, inner.type, given[inner.name])


def _descend(definitions: dict[Key, Definition], inner: Type, overlay: Cursor) -> None:
    match inner:
        case Ref(key):
            _lay_examples(definitions, key, overlay)
        case Nullable(of):
            _descend(definitions, of, overlay)
        case Array(items):
            held = overlay.get("items")
            if held is not None:
                _descend(definitions, items, held)
        case _:
            pass
