"""The edits that let the AWS provider stay up between Terraform's commands, and serve only the types that are named.

Of a plan's 0.75 s of processor, half went into three starts of the AWS provider, with new certificates each, and into
the schema of 457 types, three times.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from privatelink_harness.aws_provider.trimmed.edits import Replacement, unexpected

_SOURCE = Path(__file__).with_name("build") / "source"
_IMPORT = '\t"github.com/hashicorp/terraform-provider-aws/internal/served"\n'
_FIRST_IMPORT = "import (\n"
_LOOP = re.compile(
    r"^(?P<indent>\t+)for _, (?P<name>\w+) := range "
    r"(?:sp\.(?:SDK|Framework)(?:DataSources|Resources)|v\.EphemeralResources)\(ctx\) \{\n",
    re.MULTILINE,
)

LISTS = {"internal/provider/sdkv2/provider.go": 4, "internal/provider/framework/provider.go": 6}
"""The loops over all types, by the path of their file."""

MAIN = Replacement(
    "main.go",
    "\tflag.Parse()\n",
    '\tsocket := flag.String("listen", "", "Serve at this socket until standard input ends.")\n'
    "\tflag.Parse()\n"
    '\tif *socket != "" {\n'
    "\t\tlog.Fatal(listen(*socket))\n"
    "\t}\n",
)


def keep_served(text: str, place: str) -> str:
    """Have the loops over all types pass over those that are not served.

    Raises:
        HarnessError: the file has another form.
    """
    loops = len(_LOOP.findall(text))
    if (loops, text.count(_FIRST_IMPORT)) != (LISTS[place], 1):
        raise unexpected(place, f"it has {loops} loops over types, and {LISTS[place]} are expected")

    def skip(match: re.Match[str]) -> str:
        indent = match["indent"] + "\t"
        return f"{match[0]}{indent}if !served.Type({match['name']}.TypeName) {{\n{indent}\tcontinue\n{indent}}}\n"

    return _LOOP.sub(skip, text).replace(_FIRST_IMPORT, _FIRST_IMPORT + _IMPORT)


@cache
def added() -> dict[str, str]:
    """Return our own files, text by path inside the module."""
    return {
        path.relative_to(_SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(_SOURCE.rglob("*.go"))
    }
