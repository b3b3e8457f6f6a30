import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@slipway/testing';
import { folderSource, upstreamSource } from './definition-sources.ts';
import { keepDefinition, keptDefinition, pinDefinition } from './definition-store.ts';
import { parseLock, upstreamUrl, type PinnedDefinition } from './pinned-definition.ts';
import { pinnedDefinitions } from './pinned-definitions.ts';
import { checksumOf, validatingPart } from './validating-part.ts';

const name = 'boats.example.org';
const definition = (length: string, prose = ''): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${name} ${prose && `, creationTimestamp: null, annotations: { controller-gen/version: v1 }`} }
spec:
  group: example.org
  versions:
    - name: v1
      ${prose && 'additionalPrinterColumns: [{ name: Age, type: date, jsonPath: .metadata.creationTimestamp }]'}
      schema:
        openAPIV3Schema:
          type: object
          ${prose && `description: ${prose}`}
          properties:
            description: { type: string, maxLength: ${length} ${prose && `, description: ${prose}`} }
            decks: { type: array, items: { type: string ${prose && `, title: ${prose}`} } }
${prose && 'status: { conditions: [] }'}
`;
const part = validatingPart('boats.yaml', definition('9'), name) ?? '';
const pinned: PinnedDefinition = {
  name,
  repository: 'example/boats',
  version: 'v1.2.3',
  path: 'config/boats-crd.yaml',
  sha256: checksumOf(part),
};

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let kept: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  kept = path.join(directory.path, 'kept');
});

afterEach(async () => {
  await directory[Symbol.asyncDispose]();
});

describe('the validating part of a definition', () => {
  it('is the same with and without prose, columns, generators and status', () => {
    expect(validatingPart('boats.yaml', definition('9', 'of a boat'), name)).toBe(part);
  });

  it('has the fields that are called as prose is, and differs with each rule', () => {
    expect(part).toContain('"properties":{"decks":{"items":{"type":"string"}');
    expect(part).toContain('"description":{"maxLength":9,"type":"string"}');
    expect(validatingPart('boats.yaml', definition('8'), name)).not.toBe(part);
  });

  it('is none when a file defines something else', () => {
    expect(validatingPart('boats.yaml', definition('9'), 'ships.example.org')).toBeUndefined();
  });
});

describe('a pinned definition', () => {
  const files = async (files: Readonly<Record<string, string>>): Promise<string> => {
    for (const [file, text] of Object.entries(files)) {
      const at = path.join(directory.path, 'files', file);
      await mkdir(path.dirname(at), { recursive: true });
      await writeFile(at, text);
    }
    return path.join(directory.path, 'files');
  };

  it.each(['boats/boats.example.org.yaml', 'deep/er/boats-crd.yaml'])(
    "is found below a folder by its name or upstream's: %s",
    async (file) => {
      const folder = await files({ [file]: definition('9', 'of a boat'), 'other.yaml': 'kind: Other' });
      const { at } = await keepDefinition(kept, pinned, folderSource(folder));
      expect(at).toBe(path.join(folder, file));
      expect(await keptDefinition(kept, pinned.sha256)).toBe(part);
      expect(await readdir(kept)).toEqual([`${pinned.sha256}.json`]);
    },
  );

  it('is taken from the file with its checksum when there are several releases', async () => {
    const folder = await files({
      'v1/boats-crd.yaml': definition('8'),
      'v2/boats-crd.yaml': definition('9'),
    });
    const { at } = await keepDefinition(kept, pinned, folderSource(folder));
    expect(at).toBe(path.join(folder, 'v2/boats-crd.yaml'));
  });

  it('is refused when it is another one, with both checksums, and not kept', async () => {
    const folder = await files({ 'boats-crd.yaml': definition('8') });
    const other = checksumOf(validatingPart('boats.yaml', definition('8'), name) ?? '');
    await expect(keepDefinition(kept, pinned, folderSource(folder))).rejects.toThrow(
      `boats.example.org of example/boats v1.2.3: the lock file pins ${pinned.sha256}, ` +
        `but ${path.join(folder, 'boats-crd.yaml')} has ${other}`,
    );
    expect(await keptDefinition(kept, pinned.sha256)).toBeUndefined();
  });

  it('is missing where no file has it', async () => {
    const folder = await files({ 'boats-crd.yaml': 'kind: Other' });
    await expect(keepDefinition(kept, pinned, folderSource(folder))).rejects.toThrow(
      `boats.example.org of example/boats v1.2.3: ${folder} does not have it`,
    );
  });

  it('is not taken for kept when somebody changed the file', async () => {
    await keepDefinition(kept, pinned, folderSource(await files({ 'boats-crd.yaml': definition('9') })));
    await writeFile(path.join(kept, `${pinned.sha256}.json`), part.replace('9', '8'));
    expect(await keptDefinition(kept, pinned.sha256)).toBeUndefined();
  });

  it('gets the checksum of what a source has when it is pinned anew', async () => {
    const folder = await files({ 'boats-crd.yaml': definition('9', 'of a boat') });
    const before = { ...pinned, sha256: '0'.repeat(64) };
    expect(await pinDefinition(before, folderSource(folder))).toEqual(pinned);
  });
});

describe('upstream', () => {
  const served = async (
    status: number,
    body: string,
    use: (source: ReturnType<typeof upstreamSource>) => Promise<void>,
  ): Promise<void> => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/example/boats/v1.2.3/config/boats-crd.yaml' ? status : 404);
      response.end(body);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    try {
      await use(upstreamSource((one) => upstreamUrl(one).replace('https://raw.githubusercontent.com', base)));
    } finally {
      server.close();
    }
  };

  it('is asked for the file of the release tag', async () => {
    await served(200, definition('9', 'of a boat'), async (source) => {
      await keepDefinition(kept, pinned, source);
      expect(await keptDefinition(kept, pinned.sha256)).toBe(part);
    });
  });

  it.each([
    [404, '404: Not Found', 'the answer is 404 Not Found'],
    [200, 'x'.repeat(8_388_609), 'it has more than 8388608 bytes'],
  ])('whose answer is %s is told of, and what to do', async (status, body, problem) => {
    await served(status, body, async (source) => {
      const failure = keepDefinition(kept, pinned, source);
      await expect(failure).rejects.toThrow('cannot be read; give a folder that has the files');
      await expect(failure).rejects.toMatchObject({ cause: { message: problem } });
    });
  });
});

describe('the lock file', () => {
  it('pins each definition once, by a checksum', async () => {
    const all = await pinnedDefinitions();
    expect(new Set(all.map((one) => one.name)).size).toBe(all.length);
    expect(all.map(upstreamUrl)).toContain(
      'https://raw.githubusercontent.com/argoproj/argo-cd/v3.5.1/manifests/crds/application-crd.yaml',
    );
  });

  it.each([
    [[], 'any.json: must be a list with entries'],
    [[null], 'any.json: $[0].name must match'],
    [[pinned, { ...pinned, sha256: 'abc' }], 'any.json: $[1].sha256 must match'],
    [[{ ...pinned, path: '../escape.yaml' }], 'any.json: $[0].path must match'],
  ])('says where it is wrong: %j', (entries, message) => {
    expect(() => parseLock('any.json', JSON.stringify(entries))).toThrow(message);
  });

  it('has definitions of the groups of Flux, Argo CD and the Gateway API that Slipway renders, and of no other', async () => {
    const golden = path.resolve(import.meta.dirname, '../../../../libs/domain/render/src/golden');
    const groups = new Set<string>();
    for (const file of await readdir(golden, { recursive: true }))
      if (file.endsWith('.yaml'))
        for (const [, group = ''] of (await readFile(path.join(golden, file), 'utf8')).matchAll(
          /^apiVersion: ([\w.-]*(?:fluxcd|argoproj)\.io|gateway\.networking\.k8s\.io)\//gm,
        ))
          groups.add(group);
    const pinnedGroups = (await pinnedDefinitions()).map((one) => one.name.split('.').slice(1).join('.'));
    expect([...groups].sort()).toEqual([...new Set(pinnedGroups)].sort());
  });
});
