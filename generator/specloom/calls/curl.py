"""One call of an operation as a curl command for a POSIX shell."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from specloom import samples
from specloom.calls.values import (
    body_sample,
    credential_of,
    credential_variables,
    parameter_value,
)
from specloom.ir import (
    ApiKey,
    HttpBasic,
    JsonValue,
    Operation,
    Place,
    SecurityScheme,
)
from specloom.media_types import essence, is_form, is_json
from specloom.plan import ApiPlan, Credential, Method, ResourceClass


def curl_call(api: ApiPlan, resource: ResourceClass, method: Method) -> str:
    """Return the request that the method makes, as a curl command.

    Credentials come from the environment variables of the generated client.
    """
    operation = method.operation
    values = {
        (held.place, held.name): parameter_value(held, api, resource)
        for held in operation.parameters
        if held.required
    }
    credential = credential_of(api, operation)
    parts = [f"curl --request {shlex.quote(operation.method)}"]
    parts.append(f"--url {_shell(_address(api, operation, values), credential)}")
    parts += _authentication(credential)
    parts += [
        f"--header {shlex.quote(f'{name}: {_plain(value)}')}"
        for (place, name), value in values.items()
        if place is Place.HEADER
    ]
    if cookies := [
        f"{name}={_plain(value)}"
        for (place, name), value in values.items()
        if place is Place.COOKIE
    ]:
        parts.append(f"--cookie {shlex.quote('; '.join(cookies))}")
    if method.body is not None:
        parts += _body(api, method, method.body.content.media_type)
    return " \\\n  ".join(parts) + "\n"


def _body(api: ApiPlan, method: Method, media_type: str) -> list[str]:
    """Return the options that send the body; curl itself names a form's media type."""
    named = f"--header {shlex.quote(f'Content-Type: {media_type}')}"
    if is_json(media_type):
        value = samples.to_json(body_sample(api, method))
        text = json.dumps(value, ensure_ascii=False, indent=2)
        return [named, f"--data {shlex.quote(text)}"]
    if not is_form(media_type):
        return [named, "--data-binary @body"]
    members = samples.to_json(body_sample(api, method))
    option = (
        "--form" if essence(media_type).startswith("multipart/") else "--data-urlencode"
    )
    return [
        f"{option} {shlex.quote(f'{name}={_plain(value)}')}"
        for name, value in (members.items() if isinstance(members, dict) else ())
    ]


def _authentication(credential: Credential | None) -> list[str]:
    if credential is None:
        return []
    variables = credential_variables(credential)
    match credential.scheme:
        case HttpBasic():
            return [f'--user "${variables[0]}:${variables[1]}"']
        case ApiKey(place=Place.HEADER, parameter=name):
            return [f'--header "{_in_double_quotes(name)}: ${variables[0]}"']
        case ApiKey(place=Place.COOKIE, parameter=name):
            return [f'--cookie "{_in_double_quotes(name)}=${variables[0]}"']
        case ApiKey():
            return []
        case _:
            return [f'--header "Authorization: Bearer ${variables[0]}"']


def _shell(address: str, credential: Credential | None) -> str:
    scheme: SecurityScheme | None = credential.scheme if credential else None
    match scheme:
        case ApiKey(place=Place.QUERY, parameter=name) if credential is not None:
            mark = "&" if "?" in address else "?"
            variable = credential_variables(credential)[0]
            return shlex.quote(f"{address}{mark}{quote(name, safe='')}=") + (
                f'"${variable}"'
            )
        case _:
            return shlex.quote(address)


def _address(
    api: ApiPlan,
    operation: Operation,
    values: Mapping[tuple[Place, str], JsonValue],
) -> str:
    path = operation.path
    query: list[tuple[str, str]] = []
    for (place, name), value in values.items():
        if place is Place.PATH:
            path = path.replace(f"{{{name}}}", quote(_plain(value), safe=""))
        elif place is Place.QUERY:
            held = value if isinstance(value, list) else [value]
            query += [(name, _plain(one)) for one in held]
    base = operation.servers[0].url.rstrip("/") if operation.servers else api.base_url
    return f"{base}{path}" + (f"?{urlencode(query)}" if query else "")


def _plain(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _in_double_quotes(name: str) -> str:
    return re.sub(r'[\\"$`]', lambda match: f"\\{match.group(0)}", name)
