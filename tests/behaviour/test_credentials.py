"""How credentials reach the server, and that they reach nobody else."""

from __future__ import annotations

import base64
import copy
import json
import logging
import pickle
import traceback
from typing import Any

import confluent_pim_v2
import pytest

from .calling import Caller, NoWaiting, call_async, one_after_another
from .pim import APIS, ENVIRONMENT, V2, Api, settings
from .prism import MockServers
from .recorder import Recorder, Reply

pytestmark = pytest.mark.filterwarnings("ignore::confluent_pim_v2.EarlyAccessWarning")

_MARKER = "s3cr3t-m4rk3r"
_BASIC = "Basic " + base64.b64encode(b"KEY:SECRET").decode()


def _get(client: Any) -> Any:
    return client.integrations.get("cspi-1", environment=ENVIRONMENT)


def _delete(client: Any) -> Any:
    return client.integrations.delete("cspi-1", environment=ENVIRONMENT)


@pytest.mark.parametrize("api", APIS, ids=repr)
def test_a_key_and_its_secret_are_sent_as_basic_credentials(
    api: Api, recorder: Recorder, call: Caller
) -> None:
    call(api.package, _delete, **settings(api, recorder.url))
    assert recorder.last.headers["authorization"] == _BASIC


@pytest.mark.parametrize("api", APIS, ids=repr)
def test_a_token_is_sent_as_a_bearer(
    api: Api, recorder: Recorder, call: Caller
) -> None:
    call(
        api.package,
        _delete,
        base_url=recorder.url,
        confluent_sts_access_token=_MARKER,
    )
    assert recorder.last.headers["authorization"] == f"Bearer {_MARKER}"


@pytest.mark.parametrize("api", APIS, ids=repr)
def test_prism_takes_both_kinds_of_credentials(
    api: Api, prism: MockServers, call: Caller
) -> None:
    for credentials in (
        {"cloud_api_key": api.package.BasicAuth("KEY", "SECRET")},
        {"confluent_sts_access_token": "a.b.c"},
    ):
        answer = call(api.package, _get, base_url=prism.url(api.spec), **credentials)
        assert type(answer) is api.models.Integration


def test_a_function_gives_a_fresh_token_for_each_request(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(503), Reply(204))
    tokens = iter(["one", "two", "three"])
    call(
        confluent_pim_v2,
        one_after_another([_delete, _delete]),
        base_url=recorder.url,
        confluent_sts_access_token=lambda: next(tokens),
        clock=NoWaiting(),
    )
    sent = [request.headers["authorization"] for request in recorder.requests]
    assert sent == ["Bearer one", "Bearer two", "Bearer three"]


def test_a_coroutine_function_gives_a_token_under_asyncio(recorder: Recorder) -> None:
    async def token() -> str:
        return "awaited"

    call_async(
        confluent_pim_v2,
        _delete,
        base_url=recorder.url,
        confluent_sts_access_token=token,
    )
    assert recorder.last.headers["authorization"] == "Bearer awaited"


@pytest.mark.parametrize("api", APIS, ids=repr)
@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {
                "CONFLUENT_CLOUD_API_KEY": "KEY",
                "CONFLUENT_CLOUD_API_SECRET": "SECRET",
            },
            _BASIC,
        ),
        ({"CONFLUENT_CLOUD_ACCESS_TOKEN": "a.b.c"}, "Bearer a.b.c"),
    ],
    ids=["key", "token"],
)
def test_address_and_credentials_can_come_from_the_environment(
    api: Api,
    variables: dict[str, str],
    expected: str,
    recorder: Recorder,
    call: Caller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    version = api.package.__name__.rpartition("_")[2].upper()
    monkeypatch.setenv(f"CONFLUENT_PIM_{version}_BASE_URL", recorder.url)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    call(api.package, _delete)
    assert recorder.last.headers["authorization"] == expected


@pytest.mark.parametrize("api", APIS, ids=repr)
def test_nothing_is_sent_without_credentials(
    api: Api, recorder: Recorder, call: Caller
) -> None:
    with pytest.raises(api.package.MissingCredentialsError) as caught:
        call(api.package, _delete, base_url=recorder.url)
    assert recorder.requests == []
    for word in (
        *("cloud_api_key=", "CONFLUENT_CLOUD_API_KEY", "CONFLUENT_CLOUD_API_SECRET"),
        *("confluent_sts_access_token=", "CONFLUENT_CLOUD_ACCESS_TOKEN"),
    ):
        assert word in str(caught.value)


def test_half_a_pair_in_the_environment_is_no_credential(
    recorder: Recorder, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONFLUENT_CLOUD_API_KEY", "KEY")
    with pytest.raises(confluent_pim_v2.MissingCredentialsError):
        call(confluent_pim_v2, _delete, base_url=recorder.url)
    assert recorder.requests == []


def test_credentials_are_not_sent_in_the_clear(call: Caller) -> None:
    with pytest.raises(confluent_pim_v2.InvalidRequestError, match="plain HTTP"):
        call(confluent_pim_v2, _delete, **settings(V2, "http://api.example"))


def test_a_redirect_is_not_followed(recorder: Recorder, call: Caller) -> None:
    there = recorder.url.replace("127.0.0.1", "localhost") + "/elsewhere"
    recorder.replies(Reply(307, None, {"Location": there}))
    with pytest.raises(confluent_pim_v2.StatusError) as caught:
        call(confluent_pim_v2, _delete, **settings(V2, recorder.url))
    assert caught.value.status_code == 307
    assert len(recorder.requests) == 1


@pytest.mark.parametrize("kind", ["basic", "token", "function"])
def test_secrets_show_up_nowhere(
    kind: str,
    recorder: Recorder,
    call: Caller,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not in texts, not in logs, not in tracebacks, not in pickles, for no error."""
    kinds: dict[str, dict[str, object]] = {
        "basic": {"cloud_api_key": confluent_pim_v2.BasicAuth("KEY", _MARKER)},
        "token": {"confluent_sts_access_token": _MARKER},
        "function": {"confluent_sts_access_token": lambda: _MARKER},
    }
    clients: list[confluent_pim_v2.Client | confluent_pim_v2.AsyncClient] = []
    shown: list[str] = []

    def delete(client: Any) -> Any:
        clients.append(client)
        return _delete(client)

    # A careless server, which sends back what it was sent.
    recorder.answer = lambda request: Reply(
        400, {"errors": []}, {"X-Auth-Token": request.headers["authorization"]}
    )
    caplog.set_level(logging.DEBUG, logger="confluent_pim_v2")
    with pytest.raises(confluent_pim_v2.BadRequestError) as caught:
        call(confluent_pim_v2, delete, base_url=recorder.url, **kinds[kind])
    error = caught.value
    shown += [str(error), repr(error), repr(error.headers), repr(error.info)]
    shown += [*traceback.format_exception(error)]
    shown += [repr(vars(error)), repr(error.args)]
    shown += [pickle.dumps(error).decode("latin-1")]
    shown += [repr(clients[0]), str(clients[0]), repr(vars(clients[0]))]
    shown += [repr(clients[0].integrations), caplog.text]
    everything = "\n".join(shown)
    encoded = base64.b64encode(f"KEY:{_MARKER}".encode()).decode()
    assert _MARKER not in everything
    assert encoded not in everything
    assert "DELETE /pim/v2/integrations/{id}: 400" in caplog.text
    assert len(recorder.requests) == 1


def test_no_log_of_any_library_shows_what_is_sent(
    recorder: Recorder, call: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    call(
        confluent_pim_v2,
        lambda client: client.integrations.delete("id-7", environment="env-7"),
        base_url=recorder.url,
        confluent_sts_access_token=_MARKER,
    )
    assert "confluent_pim_v2" in caplog.text
    for text in (_MARKER, "Bearer", "id-7", "env-7"):
        assert text not in caplog.text


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_credentials_cannot_be_pickled_or_copied(copied: Any) -> None:
    credentials = confluent_pim_v2.BasicAuth("KEY", _MARKER)
    with pytest.raises(TypeError) as caught:
        copied(credentials)
    assert _MARKER not in str(caught.value)
    assert _MARKER not in repr(credentials)


def test_a_wrong_secret_is_refused_without_showing_it(
    recorder: Recorder, call: Caller
) -> None:
    with pytest.raises(confluent_pim_v2.InvalidRequestError) as caught:
        call(
            confluent_pim_v2,
            _delete,
            base_url=recorder.url,
            confluent_sts_access_token=f"{_MARKER}\r\nX-Evil: 1",
        )
    assert _MARKER not in str(caught.value)
    assert recorder.requests == []


def test_values_of_a_request_are_not_in_its_errors() -> None:
    models = V2.models
    with pytest.raises(ValueError, match="display_name") as caught:
        models.IntegrationCreate(
            display_name=_MARKER * 10, environment=models.ObjectReferenceInput(id="e")
        )
    assert _MARKER not in str(caught.value)


def test_a_decode_error_does_not_show_the_body(
    recorder: Recorder, call: Caller
) -> None:
    recorder.replies(Reply(200, {"status": [_MARKER]}))
    with pytest.raises(confluent_pim_v2.ResponseDecodeError) as caught:
        call(confluent_pim_v2, _get, **settings(V2, recorder.url))
    error = caught.value
    assert _MARKER not in "".join([*traceback.format_exception(error), repr(error)])
    assert json.loads(error.raw_body) == {"status": [_MARKER]}
