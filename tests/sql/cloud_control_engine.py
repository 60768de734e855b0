"""Statements about CloudFormation types, run as StackQL runs them.

A change is a request by the method that the provider has for it. A ``SELECT`` is a
query over a view, which itself queries the service of Cloud Control: SQLite executes
the view, over rows that the server has returned.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tests.narrowing import is_array, is_object
from tests.sql.cloud_control_server import REGION, signed_headers
from tests.sql.cloud_control_types import pointer_tokens
from tests.sql.filling import fill
from tests.sql.registry import (
    Document,
    Method,
    ProviderError,
    Registry,
    Resource,
    path_names,
)
from tests.unit.sql_checker import Statement, read

_PREDICATE = re.compile(
    r'sqlDialect == "(?P<dialect>\w+)"'
    r"(?: && requiredParams == \[ (?P<needed>\w+(?:, \w+)*) \])?"
)
_QUERY = re.compile(r"(SELECT\n.*)\nFROM (\S+)\nWHERE (.*)", re.DOTALL)
_OPEN = re.compile(r"\{\{ (.+?) \}\}")
_UNSAID = re.compile(r"<[\w.]+>")
Values = Mapping[str, str]


class AnswerError(Exception):
    """Cloud Control has refused a request."""


@dataclass(frozen=True)
class Rows:
    """What a query returns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Engine:
    """A provider, and where Cloud Control is served."""

    registry: Registry
    address: str

    def change(self, source: str, known: Values) -> Any:
        """Run an INSERT, UPDATE or DELETE; return what is told of the request.

        Args:
            source: The statement.
            known: What a reader writes for the parts of an identifier.

        Raises:
            ProviderError: The provider has no method for it.
            RefusedError: It is no statement.
            AnswerError: Cloud Control refuses it.
        """
        statement = read(source)
        resource = self.registry.resource(statement.table)
        given = {
            **dict(zip(statement.columns, statement.values, strict=True)),
            **dict(statement.conditions),
        }
        method = resource.pick(statement.verb, frozenset(given))
        filled = {
            name: self._filled(resource, method, name, value, known)
            for name, value in given.items()
        }
        answer = self._send(method, filled)
        return next(_rows(method, answer))

    def _filled(
        self,
        resource: Resource,
        method: Method,
        name: str,
        value: object,
        known: Values,
    ) -> Any:
        if name == "Identifier" and not method.member:
            return named(value, known)
        if name == "PatchDocument":
            return [_filled_step(resource, one) for one in _steps(value)]
        schema = method.written_by_columns.get("properties", {}).get(name, {})
        return fill(value, schema, method.service)

    def select(self, source: str, known: Values, dialect: str = "sqlite3") -> Rows:
        """Run a SELECT.

        Raises:
            ProviderError: No view serves it.
            RefusedError: It is no statement.
            AnswerError: Cloud Control refuses the request of the view.
        """
        statement = read(source, objects=str)
        resource = self.registry.resource(statement.table)
        given = {name: named(value, known) for name, value in statement.conditions}
        ddl = picked_view(resource.select_view, dialect, given.keys())
        with sqlite3.connect(":memory:") as database:
            database.create_function(
                "json_extract_path_text", -1, _extracted, deterministic=True
            )
            columns = self._make_view(database, ddl, given)
            rows = _asked(database, statement, columns, given)
        database.close()
        return rows

    def _make_view(
        self, database: sqlite3.Connection, ddl: str, given: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Ask for what a view is a query of, and make it; return its columns."""
        match = _QUERY.fullmatch(ddl)
        if match is None:
            message = f"the engine cannot read {ddl}"
            raise ProviderError(message)
        chosen, table, where = match.groups()
        lines = ("SELECT *", f"FROM {table}", f"WHERE {where};")
        told = read("\n".join(lines), objects=str)
        asked = {name: given.get(name, str(v)) for name, v in told.conditions}
        if unsaid := [v for v in asked.values() if _UNSAID.search(v)]:
            message = f"nothing is said for {unsaid}"
            raise ProviderError(message)
        method = self.registry.resource(told.table).pick("SELECT", frozenset(asked))
        found = [
            {**asked, **row}
            for answer in self._pages(method, asked)
            for row in _rows(method, answer)
        ]
        names = list({**dict.fromkeys(method.row["properties"]), **asked})
        listed = ", ".join(map(_quoted, names))
        database.execute(f"CREATE TABLE {_quoted(table)} ({listed})")
        database.executemany(
            _insertion(table, len(names)),
            [[row.get(name) for name in names] for row in found],
        )
        database.execute(f"CREATE VIEW asked AS {chosen} FROM {_quoted(table)}")
        return tuple(
            row[1] for row in database.execute("PRAGMA table_info(asked)").fetchall()
        )

    # --- requests ---------------------------------------------------------------------

    def _pages(self, method: Method, given: Mapping[str, Any]) -> Iterator[Any]:
        """Yield all answers of a query: the service says where the token is."""
        config = method.service.document["x-stackQL-config"]["pagination"]
        token = config["requestToken"]["key"]
        while True:
            answer = self._send(method, given)
            yield answer
            following = answer.get(config["responseToken"]["key"])
            if following is None or token not in method.columns:
                return
            given = {**given, token: following}

    def _send(self, method: Method, given: Mapping[str, Any]) -> Any:
        server, headers = _address(method, given)
        if server != f"https://cloudcontrolapi.{REGION}.amazonaws.com":
            message = f"{server} is not served here"
            raise ProviderError(message)
        body = json.dumps(_body(method, given)).encode()
        place = urlsplit(self.address)
        target = _target(method)
        signed = signed_headers(f"{self.address}{target}", headers, body)
        connection = HTTPConnection(place.hostname or "", place.port, timeout=60)
        try:
            connection.request(method.http_method, target, body, signed)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status != 200:
            raise AnswerError(text)
        return json.loads(text)


def picked_view(view: Document, dialect: str, given: Any) -> str:
    """Return the query of the first view whose predicate holds.

    Raises:
        ProviderError: None does.
    """
    while view:
        match = _PREDICATE.fullmatch(view["predicate"])
        if match is None:
            message = f"the engine cannot read {view['predicate']}"
            raise ProviderError(message)
        needed = set((match["needed"] or "").split(", ")) - {""}
        if match["dialect"] == dialect and needed <= set(given):
            return str(view["ddl"])
        view = view.get("fallback", {})
    message = f"no view takes {sorted(given)}"
    raise ProviderError(message)


def named(value: object, known: Values) -> str:
    """Return a text with the values that a reader knows.

    Raises:
        ProviderError: It asks for something else.
    """

    def said(match: re.Match[str]) -> str:
        if match.group(1) not in known:
            message = f"nobody can tell {match.group(1)}"
            raise ProviderError(message)
        return known[match.group(1)]

    return _OPEN.sub(said, str(value))


def _address(method: Method, given: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the server that a method calls, and the headers of the request."""
    server = str(method.server["url"])
    headers = {"Content-Type": method.media_type}
    for name, parameter in method.parameters.items():
        match parameter.place:
            case "server":
                server = server.replace(f"{{{name}}}", str(given[name]))
            case "header":
                headers[name] = str(given.get(name, parameter.schema["default"]))
            case place:
                message = f"{method.name}: {name} is in {place}"
                raise ProviderError(message)
    return server, headers


def _target(method: Method) -> str:
    """Return the path without parameters that only tell operations apart."""
    path, _, query = method.path.partition("?")
    translate = method.service.document["x-stackQL-config"].get("requestTranslate", {})
    parts = query.split("&")
    if translate.get("algorithm") == "drop_double_underscore_params":
        parts = [part for part in parts if not part.startswith("__")]
    return f"{path}?{'&'.join(parts)}" if query else path


def _body(method: Method, given: Mapping[str, Any]) -> dict[str, Any]:
    members = {name: v for name, v in given.items() if name not in method.parameters}
    if unknown := members.keys() - method.columns.keys():
        message = f"{method.name} has no use for {sorted(unknown)}"
        raise ProviderError(message)
    written = {method.columns[name]: value for name, value in members.items()}
    base: dict[str, Any] = json.loads(method.written["request"].get("base", "{}"))
    if method.member:
        told = method.written_by_columns
        is_text = told.get("x-stackQL-stringOnly", False)
        return {**base, method.member: json.dumps(written) if is_text else written}
    assert method.body is not None
    for name, value in written.items():
        schema = method.service.followed(method.body["properties"][name])
        if schema.get("x-stackQL-stringOnly") and not isinstance(value, str):
            written[name] = json.dumps(value)
    return {**base, **written}


def _rows(method: Method, answer: Any) -> Iterator[Any]:
    for name in path_names(method.written["response"]["objectKey"]):
        answer = answer[name]
    yield from answer if is_array(answer) else [answer]


# --- values ---------------------------------------------------------------------------


def _steps(value: object) -> list[Any]:
    if not is_array(value):
        message = f"{value!r} is no patch"
        raise ProviderError(message)
    return value


def _filled_step(resource: Resource, one: Any) -> Any:
    """Return a step of a patch with nothing left open, by the schema of the state."""
    if not is_object(one) or "value" not in one:
        return one
    (method,) = resource.verbs["insert"]
    schema = method.written_by_columns
    for name in pointer_tokens(str(one["path"])):
        members = method.service.followed(schema).get("properties", {})
        if name not in members:
            message = f"{one['path']} is nothing that the provider knows"
            raise ProviderError(message)
        schema = members[name]
    return {**one, "value": fill(one["value"], schema, method.service)}


# --- the database ---------------------------------------------------------------------


def _asked(
    database: sqlite3.Connection,
    statement: Statement,
    columns: Sequence[str],
    given: Mapping[str, str],
) -> Rows:
    """Query the view. Parameters have done their work; the rest are conditions."""
    if unknown := set(statement.columns) - set(columns):
        message = f"the view has no columns {sorted(unknown)}"
        raise ProviderError(message)
    conditions = {name: value for name, value in given.items() if name in columns}
    query = _selection(statement.columns, "asked", conditions)
    done = database.execute(query, list(conditions.values()))
    names = tuple(one[0] for one in done.description)
    return Rows(names, tuple(done.fetchall()))


def _insertion(table: str, count: int) -> str:
    """Return a statement that adds rows of so many values."""
    return " ".join(("INSERT INTO", _quoted(table), "VALUES", _marks(count)))


def _selection(columns: Iterable[str], table: str, equal: Iterable[str]) -> str:
    """Return a query of a table; no columns are all, each of `equal` has a value."""
    chosen = ", ".join(map(_quoted, columns)) or "*"
    where = " AND ".join(f"{_quoted(name)} = ?" for name in equal) or "TRUE"
    return "\n".join((f"SELECT {chosen}", f"FROM {_quoted(table)}", f"WHERE {where}"))


def _marks(count: int) -> str:
    return f"({', '.join('?' * count)})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _extracted(text: str, *steps: str) -> str | None:
    """Do as ``json_extract_path_text`` of PostgreSQL does."""
    value: Any = json.loads(text)
    for step in steps:
        value = value.get(step) if is_object(value) else None
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)
