"""A package of files, streams, forms and servers: every way to send and to answer."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path
from typing import Any, cast

import pytest
import workshop_client
from workshop_client import (
    AsyncBinaryResponse,
    AsyncStream,
    BinaryResponse,
    ClientCredentials,
    Stream,
    capture_responses,
    servers,
)
from workshop_client import models as workshop

from .calling import Caller, Operation
from .packages import SPECS
from .prism import MockServers
from .recorder import Recorder, Reply, Request

_SPEC = SPECS / "workshop.yaml"
_UPLOAD = workshop.AddFileUploadBody(
    file=("plan.pdf", b"%PDF", "application/pdf"),
    previews=[("a.png", b"PNG"), ("b", b"?")],
    about=workshop.About(city="Bern"),
    tags=["a", "b"],
)


def _use(call: Caller, url: str, operation: Operation, **more: Any) -> Any:
    given: dict[str, Any] = {"base_url": url, "session": "S", **more}
    return call(workshop_client, operation, **given)


async def _read_all(answer: Any) -> Any:
    opened: object = await answer
    match opened:
        case AsyncBinaryResponse():
            return await opened.read()
        case AsyncStream():
            items = cast("AsyncStream[object]", opened)
            return [item async for item in items]
        case _:
            return opened


def _read(answer: Any) -> Any:
    """Read what arrives piece by piece to its end."""
    match answer:
        case BinaryResponse():
            return answer.read()
        case Stream():
            return list(cast("Stream[object]", answer))
        case _ if hasattr(answer, "__await__"):
            return _read_all(answer)
        case _:
            return answer


_OPERATIONS: list[tuple[str, Operation, type]] = [
    (
        "list",
        lambda c: c.files.list(
            page=1,
            kind=["a", "b"],
            filter=workshop.ListFilesFilter(size=3, tags=["x"]),
            flags=["f", "g"],
        ),
        object,
    ),
    ("link", lambda c: c.files.create(workshop.FileLinkCreate(url="x")), workshop.File),
    (
        "upload",
        lambda c: c.files.create(workshop.AddFileUploadBody(file=b"%PDF")),
        workshop.File,
    ),
    ("bytes", lambda c: c.files.replace("f", b"\0\1"), type(None)),
    ("text", lambda c: c.files.replace("f", "text"), type(None)),
    ("job", lambda c: c.jobs.create(workshop.CreateJobBody(name="j")), workshop.Result),
    (
        "form",
        lambda c: c.charges.create(
            workshop.CreateChargeBody(
                amount=3,
                expand=["a", "b"],
                card=workshop.CreateChargeBodyCard(number="4"),
            )
        ),
        type(None),
    ),
    ("status", lambda c: c.status.get(), str),
]


@pytest.mark.parametrize(
    ("operation", "kind"),
    [(operation, kind) for _, operation, kind in _OPERATIONS],
    ids=[name for name, _, _ in _OPERATIONS],
)
def test_a_mock_server_made_by_others_takes_and_answers_each_call(
    call: Caller, prism: MockServers, operation: Operation, kind: type
) -> None:
    answer = _use(call, prism.url(_SPEC), lambda c: _read(operation(c)))
    assert isinstance(answer, kind)


def test_a_mock_server_sends_a_file(call: Caller, prism: MockServers) -> None:
    read = _use(call, prism.url(_SPEC), lambda c: _read(c.files.get("f")))
    assert isinstance(read, bytes)


def _parts(request: Request) -> list[tuple[Any, ...]]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + request.body)
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part["Content-Type"],
            part.get_payload(decode=True),
        )
        for part in message.walk()
        if part is not message
    ]


def test_files_and_their_facts_are_the_parts_of_a_form(
    call: Caller, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.replies(Reply(503), Reply(201, {"id": "f"}))
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF")
    upload = _UPLOAD.model_copy(update={"file": path})
    _use(call, recorder.url, lambda c: c.files.create(upload))
    first, second = recorder.requests
    for request in recorder.requests:
        assert _parts(request) == [
            ("file", "plan.pdf", "application/pdf", b"%PDF"),
            ("previews", "a.png", "image/png", b"PNG"),
            ("previews", "b", "image/png", b"?"),
            ("about", None, "application/json", b'{"city":"Bern"}'),
            ("tags", None, None, b"a"),
            ("tags", None, None, b"b"),
        ]
    # The key that was made up lets the server tell that it is the same request.
    keys = {one.headers["idempotency-key"] for one in recorder.requests}
    assert len(keys) == 1
    assert first.headers["content-length"] == second.headers["content-length"]


def test_a_key_of_the_caller_is_sent(call: Caller, recorder: Recorder) -> None:
    recorder.replies(Reply(201, {"id": "f"}))
    link = workshop.FileLinkCreate(url="x")
    _use(call, recorder.url, lambda c: c.files.create(link, idempotency_key="mine"))
    assert recorder.last.headers["idempotency-key"] == "mine"


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (workshop.FileLinkUpdate(url="x"), "application/merge-patch+json"),
        ([{"op": "remove"}], "application/json-patch+json"),
    ],
    ids=["merge", "patch"],
)
def test_the_body_tells_its_media_type(
    call: Caller, recorder: Recorder, body: object, sent: str
) -> None:
    recorder.replies(Reply(200, {"id": "f"}))
    _use(call, recorder.url, lambda c: c.files.update("f", body))
    assert recorder.last.headers["content-type"] == sent
    assert recorder.last.headers["accept"] == "application/json, */*;q=0.5"


def test_pages_follow_the_link_header_and_headers_have_types(
    call: Caller, recorder: Recorder
) -> None:
    recorder.replies(
        Reply(200, [{"id": "1"}], {"Link": '</files?page=2>; rel="next"'}),
        Reply(200, [{"id": "2"}], {"X-Total": "2"}),
    )

    def walk(client: Any) -> Any:
        pages = client.files.list(flags=["a", "b"])
        if not hasattr(pages, "__aiter__"):
            return list(pages)

        async def walk_async() -> list[Any]:
            return [item async for item in pages]

        return walk_async()

    with capture_responses() as responses:
        found = _use(call, recorder.url, walk)
    assert [one.id for one in found] == ["1", "2"]
    assert [one.target for one in recorder.requests] == ["/files", "/files?page=2"]
    assert recorder.requests[0].headers["cookie"] == "flags=a,b; session=S"
    if responses:  # a task of its own has its own
        assert responses[-1].header("x-total", int) == 2
        assert responses[0].header("X-Total", int) is None


def test_a_job_is_one_answer_or_a_stream(call: Caller, recorder: Recorder) -> None:
    events = b'data: {"text": "a"}\n\ndata: {"text": "b"}\n\ndata: [DONE]\n\n'
    body = workshop.CreateJobBody(name="j")
    recorder.replies(Reply(200, events, {"Content-Type": "text/event-stream"}))
    found = _use(call, recorder.url, lambda c: _read(c.jobs.create_stream(body)))
    assert found == [workshop.Step(text="a"), workshop.Step(text="b")]
    assert recorder.last.json() == {"name": "j", "stream": True}
    assert recorder.last.headers["accept"] == "text/event-stream"
    recorder.replies(Reply(200, {"value": "v"}))
    whole = _use(call, recorder.url, lambda c: c.jobs.create(body))
    assert whole == workshop.Result(value="v")
    assert recorder.last.json() == {"name": "j"}
    flagged = workshop.CreateJobBody(name="j", stream=True)
    before = len(recorder.requests)
    with pytest.raises(workshop_client.InvalidRequestError, match="call create_stream"):
        _use(call, recorder.url, lambda c: c.jobs.create(flagged))
    assert len(recorder.requests) == before


def test_lines_are_read_and_written_as_items(call: Caller, recorder: Recorder) -> None:
    lines = b'{"text": "a"}\n{"text": "b"}\n'
    recorder.replies(Reply(200, lines, {"Content-Type": "application/jsonl"}))
    found = _use(call, recorder.url, lambda c: _read(c.steps.get()))
    assert found == [workshop.Step(text="a"), workshop.Step(text="b")]
    recorder.replies(Reply())
    steps = [workshop.StepCreate(text="a"), workshop.StepCreate(text="b")]
    _use(call, recorder.url, lambda c: c.steps.create(steps))
    assert recorder.last.body == b'{"text":"a"}\n{"text":"b"}\n'
    assert recorder.last.headers["content-type"] == "application/x-ndjson"


def test_a_file_is_written_to_a_file(
    call: Caller, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.replies(
        Reply(
            200,
            b"%PDF",
            {
                "Content-Type": "application/pdf",
                "Content-Disposition": 'attachment; filename="../plan.pdf"',
            },
        )
    )
    path = tmp_path / "plan.pdf"

    def write(client: Any) -> Any:
        answer = client.files.get("f")
        if isinstance(answer, BinaryResponse):
            assert answer.filename == "plan.pdf"
            return answer.write_to_file(path)

        async def write_async() -> None:
            await (await answer).write_to_file(path)

        return write_async()

    _use(call, recorder.url, write)
    assert path.read_bytes() == b"%PDF"
    recorder.replies(Reply(202, {"id": "later"}))
    later = _use(call, recorder.url, lambda c: _read(c.files.get("f")))
    assert later == workshop.File(id="later")


def test_a_problem_of_any_status_is_decoded(call: Caller, recorder: Recorder) -> None:
    recorder.replies(Reply(418, {"title": "a teapot"}))
    link = workshop.FileLinkCreate(url="x")
    with pytest.raises(workshop_client.ClientError) as caught:
        _use(call, recorder.url, lambda c: c.files.create(link))
    assert caught.value.body == workshop.Problem(title="a teapot")


def test_a_form_is_written_as_the_api_says(call: Caller, recorder: Recorder) -> None:
    _use(call, recorder.url, _OPERATIONS[6][1])
    assert recorder.last.body == b"amount=3&expand[]=a&expand[]=b&card[number]=4"


def test_an_access_token_is_fetched_for_the_credentials(
    call: Caller, recorder: Recorder
) -> None:
    given = ClientCredentials("id", "secret", token_url=f"{recorder.url}/token")
    recorder.replies(Reply(200, {"access_token": "t", "token_type": "Bearer"}), Reply())
    _use(call, recorder.url, lambda c: c.files.replace("f", b"x"), oauth2=given)
    asked, sent = recorder.requests
    assert asked.body == b"grant_type=client_credentials"
    assert sent.headers["authorization"] == "Bearer t"
    assert "cookie" not in sent.headers


def test_a_server_is_chosen_and_an_operation_may_have_its_own(
    call: Caller, recorder: Recorder
) -> None:
    assert (
        servers.workshop_example_com(region="eu")
        == "https://eu.workshop.example.com/v1"
    )
    assert (
        servers.sandbox_workshop_example_com()
        == "https://sandbox.workshop.example.com/v1"
    )
    nowhere: Any = "moon"
    with pytest.raises(workshop_client.InvalidRequestError, match="region"):
        servers.workshop_example_com(region=nowhere)
    told = {"https://uploads.workshop.example.com": f"{recorder.url}/uploads"}
    _use(
        call,
        "http://127.0.0.1:9",
        lambda c: c.files.replace("f", b"x"),
        servers=told,
    )
    assert recorder.last.path == "/uploads/files/f"
    _use(call, recorder.url, lambda c: c.files.replace("f", b"x"))
    assert recorder.last.path == "/files/f"


def test_what_is_open_to_everybody_sends_nothing(
    call: Caller, recorder: Recorder
) -> None:
    recorder.replies(Reply(200, b"well", {"Content-Type": "text/plain"}))
    assert call(workshop_client, lambda c: c.status.get(), base_url=recorder.url) == (
        "well"
    )
    assert not {"authorization", "cookie"} & recorder.last.headers.keys()
