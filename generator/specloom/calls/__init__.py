"""One call of an operation, as Python with the generated client and as a curl command.

The values are those of `samples.py`; class, method and argument names are the plan's.
"""

from specloom.calls.cloud_control import (
    cloud_control_curl,
    cloud_control_python,
    created,
    patch,
)
from specloom.calls.curl import curl_call
from specloom.calls.python import (
    python_async_call,
    python_call,
    python_statements,
)
from specloom.calls.values import (
    body_sample,
    credential_variables,
    credentials_of,
    item_type,
    parameter_value,
    read_model,
    shown_value,
)

__all__ = [
    "body_sample",
    "cloud_control_curl",
    "cloud_control_python",
    "created",
    "credential_variables",
    "credentials_of",
    "curl_call",
    "item_type",
    "parameter_value",
    "patch",
    "python_async_call",
    "python_call",
    "python_statements",
    "read_model",
    "shown_value",
]
