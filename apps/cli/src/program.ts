import { Command } from 'commander';
import { addApply } from './commands/apply.ts';
import { addArtifact } from './commands/artifact.ts';
import type { Runner } from './commands/attach.ts';
import { addCluster } from './commands/cluster.ts';
import { addDelete } from './commands/delete.ts';
import { addDeliveries } from './commands/deliveries.ts';
import { addDescribe } from './commands/describe.ts';
import { addDiff } from './commands/diff.ts';
import { addExplain } from './commands/explain.ts';
import { addGithub } from './commands/github.ts';
import { addGet } from './commands/get.ts';
import { addHistory } from './commands/history.ts';
import { addCompletion, addDoctor, addInit, addServe, addVersion } from './commands/local.ts';
import { addNotifications } from './commands/notifications.ts';
import { addRegistry } from './commands/registry.ts';
import { addRepo } from './commands/repo.ts';
import { addPlan } from './commands/plan.ts';
import { addProposals } from './commands/proposals.ts';
import { addPullRequests } from './commands/pull-requests.ts';
import { addPromote } from './commands/promote.ts';
import { addCancel, addLogs, addMove, addRun, addWatch } from './commands/runs.ts';
import { addStudy } from './commands/study/index.ts';
import { addToken } from './commands/token.ts';
import { addWorkflow } from './commands/workflow.ts';
import { emptyProgram } from './empty-program.ts';
import { exitCodeTexts } from './exit-codes.ts';
import { environmentVariables } from './reference/environment-variables.ts';

const setUp = 'Set up:';

const groups = [
  {
    heading: 'Change what runs:',
    commands: [
      ...[
        addApply,
        addDiff,
        addPlan,
        addPullRequests,
        addProposals,
        addRun,
        addPromote,
        addMove,
        addCancel,
        addDelete,
      ],
    ],
  },
  {
    heading: 'See what happens:',
    commands: [
      ...[
        addGet,
        addDescribe,
        addLogs,
        addWatch,
        addHistory,
        addDeliveries,
        addNotifications,
        addArtifact,
        addExplain,
      ],
    ],
  },
  { heading: 'Tune parameters:', commands: [addStudy] },
  { heading: 'Run the workflows of code repositories:', commands: [addWorkflow] },
  {
    heading: setUp,
    commands: [
      ...[addServe, addInit, addCluster, addGithub, addToken, addRegistry, addRepo],
      ...[addDoctor, addCompletion, addVersion],
    ],
  },
];

/** The whole command line. Without a runner it describes itself and does nothing. */
export function createProgram(run: Runner = () => Promise.resolve()): Command {
  const program = emptyProgram().addHelpCommand(
    new Command('help').argument('[command]').description('Print the help of a command').helpGroup(setUp),
  );
  for (const { heading, commands } of groups) {
    program.commandsGroup(heading);
    for (const add of commands) add({ program, run });
  }
  program.addHelpText(
    'after',
    `\nEnvironment variables:\n${listed(environmentVariables)}\n\nExit codes:\n${listed(Object.entries(exitCodeTexts))}`,
  );
  return program;
}

function listed(entries: Iterable<readonly [string, string]>): string {
  const rows = [...entries];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text.replaceAll('`', '')}`).join('\n');
}
