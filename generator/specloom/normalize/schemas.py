"""Schemas to types: where a definition begins, what it holds, what a use adds to it."""

from __future__ import annotations

from collections.abc import Iterable

from specloom.diagnostics import Diagnostics, Location
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
    Tuple,
    Type,
    Variant,
    View,
)
from specloom.json_types import json_type
from specloom.normalize import containers, unions
from specloom.normalize.access import access, visible
from specloom.normalize.alternatives import seen
from specloom.normalize.assertions import Assertions, asserted
from specloom.normalize.containers import may_be_added, report_undescribed
from specloom.normalize.depth import Deeper, run
from specloom.normalize.descriptions import clean
from specloom.normalize.files import form_of
from specloom.normalize.hierarchies import Hierarchies
from specloom.normalize.merging import Member, is_overlay, members
from specloom.normalize.nullability import forbids_null, takes_null
from specloom.normalize.paths import Path, definition_path
from specloom.normalize.recurring import Shapes, plain
from specloom.normalize.shapes import Conjunction, Shape
from specloom.normalize.unions import nullable
from specloom.normalize.uses import Uses
from specloom.references import Cursor, Resolver

_PRIMITIVES = {primitive.value: primitive for primitive in Primitive}
_DEEPEST = 32
"""Components that are lists of lists get a name where types would be deeper."""
_UNIVERSAL = {"string", "number", "boolean", "object", "array"}


class Schemas:
    """Reads schemas into types and keeps the definitions that they need.

    Attributes:
        definitions: Every definition read so far, by key, in the order of first use.
        uses: What the uses of these say of them.
        hierarchies: Which schemas stand for those that extend them.
        assertions: Reads what schemas demand and no type says.
        shapes: What schemas say, merged.
    """

    def __init__(
        self,
        resolver: Resolver,
        diagnostics: Diagnostics,
        hierarchies: Hierarchies | None = None,
    ) -> None:
        self.definitions: dict[Key, Definition] = {}
        self.uses = Uses()
        self.hierarchies = hierarchies or Hierarchies()
        self.assertions = Assertions(resolver, diagnostics)
        self.shapes = Shapes(resolver, diagnostics)
        self.resolver = resolver
        self.diagnostics = diagnostics
        self._open: set[Key] = set()
        self._recursive: set[Key] = set()
        self._reading: dict[tuple[tuple[Location, ...], View], Key] = {}
        self._repeated: set[Key] = set()
        self._scalars: dict[str, Type] = {}
        self._transparent: dict[Key, Type] = {}

    # --- reading ---------------------------------------------------------------

    def read(self, conjunction: Conjunction, path: Path, view: View) -> Type:
        """Return the type of a value, as `type_of` does, and read all of it."""
        return run(self._type_of(conjunction, path, view))

    def type_of(self, conjunction: Conjunction, path: Path, view: View) -> Deeper[Type]:
        """Return the type of a value for which all these schemas hold.

        Args:
            conjunction: At least one schema.
            path: Names an inline definition, should one be needed.
            view: For which use.
        """
        return Deeper(self._type_of(conjunction, path, view))

    async def _type_of(self, conjunction: Conjunction, path: Path, view: View) -> Type:
        content = plain(conjunction)
        if content is None:
            return await self._composed(conjunction, path, view)
        known = self._scalars.get(content)
        if known is None:
            known = await self.inline(conjunction, path, view)
            if _is_scalar(known):  # others have a name, which is of the place
                self._scalars[content] = known
        return known

    async def _composed(self, conjunction: Conjunction, path: Path, view: View) -> Type:
        parts = members(conjunction, self.resolver)
        targets = [part for part in parts if part.target is not None]
        inline = [part.cursor for part in parts if part.target is None]
        if len(targets) == 1:
            used = await self._use(targets[0], inline, conjunction, path, view)
            if used is not None:
                return used
        return await self.inline(conjunction, path, view)

    async def _use(
        self,
        member: Member,
        overlays: list[Cursor],
        conjunction: Conjunction,
        path: Path,
        view: View,
    ) -> Type | None:
        """Return a use of the one definition referred to, or None if it is extended."""
        target = member.target
        if target is None:
            return None
        base = self.shapes.of((target,))
        if not all(is_overlay(overlay, base.properties) for overlay in overlays):
            return None
        required = _required(overlays)
        if required and len(path.words) == 1 and required - set(base.required):
            return None  # a component that demands more is a type of its own
        lost = sorted(required - {*base.properties, *base.required})
        if lost and base.properties and not (base.unions or self._is_family(target)):
            if view is not View.READ and any(may_be_added(n, base) for n in lost):
                return None  # only a type of its own can hold it
            for name in lost:
                report_undescribed(self.diagnostics, name, base, overlays[0].location)
        named = await self._definition(target, view)
        said = [overlay for overlay in overlays if "nullable" in overlay.mapping]
        if isinstance(named, Nullable) and any(map(forbids_null, overlays)):
            named = named.of
        return nullable(
            self._demand(named, overlays, required),
            is_nullable=bool(said) and takes_null(conjunction, self.resolver),
        )

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

    async def _definition(self, target: Cursor, view: View) -> Type:
        """Return the type of a referred schema; read it on its first use."""
        path = self.path_of(target)
        key = path.key(view)
        if key in self._open:
            self._recursive.add(key)
            return Ref(key)
        if key in self._transparent:
            return self._transparent[key]
        self._open.add(key)
        read = await self._read(target, path, view)
        self._open.discard(key)
        is_recursive = key in self._recursive and key not in self.definitions
        if is_recursive or _nesting(read) > _DEEPEST:
            self._name(key, read, clean(target.text("description")), target.location)
            read = Ref(key)
        self._transparent[key] = read
        return read

    async def _read(self, target: Cursor, path: Path, view: View) -> Type:
        if self._is_family(target):
            found = await unions.family(self, target, path, view)
            if found is not None:
                return found
        if self.hierarchies.extends(target.location):
            # Also where it adds nothing: its name is what a tag can be.
            return await self.inline((target,), path, view)
        return await self.type_of((target,), path, view)

    def _is_family(self, target: Cursor) -> bool:
        """Tell a schema that stands for those that extend it."""
        return bool(self.hierarchies.children.get(target.location))

    def path_of(self, target: Cursor) -> Path:
        """Return the path of a schema that is referred to."""
        at = target.location
        return definition_path(at, self.resolver.file_name(at))

    async def plain(self, target: Cursor, view: View) -> Type:
        """Return a schema of a hierarchy as itself, without what extends it."""
        path = self.path_of(target)
        if not self._is_family(target):
            return await self._definition(target, view)
        return await self.inline((target,), path.step(unions.BASE), view)

    async def inline(self, conjunction: Conjunction, path: Path, view: View) -> Type:
        """Return the type of schemas that hold at once, as one of their own.

        Merging puts what is referred to in the place of the reference. Schemas that
        hold one another that way come up again within themselves, and refer to where
        they came up first.
        """
        merged = self.shapes.of(conjunction)
        places = (tuple(cursor.location for cursor in conjunction), view)
        key = self._reading.get(places)
        if key is not None:
            self._repeated.add(key)
            return nullable(Ref(key), is_nullable=merged.nullable)
        key = self._reading[places] = path.key(view)
        read = await self._bare(merged, conjunction, path, view)
        del self._reading[places]
        if key in self._repeated and key not in self.definitions:
            self._name(key, read, clean(merged.description), merged.at)
            read = Ref(key)
        return nullable(read, is_nullable=merged.nullable)

    def _name(self, key: Key, read: Type, description: str, at: Location) -> None:
        """Give a name to what holds itself and is no object.

        What is nothing but itself has been reported.
        """
        type_ = AnyValue() if _names(read, key) else read
        self.definitions[key] = Alias(key, type_, description=description, location=at)

    async def _bare(
        self, merged: Shape, conjunction: Conjunction, path: Path, view: View
    ) -> Type:
        if merged.constant is not None:
            value = merged.constant.value
            if not isinstance(value, list | dict):
                return Constant(value)
            return await self._typed(merged, json_type(value), path, view)
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
        choices = unions.choices(self, merged, conjunction)
        if choices:
            return await unions.union(self, merged, choices, conjunction, path, view)
        match merged.types:
            case ():
                return AnyValue(self.assertions.of_any(merged))
            case types if set(types) >= _UNIVERSAL:
                return AnyValue()
            case (only,):
                return await self._typed(merged, only, path, view)
            case types:
                variants = tuple(
                    [
                        Variant(await self._typed(merged, name, own, view))
                        for name in types
                        for own in (path.step(name, f"type {name}"),)
                    ]
                )
                return unions.define_union(self, merged, variants, None, path, view)

    async def _typed(self, merged: Shape, name: str, path: Path, view: View) -> Type:
        match name:
            case "object":
                return await self._object(merged, path, view)
            case "array":
                return await containers.array(self, merged, path, view)
            case "string" | "integer" | "number" | "boolean":
                assertion = self.assertions.of_kind(merged, name)
                limits = asserted(merged.constraints, assertion)
                return Scalar(_PRIMITIVES[name], merged.format, limits)
            case "null":
                return Constant(None)
            case _:
                return AnyValue()

    # --- definitions -----------------------------------------------------------

    async def _object(self, merged: Shape, path: Path, view: View) -> Type:
        additional = await containers.further(self, merged, path, view)
        gone = {
            name
            for name, schemas in merged.properties.items()
            if not visible(self.shapes.of(schemas), view)
        }
        assertion = self.assertions.of_kind(merged, "object", gone=gone)
        if not merged.properties and additional is not None:
            return Map(additional, asserted(merged.constraints, assertion))
        key = path.key(view)
        if key not in self.definitions:
            # Claim the place first: order is that of first use, recursion ends here.
            self.definitions[key] = Model(key=key, properties=())
            properties = await self._properties(merged, path, view)
            self.definitions[key] = Model(
                key=key,
                properties=properties,
                additional=additional,
                is_dictionary=merged.additional not in (None, False)
                or bool(merged.patterns),
                description=clean(merged.description),
                example=merged.example,
                deprecated=merged.deprecated,
                alternatives=seen(merged.alternatives, {p.name for p in properties}),
                assertion=assertion,
                location=merged.at,
            )
        return Ref(key)

    async def _properties(
        self, merged: Shape, path: Path, view: View
    ) -> tuple[Property, ...]:
        properties: list[Property] = []
        for name, schemas in merged.properties.items():
            held = self.shapes.of(schemas)
            if not visible(held, view):
                continue
            type_ = await self.type_of(schemas, path.property(name), view)
            form = form_of(type_, schemas, self.shapes)
            if form is not None:
                self.uses.forms[path.key(view), name] = form
            properties.append(
                Property(
                    name=name,
                    type=type_,
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
        return (*properties, *containers.undescribed(self.diagnostics, merged, view))

    def _example_of_items(self, held: Shape) -> Literal | None:
        """Return a list of one, where only the items show what they look like."""
        if held.types != ("array",) or not held.items:
            return None
        example = self.shapes.of(held.items).example
        return None if example is None else Literal([example.value])

    def _enumeration(
        self,
        merged: Shape,
        values: tuple[JsonScalar, ...],
        path: Path,
        *,
        is_open: bool,
    ) -> Type:
        key = path.key()
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


def _nesting(of: Type) -> int:
    """Return how deep a type is that is written out in one place."""
    level, depth = [of], 0
    while level:
        depth += 1
        level = [inner for one in level for inner in _inner(one)]
    return depth


def _is_scalar(of: Type) -> bool:
    match of:
        case Nullable(inner):
            return _is_scalar(inner)
        case _:
            return isinstance(of, Scalar)


def _inner(of: Type) -> tuple[Type, ...]:
    match of:
        case Array(inner) | Map(inner) | Nullable(inner):
            return (inner,)
        case Tuple(items):
            return items
        case _:
            return ()


def _required(overlays: Iterable[Cursor]) -> frozenset[str]:
    names: set[str] = set()
    for overlay in overlays:
        held = overlay.get("required")
        if held is not None and isinstance(held.value, list):
            names |= {str(name) for name in held.value}
    return frozenset(names)


def _names(read: Type, key: Key) -> bool:
    return isinstance(read, Ref) and read.key == key


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
