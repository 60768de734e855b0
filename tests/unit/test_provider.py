from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.describing import ROOT
from tests.narrowing import is_array, is_object

from specloom.config import (
    ApiSettings,
    DocsSettings,
    Project,
    ProviderSettings,
    Service,
)
from specloom.diagnostics import Diagnostics, SpecError, unescape
from specloom.pipeline import understand
from specloom.plan import Plan
from specloom.receipts import templates_folder
from specloom.settings import load
from specloom.targets.provider import render
from specloom.templating import Templates

TEMPLATES = Templates(templates_folder())
FOLDER = "confluent/v00.00.00000"
SERVICE = f"{FOLDER}/services/provider_integrations.yaml"
VERBS = ("select", "insert", "update", "replace", "delete")

Document = Mapping[str, Any]


def loaded(text: str, version: str = "1.2") -> Any:
    reader: Any = YAML(typ="safe", pure=True)
    reader.version = version
    return reader.load(io.StringIO(text))


def written(plan: Plan) -> dict[str, str]:
    """Return the YAML of a provider, by path."""
    return {
        file.path.as_posix(): file.content
        for file in render(plan, TEMPLATES)
        if file.path.suffix == ".yaml"
    }


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The provider of this repository, by path."""
    project = load(ROOT / "pyproject.toml")
    return written(understand(project, Diagnostics()).plan)


@pytest.fixture(scope="module")
def service(texts: dict[str, str]) -> Document:
    found: Document = loaded(texts[SERVICE])
    return found


@pytest.fixture(scope="module")
def resources(service: Document) -> Document:
    found: Document = service["components"]["x-stackQL-resources"]
    return found


def planned(
    tmp_path: Path,
    *documents: str,
    environment: Mapping[str, tuple[str, ...]] | None = None,
) -> Plan:
    """Plan a provider `acme` with one service `things` of these documents."""
    apis: list[ApiSettings] = []
    for number, text in enumerate(documents, 1):
        path = tmp_path / f"v{number}.yaml"
        path.write_text(text, "utf-8")
        apis.append(
            ApiSettings(
                key=f"v{number}",
                spec=path,
                package=f"things-v{number}",
                environment=environment or {},
            )
        )
    names = tuple(api.key for api in apis)
    project = Project(
        base=tmp_path,
        output=tmp_path / "out",
        apis=tuple(apis),
        providers=(
            ProviderSettings(
                name="acme", services=(Service(name="things", apis=names),)
            ),
        ),
    )
    return understand(project, Diagnostics()).plan


def things(tmp_path: Path, *documents: str) -> Document:
    """Return the service document of these descriptions."""
    texts = written(planned(tmp_path, *documents))
    found: Document = loaded(texts["acme/v00.00.00000/services/things.yaml"])
    return found


def description(paths: str, schemas: str = "", *, version: str = "v1") -> str:
    components = f"components:\n  schemas:\n{schemas}" if schemas else ""
    return (
        f"openapi: 3.0.3\ninfo: {{title: Things, version: '1'}}\n"
        f"x-api-group: things/{version}\npaths:\n{paths}{components}"
    )


def nodes(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Yield every node with its path; examples are data and left out."""
    yield path, value
    if is_object(value):
        for key, member in value.items():
            if key not in ("example", "default"):
                yield from nodes(member, (*path, key))
    elif is_array(value):
        for index, member in enumerate(value):
            yield from nodes(member, (*path, index))


def objects(value: Any) -> Iterator[tuple[Any, Document]]:
    """Yield every object with its path."""
    for path, node in nodes(value):
        if is_object(node):
            yield path, node


def references(document: Document) -> Iterator[str]:
    for _, held in objects(document):
        reference = held.get("$ref")
        if isinstance(reference, str):
            yield reference


def pointed(document: Any, reference: str) -> Any:
    found = document
    for token in reference.removeprefix("#/").split("/"):
        found = found[unescape(token)]
    return found


def followed(document: Document, schema: Document) -> Document:
    while "$ref" in schema:
        schema = pointed(document, schema["$ref"])
    return schema


def at_key(document: Document, schema: Document, key: str) -> Document:
    """Return the schema at an objectKey."""
    assert key.startswith("$")
    for name in re.findall(r"\.([A-Za-z_]\w*)", key):
        schema = followed(document, followed(document, schema)["properties"][name])
    return schema


def methods(resources: Document) -> Iterator[tuple[str, str, Document]]:
    for name, resource in resources.items():
        for called, method in resource["methods"].items():
            yield name, called, method


# --- rules that every service document obeys ------------------------------------------


def test_every_reference_leads_somewhere(service: Document) -> None:
    found = list(references(service))
    assert len(found) > 50
    for reference in found:
        assert pointed(service, reference) is not None


def test_every_component_is_used(service: Document) -> None:
    used = {r for r in references(service) if r.startswith("#/components/schemas/")}
    mapped = {
        target
        for _, held in objects(service)
        if "discriminator" in held
        for target in held["discriminator"]["mapping"].values()
    }
    assert mapped <= used
    assert {name.rpartition("/")[2] for name in used} == (
        service["components"]["schemas"].keys()
    )


def test_no_schema_is_composed_in_a_way_that_makes_phantom_columns(
    service: Document,
) -> None:
    for path, held in objects(service):
        assert "allOf" not in held, path
        assert "anyOf" not in held, path


def test_every_method_names_an_operation_and_its_response(
    service: Document, resources: Document
) -> None:
    for _, _, method in methods(resources):
        operation = pointed(service, method["operation"]["$ref"])
        response = method["response"]
        assert isinstance(response["openAPIDocKey"], str)
        held = operation["responses"][response["openAPIDocKey"]]
        if "content" in held:
            assert response["mediaType"] in held["content"]
        if "objectKey" in response:
            schema = held["content"][response["mediaType"]]["schema"]
            assert at_key(service, schema, response["objectKey"])["type"] == "array"


def test_a_method_reads_the_lowest_success_status(
    service: Document, resources: Document
) -> None:
    for _, _, method in methods(resources):
        operation = pointed(service, method["operation"]["$ref"])
        successes = [s for s in operation["responses"] if s.startswith("2")]
        assert method["response"]["openAPIDocKey"] == min(successes)


def test_every_verb_refers_to_methods_of_its_own_resource(
    service: Document, resources: Document
) -> None:
    for name, resource in resources.items():
        assert tuple(resource["sqlVerbs"]) == VERBS
        for held in resource["sqlVerbs"].values():
            for entry in held:
                prefix = f"#/components/x-stackQL-resources/{name}/methods/"
                assert entry["$ref"].startswith(prefix)
                assert pointed(service, entry["$ref"])


def signature(service: Document, method: Document) -> frozenset[str]:
    operation = pointed(service, method["operation"]["$ref"])
    return frozenset(
        p["name"] for p in operation.get("parameters", ()) if p.get("required")
    )


def test_methods_of_a_verb_are_told_apart_by_what_they_need(
    service: Document, resources: Document
) -> None:
    for resource in resources.values():
        for held in resource["sqlVerbs"].values():
            found = [signature(service, pointed(service, e["$ref"])) for e in held]
            assert len(set(found)) == len(found)


def test_every_select_has_columns(service: Document, resources: Document) -> None:
    for resource in resources.values():
        assert resource["sqlVerbs"]["select"]
        for entry in resource["sqlVerbs"]["select"]:
            method = pointed(service, entry["$ref"])
            operation = pointed(service, method["operation"]["$ref"])
            response = method["response"]
            held = operation["responses"][response["openAPIDocKey"]]
            schema = followed(service, held["content"][response["mediaType"]]["schema"])
            if "objectKey" in response:
                rows = at_key(service, schema, response["objectKey"])
                schema = followed(service, rows["items"])
            assert schema["properties"]
            for name, column in schema["properties"].items():
                assert not name.startswith("_")
                assert "type" in followed(service, column), name


def test_what_the_api_sets_is_no_column_of_an_insert_or_update(
    service: Document, resources: Document
) -> None:
    def check(schema: Document) -> None:
        held = followed(service, schema)
        assert not held.get("readOnly")
        for inner in (*held.get("properties", {}).values(), *held.get("oneOf", ())):
            check(inner)

    bodies = 0
    for _, _, method in methods(resources):
        operation = pointed(service, method["operation"]["$ref"])
        for content in operation.get("requestBody", {}).get("content", {}).values():
            bodies += 1
            check(content["schema"])
    assert bodies == 4


def test_both_versions_of_yaml_read_the_same(texts: dict[str, str]) -> None:
    for text in texts.values():
        assert loaded(text, "1.1") == loaded(text, "1.2")


def test_a_file_says_where_it_comes_from(texts: dict[str, str]) -> None:
    specs = {
        "confluent": "specs/pim.v1.yaml, specs/pim.v2.yaml",
        "aws": "specs/aws-connect-integrationassociation.json",
    }
    for path, text in texts.items():
        source = specs[path.split("/")[0]]
        assert text.startswith(f"# Generated by specloom from {source}; do not edit.\n")


# --- the provider of this repository --------------------------------------------------


def test_the_provider_names_its_service_and_how_to_sign_in(
    texts: dict[str, str],
) -> None:
    found = loaded(texts[f"{FOLDER}/provider.yaml"])
    assert found["id"] == "confluent"
    assert found["version"] == "v00.00.00000"
    held = found["providerServices"]["provider_integrations"]
    assert held["id"] == "provider_integrations:v00.00.00000"
    assert held["service"] == {"$ref": SERVICE}
    assert found["config"]["auth"] == {
        "type": "basic",
        "username_var": "CONFLUENT_CLOUD_API_KEY",
        "password_var": "CONFLUENT_CLOUD_API_SECRET",
    }


def test_each_version_is_one_whole_resource(resources: Document) -> None:
    assert list(resources) == ["integrations_v1", "integrations_v2"]
    assert [len(held["methods"]) for held in resources.values()] == [4, 6]
    second = resources["integrations_v2"]
    assert second["id"] == "confluent.provider_integrations.integrations_v2"
    assert second["title"] == "Integrations V2"
    verbs = {
        verb: [entry["$ref"].rpartition("/")[2] for entry in held]
        for verb, held in second["sqlVerbs"].items()
    }
    assert verbs == {
        "select": ["get_pim_v2_integration", "list_pim_v2_integrations"],
        "insert": ["create_pim_v2_integration"],
        "update": ["update_pim_v2_integration"],
        "replace": [],
        "delete": ["delete_pim_v2_integration"],
    }


def test_an_action_is_in_no_verb(resources: Document) -> None:
    second = resources["integrations_v2"]
    method = second["methods"]["validate_pim_v2_integration"]
    assert (
        method["operation"]["$ref"] == "#/paths/~1pim~1v2~1integrations:validate/post"
    )
    assert method["response"]["openAPIDocKey"] == "204"
    assert "validate" not in str(second["sqlVerbs"])


def test_a_list_has_its_rows_and_its_next_page(resources: Document) -> None:
    method = resources["integrations_v1"]["methods"]["list_pim_v1_integrations"]
    assert method["response"] == {
        "mediaType": "application/json",
        "openAPIDocKey": "200",
        "objectKey": "$.data",
    }
    assert method["config"]["pagination"] == {
        "algorithm": "odata_next_link",
        "requestToken": {"key": "page_token", "location": "query"},
        "responseToken": {"key": "$.metadata.next", "location": "body"},
    }


def test_columns_of_a_body_are_called_as_its_properties(resources: Document) -> None:
    method = resources["integrations_v1"]["methods"]["create_pim_v1_integration"]
    assert method["config"] == {"requestBodyTranslate": {"algorithm": "naive"}}
    assert method["request"] == {"mediaType": "application/json"}


def test_environment_is_one_column_and_an_object(service: Document) -> None:
    schemas = service["components"]["schemas"]
    columns = schemas["IntegrationV1"]["properties"]
    assert [name for name in columns if "environment" in name] == ["environment"]
    assert columns["environment"]["type"] == "object"
    assert columns["environment"]["description"] == (
        "The environment to which this belongs."
    )
    assert columns["environment"]["x-immutable"] is True
    assert columns["environment"]["properties"]["related"]["readOnly"] is True
    sent = schemas["IntegrationCreateV1"]["properties"]["environment"]
    assert list(sent["properties"]) == ["id"]


def test_a_union_keeps_its_members_and_its_discriminator(service: Document) -> None:
    config = service["components"]["schemas"]["IntegrationV2"]["properties"]["config"]
    assert config["type"] == "object"
    assert len(config["oneOf"]) == 3
    assert config["discriminator"]["propertyName"] == "kind"
    for tag, target in config["discriminator"]["mapping"].items():
        kind = pointed(service, target)["properties"]["kind"]
        assert kind["enum"] == [tag]


def test_what_two_apis_say_alike_is_one_component(service: Document) -> None:
    schemas = service["components"]["schemas"]
    assert {"Failure", "Error", "AwsIntegrationConfig"} <= schemas.keys()
    assert {"IntegrationV1", "IntegrationV2"} <= schemas.keys()
    assert "Integration" not in schemas


# --- other descriptions ---------------------------------------------------------------

LIST = """\
  /{path}:
    get:
      operationId: list{name}
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {{type: array, items: {{$ref: '#/components/schemas/Thing'}}}}
"""
THING = "    Thing: {{type: object, properties: {{{name}: {{type: string}}}}}}\n"


def test_a_component_that_needs_a_different_one_is_different_too(
    tmp_path: Path,
) -> None:
    outer = (
        "    Outer: {type: object, properties: "
        "{thing: {$ref: '#/components/schemas/Thing'}}}\n"
    )
    paths = LIST.replace("schemas/Thing", "schemas/Outer")
    found = things(
        tmp_path,
        description(
            paths.format(path="v1/things", name="V1"), outer + THING.format(name="a")
        ),
        description(
            paths.format(path="v2/things", name="V2"),
            outer + THING.format(name="b"),
            version="v2",
        ),
    )
    schemas = found["components"]["schemas"]
    assert schemas.keys() == {"OuterV1", "OuterV2", "ThingV1", "ThingV2"}
    for version in ("V1", "V2"):
        thing = schemas[f"Outer{version}"]["properties"]["thing"]
        assert thing == {"$ref": f"#/components/schemas/Thing{version}"}


def test_equal_components_are_shared(tmp_path: Path) -> None:
    found = things(
        tmp_path,
        description(LIST.format(path="v1/things", name="V1"), THING.format(name="a")),
        description(
            LIST.format(path="v2/things", name="V2"),
            THING.format(name="a"),
            version="v2",
        ),
    )
    assert found["components"]["schemas"].keys() == {"Thing"}
    assert set(found["paths"]) == {"/v1/things", "/v2/things"}


def test_two_apis_cannot_have_the_same_operation(tmp_path: Path) -> None:
    one = description(LIST.format(path="things", name="V1"), THING.format(name="a"))
    with pytest.raises(SpecError) as raised:
        things(tmp_path, one, one)
    (told,) = raised.value.diagnostics
    assert told.code == "operation-conflict"
    assert told.message == "another API of the same service has GET /things as well"
    assert told.at.pointer == "/paths/~1things/get"
    assert told.help


def test_an_api_on_another_server_says_so_at_its_operations(tmp_path: Path) -> None:
    first, second = (
        description(LIST.format(path=f"{name}/all", name=name), THING.format(name="a"))
        + f"servers: [{{url: 'https://{name}.example.com'}}]\n"
        for name in ("a", "b")
    )
    found = things(tmp_path, first, second)
    assert found["servers"] == [{"url": "https://a.example.com"}]
    assert "servers" not in found["paths"]["/a/all"]["get"]
    assert found["paths"]["/b/all"]["get"]["servers"] == [
        {"url": "https://b.example.com"}
    ]


OAUTH = (
    "{type: oauth2, flows: {clientCredentials: "
    "{tokenUrl: 'https://example.com/token', scopes: {}}}}"
)


@pytest.mark.parametrize(
    ("scheme", "variables", "auth"),
    [
        (
            "{type: http, scheme: basic}",
            ("ACME_USER", "ACME_SECRET"),
            {
                "type": "basic",
                "username_var": "ACME_USER",
                "password_var": "ACME_SECRET",
            },
        ),
        (
            "{type: http, scheme: bearer}",
            ("ACME_TOKEN",),
            {"type": "bearer", "credentialsenvvar": "ACME_TOKEN"},
        ),
        (
            "{type: apiKey, in: header, name: X-Api-Key}",
            ("ACME_KEY",),
            {
                "type": "custom",
                "location": "header",
                "name": "X-Api-Key",
                "credentialsenvvar": "ACME_KEY",
            },
        ),
        (
            OAUTH,
            ("ACME_CLIENT", "ACME_SECRET"),
            {
                "type": "oauth2",
                "grant_type": "client_credentials",
                "token_url": "https://example.com/token",
                "client_id_env_var": "ACME_CLIENT",
                "client_secret_env_var": "ACME_SECRET",
            },
        ),
        (
            OAUTH,
            ("ACME_TOKEN",),
            {"type": "bearer", "credentialsenvvar": "ACME_TOKEN"},
        ),
        (
            "{type: apiKey, in: cookie, name: session}",
            ("ACME_KEY",),
            {"type": "null_auth"},
        ),
    ],
)
def test_credentials_come_from_the_environment(
    tmp_path: Path,
    scheme: str,
    variables: tuple[str, ...],
    auth: dict[str, str],
) -> None:
    text = description(LIST.format(path="things", name="All"), THING.format(name="a"))
    text += f"  securitySchemes: {{key: {scheme}}}\nsecurity: [{{key: []}}]\n"
    texts = written(planned(tmp_path, text, environment={"key": variables}))
    found = loaded(texts["acme/v00.00.00000/provider.yaml"])
    assert found["config"] == {"auth": auth}


def test_methods_that_sql_cannot_tell_apart_are_called_by_name(tmp_path: Path) -> None:
    text = description(
        """\
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getThing
      responses: {'200': {description: One., content: {application/json:
        {schema: {$ref: '#/components/schemas/Thing'}}}}}
    delete:
      operationId: deleteThing
      responses: {'204': {description: Gone.}}
  /things/{id}/picture:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getPicture
      responses: {'200': {description: One., content: {image/png:
        {schema: {type: string, format: binary}}}}}
""",
        THING.format(name="a"),
    )
    found = things(tmp_path, text)["components"]["x-stackQL-resources"]
    selected = [
        entry["$ref"].rpartition("/")[2]
        for resource in found.values()
        for entry in resource["sqlVerbs"]["select"]
    ]
    assert selected == ["get_thing"]
    every = [name for _, name, _ in methods(found)]
    assert sorted(every) == ["delete_thing", "get_picture", "get_thing"]


def test_the_schemas_are_those_of_openapi_3_0(tmp_path: Path) -> None:
    text = description(
        LIST.format(path="things", name="All"),
        """\
    Thing:
      type: object
      properties:
        size: {type: number, exclusiveMinimum: true, minimum: 0}
        mode: {type: string, enum: [a, null], nullable: true}
        kinds: {type: string, x-extensible-enum: [x, y]}
        part: {nullable: true, allOf: [{$ref: '#/components/schemas/Part'}]}
        whole: {$ref: '#/components/schemas/Thing'}
        labels: {type: object, additionalProperties: {type: integer}}
    Part: {type: object, description: A part., properties: {id: {type: string}}}
""",
    )
    schemas = things(tmp_path, text)["components"]["schemas"]
    assert schemas["Thing"]["properties"] == {
        "size": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        "mode": {"type": "string", "enum": ["a"], "nullable": True},
        "kinds": {"type": "string", "x-extensible-enum": ["x", "y"]},
        "part": {
            "type": "object",
            "description": "A part.",
            "properties": {"id": {"type": "string"}},
            "nullable": True,
        },
        "whole": {"$ref": "#/components/schemas/Thing"},
        "labels": {"type": "object", "additionalProperties": {"type": "integer"}},
    }


def test_characters_that_nobody_sees_are_shown(tmp_path: Path) -> None:
    text = description(LIST.format(path="things", name="All"), THING.format(name="a"))
    text = text.replace("{type: string}", '{type: string, example: "a\u202eb\\tc"}')
    found = things(tmp_path, text)["components"]["schemas"]["Thing"]
    assert found["properties"]["a"]["example"] == "a\ufffdb\tc"


def test_a_plan_without_a_provider_writes_nothing() -> None:
    plan = Plan(apis=(), docs=DocsSettings(), providers=())
    assert render(plan, TEMPLATES) == []
