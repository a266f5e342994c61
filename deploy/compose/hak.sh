#!/bin/sh
# The two roles and their rights on the tables that are there now, and the application's password. Run after each `siapkan`.
set -eu
export PGHOST=basisdata PGUSER=lakon_pemilik PGDATABASE=lakon
PGPASSWORD=$(cat /run/secrets/sandi_basisdata)
export PGPASSWORD
psql -v ON_ERROR_STOP=1 -f /etc/lakon/roles.sql
psql -v ON_ERROR_STOP=1 -v sandi="$(cat /run/secrets/sandi_aplikasi)" <<'EOF'
ALTER ROLE lakon_app PASSWORD :'sandi';
EOF
