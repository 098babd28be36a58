"""Why did they ask to connect? Ask, count, and say only what the numbers can bear."""

__version__ = "0.1.0"
