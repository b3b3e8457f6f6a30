/** Kinds that run a program, in runs of their own. They share their names: a run is called after its Job or Study. */
export const programKinds = ['Job', 'Study'] as const;
export type ProgramKind = (typeof programKinds)[number];

export const isProgramKind = (kind: string): kind is ProgramKind =>
  (programKinds as readonly string[]).includes(kind);
