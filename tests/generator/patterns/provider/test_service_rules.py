"""What AWS would refuse of an endpoint service is refused at its place, with the way out."""

from __future__ import annotations

import pytest

from tests.support.provider_specs import GROUP, HEAD, service
from tests.support.specs import faults

UNIT = "arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-abcd-12345678"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("load_balancers: [§bleu]", "§'bleu' is not one of load_balancers; did you mean 'blue'?"),
        (
            "consumers: {orders: §accepted}",
            (
                "§'orders' is not one of allowed_principals; without a principal it could not connect: "
                "name another one's with {state: …, principal: NAME}"
            ),
        ),
        (
            'public: true, allowed_principals: §{a: "111122223333"}',
            "§public: true admits every account; leave one of the two out",
        ),
        (
            'allowed_principals: {a: "111122223333", b: §"arn:aws:iam::111122223333:root"}',
            "§arn:aws:iam::111122223333:root is the same principal as 'a'; leave one out",
        ),
        (
            f"allowed_principals: {{a: ou-abcd-12345678, b: §'{UNIT}'}}",
            f"§{UNIT} is the same principal as 'a'; leave one out",
        ),
        (
            "allowed_principals: {a: ou-abcd-12345678, b: §r-wxyz}",
            (
                "§r-wxyz is of another organization than 'a', and the account that the module is applied in can read "
                "one only; write the accounts instead"
            ),
        ),
        (
            "allowed_principals: {a: §ou-abcd}",
            (
                '§service.allowed_principals.a: "ou-abcd" is not a principal of an endpoint service; write a 12-digit '
                "account id, the ARN of an account's root, of a role or of a user, an organizational unit such as "
                "ou-abcd-12345678, or, for the account that the module is applied in, root, role/NAME or user/NAME"
            ),
        ),
        (
            'allowed_principals: {a: §"*"}',
            '§service.allowed_principals.a: "*" is everybody; write public: true instead of principals',
        ),
        (
            'allowed_principals: {a: §"arn:aws:iam::111122223333:role/team/batch"}',
            (
                '§service.allowed_principals.a: "arn:aws:iam::111122223333:role/team/batch" has a path, which AWS does '
                "not take here; end it with role/batch"
            ),
        ),
        (
            "supported_ip_address_types: §[ipv4, ipv6]",
            "§ipv6 needs dual-stack load balancers; write ip_address_type: dualstack for 'blue'",
        ),
        (
            "private_dns_name: {name: §Payments.example.com}",
            (
                '§service.private_dns_name.name: "Payments.example.com" is not a domain name in lower case, such as '
                "payments.example.com or *.payments.example.com"
            ),
        ),
    ],
)
def test_service_is_refused(settings: str, message: str) -> None:
    assert faults(service(settings)) == [message]


def test_unit_of_another_partition_is_refused() -> None:
    text = service(f"allowed_principals: {{retail: §'{UNIT}'}}", "region: us-gov-west-1\n")

    assert faults(text) == [
        f"§{UNIT} is in another partition than us-gov-west-1, which is in aws-us-gov; write a unit of that partition"
    ]


def test_units_of_one_organization_are_read_by_the_module() -> None:
    text = service(
        "allowed_principals: {all: r-abcd, shops: ou-abcd-12345678, "
        "stores: 'arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-abcd-87654321'}"
    )

    assert faults(text) == []


CHINESE = "arn:aws-cn:iam::111122223333:role/batch"


@pytest.mark.parametrize(
    ("settings", "more", "message"),
    [
        (
            f"allowed_principals: {{batch: §'{CHINESE}'}}",
            "region: eu-west-1\n",
            f"§{CHINESE!r} is of the partition aws-cn, and nothing there is known in aws; write arn:aws:…",
        ),
        (
            f"allowed_principals: {{batch: §'{CHINESE}'}}, supported_regions: [eu-west-1]",
            "",
            f"§{CHINESE!r} is of the partition aws-cn, and nothing there is known in aws; write arn:aws:…",
        ),
        (
            "supported_regions: [eu-west-1, §cn-north-1]",
            "",
            "§cn-north-1 is in the partition aws-cn, and eu-west-1 in aws; a service is in one; leave it out",
        ),
        (
            "allowed_principals: {batch: §'arn:aws-mars:iam::111122223333:root'}",
            "",
            (
                "§service.allowed_principals.batch: \"arn:aws-mars:iam::111122223333:root\" has 'aws-mars' where the "
                "partition stands, which is none of AWS's; write arn:aws:…"
            ),
        ),
    ],
)
def test_other_partitions_are_refused(settings: str, more: str, message: str) -> None:
    assert faults(service(settings, more)) == [message]


def test_principals_of_the_regions_partition_are_taken() -> None:
    assert faults(service(f"allowed_principals: {{batch: '{CHINESE}'}}", "region: cn-north-1\n")) == []
    assert faults(service(f"allowed_principals: {{batch: '{CHINESE}'}}")) == []


def test_consumers_zones_are_ids() -> None:
    text = "public: true, consumers: {{orders: {{state: accepted, availability_zone_ids: [{}]}}}}"

    assert faults(service(text.format("use1-az1, apne1-az4, usw2-lax1-az1"))) == []
    assert [each.partition(" is not ")[2] for each in faults(service(text.format("us-east-1a")))] == [
        "the ID of an Availability Zone, such as use1-az1"
    ]


def test_consumers_may_share_a_principal() -> None:
    text = service(
        'allowed_principals: {orders: "111122223333"}, '
        "consumers: {orders: accepted, archive: {state: accepted, principal: orders}, old: suspended}"
    )

    assert faults(text) == []


def test_own_region_stays_supported() -> None:
    text = service("supported_regions: §[eu-west-1, us-east-1]", "region: eu-central-1\n")

    assert faults(text) == ["§eu-central-1, where the service is, can't be left out; add it"]


def test_service_of_several_regions_keeps_the_idle_timeout() -> None:
    text = (
        f"{HEAD}{GROUP}load_balancers: {{blue: {{listeners: {{https: {{port: 443, forward: api, "
        "tcp_idle_timeout_seconds: §400}}}}\nservice: {supported_regions: [eu-west-1, us-east-1]}\n"
    )

    assert faults(text) == [
        "§the service has consumers in other Regions, for which AWS takes 350 seconds only; leave it out"
    ]
