import { Option } from 'commander';
import type { SetupOptions } from '../actions/github/setup-plan.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

export const addGithub: AddCommand = (registry) => {
  const group = registry.program
    .command('github')
    .description('Connect Slipway with GitHub by an App, and see whether that works');

  const setup = group
    .command('setup')
    .description(
      'Make the App by the browser, with the permissions that Slipway needs and no more; keys and webhook secret go to files, the variables to set are printed',
    )
    .option(
      '--organisation <name>',
      'owner of the App and of the environment repository; your own account without it',
    )
    .option(
      '--name <name>',
      'name of the App, of its kind the only one on GitHub; slipway-ORGANISATION by default',
    )
    .option('--url <url>', 'address at which people and GitHub reach Slipway, SLIPWAY_PUBLIC_URL by default')
    .addOption(
      new Option(
        '--apps <count>',
        'one App for all, or three: for webhooks and checks, for the committer, for deployments',
      )
        .choices(['one', 'three'])
        .default('one'),
    )
    .option('--out <folder>', 'folder for keys and the file of secrets, the data directory by default')
    .option('--api-url <url>', 'API of GitHub, SLIPWAY_GITHUB_API_URL or that of github.com by default')
    .option(
      '--port <port>',
      'port of the page on this machine; 0 takes a free one',
      wholeNumber(0, 65_535),
      0,
    )
    .option('--dry-run', 'only print what GitHub would make the App of');
  withExamples(setup, [
    'slipway github setup --organisation acme --url https://slipway.example > github.env',
    'slipway github setup --organisation acme --url https://slipway.example --apps three --dry-run',
  ]);
  attach(registry, setup, async (invocation, _words, options) => {
    const { setUpGithub } = await import('../actions/github/setup.ts');
    await setUpGithub(invocation, options as SetupOptions);
  });

  const check = group
    .command('check')
    .description(
      'Check the App with the settings of the service: its key, the clock, permissions, events, webhook, secrets, and the rules of the branch; exit code 1 when there is a problem',
    );
  withExamples(check, ['slipway github check', 'slipway github check --json']);
  attach(registry, check, async (invocation) => {
    const { checkGithub } = await import('../actions/github/check.ts');
    return checkGithub(invocation);
  });
};
