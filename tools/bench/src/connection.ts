import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * One HTTP connection that is kept open and sends one request after the other, with as little work of its own as possible:
 * what is measured is the server, not its client. When the server has closed it in a pause, the next request opens it again.
 */
export class Connection {
  readonly #url: URL;
  readonly #authorization: string;
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { readonly resolve: (body: string) => void; readonly reject: (error: Error) => void } | undefined;

  /** @param token of the user who sends the requests; default: nobody in particular */
  constructor(url: string, token?: string) {
    this.#url = new URL(url);
    this.#authorization = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  }

  /**
   * The body of the answer. @throws Error when its status is neither 200 nor 201 nor 202
   * @param headers more of them, each with its line break
   */
  async send(
    method: 'GET' | 'POST',
    path: string,
    body: string | Buffer = '',
    headers = '',
  ): Promise<string> {
    const socket = this.#socket ?? (await this.#open());
    const ofBody =
      method === 'GET'
        ? ''
        : `Content-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\nHost: ${this.#url.host}\r\n${this.#authorization}${ofBody}${headers}\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (typeof body === 'string') {
        socket.write(head + body);
        return;
      }
      socket.cork();
      socket.write(head);
      socket.write(body);
      socket.uncork();
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket?.destroy();
  }

  async #open(): Promise<Socket> {
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port), noDelay: true });
    await once(socket, 'connect');
    socket.on('data', (chunk: Buffer) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#answer();
    });
    socket.on('error', (error) => {
      this.#waiting?.reject(error);
    });
    socket.on('end', () => {
      this.#socket = undefined;
    });
    socket.on('close', () => {
      this.#socket = undefined;
      this.#waiting?.reject(new Error('The server closed the connection.'));
    });
    this.#socket = socket;
    return socket;
  }

  #answer(): void {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end === -1 || this.#waiting === undefined) return;
    const head = this.#received.toString('latin1', 0, end);
    const body = bodyOf(head, this.#received.subarray(end + 4));
    if (body === undefined) return;
    const { resolve, reject } = this.#waiting;
    this.#waiting = undefined;
    this.#received = Buffer.alloc(0);
    if (/^HTTP\/1\.1 20[012] /.test(head)) resolve(body);
    else reject(new Error(`${head.split('\r\n', 1)[0] ?? ''}: ${body.slice(0, 1000)}`));
  }
}

/** The whole body, or nothing as long as some of it is missing. */
function bodyOf(head: string, received: Buffer): string | undefined {
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) {
    return received.length < Number(length) ? undefined : received.toString('utf8', 0, Number(length));
  }
  if (received.subarray(-5).toString('latin1') !== '0\r\n\r\n') return undefined;
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = received.indexOf('\r\n', at);
    const size = parseInt(received.toString('latin1', at, line), 16);
    if (size === 0) return Buffer.concat(chunks).toString('utf8');
    chunks.push(received.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
