import type { SlipwayResource } from './registry.ts';

export interface NamedFiles {
  /** Where the resource names them. */
  readonly at: readonly string[];
  readonly files: readonly string[];
}

/** The source files that a resource brings along, by paths relative to its own file. */
export function sourceFilesOf(resource: SlipwayResource): NamedFiles {
  const [program, at] =
    resource.kind === 'Job'
      ? [resource.spec, ['spec', 'source', 'files']]
      : resource.kind === 'Study'
        ? [resource.spec.trials, ['spec', 'trials', 'source', 'files']]
        : [{ source: undefined }, []];
  const { source } = program;
  return { at, files: source && 'files' in source ? source.files : [] };
}
