"""Each network's servers, one for all tests of a run."""

from tests.networks.mail.harness import mail_harness, mail_servers, post

__all__ = ["mail_harness", "mail_servers", "post"]
