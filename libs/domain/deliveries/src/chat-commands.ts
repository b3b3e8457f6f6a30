/** What can be asked for in a comment of a pull request, and what it takes. */
export const chatCommands = {
  plan: { does: 'plan it again', takes: 'read' },
  apply: { does: 'merge it, when its checks have succeeded', takes: 'write' },
  hold: { does: 'keep it from being merged; `hold off` lets it go', takes: 'write' },
  retry: { does: 'run again what failed of its merge', takes: 'write' },
  cancel: { does: 'stop what runs of its merge', takes: 'write' },
  rollback: { does: 'propose to take its merge back', takes: 'write' },
  help: { does: 'say what can be asked for', takes: 'read' },
} as const satisfies Record<string, { does: string; takes: 'read' | 'write' }>;

export type ChatVerb = keyof typeof chatCommands;

export interface ChatCommand {
  readonly verb: ChatVerb;
  readonly words: readonly string[];
}

/** A line that asks for something: a command, or what is none. */
export type ChatLine = ChatCommand | { readonly unknown: string };

const prefix = /^\/slipway(?:[ \t]+(.*))?$/;
/** Of one comment. */
const mostLines = 5;
const mostWords = 10;

/** Lines of a comment that begin with `/slipway`: not those that are quoted or stand in a block of code. */
export function chatLines(comment: string): readonly ChatLine[] {
  const found: ChatLine[] = [];
  let fence: string | undefined;
  for (const line of comment.split(/\r?\n/)) {
    const [marker] = /^ {0,3}(```+|~~~+)/.exec(line)?.slice(1) ?? [];
    if (marker !== undefined && (fence === undefined || marker.startsWith(fence)))
      fence = fence === undefined ? marker : undefined;
    const match = fence === undefined && marker === undefined ? prefix.exec(line.trimEnd()) : null;
    if (match && found.length < mostLines) found.push(lineOf(match[1] ?? 'help'));
  }
  return found;
}

function lineOf(text: string): ChatLine {
  const [verb = '', ...words] = text.trim().split(/\s+/).slice(0, mostWords);
  const isKnown = Object.hasOwn(chatCommands, verb) && (words.length === 0 || isHoldOff(verb, words));
  return isKnown ? { verb: verb as ChatVerb, words } : { unknown: text.slice(0, 80) };
}

const isHoldOff = (verb: string, words: readonly string[]): boolean =>
  verb === 'hold' && words.length === 1 && words[0] === 'off';

/** Ranks of what a host lets people do in a repository. */
const ranks = ['none', 'read', 'write', 'admin'] as const;
export type RepositoryPermission = (typeof ranks)[number];

/** Whether somebody with this permission may ask for it. */
export const mayAsk = (verb: ChatVerb, permission: RepositoryPermission): boolean =>
  ranks.indexOf(permission) >= ranks.indexOf(chatCommands[verb].takes);

/** Markdown: what can be asked for. */
export const chatHelp = (): string =>
  Object.entries(chatCommands)
    .map(([verb, { does }]) => `- \`/slipway ${verb}\`: ${does}`)
    .join('\n');
