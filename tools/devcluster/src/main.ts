import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { openApiClient } from './api/api-client.ts';
import { parseCommandLine, usage, type Command } from './commands/command-line.ts';
import { describeInstance } from './commands/describe.ts';
import { down } from './commands/down.ts';
import { directoryOf, isSupervised, readState, readStates, type InstanceState } from './commands/instance.ts';
import { up } from './commands/up.ts';
import { setNodeLost } from './nodes/cluster-nodes.ts';
import { buildProgram } from './programs/build-program.ts';
import { programs } from './programs/program.ts';
import { openKeyFolder } from './security/key-folder.ts';

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

try {
  await perform(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function perform(command: Command): Promise<void> {
  switch (command.command) {
    case 'help':
      process.stdout.write(usage);
      return;
    case 'build':
      for (const program of Object.values(programs)) await buildProgram(program, progress);
      return;
    case 'up':
      await print(await up(command.clusters, progress), command.json);
      return;
    case 'status':
      await print(await readStates(), command.json);
      return;
    case 'down':
      await Promise.all((await chosen(command.name)).map((state) => down(state, command.remove)));
      return;
    case 'kubeconfig': {
      const { kubeconfig } = await existing(command.name);
      if (kubeconfig === undefined) throw new Error(`${command.name} has not been started yet`);
      process.stdout.write(`${kubeconfig}\n`);
      return;
    }
    case 'logs': {
      const files = (await chosen(command.name)).flatMap(({ components = [] }) =>
        components.map(({ log }) => log),
      );
      if (files.length === 0) throw new Error('there are no logs: no cluster has been started');
      const reader = spawn('tail', ['-n', '100', ...(command.follow ? ['-F'] : []), ...files], {
        stdio: 'inherit',
      });
      await once(reader, 'exit');
      return;
    }
    case 'lose':
    case 'restore': {
      const { server } = await existing(command.name);
      const keys = await openKeyFolder(path.join(directoryOf(command.name), 'keys'));
      const admin = await keys.certificate('admin', {
        commonName: 'admin',
        organizations: ['system:masters'],
      });
      const client = await openApiClient(server ?? '', keys.authority.public, admin);
      await setNodeLost(client, command.node, command.command === 'lose');
      client.close();
    }
  }
}

async function print(states: readonly InstanceState[], json: boolean): Promise<void> {
  const described = await Promise.all(
    states.map(async (state) => ({ state, runs: await isSupervised(state) })),
  );
  process.stdout.write(
    json
      ? `${JSON.stringify(
          described.map(({ state, runs }) => ({ ...state, phase: runs ? state.phase : 'stopped' })),
          undefined,
          2,
        )}\n`
      : described.map(({ state, runs }) => describeInstance(state, runs)).join('\n') ||
          'no cluster: npm run devcluster -- up\n',
  );
}

async function existing(name: string): Promise<InstanceState> {
  const state = await readState(name);
  if (state) return state;
  const names = (await readStates()).map(({ request }) => request.name).join(', ');
  throw new Error(`no cluster is called ${name}; there ${names === '' ? 'is none' : `are ${names}`}`);
}

async function chosen(name: string | undefined): Promise<readonly InstanceState[]> {
  return name === undefined ? readStates() : [await existing(name)];
}
