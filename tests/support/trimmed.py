"""The trimmed AWS provider in tests: a small module in the source's place, and a Go that compiles nothing.

The module's text is made up: it only has the form that the edits expect.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from privatelink_harness.aws_provider.mirror import here
from privatelink_harness.aws_provider.trimmed.recipe import Options, Recipe
from privatelink_harness.aws_provider.trimmed.store import Build

MODULE = "github.com/hashicorp/terraform-provider-aws"
CLIENT = """func (c *AWSClient) {name}Client(ctx context.Context) *{service}.Client {{
\treturn client[*{service}.Client](ctx, c, names.{name})
}}
"""
VERSION = Recipe.load().version

LOOPS = {
    "sdkv2": ["sp.SDKDataSources", "sp.SDKResources"] * 2,
    "framework": ["sp.FrameworkDataSources", "v.EphemeralResources", "sp.FrameworkResources"] * 2,
}
"""The lists of types that a provider's code goes through."""


def looping(lists: list[str]) -> str:
    """Return Go code that goes through lists of types."""
    loops = "".join(f"\t\tfor _, v := range {each}(ctx) {{\n\t\t\tuse(v)\n\t\t}}\n" for each in lists)
    return f'import (\n\t"context"\n)\n\n{loops}'


NAMES = """package names

import (
\t"fmt"
\t"log"

\t"github.com/hashicorp/terraform-provider-aws/names/data"
)

var serviceData map[string]serviceDatum

func init() {
\tserviceData = make(map[string]serviceDatum)
\tlog.Print("read")
}

func readHCLIntoServiceData() error {
\td, err := data.ReadAllServiceData()
\tif err != nil {
\t\treturn fmt.Errorf("reading HCL into service data: %w", err)
\t}
}

func Upper(service string) (string, error) {
\treturn "", fmt.Errorf("no %s", service)
}
"""
NAMES_DATA = """service "amp" {
  names {
    aliases             = ["prometheus", "prometheusservice"]
    provider_name_upper = "AMP"
    human_friendly      = "AMP (Managed Prometheus)"
  }

  brand = "AWS"
}

service "ec2" {
  names {
    provider_name_upper = "EC2"
    human_friendly      = "EC2 (Elastic Compute Cloud)"
  }

  sub_service "vpc" {
    names {
      provider_name_upper = "VPC"
      human_friendly      = "VPC"
    }
  }

  brand = "AWS"
}

service "kept" {
  names {
    provider_name_upper = "Kept"
    human_friendly      = "Kept"
  }

  endpoint_info {
    endpoint_only = true
  }

  not_implemented = true
}

service "left" {
  names {
    provider_name_upper = "Left"
    human_friendly      = "Left"
  }

  not_implemented = true
}

service "out" {
  exclude = true
}
"""

GO = """#!{python}
import json, pathlib, sys
log = pathlib.Path({log!r})
arguments = sys.argv[1:]
log.write_text((log.read_text() if log.exists() else "") + " ".join(arguments[:2]) + "\\n")
def fail(text, code=1):
    sys.stderr.write(text)
    sys.exit(code)
{failing}
if arguments[0] == "version":
    print("go version {version} {platform}")
elif arguments[:3] == ["mod", "edit", "-json"]:
    print(json.dumps({{"Require": [{{"Path": {module!r}, "Version": "v0"}},
        {{"Path": "github.com/hashicorp/terraform-plugin-sdk/v2", "Version": "v2"}}], "Replace": None}}))
elif arguments[:2] == ["mod", "download"]:
    for (name, directory) in zip(arguments[3:], [{provider!r}, {sdk!r}]):
        path, _, version = name.partition("@")
        print(json.dumps({{"Path": path, "Version": version, "Dir": directory}}))
elif arguments[0] == "list":
    print("one\\ntwo")
elif arguments[0] == "build":
    for package in ("one", "two"):
        print(json.dumps({{"ImportPath": package, "Action": "build-output", "Output": package + "\\n"}}), flush=True)
    pathlib.Path(arguments[arguments.index("-o") + 1]).write_text("a provider")
"""


def list_of_types(*types: str) -> str:
    """Return a service's list of types."""
    entries = "".join(f'\t\t{{\n\t\t\tFactory:  make,\n\t\t\tTypeName: "{name}",\n\t\t}},\n' for name in types)
    return f"package any\n\nvar all = []any{{\n{entries}}}\n"


@dataclass(frozen=True, slots=True)
class FakeGo:
    """A Go that compiles nothing.

    Parameters:
        path: the directory that holds it, for PATH.
        log: the file with the commands that were run, a line each.
    """

    path: str
    log: Path

    @property
    def commands(self) -> list[str]:
        """The commands that were run: the first two arguments of each."""
        return self.log.read_text().splitlines() if self.log.exists() else []


class MakeGo(Protocol):
    """Makes a Go that compiles nothing, in a directory of its own."""

    def __call__(self, failing: str = "", *, version: str = "go1.26.1", name: str = "bin") -> FakeGo:
        """Return the Go.

        Parameters:
            failing: Python that ends it, such as `if arguments[0] == 'build': fail('no memory')`.
            name: of its directory.
        """
        ...


class InstallBuild(Protocol):
    """Installs a build that was never compiled."""

    def __call__(self, **manifest: object) -> Build:
        """Return the build.

        Parameters:
            manifest: fields of the manifest that differ from the usual ones, such as `key="b"`.
        """
        ...


def small_recipe(options: Options | None = None) -> Recipe:
    """Return a recipe for the module above."""
    return Recipe(VERSION, ("ec2", "sns"), options or Options(), "module m\n\ngo 1.24.6\n", "", here())
