"""Functions for webhooks: their names, what they read, and the union of all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.describing import ROOT, plan, plan_file

from specloom import ir
from specloom.config import ApiSettings, Project
from specloom.diagnostics import Diagnostics, Location
from specloom.lock import LOCK
from specloom.pipeline import understand
from specloom.plan import ApiPlan, ByProperty, UnionAlias
from specloom.planning.explanations import explanations

SNIPPETS = ROOT / "tests" / "snippets"


def webhooks(*items: str) -> str:
    """A description of webhooks: name and schema, with a colon between."""
    parts = ["paths: {}", "webhooks:"]
    for item in items:
        name, _, schema = item.partition(":")
        content = f"{{application/json: {{schema: {schema}}}}}"
        parts.append(
            f"  {name}: {{post: {{requestBody: {{content: {content}}}, "
            "responses: {'200': {description: Done.}}}}"
        )
    return "\n".join(parts)


def tagged(*values: str) -> str:
    listed = ", ".join(values)
    return f"{{type: object, required: [t], properties: {{t: {{enum: [{listed}]}}}}}}"


def functions(held: ApiPlan) -> list[str]:
    return [one.function for one in held.receivers if one.content is not None]


def rule(held: ApiPlan) -> ByProperty | None:
    if not isinstance(held.event, ir.Ref):
        return None
    found = held.definitions[held.event.key]
    assert isinstance(found, UnionAlias)
    assert isinstance(found.rule, ByProperty)
    return found.rule


def test_constants_of_one_property_tell_the_webhooks_apart() -> None:
    held = plan(webhooks(f"a:{tagged('x')}", f"b:{tagged('y', 'z')}"))
    found = rule(held)
    assert found is not None
    assert found.name == "t"
    assert [tag for tag, _ in found.members] == ["x", "y", "z"]


@pytest.mark.parametrize(
    "second",
    [
        tagged("x"),
        "{type: object, required: [t], properties: {t: {type: string}}}",
        "{type: object, properties: {other: {const: y}}}",
        "{type: string}",
        "{type: array, items: {type: string}}",
        "{x-extensible-enum: [y]}",
        "{}",
    ],
)
def test_without_them_there_is_no_guess(second: str) -> None:
    held = plan(webhooks(f"a:{tagged('x')}", f"b:{second}"))
    assert held.event is None
    assert functions(held) == ["parse_a", "parse_b"]


def test_members_of_unions_are_told_apart_as_well() -> None:
    either = f"{{oneOf: [{tagged('y')}, {tagged('z')}]}}"
    found = rule(plan(webhooks(f"a:{tagged('x')}", f"b:{either}")))
    assert found is not None
    assert [tag for tag, _ in found.members] == ["x", "y", "z"]


def test_one_webhook_needs_no_union() -> None:
    assert plan(webhooks(f"a:{tagged('x')}")).event is None


def test_webhooks_of_one_form_are_all_of_that() -> None:
    text = webhooks(*(f"{n}:{{$ref: '#/components/schemas/A'}}" for n in ("a", "b")))
    held = plan(f"{text}\ncomponents: {{schemas: {{A: {tagged('x', 'y')}}}}}")
    assert held.event == ir.Ref(ir.Key(("A",)))


def test_a_component_keeps_the_name_that_the_union_would_have() -> None:
    text = webhooks(f"a:{tagged('x')}", "b:{$ref: '#/components/schemas/WebhookEvent'}")
    held = plan(f"{text}\ncomponents: {{schemas: {{WebhookEvent: {tagged('y')}}}}}")
    assert held.definitions[ir.Key(("WebhookEvent",))].name == "WebhookEvent"
    assert isinstance(held.event, ir.Ref)
    assert held.definitions[held.event.key].name == "AnyWebhookEvent"


def test_names_that_read_alike_are_different() -> None:
    held = plan(webhooks(f"a.b:{tagged('x')}", f"a_b:{tagged('y')}", "a-c:{}"))
    names = functions(held)
    assert len(set(names)) == 3
    assert names[2] == "parse_a_c"


def test_any_name_is_that_of_a_function() -> None:
    held = plan(webhooks("class:{}", "3ds:{}", "'日本':{}", "'':{}"))
    keyword, number, *others = functions(held)
    assert (keyword, number) == ("parse_class", "parse_3ds")
    assert len(set(others)) == 2
    assert all(name.startswith("parse_webhook") for name in others)
    assert all(name.isidentifier() and name.isascii() for name in others)


def test_a_callback_of_one_operation_is_called_after_both() -> None:
    held, _ = plan_file(SNIPPETS / "callbacks.yaml")
    assert functions(held) == [
        "parse_on_change",
        "parse_create_thing_on_end",
        "parse_replace_thing_on_end",
    ]


def test_what_is_no_json_has_no_function_and_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    text = webhooks("a:{type: string}").replace("application/json", "text/xml")
    path.write_text(f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{text}")
    held, diagnostics = plan_file(path)
    assert [one.name for one in held.receivers] == ["a"]
    assert functions(held) == []
    (said,) = [one for one in diagnostics if one.code == "degraded-media-type"]
    assert said.at.pointer == "/webhooks/a/post"


def test_explain_names_the_setting_that_gave_a_function_its_name(
    tmp_path: Path,
) -> None:
    place = Location(tmp_path / "pyproject.toml", "", 4, 1)
    api = ApiSettings(
        key="things",
        spec=SNIPPETS / "callbacks.yaml",
        package="things",
        rename={"onChange": "change"},
        places={"rename.onChange": place},
    )
    project = Project(base=tmp_path, output=tmp_path / "out", apis=(api,))
    plans = understand(project, Diagnostics()).plan.apis
    told = explanations(plans, [])
    (one,) = told["webhooks.parse_change"].evidence
    assert one == ir.Evidence("named by rename, onChange to change", place)
    assert told["webhooks.parse_replace_thing_on_end"].evidence == ()


def test_a_description_that_grows_renames_no_function(tmp_path: Path) -> None:
    path = tmp_path / "things.yaml"
    callbacks = (SNIPPETS / "callbacks.yaml").read_text("utf-8")
    first = "        onChange: {$ref: '#/components/callbacks/changed'}\n"
    path.write_text(callbacks.replace(first, "", 1))
    api = ApiSettings(key="things", spec=path, package="things")
    project = Project(base=tmp_path, output=tmp_path / "out", apis=(api,))
    before = understand(project, Diagnostics())
    (tmp_path / LOCK).write_bytes(before.lock.render())
    assert functions(before.plan.apis[0]) == [
        "parse_create_thing_on_end",
        "parse_replace_thing_on_change",
        "parse_replace_thing_on_end",
    ]
    path.write_text(callbacks)  # another operation asks for the callback as well
    after = understand(project, Diagnostics())
    assert "parse_replace_thing_on_change" in functions(after.plan.apis[0])


def test_what_only_webhooks_need_lies_apart() -> None:
    held, _ = plan_file(SNIPPETS / "callbacks.yaml")
    modules = {one.name: one.module for one in held.definitions.values()}
    assert modules["Thing"] == "things"
    assert modules["CreateThingOnEndCallbackPayload"] == "webhook_payloads"


def test_each_payload_of_many_has_a_module_of_its_own() -> None:
    many = [f"event{n}:{tagged(f'e{n}')}" for n in range(101)]
    held = plan(webhooks(*many))
    own = {
        one.module
        for key, one in held.definitions.items()
        if key.path[0].endswith("(webhook payload)")
    }
    assert len(own) == 101
