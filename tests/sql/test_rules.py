"""Providers obey the rules of `targets/provider/rules.py`, and breaking one is seen."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.behaviour.packages import ROOT, SPECS
from tests.sql.corpus import CORPUS, documents, needs_corpus
from tests.sql.publishing import publish

from specloom.diagnostics import SpecError
from specloom.targets import provider
from specloom.targets.provider.rules import broken_rules

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
