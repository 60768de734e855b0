"""A package as the generator writes it, small enough to read."""

from .client import AsyncClient, Client

__all__ = ["AsyncClient", "Client"]
