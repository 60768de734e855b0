"""One call of an operation as a curl command for a POSIX shell."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from urllib.parse import quote, urlencode

from specloom import samples
from specloom.calls.uploads import file_name, is_file, is_made_of_files
from specloom.calls.values import (
    body_sample,
    credential_variables,
    credentials_of,
    parameter_value,
)
from specloom.ir import (
    ApiKey,
    HttpBasic,
    JsonValue,
    Operation,
    Place,
    Server,
)
from specloom.media_types import essence, is_form, is_json
from specloom.plan import ApiPlan, Credential, Method, ResourceClass
from specloom.samples import Members, Sample

#: What tells apart operations of one path is not sent; ``{a#b}`` is a parameter.
_FRAGMENT = re.compile(r"#(?![^{}]*\}).*", re.DOTALL)


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
    credentials = credentials_of(api, operation)
    parts = [f"curl --request {shlex.quote(operation.method)}"]
    parts.append(f"--url {_shell(_address(api, operation, values), credentials)}")
    parts += chain.from_iterable(map(_authentication, credentials))
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
    sent = body_sample(api, method)
    if essence(media_type).startswith("multipart/"):
        return list(_parts(sent))
    members = samples.to_json(sent)
    return [
        f"--data-urlencode {shlex.quote(f'{name}={_plain(value)}')}"
        for name, value in (members.items() if isinstance(members, dict) else ())
    ]


def _parts(sent: Sample) -> Iterator[str]:
    """Yield the options for the parts of a multipart body."""
    files = {
        held.name
        for held, part in (sent.members if isinstance(sent, Members) else ())
        if is_file(held) or is_made_of_files(part)
    }
    members = samples.to_json(sent)
    for name, value in members.items() if isinstance(members, dict) else ():
        if name in files:
            for one in value if isinstance(value, list) else [value]:
                yield f"--form {shlex.quote(f'{name}=@{file_name(name, one)}')}"
        else:
            # Plain --form reads a file where a value begins with `@` or `<`.
            yield f"--form-string {shlex.quote(f'{name}={_plain(value)}')}"


def _authentication(credential: Credential) -> list[str]:
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


def _shell(address: str, credentials: Iterable[Credential]) -> str:
    """Return an address with the credentials that go into its query."""
    written, pending, mark = "", address, "&" if "?" in address else "?"
    for credential in credentials:
        match credential.scheme:
            case ApiKey(place=Place.QUERY, parameter=name):
                start = shlex.quote(f"{pending}{mark}{quote(name, safe='')}=")
                written += f'{start}"${credential_variables(credential)[0]}"'
                pending, mark = "", "&"
            case _:
                pass
    return written + (shlex.quote(pending) if pending else "")


def _address(
    api: ApiPlan,
    operation: Operation,
    values: Mapping[tuple[Place, str], JsonValue],
) -> str:
    path = _FRAGMENT.sub("", operation.path)
    query: list[tuple[str, str]] = []
    for (place, name), value in values.items():
        if place is Place.PATH:
            path = path.replace(f"{{{name}}}", quote(_plain(value), safe=""))
        elif place is Place.QUERY:
            held = value if isinstance(value, list) else [value]
            query += [(name, _plain(one)) for one in held]
    base = _base(operation.servers[0]) if operation.servers else api.base_url
    return f"{base}{path}" + (f"?{urlencode(query)}" if query else "")


def _base(server: Server) -> str:
    """Return the address of a server with the defaults of its variables."""
    address = server.url.rstrip("/")
    for variable in server.variables:
        if variable.default is not None:
            address = address.replace(f"{{{variable.name}}}", variable.default)
    return address


def _plain(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _in_double_quotes(name: str) -> str:
    return re.sub(r'[\\"$`]', lambda match: f"\\{match.group(0)}", name)
