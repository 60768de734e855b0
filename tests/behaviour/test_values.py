"""Values arrive as they were given: nothing is made up, nothing is lost."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from .calling import Caller, Operation
from .packages import SPECS, specloom
from .recorder import Recorder, Reply

BYTES = bytes(range(256))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The package of the description; no golden of it is committed."""
    folder = tmp_path_factory.mktemp("values")
    specloom(
        *("generate", SPECS / "values.yaml", "--target", "client"),
        *("--package", "values-client", "-o", folder),
    )
    sys.path.insert(0, str(folder))
    yield import_module("values_client")
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def models(package: Any) -> Any:
    return import_module(f"{package.__name__}.models")


# --- constants ---------------------------------------------------------------------


def test_an_optional_constant_is_sent_only_if_it_is_given(
    recorder: Recorder, call: Caller, package: Any, models: Any
) -> None:
    thing = models.ThingReplace(id="1")
    call(package, lambda c: c.things.replace("1", thing), base_url=recorder.url)
    assert recorder.last.json() == {"id": "1", "kind": "thing"}
    thing = models.ThingReplace(id="1", deleted=True, origin="customer_balance")
    call(package, lambda c: c.things.replace("1", thing), base_url=recorder.url)
    assert recorder.last.json() == {
        "id": "1",
        "kind": "thing",
        "deleted": True,
        "origin": "customer_balance",
    }
    with pytest.raises(ValueError, match="deleted"):
        models.ThingReplace(id="1", deleted=None)


def test_an_optional_constant_that_did_not_come_is_none(
    recorder: Recorder, call: Caller, package: Any
) -> None:
    recorder.replies(Reply(200, {"id": "1", "kind": "thing"}))
    found = call(package, lambda c: c.things.get("1"), base_url=recorder.url)
    assert (found.deleted, found.origin) == (None, None)
    assert found.model_fields_set == {"id", "kind"}


def test_the_tag_of_a_variant_is_sent_although_it_is_not_required(
    recorder: Recorder, call: Caller, package: Any, models: Any
) -> None:
    recorder.replies(Reply(201, {"kind": "dog"}))
    for animal, tag in ((models.CatInput(), "cat"), (models.DogInput(), "dog")):
        found = call(
            package,
            lambda c, animal=animal: c.animals.create(animal),
            base_url=recorder.url,
        )
        assert recorder.last.json() == {"kind": tag}
        assert isinstance(found, models.Dog)
    recorder.replies(Reply(201, {"barks": True}))
    found = call(
        package, lambda c: c.animals.create(models.CatInput()), base_url=recorder.url
    )
    assert type(found).__name__ == "UnknownVariant"


# --- media types -------------------------------------------------------------------


def _received(operation: Operation) -> Operation:
    """Return an operation that reads the file which may come."""

    def perform(client: Any) -> Any:
        answer = operation(client)
        if inspect.isawaitable(answer):
            return perform_async(answer)
        return answer.read() if hasattr(answer, "read") else answer

    async def perform_async(pending: Any) -> Any:
        answer = await pending
        return await answer.read() if hasattr(answer, "read") else answer

    return perform


def test_a_file_beside_json_that_is_a_text_comes_as_bytes(
    recorder: Recorder, call: Caller, package: Any
) -> None:
    recorder.replies(Reply(200, BYTES, {"content-type": "video/mp4"}))
    content = call(
        package, _received(lambda c: c.content.get("v")), base_url=recorder.url
    )
    assert content == BYTES
    assert recorder.last.headers["accept"] == "video/mp4"


def test_a_file_and_json_are_told_apart_by_what_came(
    recorder: Recorder, call: Caller, package: Any, models: Any
) -> None:
    operation = _received(lambda c: c.reports.get("r"))
    recorder.replies(Reply(200, BYTES, {"content-type": "application/pdf"}))
    assert call(package, operation, base_url=recorder.url) == BYTES
    recorder.replies(Reply(200, {"percent": 40}, {"content-type": "application/json"}))
    found = call(package, operation, base_url=recorder.url)
    assert found == models.Progress(percent=40)
    accept = recorder.last.headers["accept"]
    assert accept == "application/pdf, application/json;q=0.9"


@pytest.mark.parametrize("is_list", [True, False])
def test_files_are_sent_as_parts_although_json_is_declared(
    recorder: Recorder, call: Caller, package: Any, models: Any, *, is_list: bool
) -> None:
    files = [BYTES, ("b.zip", BYTES)] if is_list else BYTES
    skill = models.Skill(files=files, icon=("icon.png", BYTES))
    call(package, lambda c: c.skills.create(skill), base_url=recorder.url)
    assert recorder.last.headers["content-type"].startswith("multipart/form-data")
    assert recorder.last.body.count(BYTES) == (3 if is_list else 2)
    skill = models.Skill(files=BYTES, icon="https://x.test/icon.png")
    call(package, lambda c: c.skills.create(skill), base_url=recorder.url)
    assert b"https://x.test/icon.png" in recorder.last.body
