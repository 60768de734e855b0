"""Import every module of a package; print how many fail, and how many there are."""

import pkgutil
import sys
from importlib import import_module


def main() -> None:
    (name,) = sys.argv[1:]
    package = import_module(name)
    found = pkgutil.walk_packages(package.__path__, f"{name}.", lambda _: None)
    modules = [name, *(module.name for module in found)]
    failed = 0
    for module in modules:
        try:
            import_module(module)
        except Exception as error:  # whatever a foreign module raises
            failed += 1
            sys.stderr.write(f"{module}: {type(error).__name__}: {error}\n")
    sys.stdout.write(f"{failed} {len(modules)}\n")


main()
