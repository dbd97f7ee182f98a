#!/bin/sh
# Cadangan harian ruang kerja: basis data SQLite yang utuh walaupun formulir sedang dipakai, dan semua data dukung.
# Pakai dari cron: 0 1 * * * klik /opt/klik/cadangan.sh /srv/klik /srv/cadangan
set -eu
ruang=$1
tujuan=$2/klik-$(date +%Y%m%d-%H%M%S)
mkdir -p "$tujuan"
chmod 700 "$tujuan"
sqlite3 "$ruang/klik.db" ".backup '$tujuan/klik.db'"
test "$(sqlite3 "$tujuan/klik.db" 'PRAGMA integrity_check')" = ok
cp -a "$ruang/klik.toml" "$tujuan/"
mkdir -p "$tujuan/bukti"
for isi in "$ruang"/bukti/??; do  # setelah basis data, dan tanpa unggahan yang belum selesai
  [ ! -d "$isi" ] || cp -a "$isi" "$tujuan/bukti/"
done
echo "Cadangan utuh: $tujuan"
