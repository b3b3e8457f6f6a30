import { Choices } from './choices.ts';
import type { Kind } from './step.ts';

/** What the steps so far have made, so that the next ones can meet it. */
export class World {
  readonly choices: Choices;
  private readonly made: Record<Kind, number> = { run: 0, logged: 0, webhook: 0, token: 0 };
  private experiments = 1;
  private clock = 1_700_000_000_000;

  constructor(random: () => number) {
    this.choices = new Choices(random);
  }

  /** The name of one more thing of a kind. */
  name(kind: Kind): string {
    this.made[kind] += 1;
    return `<${kind} ${String(this.made[kind])}>`;
  }

  madeExperiment(): void {
    this.experiments += 1;
  }

  /** One that there is, mostly a young one; seldom one that there is not. */
  existing(kind: Kind): string {
    const count = this.made[kind];
    if (count === 0 || this.choices.chance(0.04))
      return kind === 'logged' ? `m-${'0'.repeat(32)}` : '0'.repeat(32);
    const back = Math.min(this.choices.index(4), this.choices.index(count));
    return `<${kind} ${String(count - back)}>`;
  }

  has(kind: Kind): boolean {
    return this.made[kind] > 0;
  }

  /** One that was made, for steps that a server takes by half when it is not there. */
  living(kind: Kind): string {
    return `<${kind} ${String(1 + this.choices.index(this.made[kind]))}>`;
  }

  /** Experiments are numbered alike on both servers. */
  experiment(): string {
    return this.choices.chance(0.03) ? '987654' : String(this.choices.index(this.experiments));
  }

  /** Later than all times before. */
  time(): number {
    this.clock += 1000;
    return this.clock;
  }

  /** Never absent: the names that servers make differ, and would be sorted and found differently. */
  runName(): string {
    return this.choices.of('one', 'two', 'Three', "it's", '0.5');
  }

  experimentName(): string {
    return `experiment ${String(this.choices.index(8))}`;
  }

  model(): string {
    return this.choices.of('model-a', 'model-b', 'Model c', 'mödel', 'absent');
  }

  version(): string {
    return this.choices.chance(0.05)
      ? this.choices.of('x', '0', '99', '-1', '1.5')
      : String(1 + this.choices.index(4));
  }

  alias(): string {
    const { choices } = this;
    return choices.chance(0.1)
      ? choices.of('latest', 'v3', 'a b', 'Latest', 'x'.repeat(256), 'a.b')
      : choices.of('champion', 'challenger', 'Third_1');
  }

  stage(): string {
    return this.choices.of('Production', 'production', 'Staging', 'Archived', 'None', 'Nowhere');
  }

  key(): string {
    const { choices } = this;
    return choices.chance(0.06)
      ? choices.of('k'.repeat(251), '../x', '/a', 'a#b', 'a//b', '.', 'a\nb', '')
      : choices.of('alpha', 'beta', 'gamma', 'a/b', 'with space', 'ümlaut', 'dots.and-dash_', 'c:d');
  }

  text(): string {
    const { choices } = this;
    return choices.chance(0.05)
      ? choices.of('x'.repeat(9_000), '', ' ', "it's", 'a"b', '\u2713\n', '%', '_')
      : choices.of('one', 'two', 'Three', '4', '0.5', 'true');
  }

  number(): unknown {
    const { choices } = this;
    return choices.chance(0.1)
      ? choices.of<unknown>('NaN', 'Infinity', '-Infinity', '1.5', 1e308, 5e-324)
      : choices.of(0, 1, -1.5, 0.25, 1e9, 3);
  }

  tags(): readonly unknown[] {
    return this.choices.some([0, 1], 2).map(() => ({ key: this.key(), value: this.text() }));
  }
}
