"""The gateway: description, keys, GraphQL, modules, metrics."""
