import type { Configuration, Study, StudyEvent } from '@slipway/contracts';

/** What the tour tells of a study: a narrow column, then what happened. */
export type StudyLine = readonly [what: string, text: string];

/** Trials that end between two lines that only count them. */
const interval = 5;

/** Tells each trial that is better than all before it, and counts the others from time to time. */
export class StudyProgress {
  readonly #study: Pick<Study, 'spec' | 'stop'>;
  readonly #running = new Map<number, Configuration>();
  #ended = 0;
  #pruned = 0;
  #failed = 0;
  #best: string | undefined;

  constructor(study: Pick<Study, 'spec' | 'stop'>) {
    this.#study = study;
  }

  /** Takes what happens next; the lines that tell it. */
  read(event: StudyEvent): readonly StudyLine[] {
    if (event.type === 'trial-begun') this.#running.set(event.trial, event.parameters);
    return event.type === 'trial-ended' ? this.#ending(event) : [];
  }

  #ending({ trial, state, values, improved }: Extract<StudyEvent, { type: 'trial-ended' }>): StudyLine[] {
    const parameters = this.#running.get(trial) ?? {};
    this.#running.delete(trial);
    this.#ended += 1;
    if (state === 'pruned') this.#pruned += 1;
    if (state === 'failed') this.#failed += 1;
    const lines: StudyLine[] = [];
    if (improved) {
      this.#best = `${this.#study.spec.objectives[0]?.metric ?? ''}=${String(values[0])}`;
      lines.push(['best', `trial ${String(trial)}: ${this.#best}  ${configurationText(parameters)}`]);
    }
    if (this.#ended % interval === 0) lines.push(['progress', this.#counts()]);
    return lines;
  }

  #counts(): string {
    const { trials } = this.#study.stop;
    return [
      `${String(this.#ended)}${trials === undefined ? '' : ` of ${String(trials)}`} trials`,
      ...(this.#pruned > 0 ? [`${String(this.#pruned)} stopped early`] : []),
      ...(this.#failed > 0 ? [`${String(this.#failed)} failed`] : []),
      ...(this.#best === undefined ? [] : [`best so far ${this.#best}`]),
    ].join(', ');
  }
}

/** `model=svm C=2.573` */
export function configurationText(parameters: Configuration): string {
  return Object.entries(parameters)
    .map(
      ([name, value]) =>
        `${name}=${typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value)}`,
    )
    .join(' ');
}
