"""What cannot be read is left out, and what remains is read as it was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.describing import read

from specloom.diagnostics import Diagnostics, Location
from specloom.graph import operation_types
from specloom.ir import AnyValue, HttpBearer, JsonValue, Operation, Type
from specloom.sources import Source, open_source

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
OK = "responses: {200: {description: x}}"


def opened(
    folder: Path, text: str, **others: str
) -> tuple[Source, list[tuple[str, str]]]:
    """Read a description; return it, and the code and place of what was said."""
    for name, content in others.items():
        (folder / name.replace("_yaml", ".yaml")).write_text(content, "utf-8")
    path = folder / "spec.yaml"
    path.write_text(HEAD + text, "utf-8")
    diagnostics = Diagnostics()
    source = open_source(path, diagnostics)
    return source, [(one.code, one.at.pointer) for one in diagnostics]


def at(source: Source, pointer: str) -> JsonValue:
    found = source.resolver.resolve(f"#{pointer}", source.root.location)
    assert found is not None, pointer
    return found.value


def only_operation(text: str) -> Operation:
    found = read(HEAD + text).api
    (operation,) = (one for r in found.resources for one in r.operations)
    return operation


def types(operation: Operation) -> list[Type]:
    return list(operation_types(operation))


# --- what remains ------------------------------------------------------------------


def test_a_description_without_mistakes_is_read_as_it_is(tmp_path: Path) -> None:
    source, said = opened(tmp_path, f"paths: {{/a: {{get: {{{OK}}}}}}}\n")
    assert said == []
    assert source.documents[0].before is None


@pytest.mark.parametrize("reference", ["#/no", "no.yaml", "../no.yaml", "https://no/a"])
def test_a_schema_that_is_not_there_is_any_value(reference: str) -> None:
    operation = only_operation(
        "paths: {/a: {get: {responses: {200: {description: x, content: "
        f"{{application/json: {{schema: {{$ref: '{reference}'}}}}}}}}}}}}}}}}\n"
    )
    assert types(operation) == [AnyValue()]


def test_a_body_that_is_not_there_is_any_json_value() -> None:
    operation = only_operation(
        f"paths: {{/a: {{post: {{requestBody: {{$ref: '#/no'}}, {OK}}}}}}}\n"
    )
    assert operation.body is not None
    (content,) = operation.body.content
    assert (content.media_type, content.type) == ("application/json", AnyValue())


def test_a_response_that_is_not_there_keeps_its_status() -> None:
    operation = only_operation(
        "paths: {/a: {get: {responses: {204: {$ref: '#/no'}, 404: [x]}}}}\n"
    )
    assert [(one.status, one.content) for one in operation.responses] == [
        ("204", ()),
        ("404", ()),
    ]


def test_a_parameter_that_is_left_out_moves_no_other() -> None:
    operation = only_operation(
        "paths:\n  /a:\n    get:\n"
        f"      {OK}\n"
        "      parameters:\n"
        "        - {in: query, schema: {type: string}}\n"
        "        - {name: b, in: query, schema: {type: integer}}\n"
        "        - {name: c, in: query, schema:"
        " {$ref: '#/paths/~1a/get/parameters/1/schema'}}\n"
    )
    assert [one.name for one in operation.parameters] == ["b", "c"]
    assert operation.parameters[0].type == operation.parameters[1].type


def test_credentials_that_are_not_defined_are_not_asked_for() -> None:
    operation = only_operation(
        f"paths: {{/a: {{get: {{{OK}, "
        "security: [{no: []}, {key: [], neither: []}]}}}\n"
        "components: {securitySchemes: {key: {type: http, scheme: bearer}}}\n"
    )
    (needed,) = operation.security
    assert [name for name, _ in needed.schemes] == ["key"]
    assert not operation.security_optional


def test_what_refers_to_what_is_left_out_is_left_out_too(tmp_path: Path) -> None:
    source, said = opened(
        tmp_path,
        """\
components:
  schemas:
    A: {properties: {a: {allOf: {b: {type: string}}}}}
    B: {properties: {a: {$ref: '#/components/schemas/A/properties/a/allOf/b'}}}
""",
    )
    schemas = "/components/schemas"
    assert said == [
        ("degraded-wrong-type", f"{schemas}/A/properties/a/allOf"),
        ("degraded-unknown-reference", f"{schemas}/B/properties/a/$ref"),
    ]
    assert at(source, f"{schemas}/B") == {"properties": {"a": {}}}


@pytest.mark.parametrize("keyword", ["not", "if", "contains"])
@pytest.mark.parametrize("schema", ["{$ref: '#/no'}", "text"])
def test_nothing_is_refused_by_what_cannot_be_read(
    tmp_path: Path, keyword: str, schema: str
) -> None:
    text = f"components: {{schemas: {{A: {{type: array, {keyword}: {schema}}}}}}}\n"
    source, said = opened(tmp_path, text)
    assert len(said) == 1
    assert at(source, "/components/schemas/A") == {"type": "array"}


def test_what_stands_beside_a_broken_reference_stays(tmp_path: Path) -> None:
    text = "components: {schemas: {A: {$ref: '#/no', type: string}}}\n"
    source, _ = opened(tmp_path, text)
    assert at(source, "/components/schemas/A") == {"type": "string"}


def test_a_circle_of_references_is_cut_once(tmp_path: Path) -> None:
    source, said = opened(
        tmp_path,
        """\
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
    C: {properties: {a: {$ref: '#/components/schemas/B'}}}
""",
    )
    assert said == [("degraded-reference-cycle", "/components/schemas/A/$ref")]
    assert at(source, "/components/schemas/A") == {}
    assert at(source, "/components/schemas/C") == {
        "properties": {"a": {"$ref": "#/components/schemas/B"}}
    }


def test_a_mistake_in_another_file_is_left_out_there(tmp_path: Path) -> None:
    source, said = opened(
        tmp_path,
        "components: {schemas: {A: {$ref: a.yaml}}}\n",
        a_yaml="type: object\nproperties: {b: {type: nil}, c: {$ref: '#/no'}}\n",
    )
    assert said == [
        ("degraded-unknown-type", "/properties/b/type"),
        ("degraded-unknown-reference", "/properties/c/$ref"),
    ]
    other = source.documents[1]
    assert other.data == {"type": "object", "properties": {"b": {}, "c": {}}}


def test_every_component_of_a_document_without_operations_is_read() -> None:
    found = read(
        HEAD + "components: {schemas: {A: {$ref: '#/components/schemas/B'}, "
        "B: {type: object, properties: {c: {type: string}}}}}\n"
    )
    assert not found.diagnostics
    assert [key.path for key in found.api.definitions] == [("B",)]


# --- places ------------------------------------------------------------------------


def test_what_follows_in_a_list_keeps_its_place(tmp_path: Path) -> None:
    text = """\
paths: {}
servers:
  - text
  - {url: "https://b.example"}
  - - list
  - url: https://d.example
"""
    source, said = opened(tmp_path, text)
    assert said == [
        ("degraded-wrong-type", "/servers/0"),
        ("degraded-wrong-type", "/servers/2"),
    ]
    file = source.root.location.file
    place = source.position(Location(file, "/servers/1/url"))
    assert (place.pointer, place.line) == ("/servers/3/url", 8)


def test_a_scheme_whose_tokens_come_by_other_means_still_takes_them() -> None:
    found = read(
        HEAD + f"paths: {{/a: {{get: {{{OK}, security: [{{a: []}}]}}}}}}\n"
        "components: {securitySchemes: {a: {type: http, scheme: Bearer}, "
        "b: {type: oauth2}}}\n"
    )
    assert [one.code for one in found.diagnostics] == ["degraded-missing-field"]
    assert isinstance(found.api.security_schemes[0], HttpBearer)
    assert [one.name for one in found.api.security_schemes] == ["a", "b"]
