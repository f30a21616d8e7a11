"""Provider blocks of a root module on an emulator: settings that lead to another place are overridden.

A stack's environment reaches every provider configuration, but a block's own arguments come before it: a profile of the
user's files may hold real credentials and `ignore_configured_endpoint_urls`, and `endpoints` may name AWS. So each
directory of the copy gets an override file that takes these arguments away:
https://developer.hashicorp.com/terraform/language/files/override. Everything else stays as it is written: Region, roles
and keys say which account is meant, and an emulator has all of them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform.workspace import as_list, configuration, parse, read

if TYPE_CHECKING:
    from collections.abc import Iterator

OVERRIDE = "zzz_privatelink_override.tf"
"""Loaded after every other override file, which Terraform merges in the order of their names."""

_REPLACED = {
    "profile": "profile = null",
    "shared_config_files": "shared_config_files = null",
    "shared_credentials_files": "shared_credentials_files = null",
    "endpoints": "endpoints {}",
    # The endpoint's URL is given; with it, the AWS SDK refuses these two.
    "use_dualstack_endpoint": "use_dualstack_endpoint = false",
    "use_fips_endpoint": "use_fips_endpoint = false",
    "custom_ca_bundle": "custom_ca_bundle = null",
    "http_proxy": "http_proxy = null",
    "https_proxy": "https_proxy = null",
    "no_proxy": "no_proxy = null",
}
"""What an override file says in place of an argument or block."""

_NAMES_ONE = re.compile(rf"\b({'|'.join(_REPLACED)})\b")
_LOCAL_NAME = re.compile(r'"?([\w-]+)"?\s*[=:]\s*\{[^{}]*"?source"?\s*[=:]\s*"(?:[\w.-]+/)?hashicorp/aws"')


@dataclass(frozen=True, slots=True)
class ProviderBlock:
    """A provider configuration.

    Parameters:
        name: the provider's local name.
        alias: None for the default configuration.
        arguments: the names of its arguments and nested blocks.
    """

    name: str
    alias: str | None
    arguments: frozenset[str]

    def override(self) -> str:
        """Return the block of an override file, "" where nothing is to be overridden."""
        lines = [text for name, text in _REPLACED.items() if name in self.arguments]
        if not lines:
            return ""
        alias = [f'alias = "{self.alias}"'] if self.alias else []
        body = "".join(f"  {line}\n" for line in (*alias, *lines))
        return f'provider "{self.name}" {{\n{body}}}\n'


def confine(directory: Path) -> None:
    """Write an override file into each directory of modules below this one that needs it.

    Raises:
        HarnessError: a file can't be read, parsed or written.
    """
    for path, directories, _ in os.walk(directory):
        if Path(path).name == ".terraform":
            # Of Terraform's own data, only modules from a registry have configuration.
            directories[:] = [each for each in directories if each == "modules"]
        text = "\n".join(filter(None, (block.override() for block in find(Path(path)))))
        if text:
            _write(Path(path) / OVERRIDE, f"# This run has an endpoint and credentials of its own.\n{text}")


def find(directory: Path) -> list[ProviderBlock]:
    """Return the configurations of the AWS provider in a module whose text names what is overridden.

    Raises:
        HarnessError: a file can't be read, or is not HCL.
    """
    texts = {file: read(file) for file in configuration(directory)}
    names = {"aws"}.union(*(_LOCAL_NAME.findall(text) for text in texts.values()))
    return [
        ProviderBlock(name, _alias(body), frozenset(body) | _dynamic(body))
        for file, text in texts.items()
        if "provider" in text and _NAMES_ONE.search(text)
        for name, body in _blocks(parse(file, text))
        if name in names
    ]


def _blocks(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for block in as_list(document.get("provider")):
        for label, bodies in block.items():
            for body in as_list(bodies):
                yield label.strip('"'), body


def _alias(body: dict[str, Any]) -> str | None:
    alias = body.get("alias")
    return alias.strip('"') if isinstance(alias, str) else None


def _dynamic(body: dict[str, Any]) -> set[str]:
    """Return the names of the blocks that `dynamic` makes."""
    return {label.strip('"') for block in as_list(body.get("dynamic")) for label in block}


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise HarnessError(f"{file}: can't be written: {error.strerror}") from error
