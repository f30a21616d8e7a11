"""The edit that compiles the names of services into the AWS provider."""

from __future__ import annotations

import pytest

from privatelink_harness.aws_provider.trimmed.names import compile_in
from privatelink_harness.errors import HarnessError
from tests.support.trimmed import NAMES, NAMES_DATA

HEAD = 'package names\n\nimport (\n\t"fmt"\n\n)\n\n'
TAIL = '\nfunc Upper(service string) (string, error) {\n\treturn "", fmt.Errorf("no %s", service)\n}\n'


def compiled(*entries: str) -> str:
    """Return `NAMES` with entries of its map."""
    return f"{HEAD}var serviceData = map[string]serviceDatum{{\n{''.join(f'\t{each},\n' for each in entries)}}}\n{TAIL}"


def entry(name: str, *aliases: str, upper: str, friendly: str, brand: str = "") -> str:
    """Return an entry of the map."""
    known = ", ".join(f'"{each}"' for each in (name, *aliases))
    texts = f'brand: "{brand}", humanFriendly: "{friendly}", providerNameUpper: "{upper}"'
    return f'"{name}": {{aliases: []string{{{known}}}, {texts}}}'


def test_names_are_a_map_in_place_of_their_reader() -> None:
    expected = compiled(
        entry("amp", "prometheus", "prometheusservice", upper="AMP", friendly="AMP (Managed Prometheus)", brand="AWS"),
        entry("ec2", upper="EC2", friendly="EC2 (Elastic Compute Cloud)", brand="AWS"),
        entry("kept", upper="Kept", friendly="Kept"),
        entry("vpc", upper="VPC", friendly="VPC"),
    )
    assert expected == compile_in(NAMES, NAMES_DATA)


@pytest.mark.parametrize(
    ("code", "data", "message"),
    [
        ("package names\n", NAMES_DATA, r"names\.go: .*it does not read the names of services once"),
        (NAMES, "", r"names_data\.hcl: .*0 services can be read"),
        (NAMES, NAMES_DATA + 'service "open" {\n', r"names_data\.hcl: .*6 services can be read"),
        (NAMES, NAMES_DATA.replace('"EC2"', '"EC\\t2"'), "the value of provider_name_upper can't be read"),
        (NAMES, NAMES_DATA.replace('"EC2"', "local.upper"), "the value of provider_name_upper can't be read"),
        (NAMES, NAMES_DATA.replace('["prometheus", "prometheusservice"]', "local.all"), "the list of aliases can't"),
    ],
)
def test_names_of_another_form_are_refused(code: str, data: str, message: str) -> None:
    with pytest.raises(HarnessError, match=message):
        compile_in(code, data)
