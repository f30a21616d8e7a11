"""Moto's security group rules: descriptions of every source, and groups of other accounts as sources."""

from __future__ import annotations

from typing import Any

from moto.ec2.models import security_groups
from moto.ec2.models.security_groups import (
    GroupedSecurityRuleView,
    SecurityGroup,
    SecurityGroupBackend,
    SecurityGroupRule,
)

_flattened_rules = SecurityGroup._flattened_rules  # noqa: SLF001 - no other way in
_add_source_group = SecurityGroupBackend._add_source_group  # noqa: SLF001 - as above


def keep_descriptions() -> None:
    """Make moto keep and answer the description of every rule.

    AWS has one for each source (EC2 API reference, "PrefixListId" and "UserIdGroupPair"). Moto drops a prefix list's,
    and answers a security group's in DescribeSecurityGroups only: Terraform would plan to add it again.
    """
    security_groups.SecurityGroupRule = DescribedRule  # type: ignore[assignment, misc]
    SecurityGroup._flattened_rules = _described  # type: ignore[assignment, method-assign]  # noqa: SLF001 - as above


def admit_groups_of_others() -> None:
    """Make moto take groups of other accounts as sources, which `group_references` checks before."""
    SecurityGroupBackend._add_source_group = _with_groups_of_others  # type: ignore[assignment, method-assign]  # noqa: SLF001


def _with_groups_of_others(backend: Any, sources: list[dict[str, Any]] | None, vpc_id: str | None) -> list[Any]:
    def is_other(source: dict[str, Any]) -> bool:
        return source.get("UserId") not in {None, backend.account_id} and "GroupId" in source

    own = [each for each in sources or () if not is_other(each)]
    kept = ("GroupId", "UserId", "Description")
    others = [{name: each[name] for name in kept if name in each} for each in sources or () if is_other(each)]
    return [*_add_source_group(backend, own, vpc_id), *others]


class DescribedRule(SecurityGroupRule):
    """A rule with the source's description."""

    def __init__(
        self,
        ec2_backend: Any,
        ip_protocol: str,
        group_id: str,
        from_port: str | None,
        to_port: str | None,
        ip_range: dict[str, str] | None,
        source_group: dict[str, str] | None = None,
        prefix_list_id: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        sources = (ip_range, source_group, prefix_list_id)
        super().__init__(ec2_backend, ip_protocol, group_id, from_port, to_port, *sources, **options)
        self.prefix_list = prefix_list_id or {}

    @property
    def description(self) -> str | None:
        """The description; None without one."""
        return next((each["Description"] for each in self._sources if "Description" in each), None)

    @property
    def _sources(self) -> tuple[dict[str, str], ...]:
        return self.ip_range, self.source_group, self.prefix_list


def _described(group: SecurityGroup, rules: list[SecurityGroupRule]) -> list[GroupedSecurityRuleView]:
    """Return the rules by protocol and ports, each prefix list with its description."""
    views = _flattened_rules(group, rules)
    for view in views:
        view.prefix_list_ids = [
            rule.prefix_list
            for rule in rules
            if isinstance(rule, DescribedRule)
            and rule.prefix_list
            and (rule.from_port, rule.to_port, rule.ip_protocol) == (view.from_port, view.to_port, view.ip_protocol)
        ]
    return views
