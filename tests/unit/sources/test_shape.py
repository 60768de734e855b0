"""Structural validation: what is an error, what a warning, and what is let through."""

from __future__ import annotations

from pathlib import Path

import pytest

from specloom.diagnostics import Diagnostics, Severity, SpecError
from specloom.documents import dump
from specloom.ir import JsonValue
from specloom.sources import open_source


def found(folder: Path, document: str, head: str = "") -> list[tuple[str, str, str]]:
    """Return severity, code and pointer of each diagnostic."""
    text = head or "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
    path = folder / "spec.yaml"
    path.write_text(text + document, encoding="utf-8")
    diagnostics = Diagnostics()
    try:
        open_source(path, diagnostics)
    except SpecError:
        assert diagnostics.errors
    else:
        assert not diagnostics.errors
    assert all(d.at.line is not None for d in diagnostics)
    assert all(d.help for d in diagnostics)
    return [(d.severity.value, d.code, d.at.pointer) for d in diagnostics]


def schema(text: str) -> str:
    return f"components: {{schemas: {{S: {text}}}}}\n"


def operation(text: str, path: str = "/a") -> str:
    return f"paths:\n  {path}:\n    get: {text}\n"


def lost(code: str, pointer: str) -> tuple[str, str, str]:
    """Return what is said of a mistake that costs the part that it is in."""
    return ("warning", f"degraded-{code}", pointer)


S = "/components/schemas/S"
GET = "/paths/~1a/get"
OK = "responses: {200: {description: x}}"


# --- kinds of fields ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("text", ""),
        ("[]", ""),
        ("12", ""),
        ("", ""),
        ("{description: {a: 1}}", "/description"),
        ("{title: [a]}", "/title"),
        ("{properties: [a]}", "/properties"),
        ("{properties: {a: text}}", "/properties/a"),
        ("{properties: {a: }}", "/properties/a"),
        ("{allOf: {a: 1}}", "/allOf"),
        ("{oneOf: [{type: string}, 1]}", "/oneOf/1"),
        ("{anyOf: text}", "/anyOf"),
        ("{not: 1}", "/not"),
        ("{additionalProperties: text}", "/additionalProperties"),
        ("{type: 1}", "/type"),
        ("{type: {a: 1}}", "/type"),
        ("{type: [string, 1]}", "/type/1"),
        ("{required: a}", "/required"),
        ("{required: {a: 1}}", "/required"),
        ("{required: [a, 1]}", "/required/1"),
        ("{enum: a}", "/enum"),
        ("{enum: }", "/enum"),
        ("{readOnly: []}", "/readOnly"),
        ("{maximum: {}}", "/maximum"),
        ("{minLength: [1]}", "/minLength"),
        ("{pattern: {}}", "/pattern"),
        ("{$ref: {a: 1}}", "/$ref"),
        ("{$ref: 1}", "/$ref"),
        ("{discriminator: kind}", "/discriminator"),
        ("{externalDocs: http://x}", "/externalDocs"),
        ("{xml: []}", "/xml"),
    ],
)
def test_a_value_of_the_wrong_kind_is_left_out_at_its_place(
    tmp_path: Path, text: str, pointer: str
) -> None:
    assert found(tmp_path, schema(text)) == [lost("wrong-type", S + pointer)]


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("{description: 12}", "/description"),
        ("{format: true}", "/format"),
        ("{readOnly: 'true'}", "/readOnly"),
        ("{nullable: 1}", "/nullable"),
        ("{maximum: '10'}", "/maximum"),
        ("{multipleOf: false}", "/multipleOf"),
        ("{exclusiveMinimum: '1'}", "/exclusiveMinimum"),
        ("{minLength: '10'}", "/minLength"),
        ("{maxItems: true}", "/maxItems"),
        ("{required: true}", "/required"),
    ],
)
def test_a_scalar_of_the_wrong_kind_is_ignored_with_a_warning(
    tmp_path: Path, text: str, pointer: str
) -> None:
    assert found(tmp_path, schema(text)) == [lost("wrong-type", S + pointer)]


def test_items_that_are_a_list_stand_at_positions(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        + schema("{items: [{}, {items: [{type: nil}]}], additionalItems: {}}"),
        encoding="utf-8",
    )
    diagnostics = Diagnostics()
    source = open_source(path, diagnostics)
    assert [(d.code, d.at.pointer) for d in diagnostics] == [
        ("positional-items", f"{S}/items"),
        ("positional-items", f"{S}/items/1/items"),
        ("degraded-unknown-type", f"{S}/items/1/items/0/type"),
    ]
    assert source.root.mapping["components"] == {
        "schemas": {"S": {"prefixItems": [{}, {"prefixItems": [{}]}], "items": {}}}
    }


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "true",
        "{description: , title: , properties: , required: , type: }",
        "{type: [string, 'null']}",
        "{additionalProperties: false, unevaluatedProperties: true}",
        "{exclusiveMinimum: 1.5}",
        "{minLength: 0, maxLength: 10.0}",
        "{enum: [a, 1, null, {b: 2}], const: null, default: [], example: {$ref: x}}",
        '{x-immutable: "true\'", x-anything: {type: nonsense}}',
        "{examples: {a: 1}, unknownKeyword: {type: nonsense}}",
        "{properties: {$ref: {type: string}, x-a: {type: string}, default: {}}}",
        "{required: []}",
    ],
)
def test_what_json_schema_allows_is_let_through(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, schema(text)) == []


@pytest.mark.parametrize(
    "keyword",
    ["minLength", "maxLength", "minItems", "maxItems", "minProperties"],
)
@pytest.mark.parametrize("value", ["-1", "1.5", "-0.5"])
def test_a_length_is_a_whole_number_from_zero(
    tmp_path: Path, keyword: str, value: str
) -> None:
    assert found(tmp_path, schema(f"{{{keyword}: {value}}}")) == [
        lost("invalid-limit", f"{S}/{keyword}")
    ]


@pytest.mark.parametrize(
    ("document", "pointers"),
    [
        ("paths: {}\nservers: {}\ntags: a\n", ["/servers", "/tags"]),
        ("paths: {}\ntags: [a]\n", ["/tags/0"]),
        ("paths: {}\nsecurity: {a: []}\n", ["/security"]),
        ("paths: {}\ncomponents: []\n", ["/components"]),
        ("paths: {}\ncomponents: {responses: {A: 1}}\n", ["/components/responses/A"]),
        (
            operation(f"{{parameters: {{a: 1}}, {OK}, tags: {{}}}}"),
            [f"{GET}/parameters", f"{GET}/tags"],
        ),
        (operation("{responses: [a]}"), [f"{GET}/responses"]),
        (operation("{responses: {200: text}}"), [f"{GET}/responses/200"]),
        (
            operation(f"{{requestBody: {{content: [a]}}, {OK}}}"),
            [f"{GET}/requestBody/content"],
        ),
        (operation(f"{{operationId: [a], {OK}}}"), [f"{GET}/operationId"]),
    ],
)
def test_every_object_of_openapi_is_checked(
    tmp_path: Path, document: str, pointers: list[str]
) -> None:
    told = [one for one in found(tmp_path, document) if one[1] != "missing-responses"]
    assert told == [lost("wrong-type", pointer) for pointer in pointers]


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ("paths: []\n", "wrong-type", "/paths"),
        ("paths: {/a: []}\n", "wrong-type", "/paths/~1a"),
        ("paths: {/a: {$ref: [x]}}\n", "wrong-type", "/paths/~1a/$ref"),
        ("paths: {/a: {get: 1}}\n", "wrong-type", "/paths/~1a/get"),
        ("paths: {$ref: no.yaml}\n", "unknown-reference", "/paths/$ref"),
        ("paths: {/a: {$ref: '#/b'}}\n", "unknown-reference", "/paths/~1a/$ref"),
        (operation("{$ref: ../a.yaml}"), "reference-outside", f"{GET}/$ref"),
        (operation("{$ref: '#/paths/~1a/get'}"), "reference-cycle", f"{GET}/$ref"),
    ],
)
def test_what_hides_an_operation_is_an_error(
    tmp_path: Path, document: str, code: str, pointer: str
) -> None:
    assert found(tmp_path, document) == [("error", code, pointer)]


def test_a_misspelt_field_is_a_warning_with_a_suggestion(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1', descripton: x, x-titel: y}\n"
        "paths: {}\ntag: []\n",
        encoding="utf-8",
    )
    diagnostics = Diagnostics()
    open_source(path, diagnostics)
    assert [(d.severity, d.code, d.help) for d in diagnostics] == [
        (Severity.WARNING, "unknown-field", "did you mean `tags`?"),
        (Severity.WARNING, "unknown-field", "did you mean `description`?"),
    ]


# --- documents ---------------------------------------------------------------------


def test_a_document_of_nothing_is_an_error(tmp_path: Path) -> None:
    assert found(tmp_path, "") == [("error", "missing-field", "")]


def test_components_alone_make_a_document(tmp_path: Path) -> None:
    assert found(tmp_path, schema("{}")) == []
    head = "openapi: 3.0.0\ninfo: {title: T, version: '1'}\n"
    assert found(tmp_path, schema("{}"), head) == [("warning", "missing-field", "")]


def test_a_document_needs_a_title_and_a_version(tmp_path: Path) -> None:
    assert found(tmp_path, "paths: {}\n", "openapi: 3.0.0\n") == [
        ("warning", "missing-field", "")
    ]
    assert found(tmp_path, "paths: {}\n", "openapi: 3.0.0\ninfo: {}\n") == [
        ("warning", "missing-field", "/info"),
        ("warning", "missing-field", "/info"),
    ]


# --- paths and operations ----------------------------------------------------------


@pytest.mark.parametrize("path", ["a", "things/{id}", "/a/{id", "/a/id}", "''"])
def test_a_path_begins_with_a_slash_and_closes_its_braces(
    tmp_path: Path, path: str
) -> None:
    diagnostics = found(tmp_path, operation(f"{{{OK}}}", path))
    assert [d[:2] for d in diagnostics] == [("error", "invalid-path")]


def test_a_path_with_a_colon_is_fine(tmp_path: Path) -> None:
    assert found(tmp_path, operation(f"{{{OK}}}", "/pim/integrations:validate")) == []


def test_path_variables_and_parameters_are_compared(tmp_path: Path) -> None:
    document = (
        "paths:\n  /a/{one}/{two}/{three}:\n    parameters:\n"
        "      - {$ref: '#/components/parameters/One'}\n"
        f"    get:\n      {OK}\n      parameters:\n"
        "        - {name: two, in: path, required: true, schema: {}}\n"
        "        - {name: four, in: path, required: true, schema: {}}\n"
        "components:\n  parameters:\n"
        "    One: {name: one, in: path, required: true, schema: {}}\n"
    )
    get = "/paths/~1a~1{one}~1{two}~1{three}/get"
    assert found(tmp_path, document) == [
        ("warning", "undeclared-path-parameter", get),
        ("warning", "unused-path-parameter", f"{get}/parameters/1"),
    ]


def test_an_operation_without_responses_is_a_warning(tmp_path: Path) -> None:
    for text in ("{summary: x}", "{responses: {}}", "{responses: }"):
        assert found(tmp_path, operation(text)) == [
            ("warning", "missing-responses", GET)
        ]


def test_statuses_are_checked(tmp_path: Path) -> None:
    responses = "200: {}, 4XX: {}, default: {}, x-a: 1, ok: {}, 5xx: {}, 600: {}"
    diagnostics = found(tmp_path, operation(f"{{responses: {{{responses}}}}}"))
    assert diagnostics == [
        ("warning", "invalid-status", f"{GET}/responses/{status}")
        for status in ("ok", "5xx", "600")
    ]


def test_an_operation_id_used_twice_names_both_places(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n"
        f"  /a: {{get: {{operationId: x, {OK}}}}}\n"
        f"  /b: {{get: {{operationId: x, {OK}}}}}\n",
        encoding="utf-8",
    )
    diagnostics = Diagnostics()
    source = open_source(path, diagnostics)
    (diagnostic,) = diagnostics
    code = "degraded-duplicate-operation-id"
    assert (diagnostic.code, diagnostic.at.line) == (code, 5)
    assert "operationId" not in str(source.root.mapping["paths"]).partition("/b")[2]
    assert diagnostic.help is not None
    assert f"{path}:4" in diagnostic.help


# --- parameters and security -------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{in: query, schema: {}}", lost("missing-field", "")),
        ("{name: '', in: query, schema: {}}", lost("missing-field", "")),
        ("{name: a, schema: {}}", lost("missing-field", "")),
        ("{name: a, in: body, schema: {}}", lost("unknown-place", "/in")),
        ("{name: a, in: Query, schema: {}}", lost("unknown-place", "/in")),
        ("{name: a, in: query}", ("warning", "missing-schema", "")),
        ("{name: a, in: [query], schema: {}}", lost("wrong-type", "/in")),
        (
            "{name: a, in: query, schema: {type: nil}}",
            lost("unknown-type", "/schema/type"),
        ),
    ],
)
def test_a_parameter_is_checked(
    tmp_path: Path, text: str, expected: tuple[str, str, str]
) -> None:
    severity, code, pointer = expected
    place = f"/components/parameters/P{pointer}"
    document = f"components: {{parameters: {{P: {text}}}}}\n"
    assert found(tmp_path, document)[:1] == [(severity, code, place)]


def test_a_parameter_declared_twice_counts_once(tmp_path: Path) -> None:
    one = "{name: a, in: query, schema: {}}"
    other = "{name: a, in: header, schema: {}}"
    text = operation(f"{{{OK}, parameters: [{one}, {other}, {one}]}}")
    assert found(tmp_path, text) == [lost("duplicate-parameter", f"{GET}/parameters/2")]


def test_an_optional_path_parameter_is_a_warning(tmp_path: Path) -> None:
    text = operation(
        f"{{{OK}, parameters: [{{name: id, in: path, schema: {{}}}}]}}", "'/{id}'"
    )
    assert [d[:2] for d in found(tmp_path, text)] == [
        ("warning", "optional-path-parameter")
    ]


def test_a_security_scheme_that_is_not_defined_is_not_asked_for(tmp_path: Path) -> None:
    document = (
        operation(f"{{{OK}, security: [{{key: []}}, {{}}, {{ky: []}}]}}")
        + "security: [{other: []}]\n"
        + "components: {securitySchemes: {key: {type: http, scheme: basic}}}\n"
    )
    assert found(tmp_path, document) == [
        lost("unknown-security-scheme", "/security/0/other"),
        lost("unknown-security-scheme", f"{GET}/security/2/ky"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "missing-field"),
        ("{type: basic}", "unknown-type"),
        ("{type: oauth}", "unknown-type"),
        ("{type: http}", "missing-field"),
        ("{type: apiKey, in: header}", "missing-field"),
        ("{type: apiKey, in: body, name: a}", "unknown-place"),
        ("{type: oauth2}", "missing-field"),
        ("{type: openIdConnect}", "missing-field"),
    ],
)
def test_a_security_scheme_is_checked(tmp_path: Path, text: str, code: str) -> None:
    document = f"components: {{securitySchemes: {{A: {text}}}}}\n"
    assert [d[:2] for d in found(tmp_path, document)] == [
        ("warning", f"degraded-{code}")
    ]


# --- schemas -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("strng", "did you mean `string`?"),
        ("String", "did you mean `string`?"),
        ("int", "did you mean `integer`?"),
        ("float", "use `type: number` with `format: float`"),
        ("file", "use `type: string` with `format: binary`"),
        ("date-time", "use one of"),
    ],
)
def test_an_unknown_type_comes_with_a_suggestion(
    tmp_path: Path, name: str, way_out: str
) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"openapi: 3.0.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n"
        f"{schema(f'{{type: {name}}}')}",
        encoding="utf-8",
    )
    diagnostics = Diagnostics()
    source = open_source(path, diagnostics)
    (diagnostic,) = diagnostics
    assert diagnostic.code == "degraded-unknown-type"
    assert source.root.mapping["components"] == {"schemas": {"S": {}}}
    assert (diagnostic.help or "").startswith(way_out)


def test_an_empty_enum_is_ignored(tmp_path: Path) -> None:
    assert found(tmp_path, schema("{enum: []}")) == [lost("empty-enum", f"{S}/enum")]


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_combination_of_no_schemas_is_as_if_it_were_not_there(
    tmp_path: Path, keyword: str, version: str
) -> None:
    head = f"openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n"
    text = schema(f"{{type: string, {keyword}: []}}")
    assert found(tmp_path, text, head) == [lost("empty-list", f"{S}/{keyword}")]
    source = open_source(tmp_path / "spec.yaml", Diagnostics())
    assert source.root.mapping["components"] == {"schemas": {"S": {"type": "string"}}}


# --- keywords of OpenAPI 3.0 in later versions ---------------------------------------


def former(pointer: str) -> tuple[str, str, str]:
    return ("warning", "former-keyword", pointer)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{type: string, nullable: true}", former(f"{S}/nullable")),
        (
            "{type: integer, minimum: 3, exclusiveMinimum: true}",
            former(f"{S}/exclusiveMinimum"),
        ),
        (
            "{type: integer, maximum: 3, exclusiveMaximum: false}",
            former(f"{S}/exclusiveMaximum"),
        ),
        (
            "{type: integer, exclusiveMinimum: true}",
            lost("former-keyword", f"{S}/exclusiveMinimum"),
        ),
    ],
)
@pytest.mark.parametrize("version", ["3.1.0", "3.2.0"])
def test_what_only_openapi_3_0_knows_is_a_warning_in_later_versions(
    tmp_path: Path, text: str, expected: tuple[str, str, str], version: str
) -> None:
    rest = "\ninfo: {title: T, version: '1'}\npaths: {}\n"
    assert found(tmp_path, schema(text), f"openapi: {version}{rest}") == [expected]
    assert found(tmp_path, schema(text), f"openapi: 3.0.3{rest}") == []


def test_the_way_out_of_a_flag_has_the_limit_that_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    text = schema("{type: integer, minimum: 3, exclusiveMinimum: true}")
    head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
    path.write_text(head + text, encoding="utf-8")
    diagnostics = Diagnostics()
    open_source(path, diagnostics)
    (said,) = diagnostics
    assert said.help == "write `exclusiveMinimum: 3` in the place of both"


def test_a_document_full_of_nullable_gets_one_warning(tmp_path: Path) -> None:
    text = """\
components:
  schemas:
    A: {type: string, nullable: true}
    B: {type: object, properties: {a: {type: string, nullable: true}}}
"""
    assert found(tmp_path, text) == [former("/components/schemas/A/nullable")]


def test_a_property_called_nullable_is_none_of_it(tmp_path: Path) -> None:
    text = "{type: object, properties: {nullable: {type: boolean}}}"
    assert found(tmp_path, schema(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", [lost("missing-field", "")]),
        ("{propertyName: a, mapping: {x: S}}", []),
        ("{propertyName: a, mapping: {x: '#/components/schemas/S'}}", []),
        ("{propertyName: a, mapping: []}", [lost("wrong-type", "/mapping")]),
        (
            "{propertyName: [a]}",
            [lost("wrong-type", "/propertyName"), lost("missing-field", "")],
        ),
        (
            "{propertyName: a, mapping: {x: '#/components/schemas/T'}}",
            [lost("unknown-reference", "/mapping/x")],
        ),
        (
            "{propertyName: a, mapping: {x: T}}",
            [lost("unknown-reference", "/mapping/x")],
        ),
        (
            "{propertyName: a, mapping: {x: {type: object}}}",
            [lost("wrong-type", "/mapping/x")],
        ),
    ],
)
def test_a_discriminator_is_checked(
    tmp_path: Path, text: str, expected: list[tuple[str, str, str]]
) -> None:
    document = schema(f"{{oneOf: [{{type: object}}], discriminator: {text}}}")
    assert found(tmp_path, document) == [
        (severity, code, f"{S}/discriminator{pointer}")
        for severity, code, pointer in expected
    ]


# --- references --------------------------------------------------------------------


def test_every_broken_reference_is_found_though_nothing_uses_it(
    tmp_path: Path,
) -> None:
    document = schema("{properties: {a: {$ref: '#/x'}, b: {items: {$ref: '#/y'}}}}")
    assert found(tmp_path, document) == [
        lost("unknown-reference", f"{S}/properties/a/$ref"),
        lost("unknown-reference", f"{S}/properties/b/items/$ref"),
    ]


def test_what_stands_in_other_files_is_checked_for_its_use(tmp_path: Path) -> None:
    (tmp_path / "get.yaml").write_text(
        "responses: {200: {$ref: 'get.yaml#/ok'}}\nok: {description: [x]}\n",
        encoding="utf-8",
    )
    (tmp_path / "schema.yaml").write_text("type: objct\n", encoding="utf-8")
    (tmp_path / "text.yaml").write_text("|\n  Long text\n", encoding="utf-8")
    document = operation("{$ref: get.yaml}") + schema(
        "{properties: {a: {$ref: schema.yaml}}, description: {$ref: text.yaml}}"
    )
    assert found(tmp_path, document) == [
        lost("unknown-type", "/type"),
        lost("wrong-type", "/ok/description"),
    ]


def test_what_stands_beside_a_reference_is_checked(tmp_path: Path) -> None:
    document = schema("{$ref: '#/components/schemas/T', type: nil}, T: {}")
    assert found(tmp_path, document) == [lost("unknown-type", f"{S}/type")]


def test_a_local_target_outside_components_is_checked(tmp_path: Path) -> None:
    document = schema("{$ref: '#/x-shared/T'}") + "x-shared: {T: {type: nil}}\n"
    assert found(tmp_path, document) == [lost("unknown-type", "/x-shared/T/type")]


def test_the_walk_is_not_recursive(tmp_path: Path) -> None:
    value: JsonValue = {"type": "strng"}
    for _ in range(95):
        value = {"properties": {"a": value}}
    document = dump({"components": {"schemas": {"S": value}}})
    assert [d[1] for d in found(tmp_path, document)] == ["degraded-unknown-type"]
