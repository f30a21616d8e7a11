"""A topic of SNS, with a queue of what is published to it."""

from __future__ import annotations

import json

from tests.support.account import Account
from tests.support.until import until


class Topic:
    """A topic with a queue of its messages.

    Parameters:
        allows: whether the policy allows PrivateLink to publish.
        condition: of the policy's statement.
    """

    def __init__(self, account: Account, name: str, *, allows: bool = True, condition: object = None) -> None:
        sns, self.sqs = account.client("sns"), account.client("sqs")
        self.arn = sns.create_topic(Name=name)["TopicArn"]
        if allows:
            statement = {
                "Effect": "Allow",
                "Principal": {"Service": "vpce.amazonaws.com"},
                "Action": "SNS:Publish",
                "Resource": self.arn,
                **({"Condition": condition} if condition else {}),
            }
            policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
            sns.set_topic_attributes(TopicArn=self.arn, AttributeName="Policy", AttributeValue=policy)
        self.queue = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        attributes = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]
        sns.subscribe(TopicArn=self.arn, Protocol="sqs", Endpoint=attributes["QueueArn"])

    def next(self) -> tuple[str, str]:
        """Wait for a message, and return its event and endpoint."""
        (message,) = until(
            lambda: self.sqs.receive_message(QueueUrl=self.queue, WaitTimeSeconds=10).get("Messages", []), bool
        )
        self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        text = json.loads(json.loads(message["Body"])["Message"])
        return text["event"], text["vpcEndpointId"]

    def count(self) -> int:
        """Return the number of messages in the queue."""
        name = "ApproximateNumberOfMessages"
        return int(self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=[name])["Attributes"][name])
