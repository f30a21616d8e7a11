"""The errors with which AWS's services refuse a request.

Source: the services' API references, "Common Errors".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """The code and the HTTP status of a service's refusal."""

    code: str
    status: int


_OWN = {
    "ec2": Refusal("UnauthorizedOperation", 403),
    "sns": Refusal("AuthorizationError", 403),
    "sqs": Refusal("AccessDenied", 403),
}
_BY_PROTOCOL = {"query": Refusal("AccessDenied", 403), "rest-xml": Refusal("AccessDenied", 403)}
_OF_JSON, _OF_REST_JSON = Refusal("AccessDeniedException", 400), Refusal("AccessDeniedException", 403)


def refusal(service: str, protocol: str) -> Refusal:
    """Return how a service refuses, in a protocol of botocore's."""
    if service in _OWN:
        return _OWN[service]
    if protocol == "rest-json":
        return _OF_REST_JSON
    return _BY_PROTOCOL.get(protocol, _OF_JSON)
