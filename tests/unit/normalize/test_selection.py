"""Partial generation: what is asked for, with exactly the models that it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from specloom.cli import run
from specloom.config import Options, Target, project_for
from specloom.diagnostics import Diagnostics, SpecError
from specloom.ir import Api
from specloom.normalize import normalize
from specloom.pipeline import render, understand
from specloom.sources import open_source

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    get:
      tags: [Orders]
      operationId: listOrders
      responses: {"200": {$ref: "#/components/responses/Order"}}
    post:
      tags: [Orders]
      operationId: placeOrder
      responses: {"201": {$ref: "#/components/responses/Order"}}
  /orders/{id}/lines:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      tags: [Lines, Orders]
      responses: {"200": {$ref: "#/components/responses/Line"}}
  /orders-archive:
    get:
      operationId: listArchive
      tags: [/Admin]
      responses: {"204": {description: None.}}
components:
  responses:
    Order:
      description: It.
      content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
    Line:
      description: It.
      content: {application/json: {schema: {$ref: "#/components/schemas/Line"}}}
  schemas:
    Order: {type: object, properties: {buyer: {$ref: "#/components/schemas/Buyer"}}}
    Buyer: {type: object, properties: {name: {type: string}}}
    Line: {type: object, properties: {sku: {type: string}}}
    Unused: {type: object, properties: {a: {type: string}}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP)
    return path


def selected(path: Path, *only: str) -> Api:
    diagnostics = Diagnostics()
    api = normalize(open_source(path, diagnostics), diagnostics, only)
    diagnostics.check()
    return api


def calls(api: Api) -> set[str]:
    return {f"{o.method} {o.path}" for r in api.resources for o in r.operations}


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (("Lines",), {"GET /orders/{id}/lines"}),
        (("placeOrder",), {"POST /orders"}),
        (("/orders",), {"GET /orders", "POST /orders"}),
        (("get /orders",), {"GET /orders"}),
        (("/orders/**",), {"GET /orders", "POST /orders", "GET /orders/{id}/lines"}),
        (("/*",), {"GET /orders", "POST /orders", "GET /orders-archive"}),
        (("/orders/*/lines",), {"GET /orders/{id}/lines"}),
        (("/orders/{id}/lines",), {"GET /orders/{id}/lines"}),
        (("/Admin",), {"GET /orders-archive"}),
        (("Lines", "listArchive"), {"GET /orders/{id}/lines", "GET /orders-archive"}),
    ],
)
def test_operations_are_selected(
    only: tuple[str, ...], expected: set[str], shop: Path
) -> None:
    assert calls(selected(shop, *only)) == expected


def test_nothing_means_everything(shop: Path) -> None:
    assert len(calls(selected(shop))) == 4


def test_only_the_models_that_are_needed_come_along(shop: Path) -> None:
    assert {key.path for key in selected(shop, "Lines").definitions} == {("Line",)}
    assert {key.path for key in selected(shop, "placeOrder").definitions} == {
        ("Order",),
        ("Buyer",),
    }


def test_resources_are_called_as_in_the_whole(shop: Path) -> None:
    whole = {r.path for r in selected(shop).resources}
    assert {r.path for r in selected(shop, "Lines").resources} <= whole


def test_what_matches_nothing_is_an_error_with_a_way_out(shop: Path) -> None:
    with pytest.raises(SpecError) as caught:
        selected(shop, "Ordres", "/nowhere", "Lines")
    first, second = caught.value.diagnostics
    assert first.help is not None
    assert second.help is not None
    assert "Ordres" in first.message
    assert "`Orders`" in first.help
    assert "/nowhere" in second.message
    assert first.code == second.code == "unknown-selection"


def test_an_empty_word_selects_nothing(shop: Path) -> None:
    with pytest.raises(SpecError):
        selected(shop, "")


def test_every_target_is_partial(shop: Path) -> None:
    options = Options(targets=tuple(Target), only=("Lines",))
    project = project_for(shop, "shop-client", options)
    files = render(understand(project, Diagnostics()), project, None)
    for file in files:
        assert "Buyer" not in file.content, file.path
    assert any("class Line(" in file.content for file in files)
    (service,) = (f for f in files if f.path.parent.name == "services")
    assert "/orders/{id}/lines" in service.content
    assert "placeOrder" not in service.content


def test_the_command_line_and_the_configuration_take_it(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop.parent)
    monkeypatch.setenv("XDG_CACHE_HOME", str(shop.parent / "cache"))
    assert run(["generate", "shop.yaml", "--only", "Lines", "-o", "a", "-q"]) == 0
    (between,) = shop.parent.glob("a/*/resources/orders.py")
    assert "Operation" not in between.read_text()
    assert run(["generate", "--only", "Lines"]) == 2
    assert "--only goes with SPEC" in capsys.readouterr().err
    (shop.parent / "pyproject.toml").write_text(
        '[tool.specloom.apis.shop]\nspec = "shop.yaml"\npackage = "shop-client"\n'
        'targets = ["client"]\nonly = ["Lines"]\n'
    )
    assert run(["generate", "-q"]) == 0
    package = shop.parent / "generated/python/shop-client/shop_client"
    assert (package / "resources/orders_lines.py").exists()
    assert "Operation" not in (package / "resources/orders.py").read_text()
