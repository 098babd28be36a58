"""LinkedIn: read by export and official API; acted on by a person, never by a program."""

from askwhy.networks.linkedin.detection import detect, open_sources
from askwhy.networks.linkedin.people import read_contact
from askwhy.networks.linkedin.source import ExportSource

__all__ = ["ExportSource", "detect", "open_sources", "read_contact"]
