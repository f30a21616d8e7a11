"""The default security groups of moto's VPCs."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupBackend

_CREATE: Any = SecurityGroupBackend.create_security_group


def admit_members() -> None:
    """Make each default security group admit its members, as AWS's do (VPC guide, "Default security groups").

    Moto creates them with the outbound rules alone.
    """
    SecurityGroupBackend.create_security_group = _create  # type: ignore[method-assign, assignment]


def _create(backend: Any, *args: Any, is_default: bool | None = None, **kwargs: Any) -> SecurityGroup:
    group: SecurityGroup = _CREATE(backend, *args, is_default=is_default, **kwargs)
    if is_default:
        backend.authorize_security_group_ingress(
            group.id, "-1", None, None, [], source_groups=[{"GroupId": group.id}], vpc_id=group.vpc_id
        )
    return group
