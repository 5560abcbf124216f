#!/bin/sh
# With curl: the account that an Auth0 user id leads to today, also after that account was linked into another.
# The access token is that of a machine or an operator; | in the id is written %7C.
set -eu
curl --silent --show-error --write-out '\n%{http_code}\n' \
  "${ACCOUNT_LINK_URL:-http://localhost:8080}/accounts/$ACCOUNT_ID" -H "Authorization: Bearer $ACCESS_TOKEN"
