"""The overlay of one pull request: a namespace, a host and images of its own."""

from pathlib import Path
from typing import Any, Final

import yaml

_MEMBERS: Final = ("users", "catalog", "cart", "orders", "payments", "gateway", "simulator")


def overlay(number: int, *, tag: str, domain: str, registry: str) -> dict[str, Any]:
    """The kustomization that turns the preview overlay into that of a pull request."""
    host = f"pr-{number}.{domain}"
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": f"soko-pr-{number}",
        "resources": ["../preview"],
        "configMapGenerator": [
            _merged(
                "shop", SOKO_PUBLIC_URL=f"https://{host}", SOKO_STOREFRONT_URL=f"https://{host}"
            ),
            _merged("objects", SOKO_MEDIA_BASE_URL=f"https://media.{host}/soko-media"),
            _merged("simulator", SOKO_SIMULATOR_URL=f"https://pay.{host}"),
        ],
        "patches": [{"target": {"kind": "Ingress"}, "patch": yaml.safe_dump(_hosts(host))}],
        "images": [
            {"name": f"soko/{member}", "newName": f"{registry}/{member}", "newTag": tag}
            for member in _MEMBERS
        ],
    }


def write(overlays: Path, number: int, *, tag: str, domain: str, registry: str) -> Path:
    """Write it beside the other overlays and return its folder."""
    folder = overlays / f"pr-{number}"
    folder.mkdir(exist_ok=True)
    content = overlay(number, tag=tag, domain=domain, registry=registry)
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    return folder


def _merged(name: str, **values: str) -> dict[str, Any]:
    literals = [f"{key}={value}" for key, value in values.items()]
    return {"name": name, "behavior": "merge", "literals": literals}


def _hosts(host: str) -> list[dict[str, str]]:
    """Replace each host where the preview overlay names it: in a rule and in the certificate."""
    hosts = (host, f"media.{host}", f"pay.{host}")
    return [
        {"op": "replace", "path": path, "value": name}
        for at, name in enumerate(hosts)
        for path in (f"/spec/rules/{at}/host", f"/spec/tls/0/hosts/{at}")
    ]
