#!/usr/bin/env bash
# Everything that can be judged without running a test. Each step says what to do when it fails.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/apt.sh
export PATH="$PWD/.venv/bin:$PATH" DJANGO_SETTINGS_MODULE=qianqiao.settings
failed=()
step() { # name, cure, command...
  local name=$1 cure=$2; shift 2
  local from=$SECONDS
  if output=$("$@" 2>&1); then printf 'ok    %-28s %3ss\n' "$name" $((SECONDS - from))
  else printf 'FAIL  %s\n%s\n      → %s\n' "$name" "$output" "$cure"; failed+=("$name"); fi
}
apt_need xgettext gettext || exit 1
qianqiao db start >/dev/null || exit 1

step "format"        "make format"                                   ruff format --check -q src tests scripts bench
step "lint"          "make format, then mend what is left"           ruff check -q src tests scripts bench
step "types"         "give the missing types; no bare type: ignore"  mypy --no-error-summary
step "layers"        "import downward only, or send an event"        lint-imports
step "templates"     "djlint src --reformat, or mend by hand"        djlint src --lint --quiet
step "django"        "mend what the check names"                     python -W ignore -m django check
step "migrations"    "qianqiao django makemigrations"                python -m django makemigrations --check --dry-run
# 0002_text_models only widens two varchar columns, which PostgreSQL does without touching a row; memberships are few, and
# 0002_membership_roles gives each its roles in the moment in which it adds them, 0003 widens their state
step "migration risk" "split it: expand, fill, contract"             env DJANGO_SETTINGS_MODULE=tests.settings python -W ignore -m django lintmigrations --no-cache --ignore-name 0002_text_models 0002_membership_roles 0003_membership_flow_and_delegation -q ok ignore --include-apps core organisations notices people reviewing catalogue demands imports search matching agreements docking upkeep oversight api
step "translations"  "make messages, then fill the catalogues"       python scripts/messages.py check
step "lock files"    "make lock"                                     python scripts/check_locks.py

[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}"; exit 1; }
