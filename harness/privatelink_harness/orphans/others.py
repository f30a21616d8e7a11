"""What stands beside the network: dashboards, roles, alarms, topics, in the order of their removal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from privatelink_harness.checks.api import pages
from privatelink_harness.orphans import removal, tag_readers
from privatelink_harness.orphans.kind import Kind, nothing, untagged
from privatelink_harness.orphans.removal import Item

_ID = re.compile(r"\b(?:vpce-svc|vpce|vpc)-[0-9a-f]{8,17}\b")


def _named_in(*keys: str) -> Callable[[Item], tuple[str, ...]]:
    """Return the IDs that an item's text names, such as a dashboard's."""
    return lambda item: tuple({found for key in keys for found in _ID.findall(str(item.get(key, "")))})


def _composite_alarms(client: Any) -> Iterator[Item]:
    yield from pages(client, "describe_alarms", "CompositeAlarms", AlarmTypes=["CompositeAlarm"])


def _dashboards(client: Any) -> Iterator[Item]:
    """Yield dashboards with their text."""
    for entry in pages(client, "list_dashboards", "DashboardEntries"):
        yield {**entry, **client.get_dashboard(DashboardName=entry["DashboardName"])}


def _log_group_tags(client: Any, item: Item) -> Mapping[str, str]:
    tags: Mapping[str, str] = client.list_tags_for_resource(resourceArn=item["arn"].removesuffix(":*"))["tags"]
    return tags


WATCHES = (
    Kind(
        "dashboard",
        _dashboards,
        "DashboardName",
        "PutDashboard",
        "dashboard/",
        removal.by_call("delete_dashboards", "DashboardNames", "DashboardName"),
        _named_in("DashboardBody"),
        service="cloudwatch",
        needs_all=True,
        tags=untagged,
    ),
    Kind(
        "Contributor Insights rule",
        ("describe_insight_rules", "InsightRules"),
        "Name",
        "PutManagedInsightRules",
        "insight-rule/",
        removal.by_call("delete_insight_rules", "RuleNames", "Name"),
        _named_in("Name", "Definition"),
        service="cloudwatch",
        needs_all=True,
        tags=untagged,
    ),
)
"""Only the IDs that they name tell whose they are: they go before these, and stay if they name others' too."""

FUNCTIONS = (
    Kind(
        "function",
        ("list_functions", "Functions"),
        "FunctionName",
        "CreateFunction",
        "function:",
        removal.by_call("delete_function", "FunctionName", "FunctionName"),
        nothing,
        service="lambda",
        tags=tag_readers.by_call("list_tags", "Resource", "FunctionArn"),
    ),
)
"""Before networks: a function in a VPC has interfaces there, with its security groups."""

OTHERS = (
    Kind(
        "instance profile",
        ("list_instance_profiles", "InstanceProfiles"),
        "InstanceProfileName",
        "CreateInstanceProfile",
        "instance-profile/",
        removal.remove_instance_profile,
        nothing,
        service="iam",
        tags=tag_readers.by_call("list_instance_profile_tags", "InstanceProfileName", "InstanceProfileName"),
    ),
    Kind(
        "role",
        ("list_roles", "Roles"),
        "RoleName",
        "CreateRole",
        "role/",
        removal.remove_role,
        nothing,
        lambda item: item.get("Path", "").startswith("/aws-service-role/"),
        "iam",
        tag_readers.by_call("list_role_tags", "RoleName", "RoleName"),
    ),
    Kind(
        "user",
        ("list_users", "Users"),
        "UserName",
        "CreateUser",
        "user/",
        removal.remove_user,
        nothing,
        service="iam",
        tags=tag_readers.by_call("list_user_tags", "UserName", "UserName"),
    ),
    Kind(
        "composite alarm",
        _composite_alarms,
        "AlarmName",
        "PutCompositeAlarm",
        "alarm:",
        removal.by_call("delete_alarms", "AlarmNames", "AlarmName"),
        nothing,
        service="cloudwatch",
        tags=tag_readers.by_call("list_tags_for_resource", "ResourceARN", "AlarmArn"),
    ),
    Kind(
        "alarm",
        ("describe_alarms", "MetricAlarms"),
        "AlarmName",
        "PutMetricAlarm",
        "alarm:",
        removal.by_call("delete_alarms", "AlarmNames", "AlarmName"),
        nothing,
        service="cloudwatch",
        tags=tag_readers.by_call("list_tags_for_resource", "ResourceARN", "AlarmArn"),
    ),
    Kind(
        "log group",
        ("describe_log_groups", "logGroups"),
        "logGroupName",
        "CreateLogGroup",
        "log-group:",
        removal.by_call("delete_log_group", "logGroupName", "logGroupName"),
        nothing,
        service="logs",
        tags=_log_group_tags,
    ),
    Kind(
        "certificate",
        ("list_certificates", "CertificateSummaryList"),
        "CertificateArn",
        "RequestCertificate",
        "certificate/",
        removal.by_call("delete_certificate", "CertificateArn", "CertificateArn"),
        nothing,
        service="acm",
        tags=tag_readers.by_call("list_tags_for_certificate", "CertificateArn", "CertificateArn"),
    ),
    Kind(
        "bucket",
        ("list_buckets", "Buckets"),
        "Name",
        "CreateBucket",
        "",
        removal.remove_bucket,
        nothing,
        service="s3",
        tags=tag_readers.of_bucket,
    ),
    Kind(
        "topic",
        ("list_topics", "Topics"),
        "TopicArn",
        "CreateTopic",
        "",
        removal.by_call("delete_topic", "TopicArn", "TopicArn"),
        nothing,
        service="sns",
        tags=tag_readers.by_call("list_tags_for_resource", "ResourceArn", "TopicArn"),
    ),
)
"""What watches goes after what it watches; a topic outlives what publishes to it."""
