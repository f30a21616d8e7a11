"""An AWS on loopback that answers what a test says: what an emulation can't, such as a fault or an expired token."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

ACCOUNT = "111122223333"
ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/developer/ana"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, with a body of its service's protocol."""

    body: str
    status: int = 200
    content: str = "text/xml"


@dataclass(slots=True)
class AwsStub:
    """The answers by operation; operations without one succeed.

    Parameters:
        calls: the operations, in the order of the calls.
        parameters: of each call to a query API, such as STS.
        signatures: the headers that sign the calls, "" for those that nobody signs.
    """

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    parameters: list[dict[str, str]] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)

    def answer(self, operation: str) -> Answer:
        """Return the answer to a call."""
        self.calls.append(operation)
        return self.answers.get(operation) or _GOOD[operation]


def refused(code: str, words: str, status: int = 403) -> Answer:
    """Return a refusal in the form of STS and IAM."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{words}</Message></Error>"
    return Answer(f"<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>", status)


def refused_by_ec2(code: str, words: str, status: int = 403) -> Answer:
    """Return a refusal in the form of EC2."""
    error = f"<Error><Code>{code}</Code><Message>{words}</Message></Error>"
    return Answer(f"<Response><Errors>{error}</Errors><RequestID>1</RequestID></Response>", status)


def as_json(data: Mapping[str, Any], status: int = 200) -> Answer:
    """Return an answer in the form of Organizations and Account Management."""
    return Answer(json.dumps(data), status, "application/x-amz-json-1.1")


def aliases(*names: str) -> Answer:
    """Return IAM's list of account aliases."""
    members = "".join(f"<member>{name}</member>" for name in names)
    listed = f"<AccountAliases>{members}</AccountAliases><IsTruncated>false</IsTruncated>"
    return Answer(
        f"<ListAccountAliasesResponse><ListAccountAliasesResult>{listed}</ListAccountAliasesResult>"
        "</ListAccountAliasesResponse>"
    )


def regions(**status: str) -> Answer:
    """Return EC2's list of Regions: `eu_west_1="opt-in-not-required"`."""
    items = "".join(
        f"<item><regionName>{name.replace('_', '-')}</regionName><optInStatus>{each}</optInStatus></item>"
        for name, each in status.items()
    )
    return Answer(f"<DescribeRegionsResponse><regionInfo>{items}</regionInfo></DescribeRegionsResponse>")


def assumed(operation: str) -> Answer:
    """Return the credentials of a role."""
    credentials = (
        "<AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>of-the-role</SecretAccessKey>"
        "<SessionToken>token-of-the-role</SessionToken><Expiration>2036-11-26T18:00:00Z</Expiration>"
    )
    return Answer(
        f"<{operation}Response><{operation}Result><Credentials>{credentials}</Credentials></{operation}Result>"
        f"</{operation}Response>"
    )


_GOOD = {
    "AssumeRole": assumed("AssumeRole"),
    "AssumeRoleWithWebIdentity": assumed("AssumeRoleWithWebIdentity"),
    "GetCallerIdentity": Answer(
        "<GetCallerIdentityResponse><GetCallerIdentityResult>"
        f"<Arn>{ARN}</Arn><UserId>1</UserId><Account>{ACCOUNT}</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    ),
    "ListAccountAliases": aliases("tools-dev"),
    "ListParents": as_json({"__type": "AWSOrganizationsNotInUseException", "Message": "none"}, 400),
    "DescribeRegions": regions(eu_west_1="opt-in-not-required", af_south_1="not-opted-in", me_south_1="opted-in"),
}


@contextmanager
def aws_stub() -> Iterator[AwsStub]:
    """Serve for as long as the context lasts."""
    stub = AwsStub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
            parameters = {name: values[0] for name, values in parse_qs(text).items()}
            operation = parameters.get("Action", target or self.path.strip("/"))
            stub.parameters.append(parameters)
            stub.signatures.append(self.headers.get("Authorization", ""))
            answer = stub.answer(operation)
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Write nothing to standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
