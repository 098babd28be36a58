"""The server of the tests, for all of them."""

from tests.networks.mastodon.harness import (
    mastodon_harness,
    mastodon_lax_harness,
    mastodon_server,
)

__all__ = ["mastodon_harness", "mastodon_lax_harness", "mastodon_server"]
