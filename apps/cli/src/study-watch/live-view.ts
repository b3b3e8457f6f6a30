import type { Study } from '@slipway/contracts';
import { numberLabel } from '@slipway/plots';
import { age, shortDuration } from '../output/ages.ts';
import { brailleStairs } from '../output/braille-curve.ts';
import type { Colours } from '../output/output.ts';
import { clipped, printable } from '../output/printable.ts';
import { configurationText, countsText, studyPaint, trialPaint, valuesText } from '../output/study-text.ts';
import { timeLeft, trialsPerSecond } from './pace.ts';
import { finishedCount, type WatchedStudy } from './watched-study.ts';

export interface ViewOptions {
  readonly now: Date;
  /** Of the terminal; lines are clipped to it. */
  readonly columns: number;
  readonly rows: number;
  readonly colours: Colours;
  /** Something to know, such as that the server does not answer. */
  readonly notice?: string | undefined;
}

/** A line of parts, each with its colour. */
type Line = readonly (readonly [text: string, paint?: ((text: string) => string) | undefined])[];

const curveRows = 6;

/** What is on the screen while a study is watched: at most as many lines as there are rows, none wider than the columns. */
export function liveView(
  study: Study,
  watched: WatchedStudy,
  { now, columns, rows, colours, notice }: ViewOptions,
): readonly string[] {
  const head = [
    titleLine(study, watched, colours),
    paceLine(study, watched, now),
    ...bestLines(study, watched, now, colours),
  ];
  const curve = curveLines(study, watched, columns, colours);
  const tail: Line[] = notice === undefined ? [] : [[[printable(notice), colours.yellow]]];
  const room = Math.max(rows - 1 - head.length - curve.length - tail.length - 4, 2);
  const running = [...watched.running.values()].slice(-Math.ceil(room / 2));
  const finished = watched.finished.slice(-Math.max(room - running.length, 1)).toReversed();
  const { objectives } = study.spec;
  const lines: Line[] = [
    ...head,
    ...curve,
    ...section(
      `Running (${String(watched.running.size)})`,
      colours,
      running.map((trial) => [
        [`  ${String(trial.id).padStart(5)}  `],
        [
          `${clipped(printable(trial.worker), 24)}  ${shortDuration(now.getTime() - trial.begunAt)}`,
          colours.cyan,
        ],
        [
          trial.step === undefined
            ? ''
            : `  step ${String(trial.step)} ${valuesText(objectives, trial.values)}`,
        ],
        [`  ${configurationText(trial.parameters)}`, colours.dim],
      ]),
    ),
    ...section(
      'Last trials',
      colours,
      finished.map((trial) => [
        [`  ${String(trial.id).padStart(5)}  `],
        [trial.state.padEnd(8), trialPaint(trial.state, colours)],
        [`  ${valuesText(objectives, trial.values)}`, trial.improved ? colours.green : undefined],
        [`  ${configurationText(trial.parameters)}`, colours.dim],
      ]),
    ),
    ...tail,
  ];
  return lines.slice(0, rows - 1).map((line) => fitted(line, columns));
}

function titleLine(study: Study, watched: WatchedStudy, colours: Colours): Line {
  const state = watched.isCurrent ? watched.state : 'running';
  return [
    [printable(study.name), colours.bold],
    ['  '],
    [state, studyPaint(state, colours)],
    [`  ${countsText({ counts: watched.counts, stop: study.stop })}`],
    [watched.isCurrent ? '' : '  reading what happened so far …', colours.dim],
    [watched.reason === undefined ? '' : `  ${printable(watched.reason)}`, colours.dim],
  ];
}

function paceLine(study: Study, watched: WatchedStudy, now: Date): Line {
  const speed = trialsPerSecond(watched, now.getTime());
  const left = watched.state === 'running' ? timeLeft(watched, study, now.getTime()) : undefined;
  const workers = new Set([...watched.running.values()].map(({ worker }) => worker)).size;
  return [
    [`${String(workers)} worker${workers === 1 ? '' : 's'}`],
    [
      speed === undefined
        ? ''
        : `  ${speed >= 1 ? `${numberLabel(Number(speed.toPrecision(3)))} trials/s` : `${numberLabel(Number((speed * 60).toPrecision(3)))} trials/min`}`,
    ],
    [left === undefined ? '' : `  ends in about ${shortDuration(left)}`],
    [`  began ${age(study.createdAt, now)} ago`],
  ];
}

function bestLines(study: Study, { best, front }: WatchedStudy, now: Date, colours: Colours): Line[] {
  const { objectives } = study.spec;
  if (objectives.length > 1) return [[['Pareto front  ', colours.bold], [`${String(front)} trials`]]];
  if (best === undefined)
    return [
      [
        ['Best  ', colours.bold],
        ['none yet', colours.dim],
      ],
    ];
  return [
    [
      ['Best  ', colours.bold],
      [valuesText(objectives, best.values), colours.green],
      [`  trial ${String(best.id)}, ${shortDuration(now.getTime() - best.endedAt)} ago  `],
      [configurationText(best.parameters)],
    ],
  ];
}

/** The best value so far over the trials that have ended. */
function curveLines(
  { spec }: Study,
  { improvements, counts }: WatchedStudy,
  columns: number,
  colours: Colours,
): Line[] {
  const [first] = improvements;
  const last = improvements.at(-1);
  if (spec.objectives.length > 1 || first === undefined || last === undefined || improvements.length < 2)
    return [];
  const [low, high] = [Math.min(first.y, last.y), Math.max(first.y, last.y)];
  const [top, bottom] = [numberLabel(high), numberLabel(low)];
  const margin = Math.max(top.length, bottom.length) + 1;
  const width = Math.max(Math.min(columns - margin - 1, 100), 10);
  const end = Math.max(finishedCount(counts), last.x);
  const rows = brailleStairs(improvements, end, { columns: width, rows: curveRows });
  const label = (row: number): string => (row === 0 ? top : row === curveRows - 1 ? bottom : '');
  return rows.map((row, index) => [
    [`${label(index).padStart(margin - 1)} `, colours.dim],
    [row, colours.green],
  ]);
}

function section(title: string, colours: Colours, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [[[title, colours.bold]], ...lines];
}

/** As much of the line as the columns take. Texts have been made printable: each character takes one. */
function fitted(line: Line, columns: number): string {
  let left = columns;
  return line
    .map(([text, paint]) => {
      const shown = clipped(text, Math.max(left, 1)).slice(0, left);
      left -= shown.length;
      return shown === '' || paint === undefined ? shown : paint(shown);
    })
    .join('');
}
