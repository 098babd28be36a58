"""`python -m askwhy` is the command."""

from askwhy.cli import main

main()
