"""What every pattern's model is made of: the keys that all specs share, and the types of common values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    PrivateAttr,
    Strict,
    StrictBool,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from privatelink_generator.aws import limits
from privatelink_generator.aws.partitions import is_region
from privatelink_generator.aws.ports import LAST_PORT, PortRange
from privatelink_generator.document.places import Places


class Model(BaseModel):
    """A mapping in a spec. Unknown keys are errors; values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)

    def __copy__(self) -> Self:
        """Copy the fields alone: a cached property may have another value where a field has."""
        copy = super().__copy__()
        for name in copy.__dict__.keys() - type(self).model_fields.keys():
            del copy.__dict__[name]
        return copy


@dataclass(frozen=True, slots=True)
class Form:
    """The annotation of a text that must match a pattern.

    Pydantic's own `pattern` would answer with the regular expression; this one answers with a sentence.

    Parameters:
        pattern: a regular expression for the whole text, which the JSON Schema repeats.
        refusal: the message for any other text, as in "is not a name: …".
    """

    pattern: str
    refusal: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^{self.pattern}$"}

    def _check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise ValueError(self.refusal)
        return text


type Many[T] = Annotated[tuple[T, ...], Field(min_length=1)]
"""A list with at least one item."""

Flag = StrictBool
Port = Annotated[int, Strict(), Field(ge=1, le=65535)]


def _port_or_range(value: object) -> int | str:
    if isinstance(value, str):
        if value.isdigit():
            raise ValueError("is not a whole number; leave the quotes out")
        return str(PortRange.parse(value))
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("is not a port, nor a range such as 1400-1499")  # noqa: TRY004 (for pydantic)
    if not 1 <= value <= LAST_PORT:
        raise ValueError(f"is not a port: ports are 1 to {LAST_PORT}")
    return value


PortOrRange = Annotated[
    int | str,
    PlainValidator(_port_or_range),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LAST_PORT},
                {"type": "string", "pattern": r"^\d{1,5}-\d{1,5}$"},
            ]
        }
    ),
]
ModuleName = Annotated[
    str,
    Form(
        r"[a-z][a-z0-9-]{0,40}",
        "is not a name: up to 41 lower-case letters, digits and hyphens, a letter first",
    ),
]
Repository = Annotated[
    str,
    Form(
        r"(https|ssh)://[A-Za-z0-9@._:~-]+(/[A-Za-z0-9._~-]+)+",
        "is not the address of a Git repository, such as https://github.com/OWNER/REPOSITORY.git or "
        "ssh://git@github.com/OWNER/REPOSITORY.git",
    ),
]
ResourceName = Annotated[
    str,
    Form(
        r"[a-z][a-z0-9_-]{0,40}",
        "is not a name: up to 41 lower-case letters, digits, hyphens and underscores, a letter first",
    ),
]


def _region(value: str) -> str:
    if not is_region(value):
        raise ValueError("is not a Region's name, such as us-east-1")
    return value


Region = Annotated[str, AfterValidator(_region)]


def _tag_key(key: str) -> str:
    if key.lower().startswith("aws:"):
        raise ValueError("is reserved by AWS: tag keys may not start with 'aws:'")
    if key == "Name":
        raise ValueError("is the tag that the module itself sets, from its name and the endpoint's; leave it out")
    if not 1 <= len(key) <= limits.TAG_KEY_CHARACTERS or not _TAG_TEXT.fullmatch(key):
        raise ValueError(f"is not a tag key: 1 to {limits.TAG_KEY_CHARACTERS} letters, digits, spaces and _.:/=+-@")
    return key


def _tag_value(value: str) -> str:
    if len(value) > limits.TAG_VALUE_CHARACTERS or not _TAG_TEXT.fullmatch(value):
        raise ValueError(
            f"is not a tag value: up to {limits.TAG_VALUE_CHARACTERS} letters, digits, spaces and _.:/=+-@"
        )
    return value


_TAG_TEXT = re.compile(r"[\w\s.:/=+@-]*")
MOST_TAGS = limits.TAGS_PER_RESOURCE - 2
"""Tags that a spec may give to a resource: two are left for `Name` and for the one that a run adds."""

Tags = Annotated[
    dict[Annotated[str, AfterValidator(_tag_key)], Annotated[str, AfterValidator(_tag_value)]],
    Field(max_length=MOST_TAGS),
]


@dataclass(frozen=True, slots=True)
class ForeignService:
    """An endpoint service that a stack connects to and does not create, such as a vendor's.

    Parameters:
        name: full, such as `com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc`.
        address_types: that the endpoint needs, `ipv4` and `ipv6`.
        acceptance_required: the stack waits for the service owner's acceptance, or accepts the connection itself.
        has_private_dns: the endpoint uses the service's private DNS name.
        endpoint_type: of the endpoints that connect to it.
        own_account: the service belongs to the account that the stack is applied in.
        account: alias of the account that connects to it, where the spec has several; "": the only one.
        region: of the endpoint; None: the spec's.
    """

    name: str
    address_types: tuple[Literal["ipv4", "ipv6"], ...]
    acceptance_required: bool
    has_private_dns: bool
    own_account: bool = False
    endpoint_type: Literal["Interface", "GatewayLoadBalancer"] = "Interface"
    account: str = ""
    region: str | None = None


@dataclass(frozen=True, slots=True)
class OrganizationalUnit:
    """An organizational unit, or the root of an organization, that a stack reads and does not create.

    Parameters:
        id: such as `ou-abcd-12345678`.
        organization: ID of its organization; None where the spec does not tell it.
        account: alias of the account that reads it, where the spec has several; "": the only one.
        region: of the module that reads it; None: the spec's.
    """

    id: str
    organization: str | None = None
    account: str = ""
    region: str | None = None


_EXAMPLE_REGION = "us-east-1"


class Spec(Model):
    """The keys that the specs of all patterns share; each pattern's own model adds to them."""

    version: Annotated[Literal[1], Field(description="Of the spec's format: 1.")]
    pattern: str
    name: ModuleName = Field(description="Of the module; the prefix of its resources' names.")
    description: str | None = Field(None, description="One sentence for the module's README.", max_length=500)
    repository: Repository | None = Field(
        None,
        description="The Git repository that publishes the module in modules/PATTERN/NAME, for the README. Default: "
        "https://HOST/OWNER/REPOSITORY.git, which stands for it.",
    )
    region: Region | None = Field(
        None,
        description="The Region the module is for. Default: that of the AWS provider, wherever the module is used.",
    )
    tags: Tags = Field(default_factory=dict, description="Tags of every resource.")
    _places: Places = PrivateAttr(default_factory=Places)

    @property
    def places(self) -> Places:
        """Where the spec's keys are in its files."""
        return self._places

    def placed(self, places: Places) -> Self:
        """Return the spec itself, which knows from now on where its keys are; none of its values changes."""
        self._places = places
        return self

    @property
    def fixed_region(self) -> str | None:
        """The Region that the spec names, or that what it needs is in alone; None if its caller chooses."""
        return self.region or (self.example_region if self.example_region != _EXAMPLE_REGION else None)

    @property
    def example_region(self) -> str:
        """The Region where the module's example is applied, and where the harness applies the module."""
        return self.region or _EXAMPLE_REGION

    @property
    def foreign_services(self) -> tuple[ForeignService, ...]:
        """The services that must exist before the module is applied; a target without them needs stand-ins."""
        return ()

    @property
    def organizational_units(self) -> tuple[OrganizationalUnit, ...]:
        """The organizational units that the plan reads; a target without them needs stand-ins."""
        return ()

    @property
    def accounts(self) -> tuple[str, ...]:
        """Aliases of the accounts whose roles the complete example takes, in its variable `role_arns`.

        Empty if the example is applied in one account.
        """
        return ()

    @property
    def account_regions(self) -> Mapping[str, frozenset[str]]:
        """The Regions that accounts must have enabled beside the spec's own, by alias; "" is a single account's."""
        return {}


class OpenSpec(Spec):
    """The keys of specs that can leave values of their own to the module's caller.

    A pattern's model names its variables: `inputs: tuple[Literal["ingress", …], ...]`.
    """

    open: Flag = Field(
        default=False,
        description="Whatever the module's caller can decide is a variable, whose default is the spec's value.",
    )
    inputs: tuple[str, ...] = Field(
        (), description="Names of the variables that the module's caller may set, if not all that `open` adds."
    )

    @model_validator(mode="after")
    def _open_once(self) -> Self:
        if self.open and self.inputs:
            raise ValueError("has both open (all variables) and inputs (those alone); write one of them")
        return self

    def opens(self, name: str) -> bool:
        """Return whether the spec leaves to the module's caller what this variable holds; the spec has its default.

        Parameters:
            name: of the variable that the module then has, such as `additional_endpoints`.
        """
        return self.open or name in self.inputs


class GeneralSpec(OpenSpec):
    """The keys of specs whose modules need hold none of the spec's own entries."""

    general: Flag = Field(
        default=False,
        description="The module makes what its caller passes in maps; the spec's own entries are those of its example.",
    )

    @model_validator(mode="after")
    def _general_is_open(self) -> Self:
        if self.general and self.inputs:
            raise ValueError("has both general (all is its caller's) and inputs; leave inputs out")
        return self

    def opens(self, name: str) -> bool:
        """Return whether the module has the variable: a general one has all of them."""
        return self.general or super().opens(name)
