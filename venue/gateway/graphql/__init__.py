"""GraphQL over the same services: one merged schema, and a federation subgraph for each module."""
