"""Bodies that are lists, mappings or unions of models that were received."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, TypeAdapter
from sample_api._runtime import validation
from sample_api._runtime.bodies import write_body
from sample_api._runtime.errors import InvalidRequestError
from sample_api._runtime.models import RECEIVED, Model, RequestModel, unset
from sample_api._runtime.operations import MediaType, Operation
from sample_api._runtime.unions import ByProperty, ByType, UnknownVariant


class Owner(Model):
    id: str
    name: str


class Cat(Model):
    id: str
    kind: Literal["cat"]
    owner: Owner | None = None


class Dog(Model):
    id: str
    kind: Literal["dog"]
    age: int | None = None


class OwnerInput(RequestModel):
    name: Annotated[str, Field(max_length=3)]


class CatInput(RequestModel):
    kind: Literal["cat"] = "cat"
    owner: OwnerInput = unset()


class DogInput(RequestModel):
    kind: Literal["dog"] = "dog"
    age: int = unset()


class Other(RequestModel):
    kind: Literal["other"] = "other"


Animal = Annotated[
    Cat | Dog | UnknownVariant, ByProperty("kind", {"cat": Cat, "dog": Dog})
]
AnimalInput = Annotated[
    CatInput | DogInput, ByProperty("kind", {"cat": CatInput, "dog": DogInput})
]
Herd = Annotated[list[AnimalInput], Field(min_length=1, max_length=3)]
Several = Annotated[
    Annotated[str, Field(max_length=3)] | CatInput | list[DogInput],
    ByType(
        {
            "string": Annotated[str, Field(max_length=3)],
            "object": CatInput,
            "array": list[DogInput],
        }
    ),
]

OWNER = {"id": "o", "name": "Ann", "new": 1}
CAT = {"id": "1", "kind": "cat", "owner": OWNER, "new": 1}
DOG = {"id": "2", "kind": "dog", "age": 7, "new": 1}
QUEUE = deque([{"kind": "cow"}])
COW = CAT | {"kind": "cow"}
SENT_CAT = {"kind": "cat", "owner": {"name": "Ann"}}
SENT_DOG = {"kind": "dog", "age": 7}


def received(document: Any) -> Any:
    return TypeAdapter(Animal).validate_python(document, context=RECEIVED)


def operation(takes: object, media_type: str = "application/json") -> Operation[None]:
    return Operation(
        id="x",
        method="POST",
        path="/",
        returns={},
        media_type=media_type,
        takes=takes,
    )


def sent(takes: object, body: object, media_type: str = "application/json") -> Any:
    _, content = write_body(operation(takes, media_type), body)
    assert isinstance(content, bytes)
    return json.loads(content)


@pytest.mark.parametrize(
    ("takes", "body", "document"),
    [
        (AnimalInput, received(CAT), SENT_CAT),
        (AnimalInput, received(DOG), SENT_DOG),
        (AnimalInput | None, received(DOG), SENT_DOG),
        (CatInput | None, received(CAT), SENT_CAT),
        (Herd, [received(CAT), received(DOG)], [SENT_CAT, SENT_DOG]),
        (Herd, (received(CAT), DogInput(age=1)), [SENT_CAT, {"kind": "dog", "age": 1}]),
        (dict[str, CatInput], {"a": received(CAT)}, {"a": SENT_CAT}),
        (dict[str, list[AnimalInput]], {"a": [received(DOG)]}, {"a": [SENT_DOG]}),
        (list[CatInput | None], [received(CAT), None], [SENT_CAT, None]),
        (Several, [received(DOG)], [SENT_DOG]),
        (Several, received(CAT), SENT_CAT),
    ],
)
def test_what_was_received_is_sent_without_what_the_api_refuses(
    takes: object, body: object, document: object
) -> None:
    assert sent(takes, body) == document
    assert sent(takes, body, "application/vnd.x+json") == document


@pytest.mark.parametrize(
    ("takes", "body", "told"),
    [
        (Herd, [received(DOG)] * 4, "x cannot send this: List should have at most 3"),
        (Herd, [received(DOG), Other()], "this: 1: Input tag"),
        (
            Herd,
            [received(CAT | {"owner": OWNER | {"name": "Anna"}})],
            "this: 0.owner.name: String should have at most 3",
        ),
        (list[OwnerInput], [received(CAT)], "this: 0.name: Field required"),
        (dict[str, OwnerInput], {"a": received(DOG)}, "this: a.name: Field required"),
    ],
)
def test_what_the_api_refuses_is_not_sent(
    takes: object, body: object, told: str
) -> None:
    with pytest.raises(InvalidRequestError, match=told) as caught:
        sent(takes, body)
    assert "Anna" not in str(caught.value)


@pytest.mark.parametrize(
    ("takes", "body"),
    [
        (AnimalInput, {"kind": "cow", "new": 1}),
        (AnimalInput | None, None),
        (Herd, [{"kind": "cow"}, {}]),
        (dict[str, CatInput], {"a": {"kind": "cow"}, "b": None}),
        (dict[str, CatInput], {}),
        (Herd, []),
        (Several, "2020-01-01"),
        (Several, 7),
        (list[datetime | CatInput], ["5", "2020-01-01"]),
        (list[CatInput], QUEUE),
    ],
)
def test_what_is_written_out_is_sent_as_it_is(takes: object, body: object) -> None:
    one = Operation[None](
        id="x", method="POST", path="/", returns={}, sends_null=True, takes=takes
    )
    _, content = write_body(one, body)
    assert isinstance(content, bytes)
    assert json.loads(content) == ([{"kind": "cow"}] if body is QUEUE else body)


@pytest.mark.parametrize(
    ("takes", "body", "document"),
    [
        (AnimalInput, received(COW), COW),
        (Herd, [received(DOG), received(COW)], [DOG, COW]),
        (Herd, [received(DOG), {"kind": "cow"}], [DOG, {"kind": "cow"}]),
        (dict[str, AnimalInput], {1: received(DOG)}, {"1": DOG}),
        (
            list[datetime | DogInput],
            [datetime(2020, 1, 1, tzinfo=UTC), DogInput()],
            ["2020-01-01T00:00:00Z", {"kind": "dog"}],
        ),
    ],
)
def test_what_stands_beside_other_things_is_sent_as_it_is(
    takes: object, body: object, document: object
) -> None:
    assert sent(takes, body) == document


def test_an_object_that_is_written_out_may_hold_models() -> None:
    given = {"kind": "cat", "new": 1, "owner": OwnerInput(name="Ann")}
    document = {"kind": "cat", "new": 1, "owner": {"name": "Ann"}}
    objects: list[object] = [CatInput, CatInput | None, AnimalInput]
    for takes in objects:
        assert sent(takes, given) == document
    mappings: list[object] = [dict[str, CatInput], dict[str, CatInput] | None]
    for takes in mappings:
        assert sent(takes, {"a": given}) == {"a": document}


def test_a_model_to_send_was_checked_as_it_was_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(validation, "TypeAdapter", None)
    assert sent(Annotated[CatInput | DogInput, "new"], DogInput()) == {"kind": "dog"}


def test_what_is_sent_is_not_what_was_given() -> None:
    given = [received(CAT), CatInput()]
    assert sent(list[CatInput], given) == [SENT_CAT, {"kind": "cat"}]
    assert isinstance(given[0], Cat)


def test_a_form_is_checked_as_well() -> None:
    form = operation(AnimalInput, "application/x-www-form-urlencoded")
    assert write_body(form, received(DOG))[1] == b"kind=dog&age=7"
    with pytest.raises(InvalidRequestError, match=r"this: owner\.name: String"):
        write_body(form, received(CAT | {"owner": OWNER | {"name": "Anna"}}))


def test_a_text_that_is_yaml_and_files_are_sent_as_they_are() -> None:
    def made() -> Iterator[bytes]:
        yield b"- kind: cow"

    yaml = operation(Several, "application/yaml")
    assert write_body(yaml, "kind: cow")[1] == b"kind: cow"
    assert write_body(operation(Herd, "application/octet-stream"), b"1")[1] == b"1"
    content = write_body(operation(Herd, "application/octet-stream"), made())[1]
    assert not isinstance(content, bytes)
    assert b"".join(content.chunks()) == b"- kind: cow"


def test_of_several_ways_the_one_of_the_model_is_taken() -> None:
    one = Operation[None](
        id="x",
        method="POST",
        path="/",
        returns={},
        bodies=(
            MediaType("application/json", Herd),
            MediaType("application/x-www-form-urlencoded", DogInput),
            MediaType("text/csv", str),
        ),
    )
    assert write_body(one, DogInput(age=1))[1] == b"kind=dog&age=1"
    assert write_body(one, "a,b") == ("text/csv; charset=utf-8", b"a,b")
    media_type, content = write_body(one, [received(DOG)])
    assert isinstance(content, bytes)
    assert (media_type, json.loads(content)) == ("application/json", [SENT_DOG])
    with pytest.raises(InvalidRequestError, match="at most 3"):
        write_body(one, [received(DOG)] * 4)
