/**
 * What can be asked for in a comment of a pull request, by who may write to the repository; what changes nothing also by the
 * author of the pull request.
 */
export const chatCommands = {
  plan: { does: 'plan it again', isHarmless: true },
  apply: { does: 'merge it, when its checks have succeeded', isHarmless: false },
  hold: { does: 'keep it from being merged; `hold off` lets it go', isHarmless: false },
  retry: { does: 'run again what failed of its merge', isHarmless: false },
  cancel: { does: 'stop what runs of its merge', isHarmless: false },
  rollback: { does: 'propose to take its merge back', isHarmless: false },
  help: { does: 'say what can be asked for', isHarmless: true },
} as const satisfies Record<string, { does: string; isHarmless: boolean }>;

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

/** What a host lets somebody do in a repository. In a public one everybody may read. */
export type RepositoryPermission = 'none' | 'read' | 'write' | 'admin';

/** Whether somebody with this permission may ask for it. */
export const mayAsk = (verb: ChatVerb, permission: RepositoryPermission, isAuthor: boolean): boolean =>
  permission === 'write' || permission === 'admin' || (isAuthor && chatCommands[verb].isHarmless);

/** Markdown: what can be asked for. */
export const chatHelp = (): string =>
  Object.entries(chatCommands)
    .map(([verb, { does }]) => `- \`/slipway ${verb}\`: ${does}`)
    .join('\n');
