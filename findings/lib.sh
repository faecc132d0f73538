# Read by each finding: a folder that goes away, packages by name and version, and the comparison.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm_packages() {
  echo '{"private": true, "type": "module"}' >package.json
  npm install --silent --no-audit --no-fund --no-save --ignore-scripts "$@"
  echo "npm: $*"
}

python_packages() {
  python3 -m venv python
  python/bin/pip install --quiet --disable-pip-version-check "$@"
  echo "PyPI: $*"
}

# compare WHAT EXPECTED SEEN NOW: fails when what is seen now is not what was seen.
compare() {
  echo "$1: expected $2, seen $4"
  [ "$4" = "$3" ] && return
  echo "It was $3: the finding has changed." >&2
  exit 1
}
