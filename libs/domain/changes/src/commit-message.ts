import type { Change } from './change.ts';

/** Trailers of every commit that Slipway makes, in the order they are written. */
export interface Trailers {
  readonly changeId: string;
  readonly requestedBy: string;
  readonly resource: string;
  readonly reason: string;
  readonly traceparent: string | undefined;
}

export const trailerKeys = {
  changeId: 'Change-Id',
  requestedBy: 'Requested-By',
  resource: 'Resource',
  reason: 'Reason',
  traceparent: 'Traceparent',
} as const satisfies Record<keyof Trailers, string>;

/** The whole commit message of a change that `checkChange` found nothing wrong with; ends in a newline. */
export function commitMessage(change: Change): string {
  const lines = [
    `${trailerKeys.changeId}: ${change.id}`,
    `${trailerKeys.requestedBy}: ${change.requestedBy}`,
    `${trailerKeys.resource}: ${change.resource}`,
    `${trailerKeys.reason}: ${change.reason}`,
    ...(change.traceparent === undefined ? [] : [`${trailerKeys.traceparent}: ${change.traceparent}`]),
  ];
  return `${change.subject}\n\n${lines.join('\n')}\n`;
}

/** Trailers of a commit message: of its last paragraph, as git reads them. Missing ones are absent. */
export function parseTrailers(message: string): Partial<Trailers> {
  const last =
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  const found: Record<string, string> = {};
  for (const line of last.split('\n')) {
    const match = /^([A-Za-z-]+): (.*)$/.exec(line);
    const field = Object.entries(trailerKeys).find(([, key]) => key === match?.[1])?.[0];
    if (field !== undefined && match !== null) found[field] ??= match[2] ?? '';
  }
  return found;
}
