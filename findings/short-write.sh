#!/bin/sh
# Two libraries that write a file "atomically" replace a good file by a part of the new one, and report no error, when the
# system writes less than was asked for. That is what a system does on a disk that is almost full.
#
# They call fs.writeSync (or fs.write) once and ignore the number of bytes that it returns. Here the limit of a file's size
# (ulimit -f) stands for the full disk: it needs no rights, and the system answers in the same way, with a short write.
#
# Seen with write-file-atomic 8.0.0 and atomically 2.1.1 on Node.js 20.20.2 and 24.21.0, Linux:
#   write-file-atomic sync: no error, 1024 of 5000 bytes
#   atomically sync: no error, 1024 of 5000 bytes
#   node:fs writeFileSync: EFBIG
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E write-file-atomic@8.0.0 atomically@2.1.1 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { statSync, writeFileSync } from "node:fs";
import { writeFileSync as atomicallySync } from "atomically";
import writeFileAtomic from "write-file-atomic";

const text = "x".repeat(5_000);
const ways = {
  "write-file-atomic sync": (file) => writeFileAtomic.sync(file, text),
  "atomically sync": (file) => atomicallySync(file, text),
  "node:fs writeFileSync": (file) => writeFileSync(file, text),
};
const name = process.argv[2];
try {
  await ways[name]("file.txt");
  console.log(`${name}: no error, ${statSync("file.txt").size} of ${text.length} bytes`);
} catch (error) {
  console.log(`${name}: ${error.code}`);
}
JS

# Two blocks of 512 bytes in dash, of 1024 in bash.
seen=$(
  for way in "write-file-atomic sync" "atomically sync" "node:fs writeFileSync"; do
    rm -f file.txt
    (ulimit -f 2 && exec node try.mjs "$way")
  done
)
printf 'node %s\n%s\n' "$(node --version)" "$seen"
[ "$(printf '%s\n' "$seen" | grep -c -E 'no error, (1024|2048) of 5000 bytes')" = 2 ]
printf '%s\n' "$seen" | grep -q 'node:fs writeFileSync: EFBIG'
