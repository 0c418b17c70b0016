#!/bin/sh
# The browser tests need Chromium, paper a font, the translator an engine, the chain a server; installed through apt where that may be.
set -eu
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing="$missing fonts-dejavu-core"
# Scripts that DejaVu lacks, 2 MB in all: Thai, Devanagari, Chinese, Japanese, Korean.
fonts=/usr/share/fonts/truetype
[ -e $fonts/tlwg/Loma.ttf ] || missing="$missing fonts-tlwg-loma-ttf"
[ -e $fonts/lohit-devanagari ] || missing="$missing fonts-lohit-deva"
[ -e $fonts/wqy/wqy-microhei.ttc ] || missing="$missing fonts-wqy-microhei"
[ -n "$(ls /usr/lib/*/libfribidi.so.0 2>/dev/null)" ] || missing="$missing libfribidi0"
# The translator's engine between English and Spanish, 9 MB.
[ -e /usr/share/apertium/modes/eng-spa.mode ] || missing="$missing apertium-eng-spa"
# What reads aloud, and speaks the tests' sentences.
command -v espeak-ng >/dev/null || missing="$missing espeak-ng"
# The head office's server, one that takes copies of backups, and a reader of PDF pages.
[ -x /usr/sbin/nats-server ] || command -v nats-server >/dev/null || missing="$missing nats-server"
[ -x /usr/sbin/sshd ] || missing="$missing openssh-server"
command -v pdftoppm >/dev/null || missing="$missing poppler-utils"
# Reads the lines of documents from pictures, 35 MB with its English data.
command -v tesseract >/dev/null || missing="$missing tesseract-ocr"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing$missing"
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "missing:$missing; what needs them is skipped (apt install$missing)"
fi
