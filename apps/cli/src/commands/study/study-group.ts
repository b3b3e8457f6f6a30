import type { Command } from 'commander';
import type { Registry } from '../attach.ts';

/** Where the commands about studies are added. */
export interface StudyGroup extends Registry {
  readonly group: Command;
}

export type AddStudyCommand = (group: StudyGroup) => void;

/** Adds the group itself. */
export const studyGroup = ({ program }: Registry): Command =>
  program
    .command('study')
    .description('Tune parameters: begin a study, run its trials, watch it, and read its results');
