"""Alembic's entry: the migrations run on the connection that ``store.setup`` hands over."""

from alembic import context

from sor.store.alchemy import as_alchemy
from sor.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=as_alchemy(metadata.sorted_tables),
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
