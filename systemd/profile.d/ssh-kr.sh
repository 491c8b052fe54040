# shellcheck shell=sh
# In a login shell: the agent of ssh-kr, where neither a forwarded agent nor another one is set already.
if [ -z "${SSH_AUTH_SOCK-}" ] && [ -n "${XDG_RUNTIME_DIR-}" ] && [ -e "$XDG_RUNTIME_DIR/ssh-kr/in-charge" ]; then
  export SSH_AUTH_SOCK="$XDG_RUNTIME_DIR/ssh-kr/agent.sock"
fi
