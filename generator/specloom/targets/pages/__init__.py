"""Pages of a docs site: what stands on each of them, and how each flavour writes it."""
