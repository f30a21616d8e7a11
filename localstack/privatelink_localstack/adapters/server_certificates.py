"""Server certificates of LocalStack's IAM, which has them in a store of its own: moto's is empty."""

from __future__ import annotations

from localstack.services.iam.models import ServerCertificateEntity, iam_stores

_ANY_REGION = "us-east-1"
"""The store is one for all Regions."""


def server_certificate(arn: str) -> ServerCertificateEntity | None:
    """Return a server certificate by its ARN; None for an unknown one, and for an ARN of another kind."""
    _, _, service, _, account, resource = (*arn.split(":", 5), *[""] * 6)[:6]
    if service != "iam" or account not in iam_stores:
        return None
    own = iam_stores[account][_ANY_REGION].SERVER_CERTIFICATES.get(resource.rpartition("/")[2])
    return own if own is not None and own.metadata["Arn"] == arn else None
