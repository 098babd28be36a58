"""Each network's servers, one for all tests of a run."""

from tests.networks.mail.harness import mail_harness, mail_servers, post
from tests.networks.mastodon.harness import (
    mastodon_harness,
    mastodon_lax_harness,
    mastodon_server,
)
from tests.networks.matrix.harness import matrix_harness, matrix_server

__all__ = [
    "mail_harness",
    "mail_servers",
    "mastodon_harness",
    "mastodon_lax_harness",
    "mastodon_server",
    "matrix_harness",
    "matrix_server",
    "post",
]
