"""Webhooks as the runtime reads them."""

from __future__ import annotations

import pickle

import pytest
from sample_api._runtime import decoding, validation
from sample_api._runtime.errors import APIError, WebhookDecodeError
from sample_api._runtime.receiving import read_webhook
from sample_api.models import Reference


@pytest.mark.parametrize(
    "body", ['{"id": "é", "new": 1}', b'{"id": "\xc3\xa9", "new": 1}']
)
def test_a_body_is_read_and_what_is_new_is_kept(body: bytes | str) -> None:
    found = read_webhook(Reference, "changed", body)
    assert isinstance(found, Reference)
    assert found.id == "é"
    assert found.model_extra == {"new": 1}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"", ""),
        ("not JSON", ""),
        (b"\xff\xfe{}", ""),
        ("\ud800", ""),
        ('{"id": NaN}', ""),
        ("[" * 10_000, ""),
        ("{}", "id"),
        ('{"id": 5}', "id"),
        ("null", ""),
    ],
)
def test_another_body_is_an_error_that_says_where(
    body: bytes | str, place: str
) -> None:
    with pytest.raises(WebhookDecodeError) as caught:
        read_webhook(Reference, "changed", body)
    error = caught.value
    assert isinstance(error, APIError)
    assert (error.place, error.webhook) == (place, "changed")
    assert error.problem in str(error)
    assert "(read as changed)" in str(error)


def test_an_error_shows_no_value_and_survives_a_process_border() -> None:
    body = b'{"id": {"secret": "hunter2"}}'
    with pytest.raises(WebhookDecodeError) as caught:
        read_webhook(Reference, "changed", body)
    assert "hunter2" not in f"{caught.value}{caught.value!r}"
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.raw_body) == (str(caught.value), body)


def test_a_type_that_is_made_anew_at_each_call_is_kept_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def recorded(annotation: object) -> object:
        asked.append(annotation)
        return validation.adapter(annotation)

    monkeypatch.setattr(decoding, "adapter", recorded)
    for _ in range(3):
        found = read_webhook(list[Reference], "listed", '[{"id": "a"}]')
        assert found[0].id == "a"
    assert all(one is asked[0] for one in asked)
    assert len(asked) == 3
