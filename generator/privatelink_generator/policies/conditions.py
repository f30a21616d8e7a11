"""One condition of a statement: an operator, a key, and the values that it compares with.

IAM guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple context keys or values" and
"Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from privatelink_generator.aws import policy_conditions
from privatelink_generator.policies.answers import Answer, every, negated, some
from privatelink_generator.policies.comparisons import COMPARISONS, Comparison
from privatelink_generator.policies.context import Context
from privatelink_generator.policies.request import Request
from privatelink_generator.policies.templates import Template, Tokens, Unresolved, fixed_tokens, template

FOR_ALL, FOR_ANY = "ForAllValues", "ForAnyValue"


@dataclass(frozen=True)
class Condition:
    """A condition.

    Parameters:
        operator: as the policy has it, such as `ForAnyValue:StringLikeIfExists`.
        key: as the policy has it; AWS ignores its case.
        has_variables: whether the policy's version knows variables.
    """

    operator: str
    key: str
    values: tuple[str, ...]
    has_variables: bool = True

    @property
    def name(self) -> str:
        """The operator and the key, as the document has them."""
        return f"{self.operator} {self.key}"

    def match(self, request: Request) -> Answer:
        """Return whether the condition holds."""
        context = request.context
        found = context.values_of(self._key)
        if self._bare == "Null":
            return None if found is None or self._set else some(self._is_null(value, found) for value in self.values)
        if self._comparison is None or found is None:
            return None
        if self._set:
            found = tuple(value for value in found if value != "")
        if not found:
            return self._match_absent()
        if self._set == FOR_ALL:
            return every(self._match_value(value, context) for value in found)
        if self._set == FOR_ANY:
            return some(self._match_value(value, context) for value in found)
        # A key with several values needs a set operator; AWS does not say what happens without.
        return self._match_value(found[0], context) if len(found) == 1 else None

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The keys of the variables in the values."""
        return tuple(variable.key for each in self._templates for variable in each.variables)

    @property
    def is_known(self) -> bool:
        """Whether the operator is one of AWS's."""
        return self._bare == "Null" or self._comparison is not None

    @property
    def takes_one_value(self) -> bool:
        """Whether it has no set operator."""
        return self._set is None and self._bare != "Null"

    @cached_property
    def _key(self) -> str:
        return self.key.lower()

    @cached_property
    def _set(self) -> str | None:
        return next((each for each in (FOR_ALL, FOR_ANY) if self.operator.startswith(f"{each}:")), None)

    @cached_property
    def _bare(self) -> str:
        return policy_conditions.bare(self.operator)

    @cached_property
    def _comparison(self) -> Comparison | None:
        return COMPARISONS.get(self._bare)

    @cached_property
    def _templates(self) -> tuple[Template, ...]:
        has_variables = self.has_variables and self._comparison is not None and self._comparison.has_variables
        return tuple(template(value, has_variables=has_variables) for value in self.values)

    @cached_property
    def _fixed(self) -> tuple[Tokens, ...] | None:
        """The values if none has variables."""
        return None if self.variables else tuple(map(fixed_tokens, self._templates))

    def _match_absent(self) -> Answer:
        if self.operator.endswith("IfExists") or self._set == FOR_ALL:
            return True
        return bool(self._comparison and self._comparison.is_negated and self._set != FOR_ANY)

    def _match_value(self, found: str, context: Context) -> Answer:
        """Return whether one value of the request fits; of a negated operator, whether it fits none of the policy's."""
        comparison = self._comparison
        if comparison is None:
            return None
        if self._fixed is not None:
            answer = some(comparison.compare(value, found) for value in self._fixed)
            return negated(answer) if comparison.is_negated else answer
        return self._match_resolved(comparison, found, context)

    def _match_resolved(self, comparison: Comparison, found: str, context: Context) -> Answer:
        resolved = [each.tokens(context) for each in self._templates]
        answer = some(_compare(comparison, each, found) for each in resolved)
        if Unresolved.ABSENT in resolved:
            return without_variable(answer, is_negated=comparison.is_negated)
        return negated(answer) if comparison.is_negated else answer

    @staticmethod
    def _is_null(value: str, found: tuple[str, ...]) -> Answer:
        wanted = {"true": True, "false": False}.get(value.lower())
        return None if wanted is None else wanted == (not found)


def _compare(comparison: Comparison, value: Tokens | Unresolved, found: str) -> Answer:
    """Return whether a resolved value fits; one whose variable the request lacks does not."""
    if isinstance(value, Unresolved):
        return None if value is Unresolved.UNKNOWN else False
    return comparison.compare(value, found)


def without_variable(answer: Answer, *, is_negated: bool) -> Answer:
    """Return what a comparison says one of whose values has a variable that the request lacks.

    That value fails to match. It "might cause the entire statement to be invalid", says the guide, whatever the other
    values: where one of them matches, AWS alone knows.
    """
    if is_negated or answer is False:
        return False
    return None
