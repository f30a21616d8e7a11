"""A request that policies are evaluated for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from privatelink_generator.policies.caller import Caller
from privatelink_generator.policies.context import Context, Values

_OF_ENDPOINTS = (
    *("aws:SourceVpce", "aws:SourceVpc", "aws:SourceVpcArn", "aws:VpcSourceIp"),
    *("aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"),
)
_OF_CALLERS = ("aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast")
_TAGS = "aws:PrincipalTag/"


@dataclass(frozen=True, slots=True)
class Request:
    """A request.

    Parameters:
        action: as IAM has it, which may differ from the API's: `lambda:InvokeFunction` for Invoke.
        resource: an ARN in the form in which the request names the resource, or `*` where the action has none.
            Lambda authorizes the ARN as it was called: with a version or alias it is another one than without
            (Lambda guide, "Using Lambda aliases in event sources and permissions policies").
    """

    caller: Caller
    action: str
    resource: str
    context: Context = field(default_factory=Context)

    @property
    def resource_account(self) -> str | None:
        """The account that owns the resource; None if that is not known."""
        values = self.context.values_of("aws:resourceaccount")
        return values[0] if values and len(values) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a request beside its principal, action and resource. None: not known.

    Parameters:
        through_endpoint: whether it comes through a VPC endpoint; one that does not has none of an endpoint's keys.
        principal_tags: all tags of the principal and its session.
        via_service: whether a service makes it with the credentials of its own caller.
        others: further keys, which go before everything that follows from the request.
        without: keys that the request is known to lack.
        is_complete: whether it has no keys but those told here.
    """

    through_endpoint: bool = True
    source_vpce: str | None = None
    source_vpc: str | None = None
    vpc_source_ip: str | None = None
    principal_org_id: str | None = None
    principal_tags: Mapping[str, str] | None = None
    principal_account: str | None = None
    principal_arn: str | None = None
    resource_account: str | None = None
    resource_org_id: str | None = None
    is_aws_service: bool | None = None
    via_service: bool = False
    others: Mapping[str, Values] = field(default_factory=dict)
    without: Iterable[str] = ()
    is_complete: bool = False

    @property
    def context(self) -> Context:
        """The condition keys."""
        known = {
            "aws:SourceVpce": self.source_vpce,
            "aws:SourceVpc": self.source_vpc,
            "aws:VpcSourceIp": self.vpc_source_ip,
            "aws:PrincipalOrgID": self.principal_org_id,
            "aws:PrincipalAccount": self.principal_account,
            "aws:PrincipalArn": self.principal_arn,
            "aws:ResourceAccount": self.resource_account,
            "aws:ResourceOrgID": self.resource_org_id,
            "aws:PrincipalIsAWSService": None if self.is_aws_service is None else str(self.is_aws_service).lower(),
            "aws:ViaAWSService": str(self.via_service).lower(),
        }
        values: dict[str, Values] = {key: value for key, value in known.items() if value is not None}
        values |= {f"{_TAGS}{key}": value for key, value in (self.principal_tags or {}).items()}
        # AWS puts the public address into requests that come through no endpoint, and into no others.
        lacked = ("aws:SourceIp",) if self.through_endpoint else _OF_ENDPOINTS
        derived = Context.of(
            values,
            without=lacked if self.via_service else (*lacked, *_OF_CALLERS),
            is_complete=self.is_complete,
            complete=(_TAGS,) if self.principal_tags is not None else (),
        )
        return Context.of(self.others, without=self.without).over(derived)


def request(caller: Caller, action: str, resource: str, facts: Facts) -> Request:
    """Return a request with everything that follows from its principal and its resource.

    The ARNs of some resources, such as buckets, have no account: whose they are is not known then.
    """
    parts = resource.split(":", 5)
    owner = parts[4] if len(parts) > 4 and parts[4].isdigit() else None
    of_resource = Context.of({"aws:ResourceAccount": owner} if owner else {})
    return Request(caller, action, resource, facts.context.over(of_resource).over(caller.context))
