import { code, longestRun, plain } from '@slipway/kernel';
import type { Finding } from '../finding.ts';
import type { ManifestChange, Plan, ResourceChange } from '../plan.ts';
import { fitted, type Block } from './fitted.ts';
import { counted, money, resourceName, reviewers, share, summary, verdictText } from './words.ts';

/** Bytes: GitHub takes 65,535 of the summary of a check run, and of a comment, where a mark that tells it as ours is added. */
export const largestMarkdown = 65_400;

type Ranked = Block & { readonly rank: number };

/**
 * The plan as a comment or the summary of a check run. Manifests are folded, by cluster; what does not fit into `most`
 * bytes is left out, the least important first, and said to be.
 */
export function planMarkdown(plan: Plan, most = largestMarkdown): string {
  const blocks: Ranked[] = [
    block(0, 'head', `## Slipway plan: ${plan.verdict}\n\n${verdictText[plan.verdict]} ${summary(plan)}.\n`),
    ...section(1, 'What is wrong', 'finding', findingLines(plan)),
    ...section(2, 'Reviews', 'review', reviewLines(plan)),
    ...section(5, 'Resources', 'resource', plan.resources.map(resourceLines)),
    ...section(3, 'Cost', 'line on cost', costLines(plan)),
    ...section(3, 'Quota', 'line on quota', quotaLines(plan)),
    ...section(4, 'Placement', 'placement', placementLines(plan)),
    ...clusterBlocks(plan.manifests),
    ...section(
      7,
      'Other files',
      'other file',
      plan.otherFiles.map((file) => `- ${code(file)}\n`),
    ),
  ];
  return fitted(
    blocks,
    most,
    (leftOut) => `_Left out for their size: ${leftOut}. \`slipway plan\` shows everything._`,
  );
}

const block = (rank: number, name: string, text: string): Ranked => ({ rank, name, text });

/** A heading and its lines, each a block of its own; nothing without lines. */
function section(rank: number, title: string, name: string, lines: readonly string[]): readonly Ranked[] {
  if (lines.length === 0) return [];
  return [block(0, 'heading', `\n### ${title}\n\n`), ...lines.map((text) => block(rank, name, text))];
}

function findingLines({ findings, moreFindings }: Plan): readonly string[] {
  const more = moreFindings === 0 ? [] : [`- and ${String(moreFindings)} more\n`];
  return [...findings.map(findingLine), ...more];
}

function findingLine({ level, title, message, file, line, column }: Finding): string {
  const place = `${file}:${String(line)}${column === undefined ? '' : `:${String(column)}`}`;
  return `- **${level}** ${code(place)} ${plain(title)}: ${plain(message)}\n`;
}

const reviewLines = ({ reviews }: Plan): readonly string[] =>
  reviews.map((review) => {
    const shown = review.paths.slice(0, 5).map(code).join(', ');
    const more = review.paths.length > 5 ? ` and ${String(review.paths.length - 5)} more` : '';
    return `- ${code(reviewers(review))} (${plain(review.rule)}): ${shown}${more}\n`;
  });

function resourceLines(resource: ResourceChange): string {
  const { action, fields, moreFields, sources } = resource;
  const lines = [
    `- **${action}** ${code(resourceName(resource))}`,
    ...fields.map(({ path, before, after }) => {
      if (before === undefined) return `  - ${code(path)}: added ${code(after ?? '')}`;
      return after === undefined
        ? `  - ${code(path)}: removed ${code(before)}`
        : `  - ${code(path)}: ${code(before)} → ${code(after)}`;
    }),
    ...(moreFields === 0 ? [] : [`  - and ${counted(moreFields, 'more field')}`]),
    ...sources.slice(0, 20).map((file) => `  - file ${code(file)}`),
    ...(sources.length > 20 ? [`  - and ${counted(sources.length - 20, 'more file')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function costLines({ cost, resources }: Plan): readonly string[] {
  if (resources.length === 0) return [];
  const { before, after, teams, unpriced } = cost;
  const lines =
    before.hourly === 0 && after.hourly === 0
      ? []
      : [
          `- runs of the changed resources: ${money(before)} → ${money(after)}\n`,
          ...teams.map(
            ({ team, before: was, after: is }) => `- team ${code(team)}: ${money(was)} → ${money(is)}\n`,
          ),
        ];
  if (unpriced.length === 0) return lines;
  const names = unpriced.slice(0, 10).map(code).join(', ');
  const more = unpriced.length > 10 ? ` and ${String(unpriced.length - 10)} more` : '';
  return [...lines, `- without a price: ${names}${more} (no node pool that fits has a pricePerHour)\n`];
}

const quotaLines = ({ quotas, waiting }: Plan): readonly string[] => [
  ...quotas.map(
    ({ team, cluster, resource, limit, asked }) =>
      `- team ${code(team)} on ${code(cluster)}, ${code(resource)}: ${share(asked.before, limit.before)} → ${share(asked.after, limit.after)}\n`,
  ),
  ...waiting.map(
    ({ resource, cluster, outcome, reason }) =>
      `- ${code(resource)} ${outcome === 'never' ? 'can never start' : 'would wait'} on ${code(cluster)}: ${plain(reason)}\n`,
  ),
];

const placementLines = ({ placements }: Plan): readonly string[] =>
  placements.map(({ resource, before, after, reason }) => {
    const from = before === undefined ? '' : `${code(before)} → `;
    return `- ${code(resource)}: ${from}${after === undefined ? 'nowhere' : code(after)}, ${plain(reason)}\n`;
  });

/** A folded part for each cluster; when one is too large its manifests are named without what changes in them. */
function clusterBlocks(manifests: readonly ManifestChange[]): readonly Ranked[] {
  const clusters = [...new Set(manifests.map(({ cluster }) => cluster))];
  return clusters.flatMap((cluster) => {
    const own = manifests.filter((manifest) => manifest.cluster === cluster);
    return [
      block(
        6,
        `list of manifests of ${cluster}`,
        `\n<details><summary>${plain(cluster)}: ${counted(own.length, 'manifest')}</summary>\n\n${own.map(({ action, path }) => `- ${action} ${code(path)}\n`).join('')}\n</details>\n`,
      ),
      ...own.map((manifest) => block(8, `manifest of ${cluster}`, manifestText(manifest))),
    ];
  });
}

function manifestText({ action, path, diff }: ManifestChange): string {
  const shown = diff === '' ? '_It differs in too many lines to be shown._' : fenced(diff);
  return `\n<details><summary>${action} ${plain(path)}</summary>\n\n${shown}\n\n</details>\n`;
}

function fenced(diff: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(diff) + 1));
  return `${fence}diff\n${diff}${fence}`;
}
