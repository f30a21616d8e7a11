"""Precise edits of Go source text.

Each fails where the text is not what it was made for: a new release of the AWS provider is never edited by luck. All
functions are pure: text in, text out. `place` is the file's name for errors.
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
        file: the path inside the module that the text is in.
        old: the text, whole lines; it must be there exactly once.
        new: what takes its place.
    """

    file: str
    old: str
    new: str

    def __call__(self, text: str) -> str:
        """The text with the one in place of the other.

        Raises:
            HarnessError: the old text is not there exactly once.
        """
        if (times := text.count(self.old)) != 1:
            raise unexpected(self.file, f"{times} times where once is expected: {self.old.strip().splitlines()[0]}")
        return text.replace(self.old, self.new)


def unexpected(place: str, what: str) -> HarnessError:
    """The error of a text that an edit was not made for."""
    return HarnessError(
        f"{place}: the provider's source is not what the edits were made for: {what}",
        hint="Nothing was built. The edits have to follow the release that build/go.mod names.",
    )


def keep_services(text: str, services: Collection[str], place: str) -> str:
    """The list of service packages (`service_packages_gen.go`) with only some of them.

    Raises:
        HarnessError: one of them is not in the list, or the list has another form.
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
    """The API clients (`awsclient_gen.go`) with only the methods that are called, by name: `EC2Client`.

    Names that are called and not here are somebody else's methods: that is no error.

    Raises:
        HarnessError: the file has another form.
    """
    methods = text.count("func (c *AWSClient)")
    if not methods or len(_CLIENT.findall(text)) != methods:
        raise unexpected(place, f"{len(_CLIENT.findall(text))} of its {methods} methods make a client")
    return drop_unused_imports(_CLIENT.sub(lambda match: match[0] if match[1] in called else "", text), place)


def types(text: str, place: str) -> list[str]:
    """The types that a service's list (`service_package_gen.go`) names: resources, data sources, ephemeral resources.

    Raises:
        HarnessError: the file has another form.
    """
    found = _TYPE.findall(text)
    if len(found) != text.count("TypeName:"):
        raise unexpected(place, f"{len(found)} of its {text.count('TypeName:')} types can be read")
    return found


def drop_unused_imports(text: str, place: str) -> str:
    """The file without the imports that it uses no more: Go would not compile it.

    Raises:
        HarnessError: there is not exactly one block of imports.
    """
    blocks = list(_IMPORTS.finditer(text))
    if len(blocks) != 1:
        raise unexpected(place, f"it has {len(blocks)} blocks of imports")
    code = text[blocks[0].end() :]

    def used(match: re.Match[str]) -> str:
        name = match[1] or match[2].rpartition("/")[2]
        return match[0] if name == "_" or re.search(rf"\b{name}\.", code) else ""

    start, end = blocks[0].span(1)
    return text[:start] + _IMPORT.sub(used, blocks[0][1]) + text[end:]
