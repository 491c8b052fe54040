# In a login shell: the agent of ssh-kr, unless SSH_AUTH_SOCK names a forwarded agent or one that was set by hand.
if status is-login; and test -x /usr/lib/ssh-kr/lib/auth-sock
    set -l ssh_kr_socket (/usr/lib/ssh-kr/lib/auth-sock shell)
    test -z "$ssh_kr_socket"; or set -gx SSH_AUTH_SOCK $ssh_kr_socket
end
