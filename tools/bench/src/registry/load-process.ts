import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../connection.ts';
import type { Load, LoadResult } from './load.ts';
import { operations, type Operation, type Send } from './operations.ts';

/** Puts the load that stands on the standard input on a server, and says on the standard output what it measured. */
const load = JSON.parse(await text(process.stdin)) as Load;
const { prepare }: Operation = operations[load.operation];

const milliseconds: number[] = [];
let steps = 0;
const lanes = await Promise.all(
  Array.from({ length: load.connections }, async (_, lane) => {
    const connection = new Connection(load.url);
    const send: Send = (method, path, body) => connection.send(method, path, body);
    return { connection, step: await prepare(send, lane) };
  }),
);

/** Milliseconds between two steps of a connection; the connections take turns. */
const interval = load.rate === undefined ? 0 : (1000 * load.connections) / load.rate;
const began = performance.now();
const processor = process.cpuUsage();
const deadline = began + (load.seconds ?? Infinity) * 1000;
await Promise.all(
  lanes.map(async ({ connection, step }, lane) => {
    for (let done = 0; done < (load.steps ?? Infinity) && performance.now() < deadline; done += 1) {
      // A request that could not leave in time waits too: that it had to is the server's doing.
      let due = began + interval * (done + lane / load.connections);
      if (due > performance.now()) await sleep(due - performance.now());
      if (interval === 0) due = performance.now();
      const timed: Send = async (method, path, body) => {
        const answer = await connection.send(method, path, body);
        const now = performance.now();
        milliseconds.push(now - due);
        due = now;
        return answer;
      };
      await step(timed, done);
      steps += 1;
    }
  }),
);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(processor);
for (const { connection } of lanes) connection.close();
const result: LoadResult = { milliseconds, steps, seconds, ownProcessorSeconds: (user + system) / 1e6 };
process.stdout.write(JSON.stringify(result));
