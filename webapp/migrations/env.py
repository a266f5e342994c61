"""Alembic's entry: runs on the connection that `services.database.migrate` hands over, and on no other."""

from alembic import context

from webapp.storage import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
