import type { FindingLevel } from '../finding.ts';
import type { Plan, ResourceChange } from '../plan.ts';
import { counted, money, resourceName, reviewers, share, summary, verdictText } from './words.ts';

/** Colours of a terminal; each returns the text itself elsewhere. */
export interface Paint {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

const signs = { added: '+', changed: '~', removed: '-' } as const;

/** The whole plan for a terminal or a log. */
export function planText(plan: Plan, paint: Paint): string {
  const colours = { added: paint.green, changed: paint.yellow, removed: paint.red } as const;
  const levels: Readonly<Record<FindingLevel, (text: string) => string>> = {
    failure: paint.red,
    warning: paint.yellow,
    notice: paint.cyan,
  };
  const parts: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Resources', plan.resources.flatMap((resource) => resourceLines(resource, colours, paint))],
    ['Other files', plan.otherFiles.map(safe)],
    [
      'Manifests',
      plan.manifests.flatMap(({ action, path, diff }) => [
        colours[action](`${signs[action]} ${safe(path)}`),
        ...diff
          .split('\n')
          .slice(0, -1)
          .map((line) => `  ${diffLine(line, paint)}`),
      ]),
    ],
    [
      'Placement',
      plan.placements.map(
        ({ resource, before, after, reason }) =>
          `${resource}: ${before === undefined ? '' : `${before} → `}${after ?? 'nowhere'} ${paint.dim(`(${safe(reason)})`)}`,
      ),
    ],
    ['Cost of the runs of changed resources', costLines(plan)],
    ['Quota', quotaLines(plan)],
    [
      'Reviews',
      plan.reviews.map(
        (review) =>
          `${safe(reviewers(review))} ${paint.dim(`(${safe(review.rule)}; ${counted(review.paths.length, 'path')})`)}`,
      ),
    ],
    [
      'Findings',
      [
        ...plan.findings.map(({ level, file, line, column, title, message }) => {
          const place = `${safe(file)}:${String(line)}${column === undefined ? '' : `:${String(column)}`}`;
          return `${levels[level](level)} ${paint.bold(place)} ${safe(title)}: ${safe(message)}`;
        }),
        ...(plan.moreFindings === 0 ? [] : [`and ${String(plan.moreFindings)} more`]),
      ],
    ],
  ];
  const verdict = plan.verdict === 'ok' ? paint.green : paint.red;
  const body = parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${paint.bold(title)}\n${lines.map((line) => `  ${line}\n`).join('')}\n`)
    .join('');
  return `${body}${verdict(`${plan.verdict}:`)} ${verdictText[plan.verdict]} ${summary(plan)}.\n`;
}

function resourceLines(
  resource: ResourceChange,
  colours: Readonly<Record<ResourceChange['action'], (text: string) => string>>,
  { dim }: Paint,
): readonly string[] {
  const { action, fields, moreFields, sources } = resource;
  return [
    colours[action](`${signs[action]} ${safe(resourceName(resource))}`),
    ...fields.map(
      ({ path, before, after }) =>
        `    ${safe(path)}: ${before === undefined ? '' : `${safe(before)} `}→${after === undefined ? dim(' (removed)') : ` ${safe(after)}`}`,
    ),
    ...(moreFields === 0 ? [] : [dim(`    and ${counted(moreFields, 'more field')}`)]),
    ...sources.map((file) => dim(`    file ${safe(file)}`)),
  ];
}

function costLines({ cost: { before, after, teams, unpriced } }: Plan): readonly string[] {
  return [
    ...(before.hourly === 0 && after.hourly === 0 ? [] : [`${money(before)} → ${money(after)}`]),
    ...teams.map(({ team, before: was, after: is }) => `team ${team}: ${money(was)} → ${money(is)}`),
    ...(unpriced.length === 0 ? [] : [`without a price: ${unpriced.join(', ')}`]),
  ];
}

const quotaLines = ({ quotas, waiting }: Plan): readonly string[] => [
  ...quotas.map(
    ({ team, cluster, resource, limit, asked }) =>
      `team ${team} on ${cluster}, ${resource}: ${share(asked.before, limit.before)} → ${share(asked.after, limit.after)}`,
  ),
  ...waiting.map(
    ({ resource, cluster, outcome, reason }) =>
      `${resource} ${outcome === 'never' ? 'can never start' : 'would wait'} on ${cluster}: ${reason}`,
  ),
];

function diffLine(line: string, { green, red, cyan }: Paint): string {
  const text = safe(line);
  if (text.startsWith('@@')) return cyan(text);
  return text.startsWith('+') ? green(text) : text.startsWith('-') ? red(text) : text;
}

/** No control character, escape sequence or direction override of a file reaches the terminal. */
const safe = (text: string): string =>
  text.replaceAll(
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
