from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from specloom import api
from specloom.cli import run
from specloom.diagnostics import ConfigurationError
from specloom.manifest import MANIFEST
from specloom.swapping import locked
from specloom.writing import Rules

REPOSITORY = Path(__file__).parents[2]
SPEC = """\
openapi: 3.1.0
info: {title: Pets, version: "1.0"}
servers: [{url: "https://pets.example.com"}]
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        "200":
          description: Pets.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Pet"}
components:
  schemas:
    Pet:
      type: object
      properties:
        id: {type: string, description: Which one.}
"""
RULE = (
    'pages: { kind = "last-item", items = ["data"], parameter = "after", '
    'identifier = ["id"], more = ["has_more"] }'
)
PAGED = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: after, in: query, schema: {type: string}}
      responses:
        "200":
          description: Pets.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/Pet"}}
                  has_more: {type: boolean}
components:
  schemas:
    Pet:
      properties:
        id: {type: string}
"""
CONFIGURATION = """\
[tool.specloom]
formatter = "none"

[tool.specloom.apis.pets]
spec = "pets.yaml"
package = "pets-client"
targets = ["client"]
"""
MODEL = Path("generated/python/pets-client/pets_client/models/pets.py")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder, which is the working directory."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pets.yaml").write_text(SPEC, "utf-8")
    (folder / "pyproject.toml").write_text(CONFIGURATION, "utf-8")
    monkeypatch.chdir(folder)
    return folder


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def tree(folder: Path) -> dict[Path, bytes]:
    """Return every file of a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def specloom(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "specloom", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


# --- usage ---------------------------------------------------------------------------


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("specloom ")


@pytest.mark.parametrize("command", ["", "generate", "check", "lint", "explain"])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_explains_itself(
    command: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command.split(), option]) == 0
    assert "Usage: specloom" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        "generate --target cleint",
        "generate pets.yaml --config pyproject.toml",
        "generate --package pets",
        "generate pets.yaml --package ../evil",
        "generate pets.yaml --package json",
        "generate --target docs",
        "generate --site",
        "generate pets.yaml --target client --site",
        "check --nope",
        "check --config gone.toml",
        "lint pets.yaml --format xml",
        "explain",
        "nonsense",
    ],
)
@pytest.mark.usefixtures("project")
def test_wrong_usage_is_2_and_told_on_standard_error(
    arguments: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments.split()) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "rror" in seen.err
    assert "Traceback" not in seen.err


@pytest.mark.parametrize(
    ("flavour", "settings"),
    [("docusaurus", "docusaurus.config.js"), ("markdown", "mkdocs.yml")],
)
@pytest.mark.usefixtures("project")
def test_edits_of_a_site_stay(
    flavour: str, settings: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["generate", "pets.yaml", "--target", "docs", "--site", "-o", "site"]
    arguments += ["--docs-flavour", flavour]
    assert run(arguments) == 0
    written = Path("site", settings)
    assert "Pets" in written.read_text("utf-8")
    written.write_text("// mine\n", "utf-8")

    capsys.readouterr()
    assert run(arguments) == 0

    assert f"1 left as edited ({settings})\n" in capsys.readouterr().out
    assert written.read_text("utf-8") == "// mine\n"


def test_without_any_configuration_the_way_out_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["check"]) == 2
    assert "specloom generate SPEC" in capsys.readouterr().err


# --- generate and check --------------------------------------------------------------


@pytest.fixture
def generated(project: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The project with its output."""
    assert run(["generate"]) == 0
    capsys.readouterr()
    return project


@pytest.mark.usefixtures("generated")
def test_check_has_nothing_to_say_after_generate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["check"]) == 0
    assert capsys.readouterr().out == "generated: up to date\n"
    assert run(["check", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("generated")
def test_a_second_generate_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = MODEL.stat().st_mtime_ns
    assert run(["generate"]) == 0
    assert "unchanged" in capsys.readouterr().out
    assert MODEL.stat().st_mtime_ns == before


def edit() -> None:
    MODEL.write_text("edited = True\n", "utf-8")


def remove() -> None:
    MODEL.unlink()


def change_description() -> None:
    replace_in(Path("pets.yaml"), "Which one.", "This one.")


def change_comment() -> None:
    replace_in(Path("pets.yaml"), "openapi:", "# A comment.\nopenapi:")


def change_licence() -> None:
    replace_in(Path("pyproject.toml"), "spec =", 'license = "MIT"\nspec =')


def change_package() -> None:
    replace_in(Path("pyproject.toml"), "pets-client", "pets-sdk")


def forge() -> None:
    """Edit a file and give its new hash to the manifest."""
    path = Path("generated", MANIFEST)
    manifest = json.loads(path.read_text("utf-8"))
    edit()
    name = MODEL.relative_to("generated").as_posix()
    manifest["files"][name] = sha256(MODEL.read_bytes()).hexdigest()
    path.write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (edit, f"{MODEL}: edited by hand"),
        (remove, f"{MODEL}: missing"),
        (change_description, "pets.yaml: changed since the files were made"),
        (change_description, f"{MODEL}: out of date"),
        (change_comment, "pets.yaml: changed since the files were made"),
        (change_licence, "[tool.specloom]: changed since the files were made"),
        (change_package, f"{MODEL}: no longer generated"),
        (forge, f"{MODEL}: out of date"),
    ],
)
@pytest.mark.usefixtures("generated")
def test_check_is_1_and_names_what_differs(
    act: Callable[[], None], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check"]) == 0
    act()
    assert run(["check"]) == 1
    assert said in capsys.readouterr().out
    assert run(["generate"]) == 0
    assert run(["check"]) == 0


@pytest.mark.usefixtures("generated")
def test_check_shows_the_difference_on_demand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    change_description()
    assert run(["check", "--diff"]) == 1
    shown = capsys.readouterr().out
    assert '-    """Which one."""\n+    """This one."""\n' in shown


@pytest.mark.usefixtures("generated")
def test_generate_says_that_it_overwrites_edits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    edit()
    assert run(["generate"]) == 0
    assert f"{MODEL}: warning[overwritten]" in capsys.readouterr().err


@pytest.mark.usefixtures("generated")
def test_a_broken_description_leaves_the_old_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = MODEL.read_bytes()
    replace_in(Path("pets.yaml"), "  /pets:", "  pets:")
    for command in ("generate", "check"):
        assert run([command]) == 3
        assert "pets.yaml:5:" in capsys.readouterr().err
    assert MODEL.read_bytes() == before


@pytest.mark.usefixtures("project")
def test_one_target_of_several_leaves_the_others() -> None:
    replace_in(Path("pyproject.toml"), '["client"]', '["client", "models"]')
    models = Path("generated/models/pydantic/pets_client.py")
    assert run(["generate"]) == 0
    before = models.read_bytes()
    change_description()
    assert run(["generate", "--target", "client"]) == 0
    assert models.read_bytes() == before
    assert "This one." in MODEL.read_text("utf-8")
    assert run(["check"]) == 1
    assert run(["generate", "--target", "models"]) == 0
    assert run(["check"]) == 0


@pytest.mark.usefixtures("project")
def test_a_folder_below_the_project_works_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("sub").mkdir()
    monkeypatch.chdir("sub")
    assert run(["generate"]) == 0
    assert Path("..", MODEL).exists()
    monkeypatch.chdir("..")
    assert run(["check"]) == 0


@pytest.mark.usefixtures("project")
def test_a_bare_description_becomes_a_client_in_the_folder() -> None:
    options = ["--package", "pets", "-o", "out", "--formatter", "none", "--quiet"]
    assert run(["generate", "pets.yaml", *options]) == 0
    assert Path("out/pets/py.typed").exists()
    assert Path("out/pyproject.toml").exists()


@pytest.mark.usefixtures("project")
def test_a_file_that_is_not_ours_is_only_overwritten_by_force(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("out").mkdir()
    Path("out/pyproject.toml").write_text("mine", "utf-8")
    options = ["generate", "pets.yaml", "--package", "pets", "-o", "out"]
    assert run(options) == 2
    assert "out/pyproject.toml: error[foreign-file]" in capsys.readouterr().err
    assert Path("out/pyproject.toml").read_text("utf-8") == "mine"
    assert run([*options, "--force"]) == 0
    assert Path("out/pyproject.toml").read_text("utf-8") != "mine"


# --- lint and explain ----------------------------------------------------------------


@pytest.mark.usefixtures("project")
def test_lint_of_a_good_description_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "pets.yaml"]) == 0
    assert run(["lint"]) == 0
    assert run(["lint", "pyproject.toml"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
@pytest.mark.usefixtures("project")
def test_lint_reports_in_every_form(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_in(Path("pets.yaml"), "schemas/Pet", "schemas/Pte")
    assert run(["lint", "pets.yaml", "--format", form]) == 1
    seen = capsys.readouterr().out
    assert "pets.yaml" in seen
    assert "Pte" in seen
    if form in {"json", "sarif"}:
        json.loads(seen)


@pytest.mark.usefixtures("project")
def test_lint_finds_warnings_too_unless_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    replace_in(Path("pyproject.toml"), "spec =", 'rename = { Pte = "Animal" }\nspec =')
    assert run(["lint"]) == 1
    assert "1 warning" in capsys.readouterr().out
    assert run(["lint", "--fail-on", "error"]) == 0


@pytest.mark.parametrize("spec", ["gone.yaml", ".", "/dev/null"])
@pytest.mark.usefixtures("project")
def test_a_description_that_cannot_be_read_is_3(
    spec: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lint", spec]) == 3
    assert run(["generate", spec]) == 3
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "line"),
    [
        *(("Pet", "pets.yaml:16:5"), ("Pet.id", "pets.yaml:19:9")),
        *(
            ("listPets", ":6:5"),
            ("GET /pets", ":6:5"),
            ("PETS_CLIENT_BASE_URL", ":1:1"),
        ),
    ],
)
@pytest.mark.usefixtures("project")
def test_explain_tells_where_a_name_comes_from(
    name: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", name]) == 0
    assert line in capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_explain_tells_the_rule_of_pages_and_the_lines_that_show_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("pets.yaml").write_text(PAGED, "utf-8")
    told = {
        "": [
            RULE,
            "pages follow by query parameter after: pets.yaml:8:11",
            "pages follow by response property data: pets.yaml:17:19",
            "pages follow by response property has_more: pets.yaml:18:19",
            "pages follow by property id of an item: pets.yaml:23:9",
        ],
        'kind = "cursor", next = ["id"], parameter = "after"': [],
        'kind = "page", parameter = "after"': [
            (
                'pages: { kind = "page", items = ["data"], parameter = "after", '
                "first = 1 }, as configured"
            ),
        ],
    }
    configuration = Path("pyproject.toml").read_text("utf-8")
    for setting, lines in told.items():
        table = f"pagination = {{ {setting} }}" if setting else ""
        Path("pyproject.toml").write_text(
            f"{configuration}\n[tool.specloom.apis.pets.operations.listPets]\n{table}\n",
            "utf-8",
        )
        if not lines:
            assert run(["explain", "listPets"]) == 2
            assert "has no `id`" in capsys.readouterr().err
            continue
        assert run(["explain", "listPets"]) == 0
        said = capsys.readouterr().out.splitlines()
        assert [one.strip(" -") for one in said if "- pages" in one] == lines


@pytest.mark.parametrize(
    ("name", "subject", "given"),
    [
        *(("Animal", "Pet", "Animal"), ("zoo.animals", "/pets", "zoo.animals")),
        *(
            (name, "listPets", "list_all")
            for name in ("listPets", "zoo.animals.list_all")
        ),
    ],
)
def test_explain_names_the_setting_that_gave_a_name(
    name: str,
    subject: str,
    given: str,
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = CONFIGURATION + (
        "\n[tool.specloom.apis.pets.rename]\n"
        'Pet = "Animal"\nlistPets = "list_all"\n"/pets" = "zoo.animals"\n'
    )
    (project / "pyproject.toml").write_text(settings, "utf-8")
    assert run(["explain", name]) == 0
    (line,) = (
        number
        for number, text in enumerate(settings.splitlines(), 1)
        if text.endswith(f'= "{given}"')
    )
    said = f"  - named by rename, {subject} to {given}: pyproject.toml:{line}:1"
    assert said in capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("project")
def test_explain_says_nothing_of_a_setting_where_none_gave_the_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("Pet", "pets", "listPets"):
        assert run(["explain", name]) == 0
    assert "rename" not in capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_explain_knows_each_file_that_was_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["explain", "REFERENCE.md"]) == 1
    assert run(["generate"]) == 0
    (manifest,) = Path().rglob(".specloom-manifest.json")
    files = json.loads(manifest.read_text("utf-8"))["files"]
    assert {"README.md", "REFERENCE.md"} <= {Path(file).name for file in files}
    capsys.readouterr()
    for file in files:
        assert run(["explain", file]) == 0
        assert run(["explain", str(manifest.parent / file)]) == 0
    assert capsys.readouterr().err == ""
    assert run(["explain", "REFERENCE.md"]) == 0
    said = capsys.readouterr().out
    assert "pets.yaml:1:1" in said
    assert "made of pets.yaml as a whole" in said
    assert run(["explain", "nowhere/REFERENCE.md"]) == 1


@pytest.mark.usefixtures("project")
def test_explain_suggests_a_name_that_exists(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["explain", "lstPets"]) == 1
    assert "did you mean `listPets`?" in capsys.readouterr().err


# --- what goes wrong around us -------------------------------------------------------


@pytest.mark.parametrize("output", ["pets.yaml", "pets.yaml/out", "/dev/null/out"])
@pytest.mark.usefixtures("project")
def test_a_folder_that_cannot_be_made_is_2(
    output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["generate", "pets.yaml", "-o", output]) == 2
    seen = capsys.readouterr().err
    assert "error[" in seen
    assert "Traceback" not in seen


@pytest.mark.usefixtures("project")
def test_a_full_device_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "specloom", "lint", "pets.yaml"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    assert "No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("project")
def test_a_reader_that_goes_away_is_no_error_of_ours() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "specloom", "lint", "pets.yaml"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


@pytest.mark.usefixtures("project")
def test_an_interrupt_is_130_and_leaves_nothing() -> None:
    said: list[str] = []
    # What a shell starts in the background inherits an ignored SIGINT.
    program = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from specloom.cli import main
main()
"""
    with (
        locked(Path("generated"), said.append),
        subprocess.Popen(
            [sys.executable, "-c", program, "generate"],
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stderr is not None
        line = process.stderr.readline()
        assert f"process {os.getpid()} is writing" in line
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().split() == ["interrupted"]
        assert process.wait(20) == 130
    assert sorted(path.name for path in Path().iterdir()) == [
        "pets.yaml",
        "pyproject.toml",
    ]


@pytest.mark.parametrize(
    ("variables", "colourful"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
@pytest.mark.usefixtures("project")
def test_colours_are_for_terminals_that_want_them(
    variables: dict[str, str], *, colourful: bool
) -> None:
    master, slave = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    command = [sys.executable, "-m", "specloom", "lint", "gone.yaml"]
    subprocess.run(command, stdout=slave, env=kept | variables, check=False)
    os.close(slave)
    seen = os.read(master, 10_000)
    os.close(master)
    assert b"unreadable-file" in seen
    assert (b"\x1b[" in seen) is colourful


# --- this very generator -------------------------------------------------------------


@pytest.fixture
def copy(generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the generator that may be changed, and output that is its own."""
    place = tmp_path / "copy"
    for name in ("generator/specloom", "templates"):
        shutil.copytree(
            REPOSITORY / name,
            place / name,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    monkeypatch.setenv("PYTHONPATH", str(place / "generator"))
    assert specloom("generate").returncode == 0
    assert generated.exists()
    return place


def test_a_changed_template_is_noticed_and_the_file_named(copy: Path) -> None:
    assert specloom("check").returncode == 0
    runtime = next((copy / "templates" / "runtime").glob("*.py"))
    runtime.write_text(runtime.read_text("utf-8") + "\nX = 1\n", "utf-8")
    ended = specloom("check")
    assert ended.returncode == 1
    assert f"{runtime.name}: out of date" in ended.stdout


def test_a_mistake_of_ours_asks_for_a_report(copy: Path) -> None:
    for template in (copy / "templates").rglob("*.jinja"):
        template.write_text("{% broken", "utf-8")
    ended = specloom("check")
    assert ended.returncode == 70
    assert len(ended.stderr.splitlines()) == 1
    assert "internal error" in ended.stderr
    assert "report" in ended.stderr
    assert "Traceback" in specloom("check", "--verbose").stderr


@pytest.mark.usefixtures("generated")
def test_check_of_what_is_known_loads_nothing_heavy() -> None:
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "specloom", "check"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    heavy = {"black", "click", "jinja2", "pydantic", "ruamel"}
    heavy |= {"datamodel_code_generator", "importlib.metadata"}
    assert "specloom.receipts" in loaded
    assert not loaded & (heavy | {"specloom.pipeline"})


@pytest.mark.usefixtures("project")
def test_another_command_does_not_replace_what_one_has_made(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["generate", "pets.yaml", "-o", "out"]) == 0
    made = sorted(path.name for path in Path("out").rglob("*.py"))
    assert run(["generate", "pets.yaml", "--package", "other-pets", "-o", "out"]) == 2
    assert "another command made" in capsys.readouterr().err
    assert sorted(path.name for path in Path("out").rglob("*.py")) == made
    assert run(["generate", "pets.yaml", "-o", "out"]) == 0
    again = ["generate", "pets.yaml", "--package", "other-pets", "-o", "out", "--force"]
    assert run(again) == 0


def test_a_command_does_not_replace_what_a_project_has_made(
    generated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (generated / "other.yaml").write_text(SPEC, "utf-8")
    made = tree(generated)
    for spec in ("other.yaml", "pets.yaml"):
        assert run(["generate", spec, "--target", "docs"]) == 2
        told = capsys.readouterr().err
        assert told.startswith("generated: error[other-output]: this folder holds what")
        assert "a project made" in told
        assert "help: name another one with -o, run `specloom generate`" in told
        assert "missing" not in told
        assert tree(generated) == made
    assert run(["generate", "other.yaml", "--target", "docs", "-o", "out"]) == 0
    assert run(["check", "-q"]) == 0
    assert run(["generate", "other.yaml", "--target", "docs", "--force"]) == 0
    assert "missing-lock" not in capsys.readouterr().err
    assert not (generated / MODEL).exists()


@pytest.mark.parametrize("narrowed", [[], ["--target", "client"]])
def test_a_project_does_not_replace_what_a_command_has_made_of_another_description(
    narrowed: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = SPEC.replace("title: Pets", "title: Others")
    assert other != SPEC
    (project / "other.yaml").write_text(other, "utf-8")
    command = ["generate", "other.yaml", "--formatter", "none", "-q"]
    assert run(command) == 0
    made = tree(project)
    assert run(["generate", *narrowed]) == 2
    told = capsys.readouterr().err
    assert told.startswith("generated: error[other-output]: this folder holds what")
    assert "another command made" in told
    assert "help: name another one by `output` or with -o" in told
    assert tree(project) == made
    assert run(command) == 0
    assert tree(project) == made
    assert run(["generate", "--force", "-q"]) == 0
    assert (project / MODEL).exists()
    assert run(command) == 2


def test_nor_does_a_program_unless_it_says_so(project: Path) -> None:
    other = SPEC.replace("title: Pets", "title: Others")
    (project / "other.yaml").write_text(other, "utf-8")
    assert run(["generate", "other.yaml", "--formatter", "none", "-q"]) == 0
    made = tree(project)
    configured = api.load("pyproject.toml")
    with pytest.raises(ConfigurationError) as caught:
        api.generate(configured)
    assert caught.value.diagnostics[0].code == "other-output"
    assert tree(project) == made
    api.generate(configured, rules=Rules(force=True))
    assert (project / MODEL).exists()


@pytest.mark.parametrize("narrowed", [[], ["--target", "client"]])
@pytest.mark.parametrize("same", ["description", "package"])
def test_a_project_goes_on_with_what_a_command_has_made(
    same: str, narrowed: list[str], project: Path
) -> None:
    command = ["generate", "pets.yaml", "--formatter", "none", "-q"]
    if same == "description":
        assert run([*command, "--package", "pets-sdk"]) == 0
    else:
        assert run([*command, "--target", "client", "--target", "models"]) == 0
    replace_in(project / "pyproject.toml", "pets.yaml", "renamed.yaml")
    (project / "pets.yaml").rename("renamed.yaml")
    if same == "package":
        replace_in(project / "renamed.yaml", "title: Pets", "title: Animals")
    assert run(["generate", "-q", *narrowed]) == 0
    assert (project / MODEL).exists()
    (project / "renamed.yaml").rename("pets.yaml")
    assert run(command) == 2  # the folder is the project's by now


@pytest.mark.usefixtures("project")
def test_urls_are_not_fetched(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "https://pets.example.com/openapi.json"]) == 3
    assert "URLs are not fetched: download it" in capsys.readouterr().out
