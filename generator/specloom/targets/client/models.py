"""The modules of pydantic models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from specloom import ir
from specloom.alternatives import sentences
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import docstring, identifier, literal
from specloom.graph import direct_references
from specloom.plan import (
    ApiPlan,
    Definition,
    EnumerationAlias,
    Field,
    ModelClass,
    NamedType,
    UnionAlias,
)
from specloom.targets.client.annotations import (
    Annotation,
    Annotations,
    annotated,
    bases_of,
    optional,
)
from specloom.targets.client.docstrings import prose
from specloom.targets.client.facts import Facts, facts_of
from specloom.targets.client.imports import Import, import_block
from specloom.targets.client.unions import union

_MODELS = ".._runtime.models"
_ALIAS = Import("typing", "TypeAlias")
_RULES = {
    Import("collections.abc", "Mapping"),
    Import("typing", "Any"),
    Import("typing", "ClassVar"),
}
_WIDTH = 80
_SENT = re.compile(
    r"(?P<name>.*) \((?:\w+ )?(?P<kind>webhook|callback)(?P<payload> payload)?\)",
    re.DOTALL,
)


@dataclass(frozen=True)
class FieldView:
    """An attribute of a model class, ready to print."""

    line: Python
    docstring: Python


@dataclass(frozen=True)
class DefinitionView:
    """A class or an alias, ready to print; a class has a base.

    `extra` is the type of a class's properties without a name, where it has one.
    """

    name: Python
    base: Python
    value: Python
    config: tuple[Python, ...]
    docstring: Python
    fields: tuple[FieldView, ...]
    extra: Python | None = None


@dataclass(frozen=True)
class ModuleView:
    """A module of models, ready to print."""

    name: str
    imports: Python
    definitions: tuple[DefinitionView, ...]
    exports: tuple[str, ...]


def modules(plan: ApiPlan) -> tuple[ModuleView, ...]:
    """Return the modules below ``models``, common first."""
    by_module: dict[str, list[Definition]] = {}
    for held in plan.definitions.values():
        by_module.setdefault(held.module, []).append(held)
    facts = facts_of(plan)
    return tuple(
        _module(name, _ordered(held, plan.definitions), facts)
        for name, held in sorted(by_module.items())
    )


def _ordered(
    held: list[Definition], definitions: Mapping[ir.Key, Definition]
) -> list[Definition]:
    """Order a module: aliases after what they mention, else as in the document.

    Only aliases are evaluated at import; annotations of classes wait.
    """
    here = {id(one) for one in held}
    entered: set[int] = set()
    done: dict[int, Definition] = {}
    for first in held:
        waiting = [first]
        while waiting:
            one = waiting[-1]
            if id(one) in entered:
                done[id(one)] = waiting.pop()  # after all that it mentions
                continue
            entered.add(id(one))
            mentioned = [definitions[key] for key in _mentions(one)]
            waiting += [
                other
                for other in reversed(mentioned)
                if id(other) in here and id(other) not in entered
            ]
    return list(done.values())


def _mentions(held: Definition) -> Iterable[ir.Key]:
    """Return what is evaluated with a definition."""
    match held:
        case UnionAlias(union=node) | NamedType(alias=node):
            return direct_references(node)
        case _:
            return ()


def _module(name: str, held: list[Definition], facts: Facts) -> ModuleView:
    imports: set[Import] = set()
    views: list[DefinitionView] = []
    for one in held:
        view, needed = _definition(one, name, facts)
        views.append(view)
        imports |= needed
    return ModuleView(
        name=name,
        imports=import_block(imports),
        definitions=tuple(views),
        exports=tuple(one.name for one in held),
    )


def _definition(
    held: Definition, module: str, facts: Facts
) -> tuple[DefinitionView, frozenset[Import]]:
    match held:
        case ModelClass():
            annotations = Annotations(
                facts.definitions,
                module,
                held.request,
                uploads=held.model.key in facts.forms,
            )
            return _class(held, annotations, facts)
        case EnumerationAlias(name, _, enumeration):
            values = _enumeration(enumeration)
            return _alias(name, values, enumeration.description, _told(enumeration.key))
        case UnionAlias(name, _, told, request):
            is_part = request and told.key in facts.forms
            annotations = Annotations(
                facts.definitions, module, request, uploads=is_part
            )
            members = union(held, annotations)
            write = _recursive if told.key in facts.circular else _alias
            return write(name, members, told.description, _told(told.key))
        case NamedType(name, _, alias):
            annotations = Annotations(
                *(facts.definitions, module),
                request=False,
                uploads=alias.key in facts.forms,
            )
            type_ = annotations.of(alias.type)
            return _recursive(name, type_, alias.description, _told(alias.key))


def _class(
    held: ModelClass, annotations: Annotations, facts: Facts
) -> tuple[DefinitionView, frozenset[Import]]:
    base = "RequestModel" if held.request else "Model"
    imports: set[Import] = {Import(_MODELS, base)}
    fields: list[FieldView] = []
    for field in held.fields:
        is_tag = (held.model.key, field.property.name) in facts.tags
        view, needed = _field(field, annotations, is_tag=is_tag)
        fields.append(view)
        imports |= needed
    text = _described(held.model.description or _told(held.model.key), held.model)
    text = "\n\n".join((text, *sentences(held.model)))
    config: list[Python] = []
    if held.request and held.model.is_dictionary:
        imports.add(Import("pydantic", "ConfigDict"))
        config.append(python('model_config = ConfigDict(extra="allow")'))
    if held.request and held.model.assertion is not None:
        rules = literal(json.loads(held.model.assertion.schema))
        config.append(python("_rules: ClassVar[Mapping[str, Any]] = {}", rules))
        imports |= _RULES
    extra: Python | None = None
    if held.model.additional not in (None, ir.AnyValue()):
        found = annotations.of(held.model.additional)
        extra = found.code
        imports |= {*found.imports, Import("typing", "TYPE_CHECKING")}
    calls = facts.bodies.get(held.model.key, ())
    if held.request and calls:
        text = f"What {' and '.join(calls)} sends.\n\n{text}"
    return (
        DefinitionView(
            name=identifier(held.name),
            base=identifier(base),
            value=python(""),
            config=tuple(config),
            docstring=docstring(prose(text, _WIDTH), 4),
            fields=tuple(fields),
            extra=extra,
        ),
        frozenset(imports),
    )


def _field(
    field: Field, annotations: Annotations, *, is_tag: bool
) -> tuple[FieldView, frozenset[Import]]:
    held = field.property
    exact = annotations
    if is_tag:
        exact = Annotations(annotations.definitions, annotations.module, request=True)
    found = exact.of(held.type)
    if not held.required and not annotations.request:
        found = optional(found)
    if field.name != held.name:
        found = annotated(
            found,
            python("wire_name({})", literal(held.name)),
            Import(_MODELS, "wire_name"),
        )
    if held.secret:
        found = annotated(found, python("secret()"), Import(_MODELS, "secret"))
    line = python("{}: {}", identifier(field.name), found.code)
    imports = found.imports
    constant = _constant(held, is_sent_tag=is_tag and annotations.request)
    if constant is not None:
        line = python("{} = {}", line, literal(constant))
    elif not held.required and annotations.request and not _takes_none(held.type):
        line = python("{} = unset()", line)
        imports |= {Import(_MODELS, "unset")}
    elif not held.required:
        line = python("{} = None", line)
    text = _described(held.description, held)
    shown = docstring(prose(text, _WIDTH), 4) if text else python("")
    return FieldView(line, shown), imports


def _constant(held: ir.Property, *, is_sent_tag: bool) -> ir.JsonScalar:
    """Return the only value that a property can have, where it has to be there.

    What may be left out says something by being there: nobody sets it but the caller
    or the server. The tag of a variant is sent in any case, or nobody could tell which
    one it is.
    """
    if not isinstance(held.type, ir.Constant) or held.access is ir.Access.READ_ONLY:
        return None
    return held.type.value if held.required or is_sent_tag else None


def _takes_none(type_: ir.Type) -> bool:
    return isinstance(type_, ir.Nullable | ir.AnyValue) or type_ == ir.Constant(None)


def _enumeration(enumeration: ir.Enumeration) -> Annotation:
    values = [v for v in enumeration.values if v is not None]
    if not values:
        return Annotation(python("Any"))
    # No Literal holds a float; the rest of a set without words are numbers like it.
    exact = [v for v in values if not isinstance(v, float)]
    if len(exact) < len(values) and all(type(value) is int for value in exact):
        return Annotation(python("float"))
    listed = join(", ", [literal(value) for value in exact], Python)
    parts = [python("Literal[{}]", listed)]
    if enumeration.open:
        parts += bases_of(values)
    elif len(exact) < len(values):
        parts.append(python("float"))
    code = join(" | ", parts, Python)
    return Annotation(code, frozenset({Import("typing", "Literal")}))


def _alias(
    name: str, value: Annotation, description: str, otherwise: str
) -> tuple[DefinitionView, frozenset[Import]]:
    text = description or otherwise
    view = DefinitionView(
        name=identifier(name),
        base=python(""),
        value=python("{}: TypeAlias = {}", identifier(name), value.code),
        config=(),
        docstring=docstring(prose(text, _WIDTH + 4), 0),
        fields=(),
    )
    return view, value.imports | {_ALIAS}


def _recursive(
    name: str, value: Annotation, description: str, otherwise: str
) -> tuple[DefinitionView, frozenset[Import]]:
    """Return an alias that names itself: only `TypeAliasType` can."""
    text = description or otherwise
    view = DefinitionView(
        name=identifier(name),
        base=python(""),
        value=python(
            "{} = TypeAliasType({}, {})",
            identifier(name),
            literal(name),
            literal(str(value.code)),
        ),
        config=(),
        docstring=docstring(prose(text, _WIDTH + 4), 0),
        fields=(),
    )
    return view, value.imports | {Import("typing_extensions", "TypeAliasType")}


def _described(text: str, held: ir.Model | ir.Property) -> str:
    return f"Deprecated.\n\n{text}".strip() if held.deprecated else text


def _told(key: ir.Key) -> str:
    """Return a sentence for what the document does not describe."""
    component, *rest = key.path
    steps = [_step(part) for part in reversed(rest)]
    if (sent := _SENT.fullmatch(component)) is not None:
        # What a webhook sends has no component, and a name that tells what it is.
        steps += ["the payload"] if sent["payload"] else []
        subject = f"the {sent['kind']} ``{sent['name']}``"
    elif not rest:
        return f"The ``{component}`` object of the API."
    else:
        subject = f"``{component}``"
    text = " of ".join([*steps, subject])
    return f"{text[0].upper()}{text[1:]}."


def _step(part: str) -> str:
    match part.split(" ", 1):
        case ["item"]:
            return "an item"
        case ["value"]:
            return "a value"
        case ["body"]:
            return "the body"
        case ["(base)"]:
            return "the common part"
        case ["form" | "text" | "json" as word, "body"]:
            return f"the {word} body"
        case ["upload", "body"]:
            return "the upload"
        case ["response", status]:
            return f"the {status} response"
        case ["variant", number]:
            return f"variant {number}"
        case _:
            return f"the ``{part}``"
