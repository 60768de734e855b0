"""Providers obey the rules of `targets/provider/rules.py`, and breaking one is seen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.behaviour.packages import ROOT, SPECS
from tests.sql.corpus import CORPUS, documents, needs_corpus
from tests.sql.publishing import publish

from specloom.diagnostics import SpecError
from specloom.targets import provider
from specloom.targets.provider.rules import broken_provider_rules, broken_rules

PIM = ROOT / "generated/stackql/confluent/v00.00.00000/services"


def loaded(text: str) -> Any:
    reader: Any = YAML(typ="safe", pure=True)
    return reader.load(io.StringIO(text))


@pytest.fixture(scope="module")
def text() -> str:
    return (PIM / "provider_integrations.yaml").read_text("utf-8")


def test_the_committed_provider_breaks_no_rule(text: str) -> None:
    assert list(broken_rules(loaded(text))) == []


BREAKS = [
    (
        "#/components/schemas/Failure'",
        "#/components/schemas/Failures'",
        "leads nowhere",
    ),
    ("openAPIDocKey: '201'", "openAPIDocKey: '299'", "reads a response '299'"),
    ("objectKey: $.data", "objectKey: $.rows", "has its rows at $.rows"),
    ("objectKey: $.data", "objectKey: $['da.ta']", "has its rows at $['da.ta']"),
    ("mediaType: application/json", "mediaType: text/xml", "reads text/xml"),
    (
        "/methods/list_pim_v2_integrations'",
        "/methods/get_pim_v2_integration'",
        "never reaches get_pim_v2_integration",
    ),
    (
        "$ref: '#/paths/~1pim~1v1~1integrations/post'",
        "$ref: '#/paths/~1pim~1v1~1integrations/get'",
        "are one operation",
    ),
    ("servers:\n  - url:", "hosts:\n  - url:", "has no server"),
]


@pytest.mark.parametrize(("before", "after", "told"), BREAKS)
def test_a_broken_rule_is_told(text: str, before: str, after: str, told: str) -> None:
    assert before in text
    found = list(broken_rules(loaded(text.replace(before, after))))
    assert any(told in one for one in found), found


def test_methods_are_tried_by_their_path_parameters(text: str) -> None:
    document = loaded(text)
    resource = document["components"]["x-stackQL-resources"]["integrations_v2"]
    resource["sqlVerbs"]["select"].reverse()
    found = list(broken_rules(document))
    assert any("tries get_pim_v2_integration too late" in one for one in found)
    assert any("never reaches get_pim_v2_integration" in one for one in found)


# --- references -----------------------------------------------------------------------

DEAD = {"$ref": "#/components/schemas/Nobody"}


def put(document: Any, path: str, value: Any) -> None:
    """Put a value at a path of names, making the objects on the way."""
    *outer, last = path.split("/")
    for name in outer:
        document = document.setdefault(name, {})
    document[last] = value


@pytest.mark.parametrize(
    "path",
    [
        "properties/example",
        "properties/default",
        "properties/enum",
        "properties/examples/items",
        "properties/properties/properties/default",
        "additionalProperties",
        "properties/x-thing",
        "discriminator/mapping/x-thing",
    ],
)
def test_a_name_of_the_api_is_no_keyword(text: str, path: str) -> None:
    document = loaded(text)
    value = DEAD["$ref"] if "mapping" in path else DEAD
    put(document, f"components/schemas/Failure/{path}", value)
    assert list(broken_rules(document)) == [
        "the reference #/components/schemas/Nobody leads nowhere"
    ]


def test_a_discriminator_may_name_a_component(text: str) -> None:
    document = loaded(text)
    mapping = "components/schemas/Failure/discriminator/mapping"
    put(document, f"{mapping}/a", "Error")
    assert list(broken_rules(document)) == []
    put(document, f"{mapping}/b", "Nobody")
    assert len(list(broken_rules(document))) == 1


def test_the_default_response_is_one(text: str) -> None:
    document = loaded(text)
    path = next(iter(document["paths"]))
    responses = document["paths"][path]["get"]["responses"]
    put(responses, "default/content/application~json/schema", DEAD)
    assert len(list(broken_rules(document))) == 1


@pytest.mark.parametrize(
    "path",
    [
        "example",
        "default",
        "examples",
        "enum",
        "const",
        "x-thing",
        "example/properties",
    ],
)
def test_what_stands_in_data_is_no_reference(text: str, path: str) -> None:
    document = loaded(text)
    put(document, f"components/schemas/Failure/{path}", [DEAD])
    assert list(broken_rules(document)) == []


# --- rows -----------------------------------------------------------------------------


def test_rows_without_a_name_are_of_one_shape(text: str) -> None:
    document = loaded(text)
    operations = [
        document["paths"]["/pim/v2/integrations/{id}"]["get"],
        document["paths"]["/pim/v2/integrations"]["get"],
    ]
    one, many = (
        one["responses"]["200"]["content"]["application/json"] for one in operations
    )
    one["schema"] = {"type": "object", "properties": {"id": {"type": "string"}}}
    assert list(broken_rules(document)) == []  # the other rows are a component
    several = {"type": "array", "items": dict(one["schema"])}
    many["schema"] = {"type": "object", "properties": {"data": several}}
    assert list(broken_rules(document)) == []  # both are alike
    several["items"] = {"type": "object", "properties": {"name": {"type": "string"}}}
    assert list(broken_rules(document)) == [
        (
            "integrations_v2 keeps the rows of get_pim_v2_integration and "
            "list_pim_v2_integrations, which differ, together"
        )
    ]


# --- views and the service that they query --------------------------------------------

AWS = ROOT / "generated/stackql/aws/v00.00.00000"
VIEW_BREAKS = [
    ('sqlDialect == "postgres" && ', 'sqlDialect == "sqlite3" && ', "never reaches"),
    (" && requiredParams == [ Identifier ]", "", "never reaches"),
    ('sqlDialect == "postgres"', 'sqlDialect == "mysql"', "has no view for postgres"),
    ('sqlDialect == "sqlite3" &&', "dialect sqlite3 &&", "which StackQL cannot read"),
    ("FROM aws.cloud_control.resource\n", "FROM\n", "queries no resource"),
    ("AS instance_id", "AS integration_arn", "two columns integration_arn"),
]


@pytest.mark.parametrize(("before", "after", "told"), VIEW_BREAKS)
def test_a_broken_view_is_told(before: str, after: str, told: str) -> None:
    text = (AWS / "services/connect.yaml").read_text("utf-8")
    assert list(broken_rules(loaded(text))) == []
    assert before in text
    found = list(broken_rules(loaded(text.replace(before, after))))
    assert any(told in one for one in found), found


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("$.ProgressEvent", "$.Nothing", "has its rows at $.Nothing"),
        ("schemas/ResourceDescription'", "schemas/Other'", "leads nowhere"),
        ("openAPIDocKey: '200'", "openAPIDocKey: '299'", "reads a response '299'"),
    ],
)
def test_the_service_of_cloud_control_is_held_to_the_rules(
    before: str, after: str, told: str
) -> None:
    text = (AWS / "services/cloud_control.yaml").read_text("utf-8")
    assert list(broken_rules(loaded(text))) == []
    assert before in text
    found = list(broken_rules(loaded(text.replace(before, after))))
    assert any(told in one for one in found), found


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        (
            "provider",
            "services/connect.yaml",
            "services/other.yaml",
            "other.yaml is no",
        ),
        ("provider", "  auth:", "  author:", "without config.auth no statement runs"),
        ("connect", "aws.cloud_control.resource\n", "aws.other.a\n", "which is not"),
        ("cloud_control", "    resources:\n", "    things:\n", "which is not"),
    ],
)
def test_a_provider_is_whole(name: str, before: str, after: str, told: str) -> None:
    texts = {
        path.stem: path.read_text("utf-8")
        for path in (AWS / "provider.yaml", *sorted(AWS.glob("services/*.yaml")))
    }
    assert list(of_provider(texts)) == []
    assert before in texts[name]
    texts[name] = texts[name].replace(before, after)
    found = list(of_provider(texts))
    assert any(told in one for one in found), found


def of_provider(texts: dict[str, str]) -> Iterator[str]:
    documents = {
        f"aws/v00.00.00000/services/{name}.yaml": loaded(text)
        for name, text in texts.items()
        if name != "provider"
    }
    return broken_provider_rules(loaded(texts["provider"]), documents)


def test_a_provider_that_breaks_a_rule_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> list[str]:
        return ["it is broken"]

    monkeypatch.setattr(provider, "broken_rules", broken)
    with pytest.raises(SpecError) as raised:
        publish(SPECS / "petstore.yaml", tmp_path)
    (told,) = raised.value.diagnostics
    assert told.code == "provider-rule"
    assert "it is broken" in told.message


@needs_corpus
@pytest.mark.parametrize("path", documents("small", "."), ids=lambda path: path.stem)
def test_providers_of_other_descriptions_break_no_rule(
    path: Path, tmp_path: Path
) -> None:
    """Writing them is the check."""
    try:
        published = publish(path, tmp_path)
    except SpecError as refused:
        codes = {one.code for one in refused.diagnostics}
    else:
        codes = set[str]()
        assert published.registry.providers.keys() == {"sample"}
    assert "provider-rule" not in codes
    assert CORPUS.exists()
