"""Listeners of application load balancers in the data plane's state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from privatelink_localstack.dataplane.state.http_rules import Condition, Field, FixedResponse, Redirect, Rule
from privatelink_localstack.dataplane.state.model import Certificate, Listener, Tls
from privatelink_localstack.kernel.durations import DEFAULTS
from privatelink_localstack.traffic.facts import WebListenerFacts, WebRuleFacts
from privatelink_localstack.traffic.web_listeners import web_listener

ORDERS, CERTIFICATE = "arn:orders", Certificate(("orders.example.com",))
HTTPS = WebListenerFacts("l", "alb", "HTTPS", 443, "policy", ORDERS, (ORDERS, "unknown"), ())


def _listener(facts: WebListenerFacts, **attributes: str) -> Listener:
    own = {key.replace("__", "."): value for key, value in attributes.items()}
    durations = {**DEFAULTS, "traffic.second": 0.5}
    return web_listener(facts, own, durations, {ORDERS: CERTIFICATE}, {"policy": ("A",)})


def _rule(action: Mapping[str, Any], *conditions: Mapping[str, Any]) -> Rule:
    (found,) = _listener(replace(HTTPS, rules=(WebRuleFacts(conditions, (action,)),))).rules
    return found


def test_listener_has_its_certificates_and_the_load_balancer_s_idle_timeout() -> None:
    found = _listener(HTTPS, idle_timeout__timeout_seconds="10")

    assert (found.balancer, found.port, found.idle_timeout) == ("alb", 443, 5)
    assert found.tls == Tls((CERTIFICATE,), ("http/1.1",), ("TLSv1", "TLSv1_2"), ("A",))
    assert _listener(replace(HTTPS, protocol="HTTP")).tls is None


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"Field": "path-pattern", "Values": ["/a"]}, Condition(Field.PATH, ("/a",))),
        ({"Field": "host-header", "HostHeaderConfig": {"Values": ["a", "b"]}}, Condition(Field.HOST, ("a", "b"))),
        (
            {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-A", "Values": ["1"]}},
            Condition(Field.HEADER, ("1",), "X-A"),
        ),
        (
            {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "v", "Value": "1"}, {"Value": "2"}]}},
            Condition(Field.QUERY, ("v=1", "*=2")),
        ),
        ({"Field": "colour", "Values": ["red"]}, Condition(Field.PATH, ())),
        ({"PathPatternConfig": {"Values": ["/a"]}}, Condition(Field.PATH, ())),
        ({"Field": "source-ip", "SourceIpConfig": {"Values": ["::/0"]}}, Condition(Field.SOURCE, ("::/0",))),
    ],
)
def test_conditions_are_read_in_each_of_the_api_s_forms(condition: Mapping[str, Any], expected: Condition) -> None:
    assert _rule({"Type": "forward"}, condition).conditions == (expected,)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"Type": "forward", "TargetGroupArn": "tg"}, Rule(weights={"tg": 1})),
        (
            {"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "a", "Weight": 0}]}},
            Rule(weights={"a": 0}),
        ),
        (
            {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}},
            Rule(fixed_response=FixedResponse(503)),
        ),
        (
            {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_302", "Protocol": "HTTPS", "Port": "443"}},
            Rule(redirect=Redirect(302, "HTTPS", port="443")),
        ),
        ({"Type": "fixed-response", "FixedResponseConfig": {}}, Rule(fixed_response=FixedResponse(503))),
        ({"Type": "redirect", "RedirectConfig": {"StatusCode": "soon"}}, Rule(redirect=Redirect(302))),
        ({"Type": "fixed-response"}, Rule(fixed_response=FixedResponse(503))),
    ],
)
def test_actions_are_read(action: Mapping[str, Any], expected: Rule) -> None:
    assert _rule(action) == expected


def test_last_action_counts() -> None:
    actions = ({"Type": "authenticate-oidc"}, {"Type": "forward", "TargetGroupArn": "tg"})

    assert _listener(replace(HTTPS, rules=(WebRuleFacts((), actions),))).rules == (Rule(weights={"tg": 1}),)
