import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { exitCodeTexts, exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { cliReference } from './reference/cli-reference.ts';
import { shapeOf, type CommandShape } from './reference/command-shape.ts';
import { slipway } from './testing/command-line.ts';

const run = promisify(execFile);
const all = (shape: CommandShape): CommandShape[] => [shape, ...shape.commands.flatMap(all)];

describe('the command line', () => {
  it.each([
    [['gett'], "error: unknown command 'gett'\n(Did you mean get?)\n"],
    [['get', 'runs', '--stat', 'failed'], "error: unknown option '--stat'\n(Did you mean --state?)\n"],
    [['get', 'runs', '--state', 'done'], "error: option '--state <state>' argument 'done' is invalid."],
    [['get', 'runs', '--limit', '0'], 'Expected a whole number from 1 to 100000.'],
    [['serve', '--port', '70000'], 'Expected a whole number from 0 to 65535.'],
    [['get'], "error: missing required argument 'kind'\n"],
    [
      ['get', 'rums'],
      'error: "rums" is not one of job, study, run, model, team, cluster: did you mean runs?\n',
    ],
    [['describe', 'job'], 'error: which job? name it: job/NAME\n'],
    [['describe', 'job/A_b'], 'is no name: lower-case letters, digits and -, at most 63\n'],
    [['cancel', 'job/x'], 'error: "job" is not one of run\n'],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish.'],
    [['get', 'runs', 'x', 'y'], 'too many arguments'],
  ])('%j is refused with 2 and a hint', async (args, text) => {
    const { code, stdout, stderr } = await slipway(args, { env: { SLIPWAY_URL: 'http://127.0.0.1:9' } });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(text);
  });

  it('shows help on stdout, also when nothing is asked, with environment variables and exit codes', async () => {
    const help = await slipway(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(await slipway([])).toEqual(help);
    expect(await slipway(['help'])).toEqual(help);
    expect(await slipway(['help', 'get'])).toEqual(await slipway(['get', '--help']));
    expect(await slipway(['help', 'gett'])).toMatchObject({ code: 2 });
    for (const text of ['SLIPWAY_TOKEN', 'Exit codes:', 'apply', '--server <url>'])
      expect(help.stdout).toContain(text);
    expect((await slipway(['artifact', 'get', '--help'])).stdout).toContain(
      'slipway artifact get run/digits-7k2m9q0x model -o model.joblib',
    );
  });

  it('has a text for each exit code', () => {
    const told = new Set(Object.keys(exitCodeTexts).map(Number));
    expect(told).toEqual(new Set<number>(Object.values(exitCodes)));
  });

  it('colours only a terminal, and not when NO_COLOR, --no-color or TERM=dumb ask for none', async () => {
    const coloured = async (
      args: string[],
      env: Record<string, string> = {},
      terminal = true,
    ): Promise<boolean> =>
      (
        await slipway(['get', 'teams', ...args], {
          cwd: '/',
          env,
          isTerminal: { stdout: terminal, stderr: terminal },
        })
      ).stderr.includes('\u001b[');
    expect(await coloured([])).toBe(true);
    expect(await coloured([], {}, false)).toBe(false);
    expect(await coloured(['--no-color'])).toBe(false);
    expect(await coloured([], { NO_COLOR: '1' })).toBe(false);
    expect(await coloured([], { TERM: 'dumb' })).toBe(false);
  });
});

describe('the reference', () => {
  it('lists every command with its arguments and options, the variables and the exit codes', () => {
    const text = cliReference();
    for (const { name, commands, options } of all(shapeOf(createProgram()))) {
      if (commands.length > 0) continue;
      expect(text).toContain(`### ${name}\n`);
      for (const { long } of options) expect(text).toContain(long);
    }
    for (const code of Object.values(exitCodes)) expect(text).toContain(`| ${String(code)} | `);
    expect(text).not.toMatch(/undefined|\n{3}/);
    expect(cliReference()).toBe(text);
  });

  it('describes every command in words that end without a full stop', () => {
    for (const { name, description } of all(shapeOf(createProgram())))
      expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].*[^.]$/)]);
  });
});

describe('completion', () => {
  it('completes commands, subcommands, options and choices in a real bash', async () => {
    const { stdout: script } = await slipway(['completion', 'bash']);
    const complete = async (...words: string[]): Promise<string[]> => {
      const test = `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${String(words.length - 1)}; _slipway; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return (await run('bash', ['--norc', '-c', test])).stdout.trim().split('\n');
    };
    expect(await complete('slipway', 'de')).toEqual(['delete', 'describe', 'deliveries']);
    expect(await complete('slipway', 'artifact', '')).toEqual(expect.arrayContaining(['list', 'get']));
    expect(await complete('slipway', 'artifact', 'get', '--fo')).toEqual(['--force']);
    expect(await complete('slipway', 'get', 'runs', '--st')).toEqual(['--state']);
    expect(await complete('slipway', 'get', 'runs', '--state', 'f')).toEqual(['failed']);
    expect(await complete('slipway', 'completion', '')).toEqual(
      expect.arrayContaining(['bash', 'zsh', 'fish']),
    );
  });

  it('has scripts for zsh and fish', async () => {
    expect((await slipway(['completion', 'zsh'])).stdout).toMatch(/^#compdef slipway\n/);
    const fish = (await slipway(['completion', 'fish'])).stdout;
    expect(fish).toContain("complete -c slipway -n '__fish_use_subcommand' -a 'apply' -d ");
    expect(fish).toContain("-n '__fish_seen_subcommand_from get' -l state -x -a 'pending ");
  });
});
