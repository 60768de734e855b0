"""Run one command and print what it used: exit code, CPU seconds, peak memory.

The kernel counts the memory of the process that starts a program as that program's own.
So no big process may start what is measured: this one is as small as Python gets
(`python -I -S`), smaller than all that it starts.
"""

import os
import sys

KIBIBYTE = 1024


def main() -> None:
    output, errors, *command = sys.argv[1:]
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    child = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, output, writing, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, errors, writing, 0o600),
        ],
    )
    _, status, usage = os.wait4(child, 0)
    unit = 1 if sys.platform == "darwin" else KIBIBYTE
    code = os.waitstatus_to_exitcode(status)
    seconds = usage.ru_utime + usage.ru_stime
    sys.stdout.write(f"{code} {seconds} {usage.ru_maxrss * unit}\n")


main()
