"""The API's answers about an endpoint service and its load balancers, read once and kept as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from privatelink_harness.checks.api import Api, api_errors, pages
from privatelink_harness.checks.facts import Permission, cidrs, permissions
from privatelink_harness.checks.scope import Scope

type Described = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """The API's answers; a resource that the API does not know is missing.

    Parameters:
        load_balancers, listeners, target_groups: as Elastic Load Balancing describes them, by ARN.
        attributes: of load balancers, listeners and target groups, by ARN.
        certificates: ARNs of a listener's certificates beside its default one, by ARN.
        health: descriptions of targets with their health, by ARN of the target group.
        services: configurations of endpoint services, by ID.
        verification: states of the services' private DNS names, as consumers see them, by service ID.
        principals: ARNs by service ID.
        connections: by ID of the endpoint.
        notifications: by ID.
        endpoints: by ID, of the same account and Region.
        permissions, egress: of ingress and of egress, by security group.
        cidrs: CIDR blocks by VPC.
        alarms: by name.
        insights: states of Contributor Insights rules that were ever enabled, by ARN of the resource and template.
        account, partition: of the credentials.
        unit_accounts: active accounts in an organizational unit and in the units within it, by the unit's ID.
    """

    load_balancers: Mapping[str, Described]
    listeners: Mapping[str, Described]
    target_groups: Mapping[str, Described]
    attributes: Mapping[str, Mapping[str, str]]
    certificates: Mapping[str, frozenset[str]]
    health: Mapping[str, Sequence[Described]]
    services: Mapping[str, Described]
    verification: Mapping[str, str]
    principals: Mapping[str, frozenset[str]]
    connections: Mapping[str, Described]
    notifications: Mapping[str, Described]
    endpoints: Mapping[str, Described]
    permissions: Mapping[str, frozenset[Permission]]
    cidrs: Mapping[str, frozenset[str]]
    alarms: Mapping[str, Described]
    insights: Mapping[tuple[str, str], str]
    account: str
    partition: str
    unit_accounts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    egress: Mapping[str, frozenset[Permission]] = field(default_factory=dict)


def read(api: Api, scope: Scope, vpcs: Iterable[str], units: Iterable[str] = (), ranked: Iterable[str] = ()) -> Facts:
    """Ask the API about the load balancers of these VPCs, the account's endpoint services, and organizational units.

    Parameters:
        ranked: ARNs of resources with Contributor Insights rules.

    Raises:
        HarnessError: the API refuses or does not answer.
    """
    with api_errors(api):
        clients = {
            service: api.client(service, scope.account, scope.region)
            for service in ("ec2", "elbv2", "cloudwatch", "sts")
        }
        facts = _read(clients, frozenset(vpcs), frozenset(ranked))
        if units := tuple(units):
            organizations = api.client("organizations", scope.account, scope.region)
            facts = replace(facts, unit_accounts={unit: _accounts(organizations, unit) for unit in units})
        return facts


def _read(clients: Mapping[str, Any], vpcs: frozenset[str], ranked: frozenset[str]) -> Facts:
    from botocore.utils import ArnParser

    ec2, elbv2 = clients["ec2"], clients["elbv2"]
    with ThreadPoolExecutor(8) as pool:
        identity = pool.submit(clients["sts"].get_caller_identity)
        alarms = pool.submit(pages, clients["cloudwatch"], "describe_alarms", "MetricAlarms")
        insights = pool.map(lambda arn: _insights(clients["cloudwatch"], arn), ranked)
        services, endpoints, notifications, groups, networks = (
            pool.submit(pages, ec2, operation, key)
            for operation, key in (
                ("describe_vpc_endpoint_service_configurations", "ServiceConfigurations"),
                ("describe_vpc_endpoints", "VpcEndpoints"),
                ("describe_vpc_endpoint_connection_notifications", "ConnectionNotificationSet"),
                ("describe_security_groups", "SecurityGroups"),
                ("describe_vpcs", "Vpcs"),
            )
        )
        balancers = [each for each in pages(elbv2, "describe_load_balancers", "LoadBalancers") if each["VpcId"] in vpcs]
        arns = [each["LoadBalancerArn"] for each in balancers]
        listeners = _flat(
            pool.map(lambda arn: pages(elbv2, "describe_listeners", "Listeners", LoadBalancerArn=arn), arns)
        )
        target_groups = [
            each for each in pages(elbv2, "describe_target_groups", "TargetGroups") if each["VpcId"] in vpcs
        ]
        attributes = {
            **_by(
                arns,
                pool.map(lambda arn: _attributes(elbv2.describe_load_balancer_attributes, LoadBalancerArn=arn), arns),
            ),
            **_listener_attributes(elbv2, pool, listeners),
            **_target_group_attributes(elbv2, pool, target_groups),
        }
        certificates = _certificates(elbv2, pool, listeners)
        health = _health(elbv2, pool, target_groups)
        owned = {each["ServiceId"]: each for each in services.result()}
        principals = _by(owned, pool.map(lambda service: _principals(ec2, service), owned))
        verification = _by(owned, pool.map(lambda each: _verification(ec2, each), owned.values()))
        connections = _flat(pool.map(lambda service: _connections(ec2, service), owned))
    who = identity.result()
    return Facts(
        load_balancers={each["LoadBalancerArn"]: each for each in balancers},
        listeners={each["ListenerArn"]: each for each in listeners},
        target_groups={each["TargetGroupArn"]: each for each in target_groups},
        attributes=attributes,
        certificates=certificates,
        health=health,
        services=owned,
        verification=verification,
        principals=principals,
        connections={each["VpcEndpointId"]: each for each in connections},
        notifications={each["ConnectionNotificationId"]: each for each in notifications.result()},
        endpoints={each["VpcEndpointId"]: each for each in endpoints.result()},
        permissions={each["GroupId"]: permissions(each["IpPermissions"]) for each in groups.result()},
        cidrs={each["VpcId"]: cidrs(each) for each in networks.result()},
        alarms={each["AlarmName"]: each for each in alarms.result()},
        insights={key: state for some in insights for key, state in some.items()},
        egress={each["GroupId"]: permissions(each.get("IpPermissionsEgress", ())) for each in groups.result()},
        account=who["Account"],
        partition=ArnParser().parse_arn(who["Arn"])["partition"],
    )


def _accounts(organizations: Any, parent: str) -> frozenset[str]:
    """Return the active accounts in a unit, and in the units within it."""
    accounts = pages(organizations, "list_accounts_for_parent", "Accounts", ParentId=parent)
    units = pages(organizations, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=parent)
    own = frozenset(each["Id"] for each in accounts if each["Status"] == "ACTIVE")
    return own.union(*(_accounts(organizations, each["Id"]) for each in units))


def _flat(lists: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [each for some in lists for each in some]


def _by[K, V](keys: Iterable[K], values: Iterable[V]) -> dict[K, V]:
    return dict(zip(keys, values, strict=True))


def _attributes(operation: Any, **arguments: str) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in operation(**arguments)["Attributes"]}


def _listener_attributes(
    elbv2: Any, pool: ThreadPoolExecutor, listeners: Iterable[Described]
) -> dict[str, dict[str, str]]:
    """Return the attributes of TCP listeners: AWS refuses the question for those of TLS."""
    arns = [each["ListenerArn"] for each in listeners if each["Protocol"] == "TCP"]
    return _by(arns, pool.map(lambda arn: _attributes(elbv2.describe_listener_attributes, ListenerArn=arn), arns))


def _target_group_attributes(
    elbv2: Any, pool: ThreadPoolExecutor, groups: Iterable[Described]
) -> dict[str, dict[str, str]]:
    arns = [each["TargetGroupArn"] for each in groups]
    return _by(
        arns, pool.map(lambda arn: _attributes(elbv2.describe_target_group_attributes, TargetGroupArn=arn), arns)
    )


def _certificates(elbv2: Any, pool: ThreadPoolExecutor, listeners: Iterable[Described]) -> dict[str, frozenset[str]]:
    arns = [each["ListenerArn"] for each in listeners if each["Protocol"] == "TLS"]

    def further(arn: str) -> frozenset[str]:
        described = pages(elbv2, "describe_listener_certificates", "Certificates", ListenerArn=arn)
        return frozenset(each["CertificateArn"] for each in described if not each.get("IsDefault"))

    return _by(arns, pool.map(further, arns))


def _health(elbv2: Any, pool: ThreadPoolExecutor, groups: Iterable[Described]) -> dict[str, Sequence[Described]]:
    arns = [each["TargetGroupArn"] for each in groups]
    answers = pool.map(lambda arn: elbv2.describe_target_health(TargetGroupArn=arn), arns)
    return {arn: answer["TargetHealthDescriptions"] for arn, answer in zip(arns, answers, strict=True)}


def _principals(ec2: Any, service: str) -> frozenset[str]:
    described = pages(ec2, "describe_vpc_endpoint_service_permissions", "AllowedPrincipals", ServiceId=service)
    return frozenset(each["Principal"] for each in described)


def _verification(ec2: Any, configuration: Described) -> str:
    """Return the state of a service's private DNS name as consumers see it, "" without a name."""
    described = ec2.describe_vpc_endpoint_services(ServiceNames=[configuration["ServiceName"]])["ServiceDetails"]
    return str(next((each.get("PrivateDnsNameVerificationState", "") for each in described), ""))


def _connections(ec2: Any, service: str) -> list[dict[str, Any]]:
    filters = [{"Name": "service-id", "Values": [service]}]
    return pages(ec2, "describe_vpc_endpoint_connections", "VpcEndpointConnections", Filters=filters)


def _insights(cloudwatch: Any, arn: str) -> dict[tuple[str, str], str]:
    listed = cloudwatch.list_managed_insight_rules(ResourceARN=arn)["ManagedRules"]
    return {(arn, each["TemplateName"]): each["RuleState"]["State"] for each in listed if each.get("RuleState")}
