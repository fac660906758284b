"""Runs the migrations on a connection that isms.kernel.migrate hands over."""

from alembic import context

from isms.kernel.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
