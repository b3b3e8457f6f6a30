import type { LoggedChange } from '@slipway/ports';
import { parseModelFiles, type RegisteredModelState } from '@slipway/registry';

/** The files that git has after these changes, in their order. */
export function filesOf(changes: readonly LoggedChange[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const operation of changes.flatMap(({ operations }) => operations)) {
    if (operation.op === 'delete') files.delete(operation.path);
    else files.set(operation.path, operation.content);
  }
  return files;
}

/** The models that those files say there are, by team and name. */
export function modelsIn(files: ReadonlyMap<string, string>): ReadonlyMap<string, RegisteredModelState> {
  const models = [...files]
    .filter(([path]) => !/\/versions-\d+-\d+\.yaml$/.test(path))
    .map(([path, text]) => {
      const folder = `${path.slice(0, -'.yaml'.length)}/`;
      const others = [...files].filter(([other]) => other.startsWith(folder));
      return parseModelFiles(
        [{ path, text }, ...others.map(([other, more]) => ({ path: other, text: more }))],
        {
          at: 0,
          by: 'nobody',
        },
      );
    });
  return new Map(models.map((model) => [`${model.team}/${model.name}`, model]));
}
