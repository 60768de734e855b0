"""A folder changes as a whole: locked, staged beside it, then swapped.

Everything new is written and flushed in a staging folder first. A folder that holds
nothing but ours is then exchanged with its successor in one system call, so that no
moment shows a mixture. Where there is more in it, or the system has no such call, the
staged files are moved one by one under a journal: a run that dies in between leaves the
journal, and the next run finishes it before it does anything else.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import stat
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NoReturn

from specloom.diagnostics import ConfigurationError, Diagnostics, Location

_JOURNAL = "journal.json"
_TREE = "tree"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
"""Constants of renameat2(2)."""


@dataclass(frozen=True)
class Change:
    """What is to happen in a folder.

    Attributes:
        place: New and changed files. The last one is moved last.
        remove: Files to delete, with the SHA-256 that they must still have.
    """

    place: Mapping[PurePosixPath, bytes]
    remove: Mapping[PurePosixPath, str]


def refuse(code: str, message: str, path: Path, help: str) -> NoReturn:
    """Stop, because a folder must not be written to.

    Raises:
        ConfigurationError: Always.
    """
    diagnostics = Diagnostics()
    diagnostics.error(code, message, at=Location(path), help=help)
    raise ConfigurationError(diagnostics.errors)


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content in hexadecimal."""
    return sha256(content).hexdigest()


def read_regular(path: Path) -> bytes | None:
    """Read a file; None where there is none. Links and devices count as none."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read()


# --- one run at a time -------------------------------------------------------------


@dataclass(frozen=True)
class Workshop:
    """Where a locked folder's successor is made.

    Attributes:
        root: The folder; it need not exist yet.
        bench: The folder for lock and staging, on the same file system: the parent, or
            `root` itself where that is a mount point.
        prefix: What the names of lock and staging folders begin with.
    """

    root: Path
    bench: Path
    prefix: str


@contextmanager
def locked(
    root: Path, announce: Callable[[str], None], patience: float = 60.0
) -> Generator[Workshop]:
    """Keep other runs away from a folder, and finish what a dead one has left.

    Args:
        root: The folder to change.
        announce: Told who holds the lock, once, if one has to wait.
        patience: Seconds to wait at most.

    Raises:
        ConfigurationError: Another run has not finished in that time.
        OSError: The folder cannot be written to.
    """
    if root.name in {"", ".."}:
        root = root.resolve()
    root.parent.mkdir(parents=True, exist_ok=True)
    if root.is_mount():
        workshop = Workshop(root, root, ".specloom-")
    else:
        workshop = Workshop(root, root.parent, f".{root.name}.specloom-")
    lock = workshop.bench / f"{workshop.prefix}lock"
    handle = _acquire(lock, announce, patience)
    try:
        _recover(workshop)
        yield workshop
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def _acquire(lock: Path, announce: Callable[[str], None], patience: float) -> int:
    deadline = time.monotonic() + patience
    told = False
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            message = f"process {holder} is writing to this folder"
            if time.monotonic() > deadline:
                help = f"wait for it, or end it: kill {holder}"
                refuse("busy", message, lock.parent, help)
            if not told:
                announce(f"waiting: {message}")
                told = True
            time.sleep(0.05)
            continue
        if _is_same(handle, lock):
            os.ftruncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
            return handle
        os.close(handle)  # its last holder has removed it: the next one is another file


def _is_same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def _recover(workshop: Workshop) -> None:
    """Finish or clear away what runs that died have left."""
    for leftover in workshop.bench.glob(f"{workshop.prefix}staging-*"):
        if leftover.is_symlink() or not leftover.is_dir():
            continue
        if (leftover / _JOURNAL).exists():
            _finish(workshop.root, leftover)
        shutil.rmtree(leftover)


# --- the change --------------------------------------------------------------------


def apply(workshop: Workshop, change: Change, keep: list[PurePosixPath] | None) -> None:
    """Make the folder what the change says.

    Args:
        workshop: From `locked`.
        change: What to place and what to remove.
        keep: All other files of the folder, if it may be exchanged as a whole: if
            nothing else in it matters. None: files are moved one by one.

    Raises:
        OSError: For example a full disk; nothing has changed, or the next run goes on.
    """
    staging = workshop.bench / f"{workshop.prefix}staging-{os.getpid()}"
    staging.mkdir(mode=0o700)
    try:
        tree = staging / _TREE
        _stage(tree, change.place)
        if keep is None or not _exchange(workshop, tree, keep):
            entry = {
                "place": [str(path) for path in change.place],
                "remove": {str(path): sha for path, sha in change.remove.items()},
            }
            _flushed(staging / "draft", json.dumps(entry).encode())
            (staging / "draft").rename(staging / _JOURNAL)
            _flush_folder(staging)
            _finish(workshop.root, staging)
    finally:
        if not (staging / _JOURNAL).exists():
            shutil.rmtree(staging)


def _stage(tree: Path, files: Mapping[PurePosixPath, bytes]) -> None:
    tree.mkdir(mode=0o755)
    for path in {path.parent: path for path in files}.values():
        _make_folders(tree, path)
    for path, content in files.items():
        _flushed(tree / path, content)
    for folder, _, _ in os.walk(tree):
        _flush_folder(Path(folder))


def _exchange(workshop: Workshop, tree: Path, keep: list[PurePosixPath]) -> bool:
    """Put the staged tree in the folder's place at once; False where that cannot be."""
    root = workshop.root
    if workshop.bench == root:
        return False
    if not root.exists():
        tree.chmod(0o755)
        tree.rename(root)
        _flush_folder(root.parent)
        return True
    import ctypes

    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
        links = [path for path in keep if not (tree / path).exists()]
        for path in links:
            _make_folders(tree, path)
            os.link(root / path, tree / path, follow_symlinks=False)
        tree.chmod(stat.S_IMODE(root.stat().st_mode))
    except (AttributeError, OSError):
        return False
    names = (os.fsencode(tree), os.fsencode(root))
    if swap(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) != 0:
        return False
    _flush_folder(root.parent)
    return True


def _finish(root: Path, staging: Path) -> None:
    """Do what the journal says; done once or twice, the result is the same."""
    entry = json.loads((staging / _JOURNAL).read_bytes())
    for name, sha in entry["remove"].items():
        content = read_regular(inside(root, PurePosixPath(name)))
        if content is not None and digest(content) == sha:
            (root / name).unlink()
        _prune(root, PurePosixPath(name).parent)
    touched = {root}
    for name in entry["place"]:
        path = PurePosixPath(name)
        if (staging / _TREE / path).exists():
            inside(root, path)
            root.mkdir(exist_ok=True)
            _make_folders(root, path)
            (staging / _TREE / path).replace(root / path)
            touched.add((root / path).parent)
    for folder in touched:
        _flush_folder(folder)
    (staging / _JOURNAL).unlink()


def inside(root: Path, path: PurePosixPath) -> Path:
    """Return a path in the folder after making sure that no link leads out of it.

    Raises:
        ConfigurationError: The folder or something on the way is a symbolic link.
    """
    place = root
    for part in ("", *path.parts):
        place = place / part
        if place.is_symlink():
            message = "this is a symbolic link, and links are not written through"
            refuse("symbolic-link", message, place, "remove it")
    if path.is_absolute() or ".." in path.parts:
        message = f"{path} lies outside the folder"
        refuse("outside", message, root, "remove the manifest")
    return place


def _prune(root: Path, path: PurePosixPath) -> None:
    """Remove folders that have become empty."""
    for folder in (path, *path.parents)[:-1]:
        try:
            (root / folder).rmdir()
        except OSError:
            return


def _make_folders(root: Path, path: PurePosixPath) -> None:
    """Make the folders above a file, whatever the umask says."""
    for folder in reversed(path.parents[:-1]):
        try:
            (root / folder).mkdir()
        except FileExistsError:
            continue
        (root / folder).chmod(0o755)


def _flushed(path: Path, content: bytes) -> None:
    """Write a new file and bring it to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        os.fchmod(handle, 0o644)
        file.flush()
        os.fsync(handle)


def _flush_folder(path: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
