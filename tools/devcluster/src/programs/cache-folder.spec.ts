import { describe, expect, it } from '@jest/globals';
import { cacheFolderName, cacheRoot, type ProgramInputs } from './cache-folder.ts';
import { buildArguments, programs, requiredVersion } from './program.ts';

const inputs: ProgramInputs = {
  name: 'argocd',
  go: 'go1.26.0\nlinux\namd64\n',
  arguments: ['build', '-trimpath'],
  manifests: ['manifests/crds'],
  sources: new Map([
    ['go.mod', 'module a\n'],
    ['go.sum', 'b h1:c=\n'],
  ]),
};

describe('the folder of a built program', () => {
  it('is the same for the same sources in any order', () => {
    const turned = { ...inputs, sources: new Map([...inputs.sources].reverse()) };
    expect(cacheFolderName(turned)).toBe(cacheFolderName(inputs));
    expect(cacheFolderName(inputs)).toMatch(/^argocd-[0-9a-f]{16}$/);
  });

  it.each<[string, Partial<ProgramInputs>]>([
    ['the release of Go', { go: 'go1.26.1\nlinux\namd64\n' }],
    ['an argument', { arguments: ['build'] }],
    ['the manifests to keep', { manifests: [] }],
    ['a source', { sources: new Map([...inputs.sources, ['main.go', 'package main\n']]) }],
  ])('is another one when %s differs', (_, change) => {
    expect(cacheFolderName({ ...inputs, ...change })).not.toBe(cacheFolderName(inputs));
  });

  it('is below the caches of the user', () => {
    expect(cacheRoot({}, '/home/ada')).toBe('/home/ada/.cache/slipway/devcluster');
    expect(cacheRoot({ XDG_CACHE_HOME: '/caches' }, '/home/ada')).toBe('/caches/slipway/devcluster');
    expect(cacheRoot({ XDG_CACHE_HOME: 'relative' }, '/home/ada')).toBe(
      '/home/ada/.cache/slipway/devcluster',
    );
  });
});

describe('a program', () => {
  const goMod =
    'module m\n\nrequire k8s.io/api v0.36.3\n\nrequire (\n\tk8s.io/kubernetes v1.36.3 // indirect\n)\n';

  it('has the version that go.mod requires', () => {
    expect(requiredVersion(goMod, 'k8s.io/kubernetes')).toBe('v1.36.3');
    expect(requiredVersion(goMod, 'k8s.io/api')).toBe('v0.36.3');
    expect(() => requiredVersion(goMod, 'k8s.io/kube')).toThrow('go.mod does not require k8s.io/kube');
  });

  it('is linked with its version, so that clients can read it', () => {
    expect(buildArguments(programs.controlPlane, 'v1.36.3', '/out/control-plane')).toEqual([
      'build',
      '-v',
      '-trimpath',
      '-buildvcs=false',
      '-ldflags=-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3 -X k8s.io/client-go/pkg/version.gitVersion=v1.36.3',
      '-o',
      '/out/control-plane',
      './cmd/control-plane',
    ]);
  });
});
