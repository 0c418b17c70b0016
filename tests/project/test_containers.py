"""The container files, as far as a machine without an engine can see: shape, users, paths."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def test_every_service_is_pinned_and_without_capabilities(compose: Any) -> None:
    for name, service in compose["services"].items():
        assert re.fullmatch(r"\S+:v?\d[\w.-]*", service["image"]), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged"), name
        assert service["restart"] == "unless-stopped", name


def test_what_is_mounted_from_here_is_here_and_what_is_named_is_declared(compose: Any) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else (
                source in compose["volumes"]
            )  # fmt: skip
        for secret in service.get("secrets", []):
            assert secret in compose["secrets"]
        needed = service.get("depends_on", [])
        assert set(needed) <= set(compose["services"])


def test_the_image_is_built_from_what_is_here_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [word for line in lines if line.startswith("COPY") and "--from" not in line
              for word in line.split()[1:-1]]  # fmt: skip
    assert "requirements.lock" in copied
    assert all((ROOT / one).exists() for one in copied)
    last = max(n for n, line in enumerate(lines) if line.startswith("FROM"))
    assert any(re.fullmatch(r"USER [1-9]\d*:[1-9]\d*", line) for line in lines[last:])
    bases = [line.split()[1] for line in lines if line.startswith("FROM")]
    assert all(":" in one and not one.endswith(":latest") for one in bases)
    instructions = {line.split()[0] for line in lines if re.match(r"[A-Z]+ ", line)}
    assert "ADD" not in instructions
    assert {"HEALTHCHECK", "ENTRYPOINT"} <= instructions
