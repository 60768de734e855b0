"""The statements that show a method: with what it requires, and with everything."""

from __future__ import annotations

from dataclasses import dataclass

from specloom import sql
from specloom.calls import item_type
from specloom.ir import Role
from specloom.plan import Method
from specloom.targets.pages.fields import names_of
from specloom.targets.pages.queries import (
    Statement,
    Table,
    changes,
    conditions,
    executions,
    insert_required,
    inserts,
    reaching,
    required_body,
    required_payload,
    selects,
)


@dataclass(frozen=True)
class Statements:
    """The statements of one method.

    Attributes:
        least: With what it requires and nothing else, where such a one makes sense.
        most: With all that it takes, once for each variant of each union.
    """

    least: str | None
    most: tuple[Statement, ...]

    @property
    def differ(self) -> bool:
        """Whether there is more to give than what is required."""
        return bool(self.most) and [one.text for one in self.most] != [self.least]


def statements_of(table: Table, method: Method) -> Statements:
    """Return the statements that show a method."""
    match table.verb(method):
        case "SELECT":
            least, *more = selects(table, method, _columns(table, method))
            return Statements(least.text, tuple(more))
        case "INSERT":
            return Statements(
                insert_required(table, method), tuple(inserts(table, method))
            )
        case "UPDATE" | "REPLACE":
            return Statements(
                _replacement(table, method), tuple(changes(table, method))
            )
        case "DELETE":
            return _deletions(table, method)
        case _:
            return Statements(_execution(table, method), _executions(table, method))


def _columns(table: Table, method: Method) -> tuple[str, ...]:
    """Return the columns of a method's answer."""
    type_ = item_type(method)
    if type_ is None:
        return ()
    return names_of(type_, table.held.api.api.definitions)


def _replacement(table: Table, method: Method) -> str | None:
    """Return the shortest replacement; an update has none, it is what is given."""
    where = conditions(table, method, optional=False)
    values = required_body(table, method)
    if method.operation.role is not Role.REPLACE or not values:
        return None
    return sql.replace(table.name, values, where)


def _deletions(table: Table, method: Method) -> Statements:
    body = required_body(table, method)
    least = (*conditions(table, method, optional=False), *body)
    most = reaching(table, method, (*conditions(table, method, optional=True), *body))
    every = Statement((), "", sql.delete(table.name, most))
    return Statements(sql.delete(table.name, least), (every,))


def _execution(table: Table, method: Method) -> str | None:
    if not table.runs(method):
        return None
    name = (*table.name, table.method_name(method))
    arguments = conditions(table, method, optional=False)
    return sql.execute(name, arguments, required_payload(table, method))


def _executions(table: Table, method: Method) -> tuple[Statement, ...]:
    return tuple(executions(table, method))
