"""What is shown and published."""
