import { text } from 'node:stream/consumers';
import { Connection } from '../connection.ts';
import type { TrialLoad, TrialLoadResult } from './trial-load.ts';

/** Puts the load that stands on the standard input on a service, and says on the standard output what it measured. */
const load = JSON.parse(await text(process.stdin)) as TrialLoad;
const { seconds = Infinity, trials = Infinity } = load;
const base = `/v1/teams/${load.team}/studies/${load.study}/trials`;
const asks: number[] = [];
const tells: number[] = [];
let begun = 0;
const began = performance.now();
const processor = process.cpuUsage();
const deadline = began + seconds * 1000;

async function work(worker: number): Promise<void> {
  const connection = new Connection(load.url, load.token);
  const request = JSON.stringify({ worker: `w${String(worker)}` });
  while (begun < trials && performance.now() < deadline) {
    begun += 1;
    const start = performance.now();
    const answer = await connection.send('POST', `${base}:ask`, request);
    const asked = performance.now();
    const [trial] = (JSON.parse(answer) as { trials: readonly { readonly id: number }[] }).trials;
    if (trial === undefined) throw new Error(`no trial for worker ${String(worker)}: ${answer}`);
    const result = { state: 'complete', values: [Math.abs(Math.sin(trial.id))] };
    await connection.send('POST', `${base}/${String(trial.id)}:tell`, JSON.stringify(result));
    asks.push(asked - start);
    tells.push(performance.now() - asked);
  }
  connection.close();
}

await Promise.all(Array.from({ length: load.workers }, (_, worker) => work(worker)));
const { user, system } = process.cpuUsage(processor);
const result: TrialLoadResult = {
  trials: tells.length,
  seconds: (performance.now() - began) / 1000,
  asks,
  tells,
  ownProcessorSeconds: (user + system) / 1e6,
};
process.stdout.write(JSON.stringify(result));
