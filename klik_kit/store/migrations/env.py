"""What Alembic runs: the migrations, on the connection and in the transaction it is handed.

May not open a connection; ``klik_kit.store.migrate`` has locked the store and commits.
"""

from alembic import context

from klik_kit.store.tables import VERSION_TABLE, Rows

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Rows.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
