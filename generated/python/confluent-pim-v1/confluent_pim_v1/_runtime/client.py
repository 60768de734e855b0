"""The base of generated clients, for threads.

It drives the same `Call` as the one for asyncio, which decides; only input, output and
waiting differ.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from .base_client import BaseClient, OpenAnswer, Opened, fetched_by
from .messages import TransportError
from .operations import Arguments, CallArguments, RawArguments
from .paging import Continuation, Page
from .pool import SharedTransport
from .raw import RawResponse
from .responses import Headers
from .settings import CallSettings, check_names, connection_options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from .addresses import BaseURL
    from .auth import Absent, ByConnection, Credential, Secret
    from .calls import Call
    from .downloads import BinaryResponse
    from .errors import StatusError
    from .messages import Transport, TransportResponse
    from .operations import (
        DownloadOperation,
        Operation,
        PagedOperation,
        StreamOperation,
    )
    from .reading import Answer
    from .settings import Settings
    from .streams import Stream

T = TypeVar("T")
E = TypeVar("E")


class SyncClient(BaseClient):
    """Calls an API. Threads may share a client.

    Args:
        base_url: The address that all paths are appended to.
        credentials: By the names of the API's security schemes.
        errors: The exception classes for the statuses that the API describes.
        user_agent: For the ``User-Agent`` header.
        is_moved: The base URL is not the one of the API's description.
        settings: See `Settings`.

    Raises:
        InvalidRequestError: The base URL or a setting is wrong.
    """

    def __init__(
        self,
        *,
        base_url: str,
        credentials: Mapping[str, Credential | ByConnection | Absent | None],
        errors: Mapping[int, type[StatusError]],
        user_agent: str,
        is_moved: bool = False,
        **settings: Unpack[Settings],
    ) -> None:
        super().__init__(
            base_url, credentials, errors, user_agent, settings, is_moved=is_moved
        )
        self._transport: SharedTransport[Transport] = SharedTransport(
            partial(_built_in, settings), settings.get("transport")
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; those of copies of this client as well."""
        for transport in self._transport.take_out():
            transport.close()

    def with_options(self, **settings: Unpack[CallSettings]) -> Self:
        """Return a client with other settings that shares these connections.

        Headers are added to those of this client.

        Raises:
            InvalidRequestError: A setting is wrong.
        """
        check_names(settings, CallSettings.__optional_keys__)
        copy = object.__new__(type(self))
        # With what a subclass has.
        vars(copy).update(vars(self))
        copy._core = self._core.with_options(settings)
        return copy

    def send(
        self,
        operation: Operation[T],
        **arguments: Unpack[CallArguments],
    ) -> T:
        """Call an operation.

        Args:
            operation: The operation.
            arguments: See `CallArguments`.

        Raises:
            APIError: The call failed; see the module ``errors``.
        """
        response = self._perform(self._core.call(operation, Arguments(**arguments)))
        result: T = self._core.decode(operation, response)
        return result

    def send_page(
        self,
        operation: PagedOperation[T, E],
        **arguments: Unpack[CallArguments],
    ) -> Page[T, E]:
        """Call an operation that lists items, and return its first page.

        The arguments and errors are those of `send`.
        """
        return self._page(operation, Continuation(Arguments(**arguments)))

    def send_download(
        self,
        operation: DownloadOperation[E],
        **arguments: Unpack[CallArguments],
    ) -> BinaryResponse | E:
        """Call an operation that answers with a file.

        The arguments and errors are those of `send`.
        """
        answer = self._open(self._core.call(operation, Arguments(**arguments)))
        if isinstance(answer, RawResponse):
            result: E = self._core.decode(operation, answer)
            return result
        from .arrivals import opened_body
        from .downloads import BinaryResponse

        try:
            body = opened_body(answer.info, self._core.terms())
        except BaseException:
            answer.response.close()
            raise
        return BinaryResponse(answer.response, body)

    def send_stream(
        self,
        operation: StreamOperation[T, E],
        **arguments: Unpack[CallArguments],
    ) -> Stream[T] | E:
        """Call an operation that answers with one item after the other.

        The arguments and errors are those of `send`.
        """
        answer = self._open(self._core.call(operation, Arguments(**arguments)))
        if isinstance(answer, RawResponse):
            result: E = self._core.decode(operation, answer)
            return result
        from .arrivals import opened_stream
        from .streams import Stream

        try:
            items = operation.expected(answer.info.status_code)
            body = opened_stream(answer.info, self._core.terms(), items)
        except BaseException:
            answer.response.close()
            raise
        return Stream(answer.response, body, items)

    def request(
        self,
        method: str,
        path: str,
        **arguments: Unpack[RawArguments],
    ) -> RawResponse:
        """Call what the API offers but its description does not mention.

        Credentials, retries and errors are as for all operations.

        Args:
            method: The HTTP method.
            path: An encoded path below the base URL, or a whole URL of its server.
            arguments: See `RawArguments`.

        Raises:
            APIError: The call failed; see the module ``errors``.
        """
        return self._perform(self._core.raw_call(method, path, arguments))

    def _page(self, operation: PagedOperation[T, E], asked: Continuation) -> Page[T, E]:
        call = self._core.page_call(operation, asked)
        response = self._perform(call)
        content = self._core.read_page(operation, asked, call, response)
        return Page(content, partial(self._page, operation))

    def _perform(self, call: Call) -> RawResponse:
        while True:
            outcome = self._attempt(call)
            if isinstance(outcome, OpenAnswer):
                outcome = _read(outcome.response, call)
            verdict = call.judge(outcome)
            if isinstance(verdict, RawResponse):
                return verdict
            self._core.policy.clock.sleep(verdict.delay)

    def _open(self, call: Call) -> RawResponse | Opened[TransportResponse]:
        while True:
            outcome = self._attempt(call)
            if isinstance(outcome, OpenAnswer):
                status = outcome.response.status_code
                return Opened(outcome.response, call.accept(status, outcome.headers))
            verdict = call.judge(outcome)
            if isinstance(verdict, RawResponse):
                return verdict
            self._core.policy.clock.sleep(verdict.delay)

    def _attempt(
        self, call: Call
    ) -> Answer | OpenAnswer[TransportResponse] | TransportError:
        call.begin()
        try:
            transport = self._transport.get(call.plan.server)
            secrets = [self._secret(one, call) for one in call.plan.credentials]
            request = call.next_request(secrets)
            response = transport.send(request)
            headers = Headers(response.headers)
            if call.keeps_open(response.status_code, headers):
                return OpenAnswer(response, headers)
            return _read(response, call)
        except TransportError as error:
            return error

    def _secret(self, credential: Credential, call: Call) -> Secret:
        fetched = fetched_by(credential)
        if fetched is None:
            return credential.secret()
        clock = self._core.policy.clock
        # Other threads wait for the token instead of asking for one as well.
        with fetched.lock:
            known = fetched.known(clock.monotonic())
            if known is not None:
                return known
            server, request = self._core.token_request(fetched, call)
            transport = self._transport.get(server)
            try:
                answer = _read(transport.send(request), call)
            except TransportError as error:
                failure = error.of_authorization_server()
            else:
                return fetched.accept(answer, clock.monotonic())
        raise failure


def _built_in(settings: Settings, server: BaseURL) -> Transport:
    # Loads the HTTP library.
    from .transport import HTTPTransport

    return HTTPTransport(server, connection_options(settings))


def _read(response: TransportResponse, call: Call) -> Answer:
    try:
        reader = call.reader(response.status_code, response.headers)
        if reader.wants_more:
            for chunk in response.chunks():
                call.check_deadline()
                reader.feed(chunk)
                if not reader.wants_more:
                    break
        return reader.finish()
    finally:
        response.close()


class SyncResource:
    """The base of the groups of operations."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client
