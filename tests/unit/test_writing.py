from __future__ import annotations

import errno
import json
import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from specloom.diagnostics import ConfigurationError
from specloom.errors import InternalError
from specloom.manifest import MANIFEST, PURPOSE, read_manifest
from specloom.swapping import locked
from specloom.writing import File, Kind, Rules, check, write

INPUTS = {"specs/pets.yaml": "aa", "[tool.specloom]": "bb"}


def files(**contents: str) -> list[File]:
    """Make files of names in which two underscores stand for a slash."""
    return [
        File(PurePosixPath(name.replace("__", "/") + ".py"), content)
        for name, content in contents.items()
    ]


def tree(root: Path) -> dict[str, str]:
    """Return every file below a folder but the manifest."""
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != MANIFEST.name
    }


def kinds(root: Path, wanted: list[File]) -> dict[str, Kind]:
    return {str(one.path): one.kind for one in check(wanted, root, INPUTS)}


OLD = files(a="a = 1\n", b="b = 1\n", sub__c="c = 1\n", gone__d="d = 1\n")
NEW = files(a="a = 2\n", b="b = 1\n", sub__c="c = 2\n", deep__er__e="e = 2\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "out"


# --- what is written -----------------------------------------------------------------


def test_a_new_folder_holds_the_files_and_a_manifest(root: Path) -> None:
    written = write(OLD, root, INPUTS)
    assert tree(root) == {
        "a.py": "a = 1\n",
        "b.py": "b = 1\n",
        "sub/c.py": "c = 1\n",
        "gone/d.py": "d = 1\n",
    }
    assert len(written.placed) == 4
    manifest = json.loads((root / MANIFEST).read_text("utf-8"))
    assert manifest["inputs"] == INPUTS
    assert list(manifest["files"]) == ["a.py", "b.py", "gone/d.py", "sub/c.py"]


def test_nothing_is_left_beside_the_folder(root: Path) -> None:
    write(OLD, root, INPUTS)
    write(NEW, root, INPUTS)
    assert [path.name for path in root.parent.iterdir()] == ["out"]


def test_files_of_an_older_description_disappear_with_their_folders(root: Path) -> None:
    write(OLD, root, INPUTS)
    written = write(NEW, root, INPUTS)
    assert written.removed == (PurePosixPath("gone/d.py"),)
    assert not (root / "gone").exists()


@pytest.mark.parametrize("beside", ["", "notes.txt"])
def test_an_unchanged_file_keeps_its_time(root: Path, beside: str) -> None:
    write(OLD, root, INPUTS)
    if beside:
        (root / beside).write_text("mine", "utf-8")
    os.utime(root / "b.py", (1, 1))
    written = write(NEW, root, INPUTS)
    assert PurePosixPath("b.py") in written.unchanged
    assert (root / "b.py").stat().st_mtime == 1


def test_a_second_run_writes_nothing(root: Path) -> None:
    write(OLD, root, INPUTS)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    inode = root.stat().st_ino
    assert write(OLD, root, INPUTS).placed == ()
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
    assert root.stat().st_ino == inode


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_modes_do_not_depend_on_the_umask(root: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write(OLD, root, INPUTS)
        (root / "notes.txt").write_text("mine", "utf-8")
        write(NEW, root, INPUTS)
    finally:
        os.umask(before)
    for path in root.rglob("*"):
        if path.name != "notes.txt":
            wanted = 0o755 if path.is_dir() else 0o644
            assert path.stat().st_mode & 0o7777 == wanted, path


def test_the_manifest_does_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    write(OLD, tmp_path / "one", INPUTS)
    write(OLD[::-1], tmp_path / "two", dict(reversed(INPUTS.items())))
    one, two = (tmp_path / name / MANIFEST for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_a_file_may_become_a_folder_and_a_folder_a_file(root: Path) -> None:
    before = files(x="x = 1\n", y__z="z = 1\n")
    before.append(File(PurePosixPath("name"), "file"))
    after = [File(PurePosixPath("name/inner.txt"), "x"), File(PurePosixPath("y"), "y")]
    for beside in (False, True):
        write(before, root, INPUTS)
        if beside:
            (root / "notes.txt").write_text("mine", "utf-8")
        write(after, root, INPUTS)
        (root / "notes.txt").unlink(missing_ok=True)
        assert tree(root) == {"name/inner.txt": "x", "y": "y"}


# --- what is not ours ----------------------------------------------------------------


def test_files_of_the_user_survive(root: Path) -> None:
    write(OLD, root, INPUTS)
    (root / "gone" / "mine.py").write_text("mine", "utf-8")
    (root / "notes.txt").write_text("mine", "utf-8")
    write(NEW, root, INPUTS)
    assert tree(root)["gone/mine.py"] == "mine"
    assert tree(root)["notes.txt"] == "mine"
    assert "gone/d.py" not in tree(root)


def test_a_file_that_is_not_ours_is_not_overwritten(root: Path) -> None:
    root.mkdir()
    (root / "a.py").write_text("mine", "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        write(OLD, root, INPUTS)
    (only,) = caught.value.diagnostics
    assert only.code == "foreign-file"
    assert only.at.file == root / "a.py"
    assert tree(root) == {"a.py": "mine"}
    write(OLD, root, INPUTS, Rules(force=True))
    assert tree(root)["a.py"] == "a = 1\n"


def test_a_file_of_the_user_with_the_same_content_is_adopted(root: Path) -> None:
    root.mkdir()
    (root / "a.py").write_text("a = 1\n", "utf-8")
    write(OLD, root, INPUTS)
    assert check(OLD, root, INPUTS) == ()


def test_a_folder_in_the_place_of_a_file_is_not_removed(root: Path) -> None:
    (root / "a.py").mkdir(parents=True)
    (root / "a.py" / "mine").write_text("mine", "utf-8")
    with pytest.raises(ConfigurationError):
        write(OLD, root, INPUTS)
    assert tree(root) == {"a.py/mine": "mine"}


def test_a_file_in_the_place_of_the_folder_is_not_removed(root: Path) -> None:
    root.write_text("mine", "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        write(OLD, root, INPUTS, Rules(force=True))
    assert caught.value.diagnostics[0].code == "not-a-folder"
    assert root.read_text("utf-8") == "mine"


def test_an_edited_file_is_overwritten_and_named(root: Path) -> None:
    write(OLD, root, INPUTS)
    (root / "a.py").write_text("edited", "utf-8")
    assert write(OLD, root, INPUTS).overwritten == (PurePosixPath("a.py"),)
    assert tree(root)["a.py"] == "a = 1\n"


SCAFFOLD = [replace(file, scaffold=True) for file in OLD]
NEWER = [replace(file, scaffold=True) for file in NEW]


def test_an_edited_scaffold_stays_and_the_others_follow(root: Path) -> None:
    write(SCAFFOLD, root, INPUTS)
    (root / "a.py").write_text("edited", "utf-8")

    for _ in range(2):
        written = write(NEWER, root, INPUTS)
        assert written.respected == (PurePosixPath("a.py"),)
        assert written.overwritten == ()
        assert tree(root)["a.py"] == "edited"
        assert tree(root)["sub/c.py"] == "c = 2\n"
        assert check(NEWER, root, INPUTS) == ()


def test_a_scaffold_of_which_the_edits_are_gone_is_ours_again(root: Path) -> None:
    write(SCAFFOLD, root, INPUTS)
    place = root / "a.py"
    place.write_text("edited", "utf-8")
    write(SCAFFOLD, root, INPUTS)

    place.unlink()
    assert kinds(root, NEWER)["a.py"] is Kind.MISSING
    write(NEWER, root, INPUTS)
    assert tree(root)["a.py"] == "a = 2\n"

    place.write_text("edited", "utf-8")
    forced = write(NEWER, root, INPUTS, Rules(force=True))
    assert forced.overwritten == (PurePosixPath("a.py"),)
    assert tree(root)["a.py"] == "a = 2\n"


def test_a_scaffold_takes_no_place_of_a_file_that_is_not_ours(root: Path) -> None:
    root.mkdir()
    (root / "a.py").write_text("mine", "utf-8")
    assert kinds(root, SCAFFOLD)["a.py"] is Kind.EDITED
    with pytest.raises(ConfigurationError):
        write(SCAFFOLD, root, INPUTS)
    assert tree(root) == {"a.py": "mine"}


def test_an_edited_file_that_is_no_longer_generated_stays(root: Path) -> None:
    write(OLD, root, INPUTS)
    (root / "gone" / "d.py").write_text("edited", "utf-8")
    assert write(NEW, root, INPUTS).kept == (PurePosixPath("gone/d.py"),)
    assert tree(root)["gone/d.py"] == "edited"
    assert check(NEW, root, INPUTS) == ()


def test_a_narrowed_run_leaves_the_other_targets_alone(root: Path) -> None:
    write(OLD, root, INPUTS)
    rules = Rules(scope=lambda path: path.is_relative_to("sub"))
    write(files(sub__x="x = 1\n"), root, INPUTS, rules)
    assert sorted(tree(root)) == ["a.py", "b.py", "gone/d.py", "sub/x.py"]
    manifest = read_manifest(root)
    assert manifest is not None
    assert sorted(map(str, manifest.files)) == sorted(tree(root))


def test_after_a_narrowed_run_the_folder_is_no_commands_any_more(root: Path) -> None:
    write(OLD, root, {**INPUTS, PURPOSE: "cc"})
    before = read_manifest(root)
    write(files(sub__x="x = 1\n"), root, {"a": "dd"}, Rules(scope=lambda _: False))
    after = read_manifest(root)
    assert before is not None
    assert before.is_of_command
    assert after is not None
    assert not after.is_of_command
    assert after.inputs == {**INPUTS, "a": "dd"}


@pytest.mark.parametrize("link", ["", "sub", "sub/c.py"])
def test_nothing_is_written_through_a_symbolic_link(
    root: Path, tmp_path: Path, link: str
) -> None:
    write(OLD, root, INPUTS)
    outside = tmp_path / "outside"
    (root / link).rename(outside)
    (root / link).symlink_to(outside)
    with pytest.raises(ConfigurationError) as caught:
        write(NEW, root, INPUTS)
    assert caught.value.diagnostics[0].code == "symbolic-link"
    real = outside if outside.is_file() else outside / ("c.py" if link else "sub/c.py")
    assert real.read_text("utf-8") == "c = 1\n"


def test_a_link_of_the_user_beside_our_files_survives(root: Path) -> None:
    write(OLD, root, INPUTS)
    (root / "mine").symlink_to("a.py")
    write(NEW, root, INPUTS)
    assert (root / "mine").is_symlink()


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "{}",
        '{"manifest": 2, "inputs": {}, "files": {}}',
        '{"manifest": 1, "inputs": {}, "files": {"../victim.txt": "x"}}',
        '{"manifest": 1, "inputs": {}, "files": {"/etc/passwd": "x"}}',
        "[" * 100_000,
    ],
)
def test_a_broken_manifest_is_refused(root: Path, manifest: str) -> None:
    root.mkdir()
    (root / MANIFEST).write_text(manifest, "utf-8")
    for act in (check, write):
        with pytest.raises(ConfigurationError) as caught:
            act(OLD, root, INPUTS)
        assert caught.value.diagnostics[0].code == "invalid-manifest"


# --- paths ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../up.py",
        "a/../../b.py",
        "a\\b.py",
        "c:a.py",
        "nul",
        "sub/CON.py",
        "com1.tar.gz",
        "a\0b",
        "a\nb",
        "a\u202eb.py",
        "dot.",
        "x" * 256,
        "ü" * 128,
        ".",
        str(MANIFEST),
    ],
)
def test_a_path_that_may_lead_elsewhere_is_refused(root: Path, path: str) -> None:
    with pytest.raises(InternalError):
        write([File(PurePosixPath(path), "")], root, INPUTS)
    assert not root.exists()


@pytest.mark.parametrize(
    ("one", "two"), [("a.py", "A.py"), ("a", "a/b.py"), ("ß", "ss"), ("é", "e\u0301")]
)
def test_paths_that_are_one_file_on_some_systems_are_refused(
    root: Path, one: str, two: str
) -> None:
    pair = [File(PurePosixPath(one), "1"), File(PurePosixPath(two), "2")]
    for order in (pair, pair[::-1]):
        with pytest.raises(InternalError):
            write(order, root, INPUTS)


# --- comparing -----------------------------------------------------------------------


def test_check_finds_nothing_after_a_run(root: Path) -> None:
    write(OLD, root, INPUTS)
    assert check(OLD, root, INPUTS) == ()


def test_check_names_each_kind_of_difference(root: Path) -> None:
    write(OLD, root, INPUTS)
    (root / "b.py").write_text("edited\n", "utf-8")
    (root / "sub" / "c.py").unlink()
    assert kinds(root, NEW) == {
        "a.py": Kind.STALE,
        "b.py": Kind.EDITED,
        "sub/c.py": Kind.MISSING,
        "deep/er/e.py": Kind.MISSING,
        "gone/d.py": Kind.LEFTOVER,
    }


def test_check_names_inputs_that_changed_appeared_or_went(root: Path) -> None:
    write(OLD, root, INPUTS)
    now = {"specs/pets.yaml": "cc", "specs/new.yaml": "dd"}
    drift = check(OLD, root, now)
    assert {one.kind for one in drift} == {Kind.INPUT}
    names = ["[tool.specloom]", "specs/new.yaml", "specs/pets.yaml"]
    assert [str(one.path) for one in drift] == names


def test_check_touches_nothing(root: Path) -> None:
    assert {one.kind for one in check(OLD, root, {})} == {Kind.MISSING}
    assert not root.exists()


def test_a_difference_is_shown_as_a_unified_diff(root: Path) -> None:
    write(OLD, root, INPUTS)
    (one,) = check([File(PurePosixPath("a.py"), "a = 3"), *OLD[1:]], root, INPUTS)
    assert one.diff() == (
        "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a = 1\n+a = 3\n"
        "\\ No newline at end of file\n"
    )


def test_bytes_that_are_no_text_are_a_difference(root: Path) -> None:
    write(OLD, root, INPUTS)
    (root / "a.py").write_bytes(b"\xff")
    assert kinds(root, OLD) == {"a.py": Kind.EDITED}


# --- two at once, and death in between -----------------------------------------------


def test_a_second_run_waits_and_says_for_whom(root: Path) -> None:
    said: list[str] = []
    waits = threading.Event()

    def announce(line: str) -> None:
        said.append(line)
        waits.set()

    second = threading.Thread(
        target=write, args=(NEW, root, INPUTS, Rules(announce=announce))
    )
    with locked(root, said.append):
        second.start()
        assert waits.wait(20)
        assert not root.exists()
    second.join(20)
    assert tree(root)["a.py"] == "a = 2\n"
    assert said == [f"waiting: process {os.getpid()} is writing to this folder"]


def test_a_run_does_not_wait_for_ever(root: Path) -> None:
    said: list[str] = []
    with (
        locked(root, said.append),
        pytest.raises(ConfigurationError) as caught,
        locked(root, said.append, patience=0.1),
    ):
        pass
    assert caught.value.diagnostics[0].code == "busy"


def test_a_lock_of_a_dead_process_is_no_obstacle(root: Path) -> None:
    (root.parent / f".{root.name}.specloom-lock").write_text("999999", "utf-8")
    write(OLD, root, INPUTS)
    assert tree(root)["a.py"] == "a = 1\n"


EVENTS = {
    "ctypes.dlsym",
    "open",
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "shutil.rmtree",
}


def dies_at(moment: int, root: Path) -> bool:
    """Write in a child that is killed before its n-th file operation.

    Returns:
        Whether it was killed: False means that it had fewer operations than that.
    """
    child = os.fork()
    if child == 0:
        left = moment

        def hook(event: str, _: tuple[object, ...]) -> None:
            nonlocal left
            if event in EVENTS:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        write(NEW, root, INPUTS)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def start(root: Path, beside: str) -> tuple[dict[str, str], dict[str, str]]:
    """Write the old files, perhaps beside one of the user's; return old and new."""
    write(OLD, root, INPUTS)
    mine = {}
    if beside:
        (root / beside).write_text("mine", "utf-8")
        mine = {beside: "mine"}
    return (
        {str(file.path): file.content for file in OLD} | mine,
        {str(file.path): file.content for file in NEW} | mine,
    )


def test_a_killed_run_leaves_the_old_folder_or_the_new_one(tmp_path: Path) -> None:
    seen: set[bool] = set()
    for moment in range(1000):
        root = tmp_path / str(moment) / "out"
        old, new = start(root, "")
        killed = dies_at(moment, root)
        found = tree(root)
        assert found in (old, new), f"torn before operation {moment}"
        seen.add(found == new)
        assert check(NEW if found == new else OLD, root, INPUTS) == ()
        write(NEW, root, INPUTS)
        assert tree(root) == new
        assert [path.name for path in root.parent.iterdir()] == ["out"]
        if not killed:
            break
    assert seen == {False, True}


def test_a_run_killed_beside_files_of_the_user_is_finished_by_the_next(
    tmp_path: Path,
) -> None:
    finished = 0
    for moment in range(1000):
        root = tmp_path / str(moment) / "out"
        old, new = start(root, "notes.txt")
        killed = dies_at(moment, root)
        found = tree(root)
        for path, content in found.items():
            assert content in (old.get(path), new.get(path))
        assert found["notes.txt"] == "mine"
        if (journal := list(root.parent.glob("*/journal.json"))) and found != new:
            finished += 1
            assert len(journal) == 1
        else:
            assert found in (old, new)
        with locked(root, print):
            assert tree(root) == (new if journal else found)
        write(NEW, root, INPUTS)
        assert tree(root) == new
        assert [path.name for path in root.parent.iterdir()] == ["out"]
        if not killed:
            break
    assert finished > 3


def test_a_full_disk_changes_nothing(root: Path) -> None:
    old, _ = start(root, "")
    child = os.fork()
    if child == 0:

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if event == "open" and "deep/er/e.py" in str(arguments[0]):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        sys.addaudithook(hook)
        try:
            write(NEW, root, INPUTS)
        except OSError as error:
            os._exit(error.errno or 1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WEXITSTATUS(status) == errno.ENOSPC
    assert tree(root) == old
    assert [path.name for path in root.parent.iterdir()] == ["out"]


def test_the_folder_one_stands_in_is_not_exchanged(root: Path) -> None:
    write(OLD, root, INPUTS)
    inode = root.stat().st_ino
    write(NEW, root, INPUTS, Rules(occupied=root / "sub"))
    assert root.stat().st_ino == inode
    assert "gone/d.py" not in tree(root)


def test_byte_code_of_our_files_does_not_hinder_an_exchange(root: Path) -> None:
    write(OLD, root, INPUTS)
    (root / "sub" / "__pycache__").mkdir()
    (root / "sub" / "__pycache__" / "c.pyc").write_bytes(b"x")
    inode = root.stat().st_ino
    write(NEW, root, INPUTS)
    assert root.stat().st_ino != inode


def test_two_runs_at_once_leave_one_of_the_two_outputs(root: Path) -> None:
    write(OLD, root, INPUTS)
    runs = [
        threading.Thread(target=write, args=(wanted, root, INPUTS))
        for wanted in (OLD, NEW) * 4
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join(30)
    assert tree(root) in (
        {str(file.path): file.content for file in OLD},
        {str(file.path): file.content for file in NEW},
    )
    assert [path.name for path in root.parent.iterdir()] == ["out"]
