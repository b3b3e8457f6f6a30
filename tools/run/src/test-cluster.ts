import { runCommand } from './run-command.ts';

// The tests on real Kubernetes, of all projects that have some: on clusters of tools/devcluster that they start
// themselves, or on the one that KUBECONFIG names. One after another, and each time anew.
process.exitCode = await runCommand(
  'nx',
  ['run-many', '-t', 'test-cluster', '--parallel=1', '--output-style=static', ...process.argv.slice(2)],
  { NX_DAEMON: 'false', NX_TUI: 'false' },
);
