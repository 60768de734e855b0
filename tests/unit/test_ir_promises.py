"""What `specloom.ir` promises, held against every description that we have."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from tests.describing import ROOT, SPECS, Reading, operations, read_file
from tests.narrowing import is_array, is_object, is_tuple

from specloom import ir
from specloom.diagnostics import unescape
from specloom.graph import direct_references, operation_types, reachable, references
from specloom.normalize.descriptions import clean
from specloom.normalize.operations import body_keys
from specloom.normalize.unify import unify

SNIPPETS = tuple(sorted((ROOT / "tests" / "snippets").glob("*.yaml")))
DESCRIPTIONS = (*SPECS, *SNIPPETS)

pytestmark = pytest.mark.parametrize("path", DESCRIPTIONS, ids=lambda path: path.stem)


@cache
def reading(path: Path) -> Reading:
    return read_file(path)


def nodes(value: object) -> Iterator[object]:
    """Yield every dataclass within a value, itself included."""
    if is_dataclass(value) and not isinstance(value, type):
        yield value
        for one in fields(value):
            if one.name not in ("location", "document"):
                yield from nodes(getattr(value, one.name))
    elif is_tuple(value) or is_array(value):
        for item in value:
            yield from nodes(item)
    elif is_object(value):
        for item in value.values():
            yield from nodes(item)


def located(path: Path) -> Iterator[ir.Node]:
    yield from (n for n in nodes(reading(path).api) if isinstance(n, ir.Node))


def test_every_reference_leads_to_a_definition(path: Path) -> None:
    api = reading(path).api
    used = [k for held in api.definitions.values() for k in direct_references(held)]
    types = [t for one in operations(api) for t in operation_types(one)]
    types += [t for one in api.webhooks for t in operation_types(one)]
    used += [key for type_ in types for key in references(type_)]
    assert set(used) <= api.definitions.keys()


def test_every_definition_is_used(path: Path) -> None:
    api = reading(path).api
    if not operations(api):
        return  # such a description is all about its components
    roots = [t for one in operations(api) for t in operation_types(one)]
    roots += [t for one in api.webhooks for t in operation_types(one)]
    assert list(reachable(roots, api.definitions)) == list(api.definitions)


def test_a_definition_stands_under_its_own_key(path: Path) -> None:
    for key, held in reading(path).api.definitions.items():
        assert held.key == key


def test_nothing_equal_is_left_apart(path: Path) -> None:
    api = reading(path).api
    replaced = unify(api.definitions, body_keys(operations(api)))
    assert all(key == kept for key, kept in replaced.items())


def test_every_node_has_its_place_in_the_document(path: Path) -> None:
    api = reading(path).api
    for node in located(path):
        assert node.location.file is not None, node
        _at(api, node.location.pointer)


def test_a_place_is_no_part_of_equality(path: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere.yaml"
    moved.write_text("\n\n# Moved.\n" + path.read_text("utf-8"), "utf-8")
    assert read_file(moved).api == reading(path).api


def test_members_keep_the_order_of_the_document(path: Path) -> None:
    api = reading(path).api
    for held in api.definitions.values():
        if not isinstance(held, ir.Model):
            continue
        for first, second in pairwise(held.properties):
            parents = {p.location.pointer.rpartition("/")[0] for p in (first, second)}
            if len(parents) == 1:
                names = list(_object_at(api, parents.pop()))
                assert names.index(first.name) < names.index(second.name)


def _at(api: ir.Api, pointer: str) -> object:
    """Return what a pointer leads to; it leads somewhere."""
    value: object = api.document
    for token in pointer.split("/")[1:]:
        if is_array(value):
            value = value[int(token)]
        else:
            assert is_object(value)
            value = value[unescape(token)]
    return value


def _object_at(api: ir.Api, pointer: str) -> dict[str, object]:
    value = _at(api, pointer)
    assert is_object(value)
    return value


def test_responses_keep_the_order_of_the_document(path: Path) -> None:
    api = reading(path).api
    for one in operations(api):
        listed = _object_at(api, f"{one.location.pointer}/responses")
        assert [r.status for r in one.responses] == [str(s) for s in listed]


def test_no_operation_is_lost(path: Path) -> None:
    api = reading(path).api
    paths = api.document["paths"]
    assert isinstance(paths, dict)
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    items = {place: item for place, item in paths.items() if isinstance(item, dict)}
    declared = [
        (method.upper(), place)
        for place, item in items.items()
        for method in item
        if method in {*methods, "query"}
    ]
    for place, item in items.items():
        others = item.get("additionalOperations", {})
        assert isinstance(others, dict)
        declared += [(method, place) for method in others]
    found = [(one.method, one.path) for one in operations(api)]
    assert sorted(found) == sorted(declared)


def test_a_view_holds_what_its_use_may_carry(path: Path) -> None:
    refused = {
        ir.View.READ: {ir.Access.WRITE_ONLY},
        ir.View.CREATE: {ir.Access.READ_ONLY},
        ir.View.REPLACE: {ir.Access.READ_ONLY},
        ir.View.INPUT: {ir.Access.READ_ONLY},
        ir.View.UPDATE: {ir.Access.READ_ONLY, ir.Access.CREATE_ONLY},
    }
    for key, held in reading(path).api.definitions.items():
        if isinstance(held, ir.Model):
            assert not {p.access for p in held.properties} & refused[key.view]


def test_the_names_of_members_differ(path: Path) -> None:
    for held in reading(path).api.definitions.values():
        if isinstance(held, ir.Model):
            names = [p.name for p in held.properties]
            assert len(set(names)) == len(names)


def test_a_set_of_values_has_values_and_each_once(path: Path) -> None:
    for held in reading(path).api.definitions.values():
        if isinstance(held, ir.Enumeration):
            told = {(type(value), value) for value in held.values}
            assert len(told) == len(held.values) >= 1
            assert held.open or len(held.values) > 1
            assert None not in held.values
            assert held.key.view is ir.View.READ


def test_the_members_of_a_tagged_union_have_tags_of_their_own(path: Path) -> None:
    for held in reading(path).api.definitions.values():
        if isinstance(held, ir.Union):
            assert held.variants
            tags = [tag for variant in held.variants for tag in variant.tags]
            assert len(set(tags)) == len(tags)
            if held.discriminator is not None:
                assert all(variant.tags for variant in held.variants)


def test_a_type_is_nullable_once(path: Path) -> None:
    for node in nodes(reading(path).api):
        if isinstance(node, ir.Nullable):
            assert not isinstance(node.of, ir.Nullable | ir.AnyValue)


def test_an_alias_names_itself(path: Path) -> None:
    api = reading(path).api
    for key, held in api.definitions.items():
        if isinstance(held, ir.Alias):
            assert key in {
                inner
                for one in reachable([held.type], api.definitions).values()
                for inner in direct_references(one)
            }


def test_what_is_in_the_path_is_required(path: Path) -> None:
    for one in operations(reading(path).api):
        for parameter in one.parameters:
            assert parameter.required or parameter.place is not ir.Place.PATH


def test_every_text_is_clean(path: Path) -> None:
    for node in located(path):
        for name in ("description", "summary", "title"):
            text = getattr(node, name, "")
            assert clean(text) == text, node
            hidden = {"Cc", "Cf", "Zl", "Zp", "Cs"}
            assert not [
                c for c in text if c != "\n" and unicodedata.category(c) in hidden
            ]


def test_equal_documents_give_equal_apis(path: Path) -> None:
    assert read_file(path).api == reading(path).api


def test_alternatives_are_between_properties(path: Path) -> None:
    for held in reading(path).api.definitions.values():
        for one in held.alternatives if isinstance(held, ir.Model) else ():
            assert isinstance(held, ir.Model)
            assert len(set(one.sets)) == len(one.sets) > 1
            known = [p.name for p in held.properties]
            for names in one.sets:
                assert names
                assert len(set(names)) == len(names)
                assert set(names) <= set(known)


def test_what_a_cloudformation_type_says_is_about_its_properties(path: Path) -> None:
    api = reading(path).api
    facts = {resource.cloud_control for resource in api.resources}
    assert len(facts) <= 1 or None in facts
    for told in facts - {None}:
        assert told is not None
        assert told.type_name == api.resource_type
        assert told.is_global == bool(told.home_region)
        known = {
            held.name
            for definition in api.definitions.values()
            if isinstance(definition, ir.Model)
            for held in definition.properties
        }
        paths = (*told.identifiers, *told.conditional_create_only)
        assert all(step in known for way in paths for step in way if step != "*")


def test_an_operation_needs_each_permission_once(path: Path) -> None:
    for one in operations(reading(path).api):
        assert len(set(one.permissions)) == len(one.permissions)
