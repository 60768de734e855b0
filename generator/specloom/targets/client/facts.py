"""What the modules of models need to know of a package as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from specloom import ir
from specloom.graph import circles, direct_references
from specloom.media_types import Kind, kind_of
from specloom.plan import (
    ApiPlan,
    ByProperty,
    ByType,
    Definition,
    Method,
    ModelClass,
    NamedType,
    Several,
    UnionAlias,
    UnionRule,
)


@dataclass(frozen=True)
class Facts:
    """What is known of all definitions of a package.

    Attributes:
        definitions: By key.
        tags: Properties that tell members of unions apart: constants for real.
        bodies: Definitions that are the body of a request, and of which.
        forms: Those whose properties are the parts of a form, and those that are a part
            or several.
        circular: Unions and other aliases that lead to themselves with no class
            between, whose fields wait.
    """

    definitions: Mapping[ir.Key, Definition]
    tags: frozenset[tuple[ir.Key, str]]
    bodies: Mapping[ir.Key, tuple[str, ...]]
    forms: frozenset[ir.Key]
    circular: frozenset[ir.Key]


def facts_of(plan: ApiPlan) -> Facts:
    """Return what is known of all definitions of a package."""
    return Facts(
        plan.definitions,
        _tags(plan.definitions.values()),
        _bodies(plan),
        _forms(plan),
        _circular(plan.definitions),
    )


def _circular(definitions: Mapping[ir.Key, Definition]) -> frozenset[ir.Key]:
    nodes: dict[ir.Key, ir.Definition] = {}
    for key, held in definitions.items():
        match held:
            case UnionAlias(union=node) | NamedType(alias=node):
                nodes[key] = node
            case _:
                pass
    needs = {
        key: [other for other in direct_references(node) if other in nodes]
        for key, node in nodes.items()
    }
    together = circles(needs)
    return frozenset(
        key for key in needs if key in needs[key] or len(together[key]) > 1
    )


def _bodies(plan: ApiPlan) -> dict[ir.Key, tuple[str, ...]]:
    bodies: dict[ir.Key, tuple[str, ...]] = {}
    for resource in plan.resources:
        for method in resource.methods:
            for content in _contents(method):
                if isinstance(content.type, ir.Ref):
                    key = content.type.key
                    called = f"``{resource.dotted}.{method.name}``"
                    bodies[key] = (*bodies.get(key, ()), called)
    return bodies


def _forms(plan: ApiPlan) -> frozenset[ir.Key]:
    found: set[ir.Key] = set()
    for resource in plan.resources:
        for method in resource.methods:
            for content in _contents(method):
                key = content.type.key if isinstance(content.type, ir.Ref) else None
                if key is None or kind_of(content.media_type) is not Kind.PARTS:
                    continue
                found.add(key)
                held = plan.definitions[key]
                if isinstance(held, ModelClass):
                    found |= _parts(held.model, plan.definitions)
    return frozenset(found)


def _parts(form: ir.Model, definitions: Mapping[ir.Key, Definition]) -> set[ir.Key]:
    """Return the definitions that are parts of a form: an object is JSON within one."""
    found: set[ir.Key] = set()
    pending = list(direct_references(form))
    while pending:
        key = pending.pop()
        match definitions[key]:
            case UnionAlias(union=node) | NamedType(alias=node) if key not in found:
                found.add(key)
                pending += direct_references(node)
            case _:
                pass
    return found


def _contents(method: Method) -> tuple[ir.Content, ...]:
    body = method.body
    return () if body is None else (body.content, *body.others)


def _tags(definitions: Iterable[Definition]) -> frozenset[tuple[ir.Key, str]]:
    """Return the properties that tell members of unions apart: constants for real.

    That of a member for all the rest is none: its values are not known.
    """
    rules = [
        rule
        for held in definitions
        if isinstance(held, UnionAlias)
        for rule in _by_property(held.rule)
    ]
    open_ = {rule.otherwise for rule in rules}
    return frozenset(
        (type_.key, rule.name)
        for rule in rules
        for _, type_ in rule.members
        if isinstance(type_, ir.Ref) and type_ not in open_
    )


def _by_property(rule: UnionRule) -> Iterable[ByProperty]:
    """Yield the rules by a property within a rule."""
    match rule:
        case ByProperty():
            yield rule
        case ByType(members):
            for _, member in members:
                if isinstance(member, Several):
                    yield from _by_property(member.rule)
        case _:
            pass
