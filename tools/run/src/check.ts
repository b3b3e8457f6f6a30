import { runCommand } from './run-command.ts';

const steps = [
  { title: 'project references match imports', command: ['nx', 'sync:check'] },
  { title: 'types', command: ['tsc', '-b'] },
  { title: 'lint and module boundaries', command: ['npm', 'run', '--silent', 'lint'] },
  { title: 'formatting', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { title: 'generated files are current', command: ['npm', 'run', '--silent', 'generate', '--', '--check'] },
];

for (const { title, command } of steps) {
  console.log(`check: ${title}`);
  const [name = '', ...args] = command;
  const code = await runCommand(name, args, { NX_DAEMON: 'false' });
  if (code !== 0) {
    console.error(`check: failed: ${title} (${command.join(' ')})`);
    process.exit(code);
  }
}
console.log('check: all good');
