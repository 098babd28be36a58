"""Mastodon and servers that speak its API: follow requests, and messages to people mentioned."""
