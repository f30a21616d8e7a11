"""The certificates of TLS listeners, out of moto's ACM and LocalStack's IAM, and their ciphers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from moto.acm.models import AWS_ROOT_CA, acm_backends

from privatelink_localstack.adapters.elbv2.context import ssl_policies
from privatelink_localstack.adapters.server_certificates import server_certificate
from privatelink_localstack.dataplane.state.model import Certificate
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.traffic.facts import WebListenerFacts

_IMPORTED = "IMPORTED"


def certificates(listeners: Iterable[Listener | WebListenerFacts]) -> Iterator[tuple[str, Certificate]]:
    """Yield the certificates of listeners by ARN.

    Uploaded and imported ones have their own chain and key. Those that ACM would issue are issued by the
    data plane's own authority: moto's own are of nobody whom a client could trust.
    """
    arns = {arn for each in listeners for arn in (each.certificate, *each.certificates) if arn}
    for arn in sorted(arns):
        if (bundle := _bundle(arn)) is not None:
            yield arn, _certificate(bundle)
        elif (uploaded := _uploaded(arn)) is not None:
            yield arn, uploaded


def ciphers(listeners: Iterable[Listener | WebListenerFacts]) -> Mapping[str, tuple[str, ...]]:
    """Return the ciphers of listeners' security policies by name, the preferred first.

    AWS names them as OpenSSL does. Those of TLS 1.3, which every policy with it has, are not told apart.
    """
    known = ssl_policies()
    named = sorted({each.ssl_policy for each in listeners if each.ssl_policy} & known.keys())
    return {
        name: tuple(cipher for cipher, _ in sorted(known[name].ciphers, key=itemgetter(1)) if "TLS_" not in cipher)
        for name in named
    }


def _bundle(arn: str) -> Any:
    _, _, service, region, account, *_ = arn.split(":")
    if service != "acm" or account not in acm_backends:
        return None
    return acm_backends[account][region]._certificates.get(arn)  # noqa: SLF001 - moto has no reader without side effects


def _uploaded(arn: str) -> Certificate | None:
    """Return a server certificate of IAM."""
    own = server_certificate(arn)
    if own is None:
        return None
    chain = "\n".join((own.certificate_body, own.certificate_chain or ""))
    return Certificate(_names(own.certificate_body), chain, own.private_key)


def _names(certificate: str) -> tuple[str, ...]:
    from cryptography import x509

    own = x509.load_pem_x509_certificate(certificate.encode())
    common = own.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return tuple(dict.fromkeys((*(str(each.value) for each in common), *sorted(_alternative_names(own)))))


def _certificate(bundle: Any) -> Certificate:
    names = tuple(dict.fromkeys((str(bundle.common_name), *sorted(_alternative_names(bundle._cert)))))  # noqa: SLF001 - as above
    if bundle.type != _IMPORTED:
        return Certificate(names)
    chain = bundle.cert + b"\n" + bundle.chain.removesuffix(AWS_ROOT_CA)
    return Certificate(names, chain.decode(), bundle.key.decode())


def _alternative_names(certificate: Any) -> list[str]:
    from cryptography import x509

    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return list(found.value.get_values_for_type(x509.DNSName))
