"""Handlers of tags, of every resource type. Each is named after its operation."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.elbv2 import requests, responses
from privatelink_localstack.adapters.elbv2.context import context_of
from privatelink_localstack.load_balancing import tags


def add_tags(call: Call) -> Response:
    """Add tags to resources."""
    added = tags.read_tags(call.request["Tags"])
    tags.add_tags(context_of(call).store, requests.strings(call.request, "ResourceArns"), added)
    return {}


def remove_tags(call: Call) -> Response:
    """Remove tags from resources."""
    tags.remove_tags(context_of(call).store, requests.strings(call.request, "ResourceArns"), call.request["TagKeys"])
    return {}


def describe_tags(call: Call) -> Response:
    """List the tags of resources."""
    described = tags.describe_tags(context_of(call).store, requests.strings(call.request, "ResourceArns"))
    return {
        "TagDescriptions": [
            {"ResourceArn": arn, "Tags": responses.key_values(resource_tags.items())}
            for arn, resource_tags in described
        ]
    }
