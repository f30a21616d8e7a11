"""The Regions that LocalStack answers in: those of every partition that it and moto know.

Stock LocalStack answers calls to Regions outside of partition `aws` in us-east-1, with the ARNs and zones of us-east-1.
It has no setting for that. The partitions aws-iso-e and aws-iso-f are unknown to it.
"""

from __future__ import annotations

from functools import cached_property

from boto3.session import Session
from localstack.aws import handlers
from localstack.aws.handlers.region import DefaultRegionRewriterStrategy
from localstack.utils.aws.arns import PARTITION_NAMES


class EveryPartition(DefaultRegionRewriterStrategy):  # type: ignore[misc]
    """The rule that sends calls to unknown Regions to us-east-1, with more Regions known."""

    @cached_property
    def available_regions(self) -> list[str]:
        """The Regions of every partition that LocalStack knows."""
        session = Session()
        return [region for name in PARTITION_NAMES for region in session.get_available_regions("ec2", name)]


def answer_in_every_partition() -> None:
    """Make LocalStack answer in the Regions of every partition."""
    handlers.rewrite_region.region_rewriter_strategy = EveryPartition()
