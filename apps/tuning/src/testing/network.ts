import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What becomes of a connection: a request may get lost, or its answer. */
export type Fate = 'kept' | 'request lost' | 'answer lost';

/** Connections to a server that is somewhere else now and then, not all of which come to a good end. */
export class Network {
  /** URL of the server; connections to one that is gone are cut. */
  target: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: string, fateOf: () => Fate) {
    this.target = target;
    this.#server = createServer((client) => {
      this.#carry(client, fateOf());
    });
  }

  static async start(target: string, fateOf: () => Fate = () => 'kept'): Promise<Network> {
    const network = new Network(target, fateOf);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(client: Socket, fate: Fate): void {
    const { hostname, port } = new URL(this.target);
    const server = connect({ host: hostname, port: Number(port) });
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
    }
    if (fate === 'request lost') client.destroy();
    else client.pipe(server);
    if (fate === 'answer lost') server.once('data', () => client.destroy());
    else server.pipe(client);
  }
}
