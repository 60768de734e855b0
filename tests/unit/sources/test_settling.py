"""What a version of OpenAPI says in a way of its own, and where it stands then."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from tests.describing import member, names, read, read_file

from specloom.diagnostics import Diagnostics, Location, Severity, SpecError
from specloom.ir import Array, Key, Model, Place, Ref, Scalar, View
from specloom.sources import Source, open_source

INFO = "info: {title: T, version: '1'}\n"


def opened(folder: Path, version: str, text: str) -> tuple[Source, Diagnostics]:
    path = folder / "spec.yaml"
    path.write_text(f"openapi: {version}\n{INFO}{dedent(text)}", encoding="utf-8")
    diagnostics = Diagnostics()
    return open_source(path, diagnostics), diagnostics


def at(source: Source, pointer: str) -> object:
    found = source.resolver.resolve(f"#{pointer}", source.root.location)
    assert found is not None, pointer
    return found.value


# --- beside references -------------------------------------------------------------

BESIDE = """\
paths: {}
components:
  schemas:
    A: {type: object}
    B:
      {$ref: '#/components/schemas/A', description: x, nullable: true, minProperties: 1}
"""


def test_openapi_3_0_sees_annotations_alone_beside_a_reference(tmp_path: Path) -> None:
    source, diagnostics = opened(tmp_path, "3.0.3", BESIDE)
    kept = {"$ref": "#/components/schemas/A", "description": "x", "nullable": True}
    assert at(source, "/components/schemas/B") == kept
    (found,) = diagnostics
    assert (found.code, found.at.line) == ("ignored-sibling", 8)
    assert found.at.pointer == "/components/schemas/B/minProperties"


def test_what_says_the_same_as_the_reference_is_no_warning(tmp_path: Path) -> None:
    text = BESIDE.replace("minProperties: 1", "type: object")
    source, diagnostics = opened(tmp_path, "3.0.3", text)
    assert "object" not in str(at(source, "/components/schemas/B"))
    assert not list(diagnostics)


JOINED = """\
paths:
  /a:
    $ref: '#/components/pathItems/A'
    parameters:
      - {name: z, in: query, schema: {type: string}}
      - {name: w, in: query, schema: {type: integer}}
components:
  pathItems:
    A:
      parameters:
        - {name: y, in: query, schema: {type: string}}
        - {name: w, in: query, schema: {type: string}}
      get: {operationId: getA, responses: {'200': {description: It.}}}
"""


def test_parameters_beside_the_reference_of_a_path_come_to_its_own() -> None:
    reading = read(f"openapi: 3.1.0\n{INFO}{JOINED}")
    held = reading.operation("getA").parameters
    assert [one.name for one in held] == ["z", "w", "y"]
    kinds = [one.type.primitive.value for one in held if isinstance(one.type, Scalar)]
    assert kinds == ["string", "integer", "string"]


def test_since_3_1_all_counts_beside_the_reference_of_a_schema(tmp_path: Path) -> None:
    source, diagnostics = opened(tmp_path, "3.1.0", BESIDE)
    assert "minProperties" in str(at(source, "/components/schemas/B"))
    assert [one.code for one in diagnostics] == ["former-keyword"]


@pytest.mark.parametrize(
    ("version", "description", "codes"),
    [("3.0.3", "General.", ["ignored-sibling"]), ("3.1.0", "Special.", [])],
)
def test_since_3_1_a_description_beside_a_reference_replaces_the_other(
    tmp_path: Path, version: str, description: str, codes: list[str]
) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"openapi: {version}\n{INFO}"
        "paths:\n  /a:\n    get:\n      operationId: getA\n      responses:\n"
        "        200: {$ref: '#/components/responses/R', description: Special.}\n"
        "components:\n  responses:\n"
        "    R:\n      description: General.\n"
        "      content: {text/plain: {schema: {type: string}}}\n",
        encoding="utf-8",
    )
    found = read_file(path)
    (response,) = found.operation("getA").responses
    assert response.description == description
    assert response.content[0].media_type == "text/plain"
    assert found.codes == codes


def test_a_path_item_has_its_own_operations_and_those_referred_to(
    tmp_path: Path,
) -> None:
    (tmp_path / "items").mkdir()
    (tmp_path / "items" / "a.yaml").write_text(
        "parameters: [{$ref: '#/x-id'}]\n"
        "x-id: {name: id, in: path, required: true, schema: {type: integer}}\n"
        "get: {operationId: getA, responses: {204: {description: Gone.}}}\n"
        "put: {operationId: putOther, responses: {204: {description: Gone.}}}\n",
        encoding="utf-8",
    )
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"openapi: 3.1.0\n{INFO}paths:\n  '/a/{{id}}':\n    $ref: items/a.yaml\n"
        "    put: {operationId: putA, responses: {204: {description: Gone.}}}\n"
        "    delete: {operationId: deleteA, responses: {204: {description: Gone.}}}\n",
        encoding="utf-8",
    )
    found = read_file(path)
    for identity in ("getA", "putA", "deleteA"):
        (parameter,) = found.operation(identity).parameters
        assert parameter.place is Place.PATH
    source = open_source(path, Diagnostics())
    place = source.position(Location(path, "/paths/~1a~1{id}/get"))
    assert (place.file, place.line) == (tmp_path / "items" / "a.yaml", 3)
    assert source.position(Location(path, "/paths/~1a~1{id}/put")).line == 6


# --- OpenAPI 3.2 -------------------------------------------------------------------


def test_a_method_that_openapi_has_no_field_for_is_sent_as_it_is_written() -> None:
    found = read(
        f"openapi: 3.2.0\n{INFO}"
        "paths:\n  /a:\n    additionalOperations:\n"
        "      COPY: {operationId: copyA, responses: {204: {description: Done.}}}\n"
        "      Link: {operationId: linkA, responses: {204: {description: Done.}}}\n"
    )
    assert found.operation("copyA").method == "COPY"
    assert found.operation("linkA").method == "Link"


def querystring(content: str) -> str:
    return (
        f"openapi: 3.2.0\n{INFO}"
        "paths:\n  /a:\n    get:\n      operationId: getA\n      parameters:\n"
        "      - {name: one, in: query, schema: {type: string}}\n"
        f"      - {{name: all, in: querystring, content: {content}}}\n"
        "      - {name: two, in: header, schema: {type: string}}\n"
        "      responses: {204: {description: Done.}}\n"
    )


def test_a_whole_query_that_is_a_form_is_taken_apart() -> None:
    schema = "{type: object, required: [x], properties: {x: {type: integer}, y: {}}}"
    form = f"{{application/x-www-form-urlencoded: {{schema: {schema}}}}}"
    found = read(querystring(form))
    held = found.operation("getA").parameters
    assert [(p.name, p.place, p.required) for p in held] == [
        ("one", Place.QUERY, False),
        ("x", Place.QUERY, True),
        ("y", Place.QUERY, False),
        ("two", Place.HEADER, False),
    ]


def test_members_of_a_whole_query_are_sent_as_its_form_says() -> None:
    schema = """{type: object, properties: {
      filter: {type: object, properties: {a: {type: string}}},
      styled: {type: object, properties: {b: {type: string}}},
      ids: {type: array, items: {type: integer}},
      told: {type: array, items: {type: integer}}}}"""
    encoding = "{styled: {style: deepObject}, told: {contentType: application/json}}"
    media = f"{{schema: {schema}, encoding: {encoding}}}"
    found = read(querystring(f"{{application/x-www-form-urlencoded: {media}}}"))
    held = {p.name: p for p in found.operation("getA").parameters}
    assert held["filter"].media_type == "application/json"
    assert held["filter"].type == Ref(Key(("getA", "filter"), View.INPUT, FILTER))
    assert (held["styled"].media_type, held["styled"].style) == (None, "deepObject")
    assert (held["ids"].media_type, held["ids"].explode) == (None, True)
    assert held["told"].media_type == "application/json"


FILTER = ("get /a", "query filter")


@pytest.mark.parametrize(
    "schema",
    [
        "{type: object, properties: {x: {type: 1}}}",
        "{type: object, properties: {o: {type: object, properties: {x: {type: 1}}}}}",
    ],
)
def test_a_mistake_in_a_whole_query_is_told_where_it_is(schema: str) -> None:
    found = read(
        querystring(f"{{application/x-www-form-urlencoded: {{schema: {schema}}}}}")
    )
    (wrong,) = [one for one in found.diagnostics if one.severity is not Severity.NOTE]
    assert wrong.at.line == 9


@pytest.mark.parametrize(
    "content",
    [
        "{application/json: {schema: {type: object, properties: {x: {}}}}}",
        "{application/x-www-form-urlencoded: {schema: {allOf: [{}]}}}",
        "{application/x-www-form-urlencoded: {schema: {type: object}}}",
        "{}",
    ],
)
def test_any_other_whole_query_is_named(content: str) -> None:
    found = read(querystring(content))
    assert [p.name for p in found.operation("getA").parameters] == ["one", "two"]
    assert found.only("degraded-querystring").at.line == 9


# --- dynamic references ------------------------------------------------------------


def returning(*schemas: str) -> str:
    """Paths that return these components."""
    paths = "".join(
        f"  /{name}:\n    get:\n      responses:\n        200:\n"
        "          description: Fine.\n          content:\n"
        "            application/json:\n"
        f"              schema: {{$ref: '#/components/schemas/{name}'}}\n"
        for name in schemas
    )
    return f"paths:\n{paths}components:\n  schemas:\n"


def test_each_user_of_a_generic_schema_fills_it_in() -> None:
    text = """\
    Page:
      $id: page
      type: object
      properties: {items: {type: array, items: {$dynamicRef: '#item'}}}
      $defs: {item: {$dynamicAnchor: item, not: {}}}
    Names:
      $id: names
      $ref: page
      $defs: {i: {$dynamicAnchor: item, type: string}}
    Things:
      $id: things
      $ref: page
      $defs: {i: {$dynamicAnchor: item, $ref: '#/components/schemas/Thing'}}
    Thing: {type: object, properties: {name: {type: string}}}
"""
    found = read(returning("Names", "Things") + text)
    things = member(found.model("Things"), "items").type
    assert isinstance(things, Array)
    assert isinstance(things.items, Ref)
    assert things.items.key.path == ("Thing",)
    assert names(found.model("Names")) == ["items"]
    assert isinstance(found.definition("Thing"), Model)


def test_a_tree_of_its_own_kind_has_branches_of_its_own_kind() -> None:
    text = """\
    Tree:
      $id: tree
      $dynamicAnchor: node
      type: object
      properties: {children: {type: array, items: {$dynamicRef: '#node'}}}
    Strict:
      $id: strict
      $dynamicAnchor: node
      $ref: tree
      properties: {name: {type: string}}
"""
    found = read(returning("Strict") + text)
    children = member(found.model("Strict"), "children").type
    assert isinstance(children, Array)
    assert isinstance(children.items, Ref)
    assert children.items.key.path == ("Strict",)


def test_a_dynamic_reference_to_a_plain_anchor_is_a_plain_one(tmp_path: Path) -> None:
    source, diagnostics = opened(
        tmp_path,
        "3.1.0",
        """\
        paths: {}
        components:
          schemas:
            A: {type: object, properties: {b: {$dynamicRef: '#here'}}}
            B: {$anchor: here, type: string}
        """,
    )
    assert at(source, "/components/schemas/A/properties/b") == {
        "$ref": "#/components/schemas/B"
    }
    (found,) = diagnostics
    assert (found.code, found.at.line) == ("plain-reference", 6)


def test_a_dynamic_reference_to_nothing_is_one_mistake(tmp_path: Path) -> None:
    text = """\
    openapi: 3.1.0
    info: {title: T, version: '1'}
    paths: {things: {}}
    components:
      schemas:
        A: {type: object, properties: {b: {$dynamicRef: '#node'}}}
    """
    path = tmp_path / "spec.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    diagnostics = Diagnostics()
    with pytest.raises(SpecError):
        open_source(path, diagnostics)
    said = {one.code: one for one in diagnostics}
    assert sorted(said) == ["degraded-unknown-reference", "invalid-path"]
    way_out = "give the schema that is meant `$dynamicAnchor: node`, or use `$ref`"
    assert said["degraded-unknown-reference"].help == way_out


def test_a_schema_under_defs_is_named_without_the_keyword() -> None:
    text = """\
    Thing:
      type: object
      properties: {part: {$ref: '#/components/schemas/Thing/$defs/Part'}}
      $defs: {Part: {type: object, properties: {name: {type: string}}}}
"""
    found = read(returning("Thing") + text)
    assert names(found.model("Thing", "Part")) == ["name"]
