from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specloom import sql
from specloom.ir import JsonValue

from .sql_checker import REFUSED, RefusedError, read

NAME = ("confluent", "provider_integrations", "integrations")


@pytest.mark.parametrize("word", sorted(REFUSED))
def test_a_reserved_word_stands_in_double_quotes(word: str) -> None:
    assert sql.identifier(word) == f'"{word}"'
    assert sql.identifier(word.upper()) == f'"{word.upper()}"'


@pytest.mark.parametrize("name", ["a.b", "X-Dangerous", "created_at[gte]", "", "1st"])
def test_a_name_that_is_not_plain_stands_in_double_quotes(name: str) -> None:
    assert sql.identifier(name) == f'"{name}"'


def test_a_plain_name_stands_bare() -> None:
    assert sql.identifier("display_name") == "display_name"


def test_a_quote_and_a_backslash_in_a_string_are_doubled() -> None:
    assert sql.literal("it's \\n") == "'it''s \\\\n'"


def test_an_object_is_json_in_a_string() -> None:
    assert sql.literal({"id": "env-0"}) == """'{"id": "env-0"}'"""


def test_a_long_object_runs_over_lines_and_means_the_same() -> None:
    value: JsonValue = {"first": "x" * 40, "second": ["y" * 40, "it's"]}

    written = sql.insert(NAME, [("config", value)])

    assert len(written.split("\n")) > 8
    assert read(written).values == (value,)


def test_a_query_names_columns_and_conditions() -> None:
    written = sql.select(NAME, ["id", "format"], [("environment", "env-0"), ("n", 3)])

    assert written == (
        'SELECT\n  id,\n  "format"\n'
        "FROM confluent.provider_integrations.integrations\n"
        "WHERE environment = 'env-0'\nAND n = 3;"
    )


def test_a_query_without_columns_asks_for_all() -> None:
    assert read(sql.select(NAME, [], [])).columns == ()


def test_a_method_takes_arguments_with_commas_and_the_body_without() -> None:
    written = sql.execute((*NAME, "restart"), [("id", "a"), ("force", True)], {"n": 1})

    assert written == (
        "EXEC confluent.provider_integrations.integrations.restart\n"
        "  @id='a',\n  @force='true'\n  @@json='{\"n\": 1}';"
    )


def test_a_number_in_a_call_is_no_truth_value() -> None:
    assert "@n=1;" in sql.execute(NAME, [("n", 1)], None)


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        sql.insert(NAME, [])
    with pytest.raises(ValueError, match="empty"):
        sql.update(NAME, [], [("id", "a")])


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
_VALUES = st.one_of(
    _TEXT.filter(lambda text: text[:1] not in ("{", "[")),
    st.integers(),
    st.booleans(),
    st.dictionaries(_TEXT, st.one_of(_TEXT, st.integers(), st.none()), min_size=1),
)


@given(st.lists(st.tuples(_TEXT.filter(bool), _VALUES), min_size=1, max_size=4))
def test_whatever_is_written_reads_back(pairs: list[tuple[str, JsonValue]]) -> None:
    unique = list(dict(pairs).items())
    values = tuple(value for _, value in unique)

    inserted = read(sql.insert(NAME, unique))

    assert inserted.columns == tuple(name for name, _ in unique)
    assert inserted.values == values


@pytest.mark.parametrize(
    "wrong",
    [
        "SELECT from FROM a.b.c;",
        "INSERT INTO a.b.c () SELECT ;",
        "INSERT INTO a.b.c (x, y) SELECT 'x';",
        "INSERT INTO a.b.c (x) SELECT '{\"id\": }';",
        "SELECT x FROM a.b.c WHERE ;",
        "EXEC a.b.c.m @x='1' -- required,\n@y='2';",
        "EXEC a.b.c.m @x='1', @@json='{}';",
        "UPDATE a.b.c SET WHERE x = 'y';",
        "SELECT `x` FROM a.b.c;",
        "SELECT x FROM a.b.c",
    ],
)
def test_the_checker_refuses_what_published_pages_get_wrong(wrong: str) -> None:
    with pytest.raises((RefusedError, ValueError)):
        read(wrong)
