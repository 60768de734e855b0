"""What an API sends to a server of the user's: read there, typed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import assert_type
from urllib.parse import urlsplit

import pytest
from workshop_client import UnknownVariant, WebhookDecodeError, webhooks
from workshop_client.models import (
    CreateJobFinishedCallbackPayload,
    File,
    FileAdded,
    FileRemoved,
    WebhookEvent,
)

from .recorder import Recorder, Reply, Request

ADDED = {
    "type": "file.added",
    "file": {"id": "f-1", "size": 3, "colour": "red"},
    "added_at": "2026-01-02T03:04:05Z",
    "region": "eu",
}


def post(url: str, path: str, body: bytes) -> int:
    """Send a body as the API would."""
    address = urlsplit(url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=10)
    try:
        headers = {"Content-Type": "application/json", "X-Workshop-Signature": "s"}
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def receive(recorder: Recorder) -> list[object]:
    """Read what comes as a server of a user would, into a list."""
    received: list[object] = []

    def answer(request: Request) -> Reply:
        try:
            if request.path == "/events":
                received.append(webhooks.parse(request.body))
            else:
                received.append(webhooks.parse_create_job_finished(request.body))
        except WebhookDecodeError as error:
            return Reply(400, {"place": error.place, "problem": error.problem})
        return Reply(204)

    recorder.answer = answer
    return received


def test_events_arrive_as_what_they_are(recorder: Recorder) -> None:
    received = receive(recorder)
    gone = {"type": "file.removed", "id": "f-1"}
    new = {"type": "file.moved", "to": "elsewhere"}
    for event in (ADDED, gone, new):
        assert post(recorder.url, "/events", json.dumps(event).encode()) == 204
    added, removed, unknown = received
    assert isinstance(added, FileAdded)
    assert added.file == File.model_validate(ADDED["file"])
    assert added.file.size == 3
    assert added.added_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert added.model_extra == {"region": "eu"}
    assert added.file.model_extra == {"colour": "red"}
    assert isinstance(removed, FileRemoved)
    assert removed.id == "f-1"
    assert unknown == UnknownVariant(new)


def test_a_callback_arrives_at_its_own_address(recorder: Recorder) -> None:
    received = receive(recorder)
    body = {"job": "j-1", "results": [{"value": "42"}]}
    assert post(recorder.url, "/jobs/done", json.dumps(body).encode()) == 204
    (done,) = received
    assert isinstance(done, CreateJobFinishedCallbackPayload)
    assert [one.value for one in done.results] == ["42"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"type": "file.added"}', b'{"type": "file.added", "file": 1}']
)
def test_another_body_is_refused(recorder: Recorder, body: bytes) -> None:
    received = receive(recorder)
    assert post(recorder.url, "/events", body) == 400
    assert received == []


def test_a_function_for_one_event_reads_that_only() -> None:
    text = json.dumps(ADDED)
    added = webhooks.parse_file_added(text)
    assert_type(added, FileAdded)
    with pytest.raises(WebhookDecodeError) as caught:
        webhooks.parse_file_removed(text)
    assert caught.value.webhook == "file_removed"


def test_the_members_of_the_union_narrow() -> None:
    event: WebhookEvent = webhooks.parse(json.dumps(ADDED))
    match event:
        case FileAdded():
            assert_type(event.file, File)
        case FileRemoved() | UnknownVariant():
            pytest.fail(str(event))
