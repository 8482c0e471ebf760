"""A wire between a server and its database that a test can cut: nothing comes through any more, and nobody is told."""

import contextlib
import socket
import threading


class Wire:
    def __init__(self, port):
        #: Where the other end is.
        self.far = port
        self._whole = threading.Event()
        self._whole.set()
        self._ends = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """What goes through now is silent for ever, and so is what is begun while this lasts."""
        self._whole.clear()

    def mend(self):
        """What is begun from now on comes through."""
        self._whole = threading.Event()
        self._whole.set()

    def close(self):
        self._listener.close()
        for end in self._ends:
            end.close()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self._ends.append(near)
            whole = self._whole
            if not whole.is_set():
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.far))
            except OSError:
                near.close()
                continue
            self._ends.append(far)
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, target, whole), daemon=True).start()

    @staticmethod
    def _carry(source, target, whole):
        try:
            while data := source.recv(65536):
                if whole.is_set():
                    target.sendall(data)
        except OSError:
            pass  # an end that was killed
        if whole.is_set():
            with contextlib.suppress(OSError):
                target.shutdown(socket.SHUT_RDWR)
