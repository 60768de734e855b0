"""From a resource type to an OpenAPI document that says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specloom.cloud_control import (
    DEFAULT_REGION,
    PROGRESS_EVENT,
    REGION,
    SIGNING_NAME,
)
from specloom.diagnostics import Diagnostics, SpecError, escape
from specloom.documents import Document
from specloom.sources.cloudformation.access import (
    UNMARKED,
    Access,
    Mark,
    Steps,
    access_of,
)
from specloom.sources.cloudformation.checking import Report
from specloom.sources.cloudformation.consistency import report_contradictions
from specloom.sources.cloudformation.references import Pointers
from specloom.sources.cloudformation.regions import home_region
from specloom.sources.cloudformation.resource import (
    SECURITY,
    Components,
    Paths,
    TypeName,
    components_of,
)
from specloom.sources.cloudformation.schemas import (
    COMPONENTS,
    DEFINITIONS,
    Rewriting,
    Schema,
    Use,
    component_names,
)

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_INPUTS = "/handlers/list/handlerSchema/properties/"
_OTHER_FORMS = frozenset({"asyncapi", "openapi", "paths", "swagger"})


def is_resource_type(data: JsonValue) -> bool:
    """Tell whether a document has the form of a CloudFormation resource type."""
    return (
        isinstance(data, dict) and "typeName" in data and not data.keys() & _OTHER_FORMS
    )


def shape(document: Document, diagnostics: Diagnostics) -> Document:
    """Return the document as OpenAPI 3.1; its places stay those of the type.

    Raises:
        SpecError: If it cannot be used; every reason found has been reported.
    """
    root = document.data if isinstance(document.data, dict) else {}
    report = Report(document, root, diagnostics)
    errors_before = len(diagnostics.errors)
    name = report.form()
    report_contradictions(report)
    if name is None or len(diagnostics.errors) > errors_before:
        raise SpecError(tuple(diagnostics))
    return _Shaping(root, name, report).document()


@dataclass(frozen=True)
class _Shaping:
    """One type on its way.

    Attributes:
        root: The type.
        name: Its name.
        report: Receives what is wrong.
    """

    root: Mapping[str, JsonValue]
    name: TypeName
    report: Report

    @property
    def pointers(self) -> Pointers:
        return Pointers(dict(self.root))

    def document(self) -> Document:
        access = self._access()
        identifiers = tuple(
            steps for _, steps in self.report.listed("primaryIdentifier", self.pointers)
        )
        components = components_of(self.name)
        names = self._names(access, components)
        inputs = self._inputs(names.__getitem__)
        paths, moved = Paths(self.name, components, identifiers, inputs).written(
            self._handlers()
        )
        schemas, placed = self._schemas(access, components, identifiers, names)
        if not paths:
            self._note_legacy()
        self._note_idle_update()
        home = home_region(self.name.service)
        shaped: Schema = {
            "openapi": "3.1.1",
            "info": _info(self.name, self.root),
            "x-cloud-control": self._facts(identifiers, home),
            "servers": [_server(home)],
            "security": [{SECURITY: []}],
            "tags": [{"name": self.name.service, **_described(self.root)}],
            "paths": paths,
            "components": {
                "schemas": schemas,
                "securitySchemes": {SECURITY: dict(_SCHEME)},
            },
        }
        made = dict.fromkeys((f"/{escape(key)}" for key in shaped), "")
        places = {**made, "/paths": "/handlers", **moved, **placed}
        return self.report.document.shaped(shaped, places)

    # --- schemas ---------------------------------------------------------------

    def _access(self) -> Access:
        return access_of(
            (steps, mark)
            for mark in Mark
            for _, steps in self.report.listed(mark.value, self.pointers)
        )

    def _names(self, access: Access, components: Components) -> dict[Use, str]:
        """Name every use of a definition, also of those that nothing uses."""
        root_use = Use("", UNMARKED)
        uses: dict[Use, None] = {}

        def noted(use: Use) -> str:
            uses.setdefault(use)
            return ""

        rewriting = Rewriting(self.pointers, noted, self.report.broken_reference)
        rewriting.state(self.root, access)
        self._inputs(noted)
        done = 0
        while done < len(uses):
            use = list(uses)[done]
            held = self.pointers.node(use.pointer)
            if use != root_use:
                rewriting.schema(held, use.pointer, use.access)
            done += 1
        used = {use.pointer for use in uses}
        for name in self._definitions():
            pointer = f"{DEFINITIONS}{escape(name)}"
            if pointer not in used:
                uses.setdefault(Use(pointer, UNMARKED))
                held = self.pointers.node(pointer)
                rewriting.schema(held, pointer, UNMARKED)
        taken = vars(components).values()
        named = component_names((use for use in uses if use != root_use), taken)
        return {**named, root_use: components.state}

    def _schemas(
        self,
        access: Access,
        components: Components,
        identifiers: tuple[Steps, ...],
        names: Mapping[Use, str],
    ) -> tuple[Schema, dict[str, str]]:
        """Return the components, and where they stand in the type."""
        rewriting = Rewriting(
            self.pointers, names.__getitem__, self.report.broken_reference
        )
        handlers = self._handlers()
        state = rewriting.state(self.root, access)
        schemas: Schema = {components.state: state}
        if "update" in handlers:
            schemas[components.change] = _change(state, self.name)
        if "list" in handlers:
            schemas[components.summary] = _summary(state, identifiers, self.name)
        if handlers.keys() & {"create", "update", "delete"}:
            schemas[components.event] = PROGRESS_EVENT
        moved = {f"{COMPONENTS}{name}": "" for name in schemas}
        for use, name in names.items():
            if name not in schemas:
                held = self.pointers.node(use.pointer)
                schemas[name] = rewriting.schema(held, use.pointer, use.access)
                moved[f"{COMPONENTS}{escape(name)}"] = use.pointer
        return schemas, moved

    def _definitions(self) -> Mapping[str, JsonValue]:
        held = self.root.get("definitions")
        return held if isinstance(held, dict) else {}

    # --- handlers --------------------------------------------------------------

    def _handlers(self) -> Mapping[str, JsonValue]:
        """Return the handlers that have something to do.

        A few types have one for updates and nothing that can be changed.
        """
        held = self.root.get("handlers")
        handlers = held if isinstance(held, dict) else {}
        if self._is_changeable():
            return handlers
        return {name: one for name, one in handlers.items() if name != "update"}

    def _is_changeable(self) -> bool:
        properties = self.root.get("properties")
        names = set(properties) if isinstance(properties, dict) else set[str]()
        for mark in (Mark.CREATE_ONLY, Mark.READ_ONLY):
            listed = self.root.get(mark.value)
            for pointer in listed if isinstance(listed, list) else ():
                names.discard(str(pointer).removeprefix("/properties/"))
        return bool(names)

    def _list_input(self) -> Mapping[str, JsonValue]:
        """Return the schema of what the list handler needs (``handlerSchema``)."""
        listing = self._handlers().get("list")
        schema = listing.get("handlerSchema") if isinstance(listing, dict) else None
        return schema if isinstance(schema, dict) else {}

    def _input_schemas(self) -> Mapping[str, JsonValue]:
        held = self._list_input().get("properties")
        return held if isinstance(held, dict) else {}

    def _inputs(self, named: Callable[[Use], str]) -> tuple[Schema, ...]:
        rewriting = Rewriting(self.pointers, named, self.report.broken_reference)
        required = self._list_input().get("required")
        needed = required if isinstance(required, list) else []
        return tuple(
            {
                "name": name,
                "in": "query",
                "required": name in needed,
                "schema": rewriting.schema(
                    schema or self._property(name), f"{_INPUTS}{escape(name)}", UNMARKED
                ),
            }
            for name, schema in self._input_schemas().items()
        )

    def _property(self, name: str) -> JsonValue:
        """Return a property by its name: an input that says no more means that one."""
        pointer = f"/properties/{escape(name)}"
        return {"$ref": f"#{pointer}"} if self.pointers.target(f"#{pointer}") else {}

    def _note_legacy(self) -> None:
        self.report.diagnostics.note(
            "legacy-type",
            f"{self.name.whole} has no handlers: Cloud Control does not serve it",
            at=self.report.at("/typeName"),
            help="its models can be made; pages and providers need handlers",
        )

    def _note_idle_update(self) -> None:
        told = self.root.get("handlers")
        if isinstance(told, dict) and "update" in told.keys() - self._handlers().keys():
            self.report.diagnostics.note(
                "idle-update",
                f"nothing of {self.name.whole} can be changed, so it has no update",
                at=self.report.at("/handlers/update"),
                help="all its properties are read-only or create-only",
            )

    # --- what only Cloud Control knows -------------------------------------------

    def _facts(self, identifiers: tuple[Steps, ...], home: str) -> Schema:
        facts: Schema = {
            "typeName": self.name.whole,
            "primaryIdentifier": _listed(identifiers),
            "additionalIdentifiers": [*self._additional_identifiers()],
            "conditionalCreateOnly": _listed(
                steps
                for _, steps in self.report.listed(
                    "conditionalCreateOnlyProperties", self.pointers
                )
            ),
            "homeRegion": home,
        }
        for key in ("replacementStrategy", "documentationUrl", "sourceUrl"):
            held = self.root.get(key)
            if isinstance(held, str):
                facts[key] = held
        tagging = self._tagging()
        return {**facts, "tagging": tagging} if tagging else facts

    def _additional_identifiers(self) -> Iterator[JsonValue]:
        """Yield sets of properties; a single one may stand without a list."""
        held = self.root.get("additionalIdentifiers")
        for number, entry in enumerate(held if isinstance(held, list) else ()):
            place = f"/additionalIdentifiers/{number}"
            pointers = entry if isinstance(entry, list) else [entry]
            found = (self.report.named(p, place, self.pointers) for p in pointers)
            yield _listed(steps for steps in found if steps)

    def _tagging(self) -> Schema:
        """Return how things are tagged; ``taggable`` is what older types have."""
        held = self.root.get("tagging")
        if not isinstance(held, dict):
            older = self.root.get("taggable")
            return {"taggable": older} if isinstance(older, bool) else {}
        told = {key: value for key, value in held.items() if key != "tagProperty"}
        pointer = held.get("tagProperty")
        if pointer is not None and told.get("taggable") is not False:
            steps = self.report.named(pointer, "/tagging/tagProperty", self.pointers)
            told["tagProperty"] = [*steps] if steps else []
        return told


_SCHEME: Mapping[str, JsonValue] = {
    "type": "http",
    "scheme": "AWS4-HMAC-SHA256",
    "description": f"AWS Signature Version 4, for the service `{SIGNING_NAME}`.",
}


def _info(name: TypeName, root: Mapping[str, JsonValue]) -> Schema:
    # A type has no version of its own: what is registered has a number elsewhere.
    return {"title": name.whole, "version": "0.0.0", **_described(root)}


def _described(root: Mapping[str, JsonValue]) -> Schema:
    text = root.get("description")
    return {"description": text} if isinstance(text, str) else {}


def _server(home: str) -> Schema:
    region: Schema = {
        "default": home or DEFAULT_REGION,
        "description": "Where the resource is.",
    }
    if home:
        region["description"] = "The region that serves all regions."
        region["enum"] = [home]
    return {
        "url": f"https://{SIGNING_NAME}.{{{REGION}}}.amazonaws.com",
        "description": "AWS Cloud Control API.",
        "variables": {REGION: region},
    }


def _change(state: Schema, name: TypeName) -> Schema:
    """Return the schema of a change: what it leaves out stays as it is."""
    written: Schema = {
        "type": "object",
        "description": f"What is to change of {name.noun.replace('_', ' ')}.",
        "properties": _shared(state, name),
    }
    if "additionalProperties" in state:
        written["additionalProperties"] = state["additionalProperties"]
    return written


def _summary(state: Schema, identifiers: tuple[Steps, ...], name: TypeName) -> Schema:
    """Return what a list tells of each thing: the properties that identify it."""
    known = {steps[0] for steps in identifiers}
    kept = {key: held for key, held in _shared(state, name).items() if key in known}
    return {
        "type": "object",
        "description": f"What a list tells of {name.noun.replace('_', ' ')}: "
        "what identifies it, and for some types more.",
        "properties": kept,
        "required": [*kept],
    }


def _shared(state: Schema, name: TypeName) -> Schema:
    """Return the properties of a state as references to them."""
    properties = state.get("properties")
    own = f"#{COMPONENTS}{name.resource}/properties/"
    return {
        key: {"$ref": f"{own}{escape(key)}"}
        for key in (properties if isinstance(properties, dict) else ())
    }


def _listed(ways: Iterable[Steps]) -> list[JsonValue]:
    return [[*steps] for steps in ways]
