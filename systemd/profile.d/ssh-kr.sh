# shellcheck shell=sh
# In a login shell: the agent of ssh-kr, unless SSH_AUTH_SOCK names a forwarded agent or one that was set by hand.
# auth-sock, which decides, is removed with the package; this file may stay.
if [ -x /usr/lib/ssh-kr/lib/auth-sock ]; then
  ssh_kr_socket=$(/usr/lib/ssh-kr/lib/auth-sock shell)
  [ -z "$ssh_kr_socket" ] || export SSH_AUTH_SOCK="$ssh_kr_socket"
  unset ssh_kr_socket
fi
