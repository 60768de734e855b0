"""Pages and references of what the API sends, and of links between operations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from black import Mode, format_str
from tests.describing import ROOT, client_files, plan_file
from tests.hostile import description_of

from specloom.config import DocsFlavour
from specloom.diagnostics import Diagnostics
from specloom.documents import load_part
from specloom.plan import ApiPlan

from .pages import (
    anchors,
    blocks,
    checked_links,
    named,
    pages_of,
    plan_of,
    section,
    tables,
    without_code,
)

SPEC = ROOT / "tests" / "behaviour" / "specs" / "workshop.yaml"


@pytest.fixture(scope="module", params=list(DocsFlavour), ids=lambda f: f.value)
def pages(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    document = load_part(SPEC, Diagnostics()).data
    files = pages_of(plan_of(document, tmp_path_factory.mktemp("api")), request.param)
    suffix = ".mdx" if request.param is DocsFlavour.DOCUSAURUS else ".md"
    assert (f"docs/reference/api/webhooks/ping{suffix}") in files
    return {
        path.removesuffix(suffix): text
        for path, text in files.items()
        if path.startswith("docs/") and path.endswith(suffix)
    }


def page(pages: dict[str, str], name: str) -> str:
    return pages[f"docs/reference/api/{name}"]


def test_every_webhook_and_callback_has_a_page(pages: dict[str, str]) -> None:
    names = {path.rsplit("/", 1)[1] for path in pages if "/webhooks/" in path}
    assert names == {"file_added", "file_removed", "ping", "create_job_finished"}


def test_links_lead_somewhere_and_no_anchor_is_there_twice(
    tmp_path: Path,
) -> None:
    suffixes = {DocsFlavour.DOCUSAURUS: ".mdx", DocsFlavour.MARKDOWN: ".md"}
    for flavour, suffix in suffixes.items():
        document = load_part(SPEC, Diagnostics()).data
        files = pages_of(plan_of(document, tmp_path), flavour)
        found = {
            path: text
            for path, text in files.items()
            if path.startswith("docs/") and path.endswith(suffix)
        }
        assert checked_links(found) > 50
        for text in found.values():
            assert len(set(anchors(text))) == len(anchors(text))


def test_a_page_has_headers_fields_and_an_example(pages: dict[str, str]) -> None:
    text = page(pages, "webhooks/file_added")
    assert "X-Workshop-Signature" in section(text, "Parameters")
    payload = section(text, "Payload")
    (_, *rows), *_ = tables(payload)
    assert [named(row[0]) for row in rows] == ["type", "file", "added_at"]
    (example,) = blocks({"": payload}, "json")
    assert json.loads(example.body)["type"] == "file.added"
    assert "204" in section(text, "Answers")


def test_a_sample_calls_the_function_and_is_formatted(pages: dict[str, str]) -> None:
    found = {path: text for path, text in pages.items() if "/webhooks/" in path}
    samples = list(blocks(found, "python"))
    assert len(samples) == 3  # a ping has nothing to read
    for one in samples:
        assert "webhooks.parse_" in one.body
        assert format_str(f"{one.body}\n", mode=Mode()) == f"{one.body}\n"


def test_a_callback_and_its_operation_lead_to_each_other(
    pages: dict[str, str],
) -> None:
    callback = page(pages, "webhooks/create_job_finished")
    assert "{$request.body#/callback_url}" in callback
    assert "../jobs/create" in callback
    assert "../webhooks/create_job_finished" in page(pages, "jobs/create")


def test_the_index_lists_them(pages: dict[str, str]) -> None:
    listed = section(page(pages, "index"), "Webhooks")
    (rows,) = tables(listed)
    assert [row[2] for row in rows[1:]] == ["webhook", "webhook", "webhook", "callback"]


def test_an_operation_tells_what_follows_and_with_what(pages: dict[str, str]) -> None:
    (rows,) = [
        rows
        for rows in tables(page(pages, "files/create"))
        if rows[0][0] == "Next operation"
    ]
    read, change = rows[1:]
    assert "./get" in read[0]
    assert read[1] == "`id` from `$response.body#/id`"
    assert read[2] == "What is in it."
    assert "`path.id` from `$response.body#/id`" in change[1]
    assert "the body from" in change[1]
    resource = pages["docs/providers/sample/things/files/index"]
    assert "`id` from `$response.body#/id`" in section(resource, "Methods")


def reference(plan: ApiPlan) -> str:
    (found,) = [f for f in client_files(plan) if f.path.name == "REFERENCE.md"]
    return found.content


def test_the_reference_of_a_package_has_both() -> None:
    plan, _ = plan_file(SPEC)
    text = reference(plan)
    assert "[`client.files.get()`](#clientfilesget)" in text
    assert "clientfilesget" in anchors(text)
    told = section(text, "Webhooks")
    for name in ("parse", "parse_file_added", "parse_create_job_finished"):
        assert f"### `webhooks.{name}()`" in told
    assert "### `ping`" in told


def test_texts_of_a_description_are_text_on_these_pages(tmp_path: Path) -> None:
    hostile = "<b>x</b> {x} [x](javascript:x) `x` | *x*\n\n# x"
    document = description_of(lambda name: name, lambda words: f"{words} {hostile}")
    files = pages_of(plan_of(document, tmp_path))
    found = {
        path: text
        for path, text in files.items()
        if "/webhooks/" in path and path.startswith("docs/")
    }
    assert found
    for page in found.values():
        _, _, text = without_code(page).partition("\n---\n")
        assert "A thing is there" in text or "Sent once" in text
        assert "<b>x" not in text
        assert "](javascript" not in text
        assert "\n# x" not in text
