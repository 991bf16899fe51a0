"""A board's link that goes down: a filter of the kernel on the board's own socket drops all that comes in."""

import ctypes
import socket
import struct

# socket(7); Python names neither.
SO_ATTACH_FILTER, SO_DETACH_FILTER = 26, 27
#: The one instruction of the filter: keep nothing of the packet (BPF_RET | BPF_K).
DROP = struct.pack("HBBI", 0x06, 0, 0, 0)


class Link:
    """While it is down nothing is acknowledged, so that the other side's kernel sends it again and again."""

    def __init__(self, connection):
        self._socket = connection

    def go_down(self):
        instructions = ctypes.create_string_buffer(DROP)
        self._socket.setsockopt(
            socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(instructions)))

    def come_back(self):
        self._socket.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)
