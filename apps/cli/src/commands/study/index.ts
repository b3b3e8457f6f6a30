import type { AddCommand } from '../attach.ts';
import { addChanges } from './changes.ts';
import { addCreate } from './create.ts';
import { addResults } from './results.ts';
import { addRunning } from './running.ts';
import type { AddStudyCommand } from './study-group.ts';

const parts: readonly AddStudyCommand[] = [addCreate, addResults, addRunning, addChanges];

export const addStudy: AddCommand = (registry) => {
  const group = registry.program
    .command('study')
    .description('Tune parameters: begin a study, run its trials, watch it, and read its results');
  for (const add of parts) add({ ...registry, group });
};
