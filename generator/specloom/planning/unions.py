"""How the members of a union are told apart: decided here, never by trial at run time.

The ladder: the document's discriminator; the JSON type; a constant that each member has
under the same name; required properties that no member before it has in full; a
constant that may be left out; properties that only one member can have. Where several
members have one JSON type, the rest of the ladder is for these alone. Where nothing
tells them apart, the first match in document order counts, and a diagnostic says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from specloom import ir
from specloom.diagnostics import Diagnostics
from specloom.json_types import json_type
from specloom.plan import (
    ByKeys,
    ByOwnKeys,
    ByProperty,
    ByType,
    FirstMatch,
    Several,
    UnionRule,
)

_NAMES = ("string", "integer", "number", "boolean", "array", "object", "null")
_EVERY = frozenset(_NAMES)


def union_rule(union: ir.Union, ladder: Ladder, diagnostics: Diagnostics) -> UnionRule:
    """Return what tells the members of a union apart."""
    rule: UnionRule = _by_discriminator(union) or ladder.climb(
        [variant.type for variant in union.variants]
    )
    if ladder.is_at_a_loss(rule):
        diagnostics.degraded(
            "union",
            f"nothing tells the members of {' / '.join(union.key.path)} apart",
            at=union.location,
            help="the first one that fits counts; a discriminator would make it exact",
        )
    return rule


def by_constant(
    types: Sequence[ir.Type], definitions: Mapping[ir.Key, ir.Definition]
) -> ByProperty | None:
    """Return the property that has another constant in each of these objects."""
    return Ladder(definitions).by_constant(types)


def _by_discriminator(union: ir.Union) -> ByProperty | None:
    tags = [tag for variant in union.variants for tag in variant.tags]
    is_told = all(one.tags or one.is_default for one in union.variants)
    if union.discriminator is None or not is_told or len(set(tags)) < len(tags):
        return None
    return ByProperty(
        union.discriminator,
        tuple((tag, v.type) for v in union.variants for tag in v.tags),
        next((v.type for v in union.variants if v.is_default), None),
    )


@dataclass(frozen=True)
class _Group:
    """Members of a union that may have the same JSON types."""

    names: frozenset[str]
    types: tuple[ir.Type, ...]


class Ladder:
    """The rungs below the document's own discriminator.

    There is one for all unions: what one holds may hold many others.
    """

    def __init__(self, definitions: Mapping[ir.Key, ir.Definition]) -> None:
        """Stand among these definitions."""
        self._definitions = definitions

    def climb(self, types: Sequence[ir.Type]) -> UnionRule:
        """Return the first rule that tells these types apart."""
        return self._by_type(types) or self._of_one_type(types)

    def by_constant(self, types: Sequence[ir.Type]) -> ByProperty | None:
        """Return the property that has another constant in each of these objects."""
        models = self._models(types)
        if not models:
            return None
        return self._by_constant(models, is_required=True) or self._by_constant(
            models, is_required=False
        )

    def is_at_a_loss(self, rule: UnionRule) -> bool:
        """Tell whether a rule lets trial decide between what differs in Python."""
        match rule:
            case FirstMatch(types):
                # Any value is what fits none of the others.
                told = [type_ for type_ in types if type_ != ir.AnyValue()]
                return len(told) > 1 and not all(map(self._is_value, told))
            case ByType(members):
                inner = [m.rule for _, m in members if isinstance(m, Several)]
                return any(self.is_at_a_loss(one) for one in inner)
            case _:
                return False

    def _is_value(self, type_: ir.Type) -> bool:
        """Tell whether a type is a plain value: it stays the same in any member."""
        match type_:
            case ir.Scalar() | ir.Constant() | ir.AnyValue():
                return True
            case ir.Nullable(of):
                return self._is_value(of)
            case ir.Ref(key):
                return isinstance(self._definitions[key], ir.Enumeration)
            case _:
                return False

    def _of_one_type(self, types: Sequence[ir.Type]) -> UnionRule:
        models = self._models(types)
        found: UnionRule | None = None
        if models:
            found = (
                self._by_constant(models, is_required=True)
                or _by_keys(models)
                or self._by_constant(models, is_required=False)
                or _by_own_keys(models)
            )
        return found or FirstMatch(tuple(types))

    # --- by JSON type ----------------------------------------------------------

    def _by_type(self, types: Sequence[ir.Type]) -> ByType | None:
        groups: list[_Group] = []
        for type_ in types:
            merged = _Group(self._json_types(type_), (type_,))
            for group in [one for one in groups if one.names & merged.names]:
                merged = _Group(group.names | merged.names, group.types + merged.types)
            at = next((n for n, g in enumerate(groups) if g.names & merged.names), None)
            groups = [one for one in groups if not one.names & merged.names]
            groups.insert(len(groups) if at is None else at, merged)
        if not all(group.names for group in groups) or len(groups) == 1 < len(types):
            return None
        return ByType(
            tuple(
                (name, self._told_apart(group.types))
                for group in groups
                for name in _NAMES
                if name in group.names
            )
        )

    def _told_apart(self, types: tuple[ir.Type, ...]) -> ir.Type | Several:
        if len(types) == 1:
            return types[0]
        return Several(types, self._of_one_type(types))

    def _json_types(self, type_: ir.Type) -> frozenset[str]:
        """Return the JSON types that a type may have."""
        names, keys = _direct_types(type_)
        return names.union(*(self._types_by_key[key] for key in keys))

    @cached_property
    def _types_by_key(self) -> Mapping[ir.Key, Collection[str]]:
        """The JSON types of each definition, with those of what it may stand for.

        Each is told to who holds it, once: unions may be deep, hold each other, and be
        reached in many ways.
        """
        found: dict[ir.Key, set[str]] = {key: set() for key in self._definitions}
        holders: dict[ir.Key, list[ir.Key]] = {key: [] for key in self._definitions}
        pending: list[tuple[ir.Key, frozenset[str]]] = []
        for holder, held in self._definitions.items():
            names, parts = _types_of(held)
            for part in parts:
                direct, keys = _direct_types(part)
                names |= direct
                for key in keys:
                    holders[key].append(holder)
            pending.append((holder, names))
        while pending:
            key, names = pending.pop()
            if new := names - found[key]:
                found[key] |= new
                pending += [(holder, new) for holder in holders[key]]
        return found

    # --- by properties ---------------------------------------------------------

    def _models(
        self, types: Sequence[ir.Type]
    ) -> list[tuple[ir.Type, ir.Model]] | None:
        models: list[tuple[ir.Type, ir.Model]] = []
        for type_ in types:
            held = (
                self._definitions.get(type_.key) if isinstance(type_, ir.Ref) else None
            )
            if not isinstance(held, ir.Model):
                return None
            models.append((type_, held))
        return models

    def _by_constant(
        self, models: Sequence[tuple[ir.Type, ir.Model]], *, is_required: bool
    ) -> ByProperty | None:
        for held in models[0][1].properties:
            tags = [
                self._constants(model, held.name, is_required=is_required)
                for _, model in models
            ]
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
        self, model: ir.Model, name: str, *, is_required: bool
    ) -> tuple[str, ...]:
        """Return the strings that a property may have, if it is a closed set."""
        for held in model.properties:
            if held.name != name or (is_required and not held.required):
                continue
            match held.type:
                case ir.Constant(str(value)):
                    return (value,)
                case ir.Ref(key):
                    match self._definitions[key]:
                        case ir.Enumeration(values=values, open=False):
                            return tuple(v for v in values if isinstance(v, str))
                        case _:
                            return ()
                case _:
                    return ()
        return ()


def _direct_types(type_: ir.Type) -> tuple[frozenset[str], tuple[ir.Key, ...]]:
    """Return the JSON types of a type, and the definition that tells the others."""
    match type_:
        case ir.Scalar(primitive):
            return frozenset({primitive.value}), ()
        case ir.Array() | ir.Tuple():
            return frozenset({"array"}), ()
        case ir.Map():
            return frozenset({"object"}), ()
        case ir.Constant(value):
            return frozenset({json_type(value)}), ()
        case ir.Nullable(of):
            names, keys = _direct_types(of)
            return names | {"null"}, keys
        case ir.Ref(key):
            return frozenset(), (key,)
        case ir.AnyValue():
            return _EVERY, ()


def _types_of(held: ir.Definition) -> tuple[frozenset[str], list[ir.Type]]:
    """Return the JSON types of a definition, and the types that it may stand for."""
    match held:
        case ir.Model():
            return frozenset({"object"}), []
        case ir.Enumeration(values=values):
            return frozenset(json_type(value) for value in values), []
        case ir.Union(variants=variants):
            return frozenset(), [variant.type for variant in variants]
        case ir.Alias(type=of):
            return frozenset(), [of]


def _by_keys(models: Sequence[tuple[ir.Type, ir.Model]]) -> ByKeys | None:
    """Tell by required properties, where no later member may have all of an earlier."""
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


def _by_own_keys(models: Sequence[tuple[ir.Type, ir.Model]]) -> ByOwnKeys | None:
    """Tell by properties that no other member has; one member may have none."""
    counts = Counter(held.name for _, model in models for held in model.properties)
    own = [
        (tuple(p.name for p in model.properties if counts[p.name] == 1), type_)
        for type_, model in models
    ]
    if sum(not names for names, _ in own) > 1:
        return None
    # What has none of these properties is what has none of its own.
    own.sort(key=lambda one: bool(one[0]))
    return ByOwnKeys(tuple(own))
