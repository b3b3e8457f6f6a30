import type { AliasState, ModelHead, ModelVersionState, Tags } from './registered-model.ts';
import { yamlLine, yamlValue } from './yaml-text.ts';

/**
 * The main file of a model with the versions that lie in it. Equal states give equal text; what is absent or as it is by
 * default is left out. Written by hand and not by a YAML library: it is done on each write, and is 50 times as fast.
 */
export function renderModel(model: ModelHead, versions: readonly ModelVersionState[]): string {
  return lines([
    ...opening('RegisteredModel', model),
    'spec:',
    ...field('  ', 'description', model.description),
    ...times('  ', model),
    ...tagLines('  ', model.tags),
    ...section('  ', 'aliases', model.aliases, aliasLines),
    `  nextVersion: ${String(model.nextVersion)}`,
    ...versionLines(versions),
  ]);
}

/** A file with further versions of a model. */
export function renderVersions(
  model: Pick<ModelHead, 'team' | 'name'>,
  versions: readonly ModelVersionState[],
): string {
  return lines([...opening('RegisteredModelVersions', model), 'spec:', ...versionLines(versions)]);
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;

const opening = (kind: string, { team, name }: Pick<ModelHead, 'team' | 'name'>): string[] => [
  'apiVersion: slipway.dev/v1',
  `kind: ${kind}`,
  'metadata:',
  ...field('  ', 'name', name),
  ...field('  ', 'team', team),
];

const field = (indent: string, name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`${indent}${name}: ${yamlValue(value, indent)}`];

function times(
  indent: string,
  { createdAt, updatedAt }: { readonly createdAt: number; readonly updatedAt: number },
): string[] {
  return [
    `${indent}createdAt: ${time(createdAt)}`,
    ...(updatedAt === createdAt ? [] : [`${indent}updatedAt: ${time(updatedAt)}`]),
  ];
}

const time = (at: number): string => `"${new Date(at).toISOString()}"`;

/** A mapping in the order of its names. */
function section<Value>(
  indent: string,
  name: string,
  entries: Readonly<Record<string, Value>>,
  linesOf: (indent: string, name: string, value: Value) => readonly string[],
): string[] {
  const names = Object.keys(entries).sort();
  if (names.length === 0) return [];
  const inner = `${indent}  `;
  return [
    `${indent}${name}:`,
    ...names.flatMap((key) => {
      const value = entries[key];
      return value === undefined ? [] : linesOf(inner, yamlLine(key), value);
    }),
  ];
}

const tagLines = (indent: string, tags: Tags): string[] => section(indent, 'tags', tags, field);

const aliasLines = (indent: string, name: string, { version, since, by }: AliasState): string[] => [
  `${indent}${name}:`,
  `${indent}  version: ${String(version)}`,
  `${indent}  since: ${time(since)}`,
  ...field(`${indent}  `, 'by', by),
];

function versionLines(versions: readonly ModelVersionState[]): string[] {
  if (versions.length === 0) return [];
  const indent = '      ';
  return [
    '  versions:',
    ...versions.flatMap((version) => [
      `    - version: ${String(version.version)}`,
      ...times(indent, version),
      ...(version.stage === 'None' ? [] : [`${indent}stage: ${version.stage}`]),
      ...(version.description === undefined
        ? [`${indent}description: null`]
        : field(indent, 'description', version.description === '' ? undefined : version.description)),
      ...field(indent, 'source', version.source),
      ...field(indent, 'storageLocation', version.storageLocation),
      ...field(indent, 'runId', version.runId),
      ...field(indent, 'runLink', version.runLink),
      ...field(indent, 'modelId', version.modelId),
      ...field(indent, 'createdBy', version.userId),
      ...tagLines(indent, version.tags),
    ]),
  ];
}
