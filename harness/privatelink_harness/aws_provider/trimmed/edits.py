"""Exact edits of Go source text.

An edit fails on a text of another form than it was written for: a new release of the AWS provider is never edited by
luck. All functions are pure: text in, text out. `place` is the file's name for errors.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from privatelink_harness.errors import HarnessError

_IMPORTS = re.compile(r"^import \(\n(.*?)^\)\n", re.MULTILINE | re.DOTALL)
_IMPORT = re.compile(r'^\t(?:(\w+) )?"([^"]+)"\n', re.MULTILINE)
_SERVICE = re.compile(r'^\t"github\.com/hashicorp/terraform-provider-aws/internal/service/(\w+)"\n', re.MULTILINE)
_REGISTERED = re.compile(r"^\t\t(\w+)\.ServicePackage\(ctx\),\n", re.MULTILINE)
_CLIENT = re.compile(
    r"^func \(c \*AWSClient\) (\w+Client)\(ctx context\.Context\) [^\n]*\{\n.*?^\}\n\n?", re.MULTILINE | re.DOTALL
)
_TYPE = re.compile(r'^\t\t\tTypeName: +"(aws_\w+)",\n', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Replacement:
    """One exact text in place of another.

    Parameters:
        file: path of the text's file, inside the module.
        old: whole lines, which the file must hold exactly once.
        new: the lines in their place.
    """

    file: str
    old: str
    new: str

    def __call__(self, text: str) -> str:
        """Replace the old text by the new one.

        Raises:
            HarnessError: the file does not hold the old text exactly once.
        """
        if (times := text.count(self.old)) != 1:
            raise unexpected(self.file, f"{times} times where once is expected: {self.old.strip().splitlines()[0]}")
        return text.replace(self.old, self.new)


def unexpected(place: str, reason: str) -> HarnessError:
    """Return the error about a text of another form than an edit was written for."""
    return HarnessError(
        f"{place}: the AWS provider's source is not what the edits were written for: {reason}",
        hint="Nothing was built. Adapt the edits to the release that build/go.mod names.",
    )


def keep_services(text: str, services: Collection[str], place: str) -> str:
    """Reduce the list of service packages (`service_packages_gen.go`) to some of them.

    Raises:
        HarnessError: the list lacks one of them, or has another form.
    """
    imported, registered = _SERVICE.findall(text), _REGISTERED.findall(text)
    if not imported or imported != registered:
        raise unexpected(place, f"{len(imported)} services are imported and {len(registered)} registered")
    if missing := sorted(set(services) - set(imported)):
        raise unexpected(place, f"it has no service {', '.join(missing)}")
    for pattern in (_SERVICE, _REGISTERED):
        text = pattern.sub(lambda match: match[0] if match[1] in services else "", text)
    return text


def keep_clients(text: str, called: Collection[str], place: str) -> str:
    """Reduce the API clients (`awsclient_gen.go`) to the methods with these names, such as `EC2Client`.

    A name that the file lacks is no error: it is a method of another type.

    Raises:
        HarnessError: the file has another form.
    """
    methods = text.count("func (c *AWSClient)")
    if not methods or len(_CLIENT.findall(text)) != methods:
        raise unexpected(place, f"{len(_CLIENT.findall(text))} of its {methods} methods make a client")
    return drop_unused_imports(_CLIENT.sub(lambda match: match[0] if match[1] in called else "", text), place)


def types(text: str, place: str) -> list[str]:
    """Return the types in a service's list (`service_package_gen.go`): resources, data sources, ephemeral resources.

    Raises:
        HarnessError: the file has another form.
    """
    names = _TYPE.findall(text)
    if len(names) != text.count("TypeName:"):
        raise unexpected(place, f"{len(names)} of its {text.count('TypeName:')} types can be read")
    return names


def drop_unused_imports(text: str, place: str) -> str:
    """Remove the imports that a file no longer uses: Go would not compile it.

    Raises:
        HarnessError: the file does not have exactly one block of imports.
    """
    blocks = list(_IMPORTS.finditer(text))
    if len(blocks) != 1:
        raise unexpected(place, f"it has {len(blocks)} blocks of imports")
    code = text[blocks[0].end() :]

    def keep_used(match: re.Match[str]) -> str:
        name = match[1] or match[2].rpartition("/")[2]
        return match[0] if name == "_" or re.search(rf"\b{name}\.", code) else ""

    start, end = blocks[0].span(1)
    return text[:start] + _IMPORT.sub(keep_used, blocks[0][1]) + text[end:]
