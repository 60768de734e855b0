"""Path items, operations and responses of Swagger 2.0 as those of OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.diagnostics import Location
from specloom.documents.wording import quoted
from specloom.media_types import is_json
from specloom.references import Cursor
from specloom.sources.swagger import media_types
from specloom.sources.swagger.kinds import METHODS
from specloom.sources.swagger.parameters import Parameters, is_in_body
from specloom.sources.swagger.servers import servers

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_REWRITTEN = frozenset({"consumes", "produces", "schemes", "parameters", "responses"})


@dataclass(frozen=True)
class Operations:
    """Shapes what stands below ``paths``.

    Attributes:
        root: The document, for what it says of all operations.
        parameters: Shapes parameters and bodies.
    """

    root: Cursor
    parameters: Parameters

    def path_item(self, held: Cursor, at: Location) -> JsonValue:
        """Return a path item, or a reference to one."""
        if not isinstance(held.value, dict):
            return held.value
        if held.reference is not None and len(held.value) > 1:
            return self._joined(held, at)
        result: dict[str, JsonValue] = {}
        shared = self._listed(held)
        for key, member in held.items():
            place = at.child(key)
            match key:
                case "$ref":
                    self.parameters.moves.refer(result, held, at)
                case "parameters":
                    result[key] = self._parameters(shared, place)
                case _ if key in METHODS:
                    result[key] = self.operation(member, place, shared)
                case _:
                    result[key] = member.value
        return result

    def _joined(self, held: Cursor, at: Location) -> JsonValue:
        """Return a path item that has more than its reference: all of it counts."""
        own = {key: one for key, one in held.mapping.items() if key != "$ref"}
        target = self.parameters.moves.follow(held)
        said = self.path_item(Cursor(own, held.location), at)
        if target is None:
            return said
        for key, member in target.items():
            if key not in own:
                self.parameters.moves.trace(at.child(key), member.location)
        others = self.path_item(target, at)
        return {
            **(others if isinstance(others, dict) else {}),
            **(said if isinstance(said, dict) else {}),
        }

    def operation(
        self, reference: Cursor, at: Location, shared: Sequence[Cursor] = ()
    ) -> JsonValue:
        """Return an operation.

        Args:
            reference: It, or a reference to where it stands.
            at: Where it goes.
            shared: The parameters of its path item.
        """
        held = self.parameters.moves.follow(reference)
        if held is None or not isinstance(held.value, dict):
            return reference.value
        if held.location != reference.location:
            self.parameters.moves.note(at, held.location)
        result = {k: v for k, v in held.value.items() if k not in _REWRITTEN}
        own = self._listed(held)
        if own:
            result["parameters"] = self._parameters(own, at.child("parameters"))
        body = self._body(held, own, shared, at.child("requestBody"))
        if body is not None:
            result["requestBody"] = body
        responses = held.get("responses")
        if responses is not None:
            produces = self._types(held, "produces")
            place = at.child("responses")
            result["responses"] = self.responses(responses, place, produces)
        moves = self.parameters.moves
        own_servers = servers(self.root, held.texts("schemes"), moves)
        shared_servers = servers(self.root, self.root.texts("schemes"), moves)
        if held.get("schemes") is not None and own_servers != shared_servers:
            result["servers"] = own_servers
            place = held.location.child("schemes")
            self.parameters.moves.trace(at.child("servers"), place)
        return result

    def responses(
        self, reference: Cursor, at: Location, produces: tuple[str, ...]
    ) -> JsonValue:
        """Return the responses of an operation, by status."""
        held = self.parameters.moves.follow(reference)
        if held is None or not isinstance(held.value, dict):
            return reference.value
        if held.location != reference.location:
            self.parameters.moves.note(at, held.location)
        return {
            status: one.value
            if status.startswith("x-")
            else self._response_of(one, at.child(status), produces)
            for status, one in held.items()
        }

    def _response_of(
        self, held: Cursor, at: Location, produces: tuple[str, ...]
    ) -> JsonValue:
        """Return a response of an operation: a shared one if its media types fit."""
        target = self.parameters.moves.follow(held)
        if held.reference is None or target is None:
            return self.response(held, at, produces)
        if target.get("schema") is None or produces == self.produces:
            reference: dict[str, JsonValue] = {}
            self.parameters.moves.refer(reference, held, at)
            return reference
        self.parameters.moves.trace(at, target.location)
        return self.response(target, at, produces)

    def response(
        self, held: Cursor, at: Location, produces: tuple[str, ...]
    ) -> JsonValue:
        """Return a response.

        Args:
            held: As the document has it.
            at: Where it goes.
            produces: The media types of the operation.
        """
        if not isinstance(held.value, dict):
            return held.value
        result: dict[str, JsonValue] = {
            key: value
            for key, value in held.value.items()
            if key not in ("schema", "headers", "examples", "$ref")
        }
        self.parameters.moves.refer(result, held, at)
        headers = held.get("headers")
        if headers is not None:
            place = at.child("headers")
            result["headers"] = {
                name: self.parameters.header(one, place.child(name))
                for name, one in headers.items()
            }
        content = self._content(held, at.child("content"), produces)
        return {**result, "content": content} if content else result

    def _content(
        self, held: Cursor, at: Location, produces: tuple[str, ...]
    ) -> dict[str, JsonValue]:
        schema = held.get("schema")
        shown = held.get("examples")
        content = {
            media_type: self.parameters.media(schema, at.child(media_type, "schema"))
            for media_type in self._produced(schema, produces)
        }
        for name, example in shown.items() if shown is not None else ():
            media_type = _media_type_of(name, content)
            if media_type not in content:
                place = at.child(media_type, "schema")
                content[media_type] = self.parameters.media(schema, place)
            _show(content[media_type], name, example.value)
        return dict(content)

    def _produced(
        self, schema: Cursor | None, produces: tuple[str, ...]
    ) -> tuple[str, ...]:
        if schema is None:
            return ()
        if schema.text("type") == "file":
            return media_types.of_files(produces)
        return media_types.of_values(produces, is_list=True)

    @property
    def produces(self) -> tuple[str, ...]:
        """What every operation produces that does not say otherwise."""
        return self.root.texts("produces")

    def _types(self, operation: Cursor, key: str) -> tuple[str, ...]:
        """Return ``consumes`` or ``produces``: an operation's own replace the shared.

        An empty list clears them (section 5.2.5).
        """
        own = operation.get(key)
        return self.root.texts(key) if own is None else operation.texts(key)

    # --- parameters ------------------------------------------------------------

    def _listed(self, owner: Cursor) -> tuple[Cursor, ...]:
        """Return the parameters of a path item or operation, references kept."""
        reference = owner.get("parameters")
        held = (
            self.parameters.moves.follow(reference) if reference is not None else None
        )
        return tuple(held.elements()) if held is not None else ()

    def _parameters(self, listed: Iterable[Cursor], at: Location) -> JsonValue:
        result: list[JsonValue] = []
        for one in listed:
            target = self.parameters.moves.follow(one)
            if target is None or is_in_body(target):
                continue
            place = at.child(len(result))
            self.parameters.moves.note(place, one.location)
            result.append(self.parameters.shaped(one, place))
        return result

    def _body(
        self,
        operation: Cursor,
        own: Iterable[Cursor],
        shared: Iterable[Cursor],
        at: Location,
    ) -> JsonValue:
        bodies, fields = self._in_body(own), self._in_body(shared)
        named = {one.text("name") for one in bodies}
        sent = [one for one in fields if one.text("name") not in named] + bodies
        body = [one for one in sent if one.text("in") == "body"]
        form = [one for one in sent if one.text("in") == "formData"]
        consumes = self._types(operation, "consumes")
        if body and not (form and media_types.are_forms(consumes)):
            for one in (*body[:-1], *form):
                if one.location != body[-1].location:
                    self._report_second(one, "the last one in `body` is it")
            return self.parameters.body(body[-1], at, consumes)
        for one in body:
            self._report_second(one, "`consumes` says that it is a form")
        return self.parameters.form(form, at, consumes) if form else None

    def _in_body(self, listed: Iterable[Cursor]) -> list[Cursor]:
        targets = (self.parameters.moves.follow(one) for one in listed)
        return [one for one in targets if one is not None and is_in_body(one)]

    def _report_second(self, parameter: Cursor, choice: str) -> None:
        name, place = parameter.text("name") or "", parameter.text("in") or ""
        self.parameters.diagnostics.left_out(
            "second-body",
            "Parameter.in",
            f"an operation has one body, and {choice}; the parameter {quoted(name)} in "
            f"{quoted(place)} is left out",
            at=self.parameters.resolver.locate(parameter.location),
            help="put everything into the schema of the body, or into `formData`",
        )


def _media_type_of(name: str, content: Iterable[str]) -> str:
    """Return the media type that an example is of, by its key in ``examples``.

    Published documents have names there as well.
    """
    known = tuple(content)
    if "/" not in name:
        return next(iter(known), media_types.JSON)
    near = (one for one in known if is_json(one) and is_json(name))
    return name if name in known else next(near, name)


def _show(media: dict[str, JsonValue], name: str, value: JsonValue) -> None:
    """Put an example into the media type that it is of."""
    if "/" in name:
        media.setdefault("example", value)
        return
    named = media.get("examples")
    others = named if isinstance(named, dict) else {}
    media["examples"] = {**others, name: {"value": value}}
