"""The only folder that speaks SQL: one schema on SQLite and PostgreSQL, the log, its projections, and the desk."""
