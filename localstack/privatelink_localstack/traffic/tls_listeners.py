"""TLS listeners of network load balancers as the data plane has them.

Sources: Network Load Balancers guide, "Server certificates" (the default one, and others by SNI), "ALPN policies" and
"Security policies", whose names tell the lowest version of TLS and whether 1.3 is among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from privatelink_localstack.dataplane.state.model import Certificate, Tls
from privatelink_localstack.load_balancing.listeners.model import Listener

_ALPN: Mapping[str, tuple[str, ...]] = {
    "HTTP1Only": ("http/1.1", "http/1.0"),
    "HTTP2Only": ("h2",),
    "HTTP2Optional": ("http/1.1", "http/1.0", "h2"),
    "HTTP2Preferred": ("h2", "http/1.1", "http/1.0"),
}
_LOWEST = re.compile(r"-(?:TLS13|TLS|FS)-1-(?P<minor>[0-3])(?:-|$)")
_VERSIONS = {"0": "TLSv1", "1": "TLSv1_1", "2": "TLSv1_2", "3": "TLSv1_3"}


def tls(
    record: Listener, certificates: Mapping[str, Certificate], ciphers: Mapping[str, tuple[str, ...]]
) -> Tls | None:
    """Return how a listener speaks TLS; None for another protocol, and for one whose certificates are gone.

    Parameters:
        certificates: by ARN.
        ciphers: of security policies, by name. A policy that is not among them has those of OpenSSL.
    """
    named = (record.certificate, *record.certificates) if record.protocol == "TLS" else ()
    alpn = _ALPN.get(record.alpn_policy or "", ())
    return secured(named, record.ssl_policy or "", alpn, certificates, ciphers)


def secured(
    named: Iterable[str | None],
    policy: str,
    alpn: tuple[str, ...],
    certificates: Mapping[str, Certificate],
    ciphers: Mapping[str, tuple[str, ...]],
) -> Tls | None:
    """Return TLS with certificates by their ARNs, the default one first, and a security policy; None without any."""
    arns = dict.fromkeys(each for each in named if each)
    found = tuple(certificates[each] for each in arns if each in certificates)
    return Tls(found, alpn, versions(policy), ciphers.get(policy, ())) if found else None


def versions(policy: str) -> tuple[str, str]:
    """Return the lowest and the highest version of TLS of a security policy."""
    lowest = _LOWEST.search(policy)
    return _VERSIONS[lowest["minor"]] if lowest else "TLSv1", "TLSv1_3" if "-TLS13-" in policy else "TLSv1_2"
