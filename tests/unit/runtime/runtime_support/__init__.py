"""Servers and clocks for the tests of the runtime."""
