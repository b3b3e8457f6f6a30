import { studyEndpoints } from '@slipway/contracts';
import { chooseTeam } from '../../connection/choose-team.ts';
import { connect } from '../../connection/connect.ts';
import { UsageError } from '../../exit-codes.ts';
import { parseParameter, type ParameterKind } from '../../input/parameter-flags.ts';
import { checkStudy, readStudy, type NewStudy } from '../../input/read-study.ts';
import { studyName } from '../../input/study-name.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { showOne } from '../show-one.ts';

export interface CreateOptions extends Partial<Readonly<Record<ParameterKind, readonly string[]>>> {
  readonly file?: string;
  readonly minimize?: readonly string[];
  readonly maximize?: readonly string[];
  readonly maxTrials?: number;
  readonly maxTime?: string;
  readonly target?: number;
  readonly stagnation?: number;
  readonly sampler?: string;
  readonly population?: number;
  readonly interval?: number;
  readonly earlyStopping?: string;
  readonly seed?: number;
  readonly dryRun?: boolean;
}

/** Begins a study that a file or options describe. */
export async function createStudy(
  invocation: Invocation,
  word: string | undefined,
  options: CreateOptions,
): Promise<void> {
  const name = word === undefined ? undefined : studyName(word);
  const body = await studyOf(invocation, name, options);
  if (options.dryRun === true) {
    const format = formatOf(invocation);
    await writeData(invocation.out, format === 'yaml' ? 'yaml' : 'json', body);
    await invocation.err.line('nothing was created: this was a dry run, and the server was not asked');
    return;
  }
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const study = await client.call(studyEndpoints.createStudy, {
    params: { team },
    body,
    signal: invocation.signal,
  });
  await showOne(invocation, `study/${study.name}`, 'created', study);
}

const kinds: readonly ParameterKind[] = ['float', 'int', 'choice', 'ordinal', 'fixed'];

async function studyOf(
  invocation: Invocation,
  name: string | undefined,
  options: CreateOptions,
): Promise<NewStudy> {
  const { file } = options;
  const given = Object.keys(options).filter((key) => key in flagsOf);
  if (file !== undefined) {
    const [first] = given;
    if (first !== undefined)
      throw new UsageError(`-f describes the whole study: write --${flagsOf[first] ?? first} into the file`);
    return readStudy(invocation, file, name);
  }
  if (name === undefined)
    throw new UsageError('which study? name it, or give a file: slipway study create -f study.yaml');
  const parameters = kinds.flatMap((kind) => (options[kind] ?? []).map((text) => parseParameter(kind, text)));
  if (parameters.length === 0)
    throw new UsageError(
      'what is to be tuned? give -f FILE, or parameters such as --float lr=1e-5..1e-1:log',
    );
  const { minimize = [], maximize = [], maxTrials, maxTime, target, stagnation } = options;
  const { sampler, earlyStopping, seed } = options;
  const training = defined({ size: options.population, interval: options.interval });
  const population = Object.keys(training).length > 0 ? training : undefined;
  const objectives = [
    ...minimize.map((metric) => ({ metric, direction: 'minimize' })),
    ...maximize.map((metric) => ({ metric, direction: 'maximize' })),
  ];
  if (objectives.length === 0)
    throw new UsageError('by what is a trial judged? give --minimize METRIC or --maximize METRIC');
  const stop = defined({ trials: maxTrials, time: maxTime, target, stagnation });
  const rule = earlyStopping === undefined ? undefined : { rule: earlyStopping };
  return checkStudy(
    {
      name,
      spec: {
        ...{ parameters, objectives, stop },
        ...defined({ sampler, population, seed, earlyStopping: rule }),
      },
    },
    'what the options describe',
  );
}

/** Options that describe a study, as they are written. */
const flagsOf: Readonly<Record<string, string>> = {
  ...Object.fromEntries(kinds.map((kind) => [kind, kind])),
  minimize: 'minimize',
  maximize: 'maximize',
  maxTrials: 'max-trials',
  maxTime: 'max-time',
  target: 'target',
  stagnation: 'stagnation',
  sampler: 'sampler',
  population: 'population',
  interval: 'interval',
  earlyStopping: 'early-stopping',
  seed: 'seed',
};

function defined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
