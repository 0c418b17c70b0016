"""What the commands about certificates share."""

import click

from config import settings as settings_file
from venue.commands.box import Box

DEFAULT_PORT = 8443
port_option = click.option(
    "--port", default=DEFAULT_PORT, show_default=True, help="Where HTTPS is served."
)


def serve_beside(box: Box, port: int) -> None:
    """Have HTTPS served beside HTTP, and say when it is: at once, or after a restart."""
    if box.settings().number("server.tls_port"):
        click.echo("A running box serves it within seconds, without a restart.")
        return
    settings_file.change(box.settings_path, "server.tls_port", str(port))
    click.echo(f"Restart the box: HTTPS is new, on port {port}. Then pair the staff tablets again.")


def refuse_named_files(box: Box) -> None:
    """Refuse where the settings name a certificate, which would go first.

    Raises:
        click.ClickException: With what to do.
    """
    if box.settings().text("server.tls_certificate"):
        raise click.ClickException(
            "the settings name a certificate (server.tls_certificate) and it goes first; empty "
            "that setting, and restart the box"
        )
