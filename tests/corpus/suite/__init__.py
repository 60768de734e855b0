"""Packages of real descriptions, and what became of them; `run.py` runs it."""
