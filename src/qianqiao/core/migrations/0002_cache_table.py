"""The table of Django's database cache, which holds the counters of rate limits."""

from django.db import migrations

MAKE = """
CREATE UNLOGGED TABLE IF NOT EXISTS core_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, "DROP TABLE core_cache")]
