import { text } from 'node:stream/consumers';
import { Connection } from './connection.ts';
import type { Load, LoadResult } from './load.ts';
import { operations, type Operation, type Send } from './operations.ts';

/** Puts the load that stands on the standard input on a server, and says on the standard output what it measured. */
const load = JSON.parse(await text(process.stdin)) as Load;
const { prepare }: Operation = operations[load.operation];

const milliseconds: number[] = [];
const lanes = await Promise.all(
  Array.from({ length: load.connections }, async (_, lane) => {
    const connection = new Connection(load.url);
    const send: Send = (method, path, body) => connection.send(method, path, body);
    const timed: Send = async (method, path, body) => {
      const began = performance.now();
      const answer = await connection.send(method, path, body);
      milliseconds.push(performance.now() - began);
      return answer;
    };
    return { connection, timed, step: await prepare(send, lane) };
  }),
);

const began = performance.now();
const processor = process.cpuUsage();
const deadline = began + (load.seconds ?? Infinity) * 1000;
await Promise.all(
  lanes.map(async ({ timed, step }) => {
    for (let done = 0; done < (load.steps ?? Infinity) && performance.now() < deadline; done += 1)
      await step(timed, done);
  }),
);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(processor);
for (const { connection } of lanes) connection.close();
const result: LoadResult = { milliseconds, seconds, ownProcessorSeconds: (user + system) / 1e6 };
process.stdout.write(JSON.stringify(result));
