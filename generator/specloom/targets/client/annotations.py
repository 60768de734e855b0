"""Types as Python annotations that know their imports.

Reading is tolerant: every enumeration of a response is open, constraints do not hold.
Writing is strict: they do.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from specloom import ir
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import identifier, literal
from specloom.patterns import portable
from specloom.plan import Definition, EnumerationAlias
from specloom.targets.client.imports import Import


@dataclass(frozen=True)
class Annotation:
    """A piece of an annotation and what it needs.

    Attributes:
        code: The whole.
        imports: What it needs.
        bare: It without what `Annotated` says of it; None where that says nothing.
        metadata: What `Annotated` says.
    """

    code: Python
    imports: frozenset[Import] = frozenset()
    bare: Python | None = None
    metadata: tuple[Python, ...] = ()


_LONGEST = 2**63 - 1
_ANY = Import("typing", "Any")
_LITERAL = Import("typing", "Literal")
_ANNOTATED = Import("typing", "Annotated")
_FIELD = Import("pydantic", "Field")
_OBEYS = Import(".._runtime.assertions", "Obeys")

#: Python types of string formats (OpenAPI Format Registry) and where they come from.
FORMATTED_TYPES: Mapping[str, tuple[Python, Import | None]] = {
    "date-time": (python("datetime"), Import("datetime", "datetime")),
    "date": (python("date"), Import("datetime", "date")),
    "duration": (python("timedelta"), Import("datetime", "timedelta")),
    "uuid": (python("UUID"), Import("uuid", "UUID")),
    "byte": (python("Base64"), Import(".._runtime.formats", "Base64")),
    "binary": (python("bytes"), None),
    "int64": (python("IntegerText"), Import(".._runtime.formats", "IntegerText")),
    "int32": (python("IntegerText"), Import(".._runtime.formats", "IntegerText")),
    "decimal": (python("Decimal"), Import("decimal", "Decimal")),
}
_PRIMITIVES = {
    ir.Primitive.STRING: python("str"),
    ir.Primitive.INTEGER: python("int"),
    ir.Primitive.NUMBER: python("float"),
    ir.Primitive.BOOLEAN: python("bool"),
}


@dataclass(frozen=True)
class ListType:
    """How ``list`` is written."""

    code: Python
    imports: frozenset[Import] = frozenset()


_LIST = ListType(python("list"))
#: For a class that has a method ``list``, which hides the type from its annotations.
BUILTIN_LIST = ListType(
    python("builtins.list"), frozenset({Import("builtins", Import.MODULE)})
)


@dataclass(frozen=True)
class Annotations:
    """Annotates types for one module.

    Attributes:
        definitions: Of the package.
        module: The models module that the annotations stand in, or None for another
            place of the package.
        request: For what is only sent.
        list_type: How ``list`` is written there.
        models: The models package, as seen from a module that is not in it.
        taken: Names that mean something else there: a model of that name is imported
            under another.
        uploads: For the parts of a form: bytes are files there.
        parameters: For parameters: they are sent, and their limits are not in the type.
    """

    definitions: Mapping[ir.Key, Definition]
    module: str | None
    request: bool
    list_type: ListType = _LIST
    models: str = "..models"
    taken: frozenset[str] = frozenset()
    uploads: bool = False
    parameters: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether only the values are taken that the document knows."""
        return self.request or self.parameters

    def of(self, type_: ir.Type) -> Annotation:
        """Return the annotation of a type."""
        match type_:
            case ir.AnyValue(assertion):
                anything = Annotation(python("Any"), frozenset({_ANY}))
                return self.obeying(anything, assertion)
            case ir.Scalar(ir.Primitive.STRING, "binary") if self.uploads:
                needed = Import(".._runtime.formats", "Upload")
                return Annotation(python("Upload"), frozenset({needed}))
            case ir.Scalar(primitive, format_, constraints):
                return self._constrained(
                    _scalar(primitive, format_), constraints, type_
                )
            case ir.Constant(value):
                return self._constant(value)
            case ir.Array(items, constraints):
                inner = self.of(items)
                listed = Annotation(
                    python("{}[{}]", self.list_type.code, inner.code),
                    inner.imports | self.list_type.imports,
                )
                return self._constrained(listed, constraints, type_)
            case ir.Tuple(items, constraints):
                return self.obeying(self._tuple(items), constraints.assertion)
            case ir.Map(values, constraints):
                inner = self.of(values)
                found = Annotation(python("dict[str, {}]", inner.code), inner.imports)
                return self.obeying(found, constraints.assertion)
            case ir.Nullable(of):
                return optional(self.of(of))
            case ir.Ref(key):
                return self._reference(self.definitions[key])

    def obeying(self, plain: Annotation, assertion: ir.Assertion | None) -> Annotation:
        """Return the annotation with what a value to send must satisfy."""
        if assertion is None or not self.request:
            return plain
        rules = python("Obeys({})", literal(json.loads(assertion.schema)))
        return annotated(plain, rules, _OBEYS)

    def _tuple(self, items: tuple[ir.Type, ...]) -> Annotation:
        parts = [self.of(item) for item in items]
        listed = join(", ", [part.code for part in parts], Python)
        return Annotation(
            python("tuple[{}]", listed) if parts else python("tuple[()]"),
            frozenset(needed for part in parts for needed in part.imports),
        )

    def _constant(self, value: ir.JsonScalar) -> Annotation:
        if value is None:
            return Annotation(python("None"))
        if isinstance(value, float):
            return self.obeying(Annotation(python("float")), _listed([value]))
        exact = Annotation(python("Literal[{}]", literal(value)), frozenset({_LITERAL}))
        return exact if self.is_sent else _opened(exact, [value])

    def _reference(self, held: Definition) -> Annotation:
        found = Annotation(identifier(held.name))
        if self.module is None:
            alias = f"{held.name}Model" if held.name in self.taken else None
            needed = Import(f"{self.models}.{held.module}", held.name, alias)
            found = Annotation(identifier(alias or held.name), frozenset({needed}))
        elif held.module != self.module:
            needed = Import(f".{held.module}", held.name)
            found = Annotation(found.code, frozenset({needed}))
        match held:
            case EnumerationAlias(
                enumeration=ir.Enumeration(open=False, values=values)
            ):
                if any(isinstance(value, float) for value in values):
                    found = self.obeying(found, _listed(values))
                    if set(bases_of(values)) <= {"float", "int"}:
                        return found  # any number, as it is
                return found if self.is_sent else _opened(found, values)
            case _:
                return found

    def _constrained(
        self, plain: Annotation, constraints: ir.Constraints, type_: ir.Type
    ) -> Annotation:
        limits = tuple(_limits(constraints, type_)) if self.request else ()
        if limits:
            given = python("Field({})", join(", ", limits, Python))
            plain = annotated(plain, given, _FIELD)
        return self.obeying(plain, constraints.assertion)


def _listed(values: Iterable[ir.JsonScalar]) -> ir.Assertion:
    """Return what a number of a list must satisfy: no Literal holds a float."""
    return ir.Assertion(json.dumps({"enum": list(values)}))


def optional(annotation: Annotation) -> Annotation:
    """Return the annotation with None, once."""
    if annotation.code.endswith("| None") or annotation.code in ("Any", "None"):
        return annotation
    return Annotation(python("{} | None", annotation.code), annotation.imports)


def annotated(annotation: Annotation, extra: Python, *imports: Import) -> Annotation:
    """Return the annotation with one more piece of metadata."""
    bare = annotation.code if annotation.bare is None else annotation.bare
    metadata = (*annotation.metadata, extra)
    return Annotation(
        python("Annotated[{}, {}]", bare, join(", ", metadata, Python)),
        annotation.imports | {_ANNOTATED, *imports},
        bare,
        metadata,
    )


def _scalar(primitive: ir.Primitive, format_: str | None) -> Annotation:
    match primitive, format_:
        case ir.Primitive.STRING, str() if format_ in FORMATTED_TYPES:
            code, needed = FORMATTED_TYPES[format_]
            return Annotation(code, frozenset({needed} if needed else ()))
        case ir.Primitive.NUMBER, "decimal":
            needed = Import(".._runtime.formats", "DecimalNumber")
            return Annotation(python("DecimalNumber"), frozenset({needed}))
        case _:
            return Annotation(_PRIMITIVES[primitive])


def has_own_type(type_: ir.Scalar) -> bool:
    """Tell a text that is another type in Python: a date has no length."""
    return type_.primitive is ir.Primitive.STRING and type_.format in FORMATTED_TYPES


def _opened(exact: Annotation, values: Iterable[ir.JsonScalar]) -> Annotation:
    """Return the annotation of a set of values that a server may have added to."""
    code = join(" | ", [exact.code, *bases_of(values)], Python)
    return Annotation(code, exact.imports)


def bases_of(values: Iterable[ir.JsonScalar]) -> list[Python]:
    """Return the types of values: of ``1`` and ``"one"`` they are int and str."""
    names = {type(value).__name__ for value in values if value is not None}
    return [identifier(name) for name in sorted(names)]


def _limits(constraints: ir.Constraints, type_: ir.Type) -> Iterable[Python]:
    """Yield the keyword arguments of pydantic's ``Field``."""
    given: dict[str, int | float | str | None] = {}
    match type_:
        case ir.Scalar(ir.Primitive.STRING) if not has_own_type(type_):
            given = {
                "min_length": _length(constraints.min_length),
                "max_length": _length(constraints.max_length),
                "pattern": portable(constraints.pattern),
            }
        case ir.Scalar(ir.Primitive.INTEGER):
            given = _whole_limits(constraints)
        case ir.Scalar(ir.Primitive.NUMBER):
            given = {
                "ge": _finite(constraints.minimum),
                "gt": _finite(constraints.exclusive_minimum),
                "le": _finite(constraints.maximum),
                "lt": _finite(constraints.exclusive_maximum),
                "multiple_of": _finite(constraints.multiple_of),
            }
        case ir.Array():
            given = {
                "min_length": _length(constraints.min_items or None),
                "max_length": _length(constraints.max_items),
            }
        case _:
            pass
    for name, limit in given.items():
        if limit is not None:
            yield python("{}={}", identifier(name), literal(limit))


def _length(limit: int | None) -> int | None:
    """Return the length of a text or list; pydantic takes no larger number."""
    return None if limit is None else min(limit, _LONGEST)


def _finite(limit: float | None) -> float | None:
    """Return a limit of floats, or None where none of them reaches it."""
    return None if limit is None or abs(limit) > sys.float_info.max else limit


def _whole_limits(constraints: ir.Constraints) -> dict[str, int | float | str | None]:
    """Return the limits of integers as integers: pydantic takes no others."""

    def rounded(limit: float | None, how: Callable[[float], int]) -> int | None:
        return None if limit is None else how(limit)

    step = constraints.multiple_of
    return {
        "ge": rounded(constraints.minimum, math.ceil),
        "gt": rounded(constraints.exclusive_minimum, math.floor),
        "le": rounded(constraints.maximum, math.floor),
        "lt": rounded(constraints.exclusive_maximum, math.ceil),
        "multiple_of": int(step) if step is not None and step % 1 == 0 else None,
    }
