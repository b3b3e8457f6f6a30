/** Where the parts of the workspace lie in a container. */
export const directories = {
  work: '/slipway/work',
  python: '/slipway/python',
  files: '/slipway/files',
} as const;

export const volumes = { work: 'slipway-work', python: 'slipway-python', files: 'slipway-files' } as const;

export type WorkspacePart = keyof typeof volumes;

export function mountOf(part: WorkspacePart): { readonly name: string; readonly mountPath: string } {
  return { name: volumes[part], mountPath: directories[part] };
}
