import type { Study, StudyParameter } from '@slipway/contracts';
import { numberLabel } from '@slipway/plots';
import { getStudy, openStudy } from '../../connection/open-study.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { age } from '../../output/ages.ts';
import { writeData } from '../../output/format.ts';
import { clipped, printable } from '../../output/printable.ts';
import {
  configurationText,
  countsText,
  studyPaint,
  trialTable,
  valuesText,
} from '../../output/study-text.ts';
import { fieldLines, tableLines } from '../../output/table.ts';

/** Trials of a front that a description shows. */
const mostShown = 20;

/** Shows a study: what it tunes, how far it is, and the best trials. */
export async function describeStudy(invocation: Invocation, word: string): Promise<void> {
  const { out, clock } = invocation;
  const study = await getStudy(invocation, await openStudy(invocation, word));
  const format = formatOf(invocation);
  if (format === 'name') return out.line(`study/${study.name}`);
  if (format !== 'table') return writeData(out, format, study);
  const now = clock.now();
  const { spec } = study;
  const lines = [
    ...fieldLines([
      ['Study', printable(study.name)],
      ['Team', study.team],
      [
        'State',
        studyPaint(study.state, out.colours)(study.state) +
          (study.reason === undefined ? '' : `: ${printable(study.reason)}`),
      ],
      ['Created', `${study.createdAt} (${age(study.createdAt, now)} ago) by ${printable(study.createdBy)}`],
      [
        'Objectives',
        spec.objectives.map(({ metric, direction }) => `${direction} ${printable(metric)}`).join(', '),
      ],
      ['Sampler', `${printable(spec.sampler ?? 'auto')}, seed ${String(spec.seed ?? '')}`],
      ['Population', spec.population && populationText(spec.population)],
      ['Early stopping', spec.earlyStopping && printable(spec.earlyStopping.rule)],
      [
        'Ends',
        Object.entries(study.stop)
          .map(([condition, bound]) => `${condition} ${String(bound)}`)
          .join(', '),
      ],
      ['Trials', countsText(study)],
      ['Cost', study.cost > 0 ? numberLabel(study.cost) : undefined],
    ]),
    '',
    'Parameters',
    ...tableLines(
      ['name', 'kind', 'values', 'when', ...(study.importance ? ['importance'] : [])],
      spec.parameters.map((parameter) => [
        printable(parameter.name),
        parameter.kind,
        clipped(rangeText(parameter), 60),
        parameter.when === undefined ? '' : conditionText(parameter.when),
        ...(study.importance ? [importanceText(study.importance, parameter)] : []),
      ]),
    ).map((line) => `  ${line}`),
    '',
    spec.objectives.length === 1 ? 'Best trial' : `Pareto front (${String(study.best.length)})`,
    ...(study.best.length === 0
      ? ['  none yet']
      : trialTable(spec.objectives, study.best.slice(0, mostShown), now, out.colours).map(
          (line) => `  ${line}`,
        )),
    ...(study.best.length > mostShown ? [`  and ${String(study.best.length - mostShown)} more`] : []),
  ];
  for (const line of lines) await out.line(line);
}

const populationText = ({ size, interval }: NonNullable<Study['spec']['population']>): string =>
  `${String(size)} members, ${String(interval)} ${interval === 1 ? 'step' : 'steps'} in each trial`;

/** Shows the best trial, or the Pareto front. */
export async function showBest(invocation: Invocation, word: string): Promise<void> {
  const { out, err } = invocation;
  const study = await getStudy(invocation, await openStudy(invocation, word));
  const format = formatOf(invocation);
  if (format === 'name') for (const { id } of study.best) await out.line(String(id));
  else if (format !== 'table')
    await writeData(out, format, isSingle(study) ? (study.best[0] ?? null) : { items: study.best });
  else if (study.best.length === 0)
    await err.line(`study ${study.name} has no complete trial yet: ${countsText(study)}`);
  else
    for (const { id, values, parameters } of study.best)
      await out.line(
        `trial ${String(id)}  ${out.colours.bold(valuesText(study.spec.objectives, values))}  ${configurationText(parameters)}`,
      );
}

const isSingle = ({ spec }: Study): boolean => spec.objectives.length === 1;

/** What a parameter may be, in one line. */
function rangeText(parameter: StudyParameter): string {
  const list = (values: readonly (number | string | boolean)[]): string =>
    printable(values.map(String).join(', '));
  switch (parameter.kind) {
    case 'categorical':
      return list(parameter.choices);
    case 'ordinal':
      return list(parameter.values);
    case 'fixed':
      return list([parameter.value]);
    case 'int':
    case 'float': {
      const step = parameter.step === undefined || (parameter.kind === 'int' && parameter.step === 1);
      return `${numberLabel(parameter.low)} to ${numberLabel(parameter.high)}${parameter.scale === 'log' ? ', log' : ''}${step ? '' : `, step ${numberLabel(parameter.step ?? 1)}`}`;
    }
  }
}

/** Nothing of a parameter that is always the same. */
function importanceText({ importance }: NonNullable<Study['importance']>, { name }: StudyParameter): string {
  const found = importance.find(({ parameter }) => parameter === name)?.importance;
  return found === undefined ? '' : `${String(Math.round(100 * found))} %`;
}

function conditionText(condition: NonNullable<StudyParameter['when']>): string {
  const parent = printable(condition.parameter);
  if ('in' in condition) return `${parent} is ${printable(condition.in.map(String).join(' or '))}`;
  const { min, max } = condition;
  return [
    ...(min === undefined ? [] : [`${parent} ≥ ${String(min)}`]),
    ...(max === undefined ? [] : [`${parent} ≤ ${String(max)}`]),
  ].join(', ');
}
