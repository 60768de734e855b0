"""Every ``x-*`` key is read here, into a typed value, and nowhere else.

Meanings are those that publishers document or whose effect was seen in their tools; the
names of response headers that begin with ``X-`` are no extensions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from specloom.diagnostics import Diagnostics
from specloom.ir import CloudControl, JsonScalar, Lifecycle, PropertyPath, Tagging
from specloom.references import Cursor

#: Hints for other tools: known, and of no effect here.
IGNORED = frozenset(
    {
        "x-codeSamples",
        "x-enable-id",
        "x-enable-listmeta",
        "x-enable-objectmeta",
        "x-go-type",
        "x-java-class",
        "x-logo",
        "x-one-of-name",
        "x-page-first-available",
        "x-page-from-end",
        "x-page-from-start",
        "x-page-last-available",
        "x-path-override",
        "x-tag-group",
        "x-tagGroups",
    }
)

_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_TRUE = {"true": True, "false": False}


def flag(cursor: Cursor, key: str, diagnostics: Diagnostics) -> bool | None:
    """Read a boolean extension; a string that reads like one is taken, with a warning.

    Published descriptions hold ``x-immutable: true'``, which YAML reads as a string.
    """
    found = cursor.get(key)
    if found is None or found.value is None:
        return None
    if isinstance(found.value, bool):
        return found.value
    meant = _TRUE.get(str(found.value).strip(" '\"").lower())
    diagnostics.warning(
        "extension-value",
        f"{key} should be true or false, not {found.value!r}",
        at=found.location,
        help=(
            f"read as {str(meant).lower()}; write it without quotes"
            if meant is not None
            else "ignored"
        ),
    )
    return meant


def word(cursor: Cursor, key: str) -> str:
    """Read a text extension; anything else is the empty string."""
    return cursor.text(key).strip()


def number(cursor: Cursor, key: str) -> int | None:
    """Read a whole-number extension."""
    found = cursor.get(key)
    if found is None or isinstance(found.value, bool):
        return None
    return found.value if isinstance(found.value, int) else None


def extensible_values(cursor: Cursor) -> tuple[JsonScalar, ...] | None:
    """Read ``x-extensible-enum``: a value list that may grow (Zalando, rule 112)."""
    found = cursor.get("x-extensible-enum")
    if found is None or not isinstance(found.value, list):
        return None
    return tuple(v for v in found.value if not isinstance(v, list | dict))


def discriminator_value(cursor: Cursor) -> str:
    """Read which value of the parent's discriminator stands for a schema (Azure)."""
    return word(cursor, "x-ms-discriminator-value")


def lifecycle(levels: Iterable[Cursor], diagnostics: Diagnostics) -> Lifecycle:
    """Read where an operation is in its life; `levels` go from specific to general."""
    stage = access_name = ""
    deprecated_at = sunset_at = None
    self_access: bool | None = None
    deprecated = False
    for cursor in levels:
        stage = stage or word(cursor, "x-lifecycle-stage")
        access_name = access_name or word(cursor, "x-request-access-name")
        deprecated_at = deprecated_at or _date(cursor, "x-deprecated-at", diagnostics)
        sunset_at = sunset_at or _date(cursor, "x-sunset-at", diagnostics)
        deprecated = deprecated or cursor.flag("deprecated")
        if self_access is None:
            self_access = flag(cursor, "x-self-access", diagnostics)
    return Lifecycle(
        stage=stage or None,
        deprecated=deprecated or stage == "Deprecated" or deprecated_at is not None,
        deprecated_at=deprecated_at,
        sunset_at=sunset_at,
        self_access=self_access,
        request_access_name=access_name or None,
    )


def _date(cursor: Cursor, key: str, diagnostics: Diagnostics) -> str | None:
    """Read a date in either of the two spellings seen: extended or basic ISO 8601."""
    found = cursor.get(key)
    if found is None:
        return None
    match = _DATE.match(str(found.value))
    if match is None or not _is_date("-".join(match.groups())):
        diagnostics.warning(
            "extension-value",
            f"{key} should be a date, not {found.value!r}",
            at=found.location,
            help="ignored; write it as YYYY-MM-DD",
        )
        return None
    return "-".join(match.groups())


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# --- what `sources.cloudformation` writes ---------------------------------------------


def cloud_control(root: Cursor) -> CloudControl | None:
    """Read what a CloudFormation type says of itself (``x-cloud-control``)."""
    held = root.get("x-cloud-control")
    if held is None or not held.text("typeName"):
        return None
    home = held.text("homeRegion")
    others = held.get("additionalIdentifiers")
    return CloudControl(
        type_name=held.text("typeName"),
        identifiers=_paths(held.get("primaryIdentifier")),
        additional_identifiers=tuple(
            _paths(one) for one in (others.elements() if others is not None else ())
        ),
        conditional_create_only=_paths(held.get("conditionalCreateOnly")),
        tagging=_tagging(held.get("tagging")),
        is_global=bool(home),
        home_region=home,
        replacement_strategy=held.text("replacementStrategy"),
        documentation_url=held.text("documentationUrl"),
        source_url=held.text("sourceUrl"),
    )


def permissions(operation: Cursor) -> tuple[str, ...]:
    """Read what the caller of an operation must be allowed to do, each one once."""
    return tuple(dict.fromkeys(operation.texts("x-cloud-control-permissions")))


def timeout_minutes(operation: Cursor) -> int | None:
    """Read how long an operation may take."""
    return number(operation, "x-cloud-control-timeout")


def _tagging(held: Cursor | None) -> Tagging | None:
    """Read how things are tagged; what is not said is possible (meta-schema)."""
    if held is None:
        return None

    def possible(key: str) -> bool:
        return held.mapping.get(key) is not False

    taggable = possible("taggable")
    return Tagging(
        taggable=taggable,
        on_create=taggable and possible("tagOnCreate"),
        updatable=taggable and possible("tagUpdatable"),
        system_tags=taggable and possible("cloudFormationSystemTags"),
        property=held.texts("tagProperty"),
        permissions=held.texts("permissions"),
    )


def _paths(held: Cursor | None) -> tuple[PropertyPath, ...]:
    """Read a list of lists of names."""
    return tuple(
        tuple(str(step.value) for step in one.elements())
        for one in (held.elements() if held is not None else ())
    )
