"""The compose file, checked without an engine; its schema is checked by `make check`."""

import re

import yaml
from django.conf import settings

COMPOSE = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def test_the_services_of_the_portal_are_there_and_ours_share_one_image():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "postgres", "redis", "mail"}
    assert set(OURS) == {"migrate", "web", "worker", "beat"}
    assert len({service["image"] for service in OURS.values()}) == 1


def test_every_service_has_a_health_check():
    assert [name for name, service in SERVICES.items() if not service.get("healthcheck", {}).get("test")] == []


def test_services_wait_for_services_that_exist():
    conditions = {"service_healthy", "service_completed_successfully"}
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            assert (name in SERVICES, wait["condition"] in conditions) == (True, True), name


def test_volumes_are_defined_and_used():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_images_are_pinned_to_a_whole_version():
    dockerfile = (settings.BASE_DIR / "Dockerfile").read_text()
    images = [service["image"] for service in SERVICES.values()] + re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert [image for image in images if not re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z-]+)?$", image)] == []


def test_every_environment_key_is_read_by_the_settings():
    files = ("doallvet/settings.py", "doallvet/core/environment.py")
    source = "".join((settings.BASE_DIR / file).read_text() for file in files)
    read = set(re.findall(r'(?:env\.\w+|required)\(\s*"(\w+)"', source))
    for name, service in OURS.items():
        assert set(service["environment"]) - read == set(), name


def test_ports_are_open_to_this_machine_only():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []
