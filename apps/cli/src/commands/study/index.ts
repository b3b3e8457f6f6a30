import type { AddCommand } from '../attach.ts';
import { addChanges } from './changes.ts';
import { addCreate } from './create.ts';
import { addResults } from './results.ts';
import { addStudyRun } from './run.ts';
import { studyGroup, type AddStudyCommand } from './study-group.ts';
import { addStudyWatch } from './watch.ts';

const parts: readonly AddStudyCommand[] = [addCreate, addResults, addStudyRun, addStudyWatch, addChanges];

export const addStudy: AddCommand = (registry) => {
  const group = studyGroup(registry);
  for (const add of parts) add({ ...registry, group });
};
