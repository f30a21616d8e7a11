"""The calls about target groups, of every type."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from privatelink_localstack.adapters.elbv2.call import Answer, Call
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import page
from privatelink_localstack.load_balancing import attributes, names, quotas, tags
from privatelink_localstack.load_balancing.errors import in_use, invalid, target_groups_not_found
from privatelink_localstack.load_balancing.target_groups import health_check, model
from privatelink_localstack.load_balancing.target_groups.attributes import set_on_target_group
from privatelink_localstack.load_balancing.target_groups.health_fault import health_faults
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.wiring import plane


def create(call: Call) -> Answer:
    """CreateTargetGroup."""
    given = tags.merge({}, tags.read(call.request.get("Tags") or []))
    identifier = secrets.token_hex(8)
    arn = names.target_group_arn(call.request["Name"], identifier, account=call.account, region=call.region)
    made = model.create(call.request, arn)
    if made.vpc is not None:
        call.network.check_vpc(made.vpc)
    every = call.store.target_groups()
    existing = next((each for each in every if each.name == made.name), None)
    if existing is not None:
        if not model.is_same(existing, made):
            raise AwsError(
                "DuplicateTargetGroupName",
                f"A target group with the same name '{made.name}' exists, but with different settings",
            )
        return {"TargetGroups": [_show(call, existing)]}
    quotas.check_target_groups(plane().quotas, len(every) + 1)
    call.store.put_target_group(made)
    call.store.set_tags(made.arn, given)
    return {"TargetGroups": [_show(call, made)]}


def describe(call: Call) -> Answer:
    """DescribeTargetGroups."""
    balancer = call.request.get("LoadBalancerArn")
    arns, wanted = call.request.get("TargetGroupArns") or [], call.request.get("Names") or []
    if bool(balancer) + bool(arns) + bool(wanted) > 1:
        raise invalid(
            "Target group names, target group ARNs, and a load balancer ARN cannot be specified at the same time"
        )
    for arn in arns:
        names.check_arn(arn, "targetgroup")
    found = call.store.target_groups()
    if balancer:
        call.store.load_balancer(balancer)
        found = [each for each in found if balancer in call.store.users(each.arn)]
    elif arns or wanted:
        found = [each for each in found if each.arn in arns or each.name in wanted]
        if len(found) < len(set(arns or wanted)):
            raise target_groups_not_found()
    shown, marker = page(
        found, lambda each: each.arn, marker=call.request.get("Marker"), size=call.request.get("PageSize")
    )
    answer: dict[str, Any] = {"TargetGroups": [_show(call, each) for each in shown]}
    return {**answer, "NextMarker": marker} if marker else answer


def modify(call: Call) -> Answer:
    """ModifyTargetGroup: its health check."""
    found = call.store.target_group(call.request["TargetGroupArn"]).model
    check = health_check.modify(found.health_check, call.request, found.target_type, found.protocol)
    changed = replace(found, health_check=check)
    call.store.put_target_group(changed)
    return {"TargetGroups": [_show(call, changed)]}


def delete(call: Call) -> Answer:
    """DeleteTargetGroup. One that is not there is deleted already: AWS lists no error for it."""
    arn = call.request["TargetGroupArn"]
    names.check_arn(arn, "targetgroup")
    if call.store.find_target_group(arn) is None:
        return {}
    if call.store.users(arn):
        raise in_use(f"Target group '{arn}' is currently in use by a listener or a rule")
    call.store.drop_target_group(arn)
    health_faults().forget_group(arn)
    return {}


def describe_attributes(call: Call) -> Answer:
    """DescribeTargetGroupAttributes."""
    return {"Attributes": attributes.shown(call.store.target_group(call.request["TargetGroupArn"]).model.attributes)}


def modify_attributes(call: Call) -> Answer:
    """ModifyTargetGroupAttributes."""
    found = call.store.target_group(call.request["TargetGroupArn"]).model
    changes = attributes.read(call.request["Attributes"])
    changed = set_on_target_group(found.target_type, found.protocol, found.attributes, changes)
    call.store.put_target_group(replace(found, attributes=changed))
    return {"Attributes": attributes.shown(changed)}


def _show(call: Call, found: TargetGroup) -> Answer:
    """Give a target group in the API's form."""
    check = found.health_check
    shown = {
        "TargetGroupArn": found.arn,
        "TargetGroupName": found.name,
        "Protocol": found.protocol or None,
        "Port": found.port,
        "VpcId": found.vpc,
        "HealthCheckProtocol": check.protocol,
        "HealthCheckPort": check.port,
        "HealthCheckEnabled": check.enabled,
        "HealthCheckIntervalSeconds": check.interval,
        "HealthCheckTimeoutSeconds": check.timeout,
        "HealthyThresholdCount": check.healthy,
        "UnhealthyThresholdCount": check.unhealthy,
        "HealthCheckPath": check.path,
        "Matcher": {"GrpcCode" if check.grpc else "HttpCode": check.codes} if check.codes else None,
        "LoadBalancerArns": call.store.users(found.arn),
        "TargetType": found.target_type,
        "ProtocolVersion": found.version,
        "IpAddressType": None if found.target_type == "lambda" else found.address_type,
    }
    return {key: value for key, value in shown.items() if value is not None}
