"""Packages made from two small descriptions that have nothing to do with pim."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import orders_client
import petstore_client
import pytest
from orders_client import models as orders
from petstore_client import models as pets
from pydantic import ValidationError

from .calling import Caller, Operation
from .packages import SPECS
from .prism import MockServers
from .recorder import Recorder, Reply

pytestmark = pytest.mark.filterwarnings("ignore::orders_client.DeprecatedWarning")

_PETSTORE = SPECS / "petstore.yaml"
_ORDERS = SPECS / "orders.yaml"
_NEW_PET = pets.NewPet(name="Rex", species="dog", birthday=date(2024, 2, 29))
_CARD = orders.CardPayment(last_digits="0042")
_LINES = [orders.Line(article="hammer", quantity=2, unit_price=Decimal("9.90"))]
_NEW_ORDER = orders.OrderCreate(customer_id="c-7", lines=_LINES, payment=_CARD)
_FOUND: dict[str, Any] = {
    "id": "o-1",
    "customerId": "c-7",
    "lines": [{"article": "hammer", "unitPrice": "9.90"}],
    "payment": {"method": "invoice", "dueOn": "2026-03-01"},
}


def _call_pets(call: Caller, url: str, operation: Operation, **credentials: Any) -> Any:
    given = credentials or {"store_key": "KEY", "visitor": "TOKEN"}
    return call(petstore_client, operation, base_url=url, **given)


def _call_orders(call: Caller, url: str, operation: Operation) -> Any:
    given = {"base_url": url, "token": "TOKEN"}
    return call(orders_client, operation, **given)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (lambda c: c.pets.get(42), pets.Pet),
        (lambda c: c.pets.create(_NEW_PET), pets.Pet),
        (lambda c: c.pets.delete(42, x_reason="moved"), type(None)),
        (
            lambda c: c.pets.add_photo(42, pets.AddPetPhotoBody(photo=b"\x89PNG")),
            pets.Photo,
        ),
        (lambda c: c.stock.get(), dict),
    ],
    ids=["get", "create", "delete", "photo", "stock"],
)
def test_every_operation_of_the_petstore_works(
    operation: Operation, kind: type, prism: MockServers, call: Caller
) -> None:
    url = prism.url(_PETSTORE, "--errors")
    assert type(_call_pets(call, url, operation)) is kind


def test_a_page_of_pets_is_typed(prism: MockServers, call: Caller) -> None:
    page = _call_pets(
        call,
        prism.url(_PETSTORE, "--errors"),
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
    _call_pets(
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

    assert _call_pets(call, recorder.url, read) == [1, 2]
    assert [dict(request.query) for request in recorder.requests] == [
        {"limit": "1"},
        {"limit": "1", "cursor": "a/b"},
    ]


def test_an_upload_is_a_form_of_parts(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(201, {"url": "u"}))
    photo = b"\x89PNG\r\n--boundary\r\n"
    body = pets.AddPetPhotoBody(photo=photo, caption="Rex, größer")
    _call_pets(call, recorder.url, lambda client: client.pets.add_photo(42, body))
    head = f"Content-Type: {recorder.last.headers['content-type']}\r\n\r\n".encode()
    form = BytesParser(policy=HTTP).parsebytes(head + recorder.last.body)
    parts = {
        part.get_param("name", header="content-disposition"): part
        for part in form.iter_parts()
    }
    assert recorder.last.path == "/pets/42/photos"
    assert parts["photo"].get_payload(decode=True) == photo
    assert parts["photo"].get_filename()
    assert parts["caption"].get_payload(decode=True).decode() == "Rex, größer"
    assert parts["caption"].get_filename() is None


def test_unset_parts_of_a_form_are_not_sent(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(201, {"url": "u"}))
    body = pets.AddPetPhotoBody(photo=b"x")
    _call_pets(call, recorder.url, lambda client: client.pets.add_photo(42, body))
    assert b"caption" not in recorder.last.body


def test_a_nullable_field_is_sent_as_null_if_set(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(201, {"id": 1, "name": "Rex", "species": "dog"}))
    body = pets.NewPet(name="Rex", species="dog", nickname=None)
    _call_pets(call, recorder.url, lambda client: client.pets.create(body))
    assert recorder.last.json() == {"name": "Rex", "species": "dog", "nickname": None}


@pytest.mark.parametrize(
    "wrong",
    [{"species": "cow"}, {"name": ""}, {"weight": -1}, {"tags": None}, {"size": 1}],
    ids=repr,
)
def test_a_closed_enum_and_constraints_hold_when_writing(wrong: Any) -> None:
    (field,) = wrong
    with pytest.raises(ValidationError, match=field):
        pets.NewPet(**{"name": "Rex", "species": "dog", **wrong})


def test_a_closed_enum_is_open_when_reading(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(200, {"id": 1, "name": "", "species": "cow"}))
    pet = _call_pets(call, recorder.url, lambda client: client.pets.get(1))
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
    _call_pets(call, recorder.url, lambda client: client.pets.get(1), **credentials)
    names = {"x-store-key", "authorization"} & recorder.last.headers.keys()
    assert {name: recorder.last.headers[name] for name in names} == sent


def test_schemes_that_belong_together_are_sent_together(
    recorder: Recorder, call: Caller
) -> None:
    _call_pets(call, recorder.url, lambda client: client.pets.delete(1))
    assert recorder.last.headers["x-store-key"] == "KEY"
    assert recorder.last.headers["authorization"] == "Bearer TOKEN"
    with pytest.raises(petstore_client.MissingCredentialsError) as caught:
        _call_pets(
            call, recorder.url, lambda client: client.pets.delete(1), store_key="KEY"
        )
    assert "store_key=" in str(caught.value)
    assert "visitor=" in str(caught.value)
    assert "()" not in str(caught.value)
    assert "set )" not in str(caught.value)
    assert len(recorder.requests) == 1


def test_an_open_operation_sends_no_credentials(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(200, {"dog": 3}))
    counts = _call_pets(call, recorder.url, lambda client: client.stock.get())
    assert counts == {"dog": 3}
    assert not {"x-store-key", "authorization"} & recorder.last.headers.keys()


@pytest.mark.parametrize(
    ("status", "name"),
    [(409, "ConflictError"), (418, "ClientError"), (503, "ServerError")],
)
def test_the_default_response_is_the_body_of_every_other_error(
    status: int, name: str, recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(status, {"code": 17, "message": "The kennel is full."}))
    with pytest.raises(petstore_client.StatusError, match="kennel is full") as caught:
        _call_pets(call, recorder.url, lambda client: client.pets.create(_NEW_PET))
    assert type(caught.value) is getattr(petstore_client, name)
    assert type(caught.value.body) is pets.Problem
    assert caught.value.body.code == 17


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (lambda c: c.orders.list(org_id="org-1", status_phase="open"), None),
        (lambda c: c.orders.get("o-1"), orders.Order),
        (lambda c: c.orders.create(_NEW_ORDER, org_id="org-1"), orders.Order),
        (
            lambda c: c.orders.update(
                "o-1", orders.OrderUpdate(lines=_LINES, payment=_CARD)
            ),
            orders.Order,
        ),
        (
            lambda c: c.orders.replace(
                "o-1",
                orders.OrderReplace(customer_id="c-7", lines=_LINES, payment=_CARD),
            ),
            orders.Order,
        ),
        (lambda c: c.orders.delete("o-1"), type(None)),
        (lambda c: c.orders.ship("o-1"), type(None)),
        (lambda c: c.orders.export(), str),
    ],
    ids=["list", "get", "create", "update", "replace", "delete", "ship", "export"],
)
def test_every_operation_of_the_orders_works(
    operation: Operation, kind: type | None, prism: MockServers, call: Caller
) -> None:
    answer = _call_orders(call, prism.url(_ORDERS), operation)
    if kind is None:
        assert [type(order) for order in answer.items] == [orders.Order]
    else:
        assert type(answer) is kind


def test_an_order_is_typed_to_its_leaves(prism: MockServers, call: Caller) -> None:
    order = _call_orders(
        call, prism.url(_ORDERS), lambda client: client.orders.get("o-1")
    )
    assert order.id == "o-1"
    assert order.placed_at == datetime(2026, 1, 31, 8, tzinfo=UTC)
    assert order.customer_id == "c-7"
    assert order.class_ == "express"
    assert order.from_ == "Workshop"
    assert order.shipping_address == "Main Road 1"
    assert order.model_config_ == "none"
    assert order.note is None
    assert order.reference == 4711
    assert [type(line) for line in order.lines] == [orders.Line]
    assert order.lines[0].unit_price == Decimal("9.90")
    assert type(order.payment) is orders.CardPayment
    assert order.payment.last_digits == "0042"


def test_names_go_over_the_wire_as_the_description_spells_them(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(201, _FOUND))
    body = orders.OrderCreate(
        customer_id="c-7",
        class_="express",
        from_="Workshop",
        shipping_address="Main Road 1",
        model_config_="none",
        note=None,
        lines=_LINES,
        payment=orders.InvoicePayment(due_on=date(2026, 3, 1)),
    )
    order = _call_orders(
        call,
        recorder.url,
        lambda client: client.orders.create(body, org_id="org-1"),
    )
    assert recorder.last.headers["org-id"] == "org-1"
    assert recorder.last.json() == {
        "customerId": "c-7",
        "class": "express",
        "from": "Workshop",
        "shipping.address": "Main Road 1",
        "model_config": "none",
        "note": None,
        "lines": [{"article": "hammer", "quantity": 2, "unitPrice": "9.90"}],
        "payment": {"method": "invoice", "dueOn": "2026-03-01"},
    }
    sent_back = json.loads(order.model_dump_json(by_alias=True, exclude_unset=True))
    assert sent_back == _FOUND


def test_filters_go_over_the_wire_as_the_description_spells_them(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(200, {"items": [], "total": 0}))
    _call_orders(
        call,
        recorder.url,
        lambda client: client.orders.list(
            status_phase="open", from_=date(2026, 1, 1), limit=2
        ),
    )
    assert recorder.last.query == [
        ("status.phase", "open"),
        ("from", "2026-01-01"),
        ("limit", "2"),
    ]
    assert "org-id" not in recorder.last.headers


def test_offsets_are_counted_up_to_the_total(recorder: Recorder, call: Caller) -> None:
    recorder.replies(
        Reply(200, {"items": [{**_FOUND, "id": "a"}, _FOUND], "total": 3}),
        Reply(200, {"items": [{**_FOUND, "id": "c"}], "total": 3}),
        Reply(200, {"items": [], "total": 3}),
    )

    def read(client: Any) -> Any:
        pages = client.orders.list(limit=2, offset=0)
        if hasattr(pages, "__await__"):
            return read_async(pages)
        return [order.id for order in pages]

    async def read_async(pages: Any) -> list[str]:
        return [order.id async for order in pages]

    assert _call_orders(call, recorder.url, read) == ["a", "o-1", "c"]
    offsets = [dict(request.query)["offset"] for request in recorder.requests]
    assert offsets == ["0", "2"]


@pytest.mark.parametrize("field", ["customer_id", "id", "placed_at"])
def test_a_change_of_an_order_refuses_what_cannot_change(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        orders.OrderUpdate(lines=_LINES, payment=_CARD, **{field: "x"})


def test_a_replacement_keeps_what_is_immutable_and_lacks_what_is_read_only() -> None:
    fields = orders.OrderReplace.model_fields
    assert "customer_id" in fields
    assert fields["customer_id"].is_required()
    assert not {"id", "placed_at"} & fields.keys()


@pytest.mark.parametrize(
    "wrong",
    [
        {"article": "hammer", "unitPrice": "9.90", "quantity": 0},
        {"article": "hammer", "unitPrice": "9.90", "quantity": None},
        {"article": "hammer", "unitPrice": "9.90", "colour": "red"},
    ],
    ids=["quantity of 0", "quantity of null", "unknown property"],
)
def test_a_nested_object_of_a_request_is_checked(wrong: Any) -> None:
    with pytest.raises(ValidationError, match="lines"):
        orders.OrderCreate(
            customer_id="c-7",
            lines=[wrong],
            payment={"method": "card", "lastDigits": "0042"},
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "card", "lastDigits": "42"},
        {"method": "cash"},
        {"lastDigits": "0042"},
    ],
    ids=["pattern", "unknown method", "no method"],
)
def test_a_union_of_a_request_is_checked(wrong: Any) -> None:
    with pytest.raises(ValidationError, match="payment"):
        orders.OrderCreate(
            customer_id="c-7",
            lines=[{"article": "hammer", "unitPrice": "9.90"}],
            payment=wrong,
        )


def test_an_unknown_member_of_a_union_survives(
    recorder: Recorder, call: Caller
) -> None:
    payment = {"method": "barter", "goods": ["eggs"]}
    recorder.replies(Reply(200, {**_FOUND, "payment": payment}))
    order = _call_orders(call, recorder.url, lambda client: client.orders.get("o-1"))
    assert type(order.payment) is orders_client.UnknownVariant
    assert order.payment.raw == payment


def test_a_patch_goes_by_its_own_media_type(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(200, _FOUND))
    body = orders.OrderUpdate(lines=_LINES, payment=_CARD, note=None)
    _call_orders(call, recorder.url, lambda client: client.orders.update("o-1", body))
    assert recorder.last.method == "PATCH"
    assert recorder.last.headers["content-type"] == "application/merge-patch+json"
    assert recorder.last.json()["note"] is None


def test_a_table_is_text(recorder: Recorder, call: Caller) -> None:
    table = "id,total\r\n1,größer\r\n"
    recorder.replies(
        Reply(
            200,
            table.encode("latin-1"),
            {"Content-Type": "text/csv; charset=iso-8859-1"},
        )
    )
    answer = _call_orders(call, recorder.url, lambda client: client.orders.export())
    assert answer == table
    assert recorder.last.headers["accept"] == "text/csv"


def test_a_range_of_statuses_is_the_body_of_its_errors(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(418, {"detail": "No tea."}))
    with pytest.raises(orders_client.ClientError, match="No tea") as caught:
        _call_orders(
            call, recorder.url, lambda client: client.orders.create(_NEW_ORDER)
        )
    assert type(caught.value.body) is orders.Fault


@pytest.mark.parametrize("preference", ["code=404", "code=404, dynamic=true, seed=1"])
def test_a_missing_order_is_its_own_exception(
    preference: str, prism: MockServers, call: Caller
) -> None:
    with pytest.raises(orders_client.NotFoundError) as caught:
        _call_orders(
            call,
            prism.url(_ORDERS),
            lambda client: client.with_options(
                headers={"Prefer": preference}
            ).orders.get("o-1"),
        )
    assert type(caught.value.body) is orders.Fault
