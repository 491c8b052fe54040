#!/bin/sh
# Installs ssh-kr from this directory, or removes it again.
#
#   install.sh [--prefix DIR]    below DIR; default: /usr/local as root, else as with --user
#   install.sh --user            for yourself alone, below ~/.local; needs no root
#   install.sh --uninstall [--prefix DIR | --user]    removes what it installed; default: below the DIR that it is in
#
# DIR/lib/ssh-kr/installed lists every file and directory it made. The kernel module that it loads always stays loaded: using
# a key after the module is gone crashes the kernel.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
prefix='' user='' uninstall=''
usage() { sed -n '2,/^set/s/^#\( \|$\)//p' "$0" >&2 && exit 64; }
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) [ $# -ge 2 ] || usage; prefix=$2; shift ;;
    --user) user=1 ;;
    --uninstall) uninstall=1 ;;
    *) usage ;;
  esac
  shift
done
root=''
[ "$(id -u)" -ne 0 ] || root=1
# an installed copy uninstalls its own installation
if [ -n "$uninstall" ] && [ -z "$prefix$user" ] && [ -f "$here/installed" ]; then
  prefix=${here%/lib/ssh-kr}
  [ "$prefix" != "$(cd "$HOME" && pwd -P)/.local" ] || user=1
fi
[ -n "$root" ] || [ -n "$prefix" ] || user=1
[ -n "$prefix" ] || { if [ -n "$user" ]; then prefix=$HOME/.local; else prefix=/usr/local; fi; }
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
home=$prefix/lib/ssh-kr list=$prefix/lib/ssh-kr/installed

# The directories in which a user's manager finds the user's own units; those of all users are below /usr/local/lib.
units=$prefix/lib/systemd
user_units=$units/user
[ -z "$user" ] || user_units=${XDG_DATA_HOME:-$HOME/.local/share}/systemd/user

# Manages the units of all users, or of this user, whose manager may not be running.
systemd() {
  command -v systemctl >/dev/null || return 0
  if [ -n "$user" ]; then
    systemctl --user "$@" 2>/dev/null || true
  elif [ -n "$root" ] && [ "$prefix" = /usr/local ]; then
    case $1 in
      enable | disable)
        command=$1
        shift
        [ "$1" != --now ] || shift
        systemctl --global "$command" "$@" 2>/dev/null || true
        ;;
      *) [ ! -d /run/systemd/system ] || systemctl "$@" || true ;;
    esac
  fi
}

remove() {
  [ -f "$list" ] || { echo "install.sh: nothing is installed below $prefix; name it with --prefix or --user" >&2 && exit 1; }
  systemd disable --now ssh-agent-kr.socket ssh-agent-kr.service ssh-kr-logout.service
  rm -f "$home/lib/ssh-add-kr.jsa" "$home/lib/ssh-agent-kr.jsa" "$home/lib/ssh-signer-kr.jsa"
  work=$(mktemp)
  # in reverse order: a directory comes after its contents
  sed '1!G;h;$!d' "$list" >"$work"
  rm -f "$list"
  while read -r path; do
    if [ -d "$path" ] && [ ! -L "$path" ]; then rmdir "$path" 2>/dev/null || true; else rm -f "$path"; fi
  done <"$work"
  rm -f "$work"
  systemd daemon-reload
  echo "removed from $prefix; the kernel module pkcs8_key_parser stays loaded"
}

directory() { # DIR
  [ ! -d "$1" ] || return 0
  directory "${1%/*}"
  mkdir "$1"
  made="$made
$1"
}
note() {
  [ -z "$made" ] || printf '%s\n' "$made" | sed 1d >>"$list"
  made=''
}
put() { # FILE TARGET
  directory "${2%/*}"
  note
  rm -f "$2"
  cp -P "$1" "$2"
  echo "$2" >>"$list"
}
# Installs a file, with the package's paths replaced by those of this installation.
put_text() { # FILE TARGET
  sed "s,/usr/bin/,$prefix/bin/,g;s,/usr/lib/ssh-kr/,$home/,g" "$1" >"$work"
  put "$work" "$2"
  chmod 644 "$2"
}
put_all() { # FROM TO
  find "$1" ! -type d | sort | while read -r file; do put "$file" "$2${file#"$1"}"; done
}

install() {
  [ -d "$here/tree" ] || { echo "install.sh: run it from where the tarball is unpacked" >&2 && exit 1; }
  case $prefix in *[!A-Za-z0-9/._-]*) echo "install.sh: choose a prefix of letters, digits and . _ - only: $prefix" >&2 && exit 1 ;; esac
  umask 022
  made=''
  work=$(mktemp)
  trap 'rm -f "$work"' EXIT
  if [ -f "$list" ]; then rm -f "$home/lib"/*.jsa; fi
  directory "$home"
  [ -f "$list" ] || : >"$list"
  note
  put_all "$here/tree" "$home"
  put "$here/install.sh" "$home/install.sh"
  for program in ssh-add-kr ssh-agent-kr; do
    ln -sf "../lib/ssh-kr/bin/$program" "$work.link"
    put "$work.link" "$prefix/bin/$program"
    rm -f "$work.link"
  done
  put_all "$here/share" "$prefix/share"
  put_text "$here/share/fish/vendor_conf.d/ssh-kr.fish" "$prefix/share/fish/vendor_conf.d/ssh-kr.fish"
  find "$here/lib/systemd/user" -type f | sort | while read -r file; do
    put_text "$file" "$user_units${file#"$here/lib/systemd/user"}"
  done
  if [ -z "$user" ]; then
    for file in "$here"/lib/systemd/system/*; do put_text "$file" "$units/system/${file##*/}"; done
    put "$here/lib/modules-load.d/ssh-kr.conf" "$prefix/lib/modules-load.d/ssh-kr.conf"
    [ -z "$root" ] || modprobe -q pkcs8_key_parser 2>/dev/null || true
  fi
  if [ -n "$root" ] && [ "$prefix" = /usr/local ]; then
    put_text "$here/profile.d/ssh-kr.sh" /etc/profile.d/ssh-kr.sh
    [ ! -d /etc/X11/Xsession.d ] || put_text "$here/Xsession.d/60ssh-kr" /etc/X11/Xsession.d/60ssh-kr
  fi
  if [ -n "$user" ]; then # systemctl enable would make these, but disable would not remove them
    for wants in sockets default; do
      directory "${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user/$wants.target.wants"
      note
    done
  fi
  sort -u "$list" >"$work" # a second installation over the first
  cp "$work" "$list"
  echo "$list" >>"$list"
  "$home/lib/make-class-archives" 2>/dev/null || true
  systemd daemon-reload
  if [ -n "$user" ]; then
    systemd enable --now ssh-agent-kr.socket ssh-kr-logout.service
  else
    systemd enable ssh-agent-kr.socket ssh-kr-logout.service
  fi

  echo "installed below $prefix"
  case :$PATH: in *":$prefix/bin:"*) ;; *) echo "add $prefix/bin to PATH" ;; esac
  if [ ! -e /etc/profile.d/ssh-kr.sh ]; then
    echo "for login shells, add to ~/.profile:"
    sed "/^#/d;s,/usr/lib/ssh-kr/,$home/,g" "$here/profile.d/ssh-kr.sh"
  fi
  [ -d /sys/module/pkcs8_key_parser ] ||
    echo "the kernel's parser for private keys is needed at each boot: sudo sh -c 'echo pkcs8_key_parser >/etc/modules-load.d/ssh-kr.conf; modprobe pkcs8_key_parser'"
  echo "to remove it: $home/install.sh --uninstall"
}

if [ -n "$uninstall" ]; then remove; else install; fi
