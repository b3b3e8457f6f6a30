import { changeLimits, commitLine, ownerOf, type FileOperation } from '@slipway/changes';
import { revertOperations } from '@slipway/git';
import { newId, type Clock, type Random } from '@slipway/kernel';
import type { GitHost, ProposalLog, Revisions } from '@slipway/ports';

export interface RollbackDeps {
  readonly host: GitHost;
  readonly revisions: Revisions;
  /** The branch that is reconciled. */
  readonly branch: string;
  /** Name of the environment repository. */
  readonly repository: string;
  readonly proposalLog: ProposalLog;
  readonly clock: Clock;
  readonly random: Random;
}

/** Proposes what takes the merge of a pull request back. @returns what came of it, as Markdown */
export async function proposeRollback(
  { host, revisions, branch, repository, proposalLog, clock, random }: RollbackDeps,
  { number, by }: { readonly number: number; readonly by: string },
): Promise<string> {
  const { mergeCommit: commit, state, title } = await host.pullRequest(number);
  if (commit === undefined) return `The pull request is ${state}: there is nothing to take back.`;
  const directory = await revisions.bring(`pulls/${String(number)}`, commit);
  const reversal = await revertOperations(directory, branch, commit);
  if (reversal.kind === 'conflict')
    return `Others have changed the same since: ${reversal.paths.map((path) => `\`${path}\``).join(', ')}. Take it back by hand.`;
  const { operations } = reversal;
  if (operations.length === 0) return `It was taken back already: nothing of it is left in \`${branch}\`.`;
  const id = await proposalLog.propose({
    ...{ repository, operations, service: 'platform', requestedBy: by, traceparent: undefined },
    id: newId(clock.now(), random),
    team: teamOf(operations),
    subject: commitLine(`Take back #${String(number)}: ${title}`, changeLimits.subjectCharacters),
    resource: `PullRequest/${String(number)}`,
    key: `rollback of #${String(number)}`,
    reason: `asked for by ${by} in #${String(number)}`,
    evidence: '',
    autoMerge: true,
  });
  return `Proposed as \`${id}\`: its pull request takes back ${String(operations.length)} ${operations.length === 1 ? 'file' : 'files'}, and merges itself once its checks have succeeded.`;
}

/** The team whose paths these are; undefined: those of several, or of none. */
function teamOf(operations: readonly FileOperation[]): string | undefined {
  const teams = new Set(
    operations.map(({ path }) => {
      const owner = ownerOf(path);
      return 'team' in owner ? owner.team : undefined;
    }),
  );
  const [team] = teams;
  return teams.size === 1 ? team : undefined;
}
