"""Where the methods of a resource are in their life."""

from __future__ import annotations

from dataclasses import dataclass

from specloom.encode.markdown import blocks, code
from specloom.encode.nodes import Markdown, join, markdown
from specloom.ir import Lifecycle
from specloom.plan import Method
from specloom.targets.pages.flavours import NOTHING, Press, table
from specloom.targets.pages.queries import Table
from specloom.targets.pages.wording import access_sentence, deprecation_sentences


@dataclass(frozen=True)
class Stages:
    """Tells the life of a resource's methods."""

    held: Table
    press: Press

    @property
    def shared(self) -> Lifecycle | None:
        """Where all methods are, if they are at one place."""
        found = {method.operation.lifecycle for method in self.held.methods}
        return found.pop() if len(found) == 1 else None

    def notes(self) -> Markdown:
        """Return what a reader must know first: each thing once."""
        lives = dict.fromkeys(one.operation.lifecycle for one in self.held.methods)
        said = [access_sentence(life) for life in lives]
        if self.shared is not None:
            said = [*deprecation_sentences(self.shared), *said]
        told = [one for one in dict.fromkeys(said) if one]
        return self.press.note(join(" ", told, Markdown)) if told else NOTHING

    def of(self, method: Method) -> Markdown:
        """Return what is to be known of one method, where it is not so of all."""
        life = method.operation.lifecycle
        if self.shared is not None:
            return NOTHING
        stage = self.press.stage(life.stage) if life.stage else NOTHING
        told = deprecation_sentences(life)
        note = self.press.note(join(" ", told, Markdown)) if told else NOTHING
        return blocks((stage, note))

    def section(self) -> Markdown:
        """Return the stage of each method and its dates."""
        if self.shared is not None:
            return self._together(self.shared)
        rows = [
            (
                code(self.held.method_name(method)),
                self.press.stage(life.stage) if life.stage else NOTHING,
                _deprecated(life),
                code(life.sunset_at) if life.sunset_at else NOTHING,
                Markdown("on request" if life.self_access is False else ""),
            )
            for method in self.held.methods
            for life in [method.operation.lifecycle]
        ]
        headers = ("Method", "Stage", "Deprecated", "Stops working on", "Access")
        return table(headers, rows)

    def _together(self, life: Lifecycle) -> Markdown:
        said = [
            markdown("All methods are in this stage: {}.", self.press.stage(life.stage))
            if life.stage
            else NOTHING,
            *deprecation_sentences(life),
        ]
        return join(" ", (one for one in said if one), Markdown)


def lifecycle(life: Lifecycle, press: Press) -> Markdown:
    """Return where one operation is in its life."""
    stage = press.stage(life.stage) if life.stage else NOTHING
    told = [one for one in (*deprecation_sentences(life), access_sentence(life)) if one]
    note = press.note(join(" ", told, Markdown)) if told else NOTHING
    return blocks((stage, note))


def _deprecated(life: Lifecycle) -> Markdown:
    if life.deprecated_at:
        return markdown("since {}", code(life.deprecated_at))
    return Markdown("yes" if life.deprecated else "")
