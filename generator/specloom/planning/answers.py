"""Which media types of its answers a method asks for, and what it makes of them.

What the settings name is asked for, and nothing else. Without such:
An operation that answers with one value or with a stream of its parts, as the request
says, becomes two methods: no caller has to ask what came. Of several media types for
one value JSON is asked for. A file beside JSON is another thing than the JSON:

* where the JSON is any text, or nobody described it, the file is all there is;
* where the operation is a list, or the file is just another notation, JSON is;
* else both are asked for, in the document's order, and the media type of the answer
  tells which one came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from specloom import ir
from specloom.media_types import Kind, is_file_type, kind_of
from specloom.plan import Answers
from specloom.planning.bodies import is_stream, preferred


@dataclass(frozen=True)
class Returned:
    """What the methods of an operation return.

    Attributes:
        whole: Of the method that returns one value.
        beside: Status to the JSON that may come in place of the file.
        streamed: Of the twin that returns a stream; None where one method will do.
    """

    whole: Answers
    beside: Answers
    streamed: Answers | None


_REDIRECTS = frozenset({"301", "302", "303", "307", "308", "3XX"})


def refers(operation: ir.Operation) -> bool:
    """Tell an operation that succeeds with a redirect: no other success is declared."""
    declared = {response.status for response in operation.responses}
    return not declared.isdisjoint(_REDIRECTS) and not any(
        status.startswith("2") for status in declared
    )


def answers(operation: ir.Operation) -> Returned:
    """Return what the methods of an operation return, by status.

    What answers ``HEAD`` has no body (RFC 9110, section 9.3.2), and so has 204, which a
    whole range of statuses includes; a ``GET`` is answered with what is there.
    """
    if refers(operation):
        return Returned((), (), None)
    declared = [r for r in operation.responses if r.status.startswith("2")]
    declared = declared or [r for r in operation.responses if r.status == "default"]
    whole: list[tuple[str, ir.Content | None]] = []
    beside: list[tuple[str, ir.Content | None]] = []
    streamed: list[tuple[str, ir.Content | None]] = []
    has_both = False
    for response in declared:
        contents = () if operation.method == "HEAD" else response.content
        configured = next((one for one in contents if one.is_configured), None)
        if configured is not None or not contents:
            whole.append((response.status, configured))
            streamed.append((response.status, configured))
            continue
        values = [c for c in contents if not is_stream(c)]
        streams = [c for c in contents if is_stream(c)]
        has_both = has_both or bool(values and streams)
        chosen, other = _chosen(values or streams, operation.role)
        whole.append((response.status, chosen))
        beside += [(response.status, other)] if other is not None else []
        streamed.append((response.status, preferred(streams or values)))
    statuses = {response.status for response in declared}
    if "2XX" in statuses and "204" not in statuses and operation.method != "GET":
        whole.append(("204", None))
        streamed.append(("204", None))
    return Returned(tuple(whole), tuple(beside), tuple(streamed) if has_both else None)


def streams_alone(told: Returned) -> bool:
    """Tell whether the one method of an operation returns a stream."""
    contents = (content for _, content in told.whole)
    return told.streamed is None and any(
        one is not None and is_stream(one) for one in contents
    )


def _chosen(
    contents: Sequence[ir.Content], role: ir.Role
) -> tuple[ir.Content, ir.Content | None]:
    """Return what is asked for, and the JSON that may come in place of a file."""
    usual = preferred(contents)
    files = [one for one in contents if _is_file(one, contents)]
    if not files or kind_of(usual.media_type) is not Kind.JSON:
        return usual, None
    if _is_text(usual.type):
        return files[0], None
    if role is ir.Role.LIST or isinstance(usual.type, ir.Array):
        return usual, None
    return files[0], usual


def _is_file(content: ir.Content, others: Sequence[ir.Content]) -> bool:
    """Tell a file from another notation of what JSON says as well."""
    if kind_of(content.media_type) is not Kind.BINARY:
        return False
    match content.type:
        case ir.Scalar(ir.Primitive.STRING, "binary"):
            return True
        case ir.AnyValue():
            pass
        case ir.Scalar(ir.Primitive.STRING, None):
            if any(one.type == content.type for one in others if one is not content):
                return False
        case _:
            return False
    return is_file_type(content.media_type)


def _is_text(type_: ir.Type) -> bool:
    match type_:
        case ir.Nullable(of):
            return _is_text(of)
        case ir.AnyValue() | ir.Scalar(ir.Primitive.STRING):
            return True
        case _:
            return False
