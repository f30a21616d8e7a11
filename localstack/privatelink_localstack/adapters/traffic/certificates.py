"""The certificates of TLS listeners, out of moto's ACM."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from moto.acm.models import AWS_ROOT_CA, acm_backends

from privatelink_localstack.dataplane.state.model import Certificate
from privatelink_localstack.load_balancing.listeners.model import Listener

_IMPORTED = "IMPORTED"


def certificates(listeners: Iterable[Listener]) -> Iterator[tuple[str, Certificate]]:
    """Yield the certificates of listeners by ARN; those of others, such as IAM's, are left out.

    Imported ones have the chain and the key that they were imported with. Those that ACM would issue are issued by the
    data plane's own authority: moto's own are of nobody whom a client could trust.
    """
    arns = {arn for each in listeners for arn in (each.certificate, *each.certificates) if arn}
    for arn in sorted(arns):
        bundle = _bundle(arn)
        if bundle is not None:
            yield arn, _certificate(bundle)


def _bundle(arn: str) -> Any:
    _, _, service, region, account, *_ = arn.split(":")
    if service != "acm" or account not in acm_backends:
        return None
    return acm_backends[account][region]._certificates.get(arn)  # noqa: SLF001 - moto has no reader without side effects


def _certificate(bundle: Any) -> Certificate:
    names = tuple(dict.fromkeys((str(bundle.common_name), *sorted(_alternative_names(bundle)))))
    if bundle.type != _IMPORTED:
        return Certificate(names)
    chain = bundle.cert + b"\n" + bundle.chain.removesuffix(AWS_ROOT_CA)
    return Certificate(names, chain.decode(), bundle.key.decode())


def _alternative_names(bundle: Any) -> list[str]:
    from cryptography import x509

    try:
        found = bundle._cert.extensions.get_extension_for_class(x509.SubjectAlternativeName)  # noqa: SLF001 - as above
    except x509.ExtensionNotFound:
        return []
    return list(found.value.get_values_for_type(x509.DNSName))
