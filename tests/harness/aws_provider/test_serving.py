"""The edits that let the AWS provider stay up."""

from __future__ import annotations

import pytest

from privatelink_harness.aws_provider.trimmed.serving import LISTS, keep_served
from privatelink_harness.errors import HarnessError
from tests.support.trimmed import LOOPS, looping

SDK = "internal/provider/sdkv2/provider.go"


@pytest.mark.parametrize("place", LISTS)
def test_each_loop_passes_over_types_that_are_not_served(place: str) -> None:
    text = keep_served(looping(LOOPS[place.split("/")[2]]), place)
    skipped = "(ctx) {\n\t\t\tif !served.Type(v.TypeName) {\n\t\t\t\tcontinue\n\t\t\t}\n\t\t\tuse(v)\n"
    assert text.count(skipped) == LISTS[place]
    assert text.startswith('import (\n\t"github.com/hashicorp/terraform-provider-aws/internal/served"\n')


def test_code_with_other_loops_is_rejected() -> None:
    with pytest.raises(HarnessError, match=r"sdkv2/provider\.go: .*it has 3 loops over types, and 4 are expected"):
        keep_served(looping(LOOPS["sdkv2"][1:]), SDK)
