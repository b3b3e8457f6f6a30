/** Where what was prepared lies in a container. */
export const directories = {
  work: '/slipway/work',
  python: '/slipway/python',
  files: '/slipway/files',
  runner: '/slipway/runner',
} as const;

export const volumes = {
  work: 'slipway-work',
  python: 'slipway-python',
  files: 'slipway-files',
  runner: 'slipway-runner',
} as const;

export type WorkspacePart = keyof typeof volumes;

export function mountOf(part: WorkspacePart): { readonly name: string; readonly mountPath: string } {
  return { name: volumes[part], mountPath: directories[part] };
}
