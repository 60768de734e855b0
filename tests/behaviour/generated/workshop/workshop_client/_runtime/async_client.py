"""The base of generated clients, for asyncio.

It drives the same `Call` as the one for threads, which decides; only input, output and
waiting differ.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Final, Self, TypeVar, Unpack

from .base_client import BaseClient, OpenAnswer, Opened, fetched_by
from .messages import TransportError, TransportFault
from .operations import Arguments, CallArguments, RawArguments
from .paging import AsyncPage, AsyncPages, Continuation
from .pool import SharedAsyncTransport
from .raw import RawResponse
from .responses import Headers
from .settings import CallSettings, check_names, connection_options

if TYPE_CHECKING:
    from asyncio import TimerHandle
    from collections.abc import AsyncGenerator, Mapping
    from types import TracebackType

    from .addresses import BaseURL
    from .auth import Absent, ByConnection, Credential, Secret
    from .calls import Call
    from .downloads import AsyncBinaryResponse
    from .errors import StatusError
    from .messages import AsyncTransport, AsyncTransportResponse
    from .operations import (
        DownloadOperation,
        Operation,
        PagedOperation,
        StreamOperation,
    )
    from .reading import Answer
    from .settings import AsyncSettings
    from .streams import AsyncStream

_LONGEST_ALARM: Final = 3600.0

T = TypeVar("T")
E = TypeVar("E")


class AsyncClient(BaseClient):
    """Calls an API under asyncio. A client belongs to one event loop.

    Args:
        base_url: The address that all paths are appended to.
        credentials: By the names of the API's security schemes.
        errors: The exception classes for the statuses that the API describes.
        user_agent: For the ``User-Agent`` header.
        is_moved: The base URL is not the one of the API's description.
        settings: See `AsyncSettings`.

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
        **settings: Unpack[AsyncSettings],
    ) -> None:
        super().__init__(
            base_url, credentials, errors, user_agent, settings, is_moved=is_moved
        )
        self._transport = SharedAsyncTransport(
            partial(_built_in, settings),
            settings.get("transport"),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections; those of copies of this client as well."""
        for transport in self._transport.take_out():
            await transport.close()

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

    async def send(
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
        response = await self._perform(
            self._core.call(operation, Arguments(**arguments))
        )
        result: T = self._core.decode(operation, response)
        return result

    def send_page(
        self,
        operation: PagedOperation[T, E],
        **arguments: Unpack[CallArguments],
    ) -> AsyncPages[T, E]:
        """Return the pages of an operation that lists items.

        Nothing is sent before they are awaited or iterated. The arguments and errors
        are those of `send`.
        """
        return AsyncPages(
            partial(self._page, operation, Continuation(Arguments(**arguments)))
        )

    async def send_download(
        self,
        operation: DownloadOperation[E],
        **arguments: Unpack[CallArguments],
    ) -> AsyncBinaryResponse | E:
        """Call an operation that answers with a file.

        The arguments and errors are those of `send`.
        """
        answer = await self._open(self._core.call(operation, Arguments(**arguments)))
        if isinstance(answer, RawResponse):
            result: E = self._core.decode(operation, answer)
            return result
        from .arrivals import opened_body
        from .downloads import AsyncBinaryResponse

        try:
            body = opened_body(answer.info, self._core.terms())
        except BaseException:
            await answer.response.close()
            raise
        return AsyncBinaryResponse(answer.response, body)

    async def send_stream(
        self,
        operation: StreamOperation[T, E],
        **arguments: Unpack[CallArguments],
    ) -> AsyncStream[T] | E:
        """Call an operation that answers with one item after the other.

        The arguments and errors are those of `send`.
        """
        answer = await self._open(self._core.call(operation, Arguments(**arguments)))
        if isinstance(answer, RawResponse):
            result: E = self._core.decode(operation, answer)
            return result
        from .arrivals import opened_stream
        from .streams import AsyncStream

        try:
            items = operation.expected(answer.info.status_code)
            body = opened_stream(answer.info, self._core.terms(), items)
        except BaseException:
            await answer.response.close()
            raise
        return AsyncStream(answer.response, body, items)

    async def request(
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
        return await self._perform(self._core.raw_call(method, path, arguments))

    async def _page(
        self, operation: PagedOperation[T, E], asked: Continuation
    ) -> AsyncPage[T, E]:
        call = self._core.page_call(operation, asked)
        response = await self._perform(call)
        content = self._core.read_page(operation, asked, call, response)
        return AsyncPage(content, partial(self._page, operation))

    async def _perform(self, call: Call) -> RawResponse:
        while True:
            outcome = await self._attempt(call)
            if isinstance(outcome, OpenAnswer):
                outcome = await _read(outcome.response, call)
            verdict = call.judge(outcome)
            if isinstance(verdict, RawResponse):
                return verdict
            await self._core.policy.clock.sleep_async(verdict.delay)

    async def _open(self, call: Call) -> RawResponse | Opened[AsyncTransportResponse]:
        while True:
            outcome = await self._attempt(call)
            if isinstance(outcome, OpenAnswer):
                status = outcome.response.status_code
                return Opened(outcome.response, call.accept(status, outcome.headers))
            verdict = call.judge(outcome)
            if isinstance(verdict, RawResponse):
                return verdict
            await self._core.policy.clock.sleep_async(verdict.delay)

    async def _attempt(
        self, call: Call
    ) -> Answer | OpenAnswer[AsyncTransportResponse] | TransportError:
        call.begin()
        try:
            async with _total(call):
                return await self._exchange(call)
        except TransportError as error:
            return error
        except TimeoutError:
            if call.seconds_left > 0:
                # Of the program: of its function that gives a token, or of its body.
                raise
            return TransportError(TransportFault.DEADLINE)

    async def _exchange(
        self, call: Call
    ) -> Answer | OpenAnswer[AsyncTransportResponse]:
        transport = self._transport.get(call.plan.server)
        secrets = [await self._secret(one, call) for one in call.plan.credentials]
        request = call.next_request(secrets)
        response = await transport.send(request)
        headers = Headers(response.headers)
        if call.keeps_open(response.status_code, headers):
            return OpenAnswer(response, headers)
        return await _read(response, call)

    async def _secret(self, credential: Credential, call: Call) -> Secret:
        fetched = fetched_by(credential)
        if fetched is None:
            return await credential.secret_async()
        clock = self._core.policy.clock
        # Other tasks wait for the token instead of asking for one as well.
        async with fetched.lock_async():
            known = fetched.known(clock.monotonic())
            if known is not None:
                return known
            server, request = self._core.token_request(fetched, call)
            transport = self._transport.get(server)
            try:
                answer = await _read(await transport.send(request), call)
            except TransportError as error:
                failure = error.of_authorization_server()
            else:
                return fetched.accept(answer, clock.monotonic())
        raise failure


@asynccontextmanager
async def _total(call: Call) -> AsyncGenerator[None]:
    """Cancel what is done within once the call has no time left."""
    import asyncio

    loop = asyncio.get_running_loop()
    alarms: list[TimerHandle] = []

    def look() -> None:
        # Not fixed before: the time stands still while some bodies are sent.
        left = call.seconds_left
        if left > 0:
            alarms[:] = [loop.call_later(min(left, _LONGEST_ALARM), look)]
        else:
            limit.reschedule(loop.time())

    async with asyncio.timeout(None) as limit:
        look()
        try:
            yield
        finally:
            for alarm in alarms:
                alarm.cancel()


def _built_in(settings: AsyncSettings, server: BaseURL) -> AsyncTransport:
    # Loads the HTTP library.
    from .transport import AsyncHTTPTransport

    return AsyncHTTPTransport(server, connection_options(settings))


async def _read(response: AsyncTransportResponse, call: Call) -> Answer:
    try:
        reader = call.reader(response.status_code, response.headers)
        if reader.wants_more:
            async for chunk in response.chunks():
                call.check_deadline()
                reader.feed(chunk)
                if not reader.wants_more:
                    break
        return reader.finish()
    finally:
        await response.close()


class AsyncResource:
    """The base of the groups of operations, under asyncio."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
