"""What a client sends, and what it makes of answers; no input or output here.

A `Core` turns an operation and its arguments into a `Call`, which the clients for
threads and for asyncio drive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urljoin, urlsplit

from . import lifecycle
from .addresses import BaseURL
from .auth import Absent, ByConnection, Credential
from .calls import Call, Plan, Policy
from .errors import (
    InvalidRequestError,
    MissingCredentialsError,
    ResponseDecodeError,
)
from .operations import Arguments, Operation
from .parameters import (
    checked_header,
    encode_cookies,
    encode_headers,
    encode_query,
    expand_path,
)
from .reading import ACCEPTED_CODINGS
from .retries import IDEMPOTENCY_HEADER, is_repeatable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .arrivals import Terms
    from .messages import TransportRequest
    from .oauth import FetchedAuth
    from .operations import PagedOperation, RawArguments
    from .paging import Continuation, PageContent
    from .parameters import Pairs
    from .raw import RawResponse
    from .settings import CallSettings

T = TypeVar("T")
E = TypeVar("E")

_BINARY: Final = "application/octet-stream"
_JSON: Final = "application/json"
_TRANSPORT_HEADERS: Final = frozenset({"content-length", "host", "transfer-encoding"})
_WORDS: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """All that a client knows, beside its connections."""

    base_url: BaseURL
    credentials: Mapping[str, Credential | ByConnection | Absent | None] = field(
        repr=False
    )
    user_agent: str
    allow_insecure: bool
    policy: Policy
    is_moved: bool = False
    """The base URL is not the one of the API's description."""
    servers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Other addresses of the servers that single operations have."""

    def with_options(self, settings: CallSettings) -> Core:
        """Return a copy with other settings for calls."""
        return replace(self, policy=self.policy.changed(settings))

    def call(self, operation: Operation[Any], arguments: Arguments) -> Call:
        """Prepare the call of an operation.

        Raises:
            InvalidRequestError: The arguments cannot be sent.
            MissingCredentialsError: No credentials fit the operation.
        """
        if operation.rules:
            # Loads pydantic.
            from .assertions import check_parameters

            check_parameters(operation, arguments)
        return self._call(operation, arguments)

    def _call(self, operation: Operation[Any], arguments: Arguments) -> Call:
        path = expand_path(
            operation.path, arguments.path, operation.styles.get("path", {})
        )
        query = encode_query(arguments.query, operation.styles.get("query", {}))
        server = self.server_of(operation)
        target = append_query(server.prefix + path, query)
        return self.follow(operation, arguments, target)

    def server_of(self, operation: Operation[Any]) -> BaseURL:
        """Return where an operation is served.

        One that has a server of its own is sent there, with the credentials that it
        needs: the description says so. A client that was given a base URL sends
        everything there, and elsewhere only what it was told to by ``servers``.

        Raises:
            InvalidRequestError: An address is wrong.
        """
        own = operation.server
        if own is None:
            return self.base_url
        told = self.servers.get(own)
        if told is not None:
            return BaseURL.parse(told)
        if self.is_moved:
            return self.base_url
        return BaseURL.parse(urljoin(f"{self.base_url.origin}/", own))

    def token_request(
        self, credentials: FetchedAuth, call: Call
    ) -> tuple[BaseURL, TransportRequest]:
        """Return where to ask for an access token, and the request.

        Args:
            credentials: What it is asked for with.
            call: The call that needs it.

        Raises:
            InvalidRequestError: The address is missing or wrong.
        """
        told = credentials.token_url
        if not told:
            message = "client credentials need token_url: where tokens are given"
            raise InvalidRequestError(message)
        parts = urlsplit(urljoin(f"{self.base_url.origin}/", told))
        if self.is_moved and not credentials.is_told_where and urlsplit(told).netloc:
            message = (
                "this client has a base URL of its own, so it does not send its "
                f"credentials to {parts.scheme}://{parts.netloc}, which the API's "
                "description names: say where tokens are given, such as "
                f"ClientCredentials(..., token_url={told!r})"
            )
            raise InvalidRequestError(message)
        server = BaseURL.parse(f"{parts.scheme}://{parts.netloc}")
        self._check_privacy(server)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path
        timeouts = self.policy.options.timeouts.within(call.remaining)
        url = server.url(target or "/")
        request = credentials.request(url, self.user_agent, timeouts)
        return server, replace(request, seconds_left=lambda: call.seconds_left)

    def follow(
        self, operation: Operation[Any], arguments: Arguments, target: str
    ) -> Call:
        """Prepare the call of an operation at another path and query.

        Args:
            operation: The operation.
            arguments: Its arguments; those of path and query are not used.
            target: An encoded path with a query, on the operation's server.

        Raises:
            InvalidRequestError: The arguments cannot be sent.
            MissingCredentialsError: No credentials fit the operation.
        """
        server = self.server_of(operation)
        url = server.url(target)
        headers = self._headers(operation, arguments)
        content = None
        if arguments.body is not None or operation.sends_null:
            # Loads pydantic.
            from . import bodies

            media_type, content = bodies.write_body(
                operation, arguments.body, arguments.content_type
            )
            told = checked_header("Content-Type", media_type)
            headers.setdefault("content-type", told)
        has_own_authorization = "authorization" in headers
        credentials = () if has_own_authorization else self._credentials(operation)
        if has_own_authorization or credentials:
            self._check_privacy(server)
        lifecycle.warn_once(operation)
        plan = Plan(
            operation=operation,
            server=server,
            target=target,
            url=url,
            headers=tuple(headers.values()),
            content=content,
            credentials=credentials,
            is_repeatable=_is_repeatable(operation, headers),
        )
        return Call(plan, self.policy)

    def raw_call(self, method: str, path: str, arguments: RawArguments) -> Call:
        """Prepare a call that the API does not describe.

        The first credentials that the client has are sent with it.

        Raises:
            InvalidRequestError: The arguments cannot be sent, or the URL is one of
                another server.
        """
        json, content = arguments.get("json"), arguments.get("content")
        if json is not None and content is not None:
            message = "a request has one body: give json or content"
            raise InvalidRequestError(message)
        schemes = [
            name
            for name, one in self.credentials.items()
            if isinstance(one, (Credential, ByConnection))
        ]
        template = path.partition("?")[0]
        operation: Operation[bytes] = Operation(
            id=f"{method.upper()} {template}",
            method=method.upper(),
            path=template,
            returns={"default": bytes},
            security=tuple((name,) for name in schemes),
            accept="application/json, */*;q=0.5",
            media_type=_BINARY if json is None else _JSON,
        )
        query = encode_query(arguments.get("query", {}), {})
        known = Arguments(
            headers=arguments.get("headers", {}),
            body=content if json is None else json,
        )
        return self.follow(operation, known, append_query(self._target(path), query))

    def _target(self, path: str) -> str:
        """Return the path and query of a path below the base URL, or of a URL."""
        if path.startswith("/"):
            return self.base_url.prefix + path
        target = self.base_url.resolve(path, f"{self.base_url.prefix}/")
        if target is None:
            message = f"only URLs of {self.base_url.origin} can be asked for"
            raise InvalidRequestError(message)
        return target

    def page_call(self, operation: PagedOperation[T, E], asked: Continuation) -> Call:
        """Prepare the call for a page.

        Raises:
            InvalidRequestError: The arguments cannot be sent.
            MissingCredentialsError: No credentials fit the operation.
        """
        if asked.target is None:
            # What the server gives for the next page is the server's business.
            is_first = asked.number == 1
            prepare = self.call if is_first else self._call
            return prepare(operation, asked.arguments)
        return self.follow(operation, asked.arguments, asked.target)

    def read_page(
        self,
        operation: PagedOperation[T, E],
        asked: Continuation,
        call: Call,
        response: RawResponse,
    ) -> PageContent[T, E]:
        """Read a page and find out where the next one is.

        Raises:
            ResponseDecodeError: The body is not what the API describes.
        """
        from . import continuations, page_requests

        context = page_requests.PageContext(
            asked=asked,
            target=call.plan.target,
            base_url=call.plan.server,
            max_pages=self.policy.options.max_pages,
        )
        body: E = self.decode(operation, response)
        return continuations.read_page(operation, context, body, response)

    def decode(self, operation: Operation[Any], response: RawResponse) -> Any:
        """Read the body of a successful answer.

        Raises:
            ResponseDecodeError: The body is not what the API describes.
        """
        if operation.refers:
            return _referred(response)
        from . import decoding

        return decoding.decode(
            operation,
            response.info,
            response.content,
            validate=self.policy.options.validate_responses,
        )

    def terms(self) -> Terms:
        """Return on which terms bodies are read that arrive piece by piece."""
        from .arrivals import Terms

        options = self.policy.options
        return Terms(options.max_response_bytes, options.validate_responses)

    def _headers(
        self, operation: Operation[Any], arguments: Arguments
    ) -> dict[str, tuple[str, str]]:
        """Return the headers by their names in small letters; the last one wins."""
        chosen: Pairs = [
            ("Accept", operation.accept),
            ("Accept-Encoding", ACCEPTED_CODINGS),
            ("User-Agent", self.user_agent),
            *encode_headers(self.policy.options.headers, {}),
            *encode_headers(arguments.headers, operation.styles.get("header", {})),
        ]
        headers = {name.lower(): (name, value) for name, value in chosen}
        forbidden = sorted(_TRANSPORT_HEADERS & headers.keys())
        if forbidden:
            message = f"the header {forbidden[0]!r} is set by the client itself"
            raise InvalidRequestError(message)
        cookies = encode_cookies(arguments.cookies, operation.styles.get("cookie", {}))
        if cookies:
            text = "; ".join(f"{name}={value}" for name, value in cookies)
            before = headers.get("cookie", ("Cookie", ""))[1]
            headers["cookie"] = ("Cookie", f"{before}; {text}" if before else text)
        name = operation.idempotency_header
        if name is not None:
            import uuid

            # One key for all attempts of a call.
            headers.setdefault(name.lower(), (name, str(uuid.uuid4())))
        return headers

    def _credentials(self, operation: Operation[Any]) -> tuple[Credential, ...]:
        """Choose the first alternative for which all credentials are there."""
        for alternative in operation.security:
            found = [self.credentials.get(name) for name in alternative]
            if found and all(isinstance(o, (Credential, ByConnection)) for o in found):
                return tuple(one for one in found if isinstance(one, Credential))
        if not operation.security or () in operation.security:
            return ()
        ways = " or ".join(
            " with ".join(self._way_to_give(name) for name in alternative)
            for alternative in operation.security
        )
        message = f"{operation.id} needs credentials: give the client {ways}"
        raise MissingCredentialsError(message)

    def _way_to_give(self, scheme: str) -> str:
        keyword = "_".join(word.lower() for word in _WORDS.findall(scheme))
        credential = self.credentials.get(scheme)
        if isinstance(credential, Absent) and credential.way is not None:
            return credential.way
        variables = credential.variables if isinstance(credential, Absent) else ()
        hint = f" (or set {' and '.join(variables)})" if variables else ""
        return f"{keyword}={hint}"

    def _check_privacy(self, server: BaseURL) -> None:
        if not (server.is_private or self.allow_insecure):
            message = (
                f"credentials are not sent over plain HTTP to {server.host}; "
                "use https, or allow_insecure=True if the network is yours"
            )
            raise InvalidRequestError(message)


def _referred(response: RawResponse) -> str:
    """Return the URL that an answer refers to."""
    if response.location is not None:
        return response.location
    problem = "the API describes a redirect, and this answer is none"
    raise ResponseDecodeError(response.info.redacted(), response.content, problem)


def append_query(target: str, query: str) -> str:
    """Add an encoded query to a path that may have one already."""
    if not query:
        return target
    return f"{target}{'&' if '?' in target else '?'}{query}"


def _is_repeatable(
    operation: Operation[Any], headers: Mapping[str, tuple[str, str]]
) -> bool:
    names = {IDEMPOTENCY_HEADER.lower(), (operation.idempotency_header or "").lower()}
    return is_repeatable(
        operation.method, has_idempotency_key=not names.isdisjoint(headers)
    )
