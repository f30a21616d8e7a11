"""Commands, options, environment variables, spec keys and targets that pages and messages name are the real ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from privatelink_cli.app import app
from privatelink_generator.aws.services import names
from privatelink_generator.load import schema
from tests.support import documented
from tests.support.documented import code, messages, strings
from tests.support.paths import ROOT

FOREIGN_OPTIONS = {
    "AWS CLI": {
        "--account-id",
        "--add-network-load-balancer-arns",
        "--cidr-block",
        "--cli-read-timeout",
        "--endpoint-url",
        "--filters",
        "--profile",
        "--query",
        "--remove-private-dns-name",
        "--remove-supported-regions",
        "--serial-number",
        "--service-id",
        "--service-names",
        "--service-principal",
        "--token-code",
    },
    "benchmarks/bench.py": {"--write"},
    "scripts/catalogue.py": {"--compare-with"},
    "dask": {"--nthreads", "--nworkers"},
    "Python's configure": {"--enable-optimizations", "--with-lto"},
    "docker": {"--cap-add", "--privileged", "--rm", "--security-opt"},
    "git": {"--end-of-options", "--name-only", "--quiet", "--show-toplevel", "--verify"},
    "pip": {"--no-deps", "--require-hashes"},
    "pytest": {"--dist", "--junit-xml"},
    "curl": {"--proxytunnel"},
    "the data plane's own process": {"--proxies"},
    "LocalStack's own process": {"--directory", "--lifeline", "--socket"},
}
"""Options of other programs that the pages or our code call."""

FOREIGN_VARIABLES = {
    "AWS SDKs": {"AWS_MAX_ATTEMPTS"},
    "GitHub": {"GITHUB_STEP_SUMMARY"},
    "pip": {"PIP_CACHE_DIR"},
    "pyenv": {"PYTHON_CONFIGURE_OPTS"},
    "LocalStack": {"PROVIDER_OVERRIDE_EC2"},
    "Terraform": {"TF_LOG_PATH", "TF_PLUGIN_CACHE_DIR"},
    "Linux": {"PR_SET_PDEATHSIG"},
    "sysexits.h": {"EX_SOFTWARE"},
    "Makefile": {"SOAK_SECONDS", "SOAK_SEED"},
}
"""Names in capitals that no code of ours has."""

ROOT_COMMAND: Any = typer.main.get_command(app)


def unknown(words: str) -> str | None:
    """Return the first word of a command line, up to `--`, that no command or option has; None if all are real."""
    command: Any = ROOT_COMMAND
    for word in re.split(r"[\s|]+", re.split("[#)]", words)[0].strip()):
        plain = word.strip("[]`'\",.;:")
        if word == "--" or plain.startswith("--show-completion"):
            return None
        if plain.startswith("-"):
            name = plain.partition("=")[0]
            if name not in {*_options(command), *_options(ROOT_COMMAND)}:
                return word
        elif isinstance(command, TyperGroup):
            if plain not in command.commands:
                return None if plain in {"COMMAND", "{}"} else word
            command = command.commands[plain]
    return None


def _options(command: Any) -> set[str]:
    names = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return {name for name in names if name.startswith("-")} | {"--help", "-h"}


@cache
def every_option() -> frozenset[str]:
    """Return the options of all commands, and of the pytest plugin."""

    def of(command: Any) -> Iterator[str]:
        yield from _options(command)
        for each in getattr(command, "commands", {}).values():
            yield from of(each)

    plugin = (ROOT / "harness/privatelink_harness/pytest_plugin/plugin.py").read_text(encoding="utf-8")
    return frozenset({*of(ROOT_COMMAND), *re.findall(r'"(--privatelink-[a-z-]+)"', plugin)})


@cache
def spec_names() -> frozenset[str]:
    """Return the keys of specs, and the words that values choose from."""

    def of(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from node.get("properties", {})
            if node.get("enum") not in catalogued:
                yield from (value for value in [*node.get("enum", ()), node.get("const")] if isinstance(value, str))
            for value in node.values():
                yield from of(value)
        elif isinstance(node, list):
            for value in node:
                yield from of(value)

    catalogued = [names("interface"), names("gateway")]
    return frozenset(of(json.loads(json.dumps(schema()))))


@pytest.mark.slow
def test_commands_are_real() -> None:
    named = list(documented.commands())

    assert len(named) > 60
    assert [(place, words) for place, words in named if unknown(words)] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("generate --check specs/*/*.yaml", None),
        ("localstack up --stock", None),
        ("COMMAND --help", None),
        ("--install-completion", None),
        ("polish", "polish"),
        ("localstack polish", "polish"),
        ("verify SPEC DIR --check", "--check"),
        ("exec vpc-1 -- curl -sS", None),
        ("exec vpc-1 -sS -- curl", "-sS"),
        ("generate --frmat=json", "--frmat=json"),
    ],
)
def test_unknown_finds_what_is_not_there(words: str, expected: str | None) -> None:
    assert unknown(words) == expected


@pytest.mark.slow
def test_options_are_real() -> None:
    known = every_option().union(*FOREIGN_OPTIONS.values())
    named = list(documented.options())

    assert len(named) > 100
    assert sorted({(option, place) for place, option in named if option not in known}) == []


def test_foreign_options_are_named_and_not_ours() -> None:
    foreign = set().union(*FOREIGN_OPTIONS.values())
    named = {option for _, option in documented.options()}

    assert foreign - named == set()
    assert foreign & every_option() == set()


def test_variables_are_read_by_our_code() -> None:
    ours = {text.text for text in messages()}
    known = ours.union(*FOREIGN_VARIABLES.values())
    named = list(documented.variables())

    assert len(named) > 20
    assert sorted({(variable, place) for place, variable in named if variable not in known}) == []


def test_our_variables_are_documented() -> None:
    pattern = re.compile(r"PRIVATELINK_[A-Z_]+|LOCALSTACK_ENDPOINT")
    ours = {text.text for text in messages() if pattern.fullmatch(text.text)}
    named = {variable for _, variable in documented.variables()}

    assert len(ours) > 3
    assert ours - named == set()


SPEC_PAGES = ("docs/spec.md", "docs/spec-provider.md", "docs/spec-hybrid.md", "docs/spec-stack.md")


@cache
def spec_pages() -> str:
    """Return the pages that explain the keys of specs."""
    return "\n".join((ROOT / page).read_text(encoding="utf-8") for page in SPEC_PAGES)


def test_keys_of_the_spec_pages_are_real() -> None:
    page = spec_pages()
    variables = {
        "source_security_group_ids",
        "extra_security_group_ids",
        "target_group_arns",
        "role_arns",
        "depends_on",
    }
    variables |= {"preshared_keys", "endpoint_urls", "route_table_ids", "subnet_ids", "vpc_id"}
    variables |= {"network_analytics", "gateway_load_balancer_endpoints", "subnet_id"}
    variables |= {"policy_json", "ecr_api", "private_subnets", "private_route_table_ids"}
    variables |= {"alarm_thresholds", "create_verification_record", "topic_arn", "client_ports"}
    """Of a module, not of a spec."""

    assert set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", page)) - spec_names() == variables


def test_every_key_is_on_a_spec_page() -> None:
    page = spec_pages()

    assert [name for name in sorted(spec_names()) if not re.search(rf"\b{re.escape(name)}\b", page)] == []


def test_keys_in_messages_about_specs_are_real() -> None:
    facts = {"aws_vpc_endpoint", "aws_vpc_endpoint_service", "acceptance_required", "reference_policies_elements_sid"}
    """Of the AWS provider, of EC2 and of IAM."""
    facts |= {"service_names", "suspended_consumers", "verify_private_dns_name"}
    facts |= {"availability_zones", "private_dns_after_acceptance", "from_port", "to_port"}
    """Variables of modules."""
    facts |= {"from_port", "to_port"}
    """Attributes of a variable's objects."""
    sentences = [
        (str(path.relative_to(ROOT)), text)
        for path in (ROOT / "generator/privatelink_generator/patterns").glob("**/*.py")
        for node, text in strings(path)
        if " " in text and not _is_docstring(text)
    ]
    named = {word for _, text in sentences for word in re.findall(r"(?<![\w{])[a-z]+(?:_[a-z0-9]+)+\b", text)}

    assert named - spec_names() - facts == set()


def _is_docstring(text: str) -> bool:
    return text.rstrip().endswith(".") or "\n" in text


def test_targets_of_make_are_real() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {(text.place, found[1]) for text in code() for found in re.finditer(r"\bmake ([a-z][a-z-]*)", text.text)}

    assert len(named) > 5
    assert {(place, target) for place, target in named if target not in targets} == set()


def test_paths_of_the_checkout_are_real() -> None:
    folders = "benchmarks|cli|docs|generator|harness|localstack|scripts|specs|templates|tests"
    pattern = re.compile(rf"(?<![\w./-])(?:{folders})/[\w./-]*\w")
    named = {
        (text.place, found[0])
        for text in code()
        if text.place.endswith(".md") and not text.place.startswith("modules/")
        for found in pattern.finditer(text.text)
    }

    assert len(named) > 20
    elsewhere = {
        "specs/core.yaml",
        "tests/endpoints.tftest.hcl",
        "tests/service.tftest.hcl",
        "tests/hub.tftest.hcl",
        "tests/stack.tftest.hcl",
        "localstack/runtime/server/twisted.py",
        "localstack/localstack",
    }
    """In a reader's repository, in a generated module, in LocalStack's own source, and an image's name."""
    assert sorted((place, path) for place, path in named if not (ROOT / path).exists() and path not in elsewhere) == []


def test_paths_of_the_http_api_are_real() -> None:
    routes = (ROOT / "localstack/privatelink_localstack/api/routes.py").read_text(encoding="utf-8")
    named = {
        (text.place, found[1])
        for text in (*code(), *messages())
        for found in re.finditer(r"_privatelink/([a-z-]+)", text.text)
    }

    assert {(place, name) for place, name in named if f"/_privatelink/{name}" not in routes} == set()
