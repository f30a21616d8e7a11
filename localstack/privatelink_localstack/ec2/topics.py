"""Notifications, published to this LocalStack's SNS."""

from __future__ import annotations

import fnmatch
import json
import logging
from typing import Any

from localstack.aws.connect import connect_to

from privatelink_localstack.control.notification import PUBLISHER, Message

LOG = logging.getLogger(__name__)


class SnsTopics:
    """The topics of all accounts."""

    def publish(self, message: Message) -> None:
        """Publish, if the topic is there and its policy admits AWS; else say so in the log."""
        account = message.topic.split(":")[4]
        region = message.topic.split(":")[3]
        sns = connect_to(aws_access_key_id=account, region_name=region).sns
        try:
            attributes = sns.get_topic_attributes(TopicArn=message.topic)["Attributes"]
            if not admits(attributes.get("Policy", ""), PUBLISHER, message.topic):
                LOG.warning("%s: the topic's policy does not admit %s: nothing is published", message.topic, PUBLISHER)
                return
            sns.publish(TopicArn=message.topic, Message=message.text)
        except Exception:
            LOG.warning("%s: the notification could not be published", message.topic, exc_info=True)


def admits(policy: str, service: str, topic: str) -> bool:
    """Tell whether a topic's policy lets a service of AWS's publish. Conditions are not looked at."""
    try:
        statements = json.loads(policy)["Statement"]
    except (ValueError, KeyError, TypeError):
        return False
    relevant = [each for each in _list(statements) if _is_about(each, service, topic)]
    effects = {each.get("Effect") for each in relevant}
    return "Allow" in effects and "Deny" not in effects


def _is_about(statement: Any, service: str, topic: str) -> bool:
    principal = statement.get("Principal", {})
    services = _list(principal.get("Service", [])) if isinstance(principal, dict) else []
    actions = [str(each).lower() for each in _list(statement.get("Action", []))]
    return (
        service in services
        and any(fnmatch.fnmatchcase("sns:publish", each) for each in actions)
        and any(fnmatch.fnmatchcase(topic, str(each)) for each in _list(statement.get("Resource", [])))
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
