"""The benchmarks and what they share; `run.py` beside this package runs them."""
