"""AWS Cloud Control, as far as pages use it, on a socket of this machine.

The protocol is AWS JSON 1.0 with Signature Version 4; what a request may say is checked
against the CloudFormation schemas themselves. Changes are done at once, so that nobody
waits.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from threading import Thread
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlsplit

from tests.narrowing import is_array, is_object
from tests.sql.cloud_control_types import (
    PatchError,
    PropertyPath,
    ResourceType,
    at,
    patched,
    pointer_tokens,
)

# By their names, because botocore has no annotations.
_auth: Any = import_module("botocore.auth")
_requests: Any = import_module("botocore.awsrequest")
_credentials: Any = import_module("botocore.credentials")

KEY_ID, SECRET = "AKIDEXAMPLE", "secret/key"
MEDIA_TYPE = "application/x-amz-json-1.0"
SIGNING_NAME = "cloudcontrolapi"
REGION = "us-east-1"
_SCOPE = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
    r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})"
)
_MEMBERS = {
    "CreateResource": ({"TypeName", "DesiredState"}, {"ClientToken"}),
    "GetResource": ({"TypeName", "Identifier"}, set[str]()),
    "ListResources": (
        {"TypeName"},
        {"ResourceModel", "MaxResults", "NextToken"},
    ),
    "UpdateResource": ({"TypeName", "Identifier", "PatchDocument"}, {"ClientToken"}),
    "DeleteResource": ({"TypeName", "Identifier"}, {"ClientToken"}),
    "GetResourceRequestStatus": ({"RequestToken"}, set[str]()),
}
_MORE = {"TypeVersionId", "RoleArn"}
_HANDLERS = {
    "CreateResource": "create",
    "GetResource": "read",
    "ListResources": "list",
    "UpdateResource": "update",
    "DeleteResource": "delete",
}

State = dict[str, Any]


class RefusedRequestError(Exception):
    """A request that Cloud Control does not do: the code of the error, and why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def refuse(code: str, message: str) -> NoReturn:
    """Refuse a request.

    Raises:
        RefusedRequestError: It does so always.
    """
    raise RefusedRequestError(code, message)


class Cloud:
    """Things of some types, and what becomes of requests for them."""

    def __init__(self, types: Iterable[ResourceType]) -> None:
        self.types: Mapping[str, ResourceType] = {one.name: one for one in types}
        self.things: dict[str, dict[str, State]] = {name: {} for name in self.types}
        self.events: dict[str, State] = {}
        self.assigned: dict[tuple[str, PropertyPath], object] = {}
        """What things of a type get for values that are not their makers'."""
        self.done: list[str] = []
        """Actions that were done, in order."""

    def do(self, action: str, told: object) -> State:
        """Do what a request says.

        Raises:
            RefusedRequestError: It cannot be done.
        """
        if action not in _MEMBERS:
            refuse("UnknownOperationException", action)
        if not is_object(told):
            refuse("SerializationException", "no object")
        required, optional = _MEMBERS[action]
        if missing := required - told.keys():
            refuse("ValidationException", f"no {sorted(missing)}")
        known = required | optional | (_MORE if "TypeName" in required else set[str]())
        if unknown := told.keys() - known:
            # AWS passes over them, and so over a misspelt one.
            refuse("ValidationException", f"unknown {sorted(unknown)}")
        if wrong := [n for n, v in told.items() if not _is_well_typed(n, v)]:
            refuse("SerializationException", f"{wrong} are of no such type")
        answer = self._done(action, told)
        self.done.append(action)
        return answer

    def _done(self, action: str, told: State) -> State:
        if action == "GetResourceRequestStatus":
            if told["RequestToken"] not in self.events:
                refuse("RequestTokenNotFoundException", "no such request")
            return {"ProgressEvent": self.events[told["RequestToken"]]}
        type_ = self.types.get(told["TypeName"])
        if type_ is None:
            refuse("TypeNotFoundException", told["TypeName"])
        if not type_.handles(_HANDLERS[action]):
            refuse("UnsupportedActionException", action)
        match action:
            case "CreateResource":
                return self._create(type_, told)
            case "ListResources":
                return self._list(type_, told)
            case "GetResource":
                identifier = self._identified(type_, told)
                return {
                    "TypeName": type_.name,
                    "ResourceDescription": _description(
                        identifier, self.readable(type_, identifier)
                    ),
                }
            case "UpdateResource":
                return self._update(type_, told)
            case _:
                identifier = self._identified(type_, told)
                del self.things[type_.name][identifier]
                return self._event(type_, identifier, "DELETE")

    def readable(self, type_: ResourceType, identifier: str) -> State:
        """Return the state of a thing without what can only be written."""
        hidden = {
            path[0] for path in type_.paths("writeOnlyProperties") if path[1:] == ()
        }
        held = self.things[type_.name][identifier]
        return {name: value for name, value in held.items() if name not in hidden}

    def _create(self, type_: ResourceType, told: State) -> State:
        state = _json(told["DesiredState"], "DesiredState")
        _refuse(type_.faults(state))
        if own := type_.has_any("readOnlyProperties", state):
            refuse("ValidationException", f"read-only: {own}")
        identifier = self.add(type_, state)
        return self._event(type_, identifier, "CREATE")

    def add(self, type_: ResourceType, state: State) -> str:
        """Put a thing there, with what it gets of itself; return its identifier."""
        number = len(self.things[type_.name]) + 1
        own = [p for p in type_.paths("readOnlyProperties") if "*" not in p]
        for path in [*own, *type_.identifiers]:
            must = len(path) == 1 or path in type_.identifiers
            if not list(at(state, path)) and (must or list(at(state, path[:-1]))):
                value = self.assigned.get(
                    (type_.name, path), _value_of(type_, path, number)
                )
                _set(state, path, value)
        parts = [str(next(at(state, path))) for path in type_.identifiers]
        identifier = "|".join(parts)
        if identifier in self.things[type_.name]:
            refuse("AlreadyExistsException", identifier)
        self.things[type_.name][identifier] = state
        return identifier

    def _list(self, type_: ResourceType, told: State) -> State:
        model = _json(told.get("ResourceModel", "{}"), "ResourceModel")
        if missing := set(type_.needed_by_list) - model.keys():
            message = f"Missing or invalid ResourceModel property: {sorted(missing)}"
            refuse("InvalidRequestException", message)
        found = [
            (identifier, state)
            for identifier, state in self.things[type_.name].items()
            if all(state.get(name, value) == value for name, value in model.items())
        ]
        start = int(told.get("NextToken", "0"))
        stop = start + told.get("MaxResults", 1)
        descriptions: list[State] = []
        for identifier, state in found[start:stop]:
            shown: State = {}
            for path in type_.identifiers:
                _set(shown, path, next(at(state, path)))
            descriptions.append(_description(identifier, shown))
        answer: State = {
            "TypeName": type_.name,
            "ResourceDescriptions": descriptions,
        }
        return {**answer, "NextToken": str(stop)} if stop < len(found) else answer

    def _update(self, type_: ResourceType, told: State) -> State:
        identifier = self._identified(type_, told)
        before = self.things[type_.name][identifier]
        patch = _json(told["PatchDocument"], "PatchDocument", list)
        own = type_.paths("readOnlyProperties")
        fixed = type_.paths("createOnlyProperties")
        try:
            for one in patch:
                if (path := tuple(pointer_tokens(one["path"]))) in {*own, *fixed}:
                    refuse("NotUpdatableException", f"{path} is fixed")
            after = patched(before, patch)
        except (PatchError, TypeError, KeyError) as error:
            refuse("ValidationException", str(error))
        for path in fixed:
            if list(at(before, path)) != list(at(after, path)):
                refuse("NotUpdatableException", f"{path} changes")
        _refuse(type_.faults(after))
        for path in own:  # what the service itself sets stays
            for value in at(before, path) if "*" not in path else ():
                _set(after, path, value)
        self.things[type_.name][identifier] = after
        return self._event(type_, identifier, "UPDATE")

    def _identified(self, type_: ResourceType, told: State) -> str:
        identifier = str(told["Identifier"])
        parts = len(type_.identifiers)
        if parts > 1 and identifier.count("|") != parts - 1:
            message = f"Identifier {identifier} is not valid for {type_.identifiers}"
            refuse("ValidationException", message)
        if identifier not in self.things[type_.name]:
            message = f"{identifier} is none of {list(self.things[type_.name])}"
            refuse("ResourceNotFoundException", message)
        return identifier

    def _event(self, type_: ResourceType, identifier: str, operation: str) -> State:
        token = f"00000000-0000-4000-8000-{len(self.events):012}"
        self.events[token] = {
            "TypeName": type_.name,
            "Identifier": identifier,
            "RequestToken": token,
            "Operation": operation,
            "OperationStatus": "SUCCESS",
            "EventTime": 1700000000.0,
        }
        return {"ProgressEvent": self.events[token]}


def _is_well_typed(name: str, value: object) -> bool:
    return isinstance(value, int if name == "MaxResults" else str)


def _refuse(faults: list[str]) -> None:
    if faults:
        message = f"Model validation failed ({'; '.join(faults)})"
        refuse("ValidationException", message)


def _json(text: str, name: str, kind: type = dict) -> Any:
    try:
        found = json.loads(text)
    except ValueError:
        refuse("ValidationException", f"{name} is no JSON")
    if not isinstance(found, kind):
        refuse("ValidationException", f"{name} is no {kind.__name__}")
    return found


def _description(identifier: str, state: State) -> State:
    return {"Identifier": identifier, "Properties": json.dumps(state)}


def _set(state: State, path: PropertyPath, value: object) -> None:
    for name in path[:-1]:
        state = state.setdefault(name, {})
    state[path[-1]] = value


def _value_of(type_: ResourceType, path: PropertyPath, number: int) -> object:
    """Return a value that AWS might choose."""
    schema: Any = type_.document
    for name in path:
        schema = _followed(type_, schema).get("properties", {}).get(name, {})
    schema = _followed(type_, schema)
    if "enum" in schema:
        return schema["enum"][0]
    kinds = schema.get("type")
    kind = str(kinds[0] if is_array(kinds) else kinds)
    match kind:
        case "integer" | "number":
            return number
        case "boolean":
            return True
        case "array":
            return []
        case "object":
            return {}
        case _:
            return f"{path[-1].lower()}{number}"


def _followed(type_: ResourceType, schema: Any) -> Any:
    while "$ref" in schema:
        found: Any = type_.document
        for token in schema["$ref"].removeprefix("#/").split("/"):
            found = found[token]
        schema = found
    return schema


# --- the socket -----------------------------------------------------------------------


def signature_of(
    url: str, headers: Mapping[str, str], body: bytes, region: str, date: str
) -> str:
    """Return the signature of a request whose headers are all signed."""
    credentials = _credentials.Credentials(KEY_ID, SECRET)
    signer = _auth.SigV4Auth(credentials, SIGNING_NAME, region)
    request = _requests.AWSRequest("POST", url, data=body, headers=dict(headers))
    request.context["timestamp"] = date
    text = signer.string_to_sign(request, signer.canonical_request(request))
    found: str = signer.signature(text, request)
    return found


def signed_headers(url: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """Return the headers of a request with those that sign it."""
    credentials = _credentials.Credentials(KEY_ID, SECRET)
    request = _requests.AWSRequest("POST", url, data=body, headers=dict(headers))
    _auth.SigV4Auth(credentials, SIGNING_NAME, REGION).add_auth(request)
    return dict(request.headers.items())


class _Handler(BaseHTTPRequestHandler):
    cloud: Cloud

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            self._check_signature(body)
            answer = self.cloud.do(self._action(), json.loads(body))
            self._answer(200, answer)
        except RefusedRequestError as error:
            told = f"com.amazonaws.cloudcontrol#{error.code}"
            self._answer(400, {"__type": told, "message": error.message})
        except ValueError as error:
            self._answer(
                400, {"__type": "SerializationException", "message": str(error)}
            )

    def _action(self) -> str:
        prefix, _, action = self.headers.get("X-Amz-Target", "").partition(".")
        place = urlsplit(self.path)
        query = dict(parse_qsl(place.query, keep_blank_values=True))
        is_known = query.keys() <= {"Action", "Version"} and place.path == "/"
        if prefix != "CloudApiService" or query.get("Action", action) != action:
            refuse("UnknownOperationException", self.path)
        if not is_known or self.headers.get("Content-Type") != MEDIA_TYPE:
            refuse("UnknownOperationException", self.path)
        return action

    def _check_signature(self, body: bytes) -> None:
        match = _SCOPE.fullmatch(self.headers.get("Authorization", ""))
        date = self.headers.get("X-Amz-Date", "")
        if match is None:
            refuse("MissingAuthenticationTokenException", "not signed")
        key_id, day, region, service, names, signature = match.groups()
        if key_id != KEY_ID:
            refuse("UnrecognizedClientException", key_id)
        signed = {name: self.headers.get(name, "") for name in names.split(";")}
        has_all = {"host", "x-amz-date", "x-amz-target"} <= signed.keys()
        is_here = (service, region) == (SIGNING_NAME, REGION) and date.startswith(day)
        url = f"http://{signed.pop('host', '')}{self.path}"
        found = signature_of(url, signed, body, region, date)
        if not (has_all and is_here and hmac.compare_digest(found, signature)):
            refuse("InvalidSignatureException", f"{match.group()} is wrong")

    def _answer(self, status: int, told: State) -> None:
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", MEDIA_TYPE)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object, **__: object) -> None:
        """Say nothing."""


@contextmanager
def serving(cloud: Cloud) -> Generator[str]:
    """Serve a cloud as long as the context lasts; give its address."""
    handler = type("Handler", (_Handler,), {"cloud": cloud})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
