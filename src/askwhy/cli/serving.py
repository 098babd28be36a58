"""`askwhy serve`: the page, on this machine only."""

from __future__ import annotations

import click

from askwhy.cli.options import home_option


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Default: 8765, or another if taken.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--read-only", is_flag=True, help="Everything can be looked at, nothing changed.")
@home_option
@click.pass_obj
def serve(home: str | None, port: int | None, *, no_browser: bool, read_only: bool) -> None:
    """Open the page in your browser: what is due, people, study and report."""
    from askwhy.app.home import find_home
    from askwhy.web.serving import serve as run

    def tell(address: str) -> None:
        click.echo("Your page, for this machine only. The address opens once:")
        click.echo(f"    {address}")
        click.echo("Stop it with Ctrl-C.")
        if not no_browser:
            click.launch(address)

    run(find_home(home), port, is_read_only=read_only, tell=tell)
