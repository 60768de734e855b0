"""The actions of an overlay, one after the other."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from specloom.diagnostics import Diagnostics, SpecError
from specloom.documents import Document, Origin
from specloom.documents.wording import closest, quoted
from specloom.overlays.queries import Keys, QueryError, find
from specloom.overlays.tree import Container, TooLargeError, Tree

if TYPE_CHECKING:  # importing `ir` costs more than reading a small document
    from specloom.ir import JsonValue

_VERSION = re.compile(r"1\.([01])(?:\.[0-9]+)?(?:-.*)?")
_FIELDS = ("overlay", "info", "extends", "actions")
_ACTION_FIELDS = ("target", "description", "update", "copy", "remove")
_MISSPELLING = 0.8


def apply(overlay: Document, document: Document, diagnostics: Diagnostics) -> Document:
    """Return a description as an overlay changes it.

    Args:
        overlay: The overlay, as it was read.
        document: The description, perhaps changed by another overlay.
        diagnostics: Receives what is wrong in the overlay.

    Raises:
        SpecError: The overlay cannot be used; every reason found has been reported.
    """
    errors_before = len(diagnostics.errors)
    run = _Run(overlay, Tree(document), diagnostics)
    run.all_actions()
    if len(diagnostics.errors) > errors_before:
        raise SpecError(tuple(diagnostics))
    return run.tree.shaped()


@dataclass
class _Run:
    """One overlay at work.

    Attributes:
        overlay: The overlay.
        tree: What it changes.
        diagnostics: Receives what is wrong.
    """

    overlay: Document
    tree: Tree
    diagnostics: Diagnostics

    def all_actions(self) -> None:
        """Check the outermost object, then run each action."""
        root = self.overlay.data if isinstance(self.overlay.data, dict) else {}
        version = _VERSION.fullmatch(str(root.get("overlay")))
        if version is None:
            near = closest("overlay", root)
            told = quoted(str(root["overlay"])) if "overlay" in root else "missing"
            self._error(
                "unsupported-overlay",
                f"the version of the overlay is {told}",
                "/overlay" if "overlay" in root else "",
                f"rename {quoted(near)} to `overlay`"
                if near is not None and near != "overlay"
                else "write `overlay: 1.1.0`; versions 1.0 and 1.1 are read",
            )
            return
        self._check_fields(root, _FIELDS, "")
        self._check_info(root.get("info"))
        self._check_extends(root.get("extends"))
        actions = root.get("actions")
        if not isinstance(actions, list) or not actions:
            place = "/actions" if "actions" in root else ""
            message = "the overlay has no list of `actions`"
            self._error("missing-field", message, place, "add at least one action")
            return
        for number, action in enumerate(actions):
            place = f"/actions/{number}"
            if isinstance(action, dict):
                try:
                    self._action(action, place, has_copy=version[1] != "0")
                except TooLargeError as error:
                    message = f"with this action, {error}"
                    self._error("too-large", message, place, "copy less, or less often")
                    return
            else:
                message = "an action is an object"
                self._error("wrong-type", message, place, "give it a `target`")

    def _check_info(self, info: JsonValue) -> None:
        """Look at the information on the overlay, which nothing here needs."""
        held = info if isinstance(info, dict) else {}
        for key in ("title", "version"):
            if not isinstance(held.get(key), str):
                self.diagnostics.warning(
                    "missing-field",
                    f"the overlay's `info` has no `{key}`",
                    at=self.overlay.locate("/info" if info is not None else ""),
                    help=f"add `{key}:`",
                )

    def _check_extends(self, extends: JsonValue) -> None:
        """Say where an overlay names another description than it is asked for.

        Who asks for it has the last word: the name may be a URL, and nothing is
        fetched to compare it.
        """
        own = self.tree.document.path.name
        if not isinstance(extends, str):
            return
        name = re.split("[?#]", extends, maxsplit=1)[0].rpartition("/")[2]
        if unquote(name) == own:
            return
        self.diagnostics.note(
            "overlay-extends",
            f"the overlay extends {quoted(extends)}, and is applied to {quoted(own)}",
            at=self.overlay.locate("/extends"),
            help="`overlays` of the settings decides; correct `extends` if it is wrong",
        )

    def _action(
        self, action: Mapping[str, JsonValue], at: str, *, has_copy: bool
    ) -> None:
        fields = _ACTION_FIELDS if has_copy else tuple({*_ACTION_FIELDS} - {"copy"})
        self._check_fields(action, fields, at)
        target = action.get("target")
        if not isinstance(target, str):
            message = "the action has no `target`"
            self._error("missing-field", message, at, "add a JSONPath, as in `$.info`")
            return
        removes = action.get("remove", False)
        if not isinstance(removes, bool):
            message = "`remove` is not true or false"
            self._error("wrong-type", message, f"{at}/remove", "write `remove: true`")
            return
        ways = self._find(target, f"{at}/target")
        if ways is None:
            return
        if not ways:
            self.diagnostics.warning(
                "unmatched-target",
                f"the target {quoted(target)} matches nothing",
                at=self.overlay.locate(f"{at}/target"),
                help="correct it, or remove the action",
            )
        copies = has_copy and "copy" in action
        if removes:
            self._remove(ways, at)
        elif ("update" in action) == copies:
            self.diagnostics.warning(
                "idle-action",
                "the action has no effect",
                at=self.overlay.locate(at),
                help="give it one of `update`, `copy` and `remove`"
                if not copies
                else "`update` and `copy` exclude each other",
            )
        elif copies:
            self._copy(action["copy"], ways, f"{at}/copy")
        else:
            for way in ways:
                place = f"{at}/update"
                origin = Origin(self.overlay, place)
                value = self.tree.added(action["update"], origin)
                node = self._node(way)
                if isinstance(node, list) and not has_copy:
                    # Overlay 1.0, Action Object: what updates a list is one entry.
                    self.tree.append(node, value, origin)
                else:
                    self._merge_at(way, value, origin, place)

    # --- what an action does -----------------------------------------------------

    def _remove(self, ways: list[Keys], at: str) -> None:
        """Remove nodes; in lists from the end: the others keep their numbers."""
        found: dict[tuple[int, str | int], tuple[Container, str | int]] = {}
        for way in ways:
            holder = self._holder(way)
            if holder is None:
                message = "the whole description cannot be removed"
                self._error("invalid-target", message, f"{at}/target", "name a part")
                return
            found[id(holder), way[-1]] = (holder, way[-1])

        def order(one: tuple[Container, str | int]) -> int:
            return one[1] if isinstance(one[1], int) else 0

        for holder, key in sorted(found.values(), key=order, reverse=True):
            self.tree.remove(holder, key)

    def _copy(self, source: JsonValue, ways: list[Keys], at: str) -> None:
        if not isinstance(source, str):
            message = "`copy` is no JSONPath"
            self._error("wrong-type", message, at, "write it as in `$.paths['/a']`")
            return
        sources = self._find(source, at)
        if sources is None:
            return
        if len(sources) != 1:
            self._error(
                "invalid-target",
                f"{quoted(source)} selects {len(sources) or 'no'} nodes, not one",
                at,
                "name the one node to copy",
            )
            return
        original = self._node(sources[0])
        holder = self._holder(sources[0])
        origin = (
            Origin(self.overlay, at)
            if holder is None
            else self.tree.origin(holder, sources[0][-1])
        )
        held = self.tree.cloned(original)  # before any of these changes it
        for way in ways:
            self._merge_at(way, self.tree.cloned(held), origin, at)

    def _merge_at(self, way: Keys, value: JsonValue, origin: Origin, at: str) -> None:
        """Merge a value into a node (section 4.4.3.1 of the specification, 1.1).

        Args:
            way: To the node.
            value: A copy for this node.
            origin: Where the value comes from.
            at: Place of the field of the action, for what is wrong.
        """
        node = self._node(way)
        holder = self._holder(way)
        match node, value:
            case dict(), dict():
                self._merge(node, value, at)
            case list(), list():
                self._extend(node, value)
            case list(), _:
                self.tree.append(node, value, origin)
            case (str() | int() | float() | None, str() | int() | float() | None) if (
                holder is not None
            ):
                self.tree.put(holder, way[-1], value, origin)
            case _:
                self._incompatible(node, value, at)

    def _merge(
        self, target: dict[str, JsonValue], update: dict[str, JsonValue], at: str
    ) -> None:
        for key, value in update.items():
            origin = self.tree.origin(update, key)
            held = target.get(key)
            if key not in target:
                self.tree.put(target, key, value, origin)
                continue
            match held, value:
                case dict(), dict():
                    self._merge(held, value, at)
                case list(), list():
                    self._extend(held, value)
                case dict() | list(), None:
                    pass  # as in the specification's own example: `components:`
                case (dict() | list(), _) | (_, dict() | list()):
                    here = origin.document is self.overlay
                    self._incompatible(held, value, origin.pointer if here else at)
                case _:
                    self.tree.put(target, key, value, origin)

    def _extend(self, target: list[JsonValue], update: list[JsonValue]) -> None:
        for number, value in enumerate(update):
            self.tree.append(target, value, self.tree.origin(update, number))

    # --- helpers -----------------------------------------------------------------

    def _find(self, query: str, at: str) -> list[Keys] | None:
        try:
            return find(query, self.tree.data)
        except QueryError as error:
            self._error(
                "invalid-target",
                f"the JSONPath {quoted(query)} cannot be used: {error}",
                at,
                "RFC 9535 says how it is written: `$.paths['/things'].get`",
            )
            return None

    def _node(self, way: Keys) -> JsonValue:
        value = self.tree.data
        for key in way:
            match value, key:
                case dict(), str():
                    value = value[key]
                case list(), int():
                    value = value[key]
                case _:
                    break
        return value

    def _holder(self, way: Keys) -> Container | None:
        """Return what holds a node; None for the whole description."""
        holder = self._node(way[:-1]) if way else None
        return holder if isinstance(holder, (dict, list)) else None

    def _check_fields(
        self, held: Mapping[str, JsonValue], fields: tuple[str, ...], at: str
    ) -> None:
        for key in held:
            if key in fields or key.startswith("x-"):
                continue
            near = difflib.get_close_matches(key, fields, n=1, cutoff=_MISSPELLING)
            self.diagnostics.warning(
                "unknown-field",
                f"{quoted(key)} is no field of an overlay of this version and is "
                "ignored",
                at=self.overlay.locate(f"{at}/{key.replace('~', '~0')}"),
                help=f"did you mean {quoted(near[0])}?"
                if near
                else "`copy` needs `overlay: 1.1.0`"
                if key == "copy"
                else "remove it",
            )

    def _incompatible(self, held: JsonValue, value: JsonValue, at: str) -> None:
        self._error(
            "incompatible-update",
            f"{_kind(value)} cannot be merged into {_kind(held)}",
            at,
            "remove the node in an action of its own before",
        )

    def _error(self, code: str, message: str, at: str, way_out: str) -> None:
        self.diagnostics.error(code, message, at=self.overlay.locate(at), help=way_out)


def _kind(value: JsonValue) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case _:
            return "a plain value"
