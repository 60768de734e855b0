"""The form of documentation pages: the same API comes out as from the description."""

from __future__ import annotations

from pathlib import Path

import pytest

from specloom.diagnostics import Diagnostics, Location, Severity
from specloom.documents import dump, load
from specloom.ir import JsonValue
from specloom.sources import Dialect, Source, open_source
from specloom.sources.page import shape

SPECS = Path(__file__).parents[3] / "specs"
PAGE = SPECS / "pim.v2.patch.dereferenced.yaml"
PATH = "/pim/v2/integrations/{id}"


@pytest.fixture(name="page")
def opened_page() -> Source:
    return open_source(PAGE, Diagnostics())


def at(value: JsonValue, *keys: str | int) -> JsonValue:
    for key in keys:
        match value, key:
            case dict(), str():
                value = value[key]
            case list(), int():
                value = value[key]
            case _:
                pytest.fail(f"no {key}")
    return value


def comparable(value: JsonValue, *, are_names: bool = False) -> JsonValue:
    """Return a schema or an operation without what the page is known to change."""
    match value:
        case dict():
            return {
                "enum" if key == "x-extensible-enum" and not are_names else key: (
                    comparable(member, are_names=not are_names and key == "properties")
                )
                for key, member in value.items()
                if are_names or key not in {"description", "summary", "x-one-of-name"}
            }
        case list():
            return [comparable(item) for item in value]
        case _:
            return value


def test_the_components_are_those_of_the_published_description(page: Source) -> None:
    published = load(SPECS / "pim.v2.yaml", Diagnostics()).data
    theirs = at(published, "components", "schemas")
    mine = at(page.root.value, "components", "schemas")
    assert isinstance(mine, dict)
    assert list(mine) == [
        "pim.v2.Integration",
        "pim.v2.GcpIntegrationConfig",
        "pim.v2.AzureIntegrationConfig",
        "pim.v2.AwsIntegrationConfig",
        "ObjectReference",
        "Failure",
        "Error",
    ]
    for name, schema in mine.items():
        assert comparable(schema) == comparable(at(theirs, name)), name


def test_the_operation_is_that_of_the_published_description(page: Source) -> None:
    published = load(SPECS / "pim.v2.yaml", Diagnostics()).data
    theirs = comparable(at(published, "paths", PATH, "patch"))
    mine = comparable(at(page.root.value, "paths", PATH, "patch"))
    for key in ("operationId", "parameters", "tags", "security", "requestBody"):
        assert at(mine, key) == at(theirs, key), key
    assert at(mine, "responses", "200") == at(theirs, "responses", "200")
    for status in ("400", "401", "403", "404", "409", "429", "500"):
        reference = at(published, "paths", PATH, "patch", "responses", status, "$ref")
        assert isinstance(reference, str)
        response = at(published, "components", "responses", reference.split("/")[-1])
        assert at(mine, "responses", status) == comparable(response), status


def test_what_the_page_does_not_say_is_made_up_and_said_so() -> None:
    diagnostics = Diagnostics()
    source = open_source(PAGE, diagnostics)
    assert source.dialect is Dialect.OPENAPI_3_0
    assert at(source.root.value, "info", "title") == "Integrations (pim/v2)"
    assert at(source.root.value, "components", "securitySchemes") == {
        "cloud-api-key": {"type": "http", "scheme": "basic"},
        "confluent-sts-access-token": {"type": "http", "scheme": "bearer"},
    }
    assert [(d.severity, d.code, d.at.line) for d in diagnostics] == [
        (Severity.WARNING, "missing-security-scheme", 30),
        (Severity.WARNING, "missing-security-scheme", 31),
        (Severity.NOTE, "page-form", 1),
    ]


@pytest.mark.parametrize(
    ("pointer", "line", "text"),
    [
        ("/paths/~1pim~1v2~1integrations~1{id}/patch", 3, "patch:"),
        ("/components/schemas/Failure", 733, "schema:"),
        ("/components/schemas/ObjectReference/properties/kind", 682, "kind:"),
        ("/components/schemas/pim.v2.Integration/properties/id", 340, "id:"),
        ("/components/securitySchemes/cloud-api-key", 30, "- cloud-api-key: []"),
        ("/info/title", 1, "paths:"),
        ("/servers/0", 1569, "- url: https://api.confluent.cloud"),
    ],
)
def test_places_are_those_of_the_page(
    page: Source, pointer: str, line: int, text: str
) -> None:
    assert page.position(Location(PAGE, pointer)).line == line
    found = page.line(Location(PAGE, pointer))
    assert found is not None
    assert found.strip() == text


# --- small pages -------------------------------------------------------------------


def shaped(folder: Path, *schemas: JsonValue) -> tuple[JsonValue, JsonValue]:
    """Open a page whose responses have these schemas; return them and components."""
    responses: dict[str, JsonValue] = {
        str(200 + number): {
            "description": "x",
            "content": {"application/json": {"schema": schema}},
        }
        for number, schema in enumerate(schemas)
    }
    path = folder / "page.yaml"
    path.write_text(dump({"paths": {"/a": {"get": {"responses": responses}}}}))
    root = open_source(path, Diagnostics()).root.value
    found = [
        at(response, "content", "application/json", "schema")
        for response in (
            at(root, "paths", "/a", "get", "responses", status) for status in responses
        )
    ]
    return found, at(root, "components", "schemas")


def thing(*required: str, **properties: JsonValue) -> dict[str, JsonValue]:
    made: dict[str, JsonValue] = {
        "type": "object",
        "title": "Thing",
        "properties": properties,
    }
    if required:
        made["required"] = [*required]
    return made


ID: JsonValue = {"type": "string", "readOnly": True}
KIND: JsonValue = {"type": "string", "x-immutable": True}
NAME: JsonValue = {"type": "string"}
REF: JsonValue = {"$ref": "#/components/schemas/Thing"}


def test_the_fullest_shape_becomes_the_component(tmp_path: Path) -> None:
    whole = thing("id", "name", id=ID, kind=KIND, name=NAME)
    view = thing("name", name=NAME)
    found, components = shaped(tmp_path, view, whole, thing(name=NAME, id=ID), whole)
    untitled = {key: value for key, value in whole.items() if key != "title"}
    assert components == {"Thing": untitled}
    # The third shape lacks `name` among its required ones, which no request does.
    assert found == [REF, REF, thing(name=NAME, id=ID), REF]


def test_a_shape_that_is_no_view_stays_where_it_is(tmp_path: Path) -> None:
    other = thing(name={"type": "integer"})
    found, components = shaped(tmp_path, thing(name=NAME, id=ID), other)
    assert found == [REF, other]
    properties = at(components, "Thing", "properties")
    assert isinstance(properties, dict)
    assert list(properties) == ["name", "id"]


def test_a_property_that_a_request_may_carry_is_not_lost(tmp_path: Path) -> None:
    whole, part = thing(name=NAME, size={"type": "integer"}), thing(name=NAME)
    found, _ = shaped(tmp_path, whole, part)
    assert found == [REF, part]


def test_titled_schemas_inside_one_another_become_components(tmp_path: Path) -> None:
    inner: JsonValue = {"type": "object", "title": "Inner", "properties": {"id": ID}}
    pruned: JsonValue = {"type": "object", "title": "Inner", "properties": {}}
    found, components = shaped(
        tmp_path,
        thing(inner={"allOf": [pruned]}),
        thing(inner={"allOf": [inner]}),
    )
    assert found == [REF, REF]
    assert components == {
        "Thing": {
            "type": "object",
            "properties": {
                "inner": {"allOf": [{"$ref": "#/components/schemas/Inner"}]}
            },
        },
        "Inner": {"type": "object", "properties": {"id": ID}},
    }


@pytest.mark.parametrize("title", ["A thing", "Thing!", "1st", "", "a..b", "a/b"])
def test_a_title_that_is_no_identifier_is_no_name(tmp_path: Path, title: str) -> None:
    schema = thing(name=NAME) | {"title": title}
    found, components = shaped(tmp_path, schema)
    assert (found, components) == ([schema], {})


def test_a_titled_schema_that_is_no_object_stays(tmp_path: Path) -> None:
    schema: JsonValue = {"type": "string", "title": "Name"}
    found, components = shaped(tmp_path, schema)
    assert (found, components) == ([schema], {})


def test_a_mapping_of_whole_schemas_becomes_references(tmp_path: Path) -> None:
    untitled: JsonValue = {"type": "object", "properties": {"b": NAME}}
    union: JsonValue = {
        "oneOf": [thing(name=NAME)],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"thing": thing(name=NAME), "Other": untitled, "text": "Thing"},
        },
    }
    found, components = shaped(tmp_path, union)
    assert at(found, 0, "oneOf") == [REF]
    assert at(found, 0, "discriminator", "mapping") == {
        "thing": "#/components/schemas/Thing",
        "Other": "#/components/schemas/Other",
        "text": "Thing",
    }
    assert isinstance(components, dict)
    assert list(components) == ["Thing", "Other"]


def test_a_page_without_tags_is_named_after_its_path(tmp_path: Path) -> None:
    path = tmp_path / "page.yaml"
    path.write_text(dump({"paths": {"/a": {"get": {"responses": {"204": {}}}}}}))
    root = open_source(path, Diagnostics()).root.value
    assert at(root, "info", "title") == "/a"


def test_the_page_itself_is_not_changed() -> None:
    document = load(PAGE, Diagnostics())
    before = dump(document.data)
    shaped_document = shape(document, Diagnostics())
    assert shaped_document.data != document.data
    assert dump(document.data) == before
