"""ARNs, DNS names and hosted zones.

AWS: "Elastic Load Balancing endpoints and quotas" (hosted zones), the service authorization reference (ARNs).
"""

from __future__ import annotations

import re
from typing import Literal

from privatelink_localstack.load_balancing.errors import invalid

type LoadBalancerType = Literal["application", "network", "gateway"]

KINDS: dict[LoadBalancerType, str] = {"application": "app", "network": "net", "gateway": "gwy"}
"""How ARNs call the types."""

TYPES: dict[str, LoadBalancerType] = {kind: kind_of for kind_of, kind in KINDS.items()}

PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
"""By a Region's prefix; all others are in `aws`."""

RESOURCES = {
    "loadbalancer": "load balancer",
    "listener": "listener",
    "listener-rule": "listener rule",
    "targetgroup": "target group",
}
"""How messages call the kinds of ARNs."""

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
LONGEST_NAME = 32

NETWORK_ZONES = {
    "af-south-1": "Z203XCE67M25HM",
    "ap-east-1": "Z12Y7K3UBGUAD1",
    "ap-northeast-1": "Z31USIVHYNEOWT",
    "ap-northeast-2": "ZIBE1TIR4HY56",
    "ap-northeast-3": "Z1GWIQ4HH19I5X",
    "ap-south-1": "ZVDDRBQ08TROA",
    "ap-south-2": "Z0711778386UTO08407HT",
    "ap-southeast-1": "ZKVM4W9LS7TM",
    "ap-southeast-2": "ZCT6FZBF4DROD",
    "ap-southeast-3": "Z01971771FYVNCOVWJU1G",
    "ca-central-1": "Z2EPGBW3API2WT",
    "cn-north-1": "Z3QFB96KMJ7ED6",
    "cn-northwest-1": "ZQEIKTCZ8352D",
    "eu-central-1": "Z3F0SRJ5LGBH90",
    "eu-central-2": "Z02239872DOALSIDCX66S",
    "eu-north-1": "Z1UDT6IFJ4EJM",
    "eu-south-1": "Z23146JA1KNAFP",
    "eu-south-2": "Z1011216NVTVYADP1SSV",
    "eu-west-1": "Z2IFOLAFXWLO4F",
    "eu-west-2": "ZD4D7Y8KGAS4G",
    "eu-west-3": "Z1CMS0P5QUZ6D5",
    "me-central-1": "Z00282643NTTLPANJJG2P",
    "me-south-1": "Z3QSRYVP46NYYV",
    "sa-east-1": "ZTK26PT1VY4CU",
    "us-east-1": "Z26RNL4JYFTOTI",
    "us-east-2": "ZLMOA37VPKANP",
    "us-gov-east-1": "Z1ZSMQQ6Q24QQ8",
    "us-gov-west-1": "ZMG1MZ2THAWF1",
    "us-west-1": "Z24FKFUX50B4VW",
    "us-west-2": "Z18D5FSROUN65G",
}
"""Hosted zones of network load balancers' names, by Region."""

APPLICATION_ZONES = {
    "ap-northeast-1": "Z14GRHDCWA56QT",
    "ap-south-1": "ZP97RAFLXTNZK",
    "ap-southeast-1": "Z1LMS91P8CMLE5",
    "ap-southeast-2": "Z1GM3OXH4ZPM65",
    "ca-central-1": "ZQSVJUPU6J1EY",
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-north-1": "Z23TAZ6LKFMNIO",
    "eu-west-1": "Z32O12XQLNTSW2",
    "eu-west-2": "ZHURV8PSTC4K8",
    "eu-west-3": "Z3Q77PNBQS71R4",
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
}
"""Hosted zones of application load balancers' names, of the larger Regions."""

UNKNOWN_ZONE = "Z00000000000000000000"
"""The hosted zone where none is known for a Region."""


def partition(region: str) -> str:
    """The partition that a Region is in."""
    return next((name for prefix, name in PARTITIONS.items() if region.startswith(prefix)), "aws")


def load_balancer_arn(kind: LoadBalancerType, name: str, identifier: str, *, account: str, region: str) -> str:
    """A load balancer's ARN. `identifier` is 16 hexadecimal digits."""
    resource = f"loadbalancer/{KINDS[kind]}/{name}/{identifier}"
    return f"arn:{partition(region)}:elasticloadbalancing:{region}:{account}:{resource}"


def listener_arn(load_balancer: str, identifier: str) -> str:
    """The ARN of a listener of a load balancer. `identifier` is 16 hexadecimal digits."""
    return f"{load_balancer.replace(':loadbalancer/', ':listener/', 1)}/{identifier}"


def target_group_arn(name: str, identifier: str, *, account: str, region: str) -> str:
    """A target group's ARN. `identifier` is 16 hexadecimal digits."""
    return f"arn:{partition(region)}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{identifier}"


def type_of(arn: str) -> LoadBalancerType | None:
    """The type of the load balancer that an ARN of it, of its listener or of a rule names; None for any other ARN."""
    parts = arn.rpartition(":")[2].split("/")
    if parts[0] not in {"loadbalancer", "listener", "listener-rule"} or len(parts) < 2:
        return None
    return TYPES.get(parts[1])


def check_arn(arn: str, resource: str) -> None:
    """Check that an ARN is one of a resource at all; what it names may be missing.

    Parameters:
        arn: that a call gives.
        resource: as ARNs call it: loadbalancer, listener, listener-rule or targetgroup.

    Raises:
        AwsError: it is not.
    """
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[2] != "elasticloadbalancing" or not parts[5].startswith(f"{resource}/"):
        raise invalid(f"'{arn}' is not a valid {RESOURCES[resource]} ARN")


def suffix(arn: str) -> str:
    """What a load balancer's network interfaces call it, such as `net/blue/50dc6c495c0c9188`."""
    return arn.partition(":loadbalancer/")[2]


def dns_name(kind: LoadBalancerType, name: str, identifier: str, *, region: str, internal: bool) -> str:
    """A load balancer's DNS name: the Region comes after `elb` for network load balancers, before it for others."""
    domain = "amazonaws.com.cn" if partition(region) == "aws-cn" else "amazonaws.com"
    if kind == "application":
        # AWS's has decimal digits here.
        prefix = "internal-" if internal else ""
        return f"{prefix}{name}-{int(identifier, 16) % 10**10:010d}.{region}.elb.{domain}"
    return f"{name}-{identifier}.elb.{region}.{domain}"


def hosted_zone(kind: LoadBalancerType, region: str) -> str:
    """The Route 53 hosted zone of a load balancer's DNS name."""
    zones = APPLICATION_ZONES if kind == "application" else NETWORK_ZONES
    return zones.get(region, UNKNOWN_ZONE)


def check_name(name: str, what: str) -> None:
    """Check a name that a user chose.

    Parameters:
        name: the name.
        what: whose it is, as a sentence starts: `Load balancer` or `Target group`.

    Raises:
        AwsError: AWS does not take it.
    """
    if len(name) > LONGEST_NAME:
        raise invalid(f"{what} name '{name}' cannot be longer than '{LONGEST_NAME}' characters")
    if name.startswith("-") or name.endswith("-"):
        raise invalid(f"{what} name '{name}' cannot begin or end with '-'")
    if NAME.fullmatch(name) is None:
        raise invalid(
            f"{what} name '{name}' can only contain characters that are alphanumeric characters or hyphens(-)"
        )
    if what == "Load balancer" and name.startswith("internal-"):
        raise invalid("Load balancer name cannot begin with 'internal-'")
