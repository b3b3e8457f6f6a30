import { studyEndpoints, type Study, type StudyEvent, type Trial } from '@slipway/contracts';
import { ConflictError, NotFoundError } from '@slipway/kernel';
import { route, type Route } from '@slipway/service';
const at = '2026-03-01T11:58:00.000Z';

/** A study with five trials: complete, complete, pruned, failed, running. */
export const exampleStudy: Study = {
  name: 'digits',
  team: 'demo',
  state: 'running',
  createdBy: 'alice',
  createdAt: '2026-03-01T11:50:00.000Z',
  counts: { waiting: 0, running: 1, complete: 2, pruned: 1, failed: 1 },
  cost: 0,
  stop: { trials: 20 },
  spec: {
    parameters: [
      { name: 'lr', kind: 'float', low: 1e-5, high: 0.1, scale: 'log' },
      { name: 'layers', kind: 'int', low: 1, high: 5, scale: 'linear', step: 1 },
      { name: 'opt', kind: 'categorical', choices: ['adam', 'sgd'] },
    ],
    constraints: [],
    objectives: [{ metric: 'loss', direction: 'minimize' }],
    outcomeConstraints: [],
    seed: 7,
    stop: { trials: 20 },
    lease: '1h',
    handOuts: 3,
  },
  best: [],
};

const trial = (
  id: number,
  state: Trial['state'],
  values: number[],
  parameters: Trial['parameters'],
): Trial => ({
  id,
  state,
  parameters,
  values,
  constraints: [],
  improved: state === 'complete',
  worker: 'w1',
  handedOut: 1,
  suggested: true,
  createdAt: at,
  begunAt: at,
  ...(state === 'running' ? { last: { step: 3, values: [0.4] } } : { endedAt: '2026-03-01T11:59:00.000Z' }),
});

export const exampleTrials: readonly Trial[] = [
  trial(0, 'complete', [0.5], { lr: 0.1, layers: 1, opt: 'sgd' }),
  trial(1, 'complete', [0.25], { lr: 0.001, layers: 3, opt: 'adam' }),
  trial(2, 'pruned', [0.9], { lr: 1e-5, layers: 5, opt: 'sgd' }),
  trial(3, 'failed', [], { lr: 0.01, layers: 2, opt: 'adam' }),
  trial(4, 'running', [], { lr: 0.003, layers: 4, opt: 'adam' }),
];

/** What the platform answers about its one study; tests change it. */
export interface FakeStudies {
  study: Study;
  trials: Trial[];
  /** What has happened. Two at a time, so that whoever follows has to come again. */
  events: StudyEvent[];
  /** Trials to be handed out, each once; then the study has ended. */
  asks: { id: number; parameters: Trial['parameters'] }[];
  /** Steps from which on a trial is to be stopped. */
  stopAt: number;
  /** Bodies of calls that change something, by their endpoint. */
  readonly calls: { readonly call: string; readonly body?: unknown; readonly trial?: number }[];
}

export function exampleStudies(): FakeStudies {
  const trials = [...exampleTrials];
  const [, best] = trials;
  return {
    study: { ...exampleStudy, best: best === undefined ? [] : [best] },
    trials,
    events: [],
    asks: [],
    stopAt: Infinity,
    calls: [],
  };
}

export function fakeStudyRoutes(state: FakeStudies): Route[] {
  const named = (name: string): Study => {
    if (name !== state.study.name) throw new NotFoundError(`There is no study ${name} in team demo.`);
    return state.study;
  };
  const answer = <T>(make: () => T): Promise<T> => Promise.resolve().then(make);
  const changed = (call: string, change: Partial<Study>, body?: unknown): Study => {
    state.calls.push({ call, ...(body === undefined ? {} : { body }) });
    state.study = { ...state.study, ...change };
    return state.study;
  };
  return [
    route(studyEndpoints.listStudies, () => answer(() => ({ items: [state.study] }))),
    route(studyEndpoints.getStudy, ({ params }) => answer(() => named(params.name))),
    route(studyEndpoints.createStudy, ({ body }) =>
      answer(() => changed('create', { name: body.name, spec: body.spec }, body)),
    ),
    route(studyEndpoints.pauseStudy, () => answer(() => changed('pause', { state: 'paused' }))),
    route(studyEndpoints.resumeStudy, () => answer(() => changed('resume', { state: 'running' }))),
    route(studyEndpoints.stopStudy, () => answer(() => changed('stop', { state: 'ended' }))),
    route(studyEndpoints.extendStudy, ({ body }) => answer(() => changed('extend', {}, body))),
    route(studyEndpoints.enqueueTrials, ({ body }) =>
      answer(() => {
        changed('enqueue', {}, body);
        return { trials: body.configurations.map((parameters, index) => ({ id: 5 + index, parameters })) };
      }),
    ),
    route(studyEndpoints.askTrials, ({ body }) =>
      answer(() => {
        state.calls.push({ call: 'ask', body });
        const trials = state.asks.splice(0, 1);
        return { trials, state: trials.length > 0 ? ('running' as const) : ('ended' as const) };
      }),
    ),
    route(studyEndpoints.reportTrial, ({ params, body }) =>
      answer(() => {
        state.calls.push({ call: 'report', trial: params.trial, body });
        return { stop: body.step >= state.stopAt };
      }),
    ),
    route(studyEndpoints.releaseTrial, ({ params, body }) => {
      state.calls.push({ call: 'release', trial: params.trial, body });
      return Promise.resolve({ released: true });
    }),
    route(studyEndpoints.tellTrial, ({ params, body }) =>
      answer(() => {
        state.calls.push({ call: 'tell', trial: params.trial, body });
        if (body.values.includes(409)) throw new ConflictError('trial 0 has another result already');
        return { state: body.state, repeated: false };
      }),
    ),
    route(studyEndpoints.listTrials, ({ query }) =>
      answer(() => ({
        items: state.trials
          .filter((one) => (query.state ?? one.state) === one.state)
          .toSorted((left, right) => (query.order === 'newest' ? right.id - left.id : left.id - right.id))
          .slice(0, query.limit),
      })),
    ),
    route(studyEndpoints.trialsAsCsv, () => Promise.resolve(bytes('trial,loss\n0,0.5\n1,0.25\n'))),
    route(studyEndpoints.trialsAsJsonLines, () =>
      Promise.resolve(bytes(state.trials.map((one) => `${JSON.stringify(one)}\n`).join(''))),
    ),
    route(studyEndpoints.studyImportance, () =>
      answer(() => ({
        metric: 'loss',
        trials: 2,
        importance: [
          { parameter: 'lr', importance: 0.8 },
          { parameter: 'layers', importance: 0.2 },
          { parameter: 'opt', importance: 0 },
        ],
      })),
    ),
    route(studyEndpoints.watchStudy, async function* ({ query }) {
      await Promise.resolve();
      const from = query.after === undefined ? 0 : Number(query.after) + 1;
      const events = state.events.map((data, id) => ({ id: String(id), data })).slice(from);
      for (const event of query.follow ? events.slice(0, 2) : events) yield event;
    }),
  ];
}

/** In small pieces. */
async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < text.length; from += 100)
    yield await Promise.resolve(Buffer.from(text.slice(from, from + 100)));
}
