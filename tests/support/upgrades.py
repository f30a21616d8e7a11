"""One root module that calls many published modules, as they were released and as they are now, and its test.

Terraform applies the released modules with a mocked AWS provider, which needs no API. It plans the modules of now on
that state with the real AWS provider, without refreshing: so the provider itself says which changes replace a resource.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

type Values = dict[str, str]
"""Mocked values in HCL, by the type that has them."""

_BLOCK = re.compile(r'^(\w+)((?: "[^"]*")*) \{(?:\n(.*?)^)?\}$', re.MULTILINE | re.DOTALL)
_MOCK = re.compile(r'^  mock_(data|resource) "(\w+)" \{\n    defaults = (.*?)\n  \}$', re.MULTILINE | re.DOTALL)
_OVERRIDE = re.compile(r"^  target += (.*)\n  values += (.*?)\n\Z", re.MULTILINE | re.DOTALL)
_CHECK = re.compile(r'^check "[^"]*" \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)
_CONDITION = re.compile(r"^( +)(?:pre|post)condition \{\n.*?^\1\}\n", re.MULTILINE | re.DOTALL)
_PROVIDERS = re.compile(r"^  providers = \{\n(.*?)^  \}$", re.MULTILINE | re.DOTALL)
_PASSED = re.compile(r"^ +(aws\S*) += (aws\S*)$", re.MULTILINE)
_ALIASES = re.compile(r"aws\.[\w-]+")

_LOCAL = frozenset({"aws_iam_policy_document", "aws_partition"})
"""Data sources that the AWS provider answers without a call."""

_VALID: Values = {
    "aws_cloudwatch_contributor_managed_insight_rule": 'state = "ENABLED"',
    "aws_lb_target_group": 'health_check = { matcher = "", path = "" }',
    "aws_route53profiles_association": 'status = "COMPLETE"',
    "aws_route53profiles_profile": 'status = "COMPLETE", share_status = "NOT_SHARED"',
    "aws_route53profiles_resource_association": 'status = "COMPLETE", resource_properties = "{}"',
    "aws_sns_topic": 'fifo_throughput_scope = ""',
}
"""Values in place of random ones, which a plan would reject."""

_DEFAULTS = {
    "aws_ec2_transit_gateway": 'multicast_support = "disable"',
    "aws_sns_topic": "fifo_topic = false",
}
"""The AWS provider's defaults of arguments that replace a resource; a mocked apply leaves them out."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a module's own tests begin with.

    Parameters:
        data: the values of data sources, by the name of the provider configuration, such as `aws.hub`.
        overrides: kind, target and body of each `override_data` and `override_resource`.
        variables: the arguments of a caller.
    """

    data: dict[str, Values] = field(default_factory=dict)
    resources: Values = field(default_factory=dict)
    overrides: tuple[tuple[str, str, str], ...] = ()
    variables: str = ""


def write(root: Path, released: Mapping[str, Path], current: Mapping[str, Path]) -> None:
    """Write a root module that calls the modules of now, `released` inside it that calls the released ones, and a test.

    Parameters:
        root: a directory, which does not exist.
        released: directories of modules with their own tests, by name.
        current: the same modules of now.
    """
    heads = {name: _head(directory) for name, directory in released.items()}
    listed = [each for head in heads.values() for each in head.resources.items()]
    # Some modules need more of a resource than others.
    resources = dict(sorted(listed, key=lambda each: len(each[1])))
    mocks = [
        f'  mock_resource "{kind}" {{\n    defaults = {_with_valid(kind, resources.get(kind))}\n  }}\n'
        for kind in sorted({*resources, *_VALID})
    ]
    runs = {
        "released": _write_root(root / "released", released, heads, "apply"),
        "upgraded": _write_root(root, current, heads, "plan"),
    }
    (root / "tests").mkdir()
    (root / "tests" / "upgrade.tftest.hcl").write_text(_TEST.format(mocks="".join(mocks), **runs), encoding="utf-8")


_TEST = """\
mock_provider "aws" {{
  alias = "mocked"

{mocks}}}

provider "aws" {{
  region                      = "us-east-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}}

run "released" {{
  state_key = "modules"
  module {{
    source = "./released"
  }}
  providers = {{
    aws = aws.mocked
  }}
{released}}}

run "upgraded" {{
  command   = plan
  state_key = "modules"
  plan_options {{
    refresh = false
  }}
  providers = {{
    aws = aws
  }}
{upgraded}}}
"""


def _write_root(
    root: Path, modules: Mapping[str, Path], heads: Mapping[str, Head], command: Literal["apply", "plan"]
) -> str:
    """Write a root module of calls, with copies of the modules, and return the overrides of its run."""
    calls, overrides = ['terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'], []
    for name, directory in modules.items():
        own, place = _head(directory), root / "modules" / name
        shutil.copytree(directory, place, ignore=shutil.ignore_patterns("examples", "tests"))
        _edit(place, with_defaults=command == "apply")
        names = [*_aliases(place), *(["aws"] if "aws" in own.data else [])]
        passed = "".join(f"    {each} = aws\n" for each in names)
        calls.append(
            f'module "{name}" {{\n  source = "./modules/{name}"\n{heads[name].variables}'
            f"  providers = {{\n{passed}  }}\n}}\n"
        )
        targets = {target for _, target, _ in own.overrides}
        data = _data(place, {key: {} for key in names} | own.data, command)
        overrides += [("override_data", name, target, values) for target, values in data if target not in targets]
        overrides += [
            (kind, name, target, values)
            for kind, target, values in own.overrides
            if kind == "override_data" or command == "apply"
        ]
    (root / "main.tf").write_text("\n".join(calls), encoding="utf-8")
    return "".join(
        f"  {kind} {{\n    target = module.{name}.{target}\n    values = {values}\n  }}\n"
        for kind, name, target, values in overrides
    )


def _with_valid(kind: str, values: str | None) -> str:
    """Return a type's values with the valid ones."""
    valid = _VALID.get(kind, "")
    if values is None:
        return f"{{ {valid} }}"
    return f"{values.rstrip().removesuffix('}').rstrip()}{', ' if valid else ''}{valid} }}"


def _edit(directory: Path, *, with_defaults: bool) -> None:
    """Remove checks and conditions, which random values do not meet; write the provider's defaults out."""
    for path in directory.rglob("*.tf"):
        text = _CONDITION.sub("", _CHECK.sub("", path.read_text("utf-8")))
        for kind, argument in _DEFAULTS.items() if with_defaults else ():
            if argument.split()[0] not in text:
                text = re.sub(rf'^resource "{kind}" .*$', rf"\g<0>\n  {argument}", text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")


def _head(directory: Path) -> Head:
    """Read the beginning of a module's own tests."""
    [path] = (directory / "tests").glob("*.tftest.hcl")
    head = Head()
    overrides, variables = [], ""
    for kind, _, body in _blocks(path.read_text("utf-8").partition("\nrun ")[0]):
        if kind == "mock_provider":
            alias = re.search(r'^  alias = "([^"]*)"$', body, re.MULTILINE)
            data = head.data.setdefault(f"aws.{alias[1]}" if alias else "aws", {})
            for what, name, values in _MOCK.findall(body):
                (data if what == "data" else head.resources)[name] = values
        elif kind in {"override_data", "override_resource"}:
            target, values = _OVERRIDE.findall(body)[0]
            overrides.append((kind, target, values))
        elif kind == "variables":
            variables = body
    return Head(head.data, head.resources, tuple(overrides), variables)


def _data(
    directory: Path, values: Mapping[str, Values], command: Literal["apply", "plan"], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield the address and the mocked values of each data source of a module and of the modules in it.

    Parameters:
        values: of the provider configurations that the module has.
    """
    text = "\n".join(path.read_text("utf-8") for path in sorted(directory.glob("*.tf")))
    for kind, labels, body in _blocks(text):
        if kind == "data":
            provider = re.search(r"^  provider += (\S+)$", body, re.MULTILINE)
            mocked = values.get(provider[1] if provider else "aws", {}).get(labels[0])
            if mocked or command == "apply" or labels[0] not in _LOCAL:
                yield f"{prefix}data.{'.'.join(labels)}", mocked or "{}"
        elif kind == "module":
            source = re.findall(r'^  source += "([^"]*)"$', body, re.MULTILINE)[0]
            passed = _PROVIDERS.search(body)
            inner = {to: values.get(name, {}) for to, name in _PASSED.findall(passed[1])} if passed else dict(values)
            yield from _data(directory / source, inner, command, f"{prefix}module.{labels[0]}.")


def _blocks(text: str) -> Iterator[tuple[str, list[str], str]]:
    """Yield kind, labels and body of the blocks at the top of a formatted file."""
    for match in _BLOCK.finditer(text):
        yield match[1], re.findall(r'"([^"]*)"', match[2]), match[3] or ""


def _aliases(module: Path) -> list[str]:
    """Return the provider configurations with aliases that a module takes."""
    found = re.search(r"configuration_aliases = \[([^]]*)\]", (module / "versions.tf").read_text("utf-8"))
    return _ALIASES.findall(found[1]) if found else []
