"""How the members of a union are told apart: decided here, never by trial at run time.

The ladder: the document's discriminator; the JSON type; a constant that each member has
under the same name; required properties that no member before it has in full. Where
nothing tells them apart, the first match in document order counts, and a diagnostic
says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from specloom import ir
from specloom.diagnostics import Diagnostics
from specloom.plan import ByKeys, ByProperty, ByType, FirstMatch, UnionRule


def union_rule(
    union: ir.Union,
    definitions: Mapping[ir.Key, ir.Definition],
    diagnostics: Diagnostics,
) -> UnionRule:
    """Return what tells the members of a union apart."""
    tags = [tag for variant in union.variants for tag in variant.tags]
    if union.discriminator is not None and len(set(tags)) == len(tags):
        return ByProperty(
            union.discriminator,
            tuple((tag, v.type) for v in union.variants for tag in v.tags),
        )
    types = [variant.type for variant in union.variants]
    found: UnionRule | None = (
        _by_type(types, definitions)
        or _by_constant(types, definitions)
        or _by_keys(types, definitions)
    )
    if found is None:
        diagnostics.note(
            "first-match",
            f"nothing tells the members of {' / '.join(union.key.path)} apart",
            at=union.location,
            help="the first one that fits counts; a discriminator would make it exact",
        )
        return FirstMatch(tuple(types))
    return found


def json_type(
    type_: ir.Type, definitions: Mapping[ir.Key, ir.Definition]
) -> str | None:
    """Return the one JSON type that a type has, or None where it may have several."""
    match type_:
        case ir.Scalar(primitive):
            return primitive.value
        case ir.Array():
            return "array"
        case ir.Map():
            return "object"
        case ir.Constant(bool()):
            return "boolean"
        case ir.Constant(str()):
            return "string"
        case ir.Constant(int()):
            return "integer"
        case ir.Ref(key):
            match definitions[key]:
                case ir.Model():
                    return "object"
                case ir.Enumeration(primitive=ir.Primitive() as primitive):
                    return primitive.value
                case _:
                    return None
        case _:
            return None


def _by_type(
    types: Iterable[ir.Type], definitions: Mapping[ir.Key, ir.Definition]
) -> ByType | None:
    told: dict[str, ir.Type] = {}
    for type_ in types:
        name = json_type(type_, definitions)
        if name is None or name in told:
            return None
        told[name] = type_
    return ByType(tuple(told.items()))


def _models(
    types: Iterable[ir.Type], definitions: Mapping[ir.Key, ir.Definition]
) -> list[tuple[ir.Type, ir.Model]] | None:
    models: list[tuple[ir.Type, ir.Model]] = []
    for type_ in types:
        held = definitions.get(type_.key) if isinstance(type_, ir.Ref) else None
        if not isinstance(held, ir.Model):
            return None
        models.append((type_, held))
    return models


def _by_constant(
    types: Iterable[ir.Type], definitions: Mapping[ir.Key, ir.Definition]
) -> ByProperty | None:
    models = _models(types, definitions)
    if not models:
        return None
    for held in models[0][1].properties:
        tags = [_constants(model, held.name, definitions) for _, model in models]
        flat = [tag for values in tags for tag in values]
        if all(tags) and len(set(flat)) == len(flat):
            return ByProperty(
                held.name,
                tuple(
                    (tag, type_)
                    for values, (type_, _) in zip(tags, models, strict=True)
                    for tag in values
                ),
            )
    return None


def _constants(
    model: ir.Model, name: str, definitions: Mapping[ir.Key, ir.Definition]
) -> tuple[str, ...]:
    """Return the strings that a required property may have, if it is a closed set."""
    for held in model.properties:
        if held.name != name or not held.required:
            continue
        match held.type:
            case ir.Constant(str(value)):
                return (value,)
            case ir.Ref(key):
                match definitions[key]:
                    case ir.Enumeration(values=values, open=False):
                        return tuple(v for v in values if isinstance(v, str))
                    case _:
                        return ()
            case _:
                return ()
    return ()


def _by_keys(
    types: Iterable[ir.Type], definitions: Mapping[ir.Key, ir.Definition]
) -> ByKeys | None:
    """Tell by required properties, where no later member may have all of an earlier."""
    models = _models(types, definitions)
    if not models:
        return None
    told = [
        (frozenset(p.name for p in model.properties if p.required), model, type_)
        for type_, model in models
    ]
    told.sort(key=lambda one: -len(one[0]))
    for index, (required, _, _) in enumerate(told):
        for _, later, _ in told[index + 1 :]:
            if required <= {p.name for p in later.properties}:
                return None
    if not all(required for required, _, _ in told[:-1]):
        return None
    return ByKeys(tuple((tuple(sorted(keys)), type_) for keys, _, type_ in told))
