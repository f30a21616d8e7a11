"""Listeners of application load balancers as the data plane has them.

Source: Application Load Balancers guide, "Listeners" and "Connection idle timeout".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from privatelink_localstack.dataplane.state.http_rules import Condition, Field, FixedResponse, Redirect, Rule
from privatelink_localstack.dataplane.state.model import Certificate, Listener
from privatelink_localstack.traffic.balancing import SECOND
from privatelink_localstack.traffic.facts import WebListenerFacts, WebRuleFacts
from privatelink_localstack.traffic.tls_listeners import secured

IDLE_TIMEOUT, DEFAULT_IDLE_TIMEOUT = "idle_timeout.timeout_seconds", "60"
_CONFIGURATIONS = {
    Field.HOST: "HostHeaderConfig",
    Field.HEADER: "HttpHeaderConfig",
    Field.METHOD: "HttpRequestMethodConfig",
    Field.PATH: "PathPatternConfig",
    Field.QUERY: "QueryStringConfig",
    Field.SOURCE: "SourceIpConfig",
}
_REDIRECT = {"protocol": "Protocol", "host": "Host", "port": "Port", "path": "Path", "query": "Query"}


def web_listener(
    facts: WebListenerFacts,
    attributes: Mapping[str, str],
    durations: Mapping[str, float],
    certificates: Mapping[str, Certificate],
    ciphers: Mapping[str, tuple[str, ...]],
) -> Listener:
    """Return a listener.

    Parameters:
        attributes: of its load balancer.
        certificates: by ARN.
        ciphers: of security policies, by name.
    """
    idle = float(attributes.get(IDLE_TIMEOUT, DEFAULT_IDLE_TIMEOUT))
    named = (facts.certificate, *facts.certificates) if facts.protocol == "HTTPS" else ()
    tls = secured(named, facts.ssl_policy or "", ("http/1.1",), certificates, ciphers)
    rules = tuple(map(_rule, facts.rules))
    return Listener(
        *(facts.arn, facts.load_balancer_arn, facts.port, "", facts.protocol),
        idle_timeout=idle * durations[SECOND],
        tls=tls,
        rules=rules,
    )


def _rule(facts: WebRuleFacts) -> Rule:
    """Return a rule. Of its actions the last one counts: those before it ask who somebody is, and are left out."""
    conditions, action = tuple(_conditions(facts.conditions)), facts.actions[-1] if facts.actions else {}
    match action.get("Type"):
        case "fixed-response":
            return Rule(conditions, fixed_response=_fixed_response(action.get("FixedResponseConfig") or {}))
        case "redirect":
            return Rule(conditions, redirect=_redirect(action.get("RedirectConfig") or {}))
    tuples = (action.get("ForwardConfig") or {}).get("TargetGroups") or [action]
    weights = {each["TargetGroupArn"]: int(each.get("Weight", 1)) for each in tuples if each.get("TargetGroupArn")}
    return Rule(conditions, weights)


def _conditions(given: Iterable[Mapping[str, Any]]) -> Iterator[Condition]:
    """Yield conditions. One whose field is missing or unknown, which moto lets pass, is never met."""
    for each in given:
        field = next((own for own in Field if own == each.get("Field")), None)
        if field is None:
            yield Condition(Field.PATH, ())
            continue
        configuration = each.get(_CONFIGURATIONS[field]) or {}
        values = configuration.get("Values") or each.get("Values") or ()
        if field is Field.QUERY:
            values = (f"{pair.get('Key') or '*'}={pair.get('Value', '')}" for pair in values)
        yield Condition(field, tuple(map(str, values)), str(configuration.get("HttpHeaderName", "")))


def _fixed_response(given: Mapping[str, Any]) -> FixedResponse:
    return FixedResponse(_status(given, 503), given.get("ContentType") or "", given.get("MessageBody") or "")


def _redirect(given: Mapping[str, Any]) -> Redirect:
    parts = {name: str(given[key]) for name, key in _REDIRECT.items() if given.get(key)}
    return Redirect(_status(given, 302), **parts)


def _status(given: Mapping[str, Any], default: int) -> int:
    """Return a status, which moto does not check everywhere."""
    text = str(given.get("StatusCode", "")).removeprefix("HTTP_")
    return int(text) if re.fullmatch("[2-5][0-9]{2}", text) else default
