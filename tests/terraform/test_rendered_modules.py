"""Generated modules are valid for the real AWS provider, and pass their own tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_generator.load import load, loads
from privatelink_generator.patterns.base import Spec
from privatelink_generator.render.module import render
from privatelink_harness.aws_provider import installation
from privatelink_harness.terraform import binary, environment
from tests.support.paths import ROOT, SPEC_FILES

EVERYTHING = """\
version: 1
pattern: consumer
name: everything
description: Every option that one module can hold.
tags: {"a b": "x=y", café: "1/2"}
endpoints:
  lambda:
    service: lambda
    ip_address_type: dualstack
    policy:
      - {sid: A, principals: [root, user/u, role/team/app, "123456789012"], actions: ["*"], functions: [f]}
      - effect: Deny
        principals: ["*"]
        actions: ["lambda:*"]
        resources: ["*"]
        conditions: {StringNotEquals: {aws:SourceVpce: "${aws:PrincipalTag/vpce}"}}
    addresses: {us-east-1c: {ipv4: 10.2.0.10, ipv6: "fd00::10"}}
    tags: {more: "1"}
  redis: {service: elasticache, private_dns: false, addresses: {us-east-1b: {ipv4: 10.1.0.10}}}
  payments: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc, private_dns: after-acceptance}
  own-service:
    service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc12319800c
    private_dns: true
    auto_accept: true
  dynamodb:
    service: dynamodb
    type: gateway
    policy: [{principals: ["*"], public: true, actions: ["dynamodb:*"], resources: ["*"]}]
security_group:
  ingress:
    - {from: vpc}
    - {from: 10.0.0.0/8, ports: [443, 6379]}
    - {from: "2001:db8::/32"}
    - {from: group/app}
    - {from: sg-0123456789abcdef0, ports: [53], protocol: udp}
    - {from: pl-01234567}
  extra: [group/app, sg-01234567]
"""
GATEWAYS = "version: 1\npattern: consumer\nname: routes\nendpoints: {s3: {service: s3, type: gateway}}\n"
IPV6 = (
    "version: 1\npattern: consumer\nname: six\nregion: us-west-2\n"
    "endpoints: {lambda: {service: lambda, ip_address_type: ipv6}}\nsecurity_group: {ingress: [{from: group/app}]}\n"
)
WHOLE_NAMES = (
    "version: 1\npattern: consumer\nname: whole-names\nendpoints:\n"
    "  pay-ments: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc}\n"
    "  pay-outs: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc12319800c, private_dns: true}\n"
    "security_group: {ingress: [{from: 0.0.0.0/0, ports: [22, 80, 3389]}]}\n"
)
NO_VPC = (
    "version: 1\npattern: consumer\nname: no-vpc\nendpoints: {pay: {service_name: "
    "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc}}\nsecurity_group: {ingress: [{from: 10.0.0.0/8}]}\n"
)
WRITTEN = {"everything": EVERYTHING, "gateways": GATEWAYS, "ipv6": IPV6, "whole-names": WHOLE_NAMES, "no-vpc": NO_VPC}

Terraform = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """Run Terraform in a directory, with the AWS provider that the harness finds."""
    home = tmp_path_factory.mktemp("terraform")
    found = binary.find()
    chosen = installation.choose(found, home)

    def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        prepared = environment.prepare(os.environ, data_directory=home / "data", cli_config=chosen.cli_config)
        return subprocess.run(
            [*found.argv, *arguments, "-no-color"],
            cwd=directory,
            env=prepared,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def _write(spec: Spec, directory: Path) -> None:
    for path, text in render(spec, source="s.yaml").files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", [*(path.stem for path in SPEC_FILES), *WRITTEN])
def test_module_is_valid_and_passes_its_own_tests(name: str, tmp_path: Path, terraform: Terraform) -> None:
    spec = loads(WRITTEN[name]) if name in WRITTEN else load(next(path for path in SPEC_FILES if path.stem == name))
    _write(spec, tmp_path)

    outcomes = [
        terraform(tmp_path, "fmt", "-check", "-recursive"),
        terraform(tmp_path / "examples" / "complete", "init", "-backend=false", "-input=false"),
        terraform(tmp_path / "examples" / "complete", "validate"),
        terraform(tmp_path, "init", "-backend=false", "-input=false"),
        terraform(tmp_path, "test"),
    ]

    assert [(each.returncode, each.stdout[-2000:], each.stderr) for each in outcomes if each.returncode] == []


lint_tools = pytest.mark.skipif(
    not (ROOT / ".venv" / ".linted").is_file(), reason="`make check` installs checkov and tflint, and has not run"
)


def _lint(directory: Path) -> tuple[int, str]:
    command = [ROOT / "scripts" / "lint-modules", directory]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)
    return completed.returncode, completed.stdout + completed.stderr


@lint_tools
def test_modules_of_odd_specs_have_no_lint_findings(tmp_path: Path) -> None:
    for name, text in WRITTEN.items():
        _write(loads(text), tmp_path / name)

    assert _lint(tmp_path) == (0, "")


@lint_tools
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n}\n', "CKV2_AWS_11"),
        ('variable "unused" {\n  type = string\n}\n', "terraform_unused_declarations"),
    ],
)
def test_lint_reports_findings_of_both_tools(tmp_path: Path, code: str, expected: str) -> None:
    (tmp_path / "main.tf").write_text(code)
    returncode, output = _lint(tmp_path)

    assert (returncode != 0, expected in output) == (True, True)
