"""A LAN of several machines on one: network namespaces joined by a bridge, with cables to pull.

Every machine is a namespace of its own with an own address; this process becomes the switch, so
pulling a machine's cable is taking its end of a veth pair down. Frames are lost then as on a real
network: the kernel sends again until somebody gives up. Needs root and iproute2; everything goes
when the processes end. Only for a process of its own: it leaves this machine's network for good.
"""

import ctypes
import os
import shutil
import subprocess
import threading
from pathlib import Path

NEW_NETWORK = 0x40000000  # CLONE_NEWNET of <linux/sched.h>
SWITCH = "10.77.0.254"


def missing() -> str:
    """Return why no LAN can be made here; empty when it can."""
    if os.geteuid() != 0:
        return "a LAN of namespaces needs root"
    lacks = [tool for tool in ("ip", "nsenter", "unshare") if shutil.which(tool) is None]
    return f"a LAN of namespaces needs {', '.join(lacks)}" if lacks else ""


class Lan:
    """Machines ``0 … count - 1`` on one switch.

    Machine 0 has the address 10.77.0.1, and so on; the switch, where this process stays, has
    10.77.0.254.
    """

    def __init__(self, count: int) -> None:
        _checked(ctypes.CDLL(None, use_errno=True).unshare(NEW_NETWORK))
        for words in ("lo up", "add br0 type bridge", "br0 up"):
            _ip("link", *(("set",) if "add" not in words else ()), *words.split())
        _ip("addr", "add", f"{SWITCH}/24", "dev", "br0")
        self._machines = [self._join(number) for number in range(count)]

    def _join(self, number: int) -> subprocess.Popen[bytes]:
        # The namespace lives as long as a process that sleeps in it.
        machine = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "echo; exec sleep infinity"], stdout=subprocess.PIPE
        )
        assert machine.stdout is not None
        machine.stdout.readline()
        cable, inner = f"port{number}", f"in{number}"
        _ip("link", "add", cable, "type", "veth", "peer", "name", inner)
        _ip("link", "set", inner, "netns", str(machine.pid))
        _ip("link", "set", cable, "master", "br0", "up")
        inside = ["nsenter", "-t", str(machine.pid), "-n", "ip"]
        for command in (
            f"addr add {self.address(number)}/24 dev {inner}", f"link set {inner} up",
            "link set lo up",
        ):  # fmt: skip
            subprocess.run([*inside, *command.split()], check=True)
        return machine

    @staticmethod
    def address(number: int) -> str:
        """Return a machine's address."""
        return f"10.77.0.{number + 1}"

    def prefix(self, number: int) -> tuple[str, ...]:
        """Return the words before a command that shall run on a machine."""
        return ("nsenter", "-t", str(self._machines[number].pid), "-n", "--")

    def enter(self, number: int) -> None:
        """Move the calling thread, and those it starts, to a machine."""
        assert threading.current_thread() is not threading.main_thread()
        path = Path(f"/proc/{self._machines[number].pid}/ns/net")
        with path.open() as namespace:
            _checked(ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), NEW_NETWORK))

    def pull(self, number: int) -> None:
        """Pull a machine's cable."""
        _ip("link", "set", f"port{number}", "down")

    def plug(self, number: int) -> None:
        """Put it back."""
        _ip("link", "set", f"port{number}", "up")

    def close(self) -> None:
        """End every machine."""
        for machine in self._machines:
            machine.kill()
            machine.wait(10)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _checked(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
