"""ARNs, names, DNS names and hosted zones.

Sources: "Elastic Load Balancing endpoints and quotas" for hosted zones; the service authorization reference for ARNs.
"""

from __future__ import annotations

import re
import secrets
from typing import Literal

from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.load_balancing.errors import validation_error

type LoadBalancerType = Literal["application", "network", "gateway"]

ARN_TYPES: dict[LoadBalancerType, str] = {"application": "app", "network": "net", "gateway": "gwy"}
"""Load balancer types as ARNs spell them."""

RESOURCES = {
    "loadbalancer": "load balancer",
    "listener": "listener",
    "listener-rule": "listener rule",
    "targetgroup": "target group",
}
"""Resource types of ARNs, as messages spell them."""

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
MAX_NAME_LENGTH = 32

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
"""Route 53 hosted zones of network load balancers' DNS names, by Region. Gateway load balancers have none."""

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
"""Route 53 hosted zones of application load balancers' DNS names. The smaller Regions are left out."""

UNKNOWN_ZONE = "Z00000000000000000000"
"""The hosted zone of a Region that the tables above leave out."""


def new_id() -> str:
    """Return the last part of an ARN: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def load_balancer_arn(type_: LoadBalancerType, name: str, identifier: str, *, account: str, region: str) -> str:
    """Return a load balancer's ARN."""
    resource = f"loadbalancer/{ARN_TYPES[type_]}/{name}/{identifier}"
    return f"arn:{partition_of(region).name}:elasticloadbalancing:{region}:{account}:{resource}"


def listener_arn(load_balancer_arn: str, identifier: str) -> str:
    """Return the ARN of a load balancer's listener."""
    return f"{load_balancer_arn.replace(':loadbalancer/', ':listener/', 1)}/{identifier}"


def target_group_arn(name: str, identifier: str, *, account: str, region: str) -> str:
    """Return a target group's ARN."""
    return f"arn:{partition_of(region).name}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{identifier}"


def load_balancer_type(arn: str) -> LoadBalancerType | None:
    """Return the load balancer type in the ARN of a load balancer, listener or listener rule; None for other ARNs."""
    parts = arn.rpartition(":")[2].split("/")
    if parts[0] not in {"loadbalancer", "listener", "listener-rule"} or len(parts) < 2:
        return None
    return next((type_ for type_, spelled in ARN_TYPES.items() if spelled == parts[1]), None)


def check_arn(arn: str, resource: str) -> None:
    """Reject text that is not an ARN of a resource type. The resource itself may be missing.

    Parameters:
        arn: The ARN of the request.
        resource: `loadbalancer`, `listener`, `listener-rule` or `targetgroup`.
    """
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[2] != "elasticloadbalancing" or not parts[5].startswith(f"{resource}/"):
        raise validation_error(f"'{arn}' is not a valid {RESOURCES[resource]} ARN")


def interface_description(load_balancer_arn: str) -> str:
    """Return the description of a load balancer's network interfaces, such as `ELB net/blue/50dc6c495c0c9188`."""
    return f"ELB {load_balancer_arn.partition(':loadbalancer/')[2]}"


def dns_name(type_: LoadBalancerType, name: str, identifier: str, *, region: str, internal: bool) -> str:
    """Return a load balancer's DNS name. The Region comes before `elb` for application load balancers only."""
    domain = partition_of(region).dns_suffix
    if type_ == "application":
        # AWS has ten decimal digits in these names.
        prefix = "internal-" if internal else ""
        return f"{prefix}{name}-{int(identifier, 16) % 10**10:010d}.{region}.elb.{domain}"
    return f"{name}-{identifier}.elb.{region}.{domain}"


def hosted_zone(type_: LoadBalancerType, region: str) -> str:
    """Return the Route 53 hosted zone of a load balancer's DNS name."""
    zones = APPLICATION_ZONES if type_ == "application" else NETWORK_ZONES
    return zones.get(region, UNKNOWN_ZONE)


def check_load_balancer_name(name: str) -> None:
    """Reject names that AWS does not accept. Source of the messages: deployments (`errors`)."""
    words = f"The load balancer name '{name}'"
    if len(name) > MAX_NAME_LENGTH:
        raise validation_error(f"{words} cannot be longer than '{MAX_NAME_LENGTH}' characters")
    if name.startswith("internal-"):
        raise validation_error(f"{words} cannot begin with 'internal-'")
    for end in ("begin", "end"):
        if name.startswith("-") if end == "begin" else name.endswith("-"):
            raise validation_error(f"{words} cannot {end} with a hyphen(-)")
    if NAME.fullmatch(name) is None:
        raise validation_error(f"{words} can only contain characters that are alphanumeric characters and hyphens(-)")


def check_target_group_name(name: str) -> None:
    """Reject names that AWS does not accept. Source of the messages: deployments (`errors`)."""
    if len(name) > MAX_NAME_LENGTH:
        raise validation_error(f"Target group name '{name}' cannot be longer than '{MAX_NAME_LENGTH}' characters")
    if name.startswith("-") or name.endswith("-") or NAME.fullmatch(name) is None:
        raise validation_error(
            f"1 validation error detected: Value '{name}' at 'targetGroupName' failed to satisfy constraint: Member "
            "must satisfy regular expression pattern: (?!^-)(?!.*-$)^[A-Za-z0-9-]+$"
        )
