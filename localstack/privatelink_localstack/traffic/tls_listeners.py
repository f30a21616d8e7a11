"""TLS listeners of network load balancers as the data plane has them.

Sources: Network Load Balancers guide, "Server certificates" (the default one, and others by SNI), "ALPN policies" and
"Security policies", whose names tell the lowest version of TLS and whether 1.3 is among them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

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
    named = dict.fromkeys(each for each in (record.certificate, *record.certificates) if each)
    found = tuple(certificates[each] for each in named if each in certificates)
    if record.protocol != "TLS" or not found:
        return None
    policy = record.ssl_policy or ""
    return Tls(found, _ALPN.get(record.alpn_policy or "", ()), versions(policy), ciphers.get(policy, ()))


def versions(policy: str) -> tuple[str, str]:
    """Return the lowest and the highest version of TLS of a security policy."""
    lowest = _LOWEST.search(policy)
    return _VERSIONS[lowest["minor"]] if lowest else "TLSv1", "TLSv1_3" if "-TLS13-" in policy else "TLSv1_2"
