"""The bases of generated clients: one for threads, one for asyncio.

Both drive the same `Call`, which decides; only input, output and waiting differ.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from .addresses import BaseURL
from .callers import warn_caller
from .calls import Policy
from .clock import SystemClock
from .core import Core
from .messages import TransportError, TransportFault
from .operations import (
    Arguments,
    CallArguments,
    Operation,
    PagedOperation,
    RawArguments,
)
from .paging import AsyncPage, AsyncPages, Continuation, Page
from .pool import SharedAsyncTransport, SharedTransport
from .raw import RawResponse
from .settings import (
    InsecureWarning,
    call_options,
    check_names,
    connection_options,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from .auth import Absent, Credential
    from .calls import Call
    from .errors import StatusError
    from .messages import AsyncTransport, Transport, TransportRequest
    from .reading import Answer
    from .settings import AsyncSettings, CallSettings, ConnectionSettings, Settings

T = TypeVar("T")
E = TypeVar("E")


class _BaseClient:
    """What the clients for threads and for asyncio have in common."""

    def __init__(
        self,
        base_url: str,
        credentials: Mapping[str, Credential | Absent | None],
        errors: Mapping[int, type[StatusError]],
        user_agent: str,
        settings: ConnectionSettings,
    ) -> None:
        check_names(settings)
        if settings.get("verify") is False:
            warn_caller("certificates are not checked", InsecureWarning)
        self._core = Core(
            base_url=BaseURL.parse(base_url),
            credentials=credentials,
            user_agent=user_agent,
            allow_insecure=settings.get("allow_insecure", False),
            policy=Policy(
                errors=errors,
                options=call_options(settings),
                clock=settings.get("clock") or SystemClock(),
            ),
        )

    def __repr__(self) -> str:
        base_url = self._core.base_url
        return f"{type(self).__name__}({base_url.origin + base_url.prefix!r})"


class SyncClient(_BaseClient):
    """Calls an API. Threads may share a client.

    Args:
        base_url: The address that all paths are appended to.
        credentials: By the names of the API's security schemes.
        errors: The exception classes for the statuses that the API describes.
        user_agent: For the ``User-Agent`` header.
        settings: See `Settings`.

    Raises:
        InvalidRequestError: The base URL or a setting is wrong.
    """

    def __init__(
        self,
        *,
        base_url: str,
        credentials: Mapping[str, Credential | Absent | None],
        errors: Mapping[int, type[StatusError]],
        user_agent: str,
        **settings: Unpack[Settings],
    ) -> None:
        super().__init__(base_url, credentials, errors, user_agent, settings)
        self._transport: SharedTransport[Transport] = SharedTransport(
            partial(_built_in, self._core.base_url, settings), settings.get("transport")
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
        transport = self._transport.take_out()
        if transport is not None:
            transport.close()

    def with_options(self, **settings: Unpack[CallSettings]) -> Self:
        """Return a client with other settings that shares these connections.

        Headers are added to those of this client.

        Raises:
            InvalidRequestError: A setting is wrong.
        """
        check_names(settings)
        copy = object.__new__(type(self))
        copy._core = self._core.with_options(settings)
        copy._transport = self._transport
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
            verdict = call.judge(self._attempt(call))
            if isinstance(verdict, RawResponse):
                return verdict
            self._core.policy.clock.sleep(verdict.delay)

    def _attempt(self, call: Call) -> Answer | TransportError:
        transport = self._transport.get()
        secrets = [credential.secret() for credential in call.plan.credentials]
        request = call.next_request(secrets)
        try:
            return _exchange(transport, request, call)
        except TransportError as error:
            return error


def _built_in(base_url: BaseURL, settings: Settings) -> Transport:
    # Loads the HTTP library.
    from .transport import HTTPTransport

    return HTTPTransport(base_url, connection_options(settings))


def _exchange(transport: Transport, request: TransportRequest, call: Call) -> Answer:
    response = transport.send(request)
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


class AsyncClient(_BaseClient):
    """Calls an API under asyncio. A client belongs to one event loop.

    Args:
        base_url: The address that all paths are appended to.
        credentials: By the names of the API's security schemes.
        errors: The exception classes for the statuses that the API describes.
        user_agent: For the ``User-Agent`` header.
        settings: See `AsyncSettings`.

    Raises:
        InvalidRequestError: The base URL or a setting is wrong.
    """

    def __init__(
        self,
        *,
        base_url: str,
        credentials: Mapping[str, Credential | Absent | None],
        errors: Mapping[int, type[StatusError]],
        user_agent: str,
        **settings: Unpack[AsyncSettings],
    ) -> None:
        super().__init__(base_url, credentials, errors, user_agent, settings)
        self._transport = SharedAsyncTransport(
            partial(_built_in_async, self._core.base_url, settings),
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
        transport = self._transport.take_out()
        if transport is not None:
            await transport.close()

    def with_options(self, **settings: Unpack[CallSettings]) -> Self:
        """Return a client with other settings that shares these connections.

        Headers are added to those of this client.

        Raises:
            InvalidRequestError: A setting is wrong.
        """
        check_names(settings)
        copy = object.__new__(type(self))
        copy._core = self._core.with_options(settings)
        copy._transport = self._transport
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
            verdict = call.judge(await self._attempt(call))
            if isinstance(verdict, RawResponse):
                return verdict
            await self._core.policy.clock.sleep_async(verdict.delay)

    async def _attempt(self, call: Call) -> Answer | TransportError:
        import asyncio

        transport = self._transport.get()
        secrets = [await one.secret_async() for one in call.plan.credentials]
        request = call.next_request(secrets)
        try:
            async with asyncio.timeout(call.remaining):
                return await _exchange_async(transport, request, call)
        except TransportError as error:
            return error
        except TimeoutError:
            return TransportError(TransportFault.DEADLINE)


def _built_in_async(base_url: BaseURL, settings: AsyncSettings) -> AsyncTransport:
    # Loads the HTTP library.
    from .transport import AsyncHTTPTransport

    return AsyncHTTPTransport(base_url, connection_options(settings))


async def _exchange_async(
    transport: AsyncTransport, request: TransportRequest, call: Call
) -> Answer:
    response = await transport.send(request)
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
