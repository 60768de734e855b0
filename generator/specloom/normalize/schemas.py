"""Schemas to types: where a definition begins, what it holds, what a use adds to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from specloom.diagnostics import Diagnostics, Location, unescape
from specloom.ir import (
    Alias,
    AnyValue,
    Array,
    Constant,
    Definition,
    Enumeration,
    JsonScalar,
    Key,
    Literal,
    Map,
    Model,
    Nullable,
    Primitive,
    Property,
    Ref,
    Scalar,
    Type,
    Union,
    Variant,
    View,
)
from specloom.normalize import discriminators
from specloom.normalize.access import access, visible
from specloom.normalize.alternatives import seen
from specloom.normalize.descriptions import clean
from specloom.normalize.merging import Member, is_overlay, members, shape
from specloom.normalize.shapes import Conjunction, Shape
from specloom.normalize.uses import Uses
from specloom.references import Cursor, Resolver

_PRIMITIVES = {primitive.value: primitive for primitive in Primitive}
_UNIVERSAL = {"string", "number", "boolean", "object", "array"}


class Schemas:
    """Reads schemas into types and keeps the definitions that they need.

    Attributes:
        definitions: Every definition read so far, by key, in the order of first use.
        uses: What the uses of these say of them.
    """

    def __init__(self, resolver: Resolver, diagnostics: Diagnostics) -> None:
        self.definitions: dict[Key, Definition] = {}
        self.uses = Uses()
        self._resolver = resolver
        self._diagnostics = diagnostics
        self._open: set[Key] = set()
        self._recursive: set[Key] = set()
        self._shapes: dict[tuple[Location, ...], Shape] = {}
        self._transparent: dict[Key, Type] = {}

    # --- reading ---------------------------------------------------------------

    def type_of(
        self, conjunction: Conjunction, path: tuple[str, ...], view: View
    ) -> Type:
        """Return the type of a value for which all these schemas hold.

        Args:
            conjunction: At least one schema.
            path: Names an inline definition, should one be needed.
            view: For which use.
        """
        parts = members(conjunction, self._resolver)
        targets = [part for part in parts if part.target is not None]
        inline = [part.cursor for part in parts if part.target is None]
        if len(targets) == 1:
            used = self._use(targets[0], inline, path, view)
            if used is not None:
                return used
        return self._inline(conjunction, path, view)

    def _use(
        self,
        member: Member,
        overlays: list[Cursor],
        path: tuple[str, ...],
        view: View,
    ) -> Type | None:
        """Return a use of the one definition referred to, or None if it is extended."""
        target = member.target
        if target is None:
            return None
        base = self._shape((target,))
        if not all(is_overlay(overlay, base.properties) for overlay in overlays):
            return None
        required = _required(overlays)
        if required and len(path) == 1 and required - set(base.required):
            return None  # a component that demands more is a type of its own
        named = self._definition(target, view)
        nullable = any(overlay.flag("nullable") for overlay in overlays)
        return _nullable(self._demand(named, overlays, required), nullable=nullable)

    def _demand(
        self, named: Type, overlays: list[Cursor], required: frozenset[str]
    ) -> Type:
        match named:
            case Ref(key):
                self.uses.demands.setdefault(key, []).append(required)
                self.uses.overlays.extend((key, overlay) for overlay in overlays)
                example = next(
                    (Literal(e.value) for o in overlays if (e := o.get("example"))),
                    None,
                )
                return Ref(key, tuple(sorted(required)), example)
            case Nullable(of):
                return Nullable(self._demand(of, overlays, required))
            case _:
                return named

    def _definition(self, target: Cursor, view: View) -> Type:
        """Return the type of a referred schema; read it on its first use."""
        path = definition_path(target.location)
        key = Key(path, view)
        if key in self._open:
            self._recursive.add(key)
            return Ref(key)
        if key in self._transparent:
            return self._transparent[key]
        self._open.add(key)
        read = self.type_of((target,), path, view)
        self._open.discard(key)
        if key in self._recursive and key not in self.definitions:
            # Recursion through something that is no object: it needs a name of its own.
            # What is nothing but itself has been reported.
            self.definitions[key] = Alias(
                key=key,
                type=AnyValue() if _names(read, key) else read,
                description=clean(target.text("description")),
                location=target.location,
            )
            read = Ref(key)
        self._transparent[key] = read
        return read

    def _inline(
        self, conjunction: Conjunction, path: tuple[str, ...], view: View
    ) -> Type:
        merged = self._shape(conjunction)
        return _nullable(
            self._bare(merged, conjunction, path, view), nullable=merged.nullable
        )

    def _bare(
        self, merged: Shape, conjunction: Conjunction, path: tuple[str, ...], view: View
    ) -> Type:
        if merged.constant is not None:
            value = merged.constant.value
            if not isinstance(value, list | dict):
                return Constant(value)
            return AnyValue()
        if merged.extensible is not None:
            values = tuple(dict.fromkeys((*(merged.enum or ()), *merged.extensible)))
            return self._enumeration(merged, values, path, is_open=True)
        if merged.enum is not None:
            if not merged.enum:
                # Null is the only value, or the schemas leave none at all.
                return Constant(None) if merged.nullable else AnyValue()
            if len(merged.enum) == 1:
                return Constant(merged.enum[0])
            return self._enumeration(merged, merged.enum, path, is_open=False)
        choices = self._choices(merged, conjunction)
        if choices:
            return self._union(merged, choices, conjunction, path, view)
        match merged.types:
            case ():
                return AnyValue()
            case types if set(types) >= _UNIVERSAL:
                return AnyValue()
            case (only,):
                return self._typed(merged, only, path, view)
            case types:
                variants = tuple(
                    Variant(self._typed(merged, name, (*path, name), view))
                    for name in types
                )
                return self._define_union(merged, variants, None, path, view)

    def _typed(
        self, merged: Shape, name: str, path: tuple[str, ...], view: View
    ) -> Type:
        match name:
            case "object":
                return self._object(merged, path, view)
            case "array":
                items: Type = AnyValue()
                if merged.items:
                    items = self.type_of(merged.items, (*path, "item"), view)
                return Array(items, merged.constraints)
            case "string" | "integer" | "number" | "boolean":
                return Scalar(_PRIMITIVES[name], merged.format, merged.constraints)
            case "null":
                return Constant(None)
            case _:
                return AnyValue()

    # --- definitions -----------------------------------------------------------

    def _object(self, merged: Shape, path: tuple[str, ...], view: View) -> Type:
        additional: Type | None = AnyValue()
        match merged.additional:
            case False:
                additional = None
            case None | True:
                pass
            case schemas:
                additional = self.type_of(schemas, (*path, "value"), view)
        if not merged.properties and additional is not None:
            return Map(additional, merged.constraints)
        key = Key(path, view)
        if key not in self.definitions:
            # Claim the place first: order is that of first use, recursion ends here.
            self.definitions[key] = Model(key=key, properties=())
            properties = self._properties(merged, path, view)
            self.definitions[key] = Model(
                key=key,
                properties=properties,
                additional=additional,
                is_dictionary=merged.additional not in (None, False),
                description=clean(merged.description),
                example=merged.example,
                deprecated=merged.deprecated,
                alternatives=seen(merged.alternatives, {p.name for p in properties}),
                location=merged.at,
            )
        return Ref(key)

    def _properties(
        self, merged: Shape, path: tuple[str, ...], view: View
    ) -> tuple[Property, ...]:
        properties: list[Property] = []
        for name, schemas in merged.properties.items():
            held = self._shape(schemas)

            if not visible(held, view):
                continue
            properties.append(
                Property(
                    name=name,
                    type=self.type_of(schemas, (*path, name), view),
                    required=name in merged.required,
                    access=access(held),
                    description=clean(held.description),
                    default=held.default,
                    example=held.example or self._example_of_items(held),
                    deprecated=held.deprecated,
                    secret=held.secret,
                    location=held.at,
                )
            )
        for name in merged.required:
            if name not in merged.properties:
                self._diagnostics.note(
                    "undescribed-property",
                    f"{name} is required and no schema describes it",
                    at=merged.at,
                    help="it may hold any value; it is kept like any other extra one",
                )
        return tuple(properties)

    def _example_of_items(self, held: Shape) -> Literal | None:
        """Return a list of one, where only the items show what they look like."""
        if held.types != ("array",) or not held.items:
            return None
        example = self._shape(held.items).example
        return None if example is None else Literal([example.value])

    def _enumeration(
        self,
        merged: Shape,
        values: tuple[JsonScalar, ...],
        path: tuple[str, ...],
        *,
        is_open: bool,
    ) -> Type:
        key = Key(path)
        primitives = {_primitive(value) for value in values}
        self.definitions.setdefault(
            key,
            Enumeration(
                key=key,
                values=values,
                primitive=primitives.pop() if len(primitives) == 1 else None,
                open=is_open,
                description=clean(merged.description),
                location=merged.at,
            ),
        )
        return Ref(key)

    def _choices(self, merged: Shape, conjunction: Conjunction) -> Conjunction:
        """Return the members of the union that a schema is.

        A child that extends its parent by ``allOf`` is no union although the parent
        is: the parent's ``oneOf`` lists the child itself.
        """
        own = {cursor.location for cursor in conjunction}
        kept: list[Cursor] = []
        for group in merged.unions:
            targets = (self._resolver.follow(choice) for choice in group)
            if not any(t is not None and t.location in own for t in targets):
                kept += group
        return tuple(kept)

    def _union(
        self,
        merged: Shape,
        choices: Conjunction,
        conjunction: Conjunction,
        path: tuple[str, ...],
        view: View,
    ) -> Type:
        some = [choice for choice in choices if not _is_null(choice)]
        beside = self._beside_union(conjunction, typed=False)
        typed = self._beside_union(conjunction, typed=True)
        nullable = len(some) < len(choices)
        discriminator = (
            merged.discriminator.text("propertyName") if merged.discriminator else ""
        )
        tags = discriminators.mapping(merged.discriminator, self._resolver)
        variants: list[Variant] = []
        for index, choice in enumerate(some, 1):
            inner_path = path if len(some) == 1 else (*path, f"variant {index}")
            shared = typed if _leaves_type_open(choice) else beside
            inner = self.type_of((*shared, choice), inner_path, view)
            target = self._resolver.follow(choice)
            named = tags.get(target.location, ()) if target is not None else ()
            variants.append(Variant(inner, named))
        if len(variants) == 1 and not discriminator:
            return _nullable(variants[0].type, nullable=nullable)
        if discriminator:
            variants = [self._tagged(variant, discriminator) for variant in variants]
        union = self._define_union(
            merged, tuple(variants), discriminator or None, path, view
        )
        if discriminator and view is View.READ:
            self._check_discriminator(Key(path, view), tags, some)
        return _nullable(union, nullable=nullable)

    def _check_discriminator(
        self, key: Key, mapped: Iterable[Location], choices: Iterable[Cursor]
    ) -> None:
        union = self.definitions[key]
        targets = (self._resolver.follow(choice) for choice in choices)
        members_at = [target.location for target in targets if target is not None]
        if isinstance(union, Union):
            discriminators.check(
                union, mapped, members_at, self.definitions, self._diagnostics
            )

    def _define_union(
        self,
        merged: Shape,
        variants: tuple[Variant, ...],
        discriminator: str | None,
        path: tuple[str, ...],
        view: View,
    ) -> Type:
        key = Key(path, view)
        self.definitions[key] = Union(
            key=key,
            variants=variants,
            discriminator=discriminator,
            description=clean(merged.description),
            location=merged.at,
        )
        return Ref(key)

    def _beside_union(self, conjunction: Conjunction, *, typed: bool) -> Conjunction:
        """Return what stands beside ``oneOf`` and says more than a bare type.

        Args:
            conjunction: What has the union.
            typed: Return a bare type as well, for members that leave it open.
        """
        keywords = ("properties", "required", *(("type",) if typed else ()))
        beside: list[Cursor] = []
        for part in members(conjunction, self._resolver):
            if part.target is not None:
                base = self._shape((part.target,))
                if base.properties and not base.unions:
                    beside.append(part.cursor)
                continue
            kept = {k: v for k, v in part.cursor.mapping.items() if k in keywords}
            if "properties" in kept or "type" in kept:
                beside.append(replace(part.cursor, value=kept))
        return tuple(beside)

    def _tagged(self, variant: Variant, discriminator: str) -> Variant:
        """Fill in the tags that no mapping gives and note them for the variant."""
        if not isinstance(variant.type, Ref):
            return variant
        key = variant.type.key
        tags = variant.tags or discriminators.implied(
            key, discriminator, self.definitions
        )
        noted = self.uses.tags.setdefault((key, discriminator), {})
        noted.update(dict.fromkeys(tags))
        return replace(variant, tags=tags)

    def _shape(self, conjunction: Conjunction) -> Shape:
        places = tuple(cursor.location for cursor in conjunction)
        found = self._shapes.get(places)
        if found is None:
            found = shape(conjunction, self._resolver, self._diagnostics)
            self._shapes[places] = found
        return found


def definition_path(location: Location) -> tuple[str, ...]:
    """Return the name path of a schema that is referred to at its place."""
    tokens = [unescape(token) for token in location.pointer.split("/")[1:]]
    match tokens:
        case ["components", "schemas", name, *rest]:
            return (name, *_steps(rest))
        case [name, *rest]:
            return (name, *_steps(rest))
        case _:
            return (location.file.stem if location.file else "schema",)


def _steps(tokens: list[str]) -> Iterator[str]:
    """Yield what the keywords of a JSON Pointer into a schema lead to."""
    pending = iter(tokens)
    for token in pending:
        match token:
            case "properties":
                yield next(pending, token)
            case "items":
                yield "item"
            case "additionalProperties":
                yield "value"
            case "$defs" | "definitions":
                yield next(pending, token)
            case "oneOf" | "anyOf" | "allOf":
                yield f"{token} {next(pending, '')}"
            case _:
                yield token


def _required(overlays: Iterable[Cursor]) -> frozenset[str]:
    names: set[str] = set()
    for overlay in overlays:
        held = overlay.get("required")
        if held is not None and isinstance(held.value, list):
            names |= {str(name) for name in held.value}
    return frozenset(names)


def _nullable(of: Type, *, nullable: bool) -> Type:
    if not nullable or isinstance(of, Nullable | AnyValue) or of == Constant(None):
        return of
    return Nullable(of)


def _names(read: Type, key: Key) -> bool:
    return isinstance(read, Ref) and read.key == key


def _leaves_type_open(choice: Cursor) -> bool:
    return not choice.mapping.keys() & {"$ref", "type", "allOf", "oneOf", "anyOf"}


def _is_null(choice: Cursor) -> bool:
    stated = choice.get("type")
    return stated is not None and stated.value in ("null", ["null"])


def _primitive(value: JsonScalar) -> Primitive | None:
    match value:
        case bool():
            return Primitive.BOOLEAN
        case str():
            return Primitive.STRING
        case int():
            return Primitive.INTEGER
        case float():
            return Primitive.NUMBER
        case None:
            return None
