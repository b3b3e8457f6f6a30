import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { studyEndpoints, type Study, type StudySpec } from '@slipway/contracts';
import { Connection } from '../connection.ts';
import { startSlipway } from '../registry/start-slipway.ts';
import type { System } from '../registry/system.ts';

/** `slipway serve tuning` with a connection of its administrator. */
export interface TuningService extends System {
  readonly token: string;
  readonly createStudy: (name: string, sampler: string) => Promise<void>;
  readonly getStudy: (name: string) => Promise<Study>;
}

export const team = 'demo';
const studies = `/v1/teams/${team}/studies`;

/** Ten parameters: eight numbers, a whole number and a choice. */
const parameters: StudySpec['parameters'] = [
  ...Array.from({ length: 8 }, (_, index) => ({
    name: `x${String(index)}`,
    kind: 'float' as const,
    low: 0,
    high: 1,
    scale: 'linear' as const,
  })),
  { name: 'layers', kind: 'int', low: 1, high: 8, step: 1, scale: 'linear' },
  { name: 'model', kind: 'categorical', choices: ['linear', 'tree', 'network'] },
];

export async function startTuningService(data: string): Promise<TuningService> {
  const system = await startSlipway(data, 'tuning');
  const { token } = JSON.parse(await readFile(path.join(data, 'connection.json'), 'utf8')) as {
    token: string;
  };
  const connection = new Connection(system.url, token);
  return {
    ...system,
    token,
    createStudy: async (name, sampler) => {
      const spec = { parameters, objectives: [{ metric: 'loss', direction: 'minimize' }], sampler, seed: 1 };
      await connection.send('POST', studies, JSON.stringify({ name, spec }));
    },
    getStudy: async (name) =>
      studyEndpoints.getStudy.response.parse(JSON.parse(await connection.send('GET', `${studies}/${name}`))),
    stop: async () => {
      connection.close();
      await system.stop();
    },
  };
}
