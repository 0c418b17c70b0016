"""`venue sandbox`: the stand-in clouds alone, for training and for trying the sync."""

from pathlib import Path

import click

from sync.sandbox import control
from sync.sandbox.server import Sandbox


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=9090, show_default=True)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sandbox-data"),
    show_default=True,
    help="Folder for the stand-ins' state.",
)
def sandbox(host: str, port: int, data: Path) -> None:
    """Serve stand-ins for Cloudbeds, Airalo, toncenter and two rate sources until stopped."""
    try:
        clouds = Sandbox(data, host=host, port=port)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on port {port}: {error.strerror}; choose another with --port"
        ) from error
    click.echo(f"The stand-in clouds answer at {clouds.url}\n")
    for name, base in control.bases(clouds.url).items():
        click.echo(f"  {name:<10} {base}")
    for name, key in control.keys().items():
        click.echo(f"  {name:<10} {', '.join(f'{word} {value}' for word, value in key.items())}")
    click.echo(f"\nFaults and effects: {clouds.url}/_control. Stop with Ctrl-C; nothing is lost.")
    clouds.run()


COMMANDS = (sandbox,)
