"""Which disks a store may live on: not those whose locks cannot be trusted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from errors import N_, StoreUnavailable

NETWORK = {
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "afs", "ncpfs", "ceph", "lustre",
    "glusterfs", "beegfs", "gpfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.glusterfs", "fuse.gcsfuse",
    "fuse.ceph", "fuse.davfs2", "fuse.smbnetfs", "drvfs",
}  # fmt: skip
MOUNT_TABLE = Path("/proc/self/mountinfo")
DRIVE_REMOTE = 4


def refuse_network_disk(path: Path) -> None:
    """Raise StoreUnavailable when `path` lies on a network disk: two machines could both believe they own the store."""
    kind = disk_kind(path)
    if kind in NETWORK:
        raise StoreUnavailable(path=path, reason=N_("it lies on a network disk, whose locks cannot be trusted."))


def disk_kind(path: Path) -> str:
    """The file system type that holds `path`; "" when the system does not say."""
    if sys.platform == "win32":
        return "smb" if _is_remote_drive(path) else ""
    if sys.platform == "darwin":
        return kind_in(mac_mounts(subprocess.check_output(["/sbin/mount"], text=True)), path)
    return kind_in(linux_mounts(MOUNT_TABLE.read_text(encoding="utf-8")), path) if MOUNT_TABLE.exists() else ""


def linux_mounts(table: str) -> dict[Path, str]:
    """Mount points of /proc/self/mountinfo and their types; a Windows drive inside WSL counts as `drvfs`."""
    mounts = {}
    for line in table.splitlines():
        left, _, right = line.partition(" - ")
        kind, _, options = right.partition(" ")
        point = re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), left.split(" ")[4])
        mounts[Path(point)] = "drvfs" if kind == "9p" and "aname=drvfs" in options else kind
    return mounts


def mac_mounts(table: str) -> dict[Path, str]:
    """Mount points listed by `mount` on macOS and their types."""
    found = re.findall(r"^.+ on (/.*) \((\w+)", table, flags=re.MULTILINE)
    return {Path(point): kind for point, kind in found}


def kind_in(mounts: dict[Path, str], path: Path) -> str:
    """The type of the innermost mount that holds `path`."""
    return next((mounts[folder] for folder in (path, *path.parents) if folder in mounts), "")


def _is_remote_drive(path: Path) -> bool:
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(path.anchor)) == DRIVE_REMOTE  # type: ignore[attr-defined]
