"""The pieces of the benchmarks work; nothing here is about how long anything takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from .suite.environments import Environment
from .suite.measuring import Case, MeasurementError, Result, Usage, interleave, run
from .suite.packages import serve
from .suite.synthetic import OPERATIONS_OF_A_RESOURCE, describe
from .suite.tables import Table, usage_table

SCRIPT = Path(__file__).with_name("run.py")
MEBIBYTE = 1 << 20


def script(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def python(program: str, folder: Path) -> Usage:
    return run((sys.executable, "-c", program), {}, folder).usage


def test_the_list_names_every_benchmark() -> None:
    done = script("--list")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "generation",
        "checking",
        "importing",
        "calling",
        "growth",
        "large",
        "using-large",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["generatoin"], "no such benchmark: generatoin; see --list"),
        (["--repetitions", "0"], "a number must be at least 1"),
        (["--sizes", "10", "0"], "a number must be at least 1"),
        (["--sizes", "1001"], "there are names for 1000 resources only"),
    ],
)
def test_a_wrong_option_is_refused_in_words(arguments: list[str], said: str) -> None:
    done = script(*arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_table_lines_up_and_keeps_its_cells_apart() -> None:
    table = Table("Two cases", ("case", "s"), (("a | b", "1.5"), ("c", "10.25")))
    assert table.render() == (
        "## Two cases\n"
        "\n"
        "| case   |     s |\n"
        "| ------ | ----: |\n"
        "| a \\| b |   1.5 |\n"
        "| c      | 10.25 |\n"
    )


def test_a_table_of_usage_has_medians_and_ratios_to_the_first_of_a_group() -> None:
    def result(group: str, name: str, *seconds: float) -> Result:
        usages = (Usage(one, 2 * MEBIBYTE) for one in seconds)
        return Result(group, name, tuple(usages))

    results = [
        result("client", "ours", 1.0, 9.0, 2.0),
        result("client", "theirs", 5.0),
        result("models", "ours", 4.0),
    ]
    assert usage_table("Title", results).rows == (
        ("client: ours", "2.000", "1.000 to 9.000", "1.00", "2.0"),
        ("client: theirs", "5.000", "5.000 to 5.000", "2.50", "2.0"),
        ("models: ours", "4.000", "4.000 to 4.000", "1.00", "2.0"),
    )


def test_all_cases_run_in_every_round_and_the_first_round_does_not_count() -> None:
    ran: list[str] = []

    def case(name: str) -> Case:
        def measure() -> Usage:
            ran.append(name)
            return Usage(float(ran.count(name)), 0)

        return Case("group", name, measure)

    results = interleave([case("a"), case("b"), case("c")], 4)
    rounds = [ran[start : start + 3] for start in range(0, len(ran), 3)]
    assert [sorted(names) for names in rounds] == [["a", "b", "c"]] * 5
    assert {names[0] for names in rounds} == {"a", "b", "c"}
    for result in results:
        assert [usage.cpu_seconds for usage in result.usages] == [2.0, 3.0, 4.0, 5.0]


def test_memory_is_that_of_the_program_and_not_of_who_starts_it(
    tmp_path: Path,
) -> None:
    ballast = b"x" * (96 * MEBIBYTE)
    assert python("pass", tmp_path).peak_bytes < 64 * MEBIBYTE
    used = python(f"b'x' * {len(ballast)}", tmp_path).peak_bytes
    assert used > len(ballast)


def test_cpu_time_counts_what_a_program_starts(tmp_path: Path) -> None:
    spin = "import time\nwhile time.process_time() < 0.3: pass"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {spin!r}])"
    assert python(start, tmp_path).cpu_seconds > 0.3


def test_a_program_that_fails_is_told_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match=r"(?s)ended with 3:.*no luck"):
        python("import sys; sys.stderr.write('no luck'); sys.exit(3)", tmp_path)


def test_nothing_of_the_surroundings_comes_in_but_the_search_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("CONFLUENT_CLOUD_API_KEY", "key")
    variables = Environment(tmp_path).variables(tmp_path / "home", tmp_path)
    inherited = {name for name in variables if name in os.environ}
    assert inherited <= {
        "HOME",
        "LANG",
        "NO_COLOR",
        "PATH",
        "XDG_CACHE_HOME",
        "PYTHONPATH",
    }
    assert variables["HOME"] == str(tmp_path / "home")
    assert variables["XDG_CACHE_HOME"].startswith(variables["HOME"])


def test_the_server_answers_every_request_of_a_connection() -> None:
    with serve() as url:
        connection = HTTPConnection(url.removeprefix("http://"))
        for _ in range(2):
            connection.request("GET", "/any", headers={"Accept": "application/json"})
            assert json.load(connection.getresponse())["id"] == "dlz-f3a90de"
        connection.close()


def test_the_made_up_description_is_the_same_each_time() -> None:
    assert describe(3) == describe(3)
    assert describe(3) != describe(3, seed=2)


def test_the_made_up_description_is_understood_whole(tmp_path: Path) -> None:
    path = tmp_path / "synthetic.json"
    path.write_text(json.dumps(describe(4)), "utf-8")
    command = [sys.executable, "-m", "specloom", "generate", path.name]
    options = ["--target", "client", "--package", "synthetic", "-o", "out"]
    subprocess.run([*command, *options], cwd=tmp_path, check=True)
    resources = (tmp_path / "out" / "synthetic" / "resources").glob("*.py")
    wire = "".join(path.read_text("utf-8") for path in resources)
    assert wire.count("    method=") == 4 * OPERATIONS_OF_A_RESOURCE
