"""Where the things of a service are managed."""

from __future__ import annotations

from specloom.cloud_control import DEFAULT_REGION

GLOBAL_SERVICES = frozenset(
    {"Budgets", "CloudFront", "GlobalAccelerator", "IAM", "Organizations"}
    | {"Route53", "Shield"}
)
"""Services whose Cloud Control requests all go to one region.

The list is that of StackQL's generator of AWS pages (``bin/generate-docs.js`` of
stackql-provider-awscc, March 2026), which fixes their region. An older list of its had
WAFv2 too: only the web ACLs of CloudFront distributions are global there, all others
live in a region, so it is none of these.
"""


def home_region(service: str) -> str:
    """Return the region of a global service; the empty string for any other."""
    return DEFAULT_REGION if service in GLOBAL_SERVICES else ""
