"""What the page of a CloudFormation type says, and the pages around it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from black import Mode, format_str
from tests.unit.pages import blocks, pages_of, plan_of, section

from specloom.config import DocsFlavour
from specloom.diagnostics import Diagnostics
from specloom.documents import load_part

_PAGE = "docs/providers/acme/shop/things/index.md"


def files_of(
    folder: Path, flavour: DocsFlavour = DocsFlavour.MARKDOWN, **said: Any
) -> dict[str, str]:
    """Return the files of a provider with one small type; `said` replaces its parts."""
    text = {"type": "string"}
    handlers = ("create", "read", "update", "delete", "list")
    told: dict[str, Any] = {
        "typeName": "Acme::Shop::Thing",
        "description": "A thing.",
        "properties": {"Name": text, "Id": text, "Secret": text},
        "readOnlyProperties": ["/properties/Id"],
        "writeOnlyProperties": ["/properties/Secret"],
        "primaryIdentifier": ["/properties/Id"],
        "handlers": {name: {"permissions": [f"shop:{name}"]} for name in handlers},
        **said,
    }
    plan = plan_of(told, folder, provider="acme", service="shop")
    return pages_of(plan, flavour)


def test_what_is_write_only_is_sent_and_never_read(tmp_path: Path) -> None:
    page = files_of(tmp_path)[_PAGE]

    read, sent = section(page, "Fields").split("`INSERT` takes these properties:")
    assert "secret" not in read.lower()
    assert "| `Secret` | `string` | write-only |" in sent
    assert "secret" not in "".join(re.findall(r"SELECT\n.*?;", page, re.DOTALL))
    assert "`Secret`" in section(page, "Parameters")
    assert "Is never returned." in section(page, "Parameters")
    assert "  Secret" in section(page, "`INSERT` examples")
    assert '"/Secret"' in section(page, "`UPDATE` examples")


def test_the_source_of_a_type_is_not_its_documentation(tmp_path: Path) -> None:
    page = files_of(tmp_path, sourceUrl="https://code.example/shop.git")[_PAGE]

    assert "**CloudFormation type:** `Acme::Shop::Thing`" in page
    assert "**Source:** [`https://code.example/shop.git`]" in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"taggable": True}, "can be set on creation and changed later"),
        ({"taggable": True, "tagUpdatable": False}, "can be set on creation"),
        ({"taggable": False}, "none"),
    ],
)
def test_tagging_is_told_in_words(
    said: dict[str, object], words: str, tmp_path: Path
) -> None:
    page = files_of(tmp_path, tagging=said)[_PAGE]

    line = next(line for line in page.split("\n") if line.startswith("- **Tags:**"))
    assert line.endswith(words)


def test_what_may_need_a_new_resource_is_named(tmp_path: Path) -> None:
    conditional = ["/properties/Name", "/properties/Secret"]
    page = files_of(tmp_path, conditionalCreateOnlyProperties=conditional)[_PAGE]

    assert "Not every change of `Name` or `Secret` is possible" in page


def test_an_update_that_can_change_nothing_is_none(tmp_path: Path) -> None:
    fixed = ["/properties/Name", "/properties/Secret"]
    page = files_of(tmp_path, createOnlyProperties=fixed)[_PAGE]

    assert "PatchDocument" not in page
    assert "updates" not in page.split("## Overview")[0]
    for block in blocks({"": page}, "python"):
        assert format_str(f"{block.body}\n", mode=Mode()) == f"{block.body}\n"


def test_a_provider_without_an_api_has_no_reference(tmp_path: Path) -> None:
    files = files_of(tmp_path, DocsFlavour.DOCUSAURUS)

    assert not [path for path in files if "reference" in path.split("/")]
    assert "API reference" not in files["docs/index.mdx"]
    assert '"items": []' not in files["sidebar.json"]
    assert "reference" not in files["static/llms.txt"]


def test_a_service_without_resources_has_no_list_of_them(tmp_path: Path) -> None:
    empty = {"openapi": "3.1.0", "info": {"title": "None", "version": "1"}, "paths": {}}
    files = pages_of(plan_of(empty, tmp_path))

    assert "## Resources" not in files["docs/providers/sample/things/index.mdx"]


def test_the_manifest_is_a_whole_stack(tmp_path: Path) -> None:
    owner = {"type": "object", "properties": {"Tax": {"type": "integer"}}}
    properties = {"Name": {"type": "string"}, "Id": {"type": "string"}, "Owner": owner}
    page = files_of(tmp_path, properties=properties, writeOnlyProperties=[])[_PAGE]
    block, *_ = blocks({"": page}, "yaml")
    file = tmp_path / "stack.yaml"
    file.write_text(block.body, "utf-8")

    assert load_part(file, Diagnostics()).data == {
        "version": 1,
        "name": "thing-stack",
        "description": "A stack with one thing.",
        "providers": ["acme"],
        "globals": [{"name": "region", "value": "us-east-1"}],
        "resources": [
            {
                "name": "thing",
                "props": [
                    {"name": "Name", "value": "{{ Name }}"},
                    {"name": "Owner", "value": {"Tax": 1}},
                ],
            }
        ],
    }


_DEEP: dict[str, Any] = {
    "definitions": {
        "Owner": {
            "type": "object",
            "properties": {"Seat": {"$ref": "#/definitions/Seat"}},
        },
        "Seat": {
            "type": "object",
            "properties": {"Number": {"type": "integer", "description": "Counts."}},
        },
    },
    "properties": {"Id": {"type": "string"}, "Owner": {"$ref": "#/definitions/Owner"}},
    "readOnlyProperties": [],
    "writeOnlyProperties": [],
    "primaryIdentifier": ["/properties/Owner/Seat/Number"],
}
_DATA = "docs/providers/acme/shop/things/index.json"


def test_what_identifies_one_is_of_its_own_type(tmp_path: Path) -> None:
    """Also where it lies within a property, by way of definitions."""
    page = files_of(tmp_path, **_DEEP)[_PAGE]

    (line,) = re.findall(r"^\| `number` \|.*", page, re.MULTILINE)
    assert "| `integer` |" in line
    assert "Counts." in line


def test_data_has_all_columns_of_a_thing(tmp_path: Path) -> None:
    """A list has fewer: what identifies each."""
    told = json.loads(files_of(tmp_path, **_DEEP)[_DATA])

    found = [one["name"] for one in told["fields"]]
    assert found == ["id", "owner", "Identifier", "region"]
