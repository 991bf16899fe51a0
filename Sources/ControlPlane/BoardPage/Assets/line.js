/** One WebSocket at a time, in the words of the session. */

const path = "/v1/board", subprotocol = "wallboard.v1.json";

export class Line {
  /** `listener` has opened(), received(message) and closed(code), of the newest socket alone. */
  constructor(listener) {
    this.listener = listener;
    this.socket = null;
  }

  connect() {
    this.drop();
    let socket;
    try {
      socket = new WebSocket("wss://" + location.host + path, subprotocol);
    } catch (error) {
      setTimeout(() => this.listener.closed(1006));
      return;
    }
    this.socket = socket;
    const ifCurrent = (handle) => (event) => {
      if (this.socket === socket) handle(event);
    };
    socket.onopen = ifCurrent(() => this.listener.opened());
    socket.onmessage = ifCurrent((event) => this.listener.received(parsed(event.data)));
    socket.onclose = ifCurrent((event) => {
      this.socket = null;
      this.listener.closed(event.code);
    });
  }

  send(message) {
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** Closes the socket, without reporting its end. */
  drop() {
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}
