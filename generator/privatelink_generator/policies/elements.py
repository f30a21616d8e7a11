"""The actions and resources that a statement is about.

IAM guide, "IAM JSON policy elements": Action, NotAction, Resource, NotResource.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from privatelink_generator.policies.answers import Answer, negated, some
from privatelink_generator.policies.conditions import without_variable
from privatelink_generator.policies.request import Request
from privatelink_generator.policies.templates import (
    Template,
    Unresolved,
    fixed_tokens,
    resource_pattern,
    template,
    text_pattern,
)


@dataclass(frozen=True)
class Actions:
    """`Action`, or with `is_negated` `NotAction`. AWS ignores the case of actions."""

    patterns: tuple[str, ...]
    is_negated: bool = False

    @property
    def name(self) -> str:
        """The element's name in the document."""
        return "NotAction" if self.is_negated else "Action"

    def match(self, request: Request) -> Answer:
        """Return whether the request's action is one of them, or with `is_negated` none."""
        return (self._pattern.fullmatch(request.action) is not None) != self.is_negated

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        templates = (template(each, has_variables=False) for each in self.patterns)
        return _any_of((text_pattern(fixed_tokens(each)) for each in templates), re.IGNORECASE)


@dataclass(frozen=True)
class Resources:
    """`Resource`, or with `is_negated` `NotResource`. Their case counts.

    Parameters:
        has_variables: whether the policy's version knows variables.
    """

    patterns: tuple[str, ...]
    is_negated: bool = False
    has_variables: bool = True

    @property
    def name(self) -> str:
        """The element's name in the document."""
        return "NotResource" if self.is_negated else "Resource"

    def match(self, request: Request) -> Answer:
        """Return whether the request's resource is one of them, or with `is_negated` none."""
        answer: Answer = self._fixed.fullmatch(request.resource) is not None
        if not self._varying:
            return answer != self.is_negated
        resolved = [each.tokens(request.context) for each in self._varying]
        answer = some([answer, *(_match(each, request.resource) for each in resolved)])
        if Unresolved.ABSENT in resolved:
            return without_variable(answer, is_negated=self.is_negated)
        return negated(answer) if self.is_negated else answer

    @property
    def variables(self) -> tuple[str, ...]:
        """The keys of the variables in them."""
        return tuple(variable.key for each in self._varying for variable in each.variables)

    @cached_property
    def _templates(self) -> tuple[Template, ...]:
        return tuple(template(each, has_variables=self.has_variables) for each in self.patterns)

    @cached_property
    def _varying(self) -> tuple[Template, ...]:
        return tuple(each for each in self._templates if each.variables)

    @cached_property
    def _fixed(self) -> re.Pattern[str]:
        return _any_of(resource_pattern(fixed_tokens(each)) for each in self._templates if not each.variables)


def _match(tokens: object, resource: str) -> Answer:
    """Return whether a resolved text fits; one whose variable the request lacks does not."""
    if isinstance(tokens, Unresolved):
        return None if tokens is Unresolved.UNKNOWN else False
    return resource_pattern(tokens).fullmatch(resource) is not None


def _any_of(patterns: Iterable[re.Pattern[str]], flags: int = 0) -> re.Pattern[str]:
    """Return the pattern of what one of the patterns fits; without any, nothing fits."""
    text = "|".join(f"(?:{pattern.pattern})" for pattern in patterns)
    return re.compile(text or r"(?!)", re.DOTALL | flags)
