"""Logs in by asyncssh with the agent's keys alone: PORT."""
import asyncio
import os
import sys

import asyncssh


async def login():
    async with asyncssh.connect(
        "127.0.0.1", int(sys.argv[1]), agent_path=os.environ["SSH_AUTH_SOCK"]
    ) as connection:
        result = await connection.run("echo hello", check=True)
        assert result.stdout == "hello\n"


asyncio.run(login())
