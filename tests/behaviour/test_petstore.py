"""A package made from a petstore: keys, tokens, cursors, enums and an upload."""

from __future__ import annotations

from datetime import date
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import petstore_client
import pytest
from petstore_client import models as pets
from pydantic import ValidationError

from .calling import Caller, Operation
from .packages import SPECS
from .prism import MockServers
from .recorder import Recorder, Reply
from .untyped import construct

_SPEC = SPECS / "petstore.yaml"
_NEW_PET = pets.NewPet(name="Rex", species="dog", birthday=date(2024, 2, 29))
_OPERATIONS: list[tuple[Operation, type]] = [
    (lambda c: c.pets.get(42), pets.Pet),
    (lambda c: c.pets.create(_NEW_PET), pets.Pet),
    (lambda c: c.pets.delete(42, x_reason="moved"), type(None)),
    (
        lambda c: c.pets.add_photo(42, pets.AddPetPhotoBody(photo=b"\x89PNG")),
        pets.Photo,
    ),
    (lambda c: c.stock.get(), dict),
]


def _call(call: Caller, url: str, operation: Operation, **credentials: Any) -> Any:
    given = credentials or {"store_key": "KEY", "visitor": "TOKEN"}
    return call(petstore_client, operation, base_url=url, **given)


@pytest.mark.parametrize(
    ("operation", "kind"),
    _OPERATIONS,
    ids=["get", "create", "delete", "photo", "stock"],
)
def test_every_operation_of_the_petstore_works(
    operation: Operation, kind: type, prism: MockServers, call: Caller
) -> None:
    url = prism.url(_SPEC, "--errors")
    assert type(_call(call, url, operation)) is kind


def test_a_page_of_pets_is_typed(prism: MockServers, call: Caller) -> None:
    page = _call(
        call,
        prism.url(_SPEC, "--errors"),
        lambda client: client.pets.list(species=["dog", "guinea pig"], limit=5),
    )
    (pet,) = page.items
    assert type(pet) is pets.Pet
    assert (pet.id, pet.name, pet.species) == (42, "Rex", "dog")
    assert pet.birthday == date(2024, 2, 29)
    assert pet.weight == pytest.approx(11.5)
    assert pet.nickname is None
    assert type(pet.mother) is pets.PetReference
    assert not page.has_next


def test_the_list_of_a_query_is_repeated(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(200, {"pets": []}))
    _call(
        call,
        recorder.url,
        lambda client: client.pets.list(species=["3-toed sloth", "cat"]),
    )
    assert recorder.last.query == [("species", "3-toed sloth"), ("species", "cat")]


def test_cursors_are_followed_to_the_end(recorder: Recorder, call: Caller) -> None:
    pet = {"id": 1, "name": "Rex", "species": "dog"}
    recorder.replies(
        Reply(200, {"pets": [pet], "next_cursor": "a/b"}),
        Reply(200, {"pets": [{**pet, "id": 2}], "next_cursor": ""}),
    )

    def read(client: Any) -> Any:
        pages = client.pets.list(limit=1)
        if hasattr(pages, "__await__"):
            return read_async(pages)
        return [pet.id for pet in pages]

    async def read_async(pages: Any) -> list[int]:
        return [pet.id async for pet in pages]

    assert _call(call, recorder.url, read) == [1, 2]
    assert [dict(request.query) for request in recorder.requests] == [
        {"limit": "1"},
        {"limit": "1", "cursor": "a/b"},
    ]


def test_an_upload_is_a_form_of_parts(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(201, {"url": "u"}))
    photo = b"\x89PNG\r\n--boundary\r\n"
    body = pets.AddPetPhotoBody(photo=photo, caption="Rex, größer")
    _call(call, recorder.url, lambda client: client.pets.add_photo(42, body))
    head = f"Content-Type: {recorder.last.headers['content-type']}\r\n\r\n".encode()
    form = BytesParser(policy=HTTP).parsebytes(head + recorder.last.body)
    parts = {
        part.get_param("name", header="content-disposition"): part
        for part in form.iter_parts()
    }
    assert recorder.last.path == "/pets/42/photos"
    assert _content(parts["photo"]) == photo
    assert parts["photo"].get_filename()
    assert _content(parts["caption"]).decode() == "Rex, größer"
    assert parts["caption"].get_filename() is None


def _content(part: Message) -> bytes:
    """Return the bytes of a part that has no parts of its own."""
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def test_unset_parts_of_a_form_are_not_sent(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(201, {"url": "u"}))
    body = pets.AddPetPhotoBody(photo=b"x")
    _call(call, recorder.url, lambda client: client.pets.add_photo(42, body))
    assert b"caption" not in recorder.last.body


def test_a_nullable_field_is_sent_as_null_if_set(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(201, {"id": 1, "name": "Rex", "species": "dog"}))
    body = pets.NewPet(name="Rex", species="dog", nickname=None)
    _call(call, recorder.url, lambda client: client.pets.create(body))
    assert recorder.last.json() == {"name": "Rex", "species": "dog", "nickname": None}


@pytest.mark.parametrize(
    "wrong",
    [{"species": "cow"}, {"name": ""}, {"weight": -1}, {"tags": None}, {"size": 1}],
    ids=repr,
)
def test_a_closed_enum_and_constraints_hold_when_writing(wrong: Any) -> None:
    (field,) = wrong
    with pytest.raises(ValidationError, match=field):
        construct(pets.NewPet, **{"name": "Rex", "species": "dog", **wrong})


def test_a_closed_enum_is_open_when_reading(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(200, {"id": 1, "name": "", "species": "cow"}))
    pet = _call(call, recorder.url, lambda client: client.pets.get(1))
    assert pet.species == "cow"


@pytest.mark.parametrize(
    ("credentials", "sent"),
    [
        ({"store_key": "KEY"}, {"x-store-key": "KEY"}),
        ({"visitor": "TOKEN"}, {"authorization": "Bearer TOKEN"}),
        ({"store_key": "KEY", "visitor": "TOKEN"}, {"x-store-key": "KEY"}),
    ],
    ids=["key", "token", "both"],
)
def test_one_alternative_of_the_security_is_sent(
    credentials: Any, sent: dict[str, str], recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(200, {"id": 1, "name": "Rex", "species": "dog"}))
    _call(call, recorder.url, lambda client: client.pets.get(1), **credentials)
    names = {"x-store-key", "authorization"} & recorder.last.headers.keys()
    assert {name: recorder.last.headers[name] for name in names} == sent


def test_schemes_that_belong_together_are_sent_together(
    recorder: Recorder, call: Caller
) -> None:
    _call(call, recorder.url, lambda client: client.pets.delete(1))
    assert recorder.last.headers["x-store-key"] == "KEY"
    assert recorder.last.headers["authorization"] == "Bearer TOKEN"
    with pytest.raises(petstore_client.MissingCredentialsError) as caught:
        _call(call, recorder.url, lambda client: client.pets.delete(1), store_key="KEY")
    assert "store_key=" in str(caught.value)
    assert "visitor=" in str(caught.value)
    assert "()" not in str(caught.value)
    assert "set )" not in str(caught.value)
    assert len(recorder.requests) == 1


def test_an_open_operation_sends_no_credentials(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(200, {"dog": 3}))
    counts = _call(call, recorder.url, lambda client: client.stock.get())
    assert counts == {"dog": 3}
    assert not {"x-store-key", "authorization"} & recorder.last.headers.keys()


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (409, "ConflictError"),
        (418, "DeclaredClientError"),
        (503, "DeclaredServerError"),
    ],
)
def test_the_default_response_is_the_body_of_every_other_error(
    status: int, name: str, recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(status, {"code": 17, "message": "The kennel is full."}))
    with pytest.raises(petstore_client.StatusError, match="kennel is full") as caught:
        _call(call, recorder.url, lambda client: client.pets.create(_NEW_PET))
    assert type(caught.value) is getattr(petstore_client, name)
    assert type(caught.value.body) is pets.Problem
    assert caught.value.body.code == 17
