import type { RepoDoctorOptions } from '../actions/repo/doctor.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, type AddCommand } from './attach.ts';

export const addRepo: AddCommand = (registry) => {
  const group = registry.program.command('repo').description('Keep an environment repository healthy');
  const doctor = group
    .command('doctor')
    .description(
      'Check a repository against the limits of GitHub, offline: warn at half of each; exit code 1 when one is reached',
    )
    .argument('[folder]', 'clone of the environment repository, or a bare one', '.')
    .option('--branch <branch>', 'branch to look at; the one that is checked out when left out')
    .option(
      '--fix',
      'remove what is finished by one commit on the branch: results of Studies that are gone, and manifests of attempts that Slipway has removed before',
    )
    .option('--dry-run', 'with --fix: only print what would be removed');
  withExamples(doctor, [
    'slipway repo doctor',
    'slipway repo doctor --fix --dry-run',
    'slipway repo doctor .slipway/environment.git --branch main --json',
  ]);
  attach(registry, doctor, async (invocation, [folder = '.'], options) => {
    const { repoDoctor } = await import('../actions/repo/doctor.ts');
    return repoDoctor(invocation, folder, options as RepoDoctorOptions);
  });
};
