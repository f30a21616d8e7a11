from __future__ import annotations

from tests.support.account import Account


def test_images_have_snapshots_whichever_is_read_first(mine: Account) -> None:
    snapshots = {each["SnapshotId"] for each in mine.ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]}
    everything = {each["SnapshotId"] for each in mine.ec2.describe_snapshots()["Snapshots"]}
    images = mine.ec2.describe_images()["Images"]
    of_images = {mapping["Ebs"]["SnapshotId"] for image in images for mapping in image["BlockDeviceMappings"]}
    assert (len(images) > 1000, of_images - everything, snapshots - everything) == (True, set(), set())
