"""Every venue's journal to one head office, by way of NATS JetStream."""
