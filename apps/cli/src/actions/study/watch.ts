import { studyEndpoints, type Study, type StudyEvent } from '@slipway/contracts';
import { followed } from '../../connection/follow-events.ts';
import { getStudy, openStudy, type OpenStudy } from '../../connection/open-study.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { printable } from '../../output/printable.ts';
import { configurationText, countsText, valuesText } from '../../output/study-text.ts';
import { liveView } from '../../study-watch/live-view.ts';
import { createScreen } from '../../study-watch/screen.ts';
import { advanced, unseen, type FinishedTrial, type WatchedStudy } from '../../study-watch/watched-study.ts';

/** Milliseconds between two looks whether there is something new to show. */
const pause = 200;

/** Shows a study until it has ended: a view that moves on a terminal, elsewhere a line for each trial that has ended. */
export async function watchStudy(invocation: Invocation, word: string): Promise<void> {
  const { out } = invocation;
  const at = await openStudy(invocation, word);
  const study = await getStudy(invocation, at);
  const format = formatOf(invocation);
  if (format !== 'table') {
    for await (const event of untilEnded(follow(invocation, at))) await out.line(JSON.stringify(event));
    return;
  }
  if (out.isTerminal) await showLive(invocation, at, study);
  else await showLines(invocation, at, study);
}

function follow(
  invocation: Pick<Invocation, 'clock' | 'signal' | 'err'>,
  at: OpenStudy,
): AsyncGenerator<StudyEvent> {
  return followed(invocation, undefined, (after) =>
    at.client.events(studyEndpoints.watchStudy, {
      params: at.params,
      query: { follow: true, ...(after === undefined ? {} : { after }) },
      signal: invocation.signal,
    }),
  );
}

/** The events, with the one that says that the study has ended as the last. */
async function* untilEnded(events: AsyncIterable<StudyEvent>): AsyncGenerator<StudyEvent> {
  for await (const event of events) {
    yield event;
    if (event.type === 'study' && event.state === 'ended') return;
  }
}

async function showLines(invocation: Invocation, at: OpenStudy, { spec, stop }: Study): Promise<void> {
  const { out } = invocation;
  let watched = unseen;
  for await (const event of untilEnded(follow(invocation, at))) {
    watched = advanced(watched, event);
    const last = watched.finished.at(-1);
    if (event.type === 'trial-ended' && last !== undefined) await out.line(lineOf(spec.objectives, last));
    if (event.type === 'study')
      await out.line(
        `study ${event.state}${event.reason === undefined ? '' : `: ${printable(event.reason)}`}; ${countsText({ counts: event.counts, stop })}`,
      );
  }
}

function lineOf(objectives: Study['spec']['objectives'], trial: FinishedTrial): string {
  const parts = [
    new Date(trial.endedAt).toISOString().slice(11, 19),
    `trial ${String(trial.id)}`,
    trial.state,
    valuesText(objectives, trial.values),
    trial.improved ? '(best so far)' : '',
    configurationText(trial.parameters),
    trial.note === undefined ? '' : `(${printable(trial.note)})`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

async function showLive(invocation: Invocation, at: OpenStudy, study: Study): Promise<void> {
  const { out, clock } = invocation;
  const screen = createScreen(out);
  const over = new AbortController();
  const signal = AbortSignal.any([invocation.signal, over.signal]);
  let watched: WatchedStudy = unseen;
  let notice: string | undefined;
  // A line of its own would tear the view apart.
  const err = {
    ...invocation.err,
    line: (text = '') => {
      notice = text;
      return Promise.resolve();
    },
  };
  const show = (): Promise<void> => {
    const { colours } = out;
    return screen.show(liveView(study, watched, { now: clock.now(), ...out.size(), colours, notice }));
  };
  const drawing = (async () => {
    while (!signal.aborted) {
      await show();
      await clock.sleep(pause, signal);
    }
  })();
  try {
    for await (const event of untilEnded(follow({ ...invocation, err }, at))) {
      watched = advanced(watched, event);
      notice = undefined;
    }
  } finally {
    over.abort();
    await drawing;
    await show();
  }
}
