"""StackQL signs in to a provider in one way, and what that does not serve is told."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.unit.pages import pages_of

from specloom.config import (
    ApiSettings,
    DocsFlavour,
    Project,
    ProviderSettings,
    Service,
    Target,
)
from specloom.diagnostics import Diagnostic, Diagnostics
from specloom.pipeline import understand
from specloom.plan import Plan
from specloom.receipts import templates_folder
from specloom.targets.provider import render
from specloom.templating import Templates

SCHEMES = """\
components:
  securitySchemes:
    first: {type: apiKey, in: header, name: X-First}
    second: {type: apiKey, in: query, name: second}
    third: {type: apiKey, in: cookie, name: third}
    pair: {type: http, scheme: basic}
    token: {type: http, scheme: bearer}
"""


def listing(name: str, security: str) -> str:
    return (
        f"  /{name}:\n    get:\n      operationId: list_{name}\n{security}"
        "      responses: {'200': {description: All., content: {application/json: "
        "{schema: {type: array, items: {type: object, properties: "
        "{id: {type: string}}}}}}}}\n"
    )


def described(**operations: str) -> str:
    """Return a description with a list for each name, and what each demands."""
    return (
        "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths:\n"
        + "".join(
            listing(name, f"      security: {told}\n" if told else "")
            for name, told in operations.items()
        )
        + SCHEMES
    )


def planned(
    folder: Path,
    texts: dict[str, str],
    environment: dict[str, dict[str, tuple[str, ...]]] | None = None,
    targets: tuple[Target, ...] = (Target.PROVIDER, Target.DOCS),
) -> tuple[Plan, list[Diagnostic]]:
    """Plan a provider with one service for each description."""
    for key, text in texts.items():
        (folder / f"{key}.yaml").write_text(text, "utf-8")
    apis = tuple(
        ApiSettings(
            key=key,
            spec=folder / f"{key}.yaml",
            package=f"{key}-client",
            environment=(environment or {}).get(key, {}),
            targets=targets,
        )
        for key in texts
    )
    services = tuple(Service(name=key, apis=(key,)) for key in texts)
    project = Project(
        base=folder,
        output=folder / "out",
        apis=apis,
        providers=(ProviderSettings(name="acme", services=services),),
    )
    diagnostics = Diagnostics()
    plan = understand(project, diagnostics).plan
    return plan, [one for one in diagnostics if one.code == "provider-sign-in"]


def written(plan: Plan) -> dict[str, Any]:
    reader: Any = YAML(typ="safe", pure=True)
    return {
        file.path.name: reader.load(io.StringIO(file.content))
        for file in render(plan, Templates(templates_folder()))
        if file.path.suffix == ".yaml"
    }


def auth(plan: Plan) -> Any:
    return written(plan)["provider.yaml"]["config"]["auth"]


def test_the_way_that_serves_most_methods_is_taken(tmp_path: Path) -> None:
    text = described(a="[{first: []}]", b="[{token: []}]", c="[{token: []}]")
    plan, told = planned(tmp_path, {"shop": text})
    assert auth(plan) == {"type": "bearer", "credentialsenvvar": "SHOP_CLIENT_TOKEN"}
    (warning,) = told
    assert warning.message == (
        "StackQL signs in to the provider acme with SHOP_CLIENT_TOKEN, which is not "
        "enough for list_a: it needs first"
    )
    assert warning.at.pointer == "/components/securitySchemes/first"
    assert warning.help is not None
    assert "stackql --auth" in warning.help


def test_of_equals_the_first_is_taken(tmp_path: Path) -> None:
    text = described(a="[{pair: []}, {token: []}]", b="[{token: []}, {pair: []}]")
    plan, told = planned(tmp_path, {"shop": text})
    assert auth(plan)["type"] == "basic"
    assert told == []


def test_what_serves_all_is_taken_before_what_most_ask_for(tmp_path: Path) -> None:
    both, one = "[{first: [], second: []}]", "[{first: []}]"
    plan, told = planned(tmp_path, {"shop": described(a=one, b=one, c=both)})
    assert auth(plan)["type"] == "custom"
    assert "successor" in auth(plan)
    assert told == []


def test_keys_that_are_needed_together_are_sent_together(tmp_path: Path) -> None:
    text = described(a="[{first: [], second: []}]", b="[{second: []}]")
    plan, told = planned(tmp_path, {"shop": text})
    assert auth(plan) == {
        "type": "custom",
        "location": "header",
        "name": "X-First",
        "credentialsenvvar": "SHOP_CLIENT_FIRST",
        "successor": {
            "type": "custom",
            "location": "query",
            "name": "second",
            "credentialsenvvar": "SHOP_CLIENT_SECOND",
        },
    }
    assert told == []  # who sends both sends the second


@pytest.mark.parametrize("demanded", ["[{third: []}]", "[{pair: [], first: []}]"])
def test_what_stackql_cannot_send_is_told(tmp_path: Path, demanded: str) -> None:
    plan, (warning,) = planned(tmp_path, {"shop": described(a=demanded)})
    assert auth(plan) == {"type": "null_auth"}
    assert "signs in to the provider acme without credentials" in warning.message


@pytest.mark.parametrize("demanded", ["", "[{}]", "[{third: []}, {}]"])
def test_nothing_is_told_where_no_credentials_are_needed(
    tmp_path: Path, demanded: str
) -> None:
    text = described(a=demanded).replace(SCHEMES, "" if not demanded else SCHEMES)
    plan, told = planned(tmp_path, {"shop": text})
    assert auth(plan) == {"type": "null_auth"}
    assert told == []


def test_schemes_that_nothing_demands_are_meant(tmp_path: Path) -> None:
    plan, told = planned(tmp_path, {"shop": described(a="")})
    assert auth(plan)["name"] == "X-First"
    assert told == []


def test_two_apis_with_other_variables_are_told_how_to_share(tmp_path: Path) -> None:
    texts = {key: described(a="[{pair: []}]") for key in ("one", "two")}
    texts["two"] = texts["two"].replace("/a:", "/b:").replace("list_a", "list_b")
    plan, (warning,) = planned(tmp_path, texts)
    assert auth(plan)["username_var"] == "ONE_CLIENT_PAIR_USERNAME"
    assert warning.at.file == tmp_path / "two.yaml"
    assert warning.help == (
        "if both take the same credentials, say so in "
        '[tool.specloom.apis.two.environment]: "pair" = '
        '["ONE_CLIENT_PAIR_USERNAME", "ONE_CLIENT_PAIR_PASSWORD"]'
    )
    names = ("ONE_CLIENT_PAIR_USERNAME", "ONE_CLIENT_PAIR_PASSWORD")
    plan, told = planned(tmp_path, texts, {"two": {"pair": names}})
    assert auth(plan)["username_var"] == "ONE_CLIENT_PAIR_USERNAME"
    assert told == []


def test_two_apis_with_other_schemes_are_told_apart(tmp_path: Path) -> None:
    texts = {"one": described(a="[{pair: []}]"), "two": described(b="[{first: []}]")}
    plan, (warning,) = planned(tmp_path, texts)
    assert auth(plan)["type"] == "basic"
    assert warning.help is not None
    assert "[tool.specloom.providers.NAME]" in warning.help
    services = written(plan)
    for name in ("one.yaml", "two.yaml"):  # the engine does not read it there
        assert "auth" not in json.dumps(services[name].get("x-stackQL-config", {}))


def test_nobody_is_told_who_wants_a_client_alone(tmp_path: Path) -> None:
    text = described(a="[{third: []}]")
    _, told = planned(tmp_path, {"shop": text}, targets=(Target.CLIENT,))
    assert told == []


def test_pages_and_agents_read_what_the_provider_says(tmp_path: Path) -> None:
    texts = {"one": described(a="[{pair: []}]"), "two": described(b="[{first: []}]")}
    plan, _ = planned(tmp_path, texts)
    pages = pages_of(plan, DocsFlavour.MARKDOWN)
    home = pages["docs/providers/acme/index.md"]
    assert home.index("`ONE_CLIENT_PAIR_USERNAME`") < home.index("`TWO_CLIENT_FIRST`")
    assert "StackQL signs in with what these variables hold:" in home
    note = "StackQL does not sign in to"
    for key, is_signed in (("one", True), ("two", False)):
        (page,) = (
            text
            for path, text in pages.items()
            if path.startswith(f"docs/providers/acme/{key}/")
            and path.count("/") > 4
            and path.endswith("/index.md")
        )
        row = "`ONE_CLIENT_PAIR_USERNAME` and `ONE_CLIENT_PAIR_PASSWORD`"
        assert (row in page) is is_signed
        assert (note in page) is not is_signed
        (data,) = (
            json.loads(text)
            for path, text in pages.items()
            if f"/{key}/" in path and path.endswith("/index.json")
        )
        assert data["sign_in"] == {
            "kind": "basic",
            "variables": ["ONE_CLIENT_PAIR_USERNAME", "ONE_CLIENT_PAIR_PASSWORD"],
        }
        (method,) = data["methods"]
        assert method.get("signed_in", True) is is_signed
