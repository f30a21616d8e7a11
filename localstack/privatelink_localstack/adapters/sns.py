"""Connection notifications, published to LocalStack's SNS."""

from __future__ import annotations

import logging

from localstack.aws.connect import connect_to

from privatelink_localstack.authorization.judgement import is_allowed_service
from privatelink_localstack.privatelink.notifications.model import PUBLISHER, Message

LOG = logging.getLogger(__name__)


def admits(policy: str, message: Message) -> bool:
    """Return whether a topic's policy lets PrivateLink publish a message.

    Source: PrivateLink guide, "Receive alerts for endpoint service events", "Add an access policy": the principal
    `vpce.amazonaws.com`, with the conditions `aws:SourceArn` and `aws:SourceAccount`.
    """
    keys = {"aws:SourceArn": message.source, "aws:SourceAccount": message.source_account}
    return is_allowed_service(policy, PUBLISHER, "sns:Publish", message.topic, keys)


class SnsTopics:
    """The topics of all accounts."""

    def publish(self, message: Message) -> None:
        """Publish a message, or log a warning if the topic is missing or its policy does not allow PrivateLink."""
        sns = connect_to(aws_access_key_id=message.account, region_name=message.region).sns
        try:
            attributes = sns.get_topic_attributes(TopicArn=message.topic)["Attributes"]
            if not admits(attributes.get("Policy", ""), message):
                LOG.warning(
                    "%s: the topic's policy does not admit %s for %s: nothing is published",
                    message.topic,
                    PUBLISHER,
                    message.source,
                )
                return
            sns.publish(TopicArn=message.topic, Message=message.text)
        except Exception:
            LOG.warning("%s: the notification could not be published", message.topic, exc_info=True)
