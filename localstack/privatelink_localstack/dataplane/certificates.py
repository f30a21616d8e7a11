"""The run's own certificate authority, and how the plane's servers speak TLS with its certificates."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import TYPE_CHECKING

from privatelink_localstack.dataplane.state.model import Certificate, Tls

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import CertificateBuilder, ExtensionType, Name

_NAME = "tf-privatelink's authority of one LocalStack"
_BEFORE, _VALID = timedelta(days=1), timedelta(days=397)
"""How long before now a certificate is valid, for clocks that are behind, and how long after."""
_LONGEST_COMMON_NAME = 64


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its key, both as PEM."""

    chain: str
    key: str


class Authority:
    """A certificate authority whose key is in this process's memory alone.

    It is made on first use: most states have no TLS, and the library takes 0.1 s to load.
    """

    @cached_property
    def text(self) -> str:
        """Its own certificate, as PEM."""
        from cryptography.hazmat.primitives.serialization import Encoding

        return self._certificate.public_bytes(Encoding.PEM).decode()

    def issue(self, names: tuple[str, ...]) -> Issued:
        """Return a new certificate for names."""
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
        from cryptography.x509.oid import ExtendedKeyUsageOID

        key = ec.generate_private_key(ec.SECP256R1())
        shortest = min(names, key=len)
        certificate = self._signed(
            _name(shortest if len(shortest) <= _LONGEST_COMMON_NAME else _NAME),
            key,
            (
                x509.SubjectAlternativeName(x509.DNSName(each) for each in names),
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
            ),
        )
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return Issued(certificate.public_bytes(Encoding.PEM).decode(), private.decode())

    @cached_property
    def _key(self) -> EllipticCurvePrivateKey:
        from cryptography.hazmat.primitives.asymmetric import ec

        return ec.generate_private_key(ec.SECP256R1())

    @cached_property
    def _certificate(self) -> x509.Certificate:
        from cryptography import x509

        return self._signed(
            _name(_NAME),
            self._key,
            (
                x509.BasicConstraints(ca=True, path_length=0),
                x509.KeyUsage(
                    digital_signature=False,
                    content_commitment=False,
                    key_encipherment=False,
                    data_encipherment=False,
                    key_agreement=False,
                    key_cert_sign=True,
                    crl_sign=True,
                    encipher_only=False,
                    decipher_only=False,
                ),
                x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()),
            ),
        )

    def _signed(
        self, subject: Name, key: EllipticCurvePrivateKey, extensions: Iterable[ExtensionType]
    ) -> x509.Certificate:
        from cryptography import x509
        from cryptography.hazmat.primitives.hashes import SHA256

        now = datetime.now(UTC)
        builder: CertificateBuilder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(_name(_NAME))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BEFORE)
            .not_valid_after(now + _VALID)
        )
        for extension in extensions:
            is_critical = isinstance(extension, x509.BasicConstraints | x509.KeyUsage)
            builder = builder.add_extension(extension, critical=is_critical)
        return builder.sign(self._key, SHA256())


class Contexts:
    """The TLS of servers, made on their first connection. Any thread may ask.

    Parameters:
        path: the file of the authority's certificate.
    """

    def __init__(self, path: Path) -> None:
        self._authority = Authority()
        self._path = path
        self._known: dict[Tls, ssl.SSLContext] = {}
        self._lock = Lock()

    def known(self, tls: Tls) -> ssl.SSLContext | None:
        """Return a server's TLS if it has been made."""
        return self._known.get(tls)

    def make(self, tls: Tls) -> ssl.SSLContext:
        """Return a server's TLS.

        Raises:
            ssl.SSLError: a certificate and its key are not of each other, or are none.
        """
        with self._lock:
            if tls not in self._known:
                self._known[tls] = self._made(tls)
            return self._known[tls]

    def forget(self) -> None:
        """Forget all servers, but not the authority: clients have its certificate."""
        with self._lock:
            self._known.clear()

    def authority(self) -> Path:
        """Return the file of the authority's certificate."""
        with self._lock:
            if not self._path.exists():
                # In place at once: clients may look at any time.
                new = self._path.with_suffix(".new")
                new.write_text(self._authority.text, encoding="ascii")
                new.replace(self._path)
            return self._path

    def close(self) -> None:
        """Remove the file of the authority's certificate."""
        self._path.unlink(missing_ok=True)

    def _made(self, tls: Tls) -> ssl.SSLContext:
        contexts = [self._one(tls, each) for each in tls.certificates]
        default = contexts[0]

        def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
            chosen = best(tls.certificates, name)
            if chosen:
                connection.context = contexts[chosen]

        if len(contexts) > 1:
            default.sni_callback = choose
        return default

    def _one(self, tls: Tls, certificate: Certificate) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        lowest, highest = tls.versions
        context.minimum_version, context.maximum_version = ssl.TLSVersion[lowest], ssl.TLSVersion[highest]
        if tls.ciphers:
            # Clients and policies of TLS 1.0 use what OpenSSL's own level refuses.
            context.set_ciphers(":".join((*tls.ciphers, "@SECLEVEL=0")))
        if tls.alpn:
            context.set_alpn_protocols(list(tls.alpn))
        own = None if certificate.chain is None or certificate.key is None else (certificate.chain, certificate.key)
        load(context, Issued(*own) if own else self._authority.issue(certificate.names))
        return context


def best(certificates: tuple[Certificate, ...], name: str | None) -> int:
    """Return the index of the certificate for a server's name; the default's for no name, and for one of nobody."""
    found = (at for at, each in enumerate(certificates) if name and is_for(each, name))
    return next(found, 0)


def is_for(certificate: Certificate, name: str) -> bool:
    """Return whether a certificate is for a server's name."""
    wanted = name.rstrip(".").lower()
    _, _, parent = wanted.partition(".")
    return any(each.lower() in {wanted, f"*.{parent}"} for each in certificate.names)


def load(context: ssl.SSLContext, issued: Issued) -> None:
    """Load a certificate from memory: `ssl` reads files alone.

    Raises:
        ssl.SSLError: the key is not the certificate's, or one of the two is none.
    """
    with _file(f"{issued.key}\n{issued.chain}\n") as path:
        context.load_cert_chain(path)


@contextmanager
def _file(text: str) -> Iterator[str]:
    """Give a path to a text that nobody else can read, in memory where the system has such files."""
    if not hasattr(os, "memfd_create"):
        with NamedTemporaryFile("w", encoding="ascii") as own:  # mode 0600
            own.write(text)
            own.flush()
            yield own.name
        return
    file = os.memfd_create("certificate", os.MFD_CLOEXEC)
    try:
        os.write(file, text.encode())
        yield f"/proc/self/fd/{file}"
    finally:
        os.close(file)


def _name(text: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
