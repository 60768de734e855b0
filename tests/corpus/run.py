"""The corpus: `uv run --locked python tests/corpus/run.py --help`."""

from runpy import run_module

if __name__ == "__main__":
    run_module("suite", run_name="__main__")
