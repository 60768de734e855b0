"""Unions as annotations: the members, and the rule that tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from specloom import ir
from specloom.encode.nodes import Python, join, python
from specloom.encode.python import identifier, literal
from specloom.plan import (
    ByKeys,
    ByOwnKeys,
    ByProperty,
    ByType,
    FirstMatch,
    Several,
    UnionAlias,
    UnionRule,
)
from specloom.targets.client.annotations import Annotation, Annotations
from specloom.targets.client.imports import Import

_UNIONS = ".._runtime.unions"
_ANNOTATED = Import("typing", "Annotated")
_UPLOAD = Import(".._runtime.formats", "Upload")


def union(held: UnionAlias, annotations: Annotations) -> Annotation:
    """Return the annotation of a union.

    A union of what is received has a last member for what no other one takes.
    """
    types = [variant.type for variant in held.union.variants]
    told = _Writer(annotations, is_open=not held.request).told(types, held.rule)
    return annotations.obeying(told, held.union.assertion)


class _Writer:
    def __init__(self, annotations: Annotations, *, is_open: bool) -> None:
        self._annotations = annotations
        self._is_open = is_open

    def told(self, types: Sequence[ir.Type], rule: UnionRule) -> Annotation:
        """Return members with the rule that tells them apart."""
        members = [self._annotations.of(type_) for type_ in types]
        imports = {needed for one in members for needed in one.imports}
        codes = list(dict.fromkeys(one.code for one in members))
        takes_all = isinstance(rule, ByProperty) and rule.otherwise is not None
        takes_all = takes_all or python("Any") in codes
        if self._is_open and not takes_all:
            codes.append(python("UnknownVariant"))
            imports.add(Import(_UNIONS, "UnknownVariant"))
        if python("Any") in codes and set(codes) <= {python("Any"), python("None")}:
            return Annotation(python("Any"), frozenset({Import("typing", "Any")}))
        if self._annotations.uploads and _UPLOAD in imports:
            # A file has no JSON type: what is none of the others is one.
            return Annotation(join(" | ", codes, Python), frozenset(imports))
        if isinstance(rule, FirstMatch) and len(codes) == 1:
            return Annotation(codes[0], frozenset(imports))
        either = join(" | ", codes, Python)
        by = self._rule(rule)
        return Annotation(
            python("Annotated[{}, {}]", either, by.code),
            frozenset({*imports, _ANNOTATED, *by.imports}),
        )

    def _rule(self, rule: UnionRule) -> Annotation:
        match rule:
            case ByProperty(name, tagged, otherwise):
                parts = [literal(name), self._mapping(tagged)]
                if otherwise is not None:
                    parts.append(self._annotations.of(otherwise).code)
                return _call("ByProperty", parts)
            case ByType(tagged):
                inner = [
                    self.told(member.types, member.rule)
                    for _, member in tagged
                    if isinstance(member, Several)
                ]
                needed = (i for one in inner for i in one.imports)
                return _call("ByType", [self._mapping(tagged)], needed)
            case ByKeys(choices):
                return _call("ByKeys", [self._pairs(choices)])
            case ByOwnKeys(choices):
                return _call("ByOwnKeys", [self._pairs(choices)])
            case FirstMatch():
                return Annotation(
                    python('Field(union_mode="left_to_right")'),
                    frozenset({Import("pydantic", "Field")}),
                )

    def _mapping(self, tagged: Iterable[tuple[str, ir.Type | Several]]) -> Python:
        pairs = [
            python("{}: {}", literal(tag), self._member(member).code)
            for tag, member in tagged
        ]
        return python("{{{}}}", join(", ", pairs, Python))

    def _member(self, member: ir.Type | Several) -> Annotation:
        if isinstance(member, Several):
            return self.told(member.types, member.rule)
        return self._annotations.of(member)

    def _pairs(self, choices: Iterable[tuple[tuple[str, ...], ir.Type]]) -> Python:
        listed = [
            python("({}, {})", literal(names), self._annotations.of(type_).code)
            for names, type_ in choices
        ]
        return python("({},)", join(", ", listed, Python))


def _call(
    name: str, arguments: Sequence[Python], imports: Iterable[Import] = ()
) -> Annotation:
    called = python("{}({})", identifier(name), join(", ", arguments, Python))
    return Annotation(called, frozenset({Import(_UNIONS, name), *imports}))
