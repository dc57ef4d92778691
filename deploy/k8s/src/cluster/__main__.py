"""`python -m cluster`: what the manifests need that is not in git."""

from pathlib import Path
from typing import Annotated

import typer

from cluster import preview as previews
from cluster import secrets
from cluster.manifests import FOLDER
from cluster.secrets import Servers

_KEEPERS = ("local-backing", "simulator")
"""The components whose secrets are made here."""

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("local-secrets")
def local_secrets(k8s: Path = FOLDER) -> None:
    """Make the secrets of the overlays dev and preview; a repeat keeps every key and password."""
    backing, simulator = (k8s / "components" / name / "secrets" for name in _KEEPERS)
    known = secrets.made_once(backing)
    secrets.write(secrets.of_services(known, Servers()) | secrets.of_backing(known), backing)
    secrets.write(secrets.of_simulator(known), simulator)


@app.command("secrets")
def production_secrets(
    into: Annotated[Path, typer.Argument(help="an empty folder outside of the repository")],
    postgres: Annotated[str, typer.Option(help="host:port")],
    rabbitmq: Annotated[str, typer.Option(help="host:port")],
) -> None:
    """Make the secrets of a production shop, and what its servers must be told."""
    known = secrets.made_once(into)
    servers = Servers(postgres=postgres, rabbitmq=rabbitmq)
    secrets.write(secrets.of_services(known, servers) | secrets.of_backing(known), into)


@app.command()
def preview(
    number: Annotated[int, typer.Argument(min=1, help="of the pull request")],
    tag: Annotated[str, typer.Option(help="of its images")],
    domain: str = "preview.soko.example",
    registry: str = "registry.example/soko",
    k8s: Path = FOLDER,
) -> None:
    """Write the overlay of a pull request and say where it is."""
    folder = previews.write(k8s / "overlays", number, tag=tag, domain=domain, registry=registry)
    typer.echo(str(folder))


if __name__ == "__main__":
    app()
