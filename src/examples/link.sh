#!/bin/sh
# The request of Auth0's own endpoint with curl: the body has all four members, three of them empty.
# Only the URL and the token differ.
set -eu
curl --silent --show-error --write-out '\n%{http_code}\n' \
  -X POST "${ACCOUNT_LINK_URL:-http://localhost:8080}/accounts/me/link" \
  -H "Authorization: Bearer $ACCESS_TOKEN" \
  -H 'Content-Type: application/json' \
  -d '{"provider": "", "user_id": "", "connection_id": "", "link_with": "'"$ID_TOKEN"'"}'
