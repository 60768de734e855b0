"""What docstrings say: meaning, the wire line, arguments that need words, errors."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from specloom import ir
from specloom.encode import Python
from specloom.encode.python import wrap
from specloom.graph import success_headers
from specloom.ir import LinkHeader
from specloom.names import article, plural, singular
from specloom.normalize.descriptions import first_sentence
from specloom.plan import (
    ApiPlan,
    Argument,
    BodyArgument,
    ContentTypeArgument,
    Credential,
    Group,
    Method,
    ResourceClass,
)
from specloom.planning.errors import declaring

_ROLES = {
    ir.Role.LIST: "List {}.",
    ir.Role.GET: "Get {}.",
    ir.Role.CREATE: "Create {}.",
    ir.Role.UPDATE: "Update {}.",
    ir.Role.REPLACE: "Replace {}.",
    ir.Role.DELETE: "Delete {}.",
}
_HEADER_TYPES = {
    ir.Primitive.STRING: "str",
    ir.Primitive.INTEGER: "int",
    ir.Primitive.NUMBER: "float",
    ir.Primitive.BOOLEAN: "bool",
}
_REFERRED = (
    "The URL that the API refers to. It is not asked for, since what is there may be "
    "another server's."
)
_STAGES = {
    "early access": "it may change or go away at any time",
    "preview": "it is not meant for production yet",
    "limited availability": "it is not open to everybody",
}


def resource_text(held: ResourceClass, *, width: int) -> str:
    """Return the docstring of a resource's class."""
    text = held.resource.description
    return prose(text or f"The operations on ``{held.resource.collection}``.", width)


def member_text(held: ResourceClass | Group, *, width: int) -> str:
    """Return the docstring of an attribute that leads to a resource, or to several."""
    match held:
        case ResourceClass():
            first = first_sentence(held.resource.description)
            where = f"``{held.resource.collection}``"
            told = f"{where}: {first}" if first else f"The operations on {where}."
        case Group():
            told = f"What ``client.{held.dotted}`` leads on to."
    return wrap(told, width)


@lru_cache(maxsize=16_384)  # properties of many models have the same description
def prose(text: str, width: int) -> str:
    """Lay a description out as a docstring: one sentence, a blank line, the rest."""
    first, _, others = text.partition("\n\n")
    if first.lstrip().startswith(("-", "*", "#", "`" * 3, "|", "1.")):
        return wrap(text, width)
    lines = first.split("\n")
    if len(lines) > 1 and lines[1].lstrip().startswith(("-", "*", "1.")):
        # A list right after its sentence.
        summary, rest = lines[0], "\n".join(lines[1:])
    else:
        summary = first_sentence(first)
        rest = " ".join(first.split())[len(summary) :].strip()
    parts = [sentence(summary), *(part for part in (rest, others) if part)]
    return wrap("\n\n".join(parts), width)


def sentence(text: str) -> str:
    """Return a text with the full stop that it may lack."""
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def method_texts(
    method: Method, plan: ApiPlan, examples: Iterable[Python], *, width: int
) -> tuple[str, ...]:
    """Return the docstring of a method for each example, code for such a call."""
    operation = method.operation
    parts = [
        wrap(summary(method), width),
        f"``{operation.method} {operation.path}``",
    ]
    stage = lifecycle_text(operation.lifecycle)
    if stage:
        parts.append(wrap(stage, width))
    if operation.description and operation.description != operation.summary:
        parts.append(wrap(operation.description, width))
    streaming = _streaming_text(method)
    if streaming:
        parts.append(wrap(streaming, width))
    arguments = list(_arguments(method, width))
    if arguments:
        parts.append("\n".join(["Args:", *arguments]))
    headers = list(_headers(method, plan, width))
    if headers:
        parts.append("\n".join(["Headers of the answer:", *headers]))
    if method.refers:
        parts.append("\n".join(["Returns:", *_indented(wrap(_REFERRED, width - 4))]))
    errors = list(_errors(method, plan, width))
    ending = ["\n".join(["Raises:", *errors])] if errors else []
    return tuple(
        "\n\n".join(
            [*parts, "\n".join(["Example::", "", *_indented(example)]), *ending]
        )
        for example in examples
    )


def summary(method: Method) -> str:
    """Return one sentence for an operation; made up where the document has none."""
    operation = method.operation
    text = operation.summary or first_sentence(operation.description)
    if not text:
        frame = _ROLES.get(operation.role, "Call {}.")
        text = frame.format(_noun(operation))
    return sentence(text)


def _streaming_text(method: Method) -> str:
    """Return which method streams the same answer; empty where none does."""
    if method.twin is None:
        return ""
    told = f"To read the answer as it arrives, call ``{method.twin.name}``"
    flag = method.twin.stream_flag
    return f"{told}, which sets ``{flag}``." if flag is not None else f"{told}."


def _indented(code: str) -> Iterable[str]:
    return (f"    {line}" if line else "" for line in code.split("\n"))


def _noun(operation: ir.Operation) -> str:
    """Return what an operation is about, as its path names it."""
    segments = [segment for segment in operation.path.split("/") if segment]
    fixed = [segment for segment in segments if not segment.startswith("{")]
    if not fixed or operation.role is ir.Role.ACTION:
        return operation.id
    noun = fixed[-1].replace("_", " ").replace("-", " ")
    if operation.role is ir.Role.LIST:
        return plural(noun)
    one = operation.role is ir.Role.CREATE or segments[-1].startswith("{")
    return f"{article(singular(noun))} {singular(noun)}" if one else f"the {noun}"


def lifecycle_text(lifecycle: ir.Lifecycle) -> str:
    """Return what a caller must know of an operation's stage; empty for none."""
    sentences: list[str] = []
    if lifecycle.deprecated:
        end = f" It ends on {lifecycle.sunset_at}." if lifecycle.sunset_at else ""
        sentences.append(f"Deprecated.{end}")
    else:
        meaning = _STAGES.get((lifecycle.stage or "").lower())
        if meaning is not None:
            sentences.append(f"{lifecycle.stage}: {meaning}.")
    if lifecycle.self_access is False:
        name = lifecycle.request_access_name
        told = f' to "{name}"' if name else ""
        sentences.append(f"Access{told} has to be requested.")
    return " ".join(sentences)


def argument_text(argument: Argument) -> str:
    """Return what an argument means: description, limits, default, example."""
    held = argument.parameter
    sentences = ["Deprecated."] if held.deprecated else []
    if argument.is_made:
        sentences.append("Default: a random one, the same for all attempts of a call.")
    sentences += [" ".join(held.description.split())] if held.description else []
    if isinstance(held.type, ir.Scalar):
        limits = limits_text(held.type)
        if limits:
            sentences.append(limits)
    if held.default is not None:
        sentences.append(f"The server's default is {_shown(held.default)}.")
    if held.example is not None:
        sentences.append(f"Example: {_shown(held.example)}.")
    return " ".join(map(sentence, sentences))


def limits_text(scalar: ir.Scalar) -> str:
    """Return the limits of a scalar in words; empty for none."""
    constraints = scalar.constraints
    words: list[str] = []
    match constraints.minimum, constraints.maximum:
        case None, None:
            pass
        case None, maximum:
            words.append(f"at most {maximum}")
        case minimum, None:
            words.append(f"at least {minimum}")
        case minimum, maximum:
            words.append(f"from {minimum} to {maximum}")
    if constraints.max_length is not None:
        words.append(f"at most {constraints.max_length} characters")
    if constraints.pattern is not None:
        words.append(f"matching ``{constraints.pattern}``")
    text = ", ".join(words)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def client_text(plan: ApiPlan, *, awaits: bool, width: int) -> str:
    """Return the docstring of a client class."""
    title = plan.api.title.rstrip(".")
    sentence = f"{title}, for asyncio." if awaits else f"{title}."
    entries: list[str] = []
    for credential in plan.credentials:
        entries += entry(credential.name, _credential_text(credential), width)
    default = f" Default: {plan.base_url}." if plan.base_url else ""
    base = (
        f"Where the API is served; ``{plan.base_url_variable}`` of the environment "
        f"if it is not given.{default}"
    )
    entries += entry("base_url", base, width)
    entries += entry("settings", "Time-outs, retries and the like.", width)
    description = plan.api.description
    parts = [wrap(sentence, width)]
    if description and description.rstrip(".") != title:
        parts.append(prose(description, width))
    return "\n\n".join([*parts, "\n".join(["Args:", *entries])])


def _credential_text(held: Credential) -> str:
    text = first_sentence(held.scheme.description) or f"For {held.scheme.name}."
    if held.environment:
        told = " and ".join(f"``{name}``" for name in held.environment)
        return f"{text} Default: {told} of the environment."
    return text


def _arguments(method: Method, width: int) -> Iterable[str]:
    for argument in method.path_arguments:
        yield from entry(argument.name, argument_text(argument), width)
    if method.body is not None and method.operation.body is not None:
        text = method.operation.body.description
        yield from entry(method.body.name, text or "What to send.", width)
    chosen = method.body.content_type if method.body is not None else None
    if chosen is not None and method.body is not None:
        text = content_type_text(method.body, chosen)
        yield from entry(chosen.name, text, width)
    for argument in method.arguments:
        yield from entry(argument.name, argument_text(argument), width)


def _headers(method: Method, plan: ApiPlan, width: int) -> Iterable[str]:
    """Yield the headers that successes of this method have, and most others have not.

    What tells of requests in general, such as their id, would stand in each docstring;
    those of paging are of no use.
    """
    paged = method.operation.pagination
    for name, header in success_headers(method.operation).items():
        is_link = name == "link" and isinstance(paged, LinkHeader)
        if name not in plan.usual_headers and not is_link:
            yield from entry(header.name, header_text(header), width)


def header_text(header: ir.Header) -> str:
    """Return what a header means, and the type to read it as."""
    told = first_sentence(header.description)
    return f"({header_type(header.type)}) {sentence(told) if told else ''}".strip()


def header_type(type_: ir.Type) -> str:
    """Return the type for ``ResponseInfo.header``."""
    match type_:
        case ir.Nullable(of):
            return header_type(of)
        case ir.Array(items):
            return f"list[{header_type(items)}]"
        case ir.Scalar(primitive, format_):
            formats = {"date-time": "datetime", "date": "date", "uuid": "UUID"}
            return formats.get(format_ or "", _HEADER_TYPES[primitive])
        case _:
            return "str"


def content_type_text(body: BodyArgument, chosen: ContentTypeArgument) -> str:
    """Return what the argument for the media type of a body means."""
    ways = [one.media_type for one in (body.content, *body.others)]
    told = " or ".join(f"``{way}``" for way in ways)
    if chosen.is_required:
        return f"What the body is: {told}."
    return f"How to send the body: {told}. The first that fits it if not given."


def _errors(method: Method, plan: ApiPlan, width: int) -> Iterable[str]:
    for error in plan.errors:
        response = declaring(error, method.operation.responses)
        if response is not None:
            told = response.summary or first_sentence(response.description)
            text = sentence(f"{error.status}: {told}".rstrip(": "))
            yield from entry(error.name, text, width)


def entry(name: str, text: str, width: int) -> Iterable[str]:
    """Yield the lines of an argument in the section of a docstring."""
    if not text:
        return
    lines = wrap(f"{name}: {text}", width - 8).split("\n")
    yield f"    {lines[0]}"
    for line in lines[1:]:
        yield f"        {line}"


def _shown(value: ir.Literal) -> str:
    return f"``{value.value}``"
