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
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import unwritable
from privatelink_harness.terraform.workspace import as_list, configuration, parse, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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

_SPACE = r"(?:\s|/\*.*?\*/)*"
_HEADER = re.compile(rf'\bprovider\b{_SPACE}(?:"[^"]*"|[\w-]+){_SPACE}\{{', re.DOTALL)
_NAME = f"({'|'.join(_REPLACED)})"
_NAMES_ONE = re.compile(rf'\b{_NAME}\b{_SPACE}[={{]|\bdynamic\b{_SPACE}"{_NAME}"', re.DOTALL)
_KEYS = ("secret_key", "token")
_NAMES_KEY = re.compile(rf"\b(?:{'|'.join(_KEYS)})\b")
_LOCAL_NAME = r'"?([\w-]+)"?\s*[=:]\s*\{{[^{{}}]*"?source"?\s*[=:]\s*"(?:[\w.-]+/)?hashicorp/{}"'


@dataclass(frozen=True, slots=True)
class ProviderBlock:
    """A provider configuration.

    Parameters:
        name: the provider's local name.
        alias: None for the default configuration.
        arguments: the names of its arguments and nested blocks.
        file: has the block.
        body: its arguments and nested blocks, as `workspace.parse` gives them.
    """

    name: str
    alias: str | None
    arguments: frozenset[str]
    file: Path
    body: Mapping[str, Any] = field(repr=False)

    def override(self) -> str:
        """Return the block of an override file, "" where nothing is to be overridden."""
        return self.overridden_by([text for name, text in _REPLACED.items() if name in self.arguments])

    def overridden_by(self, lines: Iterable[str]) -> str:
        """Return the block of an override file with these lines, "" without any."""
        lines = list(lines)
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
    for path in modules_below(directory):
        override(path, [block.override() for block in find(path, naming=_NAMES_ONE)])


def modules_below(directory: Path) -> Iterator[Path]:
    """Yield every directory that may be a module's; of Terraform's own data, only modules have configuration."""
    for path, directories, _ in os.walk(directory):
        if Path(path).name == ".terraform":
            directories[:] = [each for each in directories if each == "modules"]
        yield Path(path)


def override(directory: Path, blocks: Iterable[str]) -> None:
    """Write a module's override file, if there is anything to override.

    Raises:
        HarnessError: it can't be written.
    """
    if text := "\n".join(filter(None, blocks)):
        _write(directory / OVERRIDE, f"# This run has an endpoint and credentials of its own.\n{text}")


def find(directory: Path, provider: str = "aws", *, naming: re.Pattern[str] = _HEADER) -> list[ProviderBlock]:
    """Return the configurations of the AWS provider in a module, or of another one of HashiCorp's.

    Parameters:
        naming: no HCL without such text is parsed, because that takes long.

    Raises:
        HarnessError: a file can't be read, or is not HCL.
    """
    texts = {file: read(file) for file in configuration(directory)}
    named = [
        file for file, text in texts.items() if file.suffix == ".json" or (_HEADER.search(text) and naming.search(text))
    ]
    # Few modules have any, and their local names are slow to find.
    names = local_names(texts.values(), provider) if named else set()
    return [
        ProviderBlock(name, _alias(body), frozenset(body) | _dynamic(body), file, body)
        for file in named
        for name, body in _blocks(parse(file, texts[file]))
        if name in names
    ]


def written_keys(directory: Path) -> Iterator[str]:
    """Yield the secret keys and session tokens that provider blocks below a directory write out.

    Raises:
        HarnessError: a file can't be read, or is not HCL.
    """
    for module in modules_below(directory):
        for provider in ("aws", "awscc"):
            for block in find(module, provider, naming=_NAMES_KEY):
                texts = (block.body.get(name) for name in _KEYS)
                yield from (text.strip('"') for text in texts if isinstance(text, str) and "${" not in text)


def local_names(texts: Iterable[str], provider: str = "aws") -> set[str]:
    """Return the names that a module's files have for the AWS provider, or for another one of HashiCorp's."""
    return {provider}.union(*(re.findall(_LOCAL_NAME.format(provider), text) for text in texts))


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
        raise unwritable(file, error) from error
