"""The manifests of docs/deploy: valid for the API, and in step with the image and the settings."""

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from backends.sql import SqlSettings
from gateway.cli.serving import LONGEST_FAREWELL
from gateway.settings import Settings, read
from tests.image.containerfile import stages

ROOT = Path(__file__).parents[2]
MANIFESTS = list(yaml.safe_load_all((ROOT / "docs/deploy/kubernetes.yaml").read_text()))
KINDS = [manifest["kind"] for manifest in MANIFESTS]


def manifest(kind: str) -> Any:
    """The one of a kind."""
    return MANIFESTS[KINDS.index(kind)]


@pytest.fixture
def pod() -> Any:
    return manifest("Deployment")["spec"]["template"]["spec"]


@pytest.fixture
def container(pod: Any) -> Any:
    [one] = pod["containers"]
    return one


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The ConfigMap's file, read with the Secret's texts where the pod has them."""
    text: str = manifest("ConfigMap")["data"]["comptoir.toml"]
    for name, secret in manifest("Secret")["stringData"].items():
        (tmp_path / name).write_text(secret)
    (tmp_path / "comptoir.toml").write_text(text.replace("/run/secrets/comptoir", str(tmp_path)))
    return read(tmp_path / "comptoir.toml", environ={})


@pytest.mark.parametrize("number", range(len(MANIFESTS)), ids=KINDS)
@pytest.mark.parametrize("version", ["1.30", "1.33"])
def test_valid(number: int, version: str) -> None:
    kubernetes_validate.validate(MANIFESTS[number], version, strict=True)


def test_a_mistake_is_found() -> None:
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate({**manifest("Service"), "spec": {"prots": []}}, "1.33", strict=True)


def test_secrets_are_read_from_files(settings: Settings) -> None:
    assert "change-me" not in manifest("ConfigMap")["data"]["comptoir.toml"]
    for name in ("crm", "oms"):
        options = settings.systems[name].options
        assert isinstance(options, SqlSettings)
        assert options.url.get_secret_value() == manifest("Secret")["stringData"][f"{name}-url"]


def test_serves_where_it_is_asked(container: Any, settings: Settings) -> None:
    image = stages((ROOT / "Dockerfile").read_text())[-1]
    [port] = container["ports"]
    assert port["containerPort"] == settings.server.port == int(image.last("EXPOSE"))
    assert container["args"][0] == image.words("CMD")[0]
    assert settings.server.host == "0.0.0.0"  # noqa: S104  # a pod's address is its own
    assert manifest("Service")["spec"]["ports"][0]["targetPort"] == port["name"]


def test_ends_before_it_is_killed(pod: Any, container: Any, settings: Settings) -> None:
    probe = container["readinessProbe"]
    noticed = probe["periodSeconds"] * probe["failureThreshold"] + probe["timeoutSeconds"]
    assert settings.server.drain_seconds > noticed
    assert pod["terminationGracePeriodSeconds"] > settings.server.drain_seconds + LONGEST_FAREWELL


def test_probes_ask_what_is_there(container: Any) -> None:
    asked = {name: container[name]["httpGet"]["path"] for name in container if name.endswith("Probe")}
    assert asked == {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}


def test_runs_as_the_image_s_user(pod: Any, container: Any) -> None:
    image = stages((ROOT / "Dockerfile").read_text())[-1]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] == int(image.last("USER"))
    assert container["securityContext"]["readOnlyRootFilesystem"]
