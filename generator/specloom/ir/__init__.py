"""The API's words: what a description says, free of how it says it. Data only.

Promises, which `tests/unit/test_ir_promises.py` holds every normalised document to:

* no ``$ref`` and no ``allOf``: a `Ref` names a definition of `Api.definitions`,
  and merging has happened;
* every object, every enumeration and every union that needs a name is a definition
  with a unique `Key`; equal inline copies are one definition;
* document order everywhere;
* every node has a `Location`, which is not part of equality;
* access, lifecycle, openness of enumerations, nullability and requiredness are facts
  here and are never computed again further down;
* texts are cleaned CommonMark without HTML, badges and vendor tags.

Strings in this module are the document's own words and not to be trusted: only
`encode` makes output of them.
"""

from specloom.ir.api import (
    Api,
    Resource,
)
from specloom.ir.cloud_control import (
    CloudControl,
    Tagging,
)
from specloom.ir.definitions import (
    Access,
    Alias,
    AlternativeKind,
    Definition,
    Enumeration,
    Model,
    Property,
    RequiredAlternatives,
    Union,
    Variant,
)
from specloom.ir.operations import (
    Body,
    Content,
    Encoding,
    Header,
    Lifecycle,
    Link,
    Operation,
    Parameter,
    Response,
    Role,
    Server,
    ServerVariable,
)
from specloom.ir.pagination import (
    Cursor,
    Evidence,
    LastItem,
    LinkHeader,
    NextLink,
    Offset,
    PageNumber,
    Pagination,
)
from specloom.ir.security import (
    ApiKey,
    HttpBasic,
    HttpBearer,
    OAuth2,
    OpenIdConnect,
    OtherScheme,
    SecurityRequirement,
    SecurityScheme,
)
from specloom.ir.types import (
    UNCONSTRAINED,
    AnyValue,
    Array,
    Assertion,
    Constant,
    Constraints,
    Key,
    Map,
    Nullable,
    Primitive,
    Ref,
    Scalar,
    Tuple,
    Type,
    View,
)
from specloom.ir.values import (
    JsonScalar,
    JsonValue,
    Literal,
    Node,
    Place,
    PropertyPath,
)
from specloom.ir.webhooks import (
    Subscription,
    Webhook,
)

__all__ = [
    "UNCONSTRAINED",
    "Access",
    "Alias",
    "AlternativeKind",
    "AnyValue",
    "Api",
    "ApiKey",
    "Array",
    "Assertion",
    "Body",
    "CloudControl",
    "Constant",
    "Constraints",
    "Content",
    "Cursor",
    "Definition",
    "Encoding",
    "Enumeration",
    "Evidence",
    "Header",
    "HttpBasic",
    "HttpBearer",
    "JsonScalar",
    "JsonValue",
    "Key",
    "LastItem",
    "Lifecycle",
    "Link",
    "LinkHeader",
    "Literal",
    "Map",
    "Model",
    "NextLink",
    "Node",
    "Nullable",
    "OAuth2",
    "Offset",
    "OpenIdConnect",
    "Operation",
    "OtherScheme",
    "PageNumber",
    "Pagination",
    "Parameter",
    "Place",
    "Primitive",
    "Property",
    "PropertyPath",
    "Ref",
    "RequiredAlternatives",
    "Resource",
    "Response",
    "Role",
    "Scalar",
    "SecurityRequirement",
    "SecurityScheme",
    "Server",
    "ServerVariable",
    "Subscription",
    "Tagging",
    "Tuple",
    "Type",
    "Union",
    "Variant",
    "View",
    "Webhook",
]
