"""What leaves: approved deliveries, over a channel, each at most once."""
