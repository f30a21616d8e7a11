"""The edits that take the provider's fixed waits away.

The provider waits in two loops: `helper/retry` of the plugin SDK, and its own `internal/backoff`. Before it asks the
API for the first time, and between two questions, each wait is as long as the resource's code says: 10 s for a VPC
with DNS host names, 30 s for a load balancer, whatever the API answers. With the edits both loops ask at once, and
again after 0.2, 0.4, 0.8 s and then each second. What is waited for, how often it has to be seen, and the time-outs
stay as they are; only what is not found at 20 questions in a row is given up after 18 s instead of minutes.
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
"""Edits of the provider itself."""
