"""Every statement of every page is a request that its description allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.behaviour.packages import SPECS
from tests.behaviour.prism import MockServers
from tests.narrowing import is_array, is_object
from tests.sql.corpus import CORPUS, documents, needs_corpus
from tests.sql.engine import Request, request_of
from tests.sql.publishing import Publication, publish
from tests.sql.registry import Method, ProviderError, Registry, read_registry
from tests.sql.sending import credentials, needed_credentials, refusals, serve
from tests.sql.validity import Description, faults
from tests.unit.pages import Block
from tests.unit.sql_checker import RefusedError

from specloom.diagnostics import SpecError

# What the description's types lose on the way (README, Not yet), and so its examples.
_UNUSABLE = {"dcg_duplicate_models2", "opc_err_circular-body-ref"}
_KNOWN = {("opc_3.1_specific.openapi", "post_prefix_items"): "prefixItems"}


def requests(published: Publication) -> Iterator[tuple[Block, Request]]:
    for block in published.blocks("sql"):
        yield block, request_of(published.registry, block.body)


def runnable(registry: Registry) -> set[str]:
    """Return the names of the methods whose body the engine can write, if any."""
    return {
        method.name
        for resource in registry.resources.values()
        for method in resource.methods.values()
        if method.media_type in ("", "application/json")
        or method.media_type.endswith("+json")
    }


def test_every_statement_is_a_request_that_the_description_allows(
    published: Publication,
) -> None:
    found = list(requests(published))
    assert len(found) >= 7
    for block, request in found:
        _, description = published.spec_of(request.operation.path)
        assert faults(description, request) == [], f"{block.page}\n{block.body}"


def test_every_statement_is_answered_by_the_mock_server(
    published: Publication, served: Mapping[Path, str]
) -> None:
    (provider,) = published.registry.providers.values()
    for block, request in requests(published):
        spec, description = published.spec_of(request.operation.path)
        needed = needed_credentials(description, request)
        # StackQL signs in with one scheme: where one will do, it has to be that one.
        signed = needed if len(needed) > 1 else credentials(provider)
        told = refusals(served[spec], request, signed)
        assert told == [], f"{block.page}\n{block.body}"


def test_every_method_that_can_be_run_is_run_by_some_statement(
    published: Publication,
) -> None:
    reached = {request.operation.name for _, request in requests(published)}
    assert reached == runnable(published.registry)


def test_statements_call_the_server_of_the_description(published: Publication) -> None:
    for _, request in requests(published):
        _, description = published.spec_of(request.operation.path)
        server = description.document["servers"][0]
        url = server["url"]
        for name, variable in server.get("variables", {}).items():
            url = url.replace(f"{{{name}}}", variable["default"])
        assert request.server == url


# --- manifests ------------------------------------------------------------------------


def test_manifests_name_only_what_can_be_written(published: Publication) -> None:
    creating = {
        name: method
        for (_, _, name), resource in published.registry.resources.items()
        for method in resource.verbs["insert"]
    }
    found = list(manifests(published))
    assert {entry["name"] for entry in found} == creating.keys()
    for entry in found:
        method = creating[entry["name"]]
        given = {prop["name"] for prop in entry["props"]}
        assert method.required <= given
        columns = method.columns
        for prop in entry["props"]:
            if prop["name"] not in columns:
                assert prop["name"] in method.parameters
                continue
            name = columns[prop["name"]]
            _, description = published.spec_of(method.path)
            assert writing_faults(description, method, name, value_of(prop)) == []
            assert prop.get("required", False) == (prop["name"] in method.required)


def manifests(published: Publication) -> Iterator[Any]:
    reader: Any = YAML(typ="safe", pure=True)
    for block in published.blocks("yaml"):
        if "  props:\n" in block.body:
            yield from reader.load(block.body)


def value_of(prop: Any) -> Any:
    if "props" in prop:
        return {inner["name"]: value_of(inner) for inner in prop["props"]}
    return prop["value"]


def writing_faults(
    description: Description, method: Method, name: str, value: object
) -> list[str]:
    """Return what is wrong with a member by itself, whatever is missing beside it."""
    operation, _ = description.operation(method.http_method, method.path)
    body = description.followed(operation["requestBody"])
    schema = body["content"][method.media_type]["schema"]
    return [
        error
        for error in description.errors(schema, {name: value})
        if error.startswith(name) and not is_placeholder(value)
    ] + [
        error
        for error in description.errors(schema, {name: value})
        if "read-only" in error
    ]


def is_placeholder(value: object) -> bool:
    if is_object(value):
        return any(map(is_placeholder, value.values()))
    if is_array(value):
        return any(map(is_placeholder, value))
    return isinstance(value, str) and re.search(r"\{\{ .+ \}\}", value) is not None


# --- other descriptions ---------------------------------------------------------------


@pytest.mark.parametrize("path", documents("small"), ids=lambda path: path.stem)
@needs_corpus
def test_statements_for_other_descriptions_are_requests_that_these_allow(
    path: Path, tmp_path: Path
) -> None:
    if path.stem in _UNUSABLE:
        with pytest.raises(SpecError):
            publish(path, tmp_path)
        return
    published = publish(path, tmp_path)
    for block, request in requests(published):
        _, description = published.spec_of(request.operation.path)
        found = faults(description, request)
        known = (path.stem, request.operation.name) in _KNOWN
        assert bool(found) == known, f"{block.body}\n{found}"


@needs_corpus
def test_statements_for_another_description_are_answered(
    prism: MockServers, tmp_path: Path
) -> None:
    spec = CORPUS / "small" / "readme_train-travel.json"
    published = publish(spec, tmp_path)
    url = serve(published, prism)[spec]
    found = list(requests(published))
    assert found
    for block, request in found:
        told = refusals(url, request, {"Authorization": "Bearer secret"})
        assert told == [], block.body


def test_a_name_of_two_places_reaches_both(
    publications: Mapping[str, Publication],
) -> None:
    """A filter that is called as a path parameter is would call another method."""
    tricky = publications["tricky"]
    found = {request.operation.name: request for _, request in requests(tricky)}
    assert "id" not in dict(found["list_boxes"].query)
    assert found["replace_box"].path == "/boxes/something"
    assert found["replace_box"].body == {"id": "something", "order": 1}
    made = found["create_box"].body
    assert is_object(made)
    assert made["group"] == 'O\'Brien \\ said "no"\nand left'
    assert made["inner"] == {"text": "{not json}"}


# --- these tests can fail -------------------------------------------------------------

BROKEN = [
    ("SELECT", "WHERE environment = 'env-00000'", "WHERE region = 'env-00000'"),
    ("SELECT", "'env-00000'", "'env-00000"),
    ("SELECT", "  id,", "  ident,"),
    ("SELECT", "integrations_v2", "integrations_v9"),
    ("INSERT", "INSERT INTO", "UPDATE"),
    ("INSERT", "  environment\n", "  environments\n"),
    ("INSERT", """'{"id": "env-00000"}'""", "'env-00000'"),
    ("INSERT", '"id"', '"resource_name"'),
    ("INSERT", '"id"', '"ident"'),
    ("UPDATE", "WHERE id =", "WHERE environment ="),
    ("UPDATE", "SET\n", "SET\n  display_name = 'x',\n"),
    ("UPDATE", '"GcpIntegrationConfig"', '"OtherIntegrationConfig"'),
    ("DELETE", "AND id =", "AND ident ="),
    ("EXEC", "validate_pim_v2_integration", "create_pim_v2_integration"),
    ("EXEC", "@@json=", "@json="),
    ("EXEC", '"environment"', '"environments"'),
]


@pytest.mark.parametrize(("verb", "before", "after"), BROKEN)
def test_a_broken_statement_is_found(
    pim: Publication, verb: str, before: str, after: str
) -> None:
    bodies = [block.body for block in pim.blocks("sql") if "_v2" in block.page]
    good = next(body for body in bodies if f"{verb} " in body or f"{verb}\n" in body)
    assert is_sound(pim, good)
    assert before in good
    assert not is_sound(pim, good.replace(before, after))


def is_sound(published: Publication, body: str) -> bool:
    try:
        request = request_of(published.registry, body)
    except (ProviderError, RefusedError):
        return False
    _, description = published.spec_of(request.operation.path)
    return not faults(description, request)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("in: path", "in: query"),
        ("in: path", "in: header"),
        ("name: petId", "name: petID"),
        ("in: query", "in: path"),
        ("paths/~1pets~1{petId}/get", "paths/~1pets/get"),
        ("mediaType: application/json", "mediaType: text/plain"),
        ("algorithm: naive", "algorithm: default"),
        ("url: https://petstore.example/v1", "url: https://petstore.example/{v}"),
    ],
)
def test_a_broken_provider_is_found(tmp_path: Path, before: str, after: str) -> None:
    published = publish(SPECS / "petstore.yaml", tmp_path)
    (file,) = tmp_path.glob("sample/*/services/sample_things.yaml")
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")
    broken = replace(published, registry=read_registry(tmp_path))
    assert all(is_sound(published, block.body) for block in published.blocks("sql"))
    assert not all(is_sound(broken, block.body) for block in broken.blocks("sql"))
