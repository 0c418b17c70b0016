#!/bin/bash
# Installs venue on Debian 12 or newer (amd64, arm64): versions side by side under /opt/venue, data
# in /var/lib/venue, settings in /etc/venue, started by systemd. Running it again is safe.
set -euo pipefail

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT='' WHEELS='' NAME=venue PYTHON=python3
DRY='' LAY_ONLY='' UNITS_ONLY='' KIOSK='' UNINSTALL='' PURGE=''
MARK='# Added by the installer of venue.'

usage() {
    cat <<'TEXT'
sudo ./install.sh [options]

  --wheels DIR   take every Python package from this folder; no Internet is used
  --name NAME    the name on the network, NAME.local (default: venue)
  --kiosk        also show a kitchen screen on this box's own monitor
  --dry-run      say what would be done, and do nothing
  --root DIR     put the files below DIR; no user, unit or package of this machine is touched
  --lay          only lay this version beside the others; the running one stays (venue update)
  --units        only put this version's units (venue update)
  --uninstall    take venue off this machine; the data, settings and backups stay
  --purge        with --uninstall: the data, settings and backups go too, for good
TEXT
}

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

say() { echo "  $*"; }

# Runs a command, or only shows it with --dry-run.
run() {
    if [ -n "$DRY" ]; then
        echo "  would: $*"
    else
        "$@"
    fi
}

# Tells whether the machine itself may be changed: not below --root, where only files are put.
on_machine() { [ -z "$ROOT" ]; }

with_systemd() { on_machine && [ -d /run/systemd/system ]; }

value_of() {
    if [ $# -lt 2 ] || [ -z "$2" ]; then fail "$1 needs a value"; fi
    echo "$2"
}

read_options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --wheels) WHEELS=$(value_of "$@"); shift ;;
            --name) NAME=$(value_of "$@"); shift ;;
            --root) ROOT=$(value_of "$@"); shift ;;
            --kiosk) KIOSK=yes ;;
            --dry-run) DRY=yes ;;
            --lay) LAY_ONLY=yes ;;
            --units) UNITS_ONLY=yes ;;
            --uninstall) UNINSTALL=yes ;;
            --purge) PURGE=yes ;;
            -h | --help) usage; exit 0 ;;
            *) usage >&2; fail "unknown option $1" ;;
        esac
        shift
    done
    [[ $NAME =~ ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$ ]] || fail "--name takes a-z, 0-9 and -"
    [ -z "$PURGE" ] || [ -n "$UNINSTALL" ] || fail "--purge goes with --uninstall"
    [ -z "$WHEELS" ] || [ -d "$WHEELS" ] || fail "there is no folder $WHEELS"
    [ -z "$WHEELS" ] || WHEELS=$(cd "$WHEELS" && pwd)
}

set_paths() {
    OPT=$ROOT/opt/venue ETC=$ROOT/etc/venue DATA=$ROOT/var/lib/venue
    UNITS=$ROOT/etc/systemd/system COMMAND=$ROOT/usr/local/bin/venue
    AVAHI=$ROOT/etc/avahi
}

require_machine() {
    on_machine || return 0
    [ -n "$DRY" ] || [ "$(id -u)" = 0 ] || fail "run it as root: sudo ./install.sh"
    local id='' version=''
    if [ -r /etc/os-release ]; then
        id=$(sed -n 's/^ID=//p' /etc/os-release)
        version=$(sed -n 's/^VERSION_ID="\([0-9]*\).*/\1/p' /etc/os-release)
    fi
    # Debian's testing has no number.
    if [ "$id" != debian ] || [ "${version:-99}" -lt 12 ]; then
        fail "this is not Debian 12 or newer"
    fi
    case $(uname -m) in
        x86_64 | aarch64) ;;
        *) fail "there is no build for $(uname -m); venue runs on amd64 and arm64" ;;
    esac
}

# What Debian has to bring; with --wheels nothing is fetched, only asked for.
require_packages() {
    local missing=()
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
    if on_machine; then
        [ -d /etc/avahi ] || missing+=(avahi-daemon)
        [ -z "$KIOSK" ] || command -v cage >/dev/null || missing+=(cage chromium fonts-noto-core)
    fi
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ -z "$WHEELS" ] && on_machine; then
        run apt-get update -qq
        run apt-get install -y -qq "${missing[@]}"
    elif [[ " ${missing[*]} " = *" python3-venv "* ]]; then
        fail "install python3-venv first: apt install python3-venv"
    else
        say "not installed, and nothing is fetched with --wheels: ${missing[*]}"
    fi
}

version_here() {
    sed -n 's/^ *version="\([0-9][0-9A-Za-z.+]*\)".*/\1/p' "$SOURCE/setup.py" 2>/dev/null || true
}

# The version of a release is in its file VERSION, that of a checkout in setup.py.
find_version() {
    if [ -f "$SOURCE/VERSION" ]; then VERSION=$(cat "$SOURCE/VERSION"); else VERSION=$(version_here); fi
    [[ $VERSION =~ ^[0-9][0-9A-Za-z.+]*$ ]] || fail "this folder is neither a release nor a checkout"
    if [ -z "$WHEELS" ] && [ -d "$SOURCE/wheels" ]; then WHEELS=$SOURCE/wheels; fi
}

pip_of_version() {
    local from=()
    [ -z "$WHEELS" ] || from=(--isolated --no-index --find-links "$WHEELS")
    "$OPT/$VERSION/bin/python" -m pip install -qq --no-input --disable-pip-version-check \
        --no-cache-dir "${from[@]}" "$@"
}

# A release brings its own wheel, whose hash its signed list holds; a checkout is built here.
install_program() {
    local wheel=$WHEELS/venue-$VERSION-py3-none-any.whl
    if [ -f "$wheel" ]; then
        pip_of_version --no-deps "$wheel"
    else
        local build
        build=$(mktemp -d)
        cp -r "$SOURCE"/{setup.py,pyproject.toml,README.md,config,printers,sync,venue} "$build/"
        pip_of_version --no-deps --no-build-isolation "$build"
        rm -rf "$build"
    fi
}

program_file() {
    find "$OPT/$VERSION/lib" -path "*/site-packages/venue/$1"
}

# The last file says that the version is whole: one cut off half-way is made anew.
lay_version() {
    if [ -f "$OPT/$VERSION/complete" ]; then
        say "version $VERSION is there"
        return
    fi
    say "version $VERSION into $OPT/$VERSION"
    [ -z "$DRY" ] || return 0
    rm -rf "${OPT:?}/$VERSION"
    install -d -m 0755 "$OPT"
    "$PYTHON" -m venv "$OPT/$VERSION"
    pip_of_version --require-hashes -r "$SOURCE/requirements.lock"
    install_program
    cp -r "$SOURCE/systemd" "$OPT/$VERSION/systemd"
    install -m 0755 "$SOURCE/install.sh" "$OPT/$VERSION/install.sh"
    # The file of safe mode stands alone: it has to run when the environment is damaged.
    cp "$(program_file safe.py)" "$OPT/$VERSION/safe.py"
    "$OPT/$VERSION/bin/python" -m compileall -q "$OPT/$VERSION/lib"
    chmod -R go-w,a+rX "$OPT/$VERSION"
    sync -f "$OPT"
    touch "$OPT/$VERSION/complete"
}

# A link is replaced by renaming: a power cut leaves the old or the new one.
make_current() {
    run ln -sfn "$VERSION" "$OPT/.current"
    run mv -T "$OPT/.current" "$OPT/current"
}

make_user() {
    on_machine || return 0
    id venue >/dev/null 2>&1 ||
        run useradd --system --user-group --home-dir /var/lib/venue --no-create-home \
            --shell /usr/sbin/nologin venue
    # Printers on USB and serial lines belong to these groups.
    run usermod -aG lp,dialout venue
    [ -n "$KIOSK" ] || return 0
    id venue-kiosk >/dev/null 2>&1 ||
        run useradd --system --user-group --home-dir /var/lib/venue-kiosk --no-create-home \
            --shell /usr/sbin/nologin venue-kiosk
    run usermod -aG video,render,input venue-kiosk
}

make_folders() {
    run install -d -m 0755 "$ETC"
    local owner=()
    ! on_machine || owner=(-o venue -g venue)
    run install -d -m 0700 "${owner[@]}" "$DATA"
    # The server may write to its data alone, so the settings live there; here one looks for them.
    [ -e "$ETC/venue.toml" ] || run ln -sfn ../../var/lib/venue/venue.toml "$ETC/venue.toml"
    # Whose updates are taken is decided once, at the first installation.
    if [ -f "$SOURCE/release.pub" ] && [ ! -e "$ETC/release.pub" ]; then
        run install -m 0644 "$SOURCE/release.pub" "$ETC/release.pub"
    fi
}

# Files the server makes have to be the server's own; only an update needs root.
make_command() {
    [ -z "$DRY" ] || { echo "  would: write $COMMAND"; return; }
    install -d "$(dirname "$COMMAND")"
    cat >"$COMMAND.new" <<'TEXT'
#!/bin/sh
program=/opt/venue/current/bin/venue
case ${1-} in
    update) exec "$program" "$@" ;;
esac
if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid=venue --regid=venue --init-groups "$program" "$@"
fi
exec "$program" "$@"
TEXT
    chmod 0755 "$COMMAND.new"
    mv "$COMMAND.new" "$COMMAND"
}

put_units() {
    local file
    for file in venue{,-safe,-settle,-judge,-maintenance}.service venue-maintenance.timer; do
        run install -D -m 0644 "$SOURCE/systemd/$file" "$UNITS/$file"
    done
    [ -z "$KIOSK" ] ||
        run install -D -m 0644 "$SOURCE/systemd/venue-kiosk.service" "$UNITS/venue-kiosk.service"
    run install -D -m 0644 "$SOURCE/systemd/sysctl.d/venue.conf" "$ROOT/etc/sysctl.d/venue.conf"
    run install -D -m 0644 "$SOURCE/systemd/journald.conf.d/venue.conf" \
        "$ROOT/etc/systemd/journald.conf.d/venue.conf"
}

# The name NAME.local, and the web server as something to be found.
put_name() {
    [ -d "$AVAHI" ] || { say "no avahi: the name $NAME.local is not announced"; return; }
    run install -D -m 0644 "$SOURCE/systemd/avahi/venue.service" "$AVAHI/services/venue.service"
    local conf=$AVAHI/avahi-daemon.conf
    [ -f "$conf" ] || return 0
    drop_name
    if grep -q '^host-name=' "$conf"; then
        say "avahi has a name already, which stays: $(grep '^host-name=' "$conf")"
    elif [ -n "$DRY" ]; then
        echo "  would: host-name=$NAME in $conf"
    else
        sed -i "s|^\[server\]|&\n$MARK\nhost-name=$NAME|" "$conf"
    fi
    ! with_systemd || run systemctl try-restart avahi-daemon
}

drop_name() {
    local conf=$AVAHI/avahi-daemon.conf
    [ ! -f "$conf" ] || run sed -i "/^$MARK\$/,+1d" "$conf"
}

start_all() {
    with_systemd || return 0
    run systemctl daemon-reload
    run systemctl restart systemd-sysctl
    run systemctl try-restart systemd-journald
    run systemctl enable --quiet venue.service venue-maintenance.timer
    run systemctl start venue-maintenance.timer
    [ -z "$KIOSK" ] || run systemctl enable --quiet venue-kiosk.service
    # Without a venue it serves the first-run wizard.
    run systemctl reset-failed venue.service venue-safe.service || true
    run systemctl restart venue.service
    [ -z "$KIOSK" ] || run systemctl restart venue-kiosk.service
}

hints() {
    echo
    echo "venue $VERSION is installed."
    [ -f "$DATA/venue.db" ] || first_run
    echo "Look after it:      venue status, venue doctor"
    echo "Settings:           $ETC/venue.toml (sudo venue settings get)"
    echo "Take it off again:  sudo $OPT/current/install.sh --uninstall"
    echo
    echo "Firewall: only the LAN has to reach TCP 8080 (or the ports 80 and 443, if set) and UDP 5353"
    echo "for the name. Nothing may come in from the Internet. With ufw, for 192.168.1.0/24:"
    echo "  ufw allow from 192.168.1.0/24 to any port 8080 proto tcp"
    echo "  ufw allow from 192.168.1.0/24 to any port 5353 proto udp"
    echo "Guest Wi-Fi must let phones reach this box: no client isolation towards its address."
}

# Where a phone makes the venue; the code keeps guests on the Wi-Fi out.
first_run() {
    if with_systemd && [ -z "$DRY" ]; then
        "$COMMAND" setup-code
    else
        echo "Make the venue:     sudo venue setup-code shows where, or: sudo venue init"
    fi
}

stop_all() {
    with_systemd || return 0
    run systemctl disable --quiet --now venue-kiosk.service venue.service venue-safe.service \
        venue-maintenance.timer 2>/dev/null || true
}

uninstall() {
    echo "Taking venue off"
    stop_all
    drop_name
    run rm -f "$UNITS"/venue{,-safe,-settle,-judge,-kiosk,-maintenance}.service "$UNITS/venue-maintenance.timer" \
        "$AVAHI/services/venue.service" "$ROOT/etc/sysctl.d/venue.conf" \
        "$ROOT/etc/systemd/journald.conf.d/venue.conf" "$COMMAND"
    run rm -rf "$OPT"
    ! with_systemd || run systemctl daemon-reload
    if [ -n "$PURGE" ]; then
        purge
    else
        echo "The data stay in $DATA, the settings in $ETC."
    fi
}

purge() {
    run rm -rf "$DATA" "$ETC" "$ROOT/var/lib/venue-kiosk"
    on_machine || return 0
    ! id venue >/dev/null 2>&1 || run userdel venue
    ! id venue-kiosk >/dev/null 2>&1 || run userdel venue-kiosk
    echo "The data and settings are gone."
}

main() {
    read_options "$@"
    set_paths
    require_machine
    if [ -n "$UNINSTALL" ]; then
        uninstall
        return
    fi
    if [ -n "$UNITS_ONLY" ]; then
        [ ! -f "$UNITS/venue-kiosk.service" ] || KIOSK=yes
        put_units
        ! with_systemd || run systemctl daemon-reload
        return
    fi
    find_version
    if [ -n "$LAY_ONLY" ]; then
        lay_version
        return
    fi
    echo "Installing venue $VERSION"
    require_packages
    make_user
    make_folders
    lay_version
    make_current
    make_command
    put_units
    put_name
    start_all
    hints
}

main "$@"
