"""A resource as JSON, for agents and tools.

The structure, which only ever grows; names of the description are as it has them, texts
are CommonMark, and what is unknown or empty is not there unless said otherwise::

    structure     1
    id            provider.service.resource
    name, provider, service, type, description (maybe empty)
    api           title, version; or, for such a type,
    cloudformation  type, identifier (its parts)
    sign_in       how StackQL signs in: kind (basic, bearer, key, client, aws or none)
                  and variables, the names of those of the environment (maybe empty)
    fields        of what SELECT returns, in document order (maybe empty), each with
                    name, datatype, description (maybe empty)
                    access         writable, create-only, read-only or write-only, by
                                   the methods that there are
                    required_by    SQL verbs
                    values, open   the values it may have, and whether more may follow
                    default, example
                    constraints    keywords of JSON Schema: format, maximum, maxLength,
                                   pattern, items and so on
                    deprecated     true
                    fields         of the object in it, or
                    variants       name, description and fields of each, or
                    same_fields_as where it is recursive: the path of the object ("" for
                                   the whole)
                    discriminator  beside variants: the field that tells them apart
                  where the whole is a union, variants and discriminator stand instead
    methods       name, verb (where SQL can run it), http (method, path) or
                  cloud_control (an action of AWS Cloud Control), summary, description,
                  required and optional (names of parameters; maybe empty), pagination,
                  lifecycle, permissions, and signed_in: false where that way to sign in
                  is not enough
    parameters    one for each name and place: name, in, datatype, description,
                  required_by and optional_for (names of methods; maybe empty),
                  values, open, default, example, constraints (as of fields), and
                  descriptions where methods say different things: by their names
    sql           verb, method, shows ("required" or "all"), statement, and for a union
                  variant and union (its path)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specloom.calls import item_type
from specloom.cloud_control import action_of
from specloom.ir import (
    Array,
    Constant,
    Cursor,
    Enumeration,
    JsonValue,
    LastItem,
    Lifecycle,
    LinkHeader,
    Map,
    NextLink,
    Nullable,
    Offset,
    Operation,
    PageNumber,
    Pagination,
    Parameter,
    Property,
    Ref,
    Role,
    Type,
)
from specloom.plan import Method
from specloom.targets.pages.access import WORDS, Accessed, access_in
from specloom.targets.pages.field_facts import FieldFacts
from specloom.targets.pages.fields import (
    Choice,
    Definitions,
    Entry,
    Fields,
    Recursion,
)
from specloom.targets.pages.keywords import keywords
from specloom.targets.pages.queries import Parameterised, Table, parameters
from specloom.targets.pages.requirements import required_by
from specloom.targets.pages.sign_in import sign_in_data, unsigned_data
from specloom.targets.pages.statements import statements_of
from specloom.targets.pages.wording import datatype

Data = dict[str, JsonValue]


def resource_data(held: Table, facts: FieldFacts) -> Data:
    """Return a resource in the structure that this module describes."""
    provider, service, name = held.name
    return {
        "structure": 1,
        "id": ".".join(held.name),
        "name": name,
        "provider": provider,
        "service": service,
        "type": "resource",
        "description": held.held.resource.resource.description,
        **_source(held),
        "sign_in": sign_in_data(held.provider),
        **_fields(held, facts),
        "methods": [_method(held, method) for method in held.methods],
        "parameters": list(_parameters(held)),
        "sql": list(_statements(held)),
    }


def _source(held: Table) -> Data:
    api = held.held.api.api
    facts = held.held.resource.resource.cloud_control
    if facts is None:
        return {"api": {"title": api.title, "version": api.group or api.version}}
    identifier: list[JsonValue] = [".".join(path) for path in facts.identifiers]
    return {"cloudformation": {"type": facts.type_name, "identifier": identifier}}


# --- fields ------------------------------------------------------------------------


def _fields(held: Table, facts: FieldFacts) -> Data:
    for method in (*held.of(Role.GET), *held.of(Role.LIST)):
        type_ = item_type(method)
        if type_ is not None and (found := facts.fields(type_)):
            access = access_in(held, facts, found)
            return _Fields(facts, required_by(held, facts), access).within(found)
    return {"fields": []}


@dataclass(frozen=True)
class _Fields:
    facts: FieldFacts
    required_by: Mapping[tuple[str, ...], tuple[str, ...]]
    access: Accessed

    def within(self, held: Fields) -> Data:
        """Return the fields of an object, or the variants of a union."""
        if held.group is None:
            return {"fields": [self.entry(one) for one in held.entries]}
        tag: Data = {"discriminator": held.group.discriminator}
        variants: list[JsonValue] = [self.variant(one) for one in held.group.choices]
        return {**_known(tag), "variants": variants}

    def variant(self, choice: Choice) -> Data:
        said = {"name": choice.name, "description": choice.description}
        return {**said, **self.within(choice.fields)}

    def entry(self, held: Entry) -> Data:
        facts = self.facts.of(held.property)
        found: Data = {
            "name": held.property.name,
            "datatype": facts.datatype,
            "access": WORDS[self.access(held)],
            "description": held.property.description,
        }
        if verbs := self.required_by.get(held.identity):
            found["required_by"] = list(verbs)
        found |= _values(held.property.type, self.facts.definitions)
        found |= _shown(held.property)
        if limits := keywords(held.property):
            found["constraints"] = limits
        if held.property.deprecated:
            found["deprecated"] = True
        return found | self.nested(held)

    def nested(self, held: Entry) -> Data:
        match held.nested:
            case Recursion(shown):
                return {"same_fields_as": shown}
            case Fields() as inner:
                return self.within(inner)
            case _:
                return {}


def _values(type_: Type, definitions: Definitions) -> Data:
    match type_:
        case Nullable(of) | Array(of) | Map(of):
            return _values(of, definitions)
        case Constant(value):
            return {"values": [value], "open": False}
        case Ref(key):
            match definitions[key]:
                case Enumeration(values=values, open=is_open):
                    return {"values": list(values), "open": is_open}
                case _:
                    return {}
        case _:
            return {}


def _shown(held: Property | Parameter) -> Data:
    given = {"default": held.default, "example": held.example}
    return {name: one.value for name, one in given.items() if one is not None}


# --- methods -----------------------------------------------------------------------


def _method(held: Table, method: Method) -> Data:
    operation = method.operation
    taken = parameters(held, method)
    found: Data = {
        "name": held.method_name(method),
        **({"verb": held.verb(method)} if held.runs(method) else {}),
        **_wire(held, operation),
        "summary": operation.summary,
        "description": operation.description,
        "required": [one.name for one in taken if one.required],
        "optional": [one.name for one in taken if not one.required],
        **unsigned_data(held, method),
    }
    if operation.pagination is not None:
        found["pagination"] = _pagination(operation.pagination)
    if life := _lifecycle(operation.lifecycle):
        found["lifecycle"] = life
    if operation.permissions:
        found["permissions"] = list(operation.permissions)
    return found


def _wire(held: Table, operation: Operation) -> Data:
    if held.held.resource.resource.cloud_control is not None:
        return {"cloud_control": action_of(operation.role).name}
    return {"http": {"method": operation.method, "path": operation.path}}


def _pagination(held: Pagination) -> Data:
    """Return how pages follow: the kind, then its facts; paths are lists of names."""
    match held:
        case NextLink(next=path, token_parameter=token):
            return _known({"kind": "link", "next": list(path), "parameter": token})
        case LinkHeader():
            return {"kind": "link-header"}
        case Cursor(next=path, parameter=parameter):
            return {
                "kind": "cursor",
                "next": list(path),
                "parameter": parameter,
                **_place(held),
            }
        case LastItem(parameter=parameter, identifier=identifier, last=last):
            return _known(
                {
                    "kind": "last-item",
                    "parameter": parameter,
                    **_place(held),
                    "identifier": list(identifier) or None,
                    "next": list(last) or None,
                }
            )
        case Offset(offset=offset, limit=limit, next=path):
            return _known(
                {
                    "kind": "offset",
                    "parameter": offset,
                    **_place(held),
                    "size": limit,
                    "next": list(path) or None,
                }
            )
        case PageNumber(page=page, size=size, first=first, next=path):
            return _known(
                {
                    "kind": "page",
                    "parameter": page,
                    **_place(held),
                    "first": first,
                    "size": size,
                    "next": list(path) or None,
                }
            )


def _place(held: Cursor | LastItem | Offset | PageNumber) -> Data:
    """Return where the parameter goes if it is none of the query."""
    return {"in": "body"} if held.in_body else {}


def _lifecycle(held: Lifecycle) -> Data:
    return _known(
        {
            "stage": held.stage,
            "deprecated": held.deprecated or None,
            "deprecated_at": held.deprecated_at,
            "sunset_at": held.sunset_at,
            "self_access": held.self_access,
            "request_access_name": held.request_access_name,
        }
    )


def _known(found: Data) -> Data:
    return {name: value for name, value in found.items() if value is not None}


# --- parameters --------------------------------------------------------------------


def _parameters(held: Table) -> Iterator[Data]:
    uses: dict[tuple[str, str], list[tuple[Method, Parameterised]]] = {}
    for method in held.methods:
        for one in parameters(held, method):
            uses.setdefault((one.name, one.place), []).append((method, one))
    definitions = held.held.api.api.definitions
    for (name, place), found in uses.items():
        subject = found[0][1].subject
        yield {
            "name": name,
            "in": place,
            "datatype": datatype(subject.type, definitions),
            "description": subject.description,
            "required_by": [held.method_name(m) for m, one in found if one.required],
            "optional_for": [
                held.method_name(m) for m, one in found if not one.required
            ],
            **_values(subject.type, definitions),
            **_shown(subject),
            **_limits(subject),
            **_descriptions(held, found),
        }


def _limits(subject: Property | Parameter) -> Data:
    found = keywords(subject)
    return {"constraints": found} if found else {}


def _descriptions(held: Table, found: list[tuple[Method, Parameterised]]) -> Data:
    """Return what each method says of a parameter, where they do not all say one."""
    said = {held.method_name(m): one.subject.description for m, one in found}
    differ = len({*said.values()}) > 1
    return {"descriptions": {**said}} if differ else {}


# --- statements --------------------------------------------------------------------


def _statements(held: Table) -> Iterator[Data]:
    for method in held.methods:
        found = statements_of(held, method)
        known: Data = {"verb": held.verb(method), "method": held.method_name(method)}
        if found.least is not None:
            yield {**known, "shows": "required", "statement": found.least}
        for one in found.most if found.differ else ():
            variant: Data = (
                {"variant": one.variant, "union": ".".join(one.path)}
                if len(found.most) > 1
                else {}
            )
            yield {**known, "shows": "all", **variant, "statement": one.text}
