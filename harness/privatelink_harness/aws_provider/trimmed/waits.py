"""The edits that cut the AWS provider's fixed waits.

The AWS provider waits in two loops: `helper/retry` of the plugin SDK, and its own `internal/backoff`. The waits before
the first request and between two requests are constants of a resource's code, whatever the API answers: 10 s for a VPC
with DNS host names, 30 s for a load balancer. With the edits both loops send a request at once, and again after 0.2,
0.4, 0.8 s and then each second. The expected states, the number of times that a state must be seen, and the time-outs
stay. One thing ends sooner: a resource that 20 requests in a row do not find is given up after 18 s, not minutes.
"""

from __future__ import annotations

from privatelink_harness.aws_provider.trimmed.edits import Replacement

_STATE = "helper/retry/state.go"
_BACKOFF = "internal/backoff/backoff.go"

SDK = (
    Replacement(
        _STATE,
        "\tnotfoundTick := 0\n\ttargetOccurence := 0\n",
        "\tshort := *conf\n"
        "\tshort.Delay, short.MinTimeout, short.PollInterval = 0, 0, 0\n"
        "\tconf = &short\n"
        "\tnotfoundTick := 0\n\ttargetOccurence := 0\n",
    ),
    Replacement(_STATE, "} else if wait > 10*time.Second {\n", "} else if wait > time.Second {\n"),
    Replacement(_STATE, "\t\twait = 10 * time.Second\n", "\t\twait = time.Second\n"),
)
"""Edits of `terraform-plugin-sdk`."""

PROVIDER = (
    Replacement(_BACKOFF, "\t\tinitialDelay:   initialDelay,\n", "\t\tinitialDelay:   0,\n"),
    Replacement(_BACKOFF, "\t\tminTimeout:     minTimeout,\n", "\t\tminTimeout:     0,\n"),
    Replacement(_BACKOFF, "\t\tpollInterval:   pollInterval,\n", "\t\tpollInterval:   0,\n"),
    Replacement(_BACKOFF, "} else if delay > 10*time.Second {\n", "} else if delay > time.Second {\n"),
    Replacement(_BACKOFF, "\t\tdelay = 10 * time.Second\n", "\t\tdelay = time.Second\n"),
)
"""Edits of the AWS provider itself."""
