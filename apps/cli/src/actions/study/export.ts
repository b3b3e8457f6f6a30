import path from 'node:path';
import { openStudy } from '../../connection/open-study.ts';
import type { Invocation } from '../../invocation.ts';
import { shortBytes } from '../../output/ages.ts';
import { progressLine } from '../../output/progress-line.ts';
import { saveFile } from '../../output/save-file.ts';
import { asJsonArray, streamTrials } from './trial-stream.ts';
import { selectionOf, type TrialSelection } from './trials.ts';

const exportFormats = ['csv', 'jsonl', 'json'] as const;
type ExportFormat = (typeof exportFormats)[number];

export interface ExportOptions extends TrialSelection {
  /** By default what the name of the file ends with, else CSV. */
  readonly format?: ExportFormat;
  /** Target file; `-` or nothing is stdout. */
  readonly output?: string;
  readonly force?: boolean;
}

/** Writes all trials of a study. A file appears only when it is whole. */
export async function exportTrials(
  invocation: Invocation,
  word: string,
  options: ExportOptions,
): Promise<void> {
  const { out, err, cwd, clock } = invocation;
  const { output = '-', force = false, state, filter } = options;
  const format = options.format ?? exportFormats.find((name) => output.endsWith(`.${name}`)) ?? 'csv';
  const study = await openStudy(invocation, word);
  const progress = progressLine(err, clock);
  let bytes = 0;
  const lines = streamTrials(
    invocation,
    study,
    format === 'csv' ? 'csv' : 'jsonl',
    selectionOf({ state, filter }),
  );
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of format === 'json' ? asJsonArray(lines) : lines) {
      bytes += chunk.length;
      if (err.isTerminal) progress.show(`${study.params.name}: ${shortBytes(bytes)}`);
      yield chunk;
    }
    progress.end();
  };
  if (output === '-') {
    for await (const chunk of counted()) await out.write(chunk);
    return;
  }
  await saveFile({ file: path.resolve(cwd, output), shownName: output, force }, counted());
  await err.line(`${output}: ${shortBytes(bytes)}`);
}
