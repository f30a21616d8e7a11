"""Listeners of application load balancers, with their rules, out of moto."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from privatelink_localstack.adapters.elbv2.store import MotoElbStore
from privatelink_localstack.traffic.facts import WebListenerFacts, WebRuleFacts


def web_listeners(store: MotoElbStore, load_balancer: str) -> Iterator[WebListenerFacts]:
    """Yield the listeners of an application load balancer."""
    for listener in list(store.backend.load_balancers[load_balancer].listeners.values()):
        own = [each for each in listener.rules.values() if not each.is_default]
        rules = [(each.conditions, each.actions) for each in sorted(own, key=lambda rule: int(rule.priority))]
        yield WebListenerFacts(
            listener.arn,
            listener.load_balancer_arn,
            listener.protocol,
            int(listener.port),
            listener.ssl_policy or None,
            listener.certificate,
            tuple(listener.certificates),
            tuple(_rule(*each) for each in (*rules, ((), listener.default_actions))),
        )


def _rule(conditions: Any, actions: Any) -> WebRuleFacts:
    return WebRuleFacts(tuple(map(_plain, conditions)), tuple(_plain(each.data) for each in _in_order(actions)))


def _in_order(actions: Any) -> list[Any]:
    return sorted(actions, key=lambda each: int(each.data.get("Order") or 0))


def _plain(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return dict(given)
