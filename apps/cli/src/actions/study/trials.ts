import { studyEndpoints, type Trial } from '@slipway/contracts';
import { getStudy, openStudy } from '../../connection/open-study.ts';
import { allPages } from '../../connection/pages.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData, type Format } from '../../output/format.ts';
import { trialTable } from '../../output/study-text.ts';
import { collectedPages, type ListOptions } from './collected-pages.ts';
import { streamTrials } from './trial-stream.ts';

export interface TrialSelection {
  readonly state?: Trial['state'];
  readonly filter?: string;
}

export interface TrialsOptions extends ListOptions, TrialSelection {
  readonly order: 'oldest' | 'newest' | 'best';
  readonly output?: Format | 'csv' | 'jsonl';
  readonly json?: boolean;
}

/** Lists trials of a study. CSV and JSON lines are all that were selected, since programs read them. */
export async function listTrials(
  invocation: Invocation,
  word: string,
  options: TrialsOptions,
): Promise<void> {
  const { out, err, signal, clock } = invocation;
  const study = await openStudy(invocation, word);
  const { output, state, filter, order } = options;
  const selection = selectionOf({ state, filter });
  if (output === 'csv' || output === 'jsonl') {
    for await (const chunk of streamTrials(invocation, study, output, selection)) await out.write(chunk);
    return;
  }
  const pages = allPages((cursor) =>
    study.client.call(studyEndpoints.listTrials, {
      params: study.params,
      query: {
        ...selection,
        order,
        limit: options.all === true ? 500 : Math.min(500, options.limit + 1),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    }),
  );
  const trials = await collectedPages(invocation, pages, options);
  const format = options.json === true ? 'json' : (output ?? formatOf(invocation));
  if (format === 'name') for (const { id } of trials) await out.line(String(id));
  else if (format !== 'table') await writeData(out, format, { items: trials });
  else if (trials.length === 0) await err.line('no trials');
  else {
    const { spec } = await getStudy(invocation, study);
    for (const line of trialTable(spec.objectives, trials, clock.now(), out.colours)) await out.line(line);
  }
}

/** Without what is undefined. */
export function selectionOf({
  state,
  filter,
}: {
  readonly state: Trial['state'] | undefined;
  readonly filter: string | undefined;
}): TrialSelection {
  return { ...(state === undefined ? {} : { state }), ...(filter === undefined ? {} : { filter }) };
}
