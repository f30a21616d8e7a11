"""Members that AWS's models call optional, and whose absence is refused."""

from __future__ import annotations

import pytest

from privatelink_localstack.adapters.elbv2 import requests
from privatelink_localstack.adapters.ram.calls import tagged
from privatelink_localstack.kernel.errors import AwsError


def test_subnet_mapping_without_subnet_is_refused() -> None:
    with pytest.raises(AwsError, match="subnet ID") as refused:
        requests.subnet_mappings({"SubnetMappings": [{"SubnetId": "subnet-1"}, {"AllocationId": "eipalloc-1"}]})
    assert (refused.value.code, refused.value.status) == ("ValidationError", 400)


def test_tag_of_a_share_without_key_is_refused() -> None:
    with pytest.raises(AwsError, match="key") as refused:
        tagged({}, [{"value": "a"}])
    assert (refused.value.code, refused.value.status) == ("InvalidParameterException", 400)
