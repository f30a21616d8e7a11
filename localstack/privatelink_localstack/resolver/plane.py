"""Route 53 Resolver's state, of all accounts and Regions, and the changes that time brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from privatelink_localstack.kernel.network import Network
from privatelink_localstack.kernel.plane import Plane
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.kernel.sharing import Shares
from privatelink_localstack.kernel.timeline import Change
from privatelink_localstack.resolver.errors import no_endpoint, no_rule
from privatelink_localstack.resolver.model import (
    ATTACHED,
    DETACHING,
    RULE_TYPE,
    ResolverEndpoint,
    ResolverRule,
    RuleAssociation,
    VpcConfig,
)
from privatelink_localstack.resolver.policies import accounts_of

GONE = "gone"
"""The state of a planned change after which the record is removed."""


class ResolverPlane(Plane):
    """Resolver's records by ID; see `Plane`.

    Parameters:
        clock: seconds since the epoch, for what is shown.
        shares: the resource shares of RAM.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float],
        timer: Callable[[], float],
        network: Callable[[Scope], Network],
        shares: Shares,
    ) -> None:
        super().__init__(settings, timer=timer, network=network)
        self.clock = clock
        self.shares = shares
        self.endpoints: dict[str, ResolverEndpoint] = {}
        self.rules: dict[str, ResolverRule] = {}
        self.associations: dict[str, RuleAssociation] = {}
        self.configs: dict[str, VpcConfig] = {}

    def endpoint(self, scope: Scope, endpoint_id: str) -> ResolverEndpoint:
        """Return an endpoint of the caller's."""
        endpoint = self.endpoints.get(endpoint_id)
        if endpoint is None or Scope(endpoint.account, endpoint.region) != scope:
            raise no_endpoint(endpoint_id)
        return endpoint

    def rule(self, scope: Scope, rule_id: str) -> ResolverRule:
        """Return a rule that the caller has or that another account shares with it."""
        rule = self.rules.get(rule_id)
        if rule is None or not self.is_visible(scope, rule):
            raise no_rule(rule_id)
        return rule

    def own_rule(self, scope: Scope, rule_id: str) -> ResolverRule:
        """Return a rule of the caller's own."""
        rule = self.rules.get(rule_id)
        if rule is None or Scope(rule.account, rule.region) != scope:
            raise no_rule(rule_id)
        return rule

    def is_visible(self, scope: Scope, rule: ResolverRule) -> bool:
        """Return whether an account has a rule, or another account shares it by RAM or by the rule's policy."""
        if rule.region != scope.region:
            return False
        return (
            rule.account == scope.account
            or scope.account in accounts_of(rule.policy)
            or self.shares.is_shared_with(scope, rule.arn, RULE_TYPE)
        )

    def visible_rules(self, scope: Scope) -> list[ResolverRule]:
        """Return the rules that an account has, and those that others share with it."""
        return [rule for rule in self.rules.values() if self.is_visible(scope, rule)]

    def associations_of(self, scope: Scope) -> Iterator[RuleAssociation]:
        """Yield the associations with an account's VPCs in a Region."""
        for association in self.associations.values():
            if Scope(association.account, association.region) == scope:
                yield association

    def drop_unreachable(self, region: str) -> None:
        """Remove the associations in a Region whose rule is no longer shared, or whose VPC is gone.

        Source: Route 53 guide, "Sharing Resolver rules": after the end of a share, Resolver behaves as if the rule had
        been disassociated.
        """
        for association in list(self.associations.values()):
            scope = Scope(association.account, association.region)
            rule = self.rules.get(association.rule_id)
            if association.region == region and (
                rule is None or not self.is_visible(scope, rule) or self.network(scope).vpc(association.vpc_id) is None
            ):
                del self.associations[association.id]

    def accounts(self) -> set[str]:
        """Return the IDs of the accounts with records."""
        return {
            *(each.account for each in self.endpoints.values()),
            *(each.account for each in self.rules.values()),
            *(each.account for each in self.associations.values()),
            *(each.account for each in self.configs.values()),
        }

    def forget_account(self, account: str) -> None:
        """Remove an account's records, and the associations of its rules. The caller removes its network."""
        rules = {rule.id for rule in self.rules.values() if rule.account == account}
        self.endpoints = {key: each for key, each in self.endpoints.items() if each.account != account}
        self.rules = {key: each for key, each in self.rules.items() if each.account != account}
        self.configs = {key: each for key, each in self.configs.items() if each.account != account}
        self.associations = {
            key: each
            for key, each in self.associations.items()
            if each.account != account and each.rule_id not in rules
        }

    def reset(self) -> None:
        """Remove all records and planned changes."""
        for records in (self.endpoints, self.rules, self.associations, self.configs):
            records.clear()
        self.timeline.clear()

    def _apply(self, change: Change) -> None:
        key = change.resource_id
        if key in self.endpoints and self.endpoints[key].status == change.before:
            self._move_endpoint(self.endpoints[key], change.after)
        elif key in self.rules and self.rules[key].status == change.before:
            if change.after == GONE:
                del self.rules[key]
            else:
                self.rules[key] = replace(self.rules[key], status=change.after)
        elif key in self.associations and self.associations[key].status == change.before:
            if change.after == GONE:
                del self.associations[key]
            else:
                self.associations[key] = replace(self.associations[key], status=change.after)
        elif key in self.configs and self.configs[key].reverse == change.before:
            self.configs[key] = replace(self.configs[key], reverse=change.after)

    def _move_endpoint(self, endpoint: ResolverEndpoint, after: str) -> None:
        network = self.network(Scope(endpoint.account, endpoint.region))
        for address in endpoint.addresses:
            if after == GONE or address.status == DETACHING:
                network.remove_interface(address.interface)
        if after == GONE:
            del self.endpoints[endpoint.id]
            return
        kept = tuple(replace(each, status=ATTACHED) for each in endpoint.kept_addresses)
        self.endpoints[endpoint.id] = replace(endpoint, status=after, addresses=kept)
