"""The idealised resource that a type is: its paths and operations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.cloud_control import ACTIONS, IDENTIFIER
from specloom.diagnostics import escape
from specloom.names import column, plural
from specloom.sources.cloudformation.access import Steps
from specloom.sources.cloudformation.schemas import COMPONENTS, Schema

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

SECURITY = "aws-signature-v4"
_JSON = "application/json"
_TYPE_NAME = re.compile(
    r"[A-Za-z0-9]{2,64}::([A-Za-z0-9]{2,64})::([A-Za-z0-9]{2,64})(?:::MODULE)?"
)
_ONE = f"/{{{IDENTIFIER}}}"
_PLACES = {
    "list": ("", "get"),
    "create": ("", "post"),
    "read": (_ONE, "get"),
    "update": (_ONE, "patch"),
    "delete": (_ONE, "delete"),
}
"""By handler: what follows the collection's path, and the method."""


@dataclass(frozen=True)
class TypeName:
    """The parts of ``AWS::Connect::IntegrationAssociation``."""

    whole: str
    service: str
    resource: str

    @property
    def noun(self) -> str:
        """What one thing is called: ``integration_association``."""
        return column(self.resource).strip("_")

    @property
    def nouns(self) -> str:
        """What several are called: ``integration_associations``."""
        before, joint, last = self.noun.rpartition("_")
        return f"{before}{joint}{plural(last)}"


def type_name(text: str) -> TypeName | None:
    """Split the name of a type (meta-schema, ``typeName``); None if it is none."""
    match = _TYPE_NAME.fullmatch(text)
    return TypeName(text, match[1], match[2]) if match else None


@dataclass(frozen=True)
class Components:
    """Component names of what operations take and give.

    Attributes:
        state: A thing as it is read, and as it is created.
        change: What an update may change.
        summary: What a list tells of each thing: its identifier.
        event: What a request is answered with.
    """

    state: str
    change: str
    summary: str
    event: str


def components_of(name: TypeName) -> Components:
    """Return the component names of a type, all different."""
    event = "ProgressEvent"
    return Components(
        state=name.resource,
        change=f"{name.resource}Update",
        summary=f"{name.resource}Summary",
        event=event if name.resource != event else f"CloudControl{event}",
    )


@dataclass(frozen=True)
class Paths:
    """Writes the paths of a resource.

    Attributes:
        name: Of the type.
        components: What its operations take and give.
        identifiers: Ways to the properties that identify a thing.
        inputs: Query parameters of the list: what its handler needs.
    """

    name: TypeName
    components: Components
    identifiers: tuple[Steps, ...]
    inputs: tuple[Schema, ...]

    def written(
        self, handlers: Mapping[str, JsonValue]
    ) -> tuple[Schema, dict[str, str]]:
        """Return Path Items for the handlers, and where each operation stands."""
        items: dict[str, Schema] = {}
        moved: dict[str, str] = {}
        for action in ACTIONS:
            handler, verb = action.handler, action.verb
            held = handlers.get(handler)
            if not isinstance(held, dict):
                continue
            below, method = _PLACES[handler]
            path = f"/{self.name.nouns}{below}"
            items.setdefault(path, {})[method] = {
                "operationId": f"{verb}{self.name.resource}",
                "summary": self._summary(handler, verb),
                "tags": [self.name.service],
                **self._taken(handler),
                "responses": {"200": self._answer(handler)},
                **_facts(held),
            }
            moved[f"/paths/{escape(path)}/{method}"] = f"/handlers/{handler}"
        return {**items}, moved

    def _summary(self, handler: str, verb: str) -> str:
        noun = self.name.nouns if handler == "list" else self.name.noun
        return f"{verb} {noun.replace('_', ' ')}"

    def _taken(self, handler: str) -> Schema:
        """Return the parameters and the body of a request."""
        taken: Schema = {}
        match handler:
            case "list":
                if self.inputs:
                    taken["parameters"] = [*self.inputs]
            case "create":
                taken["requestBody"] = self._body(self.components.state)
            case "update":
                taken["parameters"] = [self._identifier()]
                taken["requestBody"] = self._body(self.components.change)
            case _:
                taken["parameters"] = [self._identifier()]
        return taken

    def _body(self, component: str) -> Schema:
        return {"required": True, "content": {_JSON: {"schema": _referred(component)}}}

    def _identifier(self) -> Schema:
        names = "|".join(".".join(steps) for steps in self.identifiers)
        parts = "the value of" if len(self.identifiers) == 1 else "the values of"
        told = f"Identifies one: {parts} `{names}`." if names else "Identifies one."
        return {
            "name": IDENTIFIER,
            "in": "path",
            "required": True,
            "description": told,
            # Cloud Control API, GetResource: the limits of ``Identifier``.
            "schema": {"type": "string", "minLength": 1, "maxLength": 1024},
        }

    def _answer(self, handler: str) -> Schema:
        match handler:
            case "list":
                inner = _referred(self.components.summary)
                schema: Schema = {"type": "array", "items": inner}
                told = f"Identifiers of {self.name.nouns.replace('_', ' ')}."
            case "read":
                schema = _referred(self.components.state)
                told = "Its present state."
            case _:
                schema = _referred(self.components.event)
                told = "Accepted: the state of the request."
        return {"description": told, "content": {_JSON: {"schema": schema}}}


def _referred(component: str) -> Schema:
    return {"$ref": f"#{COMPONENTS}{escape(component)}"}


def _facts(held: Mapping[str, JsonValue]) -> Schema:
    """Return what a handler says of itself as extensions."""
    names = {
        "permissions": "x-cloud-control-permissions",
        "timeoutInMinutes": "x-cloud-control-timeout",
    }
    return {told: held[key] for key, told in names.items() if key in held}
