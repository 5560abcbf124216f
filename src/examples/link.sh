#!/bin/sh
# With curl: which accounts seem to belong to the caller too, what the link would do, and the link.
# The body is that of Auth0's own endpoint with all four members, three of them empty: only the URL and the token differ.
set -eu
accounts=${ACCOUNT_LINK_URL:-http://localhost:8080}/accounts
body='{"provider": "", "user_id": "", "connection_id": "", "link_with": "'"$ID_TOKEN"'"}'

send() {
  curl --silent --show-error --write-out '\n%{http_code}\n' -H "Authorization: Bearer $ACCESS_TOKEN" "$@"
}
post() {
  send -X POST "$1" -H 'Content-Type: application/json' -d "$body"
}

send "$accounts/me/suggestions"
post "$accounts/me/link/preview"
post "$accounts/me/link"
