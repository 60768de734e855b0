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
    operations: list[Operation] = [
        lambda c: c.animals.create(models.CatInput()),
        lambda c: c.animals.create(models.DogInput()),
    ]
    for operation, tag in zip(operations, ("cat", "dog"), strict=True):
        found = call(package, operation, base_url=recorder.url)
        assert recorder.last.json() == {"kind": tag}
        assert isinstance(found, models.Dog)
    recorder.replies(Reply(201, {"barks": True}))
    found = call(
        package, lambda c: c.animals.create(models.CatInput()), base_url=recorder.url
    )
    assert type(found).__name__ == "UnknownVariant"


# --- bodies that are no single model -----------------------------------------------

CAT = {"id": "1", "kind": "cat", "name": "Mia", "new": 1}
DOG = {"id": "2", "kind": "dog", "barks": False, "new": 1}
SENT_CAT = {"kind": "cat", "name": "Mia"}
SENT_DOG = {"kind": "dog", "barks": False}


def test_a_received_member_of_a_union_is_sent_without_what_cannot_be_sent(
    recorder: Recorder, call: Caller, package: Any
) -> None:
    recorder.replies(Reply(201, DOG))
    found = call(
        package, lambda c: c.animals.create({"kind": "dog"}), base_url=recorder.url
    )
    assert found.id == "2"
    call(package, lambda c: c.animals.create(found), base_url=recorder.url)
    assert recorder.last.json() == SENT_DOG


def test_a_received_list_is_sent_without_what_cannot_be_sent(
    recorder: Recorder, call: Caller, package: Any, models: Any
) -> None:
    recorder.replies(Reply(200, [CAT, DOG]), Reply(204))
    herd = call(package, lambda c: c.herds.list(), base_url=recorder.url)
    added = [*herd, models.DogInput()]
    call(package, lambda c: c.herds.replace(added), base_url=recorder.url)
    assert recorder.last.json() == [SENT_CAT, SENT_DOG, {"kind": "dog"}]


def test_a_received_mapping_is_sent_without_what_cannot_be_sent(
    recorder: Recorder, call: Caller, package: Any
) -> None:
    recorder.replies(Reply(200, {"a": CAT}), Reply(204))
    stable = call(package, lambda c: c.stables.get(), base_url=recorder.url)
    call(package, lambda c: c.stables.replace(stable), base_url=recorder.url)
    assert recorder.last.json() == {"a": SENT_CAT}


def test_what_may_be_null_is_sent_as_null_or_without_what_cannot_be_sent(
    recorder: Recorder, call: Caller, package: Any, models: Any
) -> None:
    recorder.replies(Reply(204))
    bodies = (models.Cat.model_validate(CAT), models.CatInput(name="Mia"), None)
    operations: list[Operation] = [
        lambda c: c.guests.replace(bodies[0]),
        lambda c: c.guests.replace(bodies[1]),
        lambda c: c.guests.replace(bodies[2]),
    ]
    for operation, sent in zip(operations, (SENT_CAT, SENT_CAT, None), strict=True):
        call(package, operation, base_url=recorder.url)
        assert recorder.last.json() == sent


def test_a_body_with_a_fault_is_not_sent(
    recorder: Recorder, call: Caller, package: Any, models: Any
) -> None:
    cat = models.Cat.model_validate(CAT | {"name": "Minouche"})
    operations: dict[str, Operation] = {
        "replaceHerd cannot send this: 0.name: String should": lambda c: (
            c.herds.replace([cat])
        ),
        "this: a.name: String should": lambda c: c.stables.replace({"a": cat}),
        "this: name: String should": lambda c: c.guests.replace(cat),
    }
    for told, operation in operations.items():
        with pytest.raises(package.InvalidRequestError, match=told):
            call(package, operation, base_url=recorder.url)
    assert recorder.requests == []


def test_an_object_that_is_written_out_is_sent_as_it_is(
    recorder: Recorder, call: Caller, package: Any
) -> None:
    recorder.replies(Reply(204))
    operations: list[Operation] = [
        lambda c: c.herds.replace([CAT]),
        lambda c: c.stables.replace({"a": CAT}),
        lambda c: c.guests.replace(CAT),
    ]
    for operation, sent in zip(operations, ([CAT], {"a": CAT}, CAT), strict=True):
        call(package, operation, base_url=recorder.url)
        assert recorder.last.json() == sent


# --- sets of values of several kinds -----------------------------------------------


@pytest.mark.parametrize("level", [1, "1", True, None, 1.5, "new", 7, 2.5, False])
def test_any_value_of_a_mixed_set_is_read_as_it_came(
    recorder: Recorder, call: Caller, package: Any, level: object
) -> None:
    recorder.replies(Reply(200, {"id": "1", "kind": "thing", "level": level}))
    found = call(package, lambda c: c.things.get("1"), base_url=recorder.url)
    assert found.level == level
    assert type(found.level) is type(level)


@pytest.mark.parametrize("level", [1, "1", True, None, 1.5])
def test_a_value_of_a_mixed_set_is_sent_as_it_is(
    recorder: Recorder, call: Caller, package: Any, models: Any, level: object
) -> None:
    thing = models.ThingReplace(id="1", level=level)
    call(package, lambda c: c.things.replace("1", thing), base_url=recorder.url)
    sent = recorder.last.json()["level"]
    assert (sent, type(sent)) == (level, type(level))


@pytest.mark.parametrize("level", [2, "2", False, 2.5])
def test_a_value_that_a_mixed_set_does_not_have_is_refused(
    models: Any, level: object
) -> None:
    with pytest.raises(ValueError, match="level"):
        models.ThingReplace(id="1", level=level)


# --- dumps -------------------------------------------------------------------------


def test_a_dump_tells_what_was_left_out_from_null(models: Any) -> None:
    for given in ({}, {"note": None}, {"note": "n"}):
        thing = models.ThingReplace(id="1", **given)
        for again in (
            models.ThingReplace.model_validate_json(thing.model_dump_json()),
            models.ThingReplace.model_validate(thing.model_dump()),
            models.ThingReplace.model_validate(thing.model_dump(mode="json")),
        ):
            assert again == thing
            assert again.model_fields_set == thing.model_fields_set


# --- parameters --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "value", "told"),
    [
        ("limit", 0, "query parameter 'limit' breaks the rule minimum: 1"),
        ("limit", 101, "maximum: 100"),
        ("name", "abcd", "maxLength: 3"),
        ("name", "A", "pattern"),
        ("sort", "size", "enum"),
        ("tags", ["a", "c"], "query parameter 'tags' breaks the rule items"),
        ("tags", ("a", "b", "a"), "maxItems: 2"),
        ("x_trace", "abc", "header parameter 'X-Trace' breaks the rule minLength: 4"),
    ],
)
def test_a_parameter_that_breaks_a_rule_is_not_sent(
    recorder: Recorder,
    call: Caller,
    package: Any,
    argument: str,
    value: object,
    told: str,
) -> None:
    listed = _items(**{argument: value})
    with pytest.raises(package.InvalidRequestError, match=told):
        call(package, listed, base_url=recorder.url)
    assert recorder.requests == []


def test_parameters_within_their_limits_are_sent(
    recorder: Recorder, call: Caller, package: Any
) -> None:
    # The cursor is the server's: it is asked for although it is too long.
    first = Reply(200, {"data": [{"kind": "dog"}], "next_cursor": "long"})
    recorder.replies(first, Reply(200, {"data": []}))
    listed = _items(limit=100, name="abc", sort="age", mood="odd", tags={"a"})
    assert len(call(package, listed, base_url=recorder.url)) == 1
    assert [dict(one.query).get("cursor") for one in recorder.requests] == [
        None,
        "long",
    ]
    sent = dict(recorder.requests[0].query)
    assert sent == {
        "limit": "100",
        "name": "abc",
        "sort": "age",
        "mood": "odd",
        "tags": "a",
    }


def _items(**arguments: object) -> Operation:
    """Return an operation that lists all animals."""

    def perform(client: Any) -> Any:
        pages = client.animals.list(**arguments)
        return collect(pages) if hasattr(pages, "__aiter__") else list(pages)

    async def collect(pages: Any) -> list[Any]:
        return [one async for one in pages]

    return perform


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
        package, _received(lambda c: c.videos.content.get("v")), base_url=recorder.url
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


def test_files_are_sent_however_they_are_described(
    recorder: Recorder, call: Caller, package: Any, models: Any
) -> None:
    scan = models.Scan(
        page=("page.jpg", BYTES),
        raw=BYTES,
        cover=BYTES,
        more=[BYTES, ("b.zip", BYTES)],
        seal=b"seal",
        title="A",
    )
    call(package, lambda c: c.scans.create(scan), base_url=recorder.url)
    body = recorder.last.body
    assert body.count(BYTES) == 5
    for name, filename, media_type in (
        ("page", "page.jpg", "image/jpeg"),
        ("raw", "raw", "application/octet-stream"),
        ("cover", "cover", "image/png"),
        ("more", "b.zip", "application/zip"),
    ):
        head = f'name="{name}"; filename="{filename}"\r\nContent-Type: {media_type}'
        assert f"{head}\r\n\r\n".encode() + BYTES in body
    assert b'name="seal"\r\n\r\nc2VhbA==\r\n' in body
    assert b'name="title"\r\n\r\nA\r\n' in body


def test_a_text_that_is_described_as_a_file_arrives_as_it_is(
    recorder: Recorder, call: Caller, package: Any
) -> None:
    table = "a;b\r\n1;ü\r\n".encode("latin-1")
    recorder.replies(Reply(200, table, {"content-type": "text/csv"}))
    operation = _received(lambda c: c.tables.get("t"))
    assert call(package, operation, base_url=recorder.url) == table
    assert recorder.last.headers["accept"] == "text/csv"
