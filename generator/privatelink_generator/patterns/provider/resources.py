"""The resources of a provider's module as HCL: one for each entry of the spec, or one for all of the caller's."""

from __future__ import annotations

from dataclasses import dataclass

from privatelink_generator import hcl
from privatelink_generator.patterns.base import Model
from privatelink_generator.patterns.provider.load_balancer import Listener, LoadBalancer
from privatelink_generator.patterns.provider.target_group import TargetGroup, abbreviation, target_group_label


@dataclass(frozen=True, slots=True)
class Settings:
    """HCL of an entry's settings: the spec's values, or attributes of the variable that the caller sets.

    Parameters:
        model: the entry in the spec; None where the module holds none.
        variable: such as `var.load_balancers.blue` or `each.value`; None: the spec's values.
    """

    model: Model | None
    variable: str | None

    def __getitem__(self, name: str) -> str:
        """Return one setting."""
        return f"{self.variable}.{name}" if self.variable else hcl.expression(getattr(self.model, name))

    def within(self, name: str) -> Settings:
        """Return the settings of a mapping within the entry."""
        model = getattr(self.model, name, None)
        return Settings(model, f"{self.variable}.{name}" if self.variable else None)


@dataclass(frozen=True, slots=True)
class Balancer:
    """A network load balancer, or all of them.

    Parameters:
        name: in the spec; None: the resource has one instance for each of the caller's.
        settings: of one load balancer.
        group: the ID of its security group, if it has one.
        trigger: the resource that replaces it when it gets or loses its security group.
    """

    name: str | None
    model: LoadBalancer | None
    settings: Settings
    group: str
    trigger: str

    @classmethod
    def of(cls, name: str, model: LoadBalancer, *, is_open: bool) -> Balancer:
        """Return the resource of a load balancer of the spec."""
        label = hcl.label(name)
        variable = f"var.load_balancers.{label}" if is_open else None
        group, trigger = f"aws_security_group.{label}.id", f"terraform_data.{label}_security_group"
        return cls(name, model, Settings(model, variable), group, trigger)

    @classmethod
    def general(cls) -> Balancer:
        """Return the resource of the caller's load balancers."""
        group, trigger = "aws_security_group.this[each.key].id", "terraform_data.security_group[each.key]"
        return cls(None, None, Settings(None, "each.value"), group, trigger)

    @property
    def label(self) -> str:
        """The resource's name."""
        return "this" if self.name is None else hcl.label(self.name)

    @property
    def title(self) -> str:
        """The load balancer's name, inside of an HCL string."""
        return self.name or "${each.key}"

    @property
    def prefix(self) -> str:
        """`name_prefix` of a load balancer of the spec: six characters at most."""
        return f"{abbreviation(self.name or '', 5)}-"


@dataclass(frozen=True, slots=True)
class Port:
    """A listener of the spec with its load balancer."""

    load_balancer: str
    name: str
    listener: Listener
    is_open: bool = False

    @property
    def label(self) -> str:
        """The resource's name."""
        return f"{hcl.label(self.load_balancer)}_{hcl.label(self.name)}"

    @property
    def variable(self) -> str:
        """Where an open module's caller sets it."""
        return f"var.load_balancers.{hcl.label(self.load_balancer)}.listeners.{hcl.label(self.name)}"

    @property
    def settings(self) -> Settings:
        """The listener's settings."""
        return Settings(self.listener, self.variable if self.is_open else None)


@dataclass(frozen=True, slots=True)
class Pair:
    """A target group of one load balancer of the spec: the resource, and what it is made from."""

    load_balancer: str
    target_group: str
    group: TargetGroup
    is_open: bool = False

    @property
    def label(self) -> str:
        """The resource's name."""
        return target_group_label(self.load_balancer, self.target_group, self.group)

    @property
    def name(self) -> str:
        """The key of outputs and tags."""
        return f"{self.load_balancer}-{self.target_group}"

    @property
    def prefix(self) -> str:
        """Six characters at most, which is what AWS leaves of `name_prefix` for target groups."""
        return f"{abbreviation(self.load_balancer, 1)}{abbreviation(self.target_group, 4)}-"

    @property
    def settings(self) -> Settings:
        """The target group's settings."""
        return Settings(self.group, f"var.target_groups.{hcl.label(self.target_group)}" if self.is_open else None)
