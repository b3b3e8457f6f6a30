import type { Command } from 'commander';
import type { Registry } from '../attach.ts';

/** Where the commands about studies are added. */
export interface StudyGroup extends Registry {
  readonly group: Command;
}

export type AddStudyCommand = (group: StudyGroup) => void;
