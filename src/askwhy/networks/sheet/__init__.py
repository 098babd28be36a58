"""The sheet that the owner fills in by hand."""
