"""Names and modules of the definitions of one API."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from specloom import ir
from specloom.config import ApiSettings
from specloom.diagnostics import Diagnostics
from specloom.lock import Names
from specloom.names import KEYWORDS, class_name, identifier, pascal
from specloom.normalize.operations import body_keys
from specloom.plan import (
    Definition,
    EnumerationAlias,
    Field,
    ModelClass,
    NamedType,
    UnionAlias,
)
from specloom.planning.holders import definition_holders
from specloom.planning.locking import unasked
from specloom.planning.naming import unique
from specloom.planning.renames import (
    Clash,
    refuse_class,
    refuse_made,
    refuse_published,
)
from specloom.planning.unions import Ladder, union_rule
from specloom.published import (
    KnownDefinitions,
    definition_identity,
    fields_kind,
    given_kind,
    given_name,
    is_of_definitions,
    known_definitions,
    lasting,
    own_names,
)

#: What a name does not tell of the place of a schema in another file.
_SUFFIX = re.compile(r"\.(json|ya?ml)#(/components/schemas/)?")
#: What marks a step that is one of several media types.
_MEDIA_TYPE = re.compile(r" [^ /]+/[^/]+$")
_SUFFIXES = {
    ir.View.READ: "",
    ir.View.CREATE: "Create",
    ir.View.UPDATE: "Update",
    ir.View.REPLACE: "Replace",
    ir.View.INPUT: "Input",
}

#: What a generated models module imports or defines for itself.
_MODULE_NAMES = frozenset(
    {
        "Annotated",
        "Any",
        "Base64",
        "BinaryContent",
        "ByKeys",
        "ByOwnKeys",
        "ByProperty",
        "ByType",
        "ClassVar",
        "Decimal",
        "DecimalNumber",
        "Field",
        "IntegerText",
        "Literal",
        "Mapping",
        "Model",
        "Obeys",
        "RequestModel",
        "TYPE_CHECKING",
        "TypeAlias",
        "TypeAliasType",
        "UUID",
        "UnknownVariant",
        "Upload",
    }
)

#: Classes that Python has without an import, all of them for exceptions (3.11 to 3.14).
#: pydantic takes such a one for a class of that name which a module defines further
#: below. Frozen: a new version of Python must not rename what an old one published.
_BUILT_IN_CLASSES = frozenset(
    {
        *("ArithmeticError", "AssertionError", "AttributeError", "BaseException"),
        *("BaseExceptionGroup", "BlockingIOError", "BrokenPipeError", "BufferError"),
        *("BytesWarning", "ChildProcessError", "ConnectionAbortedError"),
        *("ConnectionError", "ConnectionRefusedError", "ConnectionResetError"),
        *("DeprecationWarning", "EOFError", "Ellipsis", "EncodingWarning"),
        *("EnvironmentError", "Exception", "ExceptionGroup", "FileExistsError"),
        *("FileNotFoundError", "FloatingPointError", "FutureWarning", "GeneratorExit"),
        *("IOError", "ImportError", "ImportWarning", "IndentationError", "IndexError"),
        *("InterruptedError", "IsADirectoryError", "KeyError", "KeyboardInterrupt"),
        *("LookupError", "MemoryError", "ModuleNotFoundError", "NameError"),
        *("NotADirectoryError", "NotImplemented", "NotImplementedError", "OSError"),
        *("OverflowError", "PendingDeprecationWarning", "PermissionError"),
        *("ProcessLookupError", "PythonFinalizationError", "RecursionError"),
        *("ReferenceError", "ResourceWarning", "RuntimeError", "RuntimeWarning"),
        *("StopAsyncIteration", "StopIteration", "SyntaxError", "SyntaxWarning"),
        *("SystemError", "SystemExit", "TabError", "TimeoutError", "TypeError"),
        *("UnboundLocalError", "UnicodeDecodeError", "UnicodeEncodeError"),
        *("UnicodeError", "UnicodeTranslateError", "UnicodeWarning", "UserWarning"),
        *("ValueError", "Warning", "WindowsError", "ZeroDivisionError"),
    }
)

#: Attributes of pydantic's BaseModel (2.12 to 2.14) and of its class. Frozen: a new
#: version of pydantic must not rename what an old one published.
_MODEL_ATTRIBUTES = frozenset(
    {
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "mro",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "register",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    }
)

#: Names that annotations use: an attribute of that name would hide them.
_ANNOTATION_NAMES = frozenset(
    {"bool", "bytes", "date", "datetime", "dict", "float", "int", "list", "str"}
    | {"secret", "time", "timedelta", "tuple", "unset", "wire_name"}
)


def definitions(
    api: ir.Api,
    settings: ApiSettings,
    modules: Mapping[ir.Key, str],
    published: Names,
    diagnostics: Diagnostics,
) -> dict[ir.Key, Definition]:
    """Return the definitions with their final names, in document order."""
    names = _names(api, settings, published, diagnostics)
    named = {name: who for who, name in own_names(published).items()}
    ladder = Ladder(api.definitions)
    planned: dict[ir.Key, Definition] = {}
    for key, held in api.definitions.items():
        name, module = names[key], modules[key]
        is_request = key.view is not ir.View.READ
        match held:
            case ir.Model():
                # Who stands in for the one that gave the name has its fields as well.
                identity = definition_identity(key)
                identities = (identity, named.get(name, identity))
                fields = _fields(held, _first_of_fields(published, identities))
                planned[key] = ModelClass(name, module, held, fields, is_request)
            case ir.Enumeration():
                planned[key] = EnumerationAlias(name, module, held)
            case ir.Union():
                rule = union_rule(held, ladder, diagnostics)
                planned[key] = UnionAlias(name, module, held, is_request, rule)
            case ir.Alias():
                planned[key] = NamedType(name, module, held)
    return planned


def _fields(model: ir.Model, published: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the attributes of a model, in document order.

    A property that is called as Python would call it has that name before all others,
    unless another one was published under it.
    """
    taken = set(published.values())
    as_they_are = {
        held.name: held.name
        for held in model.properties
        if _attribute(held.name) == held.name and held.name not in taken
    }
    wanted = {
        held.name: (
            _attribute(held.name),
            # On a conflict the wire name itself, where Python can spell it.
            _attribute_as_it_is(held.name),
        )
        for held in model.properties
    }
    names = unique(wanted, settled=as_they_are | {**published}, identity=str)
    return tuple(Field(names[held.name], held) for held in model.properties)


def _attribute(wire: str) -> str:
    return _free(identifier(wire, otherwise="field_"))


def _attribute_as_it_is(wire: str) -> str:
    spelled = wire.isidentifier() and wire.isascii()
    return _free(wire if spelled else identifier(wire, otherwise="field_"))


def _free(name: str) -> str:
    name = name.strip("_") or "field"
    taken = _MODEL_ATTRIBUTES | _ANNOTATION_NAMES | KEYWORDS
    return f"{name}_" if name in taken else name


def _names(
    api: ir.Api, settings: ApiSettings, published: Names, diagnostics: Diagnostics
) -> dict[ir.Key, str]:
    rename, suffixes = settings.rename, _suffixes(api)
    wanted = {key: _candidates(key, rename, suffixes[key]) for key in api.definitions}
    known = known_definitions(published, api.definitions.keys())
    stays = lasting(published, rename)
    renamed = {k: wanted[k][0] for k in wanted if given_name(k, rename) is not None}
    kept = {k: name for k in renamed if (name := known.own.get(k)) in stays and name}
    asked = {
        key: name
        for key, name in renamed.items()
        if key not in kept
        and known.shared.get(key) not in stays
        and not _is_of_another_view(name, key, rename, published)
    }
    given = kept | asked
    settled = {
        key: name
        for key, name in _settled(known, {*given.values()}).items()
        if key not in renamed or name in stays
    }
    names = unique(
        wanted,
        settled=settled | given,
        reserved=_reserved(api, settings, published, known),
        joint="",
        identity=definition_identity,
    )
    holders = definition_holders(api, settings, published)
    subjects = {key.path[0]: api.definitions[key] for key in reversed(renamed)}
    wrong = {
        subject
        for subject, named in subjects.items()
        if refuse_class(settings, subject, named, diagnostics)
    }
    for key, name in given.items():
        subject, named = key.path[0], api.definitions[key]
        if subject in wrong:
            continue
        if key in asked and (holder := holders.get(name)) is not None:
            refuse_published(settings, subject, named, (name, holder), diagnostics)
        elif names[key] != name and (clash := _clash(key, given)) is not None:
            refuse_made(settings, key, named, clash, diagnostics)
            wrong.add(subject)
    return names


def _clash(key: ir.Key, given: Mapping[ir.Key, str]) -> Clash | None:
    """Return why a name cannot be had that was given, or is made of such a one.

    None where only parts of one schema want it: they are told apart as those of others
    are.
    """
    claims = [other for other in given if given[other] == given[key] and other != key]
    others = [other for other in claims if other.path[0] != key.path[0]]
    if claims and not others:
        return None
    return Clash(given[key], next(iter(others), None))


def _is_of_another_view(
    name: str, key: ir.Key, rename: Mapping[str, str], published: Names
) -> bool:
    """Tell whether a name was published for what has the same given name.

    What is new takes it away from nothing.
    """
    return name in published.get(given_kind(given_name(key, rename) or ""), {}).values()


def _reserved(
    api: ir.Api, settings: ApiSettings, published: Names, known: KnownDefinitions
) -> frozenset[str]:
    """Return the names that no definition may have."""
    reserved = _MODULE_NAMES | _BUILT_IN_CLASSES | {"False", "None", "True"}
    if not settings.only:
        return reserved
    here = [definition_identity(key) for key in (*api.definitions, *api.copies)]
    left_out = frozenset[str]().union(
        *(
            unasked(names, here)
            for k, names in published.items()
            if is_of_definitions(k)
        )
    )
    # Who goes by the name of one that was not asked for still does.
    return reserved | left_out.difference(known.shared.values())


def _settled(known: KnownDefinitions, given: Collection[str]) -> dict[ir.Key, str]:
    """Return the names that were published, each for the one that it belongs to.

    That is who gave it to its equals. Where that one is gone, the first of those is
    who has it.
    """
    named: dict[str, ir.Key] = {}
    for key, name in chain(known.own.items(), known.shared.items()):
        if name not in given:
            named.setdefault(name, key)
    return {key: name for name, key in named.items()}


def _suffixes(api: ir.Api) -> dict[ir.Key, str]:
    """Return the word for the view of each definition; none where it has no others.

    A whole body is called after what it does. What is but a part of bodies is input,
    unless there are several such parts, which differ.
    """
    bodies = set(
        body_keys(one for resource in api.resources for one in resource.operations)
    )
    views = Counter(key.identity for key in api.definitions)
    parts = Counter(
        key.identity
        for key in api.definitions
        if key.view is not ir.View.READ and key not in bodies
    )
    found: dict[ir.Key, str] = {}
    for key in api.definitions:
        is_part = key.view is not ir.View.READ and key not in bodies
        is_only_part = is_part and parts[key.identity] == 1
        view = ir.View.INPUT if is_only_part else key.view
        found[key] = _SUFFIXES[view] if views[key.identity] > 1 else ""
    return found


def _candidates(key: ir.Key, rename: Mapping[str, str], suffix: str) -> tuple[str, ...]:
    """Return the names that a definition may have, best first.

    The component key's last dotted part, then the whole key, each with the property
    path below it; what is derived for a request carries its view.
    """
    component, *rest = key.path
    below = "".join(pascal(_told(part)) for part in rest)
    if (renamed := given_name(key, rename)) is not None:
        return f"{renamed}{below}{suffix}", f"{renamed}{below}{suffix}Model"
    # What webhooks send has no component: the name is of our making, and whole.
    last = component if component.endswith(")") else component.rsplit(".", 1)[-1]
    short = class_name(last, otherwise="Model")
    long = class_name(component, otherwise="Model")
    names = [f"{short}{below}{suffix}", f"{long}{below}{suffix}"]
    if key.place:
        # Where it stands tells it from another of its name; a component keeps that.
        places = [_without_media_types(key.place), key.place]
        told = [_SUFFIX.sub(" ", " ".join(place)) for place in places]
        longer = [f"{class_name(one, otherwise='Model')}{suffix}" for one in told]
        names = [names[0], *longer]
    return (*names, f"{names[0]}Model", f"{names[1]}Model")


def _without_media_types(place: Iterable[str]) -> tuple[str, ...]:
    """Return the steps to a schema without the media types that they are marked by."""
    return tuple(_MEDIA_TYPE.sub("", step) for step in place)


def _first_of_fields(
    published: Names, identities: tuple[str, ...]
) -> Mapping[str, str]:
    for one in identities:
        if names := published.get(fields_kind(one)):
            return names
    return {}


def _told(part: str) -> str:
    """Return the word that a step of a path adds to a name."""
    return "response" if part == "response 200" else part
