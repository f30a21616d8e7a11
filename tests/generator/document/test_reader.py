"""YAML that can't be read: broken, doubled, too deep, too much, of another version, not text."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_generator.errors import SpecError
from privatelink_generator.load import load, loads
from tests.support.specs import HEAD, consumer_spec, faults

TAIL = "endpoints: {l: {service: lambda}}\n"
DEEP = "nested deeper than 40 levels, or an alias inside itself"
MANY = "more than 20,000 values, counting each use of an alias (*name)"


def _bomb(line: str) -> str:
    """Ten times ten times …, each line made of ten uses of the one before."""
    return "".join(line.format(name=chr(ord("b") + number), before=chr(ord("a") + number)) for number in range(9))


def unseen(code: str, shown: str) -> str:
    """Return the fault of an unseen character."""
    return f'the character U+{code} can\'t be part of a text, as in "{shown}"; leave it out'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1,\nb: 2\n§", "broken YAML: expected ',' or ']', but got '<stream end>'"),
        ("a: 'x\n§", "broken YAML: found unexpected end of stream"),
        ("a:\n§\tb: 1\n", "broken YAML: found character '\\t' that cannot start any token"),
        ("a: §*b\n", "broken YAML: found undefined alias 'b'"),
        ("a: b§: c\n", "broken YAML: mapping values are not allowed here"),
        (f"{HEAD}{TAIL}§---\na: 1\n", "broken YAML: but found another document"),
        ("a: b§\x01\n", "broken YAML: the character U+0001"),
        (f"{HEAD}§name: other\n{TAIL}", "the key 'name' appears twice, first in line 3; leave one out"),
        (f'{HEAD}§"name": other\n{TAIL}', "the key 'name' appears twice, first in line 3; leave one out"),
        (f"{HEAD}§1: other\n{TAIL}", "a key must be text, not 1; write it in quotes: '1'"),
        (f"{HEAD}§true: other\n{TAIL}", "a key must be text, not true; write it in quotes: 'true'"),
        (f"{HEAD}? §[a]\n: other\n{TAIL}", "a key must be text, not a list, a mapping or nothing"),
        (f"{HEAD}<<: §text\n{TAIL}", "<< merges a mapping or a list of mappings, nothing else; write *name"),
        (f"{HEAD}tags: §!!set {{a}}\n{TAIL}", "the YAML tag !!set has no meaning here; leave it out"),
        (f"{HEAD}tags: §!mine {{a: b}}\n{TAIL}", "the YAML tag !mine has no meaning here; leave it out"),
        (f"{HEAD}tags: {{a: §!!binary aGk=}}\n{TAIL}", "the YAML tag !!binary has no meaning here; leave it out"),
        (f"{HEAD}tags: {{a: §!!int x}}\n{TAIL}", "'x' is not a number; write it in quotes if it is text"),
        (
            f"{HEAD}tags: {{a: §{'9' * 5000}}}\n{TAIL}",
            f"'{'9' * 40}' is not a number; write it in quotes if it is text",
        ),
        (f'{HEAD}description: §"\\0"\n{TAIL}', unseen("0000", r"\u0000")),
        (f'{HEAD}description: §"\\ud800"\n{TAIL}', unseen("D800", r"\ud800")),
        (f'{HEAD}description: §"\\e[2J"\n{TAIL}', unseen("001B", r"\u001b[2J")),
        (f"{HEAD}description: §a\u202eb\u2066\n{TAIL}", unseen("202E", r"a\u202eb\u2066")),
        (f'{HEAD}description: §"a\\u200f"\n{TAIL}', unseen("200F", r"a\u200f")),
        (f"{HEAD}tags: {{§a\u200b: b}}\n{TAIL}", unseen("200B", r"a\u200b")),
        (f"{HEAD}tags: {{a: §b\ufeff}}\n{TAIL}", unseen("FEFF", r"b\ufeff")),
        (f"{HEAD}tags: {{a: §\U000e0041}}\n{TAIL}", unseen("E0041", r"\udb40\udc41")),
        (f"{HEAD}description: §{'a' * 30}\u200e{'b' * 30}\n{TAIL}", unseen("200E", rf"…{'a' * 20}\u200e{'b' * 20}…")),
        (f"§%YAML 1.1\n---\n{HEAD}{TAIL}", "%YAML 1.1: a spec is YAML 1.2; leave the line out"),
        ("a: " + "[" * 20 + "[" * 20 + "§[" + "]" * 41, f"broken YAML: {DEEP}"),
        ("a: §&a [*a]\n", DEEP),
        ("a: §&a {<<: *a, x: 1}\n", "<< merges the mapping that it stands in; leave it out"),
        ("§- a list\n", "a spec is a mapping that starts with version: 1"),
        ("§text\n", "a spec is a mapping that starts with version: 1"),
    ],
)
def test_broken_yaml_is_rejected_at_its_place(text: str, expected: str) -> None:
    assert faults(text) == [f"§{expected}"]


@pytest.mark.parametrize("description", ["名前 é", "\U0001f600", "\u2764\ufe0f", "a\u00a0b"])
def test_seen_characters_are_text(description: str) -> None:
    assert loads(f"{HEAD}description: {description}\n{TAIL}").description == description


def test_byte_order_mark_before_a_spec_is_no_part_of_it() -> None:
    assert loads(f"\ufeff{HEAD}{TAIL}") == loads(f"{HEAD}{TAIL}")


@pytest.mark.parametrize("text", ["", "\n\n", "# a comment\n"])
def test_empty_file_hints_at_init(text: str) -> None:
    assert faults(text) == ["s.yaml: the file is empty; `privatelink init` writes a spec to start from"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + _bomb("{name}: &{name} [" + ", ".join(["*{before}"] * 10) + "]\n"),
        "a: [" + "x, " * 45_000 + "]\n",
        "a: &a {" + ", ".join(f"k{number}: 1" for number in range(3_000)) + "}\nb: {<<: [" + "*a, " * 9 + "]}\n",
    ],
    ids=["aliases", "plain", "merges"],
)
def test_alias_bomb_is_rejected(text: str) -> None:
    (fault,) = faults(text)

    assert fault.endswith(MANY)


def test_merge_bomb_is_one_small_mapping() -> None:
    bomb = _bomb("{name}: &{name} {{<<: [" + ", ".join(["*{before}"] * 10) + "]}}\n")

    assert [each.split(" (")[0] for each in faults(f"{HEAD}a: &a {{}}\n{bomb}{TAIL}")] == [
        f"s.yaml:{line}:1: unknown key {name!r}" for line, name in enumerate("abcdefghij", start=4)
    ]


def test_aliases_and_merges_are_resolved() -> None:
    spec = consumer_spec(
        f"{HEAD}tags: &tags {{team: a, stage: test}}\n"
        "endpoints:\n"
        "  lambda: &base {service: lambda, tags: {<<: *tags, stage: prod}}\n"
        "  sqs: {<<: *base, service: sqs}\n"
        "  kms: {service: kms, tags: *tags}\n"
    )

    assert [(each.service, each.tags) for each in spec.endpoints.values()] == [
        ("lambda", {"team": "a", "stage": "prod"}),
        ("sqs", {"team": "a", "stage": "prod"}),
        ("kms", {"team": "a", "stage": "test"}),
    ]


def test_repeated_anchor_takes_its_last_value(recwarn: pytest.WarningsRecorder) -> None:
    spec = loads(f"{HEAD}description: &x one\nregion: &x us-east-1\ntags: {{a: *x}}\n{TAIL}")

    assert spec.tags == {"a": "us-east-1"}
    assert [str(each.message) for each in recwarn] == []


def test_fault_in_merged_mapping_stands_where_it_is_written() -> None:
    text = f"{HEAD}endpoints:\n  a: &base {{service: lambda, §size: 1}}\n  b: {{private_dns: false, <<: *base}}\n"

    assert [each.split(" (")[0] for each in faults(text)] == ["§unknown key 'size'"]


def test_text_is_normalized_to_nfc() -> None:
    spec = loads(f'{HEAD}tags: {{a: "e\\u0301"}}\n{TAIL}')

    assert spec.tags == {"a": "é"}


@pytest.mark.parametrize(
    ("version", "shown"), [("2", "2"), ("'1'", "'1'"), ("1.0", "1.0"), ("true", "True"), ("[1]", "[1]"), ("", "None")]
)
def test_unknown_version_is_the_only_fault(version: str, shown: str) -> None:
    text = f"version: §{version}\nwhatever: else\n" if version else "§version:\nwhatever: else\n"

    assert faults(text) == [
        (
            f"§version {shown} is not known to this tf-privatelink, which reads version 1; "
            "install the release that the spec was written for"
        )
    ]


def test_unknown_pattern_is_rejected_with_suggestion() -> None:
    assert faults(f"version: 1\npattern: §consumr\nname: core\n{TAIL}") == [
        "§pattern: \"consumr\" is not one of consumer, provider, hybrid, stack; did you mean 'consumer'?"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a: 1\nname: caf\xe9\n", ":2:10: the byte 0xE9 is not UTF-8 text; save the file as UTF-8"),
        (b"\xff\xfea\x00", ":1:1: the byte 0xFF is not UTF-8 text; save the file as UTF-8"),
        (b"a: " + b"x" * 1024 * 1024, ": the file is larger than 1024 KiB"),
    ],
)
def test_file_of_another_kind_is_rejected(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(content)

    with pytest.raises(SpecError) as raised:
        load(path)

    assert str(raised.value) == f"{path}{expected}"


@pytest.mark.parametrize(("name", "expected"), [("none.yaml", "No such file or directory"), ("", "Is a directory")])
def test_unreadable_file_is_rejected(tmp_path: Path, name: str, expected: str) -> None:
    with pytest.raises(SpecError) as raised:
        load(tmp_path / name)

    assert str(raised.value) == f"{tmp_path / name}: can't be read: {expected}"


def test_byte_order_mark_and_crlf_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}{TAIL}".replace("\n", "\r\n").encode())

    assert load(path).name == "core"


def test_rules_are_checked_of_entries_beside_a_faulty_one() -> None:
    text = f"""{HEAD}endpoints:
  a: {{service: lamda}}
  b: {{service: dynamodb, private_dns: true}}
  c: {{service: sqs, auto_accept: true}}
security_group: {{ingress: [{{from: 10.0.0.1/8}}]}}
"""

    assert [fault.partition(": ")[0] for fault in faults(text)] == [
        "s.yaml:5:16",
        "s.yaml:6:39",
        "s.yaml:7:34",
        "s.yaml:8:35",
    ]


def test_rules_on_several_entries_wait_for_all_of_them() -> None:
    text = f"""{HEAD}endpoints:
  gateway: {{service: s3, type: gateway, tag: {{}}}}
  s3: {{service: s3, private_dns: true, dns_options: {{private_dns_only_for_inbound_resolver_endpoint: true}}}}
"""

    assert [fault.partition(" ")[0] for fault in faults(text)] == ["s.yaml:5:41:"]
