"""Logs in by paramiko with the agent's keys alone: PORT."""
import getpass
import sys

import paramiko

with paramiko.SSHClient() as client:
    client.load_system_host_keys()
    client.connect("127.0.0.1", int(sys.argv[1]), getpass.getuser(), look_for_keys=False, allow_agent=True)
    _, output, _ = client.exec_command("echo hello")
    assert output.read() == b"hello\n"
