"""specloom: OpenAPI descriptions in; typed clients, docs and providers out."""
