"""The description of every route for programs: OpenAPI 3.1, made from the routes themselves."""
