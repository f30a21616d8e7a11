"""Modules of a stack by file: where their files are, and whose faults are whose."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_generator.errors import SpecError
from privatelink_generator.load import load, read
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_generator.render.module import digest

STACK = """\
version: 1
pattern: stack
name: link
region: us-east-1
accounts: {consumer: {region: us-west-2}}
modules:
  orders: {account: consumer, spec: parts/orders.yaml}
"""
ORDERS = "version: 1\npattern: consumer\nname: own-name\nendpoints: {sqs: {service: sqs}}\n"


def write(directory: Path, stack: str = STACK, orders: str = ORDERS) -> Path:
    """Write a stack and its module's file; return the stack's."""
    (directory / "parts").mkdir(exist_ok=True)
    (directory / "parts" / "orders.yaml").write_text(orders)
    path = directory / "link.yaml"
    path.write_text(stack)
    return path


def refusal(path: Path) -> list[str]:
    """Return the faults of a stack, with paths relative to its directory."""
    with pytest.raises(SpecError) as caught:
        load(path)
    return [str(fault).replace(f"{path.parent}/", "") for fault in caught.value.faults]


def test_module_by_file_has_its_own_name_and_the_region_of_its_account(tmp_path: Path) -> None:
    spec = load(write(tmp_path))

    assert isinstance(spec, StackSpec)
    assert (spec.modules["orders"].spec.name, spec.modules["orders"].spec.region) == ("own-name", "us-west-2")


def test_inline_module_is_named_after_itself(tmp_path: Path) -> None:
    inline = STACK.replace("parts/orders.yaml", "{pattern: consumer, endpoints: {sqs: {service: sqs}}}")

    spec = load(write(tmp_path, inline))

    assert isinstance(spec, StackSpec)
    assert spec.modules["orders"].spec.name == "orders"


def test_digest_depends_on_files_of_modules(tmp_path: Path) -> None:
    before = digest(load(write(tmp_path)))

    assert digest(load(write(tmp_path, orders=ORDERS.replace("sqs", "sns")))) != before


def test_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    stack = STACK.replace("us-west-2", "nowhere") + "  other: {account: consumer, spec: {pattern: consumer}}\n"

    assert refusal(write(tmp_path, stack, ORDERS.replace("service: sqs", "service: sqz"))) == [
        'link.yaml:5:31: accounts.consumer.region: "nowhere" is not a Region\'s name, such as us-east-1',
        "link.yaml:8:36: the spec lacks the key 'endpoints'",
        (
            'parts/orders.yaml:4:28: endpoints.sqs.service: "sqz" is not in the catalogue of services with endpoints '
            "(give a service that the catalogue does not know by its whole name, as service_name)"
        ),
    ]


def test_rules_of_the_stack_and_of_its_modules_are_told_together(tmp_path: Path) -> None:
    stack = STACK.replace("account: consumer", "account: customer")

    found = refusal(write(tmp_path, stack, ORDERS.replace("service: sqs", "service: sqs, policy: []")))

    assert [message.partition(": ")[0] for message in found] == ["link.yaml:7:21", "parts/orders.yaml:4:41"]


def test_two_modules_of_one_file_have_its_faults_once(tmp_path: Path) -> None:
    stack = STACK + "  other: {account: consumer, spec: parts/orders.yaml}\n"

    assert len(refusal(write(tmp_path, stack, ORDERS.replace("service: sqs", "service: sqz")))) == 1


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("parts/order.yaml", "'parts/order.yaml' is no file in the folder of link.yaml; write the path from there"),
        ("parts", "'parts' is no file in the folder of link.yaml; write the path from there"),
        ("../x.yaml", "'../x.yaml' leads out of the folder of link.yaml; move the file into it or below it"),
        ("/etc/passwd", "'/etc/passwd' leads out of the folder of link.yaml; move the file into it or below it"),
        ('"a\\u2028b"', 'the character U+2028 can\'t be part of a text, as in "a b"; leave it out'),
        ("[a]", 'modules.orders.spec: ["a"] is not a spec; write the path of its file, or its keys'),
        ("", "modules.orders.spec: null is not a spec; write the path of its file, or its keys"),
    ],
)
def test_file_of_a_module_lies_below_the_stack(tmp_path: Path, spec: str, expected: str) -> None:
    found = refusal(write(tmp_path, STACK.replace("parts/orders.yaml", spec)))

    assert [message.partition(": ")[2] for message in found] == [expected]


def test_link_out_of_the_folder_is_rejected(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(ORDERS)
    (tmp_path / "stack").mkdir()
    path = write(tmp_path / "stack")
    (tmp_path / "stack" / "parts" / "orders.yaml").unlink()
    (tmp_path / "stack" / "parts" / "orders.yaml").symlink_to(outside)

    assert refusal(path) == [
        "link.yaml:7:37: 'parts/orders.yaml' leads out of the folder of link.yaml; move the file into it or below it"
    ]


@pytest.mark.parametrize(("spec", "place"), [("link.yaml", "link.yaml:2:10"), ("{pattern: stack}", "link.yaml:7:47")])
def test_stack_can_not_be_a_module(tmp_path: Path, spec: str, place: str) -> None:
    assert refusal(write(tmp_path, STACK.replace("parts/orders.yaml", spec))) == [
        f"{place}: pattern: a stack can't be a module of a stack; write one of consumer, provider, hybrid"
    ]


def test_file_that_is_no_text_is_told_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "parts" / "orders.yaml").write_bytes(b"version: 1\nname: \xff\n")

    assert refusal(path) == ["parts/orders.yaml:2:7: the byte 0xFF is not UTF-8 text; save the file as UTF-8"]


def test_notes_of_modules_have_their_places(tmp_path: Path) -> None:
    reading = read(write(tmp_path, orders=ORDERS.replace("sqs: {service: sqs}", "s3: {service: s3}")))

    assert [str(note.position).removeprefix(f"{tmp_path}/") for note in reading.notes] == ["parts/orders.yaml:4:17"]
