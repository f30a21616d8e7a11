#!/usr/bin/env python3
"""Run a command with the oldest AWS provider that the modules work with, which is built first.

    python scripts/oldest_provider.py privatelink test SPEC --aws-provider official

It is trimmed as the one of `privatelink aws-provider build`, which takes some 4 minutes, and stays in the user's cache.
No Go module has 5.83. So this is 5.82.2 with the one argument of 5.83 that modules use, filed as 5.83.0: it shows that
nothing newer is needed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from platformdirs import user_cache_path

from privatelink_harness.aws_provider.trimmed import builder, progress, store
from privatelink_harness.aws_provider.trimmed.edits import Replacement
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.aws_provider.trimmed.source import Layout

VERSION = "5.83.0"

MODULES = Path(__file__).with_name("oldest-provider")
"""go.mod and go.sum."""

DATA_SOURCE = "internal/service/ec2/vpc_endpoint_service_data_source.go"

LAYOUT = Layout(
    version=None,
    packages="internal/provider/service_packages_gen.go",
    repairs=(
        # Go 1.26 knows this setting no more.
        Replacement("go.mod", "godebug tlskyber=0\n", ""),
        Replacement(
            DATA_SOURCE,
            '\t\t\t"service_type": {\n',
            '\t\t\t"service_regions": {\n'
            "\t\t\t\tType: schema.TypeSet, Optional: true, Elem: &schema.Schema{Type: schema.TypeString},\n"
            "\t\t\t},\n"
            '\t\t\t"service_type": {\n',
        ),
        Replacement(
            DATA_SOURCE,
            "\tif len(input.Filters) == 0 {\n",
            '\tfor _, region := range d.Get("service_regions").(*schema.Set).List() {\n'
            "\t\tinput.ServiceRegions = append(input.ServiceRegions, region.(string))\n"
            "\t}\n"
            "\tif len(input.Filters) == 0 {\n",
        ),
    ),
    waits=(),
    serves=False,
)


def main() -> None:
    """Build it if it is not built, and run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    command = parser.parse_args().command or parser.error("a command is missing")
    environment = os.environ | {"TF_CLI_CONFIG_FILE": str(_configuration()), "PRIVATELINK_TEST_AWS_PROVIDER": VERSION}
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)


def _configuration() -> Path:
    """Return a CLI configuration that installs the build."""
    directory = user_cache_path("tf-privatelink", appauthor=False) / "oldest-provider"
    recipe = replace(
        Recipe.load(),
        version=VERSION,
        go_mod=(MODULES / "go.mod").read_text(encoding="utf-8"),
        go_sum=(MODULES / "go.sum").read_text(encoding="utf-8"),
    )
    mirror = _built(directory, recipe).directory
    path = directory / "terraform.rc"
    block = f"filesystem_mirror {{\n    path = {json.dumps(str(mirror))}\n  }}"
    path.write_text(f"provider_installation {{\n  {block}\n}}\n", encoding="utf-8")
    return path


def _built(directory: Path, recipe: Recipe) -> store.Build:
    """Return the build, in a directory apart from those that `auto` and `privatelink aws-provider status` look at."""
    before = os.environ.get(store.VARIABLE)
    os.environ[store.VARIABLE] = str(directory)
    try:
        return builder.build(tell=progress.lines(_say), recipe=recipe, layout=LAYOUT)
    finally:
        del os.environ[store.VARIABLE]
        if before is not None:
            os.environ[store.VARIABLE] = before


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
