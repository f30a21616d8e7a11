"""The user's settings of sandbox accounts: `privatelink.toml`, environment variables and flags, in rising order.

A setting has one name in all three, such as `accounts.consumer.profile`: a key below `[sandbox]` in the file,
`PRIVATELINK_SANDBOX__ACCOUNTS__CONSUMER__PROFILE` in the environment, `--sandbox accounts.consumer.profile=dev` as a
flag. No setting holds a secret key: keys stay where AWS's own tools keep them.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    model_validator,
)

from privatelink_generator.document.suggestion import did_you_mean
from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans.tags import duration
from privatelink_harness.targets.sandbox import FILE

SEPARATOR = "__"
"""The dot of a setting's name in an environment variable's."""

PREFIX = "PRIVATELINK_SANDBOX" + SEPARATOR
"""Of environment variables."""

PRODUCTION = ("*prod*", "*prd*", "live", "live-*", "*-live", "!*nonprod*", "!*non-prod*", "!*non_prod*")
"""Patterns of the names that a production account or its organizational unit has, where the settings name none."""


def _split(value: object) -> object:
    """Return the items of a list that an environment variable or a flag gives as one text."""
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def _named(value: object) -> object:
    """Return no name for an empty one, by which a variable or a flag takes back what the file names."""
    return value or None


def _duration(value: object) -> object:
    return duration(value) if isinstance(value, str) else value


AccountId = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
AccountIds = Annotated[tuple[AccountId, ...], BeforeValidator(_split)]
Patterns = Annotated[tuple[str, ...], BeforeValidator(_split)]
Alias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
RoleArn = Annotated[str, StringConstraints(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:role/.+$")]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)+-\d$")]


class AccountSettings(BaseModel):
    """The way to one account's credentials; without a profile or role, the environment's credentials.

    Parameters:
        profile: of AWS's configuration files; with a role, the identity that assumes it.
        session_tags: of the assumed role's session.
        duration: of the assumed role's session, in seconds.
        web_identity_token_file: path of a file with an OIDC token, with which the role is assumed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: Annotated[str | None, BeforeValidator(_named)] = None
    role_arn: RoleArn | None = None
    external_id: str | None = Field(default=None, repr=False)
    session_name: Annotated[str, StringConstraints(pattern=r"^[\w+=,.@-]{2,64}$")] = "tf-privatelink"
    session_tags: Mapping[str, str] = {}
    duration: int = Field(default=3600, ge=900, le=43200)
    web_identity_token_file: Path | None = None
    region: Region | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        of_roles = ("external_id", "session_tags", "session_name", "duration", "web_identity_token_file")
        named = [name for name in of_roles if name in self.model_fields_set]
        if named and self.role_arn is None:
            raise ValueError(f"{named[0]} is for a role: name it in role_arn")
        if self.web_identity_token_file is None:
            return self
        for name in ("profile", "external_id", "session_tags"):
            if getattr(self, name):
                raise ValueError(f"web_identity_token_file goes without {name}")
        return self


class SandboxSettings(BaseModel):
    """The sandbox accounts that a run may use.

    Parameters:
        allowed_accounts: 12 digits each; every account of a run must be among them.
        region: of accounts and specs that name none.
        production: patterns of names, as of a shell; an account whose IAM alias or organizational unit has such a name
            is refused. A pattern after `!` excepts names. Upper and lower case are the same.
        expires_after: the time after which nobody needs what a run has created, such as 8h; it is in the tags.
        accounts: by alias.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    allowed_accounts: AccountIds = ()
    region: Region | None = None
    production: Patterns = PRODUCTION
    expires_after: Annotated[timedelta, BeforeValidator(_duration)] | None = None
    accounts: Mapping[Alias, AccountSettings] = {}
    _file: Path = PrivateAttr(default=Path(FILE))

    def model_post_init(self, context: Any) -> None:
        """Take the file from the context of a validation."""
        self._file = (context or {}).get("file", self._file)

    @property
    def file(self) -> Path:
        """Where a user writes what is missing: the file that was read, or that there is not yet."""
        return self._file

    def production_pattern(self, name: str) -> str | None:
        """Return the pattern by which a name looks like production; None where none does."""
        matching = [each for each in self.production if fnmatchcase(name.lower(), each.removeprefix("!").lower())]
        return None if any(each.startswith("!") for each in matching) else next(iter(matching), None)

    def region_of(self, alias: str) -> str | None:
        """Return the Region of an account: its own, or that of all."""
        return self.accounts[alias].region or self.region


def load(directory: Path, flags: Iterable[str] = (), environment: Mapping[str, str] | None = None) -> SandboxSettings:
    """Return the settings of a directory's `privatelink.toml`, of the environment and of flags, in rising order.

    Parameters:
        directory: may have no such file.
        flags: `name=value` each.
        environment: None: this process's own.

    Raises:
        HarnessError: the file can't be read or is not TOML; a setting is unknown or has a wrong value.
    """
    file = directory / FILE
    data, sources = _read(file), {}
    for source, name, value in (*_variables(os.environ if environment is None else environment), *_flags(flags)):
        _put(data, name, value, source)
        sources[name] = source
    try:
        return SandboxSettings.model_validate(data, context={"file": file})
    except ValidationError as error:
        raise HarnessError("\n".join(_explain(error, file, sources))) from None


def _read(file: Path) -> dict[str, Any]:
    """Return the table `[sandbox]` of a file; an empty one where there is no file."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HarnessError(f"{file}: can't be read: {error}") from error
    for name in document:
        if name != "sandbox":
            raise HarnessError(f"{file}: {name!r} is unknown{did_you_mean(name, ['sandbox'])}")
    table = document.get("sandbox", {})
    if not isinstance(table, dict):
        raise HarnessError(f"{file}: sandbox is not a table", hint="Write [sandbox].")
    return table


def _variables(environment: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for name, value in sorted(environment.items()):
        if name.startswith(PREFIX):
            yield name, tuple(name.removeprefix(PREFIX).lower().split(SEPARATOR)), value


def _flags(flags: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for flag in flags:
        name, equals, value = flag.partition("=")
        if not equals:
            raise HarnessError(f"--sandbox {flag}: has no value", hint="Write --sandbox NAME=VALUE.")
        if name.endswith(".external_id"):
            raise HarnessError(
                f"--sandbox {name}: whoever lists processes reads arguments",
                hint=f"Write it in {FILE}, or in the environment: {PREFIX}{name.upper().replace('.', SEPARATOR)}",
            )
        yield f"--sandbox {name}", tuple(name.strip().split(".")), value.strip()


def _put(data: dict[str, Any], name: tuple[str, ...], value: str, source: str) -> None:
    *tables, last = name
    for table in tables:
        data = data.setdefault(table, {})
        if not isinstance(data, dict):
            raise HarnessError(f"{source}: {table!r} is a value, not a table")
    data[last] = value


def _explain(error: ValidationError, file: Path, sources: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """Yield a line for each fault, with the place that has it. Values stay out: one may be where a secret belongs."""
    for fault in error.errors():
        place = tuple(str(part) for part in fault["loc"])
        source = next((sources[name] for name in sources if name[: len(place)] == place[: len(name)]), None)
        where = source or f"{file}: sandbox.{'.'.join(place)}"
        known = AccountSettings.model_fields if place[:1] == ("accounts",) else SandboxSettings.model_fields
        if fault["type"] == "extra_forbidden":
            yield f"{where}: no such setting{did_you_mean(place[-1], known)}"
        else:
            yield f"{where}: {fault['msg'].removeprefix('Value error, ')}"
