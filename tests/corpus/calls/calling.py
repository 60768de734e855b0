"""All operations of a document, called."""

from __future__ import annotations

import asyncio
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.drawing import NothingValidError, examples

from .described import Called, Description
from .drawn import Arguments, arguments, left_to_client
from .offered import Method, Package
from .performing import (
    CALLED,
    DEAD,
    INVALID_ANSWER,
    PRISM,
    Caller,
    Outcome,
    UnfitError,
)
from .schemas import Schemas, Use
from .serving import Served

_EXAMPLES = 3
"""Arguments for each operation: the simplest ones, and others."""
_LONGEST_CALL = 150.0
"""Longer than it takes to end Prism and to start it again."""
_DYNAMIC = {"Prefer": "dynamic=true"}
"""Prism: make up an answer, in place of the description's example."""


@dataclass
class Result:
    """What came of the calls of an operation."""

    name: str
    calls: int = 0
    invalid_answers: int = 0
    invalid_story: str = ""
    failures: dict[str, str] = field(default_factory=dict[str, str])
    """Words for what went wrong, each with the story of its first time."""

    def add(self, outcome: Outcome) -> None:
        """Count a call."""
        self.calls += 1
        if outcome.word == INVALID_ANSWER:
            self.invalid_answers += 1
            self.invalid_story = self.invalid_story or outcome.story
        elif outcome.word != CALLED:
            self.failures.setdefault(outcome.word, outcome.story)

    def conclude(self) -> None:
        """Count an operation as not called where no answer was worth decoding."""
        if self.calls == self.invalid_answers:
            self.failures.setdefault("no valid answer", self.invalid_story)


def call_all(
    description: Description,
    operations: Sequence[Called],
    package: Package,
    server: Served,
) -> list[Result]:
    """Call operations of a package, each with several arguments."""
    methods: dict[tuple[str, str], list[Method]] = defaultdict(list)
    for method in package.methods():
        methods[method.calls].append(method)
    schemas = {use: Schemas(description, use) for use in Use}
    caller = Caller(package, server, schemas[Use.ANSWER])
    results = {one.name: Result(one.name) for one in operations}
    planned: list[tuple[Called, Method, Arguments]] = []
    for called in operations:
        chance = zlib.crc32(called.name.encode())
        sent = schemas[Use.CHANGE if called.method == "PATCH" else Use.REQUEST]
        try:
            drawn = examples(arguments(called, sent), _EXAMPLES, chance)
        except NothingValidError:
            results[called.name].add(Outcome("nothing drawn"))
            continue
        offered = methods[called.method, called.path]
        if not offered:
            results[called.name].add(Outcome("no method"))
        for method in offered:
            is_free = method.content_type is None
            for one in drawn:
                given = left_to_client(called, one) if is_free else one
                planned.append((called, method, given))
    _call_sync(caller, planned, results)
    # The simplest ones once more.
    first = {id(one[1]): one for one in reversed(planned)}
    asyncio.run(_call_async(caller, first.values(), results))
    for result in results.values():
        result.conclude()
    return list(results.values())


def _call_sync(
    caller: Caller,
    planned: Iterable[tuple[Called, Method, Arguments]],
    results: dict[str, Result],
) -> None:
    with caller.package.client("Client", **_settings(caller)) as client:
        dynamic = client.with_options(headers=_DYNAMIC)
        for called, method, given in planned:
            result = results[called.name]
            if DEAD in result.failures:
                continue  # Prism would end again
            try:
                positional, named = caller.prepared(method, given)
            except UnfitError as error:
                result.add(Outcome("refused", str(error)))
                continue
            first = dynamic if result.calls else client
            call = partial(_outcome, caller, called, given)
            outcome = call(partial(method.of(first), *positional, **named))
            if outcome.word.startswith(PRISM) and first is dynamic:
                # Prism cannot make up every answer; some it goes on making for ever.
                dynamic = client if outcome.word == DEAD else dynamic
                outcome = call(partial(method.of(client), *positional, **named))
            result.add(outcome)


def _outcome(
    caller: Caller,
    called: Called,
    given: Arguments,
    call: Callable[[], Any],
) -> Outcome:
    caller.server.exchanges.clear()
    answer, failure = None, None
    try:
        answer = _whole(call())
    except caller.package.module.APIError as error:
        failure = error
    except (TypeError, ValueError) as error:
        return Outcome("raised", repr(error))
    return caller.judged(called, given, answer, failure)


async def _call_async(
    caller: Caller,
    planned: Iterable[tuple[Called, Method, Arguments]],
    results: dict[str, Result],
) -> None:
    async with caller.package.client("AsyncClient", **_settings(caller)) as client:
        for called, method, given in planned:
            if DEAD in results[called.name].failures:
                continue
            try:
                positional, named = caller.prepared(method, given)
            except UnfitError:
                continue  # was told already
            caller.server.exchanges.clear()
            answer, failure = None, None
            try:
                answer = await method.of(client)(*positional, **named)
                answer = await _whole_async(answer)
            except caller.package.module.APIError as error:
                failure = error
            except (TypeError, ValueError) as error:
                results[called.name].add(Outcome("raised", repr(error)))
                continue
            results[called.name].add(caller.judged(called, given, answer, failure))


def _settings(caller: Caller) -> dict[str, Any]:
    return {
        "base_url": caller.server.url,
        "max_attempts": 1,
        "timeout": _LONGEST_CALL,
        "trust_env": False,
    }


def _whole(answer: Any) -> Any:
    """Read what an answer has not read yet."""
    match type(answer).__name__:
        case "BinaryResponse":
            with answer:
                return answer.read()
        case "Stream":
            with answer:
                return list(answer)
        case _:
            return answer


async def _whole_async(answer: Any) -> Any:
    match type(answer).__name__:
        case "AsyncBinaryResponse":
            async with answer:
                return await answer.read()
        case "AsyncStream":
            async with answer:
                return [item async for item in answer]
        case _:
            return answer
