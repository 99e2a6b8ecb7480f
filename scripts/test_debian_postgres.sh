#!/usr/bin/env bash
# The suite without browser tests, those of the engine and the benches, which know no database, and the walk over every
# address, which asks nothing that another server would answer otherwise, against
# Debian's PostgreSQL 15, in a throw-away cluster on a socket of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/apt.sh
bin=/usr/lib/postgresql/15/bin
[ -x $bin/initdb ] || apt_need "$bin/initdb" postgresql-15
home=$(mktemp -d)
chmod 755 "$home"
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
[ "$(id -u)" != 0 ] || chown postgres "$home"
trap 'as $bin/pg_ctl -D "$home/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$home"' EXIT
as $bin/initdb -D "$home/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
as $bin/pg_ctl -D "$home/data" -w -o "-h '' -k $home" -l "$home/log" start >/dev/null
export DATABASE_URL="postgresql://postgres@/postgres?host=$home"
echo "against $(as $bin/psql -h "$home" -U postgres -Atc 'show server_version')"
no_database=(tests/browser tests/bench tests/matching/engine tests/matching/encoders tests/matching/learning tests/matching/national tests/access)
QIANQIAO_TEST_SUFFIX=_debian bash scripts/test.sh -m "not browser" "${no_database[@]/#/--ignore=}" "$@"
