# The agent of ssh-kr, where neither a forwarded agent nor another one is set already.
if test -z "$SSH_AUTH_SOCK"; and test -n "$XDG_RUNTIME_DIR"; and test -e "$XDG_RUNTIME_DIR/ssh-kr/in-charge"
    set -gx SSH_AUTH_SOCK "$XDG_RUNTIME_DIR/ssh-kr/agent.sock"
end
