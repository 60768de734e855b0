"""Services of CloudFormation types, as StackQL reaches them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from tests.describing import ROOT
from tests.unit.test_provider import (
    loaded,
    nodes,
    objects,
    pointed,
    references,
    written,
)

from specloom.config import (
    ApiSettings,
    Options,
    Project,
    ProviderSettings,
    Service,
    Target,
    placed,
    project_for,
)
from specloom.diagnostics import Diagnostics, SpecError
from specloom.pipeline import understand
from specloom.receipts import templates_folder
from specloom.targets import provider
from specloom.templating import Templates

CONNECT = ROOT / "specs" / "aws-connect-integrationassociation.json"
_FOLDER = "aws/v00.00.00000"
_ALL = ("create", "read", "update", "delete", "list")


def documents(
    *specs: Path, services: tuple[Service, ...] | None = None
) -> dict[str, Any]:
    """Write a provider `aws` of these types; its documents by path."""
    apis = tuple(
        ApiSettings(
            key=path.stem, spec=path, package=path.stem, targets=(Target.PROVIDER,)
        )
        for path in specs
    )
    keys = tuple(api.key for api in apis)
    held = services or (Service(name="connect", apis=keys),)
    project = Project(
        base=specs[0].parent,
        output=Path("generated"),
        apis=apis,
        providers=(ProviderSettings(name="aws", services=held),),
    )
    plan = understand(project, Diagnostics()).plan
    return {path: loaded(text) for path, text in written(plan).items()}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return documents(CONNECT)


@pytest.fixture(scope="module")
def service(found: dict[str, Any]) -> Any:
    return found[f"{_FOLDER}/services/connect.yaml"]


def a_type(folder: Path, name: str, **said: Any) -> Path:
    path = folder / f"{name.replace('::', '-').lower()}.json"
    whole: dict[str, Any] = {
        "typeName": name,
        "properties": {
            "Id": {"type": "string"},
            "Parent": {"type": "string"},
            "Region": {"type": "string"},
            "Format": {"type": "string"},
            "It's": {"type": "string"},
        },
        "primaryIdentifier": ["/properties/Id"],
        "handlers": {key: {"permissions": []} for key in _ALL},
        **said,
    }
    path.write_text(json.dumps(whole), "utf-8")
    return path


def views(resource: Any) -> Iterator[Any]:
    view = resource["config"]["views"]["select"]
    while view:
        yield view
        view = view.get("fallback")


def test_a_provider_of_types_serves_cloud_control_too(
    found: dict[str, Any],
) -> None:
    assert set(found) == {
        f"{_FOLDER}/provider.yaml",
        f"{_FOLDER}/services/connect.yaml",
        f"{_FOLDER}/services/cloud_control.yaml",
    }
    provider = found[f"{_FOLDER}/provider.yaml"]
    assert provider["config"]["auth"]["type"] == "aws_signing_v4"
    for name, told in provider["providerServices"].items():
        assert told["service"]["$ref"] == f"{_FOLDER}/services/{name}.yaml"


def test_every_reference_leads_somewhere(found: dict[str, Any]) -> None:
    for path, document in found.items():
        if "services" in path:
            for reference in references(document):
                pointed(document, reference)


def test_each_method_finds_its_answer(found: dict[str, Any]) -> None:
    for path, document in found.items():
        if "services" not in path:
            continue
        for resource in document["components"]["x-stackQL-resources"].values():
            for method in resource["methods"].values():
                operation = pointed(document, method["operation"]["$ref"])
                response = method["response"]
                answer = operation["responses"][response["openAPIDocKey"]]
                schema = answer["content"][response["mediaType"]]["schema"]
                assert response["objectKey"].removeprefix("$.") in schema["properties"]
                request = operation["requestBody"]["content"]
                assert method["request"]["mediaType"] in request


def test_a_resource_creates_and_deletes(service: Any) -> None:
    (resource,) = service["components"]["x-stackQL-resources"].values()
    assert resource["id"] == "aws.connect.integration_associations"
    assert resource["x-cfn-type-name"] == "AWS::Connect::IntegrationAssociation"
    assert resource["x-identifiers"] == [
        "InstanceId",
        "IntegrationType",
        "IntegrationArn",
    ]
    assert set(resource["methods"]) == {"create_resource", "delete_resource"}
    create = resource["methods"]["create_resource"]
    assert create["config"]["requestBodyTranslate"]["algorithm"] == "naive_DesiredState"
    for method in resource["methods"].values():
        base = json.loads(method["request"]["base"])
        assert base == {"TypeName": "AWS::Connect::IntegrationAssociation"}
    verbs = {verb for verb, listed in resource["sqlVerbs"].items() if listed}
    assert verbs == {"insert", "delete"}


def test_a_created_state_has_what_may_be_sent_as_text(
    service: Any,
) -> None:
    path = (
        "/?Action=CreateResource&Version=2021-09-30&__IntegrationAssociation"
        "&__detailTransformed=true"
    )
    body = service["paths"][path]["post"]["requestBody"]["content"]
    schema = body["application/x-amz-json-1.0"]["schema"]
    state = pointed(service, schema["properties"]["DesiredState"]["$ref"])
    assert list(state["properties"]) == [
        "InstanceId",
        "IntegrationArn",
        "IntegrationType",
    ]
    assert state["x-stackQL-stringOnly"] is True
    dropped = service["x-stackQL-config"]["requestTranslate"]["algorithm"]
    assert dropped == "drop_double_underscore_params"


def test_the_state_says_what_its_type_says(service: Any) -> None:
    state = service["components"]["schemas"]["IntegrationAssociation"]
    assert state["x-read-only-properties"] == ["IntegrationAssociationId"]
    assert state["x-tagging"] == {"taggable": False}
    permissions = state["x-required-permissions"]
    assert set(permissions) == {"create", "read", "delete", "list"}
    assert "connect:CreateIntegrationAssociation" in permissions["create"]


def test_a_query_with_an_identifier_gets_one_and_without_lists(service: Any) -> None:
    (resource,) = service["components"]["x-stackQL-resources"].values()
    told = [(view["predicate"], view["ddl"]) for view in views(resource)]
    assert [predicate for predicate, _ in told] == [
        'sqlDialect == "sqlite3" && requiredParams == [ Identifier ]',
        'sqlDialect == "postgres" && requiredParams == [ Identifier ]',
        'sqlDialect == "sqlite3"',
        'sqlDialect == "postgres"',
    ]
    one, listed = told[0][1], told[2][1]
    assert "FROM aws.cloud_control.resource\n" in one
    assert "Identifier = '<InstanceId>|<IntegrationType>|<IntegrationArn>'" in one
    assert "integration_association_id" in one
    assert "FROM aws.cloud_control.resources\n" in listed
    assert "integration_association_id" not in listed
    assert "Identifier = " not in listed


def test_columns_of_a_view_have_names_that_sql_takes(tmp_path: Path) -> None:
    found = documents(a_type(tmp_path, "AWS::IAM::Thing"))
    document = found[f"{_FOLDER}/services/connect.yaml"]
    (resource,) = document["components"]["x-stackQL-resources"].values()
    ddl = next(views(resource))["ddl"]
    assert "AS parent" in ddl
    assert 'AS "format"' in ddl
    # The region of the query is no property: that one keeps apart.
    assert ddl.count("AS region,") == 0
    assert "JSON_EXTRACT(Properties, '$.Region') AS region_" in ddl
    assert "'$[''It\\\\''s'']'" in ddl
    assert set(resource["sqlVerbs"]["update"][0]) == {"$ref"}


def test_a_list_that_needs_a_parent_asks_for_it(tmp_path: Path) -> None:
    handlers: dict[str, Any] = {
        "list": {
            "permissions": [],
            "handlerSchema": {
                "properties": {
                    "Parent": {"$ref": "resource-schema.json#/properties/Parent"}
                },
                "required": ["Parent"],
            },
        }
    }
    found = documents(a_type(tmp_path, "AWS::Shop::Thing", handlers=handlers))
    document = found[f"{_FOLDER}/services/connect.yaml"]
    (resource,) = document["components"]["x-stackQL-resources"].values()
    view = next(views(resource))
    assert view["predicate"].endswith("&& requiredParams == [ ResourceModel ]")
    assert """ResourceModel = '{"Parent": "<Parent>"}'""" in view["ddl"]
    assert resource["methods"] == {}


def test_types_of_one_service_share_its_paths(tmp_path: Path) -> None:
    first = a_type(tmp_path, "AWS::Shop::Thing")
    second = a_type(tmp_path, "AWS::Shop::Order")
    document = documents(first, second)[f"{_FOLDER}/services/connect.yaml"]
    actions = [path.split("&")[0] for path in document["paths"]]
    assert actions.count("/?Action=CreateResource") == 2
    assert actions.count("/?Action=DeleteResource") == 1
    assert set(document["components"]["x-stackQL-resources"]) == {"things", "orders"}


def test_what_stackql_could_not_tell_apart_is_refused(tmp_path: Path) -> None:
    first = a_type(tmp_path, "AWS::Shop::Thing")
    second = a_type(tmp_path, "AWS::Mall::Thing")
    with pytest.raises(SpecError) as caught:
        documents(first, second)
    (told,) = caught.value.diagnostics
    assert (told.code, told.at.pointer) == ("operation-conflict", "/typeName")


def test_types_and_other_apis_have_services_of_their_own(tmp_path: Path) -> None:
    other = tmp_path / "shop.yaml"
    other.write_text(
        "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n  /orders:\n"
        "    get: {responses: {'200': {description: Done.}}}\n",
        "utf-8",
    )
    with pytest.raises(SpecError) as caught:
        documents(CONNECT, other)
    assert caught.value.diagnostics[0].code == "mixed-service"
    apart = (
        Service(name="connect", apis=(CONNECT.stem,)),
        Service(name="cloud_control", apis=("shop",)),
    )
    found = documents(CONNECT, other, services=apart)
    assert f"{_FOLDER}/services/cloud_control_api.yaml" in found
    (view, *_) = views(
        found[f"{_FOLDER}/services/connect.yaml"]["components"]["x-stackQL-resources"][
            "integration_associations"
        ]
    )
    assert "aws.cloud_control_api.resource\n" in view["ddl"]


def test_no_node_is_shared_or_empty(found: dict[str, Any]) -> None:
    for document in found.values():
        for path, node in nodes(document):
            if path and path[-1] == "schema":
                assert node
        for path, held in objects(document):
            assert None not in held.values(), path


# --- without a configuration ----------------------------------------------------------


def test_a_type_alone_names_its_provider_and_its_service() -> None:
    options = Options(targets=(Target.PROVIDER,))
    project = project_for(CONNECT, None, options)
    files = {
        placed(project, Target.PROVIDER, file.path): file.content
        for file in provider.render(
            understand(project, Diagnostics()).plan, Templates(templates_folder())
        )
    }

    root = PurePosixPath(_FOLDER)
    told = loaded(files[root / "provider.yaml"])
    assert told["name"] == "aws"
    assert set(told["providerServices"]) == {"connect", "cloud_control"}
    for one in told["providerServices"].values():
        # Such a reference is relative to the folder of the registry: the output.
        assert PurePosixPath(one["service"]["$ref"]) in files


def test_any_other_api_alone_is_called_as_its_file(tmp_path: Path) -> None:
    spec = tmp_path / "shop.json"
    empty = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {}}
    spec.write_text(json.dumps(empty), "utf-8")
    project = project_for(spec, None, Options(targets=(Target.PROVIDER,)))
    (planned,) = understand(project, Diagnostics()).plan.providers

    assert planned.settings.name == "shop"
