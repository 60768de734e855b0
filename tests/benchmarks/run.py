"""The benchmarks: `uv run --locked python tests/benchmarks/run.py --help`."""

from runpy import run_module

run_module("suite", run_name="__main__")
