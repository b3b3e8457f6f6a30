import { once } from 'node:events';
import {
  connect,
  createServer,
  type AddressInfo,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';

/** A way to a database that can be shut: connections are cut then, and new ones refused. */
export class DatabaseGate {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isOpen = true;

  private constructor(url: string, server: Server) {
    this.url = url;
    this.#server = server;
  }

  static async to(databaseUrl: string): Promise<DatabaseGate> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const own = new URL(databaseUrl);
    const target = targetOf(own);
    own.searchParams.delete('host');
    own.searchParams.delete('port');
    own.host = `127.0.0.1:${String(port)}`;
    const gate = new DatabaseGate(own.href, server);
    server.on('connection', (client) => {
      gate.#carry(client, target);
    });
    return gate;
  }

  shut(): void {
    this.#isOpen = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  open(): void {
    this.#isOpen = true;
  }

  async close(): Promise<void> {
    this.shut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(client: Socket, target: NetConnectOpts): void {
    if (!this.#isOpen) {
      client.destroy();
      return;
    }
    const server = connect(target);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}

/** Where a server listens: a folder as its host has a socket of the port's name. */
function targetOf({ hostname, port, searchParams }: URL): NetConnectOpts {
  const folder = searchParams.get('host');
  const number = port === '' ? (searchParams.get('port') ?? '5432') : port;
  return folder === null
    ? { host: hostname, port: Number(number) }
    : { path: `${folder}/.s.PGSQL.${number}` };
}
