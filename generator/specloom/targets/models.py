"""Typed models alone, in five flavours, each module made by datamodel-code-generator.

The engine never sees the description: it gets the lowered document (`lowering.py`),
which is flat, merged and finally named. Its answer is checked, because it renames in
silence: the classes, their fields and the aliases must be those of the plan. What it
gives is used as it is, below a head of ours (imports in order, ``__all__``).

How an unknown member of a union is read: a discriminated union of a response has a last
member whose tag is *none* of the known values, as a pattern. Pydantic then needs no
function to choose: at most one member fits. A msgspec union is told apart by tags
alone; there an unknown tag is an error on decoding.

Where these classes differ from the client's own pydantic models:

* an optional attribute of a request takes None, because the class has no other way to
  say "not set" (`model_dump(exclude_unset=True)` gives what was set);
* an unknown member of a union is an object with a text for a tag;
* ``byte`` is the text of the document and is not decoded (msgspec does);
* a dataclass of pydantic keeps strangers as attributes, but leaves them out of dumps;
* the standard dataclass and the TypedDict hold what JSON holds: nothing converts it.
  The dataclass has Python's names, the TypedDict the API's.
"""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from specloom.config import Flavour, Target
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import comment, docstring, identifier, literal, wrap
from specloom.encode.python import module as import_path
from specloom.errors import InternalError
from specloom.lowering import TEXT_WIDTH, Abilities, Lowered, lower
from specloom.plan import ApiPlan, Plan
from specloom.templating import Templates
from specloom.writing import File

if TYPE_CHECKING:
    from datamodel_code_generator.config import GenerateConfig

_REAL_TYPES = {
    "date": "date",
    "date-time": "date-time",
    "decimal": "decimal",
    "duration": "duration",
    "time": "time",
    "uuid": "uuid",
}
_JSON_TYPES: Mapping[str, str] = {}

#: What each flavour can say.
ABILITIES = {
    Flavour.PYDANTIC: Abilities(
        formats=_REAL_TYPES,
        constraints=True,
        aliases_recur=True,
        unions_need_tags=False,
        attribute_texts=True,
    ),
    Flavour.PYDANTIC_DATACLASS: Abilities(
        formats=_REAL_TYPES,
        constraints=True,
        aliases_recur=True,
        unions_need_tags=False,
        attribute_texts=True,
    ),
    # Nothing converts the values of these two: they are what JSON makes of them.
    Flavour.DATACLASS: Abilities(
        formats=_JSON_TYPES,
        constraints=False,
        aliases_recur=True,
        unions_need_tags=False,
        attribute_texts=True,
    ),
    Flavour.TYPEDDICT: Abilities(
        formats=_JSON_TYPES,
        constraints=False,
        aliases_recur=True,
        unions_need_tags=False,
        attribute_texts=True,
    ),
    # A description of an attribute would stand in its annotation as well.
    Flavour.MSGSPEC: Abilities(
        formats={**_REAL_TYPES, "byte": "binary"},
        constraints=True,
        aliases_recur=False,
        unions_need_tags=True,
        attribute_texts=False,
        taken=frozenset({"field"}),
    ),
}


def render(plan: Plan, templates: Templates) -> list[File]:
    """Return one module per API and flavour: ``<flavour>/<import name>.py``.

    Raises:
        InternalError: What came of the lowered document is not what the plan says.
    """
    return [
        File(
            PurePosixPath(flavour.value, f"{api.package}.py"),
            module(api, flavour, templates),
        )
        for api in plan.apis
        if Target.MODELS in api.settings.targets
        for flavour in api.settings.flavours
    ]


def module(api: ApiPlan, flavour: Flavour, templates: Templates) -> str:
    """Return the source of an API's models in one flavour, not formatted.

    Raises:
        InternalError: As `render`.
    """
    lowered = lower(api, ABILITIES[flavour])
    answer = _generated(lowered, flavour, api.spec)
    check(declared(answer), lowered, flavour, api.spec)
    return _assembled(api, answer, lowered, templates)


# --- the engine ----------------------------------------------------------------------


def _generated(lowered: Lowered, flavour: Flavour, spec: str) -> str:
    """Return what the engine makes of the lowered document."""
    if not lowered.classes and not lowered.aliases:
        return ""
    from datamodel_code_generator import Error, generate

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            answer = generate(
                dict(lowered.document), config=_settings(lowered, flavour)
            )
        except Error as error:
            message = f"the {flavour.value} models of {spec} cannot be made: {error}"
            raise InternalError(message) from error
    for warning in told:
        message = (
            f"the {flavour.value} models of {spec} are doubtful: {warning.message}"
        )
        raise InternalError(message)
    if not isinstance(answer, str):
        message = f"the {flavour.value} models of {spec} are not one module"
        raise InternalError(message)
    return answer


def _settings(lowered: Lowered, flavour: Flavour) -> GenerateConfig:
    from datamodel_code_generator.config import GenerateConfig
    from datamodel_code_generator.enums import (
        DataModelType,
        InputFileType,
        TargetPydanticVersion,
    )
    from datamodel_code_generator.format import DatetimeClassType, PythonVersion
    from datamodel_code_generator.parser import LiteralType

    kinds = {
        Flavour.PYDANTIC: DataModelType.PydanticV2BaseModel,
        Flavour.PYDANTIC_DATACLASS: DataModelType.PydanticV2Dataclass,
        Flavour.DATACLASS: DataModelType.DataclassesDataclass,
        Flavour.TYPEDDICT: DataModelType.TypingTypedDict,
        Flavour.MSGSPEC: DataModelType.MsgspecStruct,
    }
    # The keys of a TypedDict are the API's own.
    aliases = {} if flavour is Flavour.TYPEDDICT else _aliases(lowered)
    return GenerateConfig(
        input_file_type=InputFileType.JsonSchema,
        output_model_type=kinds[flavour],
        aliases=aliases,
        allow_population_by_field_name=bool(aliases),
        allow_remote_refs=False,
        apply_default_values_for_required_fields=True,
        custom_file_header="#",
        # Text annotations would hide from a TypedDict which of its keys are required
        # (Python's documentation of typing.TypedDict).
        disable_future_imports=flavour is Flavour.TYPEDDICT,
        disable_timestamp=True,
        enum_field_as_literal=LiteralType.All,
        field_constraints=True,
        formatters=[],
        keyword_only=True,
        output_datetime_class=DatetimeClassType.Datetime,
        skip_root_model=True,
        target_pydantic_version=TargetPydanticVersion.V2_11,
        target_python_version=PythonVersion.PY_311,
        use_annotated=True,
        use_closed_typed_dict=False,
        use_double_quotes=True,
        use_field_description=True,
        use_inline_field_description=True,
        use_msgspec_tagged_unions=True,
        use_schema_description=True,
        use_single_line_docstring=True,
        use_standard_collections=True,
        use_standard_primitive_types=True,
        use_type_alias=True,
        use_union_operator=True,
    )


def _aliases(lowered: Lowered) -> dict[str, str | list[str]]:
    return {
        f"{name}.{wire}": attribute
        for name, fields in lowered.classes.items()
        for wire, attribute in fields
        if wire != attribute
    }


# --- checking the answer -------------------------------------------------------------


@dataclass(frozen=True)
class Declared:
    """What a module of models declares.

    Attributes:
        classes: Names of the annotated attributes (of a TypedDict: the keys), by class.
        aliases: Names of the other types.
    """

    classes: Mapping[str, frozenset[str]]
    aliases: frozenset[str]


def declared(source: str) -> Declared:
    """Return what a module declares, read from its source and not by importing it."""
    classes: dict[str, frozenset[str]] = {}
    aliases: set[str] = set()
    for node in ast.parse(source).body:
        match node:
            case ast.ClassDef(name=name, body=body):
                classes[name] = frozenset(
                    one.target.id
                    for one in body
                    if isinstance(one, ast.AnnAssign)
                    and isinstance(one.target, ast.Name)
                )
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(
                    func=ast.Name(id="TypedDict"), args=[_, ast.Dict(keys=keys)]
                ),
            ):
                classes[name] = frozenset(
                    key.value
                    for key in keys
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                )
            case ast.Assign(targets=[ast.Name(id=name)]) if not name.startswith("__"):
                aliases.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)):
                aliases.add(name)
            case _:
                pass
    return Declared(classes, frozenset(aliases))


def check(found: Declared, lowered: Lowered, flavour: Flavour, spec: str) -> None:
    """Compare names: the engine renames what it holds for a conflict, in silence.

    Raises:
        InternalError: With every name that is missing or new.
    """
    side = 0 if flavour is Flavour.TYPEDDICT else 1
    planned = {
        name: frozenset(field[side] for field in fields)
        for name, fields in lowered.classes.items()
    }
    problems = [
        *_differences("class", planned.keys(), found.classes.keys()),
        *_differences("type", lowered.aliases, found.aliases),
    ]
    for name in planned.keys() & found.classes.keys():
        problems += _differences(f"{name}.", planned[name], found.classes[name])
    if problems:
        told = "; ".join(sorted(problems))
        message = f"the {flavour.value} models of {spec} differ from the plan: {told}"
        raise InternalError(message)


def _differences(
    what: str, planned: Iterable[str], found: Iterable[str]
) -> Iterable[str]:
    wanted, got = set(planned), set(found)
    joint = "" if what.endswith(".") else " "
    for name in wanted - got:
        yield f"{what}{joint}{name} is missing"
    for name in got - wanted:
        yield f"{what}{joint}{name} is new"


# --- the module ----------------------------------------------------------------------


def _assembled(
    api: ApiPlan, answer: str, lowered: Lowered, templates: Templates
) -> str:
    """Put a head of ours above the definitions of the answer."""
    nodes = ast.parse(answer).body
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    end = max((node.end_lineno or 0 for node in imports), default=0)
    body = "\n".join(answer.split("\n")[end:]).strip("\n")
    title = f"Models of the {api.api.title}."
    head = templates.render(
        "models/head.py.jinja",
        header=comment(f"Generated by specloom from {api.spec}; do not edit."),
        docstring=docstring(wrap(title, TEXT_WIDTH), 0),
        imports=list(_import_lines(imports)),
        names=[literal(name) for name in sorted({*lowered.classes, *lowered.aliases})],
    )
    return f"{head}{body}\n"


def _import_lines(imports: Iterable[ast.ImportFrom]) -> Iterator[Python]:
    """Yield the imports as isort orders them: the standard library, then the rest."""
    by_module: dict[str, list[ast.alias]] = {}
    for node in imports:
        by_module.setdefault(node.module or "", []).extend(node.names)
    ordered = sorted(by_module, key=lambda name: (_section(name), name))
    for before, name in zip(["", *ordered], ordered, strict=False):
        if before and _section(name) != _section(before):
            yield python("")
        names = sorted(by_module[name], key=lambda one: (_rank(one.name), one.name))
        yield python(
            "from {} import {}",
            import_path(name),
            join(", ", map(_imported, names), Python),
        )


def _imported(name: ast.alias) -> Python:
    if name.asname is None:
        return identifier(name.name)
    return python("{} as {}", identifier(name.name), identifier(name.asname))


def _section(module: str) -> int:
    if module == "__future__":
        return 0
    return 1 if module.split(".", maxsplit=1)[0] in sys.stdlib_module_names else 2


def _rank(name: str) -> int:
    """Return the place of a name among imports: constants, classes, then the rest."""
    if name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2
