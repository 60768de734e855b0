"""A package made from orders: offsets, PUT, unions, nulls and names of all kinds."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orders_client
import pytest
from orders_client import models as orders
from pydantic import ValidationError

from .calling import Caller, Operation
from .packages import SPECS
from .prism import MockServers
from .recorder import Recorder, Reply
from .untyped import construct

pytestmark = pytest.mark.filterwarnings("ignore::orders_client.DeprecatedWarning")

_SPEC = SPECS / "orders.yaml"
_CHANGE: dict[str, Any] = {
    "lines": [{"article": "hammer", "quantity": 2, "unitPrice": "9.90"}],
    "payment": {"method": "card", "lastDigits": "0042"},
}
_NEW_ORDER = orders.OrderCreate(customer_id="c-7", **_CHANGE)
_OPERATIONS: list[tuple[Operation, type | None]] = [
    (lambda c: c.orders.list(org_id="org-1", status_phase="open"), None),
    (lambda c: c.orders.get("o-1"), orders.Order),
    (lambda c: c.orders.create(_NEW_ORDER, org_id="org-1"), orders.Order),
    (
        lambda c: c.orders.update("o-1", orders.OrderUpdate(**_CHANGE)),
        orders.Order,
    ),
    (
        lambda c: c.orders.replace(
            "o-1",
            orders.OrderReplace(customer_id="c-7", **_CHANGE),
        ),
        orders.Order,
    ),
    (lambda c: c.orders.delete("o-1"), type(None)),
    (lambda c: c.orders.ship("o-1"), type(None)),
    (lambda c: c.orders.export(), str),
]
_FOUND: dict[str, Any] = {
    "id": "o-1",
    "customerId": "c-7",
    "lines": [{"article": "hammer", "unitPrice": "9.90"}],
    "payment": {"method": "invoice", "dueOn": "2026-03-01"},
}


def _call(call: Caller, url: str, operation: Operation) -> Any:
    given = {"base_url": url, "token": "TOKEN"}
    return call(orders_client, operation, **given)


@pytest.mark.parametrize(
    ("operation", "kind"),
    _OPERATIONS,
    ids=["list", "get", "create", "update", "replace", "delete", "ship", "export"],
)
def test_every_operation_of_the_orders_works(
    operation: Operation, kind: type | None, prism: MockServers, call: Caller
) -> None:
    answer = _call(call, prism.url(_SPEC), operation)
    if kind is None:
        assert [type(order) for order in answer.items] == [orders.Order]
    else:
        assert type(answer) is kind


def test_an_order_is_typed_to_its_leaves(prism: MockServers, call: Caller) -> None:
    order = _call(call, prism.url(_SPEC), lambda client: client.orders.get("o-1"))
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
    body = construct(
        orders.OrderCreate,
        customer_id="c-7",
        class_="express",
        from_="Workshop",
        shipping_address="Main Road 1",
        model_config_="none",
        note=None,
        lines=_CHANGE["lines"],
        payment={"method": "invoice", "dueOn": "2026-03-01"},
    )
    order = _call(
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
    _call(
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

    assert _call(call, recorder.url, read) == ["a", "o-1", "c"]
    offsets = [dict(request.query)["offset"] for request in recorder.requests]
    assert offsets == ["0", "2"]


_LINE = {"article": "hammer", "unitPrice": "9.90"}
_PAYMENT = {"method": "card", "lastDigits": "0042"}


@pytest.mark.parametrize("field", ["customer_id", "id", "placed_at"])
def test_a_change_of_an_order_refuses_what_cannot_change(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        construct(orders.OrderUpdate, **_CHANGE, **{field: "x"})


def test_a_replacement_keeps_what_is_immutable_and_lacks_what_is_read_only() -> None:
    fields = orders.OrderReplace.model_fields
    assert "customer_id" in fields
    assert fields["customer_id"].is_required()
    assert not {"id", "placed_at"} & fields.keys()


def test_a_request_is_checked_at_every_place_of_its_own() -> None:
    with pytest.raises(ValidationError, match="lines"):
        construct(orders.OrderCreate, customer_id="c-7", lines=None, payment=_PAYMENT)
    with pytest.raises(ValidationError, match="customerId"):
        construct(orders.OrderCreate, lines=[_LINE], payment=_PAYMENT)
    with pytest.raises(ValidationError, match="colour"):
        construct(
            orders.OrderCreate,
            customer_id="c-7",
            lines=[_LINE],
            payment=_PAYMENT,
            colour="red",
        )


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
        construct(
            orders.OrderCreate,
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
        construct(
            orders.OrderCreate,
            customer_id="c-7",
            lines=[{"article": "hammer", "unitPrice": "9.90"}],
            payment=wrong,
        )


def test_what_was_read_can_be_sent_again(recorder: Recorder, call: Caller) -> None:
    """Without what cannot be sent; the checks are those of anything that is sent."""
    payment = {"method": "card", "lastDigits": "0042"}
    recorder.replies(Reply(200, {**_FOUND, "payment": payment}))
    found = _call(call, recorder.url, lambda client: client.orders.get("o-1"))
    again = orders.OrderCreate(
        customer_id="c-7", lines=found.lines, payment=found.payment
    )
    assert again.payment == orders.CardPaymentInput(last_digits="0042")
    assert [line.article for line in again.lines] == [
        line.article for line in found.lines
    ]


def test_an_unknown_member_of_a_union_survives(
    recorder: Recorder, call: Caller
) -> None:
    payment = {"method": "barter", "goods": ["eggs"]}
    recorder.replies(Reply(200, {**_FOUND, "payment": payment}))
    order = _call(call, recorder.url, lambda client: client.orders.get("o-1"))
    assert type(order.payment) is orders_client.UnknownVariant
    assert order.payment.raw == payment


def test_a_patch_goes_by_its_own_media_type(recorder: Recorder, call: Caller) -> None:
    recorder.replies(Reply(200, _FOUND))
    body = orders.OrderUpdate(**_CHANGE, note=None)
    _call(call, recorder.url, lambda client: client.orders.update("o-1", body))
    assert recorder.last.method == "PATCH"
    assert recorder.last.headers["content-type"] == "application/merge-patch+json"
    assert recorder.last.json() == {**_CHANGE, "note": None}


def test_a_table_is_text(recorder: Recorder, call: Caller) -> None:
    table = "id,total\r\n1,größer\r\n"
    recorder.replies(
        Reply(
            200,
            table.encode("latin-1"),
            {"Content-Type": "text/csv; charset=iso-8859-1"},
        )
    )
    answer = _call(call, recorder.url, lambda client: client.orders.export())
    assert answer == table
    assert recorder.last.headers["accept"] == "text/csv"


def test_a_range_of_statuses_is_the_body_of_its_errors(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(418, {"detail": "No tea."}))
    with pytest.raises(orders_client.ClientError, match="No tea") as caught:
        _call(call, recorder.url, lambda client: client.orders.create(_NEW_ORDER))
    assert type(caught.value.body) is orders.Fault


@pytest.mark.parametrize("preference", ["code=404", "code=404, dynamic=true, seed=1"])
def test_a_missing_order_is_its_own_exception(
    preference: str, prism: MockServers, call: Caller
) -> None:
    with pytest.raises(orders_client.NotFoundError) as caught:
        _call(
            call,
            prism.url(_SPEC),
            lambda client: client.with_options(
                headers={"Prefer": preference}
            ).orders.get("o-1"),
        )
    assert type(caught.value.body) is orders.Fault
