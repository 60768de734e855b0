"""Answer every GET with the same JSON; print the port that it listens on.

It is the file that is named, or else one integration of pim v2.

The process of the server is not measured. It sends head and body in one piece, so that
no delayed acknowledgement slows the client down.
"""

import json
import socketserver
import sys
from pathlib import Path

INTEGRATION = {
    "api_version": "pim/v2",
    "kind": "Integration",
    "id": "dlz-f3a90de",
    "metadata": {
        "self": "https://api.confluent.cloud/pim/v2/integrations/dlz-f3a90de",
        "created_at": "2026-01-02T03:04:05Z",
        "updated_at": "2026-01-03T04:05:06Z",
    },
    "display_name": "analytics",
    "provider": "GCP",
    "config": {
        "kind": "GcpIntegrationConfig",
        "google_service_account": "one@first-project.iam.gserviceaccount.com",
        "customer_google_service_account": "two@other-project.iam.gserviceaccount.com",
    },
    "usages": ["crn://confluent.cloud/environment=env-00000/connector=one"],
    "status": "CREATED",
    "environment": {
        "id": "env-00000",
        "related": "https://api.confluent.cloud/org/v2/environments/env-00000",
        "resource_name": "crn://confluent.cloud/environment=env-00000",
    },
}
BODY = (
    Path(sys.argv[1]).read_bytes() if sys.argv[1:] else json.dumps(INTEGRATION).encode()
)
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
    % (len(BODY), BODY)
)


class Handler(socketserver.StreamRequestHandler):
    """One connection, kept open: requests without bodies, one after the other."""

    def handle(self) -> None:
        for line in self.rfile:
            if line == b"\r\n":
                self.wfile.write(ANSWER)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


with Server(("127.0.0.1", 0), Handler) as server:
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
